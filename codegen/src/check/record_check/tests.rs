//! Records that are right and wrong, at every kind of place.

use serde_json::json;

use super::*;
use crate::check::testing::{checked, dataset, json};

fn object(record: &Value) -> &Map<String, Value> {
    record.as_object().unwrap()
}

/// What is wrong with a record: `pointer message | help`, one a line.
fn wrong(check: &RecordCheck, collection: &str, record: &Value) -> String {
    let found = check.check(collection, object(record));
    let shown = found.iter().map(|Wrong { pointer, message, help }| {
        let help = help.as_ref().map_or_else(String::new, |help| format!(" | {help}"));
        format!("{pointer} {message}{help}")
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// Checks a table of records and what is wrong with each; where it ends in `…`, what it begins with.
#[track_caller]
fn table(schema: &str, collection: &str, rows: &[(Value, &str)]) {
    let check = RecordCheck::new(&dataset(schema)).unwrap();
    for (record, expected) in rows {
        let found = wrong(&check, collection, record);
        match expected.strip_suffix('…') {
            Some(start) => assert!(found.starts_with(start), "{record}\n{found}"),
            None => assert_eq!(found, *expected, "{record}"),
        }
    }
}

const ITEM: &str = r##"{
    "type": "object", "additionalProperties": { "$ref": "#/$defs/item" },
    "$defs": {
        "range": { "type": "object", "required": ["min", "max"],
            "properties": { "min": { "type": "integer" }, "max": { "type": "integer" } },
            "x-validations": [{ "rule": "self.min <= self.max", "message": "min above max" }] },
        "item": { "type": "object", "x-collection": "item", "required": ["name"], "additionalProperties": false,
            "properties": {
                "name": { "type": "string", "minLength": 2, "pattern": "^[a-z]+$" },
                "level": { "type": "integer", "minimum": 0, "maximum": 9 },
                "on": { "type": "string", "format": "date" },
                "size": { "enum": ["small", "large"] },
                "ranges": { "type": "array", "items": { "$ref": "#/$defs/range" } },
                "vector": { "type": "array", "x-derived": true },
                "action": { "oneOf": [
                    { "type": "object", "required": ["kind", "by"],
                        "properties": { "kind": { "const": "dim" }, "by": { "type": "integer" } } },
                    { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "off" } } }]}
            },
            "x-validations": [{ "rule": "!has(self.level) || self.name != 'zero' || self.level == 0",
                "message": "zero is of level 0" }]}
    }
}"##;

