//! JSON files, changed.

use serde_json::json;

use crate::rewrite::testing::{SCHEMA, add, becomes, of, of_schema, remove, set, text};

const OLD: &str = r#"{
  "items": [
    {"id": "a", "name": "A\u00e9", "tags": ["x", "y"]},
    {
      "name": "B",
      "id": "b",
      "tags": [
        "x"
      ]
    }
  ],
  "areas": { "here": { "label": "\/" } }
}
"#;

#[test]
fn a_changed_field_changes_its_own_text() {
    // It has no other characters than ASCII, and escapes instead.
    let new = OLD.replace(r#""name": "B""#, r#""name": "B\n2 \u00e9 \ud83d\ude00""#);
    becomes("u.json", OLD, |all| set(all, "b", "name", json!("B\n2 é 😀")), &new);
    let new = OLD.replace(r#"{ "label": "\/" }"#, r#"{ "label": "\/", "size": 3 }"#);
    becomes("u.json", OLD, |all| set(all, "here", "size", json!(3)), &new);
    let new = OLD.replace(
        r#"{"id": "a", "name": "A\u00e9","#,
        r#"{"id": "a", "name": "A\u00e9", "level": 1.5,"#,
    );
    becomes("u.json", OLD, |all| set(all, "a", "level", json!(1.5)), &new);
    let new = OLD.replace("      \"name\": \"B\",\n", "");
    becomes("u.json", OLD, |all| drop(of(all, "b").remove("name")), &new);
}

#[test]
fn a_list_in_lines_takes_lines_and_one_in_a_line_stays_one() {
    let new = OLD.replace("        \"x\"\n", "        \"x\",\n        \"z\"\n");
    becomes("u.json", OLD, |all| set(all, "b", "tags", json!(["x", "z"])), &new);
    let new = OLD.replace(r#"["x", "y"]"#, r#"["w", "y", "z"]"#);
    becomes("u.json", OLD, |all| set(all, "a", "tags", json!(["w", "y", "z"])), &new);
    let new = OLD.replace("        \"x\"\n", "        {\n          \"x\": [1, 2]\n        }\n");
    becomes("u.json", OLD, |all| set(all, "b", "tags", json!([{"x": [1, 2]}])), &new);
}

#[test]
fn a_record_comes_and_goes_with_its_comma() {
    let new =
        OLD.replace("    {\"id\": \"a\", \"name\": \"A\\u00e9\", \"tags\": [\"x\", \"y\"]},\n", "");
    becomes("u.json", OLD, |all| remove(all, "a"), &new);
    let end = OLD.find(",\n    {\n").unwrap()..OLD.find("\n  ],").unwrap();
    let new = format!("{}{}", &OLD[..end.start], &OLD[end.end..]);
    becomes("u.json", OLD, |all| remove(all, "b"), &new);
    let new = OLD.replace(
        "    }\n  ],",
        "    },\n    {\n      \"id\": \"c\",\n      \"tags\": [\"x\"],\n      \"free\": {}\n    }\n  ],",
    );
    becomes(
        "u.json",
        OLD,
        |all| add(all, "item", "c", json!({"id": "c", "tags": ["x"], "free": {}})),
        &new,
    );
    let new = OLD.replace(r#""\/" } }"#, r#""\/" }, "there": { "label": "T" } }"#);
    becomes("u.json", OLD, |all| add(all, "area", "there", json!({"label": "T"})), &new);
    let new = OLD.replace(r#"{ "here": { "label": "\/" } }"#, "{}");
    becomes("u.json", OLD, |all| remove(all, "here"), &new);
}

#[test]
fn a_dense_file_stays_dense() {
    let old = r#"{"items":[{"id":"a","tags":["x","y"]}]}"#;
    let new = r#"{"items":[{"id":"a","name":"A","tags":["x","y"]},{"id":"b","tags":[1]}]}"#;
    let change = |all: &mut Vec<_>| {
        set(all, "a", "name", json!("A"));
        add(all, "item", "b", json!({"id": "b", "tags": [1]}));
    };
    becomes("u.json", old, change, new);
}

#[test]
fn indentation_and_line_endings_stay() {
    let old = "{\r\n\t\"items\": [\r\n\t\t{\r\n\t\t\t\"id\": \"a\"\r\n\t\t}\r\n\t]\r\n}";
    let new = old.replace(
        "\"a\"\r\n\t\t}",
        "\"a\",\r\n\t\t\t\"meta\": {\r\n\t\t\t\t\"k\": 1\r\n\t\t\t}\r\n\t\t}",
    );
    becomes("u.json", old, |all| set(all, "a", "meta", json!({"k": 1})), &new);
}

#[test]
fn anew_it_is_in_lines_and_in_the_order_of_the_schema() {
    let dataset = of_schema(SCHEMA, None, None);
    let mut all = Vec::new();
    add(&mut all, "root", "u", json!({"title": "T"}));
    add(&mut all, "area", "x", json!({"size": 1, "label": "off"}));
    add(
        &mut all,
        "item",
        "a",
        json!({"free": 1e20, "id": "a", "tags": ["x", "y"], "meta": {"z": [{}]}}),
    );
    assert_eq!(
        text(&dataset, "u.json", None, &all).unwrap(),
        r#"{
  "title": "T",
  "items": [
    {
      "id": "a",
      "tags": ["x", "y"],
      "meta": {
        "z": [
          {}
        ]
      },
      "free": 100000000000000000000.0
    }
  ],
  "areas": {
    "x": {
      "label": "off",
      "size": 1
    }
  }
}
"#
    );
}
