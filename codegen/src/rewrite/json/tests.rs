//! JSON files, changed.

use serde_json::json;

use crate::rewrite::testing::{edited, of_schema, set};

const ITEMS: &str = r#"{"type": "object", "properties": {"title": {"type": "string"},
    "items": {"type": "array", "items": {"type": "object", "x-collection": "item", "x-key": "id", "properties": {
        "id": {"type": "string"}, "name": {"type": "string"}, "level": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}}, "note": {"type": "string"}}}}}}"#;

const OLD: &str = r#"{
  "items": [
    {"id": "a", "name": "A\u00e9", "tags": ["x", "y"]},
    {
      "id": "b",
      "name": "B",
      "tags": [
        "x"
      ]
    }
  ]
}
"#;

#[test]
fn a_changed_field_changes_its_own_text() {
    let dataset = of_schema(ITEMS, None, None);
    let new = edited(&dataset, "u.json", OLD, |records| set(records, "b", "name", json!("B 2")));
    assert_eq!(new, OLD.replace(r#""name": "B""#, r#""name": "B 2""#));
}
