use std::sync::Arc;

use serde_json::Value;

use super::{Draft, Example, draft};
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::schema::{coerce, parse, sites, types};
use crate::source::{Document, Format, from_text, wrap};

fn document(file: &str, text: &str) -> Document {
    let (format, _) = Format::of(file).unwrap();
    let body = (format == Format::Markdown).then_some("body");
    let file = Arc::new(SourceFile { path: file.into(), text: text.into() });
    from_text(format, file, body).unwrap()
}

/// A draft from these files, each of which its schema allows and has records in.
fn drafted(name: &str, files: &[(&str, &str)]) -> Draft {
    let documents: Vec<Document> = files.iter().map(|(file, text)| document(file, text)).collect();
    let examples: Vec<Example> = files
        .iter()
        .zip(&documents)
        .map(|((file, _), document)| Example {
            file,
            document,
            body: (Format::of(file).unwrap().0 == Format::Markdown).then_some("body"),
        })
        .collect();
    let draft = draft(name, &examples);
    let lists = super::lists::lists(name, &examples);
    for (((file, _), document), list) in files.iter().zip(documents).zip(lists) {
        let document = match list {
            Some(list) => wrap(document, Format::of(file).unwrap().0, &list),
            None => document,
        };
        fits(&draft.schema, document);
    }
    draft
}

fn fits(schema: &str, mut document: Document) {
    let mut found: Vec<Diagnostic> = Vec::new();
    let file = Arc::new(SourceFile { path: "schema.json".into(), text: schema.into() });
    let read = from_text(Format::Json, file, None).unwrap();
    let shapes = parse(&read, &mut found);
    let sites = sites(&shapes, &mut found);
    let _ = types::types(&shapes, &sites, &mut found);
    coerce::coerce(&shapes, &mut document, &mut found);
    assert_eq!(found, [], "{schema}");
    let validator = jsonschema::draft202012::new(&read.value).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document.value)
        .map(|error| format!("{} {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{schema}");
    let records =
        |site: &crate::schema::Site| site.instances(&document.value, &document.mark).len();
    assert!(sites.iter().map(records).sum::<usize>() > 0, "{schema}");
}

/// What the schema of a draft says at a JSON Pointer.
fn at(draft: &Draft, pointer: &str) -> Value {
    let schema: Value = serde_json::from_str(&draft.schema).unwrap();
    schema.pointer(pointer).cloned().unwrap_or_default()
}

#[test]
fn a_list_of_objects_in_the_root_is_a_collection() {
    let draft = drafted(
        "sports",
        &[(
            "gaa.json",
            r#"{ "skills": [
        { "code": "SOLO", "name": "Soloing", "order": 1, "load": 1.5, "active": true },
        { "code": "KICK", "name": "Kicking", "order": 2, "load": 2, "notes": null }
    ] }"#,
        )],
    );
    insta::assert_snapshot!(draft.schema, @r#"
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "required": ["skills"],
      "properties": {
        "skills": {
          "type": "array",
          "items": {
            "type": "object",
            "x-collection": "skill",
            "x-key": "code",
            "required": ["code", "name", "order", "load"],
            "properties": {
              "code": { "type": "string" },
              "name": { "type": "string" },
              "order": { "type": "integer" },
              "load": { "type": "number" },
              "active": { "type": "boolean" },
              "notes": {}
            },
            "additionalProperties": false
          }
        }
      },
      "additionalProperties": false
    }
    "#);
    insta::assert_snapshot!(draft.manifest, @r#"
    title: "Sports"
    version: 0.1.0
    files:
      - "*.json"
    "#);
    assert_eq!(draft.collections, ["skill"]);
}

#[test]
fn what_else_the_root_holds_is_a_record_of_the_dataset() {
    let draft = drafted(
        "coaches",
        &[("one.yaml", "year: 2021\nmake: Own\nareas:\n- {id: a}\n- {id: b}\n")],
    );
    assert_eq!(draft.collections, ["coach", "area"]);
    assert_eq!(at(&draft, "/x-collection"), "coach");
    assert_eq!(at(&draft, "/properties/areas/items/x-key"), "id");
}

