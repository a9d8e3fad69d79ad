//! Where the `x-` words may stand, and what is said, at which line, where they do not.

use crate::check::testing::Owned;

/// What is wrong with a schema: `line:column message | help`.
fn wrong(schema: &str) -> Vec<String> {
    let shown = Owned::new(schema).found.into_iter().map(|problem| {
        let (line, column) = problem.place.line_column();
        let help = problem.help.map_or_else(String::new, |help| format!(" | {help}"));
        assert_eq!(problem.code, crate::diagnostic::Code::Annotation);
        format!("{line}:{column} {}{help}", problem.message)
    });
    shown.collect()
}

/// A list of records: the words beside `x-collection` on the second line, `id` on the third, the
/// rest of the schema's root on the fourth.
fn items(words: &str, id: &str, root: &str) -> String {
    format!(
        r#"{{"type": "object", "properties": {{"list": {{"type": "array", "items":
{{"type": "object", "x-collection": "a", {words}, "properties": {{
"id": {{{id}}}}}}}}}}}
{root}}}"#
    )
}

fn table(rows: &[(&str, &str, &str, &[&str])]) {
    for (words, id, root, expected) in rows {
        assert_eq!(wrong(&items(words, id, root)), *expected, "{words} {id} {root}");
    }
}

const KEY: &str = r#""x-key": "id""#;
const ID: &str = r#""type": "string""#;