#[test]
fn a_record_is_told_what_a_build_tells_of_it() {
    let rows = [
        (json!({ "name": "ab" }), ""),
        (json!({ "name": "ab", "vector": [0.5] }), ""),
        (json!({ "name": "ab", "level": 9, "on": "2026-11-20", "size": "small" }), ""),
        (json!({ "name": "ab", "ranges": [{ "min": 1, "max": 1 }] }), ""),
        (json!({ "name": "ab", "action": { "kind": "dim", "by": 2 } }), ""),
        (json!({}), " missing property `name`"),
        (
            json!({ "nam": "ab" }),
            " missing property `name` | `nam` looks like it: rename it to `name`\n/nam unknown property `nam` | did you mean `name`?",
        ),
        (json!({ "name": 7 }), "/name `name`: expected string, found number 7"),
        (json!({ "name": null }), "/name `name`: expected string, found null"),
        (json!({ "name": "a" }), "/name `name`: has 1 character, at least 2 needed"),
        (json!({ "name": "aB" }), "/name `name`: \"aB\" does not match the pattern `^[a-z]+$`"),
        (json!({ "name": "ab", "level": -1 }), "/level `level`: -1 is less than 0"),
        (json!({ "name": "ab", "level": 10 }), "/level `level`: 10 is more than 9"),
        (
            json!({ "name": "ab", "level": 1.5 }),
            "/level `level`: expected integer, found number 1.5",
        ),
        (
            json!({ "name": "ab", "on": "20.11.2026" }),
            "/on `on`: \"20.11.2026\" is no valid date | write a date as 2026-11-20",
        ),
        (
            json!({ "name": "ab", "size": "smal" }),
            "/size `size`: \"smal\" is not one of the allowed values | did you mean `small`?",
        ),
        (json!({ "name": "ab", "a/b": 1 }), "/a~1b unknown property `a/b`…"),
        (
            json!({ "name": "ab", "ranges": [{ "min": 1, "max": 2 }, { "min": 1 }] }),
            "/ranges/1 missing property `max`",
        ),
        (
            json!({ "name": "ab", "ranges": [{ "min": 3, "max": 2 }] }),
            "/ranges/0/min min above max | the rule is `self.min <= self.max`",
        ),
        (json!({ "name": "ab", "action": { "kind": "dim" } }), "/action missing property `by`"),
        (
            json!({ "name": "ab", "action": { "kind": "of" } }),
            "/action/kind `kind`: \"of\" is not one of the allowed values | did you mean `off`?",
        ),
        (json!({ "name": "zero", "level": 1 }), "/level zero is of level 0…"),
    ];
    table(ITEM, "item", &rows);
    let check = RecordCheck::new(&dataset(ITEM)).unwrap();
    // Only a record that is stored may have its derived fields.
    for (record, _) in rows.iter().filter(|(record, _)| record.get("vector").is_none()) {
        let seed = json("seed.json", &json!({ "key": record }).to_string());
        let mut built = checked(json("schema.json", ITEM), seed);
        crate::diagnostic::sort(&mut built);
        let found = check.check("item", object(record));
        let built: Vec<_> = built.into_iter().map(|one| one.message).collect();
        let found: Vec<_> = found.into_iter().map(|one| one.message).collect();
        assert_eq!(found, built, "{record}");
    }
    assert_eq!(wrong(&check, "itme", &json!({})), " the dataset `d` has no collection `itme`");
}

const MAPPING: &str = r#"{ "type": "object", "properties": { "maps": { "type": "object", "x-map-key": "code",
    "additionalProperties": false, "patternProperties": { "^[0-9A-F]{2}$": { "type": "array", "items": {
        "type": "object", "x-collection": "mapping", "x-key": ["code", "id"], "additionalProperties": false,
        "properties": { "id": { "type": "integer", "minimum": 1 }, "of": { "type": "string" } },
        "x-validations": [{ "rule": "!has(self.of) || self.of == self.code", "message": "of another code" }]
    }}}}}}"#;

#[test]
fn the_keys_of_its_maps_are_fields_of_a_record_and_not_of_its_schema() {
    table(
        MAPPING,
        "mapping",
        &[
            (json!({ "code": "1F", "id": 1 }), ""),
            (json!({ "code": "1F", "id": 1, "of": "1F" }), ""),
            (json!({ "code": "1F", "id": 1, "of": "2F" }), "/of of another code…"),
            (
                json!({ "code": "1G", "id": 1 }),
                "/code `code`: \"1G\" is no key of the map that the record is in",
            ),
            (json!({ "code": 17, "id": 1 }), "/code `code`: expected string, found number 17…"),
            (json!({ "id": 1 }), " `code`, which names a record of `mapping`, is missing"),
            (
                json!({ "code": "", "id": 1 }),
                " `code`, which names this record of `mapping`, is empty",
            ),
            (json!({ "code": "1F" }), " `id`, which names a record of `mapping`, is missing"),
            (
                json!({ "code": "1F", "id": [] }),
                "/id `id`, which names a record of `mapping`, is an array of 0 items, and a key is a string or an integer",
            ),
            (json!({ "code": "1F", "id": 0 }), "/id `id`: 0 is less than 1"),
        ],
    );
    let check = RecordCheck::new(&dataset(MAPPING)).unwrap();
    let key = |record: Value| check.key_of("mapping", object(&record));
    assert_eq!(key(json!({ "code": "1F", "id": 2.0 })).as_deref(), Some("1F/2"));
    assert_eq!(key(json!({ "code": "1F" })), None);
    let check = RecordCheck::new(&dataset(ITEM)).unwrap();
    assert_eq!(check.key_of("item", object(&json!({ "name": "ab" }))), None);
}

