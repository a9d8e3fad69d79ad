//! For each type of field, what two edits of it are.

use serde_json::{Value, json};

/// A field, and what two edits of it give that the rule for whole values does not tell.
pub(super) struct Case {
    pub field: &'static str,
    pub base: Value,
    /// What two people make of it, each in a way of their own.
    pub edits: [Value; 2],
    /// The edits merged, over the base and where there was none, with the fields that conflict.
    pub merged: Option<[(Value, &'static [&'static str]); 2]>,
    /// Whether it never conflicts.
    pub volatile: bool,
}

fn whole(field: &'static str, base: Value, edits: [Value; 2]) -> Case {
    Case { field, base, edits, merged: None, volatile: false }
}

fn apart(
    field: &'static str,
    base: Value,
    edits: [Value; 2],
    merged: (Value, &'static [&'static str]),
    added: (Value, &'static [&'static str]),
) -> Case {
    Case { merged: Some([merged, added]), ..whole(field, base, edits) }
}

/// All cases.
pub(super) fn cases() -> Vec<Case> {
    [single_values(), objects(), lists(), values_of_no_type()].into_iter().flatten().collect()
}

fn single_values() -> Vec<Case> {
    vec![
        whole("flag", json!(true), [json!(false), json!(null)]),
        whole("int", json!(1), [json!(2), json!(3)]),
        whole("number", json!(1.5), [json!(2), json!(2.5)]),
        whole("name", json!("a"), [json!("a b"), json!("c a")]),
        whole("name", json!("a\nb\nc\n"), [json!("A\nb\nc\n"), json!("a\nb\nC\n")]),
        whole("kind", json!("a"), [json!("b"), json!("c")]),
        whole("day", json!("2026-01-01"), [json!("2026-01-02"), json!("2026-02-01")]),
        whole("body", json!("a\nb\nc\n"), [json!("A\nb\nc\n"), json!("B\nb\nc\n")]),
        apart(
            "body",
            json!("a\nb\nc\n"),
            [json!("A\nb\nc\n"), json!("a\nb\nC\n")],
            (json!("A\nb\nC\n"), &[]),
            (json!("A\nb\nc\n"), &["body"]),
        ),
    ]
}