#[test]
fn a_word_that_is_unknown_or_holds_the_wrong_thing_is_shown_where_it_is_written() {
    let unknown = items(KEY, r#""type": "string", "x-something": 1"#, "");
    assert!(wrong(&unknown)[0].starts_with("3:26 unknown word `x-something` | the words are x-"));
    table(&[
        (KEY, ID, "", &[]),
        (
            KEY,
            r#""type": "string", "x-indx": true"#,
            "",
            &["3:26 unknown word `x-indx` | did you mean `x-index`?"],
        ),
        (
            KEY,
            r#""type": "string", "x-index": "uniqe""#,
            "",
            &["3:37 `x-index` takes `true` or `unique`"],
        ),
        (KEY, r#""type": "string", "x-merge": "lines""#, "", &["3:37 `x-merge` takes `text`"]),
        (KEY, r#""type": "string", "x-derived": "yes""#, "", &["3:39 `x-derived` takes `true`"]),
        (
            KEY,
            r#""type": "string", "x-ref": 7"#,
            "",
            &[
                "3:35 `x-ref` takes the name of a collection, or `{ \"collection\": NAME, \"acyclic\": true }`",
            ],
        ),
        (
            r#""x-key": []"#,
            ID,
            "",
            &[
                "2:50 `x-key` takes the name of a field, or a list of names",
                "2:1 records of `a` are items of an array and have no `x-key`",
            ],
        ),
        (
            r#""x-key": "id", "x-validations": [{"rule": "true"}]"#,
            ID,
            "",
            &["2:73 `x-validations` takes a list of `{ \"rule\": CEL, \"message\": TEXT }`"],
        ),
        (
            KEY,
            ID,
            r#", "$defs": {"b": {"type": "array", "x-list-type": "map"}}"#,
            &["4:51 `x-list-type: map` needs `x-list-map-keys` beside it"],
        ),
        (
            KEY,
            ID,
            r#", "$defs": {"b": {"type": "array", "x-list-map-keys": ["a"]}}"#,
            &["4:55 `x-list-map-keys` needs `x-list-type: map` beside it"],
        ),
    ]);
}

#[test]
fn a_word_at_a_type_that_it_says_nothing_of_is_shown() {
    let def = |schema: &str| items(KEY, ID, &format!(r#", "$defs": {{"b": {{{schema}}}}}"#));
    for (schema, expected) in [
        (r#""type": "object", "x-key": "a""#, "4:37 `x-key` stands beside `x-collection`"),
        (r#""type": "boolean", "x-ref": "a""#, "4:38 `x-ref` stands at a string or an integer"),
        (r#""type": "array", "x-map-key": "a""#, "4:36 `x-map-key` stands at a map"),
        (r#""type": "string", "x-list-type": "set""#, "4:37 `x-list-type` stands at an array"),
        (r#""type": "integer", "x-merge": "text""#, "4:38 `x-merge` stands at a string"),
        (
            r#""type": "string", "x-validations": [{"rule": "true", "message": "no"}]"#,
            "4:37 `x-validations` stands at an object",
        ),
        (r#""type": "string", "x-index": true"#, "4:18 `x-index` stands at a field of a record"),
        (
            r#""type": "string", "x-volatile": true"#,
            "4:18 `x-volatile` stands at a field of a record",
        ),
        (
            r#""type": "string", "x-derived": true"#,
            "4:18 `x-derived` stands at a field of a record",
        ),
    ] {
        assert_eq!(wrong(&def(schema)), [expected], "{schema}");
    }
    assert_eq!(
        wrong(&def(r#""type": "string", "x-collection": "b""#))[0],
        "4:37 `x-collection` marks objects"
    );
}

#[test]
fn a_key_is_made_of_fields_of_the_record() {
    table(&[
        (
            r#""x-key": "idd""#,
            ID,
            "",
            &["2:1 `x-key` names `idd`, which is no field of the record; did you mean `id`?"],
        ),
        (
            r#""x-key": ["id", "zz"]"#,
            ID,
            "",
            &["2:1 `x-key` names `zz`, which is no field of the record"],
        ),
        (
            KEY,
            r#""type": "object""#,
            "",
            &["2:1 `x-key` names `id`, which is neither a string nor an integer"],
        ),
        (
            KEY,
            r#""type": "string", "x-volatile": true"#,
            "",
            &["2:1 `x-key` names `id`, which is volatile or derived"],
        ),
        (
            r#""description": "no key""#,
            ID,
            "",
            &["2:1 records of `a` are items of an array and have no `x-key`"],
        ),
    ]);
}

#[test]
fn an_index_is_over_strings_integers_and_enums() {
    for ty in [r#""type": "integer""#, r#""enum": ["a"]"#, r#""type": ["string", "null"]"#] {
        assert_eq!(wrong(&items(KEY, &format!(r#"{ty}, "x-index": true"#), "")), [""; 0], "{ty}");
    }
    for ty in ["object", "array", "number", "boolean"] {
        let root = format!(r#", "description": "{ty}""#);
        let schema = items(
            KEY,
            &format!(r#""type": "string"}}, "other": {{"type": "{ty}", "x-index": true"#),
            &root,
        );
        let expected = ["3:36 `x-index` stands at a string, an integer or an enum"];
        assert_eq!(wrong(&schema), expected, "{ty}");
    }
}

#[test]
fn the_key_of_a_map_is_no_property_of_the_record_too() {
    let map = |field: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"map": {{"type": "object", "x-map-key": "{field}",
"additionalProperties": {{"type": "object", "x-collection": "a", "x-key": ["dgn", "id"],
"properties": {{"dgn": {{"type": "string"}}, "id": {{"type": "string"}}}}}}}}}}}}"#
        )
    };
    assert_eq!(
        wrong(&map("dgn")),
        ["2:25 `x-map-key: dgn` names a property that the record has itself"]
    );
    assert_eq!(wrong(&map("other")), [""; 0]);
    assert_eq!(
        wrong(&map("Other"))[0],
        "1:74 `x-map-key` takes a name: `a-z`, `0-9` and `_`, starting with a letter"
    );
}

#[test]
fn a_collection_has_one_schema() {
    let record = r#"{"type": "object", "x-collection": "a"}"#;
    let schema = format!(
        r#"{{"properties": {{
"one": {{"additionalProperties": {record}}},
"two": {{"additionalProperties": {record}}}}}}}"#
    );
    let found = Owned::new(&schema).found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "two schemas are marked `x-collection: a`");
    assert_eq!(found[0].place.line_column(), (3, 33));
    assert_eq!(found[0].related[0].0.line_column(), (2, 33));

    let shared = format!(
        r##"{{"properties": {{
            "one": {{"additionalProperties": {{"$ref": "#/$defs/a"}}}},
            "two": {{"additionalProperties": {{"$ref": "#/$defs/a"}}}}}},
            "$defs": {{"a": {record}}}}}"##
    );
    assert_eq!(wrong(&shared), [""; 0]);
}

#[test]
fn a_collection_that_no_way_leads_to_is_shown() {
    let nowhere = |column: &str| {
        format!(
            "2:{column} this `x-collection` is at no place where records can be | put it at the root, or at \
             the items or map values that properties of the root lead to; not inside another record, and \
             not in a branch of `oneOf` or `anyOf`"
        )
    };
    for (schema, column) in [
        ("{\"$defs\":\n{\"a\": {\"type\": \"object\", \"x-collection\": \"a\"}}}", "7"),
        (
            "{\"additionalProperties\": {\"oneOf\": [\n{\"type\": \"object\", \"x-collection\": \"a\"}, {\"type\": \"null\"}]}}",
            "1",
        ),
        (
            "{\"additionalProperties\": {\"type\": \"object\", \"x-collection\": \"a\", \"properties\": {\"b\":\n{\"type\": \"object\", \"x-collection\": \"b\"}}}}",
            "1",
        ),
        (
            "{\"type\": \"array\", \"prefixItems\": [\n{\"type\": \"object\", \"x-collection\": \"a\"}]}",
            "1",
        ),
    ] {
        assert_eq!(wrong(schema), [nowhere(column)], "{schema}");
    }
}