#[test]
fn keys_that_are_data_make_a_map_and_name_its_records() {
    let draft =
        drafted("rvc", &[("spec.yml", "17E00: {name: TERMINAL}\n0010: {name: A, alias: 17E00}\n")]);
    assert_eq!(draft.collections, ["rvc"]);
    let record = at(&draft, "/additionalProperties");
    assert_eq!(record["x-key"], Value::Null);
    assert_eq!(record["properties"]["alias"]["type"], "string");

    // Beside fields, only those that are codes.
    let text = "info: {year: 2021}\n1FEDA:\n  25: [{id: a}]\n  default: [{id: a}]\n";
    let draft = drafted("coach", &[("own.yml", text)]);
    assert_eq!(draft.collections, ["coach", "entry"]);
    let entry = "/patternProperties/^[0-9A-Z]*[0-9]/additionalProperties/items";
    assert_eq!(
        at(&draft, &format!("{entry}/x-key")),
        serde_json::json!(["key", "inner_key", "id"])
    );
}

#[test]
fn rows_become_a_list_named_like_their_file() {
    let files = [
        ("users.csv", "id,zip,age,tags\n1,0010,7,\"[\"\"a\"\"]\"\n2,0020,8,\n"),
        ("pets.jsonl", "{\"name\":\"Rex\"}\n"),
    ];
    let draft = drafted("club", &files);
    assert_eq!(draft.collections, ["user", "pet"]);
    let user = at(&draft, "/properties/users/items/properties");
    assert_eq!(user["zip"]["type"], "string");
    assert_eq!(user["age"]["type"], "integer");
    assert_eq!(user["tags"]["items"]["type"], "string");
    insta::assert_snapshot!(draft.manifest, @r#"
    title: "Club"
    version: 0.1.0
    files:
      - { match: "*.csv", at: users }
      - { match: "*.jsonl", at: pets }
    "#);

    let same = [("y2025.csv", "id,name\n1,a\n"), ("y2026.csv", "id,name\n1,b\n")];
    assert_eq!(drafted("users", &same).collections, ["user"]);
}

#[test]
fn a_markdown_file_is_a_record_with_its_text() {
    let files = [
        ("a.md", "---\ntitle: A\nsources:\n- {title: S, date: 2026-11-20}\n---\ntext\n"),
        ("b.md", "---\ntitle: B\n---\ntext\n"),
    ];
    let draft = drafted("knowledge", &files);
    assert_eq!(draft.collections, ["knowledge"]);
    assert_eq!(at(&draft, "/required"), serde_json::json!(["title", "body"]));
    assert_eq!(at(&draft, "/properties/sources/items/properties/date/format"), "date");
}

#[test]
fn a_text_that_is_one_of_few_is_an_enum_unless_it_is_the_key() {
    let rows: Vec<String> =
        (0..9).map(|n| format!("{n},{},k{n}", ["red", "green", "blue"][n % 3])).collect();
    let rows = rows.join("\n");
    let draft = drafted("things", &[("things.csv", &format!("id,colour,code\n{rows}"))]);
    let properties = at(&draft, "/properties/things/items/properties");
    assert_eq!(properties["colour"]["enum"], serde_json::json!(["blue", "green", "red"]));
    assert_eq!(properties["code"]["enum"], Value::Null);
}

#[test]
fn a_key_may_take_two_fields() {
    let text = "dgn,instance,label\nA,1,x\nA,2,x\nB,1,x\n";
    let draft = drafted("maps", &[("maps.csv", text)]);
    assert_eq!(at(&draft, "/properties/maps/items/x-key"), serde_json::json!(["dgn", "instance"]));
}

#[test]
fn a_list_without_a_key_stays_part_of_the_record_and_is_noted() {
    let draft = drafted("log", &[("log.json", r#"{ "points": [{"x": 1.5}, {"x": 1.5}] }"#)]);
    assert_eq!(draft.collections, ["log"]);
    assert_eq!(draft.notes.len(), 1);
}

#[test]
fn values_that_differ_in_type_keep_what_was_written() {
    let draft = drafted(
        "mix",
        &[
            ("a.yaml", "byte: 1\nany: [1]\nflag: true\n"),
            ("b.yaml", "byte: 3-4\nany: x\nflag: null\n"),
        ],
    );
    assert_eq!(at(&draft, "/properties/byte/type"), "string");
    assert_eq!(at(&draft, "/properties/any/type"), serde_json::json!(["string", "array"]));
    assert_eq!(at(&draft, "/properties/flag/type"), serde_json::json!(["boolean", "null"]));
}