fn objects() -> Vec<Case> {
    vec![
        apart(
            "size",
            json!({ "min": 1, "max": 5, "note": "a\nb\nc\n" }),
            [
                json!({ "min": 2, "max": 5, "note": "a\nb\nC\n" }),
                json!({ "min": 3, "max": 9, "note": "A\nb\nc\n", "new": 1 }),
            ],
            (json!({ "min": 2, "max": 9, "note": "A\nb\nC\n", "new": 1 }), &["size.min"]),
            (
                json!({ "min": 2, "max": 5, "note": "a\nb\nC\n", "new": 1 }),
                &["size.max", "size.min", "size.note"],
            ),
        ),
        whole("size", json!({ "min": 1 }), [json!(null), json!({ "min": 2 })]),
        apart(
            "shape",
            json!({ "type": "box", "w": 1, "h": "a\nb\nc\n" }),
            [
                json!({ "type": "box", "w": 2, "h": "A\nb\nc\n" }),
                json!({ "type": "box", "w": 3, "h": "a\nb\nC\n" }),
            ],
            (json!({ "type": "box", "w": 2, "h": "A\nb\nC\n" }), &["shape.w"]),
            (json!({ "type": "box", "w": 2, "h": "A\nb\nc\n" }), &["shape.h", "shape.w"]),
        ),
        whole(
            "shape",
            json!({ "type": "box", "w": 1 }),
            [json!({ "type": "box", "w": 2 }), json!({ "type": "circle", "radius": 1 })],
        ),
        apart(
            "shape",
            json!({ "type": "box", "w": 1 }),
            [
                json!({ "type": "circle", "radius": 1 }),
                json!({ "type": "circle", "radius": 2, "fill": "red" }),
            ],
            (json!({ "type": "circle", "radius": 1 }), &["shape"]),
            (json!({ "type": "circle", "radius": 1, "fill": "red" }), &["shape.radius"]),
        ),
        apart(
            "limits",
            json!({ "a": { "min": 1 }, "b": { "min": 1 }, "c": { "min": 1 } }),
            [
                json!({ "a": { "min": 1, "max": 2 }, "b": { "min": 2 }, "d": { "min": 4 } }),
                json!({ "a": { "min": 5 }, "c": { "min": 3 }, "e": { "min": 6 } }),
            ],
            (
                json!({ "a": { "min": 5, "max": 2 }, "b": { "min": 2 }, "d": { "min": 4 }, "e": { "min": 6 } }),
                &["limits.b", "limits.c"],
            ),
            (
                json!({
                    "a": { "min": 1, "max": 2 }, "b": { "min": 2 }, "c": { "min": 3 },
                    "d": { "min": 4 }, "e": { "min": 6 },
                }),
                &["limits.a.min"],
            ),
        ),
        apart(
            "json",
            json!({ "a": { "b.c": 1, "d": [1] }, "e": null }),
            [
                json!({ "a": { "b.c": 2, "d": [1] } }),
                json!({ "a": { "b.c": 3, "d": [2] }, "e": null }),
            ],
            (json!({ "a": { "b.c": 2, "d": [2] } }), &["/json/a/b.c"]),
            (json!({ "a": { "b.c": 2, "d": [1] }, "e": null }), &["/json/a/b.c", "json.a.d"]),
        ),
        whole("json", json!([1]), [json!({ "a": 1 }), json!([2])]),
        whole("json", json!(1), [json!({ "a": 1 }), json!({ "b": 2 })].map(|v| json!([v]))),
    ]
}

fn lists() -> Vec<Case> {
    vec![
        whole("list", json!([1, 2]), [json!([1, 2, 3]), json!([0, 1, 2])]),
        apart(
            "tags",
            json!(["a", "b", "c"]),
            [json!(["x", "c", "a"]), json!(["y", "x", "b", "a", "z", "z"])],
            (json!(["x", "a", "y", "z"]), &[]),
            (json!(["x", "c", "a"]), &["tags"]),
        ),
        apart(
            "tags",
            json!(["a"]),
            [json!(["b", "a"]), json!(["a", "b"])],
            (json!(["b", "a"]), &[]),
            (json!(["b", "a"]), &[]),
        ),
        whole("tags", json!(["a"]), [json!("b"), json!(["a", "b"])]),
        apart(
            "steps",
            json!([{ "code": "a", "n": 1 }, { "code": "b", "n": 1 }, { "code": "c", "n": 1 }]),
            [
                json!([{ "code": "c", "n": 1 }, { "code": "x" }, { "code": "a", "n": 2 }]),
                json!([{ "code": "a", "n": 3, "tags": [] }, { "code": "y" }, { "code": "b", "n": 2 }]),
            ],
            (
                json!([{ "code": "x" }, { "code": "a", "n": 2, "tags": [] }, { "code": "y" }]),
                &["steps.a.n", "steps.b"],
            ),
            (
                json!([
                    { "code": "c", "n": 1 },
                    { "code": "x" },
                    { "code": "a", "n": 2, "tags": [] },
                    { "code": "y" },
                    { "code": "b", "n": 2 },
                ]),
                &["steps.a.n"],
            ),
        ),
        apart(
            "steps",
            json!([{ "code": "a", "tags": ["t"], "parts": [{ "id": 1, "text": "a\nb\nc\n" }] }]),
            [
                json!([{ "code": "a", "tags": ["t", "u"], "parts": [{ "id": 1, "text": "A\nb\nc\n" }] }]),
                json!([{ "code": "a", "tags": ["v", "t"], "parts": [
                    { "id": 0, "text": "" },
                    { "id": 1, "text": "a\nb\nC\n" },
                ] }]),
            ],
            (
                json!([{ "code": "a", "tags": ["t", "u", "v"], "parts": [
                    { "id": 0, "text": "" },
                    { "id": 1, "text": "A\nb\nC\n" },
                ] }]),
                &[],
            ),
            (
                json!([{ "code": "a", "tags": ["t", "u"], "parts": [
                    { "id": 0, "text": "" },
                    { "id": 1, "text": "A\nb\nc\n" },
                ] }]),
                &["steps.a.parts.1.text", "steps.a.tags"],
            ),
        ),
        whole(
            "steps",
            json!([{ "code": "a" }]),
            [json!([{ "code": "a" }, { "n": 1 }]), json!([{ "code": "a" }, { "code": "b" }])],
        ),
        whole(
            "steps",
            json!([{ "code": "a" }]),
            [json!([{ "code": "a" }, { "code": "a", "n": 1 }]), json!([{ "code": "b" }])],
        ),
        apart(
            "pairs",
            json!([{ "a": "x", "b": 1, "n": 0 }, { "a": "x", "b": 2, "n": 0 }]),
            [
                json!([{ "a": "x", "b": 1, "n": 1 }, { "a": "x", "b": 2, "n": 0 }]),
                json!([{ "a": "x", "b": 2, "n": 2 }, { "a": "x", "b": 1.0, "n": 0 }]),
            ],
            (json!([{ "a": "x", "b": 2, "n": 2 }, { "a": "x", "b": 1, "n": 1 }]), &[]),
            (
                json!([{ "a": "x", "b": 1, "n": 1 }, { "a": "x", "b": 2, "n": 0 }]),
                &["/pairs/x~11/n", "/pairs/x~12/n"],
            ),
        ),
    ]
}

