//! YAML files, changed.

use serde_json::json;

use crate::rewrite::testing::{edited, of_schema, set};

const ITEMS: &str = r#"{"type": "object", "properties": {"title": {"type": "string"},
    "items": {"type": "array", "items": {"type": "object", "x-collection": "item", "x-key": "id", "properties": {
        "id": {"type": "string"}, "name": {"type": "string"}, "level": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}}, "note": {"type": "string"}}}}}}"#;

const OLD: &str = "\
# About the items.
items:
  # the first
  - id: a     # its key
    name: 'A' # its name
    tags: [x, y]

  - id: b
    name: B
    note: |
      one
      two
";

#[test]
fn a_changed_field_changes_its_own_line() {
    let dataset = of_schema(ITEMS, None, None);
    let new = edited(&dataset, "u.yaml", OLD, |records| set(records, "a", "name", json!("A 2")));
    assert_eq!(new, OLD.replace("'A' #", "'A 2' #"));
}
