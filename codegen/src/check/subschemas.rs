//! Every subschema of a schema, also those that the model does not need (`not`, `if`, `contains`).

use serde_json::{Map, Value};

use crate::schema::members::members;
use crate::source::Mark;

/// Keywords whose value is a schema.
const ONE: &[&str] = &[
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords whose value is a list of schemas.
const LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords whose value is an object of schemas.
const NAMED: &[&str] =
    &["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"];

/// Calls `visit` with every subschema that is an object, from the outside in.
pub(super) fn visit<'d>(
    schema: &'d Value,
    mark: &'d Mark,
    visit_one: &mut dyn FnMut(&'d Map<String, Value>, &'d Mark),
) {
    let Value::Object(object) = schema else { return };
    visit_one(object, mark);
    for (keyword, value, mark) in members(object, mark) {
        if ONE.contains(&keyword) {
            visit(value, mark, visit_one);
        }
        match value {
            Value::Array(items) if LIST.contains(&keyword) => {
                for (item, mark) in items.iter().zip(&mark.children) {
                    visit(item, mark, visit_one);
                }
            }
            Value::Object(named) if NAMED.contains(&keyword) => {
                for (_, value, mark) in members(named, mark) {
                    visit(value, mark, visit_one);
                }
            }
            _ => {}
        }
    }
}