/// Of no field of the schema, or of another schema: an object where a number should be, and the like.
fn values_of_no_type() -> Vec<Case> {
    vec![
        apart(
            "open",
            json!({ "a": 1, "b": 1 }),
            [json!({ "a": 2, "b": 1 }), json!({ "a": 1, "b": 2 })],
            (json!({ "a": 2, "b": 2 }), &[]),
            (json!({ "a": 2, "b": 1 }), &["open.a", "open.b"]),
        ),
        apart(
            "int",
            json!({ "a": 1, "b": 1 }),
            [json!({ "a": 2, "b": 1 }), json!({ "a": 1, "b": 2 })],
            (json!({ "a": 2, "b": 2 }), &[]),
            (json!({ "a": 2, "b": 1 }), &["int.a", "int.b"]),
        ),
        apart(
            "steps",
            json!({ "a": 1, "b": 1 }),
            [json!({ "a": 2, "b": 1 }), json!({ "a": 1, "b": 2 })],
            (json!({ "a": 2, "b": 2 }), &[]),
            (json!({ "a": 2, "b": 1 }), &["steps.a", "steps.b"]),
        ),
        whole("size", json!(1), [json!(2), json!([3])]),
        whole("shape", json!("a"), [json!("b"), json!("c")]),
        apart(
            "limits",
            json!(null),
            [json!({ "a": { "min": 1 } }), json!({ "b": { "min": 1 } })],
            (json!({ "a": { "min": 1 } }), &["limits"]),
            (json!({ "a": { "min": 1 }, "b": { "min": 1 } }), &[]),
        ),
        whole("body", json!(1), [json!("a\n"), json!("b\n")]),
        whole("vector", json!([0.5]), [json!([0.25]), json!([0.75])]),
        Case { volatile: true, ..whole("fetched", json!(1), [json!(2), json!(3)]) },
        Case {
            merged: Some([(json!({ "a": 2, "b": 2 }), &[]), (json!({ "a": 2, "b": 1 }), &[])]),
            volatile: true,
            ..whole(
                "fetched",
                json!({ "a": 1, "b": 1 }),
                [json!({ "a": 2, "b": 1 }), json!({ "a": 3, "b": 2 })],
            )
        },
    ]
}