#[test]
fn a_root_record_is_stored_without_the_collections_of_its_file() {
    let schema = r##"{ "type": "object", "x-collection": "book", "required": ["title", "pages"],
        "additionalProperties": false, "minProperties": 2, "dependentRequired": { "title": ["pages"] },
        "allOf": [{ "$ref": "#/$defs/more" }],
        "properties": {
            "title": { "type": "string" }, "author": { "type": "string" }, "notes": {},
            "pages": { "type": "array", "minItems": 1, "items": { "type": "object", "x-collection": "page",
                "x-key": "no", "required": ["no"], "properties": { "no": { "type": "integer" } } } } },
        "x-validations": [
            { "rule": "size(self.pages) > 0", "message": "no pages" },
            { "rule": "self.title != ''", "message": "no title" }],
        "$defs": { "more": { "required": ["pages", "author"] } } }"##;
    table(
        schema,
        "book",
        &[
            (json!({ "title": "A", "author": "B" }), ""),
            (json!({ "title": "A" }), " missing property `author`"),
            (json!({ "author": "B" }), " missing property `title`"),
            (json!({ "title": "", "author": "B" }), "/title no title…"),
            (json!({ "title": "A", "author": "B", "x": 1 }), "/x unknown property `x`…"),
        ],
    );
    table(
        schema,
        "page",
        &[
            (json!({ "no": 1 }), ""),
            (json!({ "no": "1" }), "/no `no`: expected integer, found string \"1\""),
        ],
    );
}

#[test]
fn a_record_at_several_places_is_valid_where_it_is_valid_at_one() {
    let schema = r##"{ "type": "object", "properties": {
        "one": { "type": "object", "additionalProperties": {
            "$ref": "#/$defs/a", "required": ["x"], "properties": { "x": { "type": "integer" } } } },
        "two": { "type": "object", "additionalProperties": {
            "$ref": "#/$defs/a", "required": ["y", "z"] } } },
        "$defs": { "a": { "type": "object", "x-collection": "a" } } }"##;
    table(
        schema,
        "a",
        &[
            (json!({ "x": 1 }), ""),
            (json!({ "y": 1, "z": 1, "x": "no integer" }), ""),
            (json!({}), " missing property `x`"),
            (json!({ "x": "no integer" }), "/x `x`: expected integer, found string \"no integer\""),
        ],
    );
}

#[test]
fn references_lead_to_the_whole_schema_whatever_it_calls_itself() {
    for id in ["https://example.com/schemas/a%20b.json", "a.json", "urn:example:a"] {
        let schema = format!(
            r##"{{ "$id": "{id}", "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object", "patternProperties": {{ "^[a-z]{{1,3}} %/~ä$": {{
                "type": "object", "x-collection": "a", "properties": {{
                    "self": {{ "$ref": "#/patternProperties/%5E%5Ba-z%5D%7B1,3%7D%20%25~1~0%C3%A4$" }},
                    "level": {{ "$ref": "#/$defs/level" }} }} }} }},
            "$defs": {{ "level": {{ "type": "integer" }} }} }}"##
        );
        table(
            &schema,
            "a",
            &[
                (json!({ "level": 1, "self": { "level": 2 } }), ""),
                (json!({ "self": { "level": "2" } }), "/self/level `level`: expected integer…"),
            ],
        );
    }
}

#[test]
fn a_schema_that_no_build_lets_through_is_refused() {
    for (schema, expected) in [
        (json!(null), "a schema is an object, `true` or `false`"),
        (json!(true), "it has no `x-collection: item`"),
        (
            json!({ "additionalProperties": { "x-collection": "item", "x-validations": [
                { "rule": "self.", "message": "" }] } }),
            "this rule does not compile",
        ),
    ] {
        let mut dataset = dataset(ITEM);
        dataset.schema = schema;
        let error = RecordCheck::new(&dataset).unwrap_err().to_string();
        let start = "can't check records of `d` against its schema: ";
        assert!(error.starts_with(&format!("{start}{expected}")), "{error}");
    }
}

#[test]
fn a_check_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<RecordCheck>();
}
