//! Fields are read and written.

use serde_json::json;

use super::*;
use crate::sync::merge::rich;

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn record() -> Map<String, Value> {
    object(json!({
        "name": "n",
        "size": { "min": 1, "a.b/c~d": 2, "": 3 },
        "shape": { "type": "box", "w": 1 },
        "list": [1, 2],
        "steps": [
            { "code": "a/b", "n": 1, "parts": [{ "id": 7, "text": "x" }] },
            { "code": "c" },
        ],
        "pairs": [{ "a": "x", "b": 1 }, { "a": "x", "b": 2, "note": "z" }],
        "limits": { "ü": { "min": 0 } },
        "json": { "deep": { "er": null }, "list": [{ "code": "c" }] },
        "open": 5,
    }))
}

#[test]
fn fields_are_found() {
    let dataset = rich::dataset();
    let ty = rich::record_type(&dataset);
    for (path, expected) in [
        ("name", Some(json!("n"))),
        ("size.min", Some(json!(1))),
        ("/size/a.b~1c~0d", Some(json!(2))),
        ("/size/", Some(json!(3))),
        ("shape.w", Some(json!(1))),
        ("/steps/a~1b/n", Some(json!(1))),
        ("/steps/a~1b/parts/7/text", Some(json!("x"))),
        ("steps.c", Some(json!({ "code": "c" }))),
        ("/pairs/x~12/note", Some(json!("z"))),
        ("limits.ü.min", Some(json!(0))),
        ("json.deep.er", Some(json!(null))),
        ("open", Some(json!(5))),
        ("", None),
        ("missing", None),
        ("name.x", None),
        ("list.0", None),
        ("json.list.c", None),
        ("steps.0", None),
        ("/pairs/x/2", None),
        ("json.deep.er.x", None),
    ] {
        let found = FieldPath::parse(path).unwrap().get(ty, &record()).cloned();
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn fields_are_set_and_removed() {
    let dataset = rich::dataset();
    let ty = rich::record_type(&dataset);
    for (before, path, value, after) in [
        (json!({}), "name", Some(json!("x")), json!({ "name": "x" })),
        (json!({ "name": "x" }), "name", None, json!({})),
        (json!({ "name": "x" }), "name", Some(json!(null)), json!({ "name": null })),
        (json!({}), "name", None, json!({})),
        (json!({}), "size.min", None, json!({})),
        (json!({}), "size.min", Some(json!(1)), json!({ "size": { "min": 1 } })),
        (json!({ "size": { "min": 1 } }), "size.min", None, json!({ "size": {} })),
        (json!({}), "/size/a.b~1c~0d", Some(json!(1)), json!({ "size": { "a.b/c~d": 1 } })),
        (json!({}), "/limits//min", Some(json!(1)), json!({ "limits": { "": { "min": 1 } } })),
        (json!({}), "json.a.b", Some(json!([1])), json!({ "json": { "a": { "b": [1] } } })),
        (json!({}), "open.a", Some(json!(1)), json!({ "open": { "a": 1 } })),
        (json!({ "list": [1] }), "list", Some(json!([2])), json!({ "list": [2] })),
        (
            json!({ "steps": [{ "code": "a" }, { "code": "b" }] }),
            "steps.a.n",
            Some(json!(2)),
            json!({ "steps": [{ "code": "a", "n": 2 }, { "code": "b" }] }),
        ),
        (
            json!({ "steps": [{ "code": "a" }, { "code": "b" }] }),
            "steps.a",
            None,
            json!({ "steps": [{ "code": "b" }] }),
        ),
        (
            json!({ "steps": [{ "code": "a" }] }),
            "steps.b",
            Some(json!({ "code": "b", "n": 1 })),
            json!({ "steps": [{ "code": "a" }, { "code": "b", "n": 1 }] }),
        ),
        (
            json!({}),
            "/steps/x~1y/parts/7/text",
            Some(json!("t")),
            json!({ "steps": [{ "code": "x/y", "parts": [{ "id": 7, "text": "t" }] }] }),
        ),
        (
            json!({}),
            "/pairs/x~12/note",
            Some(json!("t")),
            json!({ "pairs": [{ "a": "x", "b": "2", "note": "t" }] }),
        ),
        (
            json!({ "steps": [{ "code": "a" }] }),
            "steps.a.code",
            Some(json!("a")),
            json!({ "steps": [{ "code": "a" }] }),
        ),
        (json!({ "name": "x" }), "", Some(json!({ "name": "y" })), json!({ "name": "y" })),
    ] {
        let mut record = object(before.clone());
        let path = FieldPath::parse(path).unwrap();
        path.set(ty, &mut record, value.clone()).unwrap();
        assert_eq!(Value::Object(record), after, "{path} to {value:?} in {before}");
    }
}

#[test]
fn what_cannot_be_set_is_told_and_changes_nothing() {
    let dataset = rich::dataset();
    let ty = rich::record_type(&dataset);
    for (before, path, value, message) in [
        (json!({ "name": "x" }), "name.a.b", json!(1), "`name` is a text; set `name` as a whole"),
        (json!({ "size": null }), "size.min", json!(1), "`size` is null"),
        (json!({ "list": [1] }), "list.0", json!(1), "`list` is a list that changes as a whole"),
        (json!({}), "list.0", json!(1), "`list` is one value"),
        (json!({}), "body.x", json!(1), "`body` is one value"),
        (json!({}), "size.min.x", json!(1), "`size.min` is one value"),
        (json!({ "steps": [{}] }), "steps.a.n", json!(1), "not every element has a key (`code`)"),
        (json!({}), "steps.a", json!({ "code": "b" }), "`steps.a` is named by its `code`"),
        (json!({}), "steps.a", json!(1), "named by its `code`"),
        (
            json!({ "steps": [{ "code": "a" }] }),
            "steps.a.code",
            json!("b"),
            "`steps.a` is named by its `code`, which must stay",
        ),
        (json!({}), "pairs.x.note", json!(1), "`pairs.x` is named by its `a`, `b`"),
        (json!({}), "/pairs/x~1y~1z/note", json!(1), "named by its `a`, `b`"),
        (json!({}), "", json!(1), "cannot set the whole record to a number"),
    ] {
        let mut record = object(before.clone());
        let path = FieldPath::parse(path).unwrap();
        let error = path.set(ty, &mut record, Some(value)).unwrap_err().to_string();
        assert!(error.contains(message), "{path}: {error}");
        assert_eq!(Value::Object(record), before, "{path}");
    }
}

#[test]
fn what_is_set_can_be_read_back_from_its_json() {
    let dataset = rich::dataset();
    let ty = rich::record_type(&dataset);
    let mut record = Map::new();
    let deep = |names: usize| FieldPath::parse(&"/a".repeat(names)).unwrap();
    deep(126).set(ty, &mut record, Some(json!([]))).unwrap();
    let text = Value::Object(record.clone()).to_string();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), Value::Object(record.clone()));
    for (names, value) in [(127, json!([])), (126, json!([{}])), (100_000, json!(1))] {
        let error = deep(names).set(ty, &mut record, Some(value)).unwrap_err().to_string();
        assert!(error.contains("too deep"), "{error}");
    }
}
