//! JSON texts of the database as values of a backup, and back to the byte.

use seedbank_codegen::canon::{canonical, canonical_of};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// So deep a value may be: the reader of a backup goes no deeper than 128, and some of that is around it.
const DEPTH: usize = 96;

/// The value that a text is. What somebody wrote past seedbank and is not canonical stays a text.
pub(super) fn value(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(Value::String(_)) | Err(_) => Value::String(text.to_owned()),
        Ok(value) if canonical(&value) == text && is_shallow(&value, DEPTH) => value,
        Ok(_) => Value::String(text.to_owned()),
    }
}

/// The text that a value was.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => canonical(value),
    }
}

/// The canonical text of a part of a backup.
pub(super) fn written(part: &(impl Serialize + ?Sized)) -> String {
    canonical_of(part).expect("texts, numbers, lists and maps by text can be written")
}

fn is_shallow(value: &Value, depth: usize) -> bool {
    match (value, depth) {
        (Value::Array(_) | Value::Object(_), 0) => false,
        (Value::Array(items), depth) => items.iter().all(|item| is_shallow(item, depth - 1)),
        (Value::Object(map), depth) => map.values().all(|item| is_shallow(item, depth - 1)),
        _ => true,
    }
}

/// Reads `null` as the value that it is: only what is not there is `None`.
pub(super) fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_to_the_byte() {
        let deep = "[".repeat(100) + &"]".repeat(100);
        for given in [r#"{"a":1}"#, r#"{"a": 1}"#, "\"x\"", "null", "", "{", "1e400", deep.as_str()]
        {
            let value = value(given);
            assert_eq!(text(&value), given);
            let read: Value = serde_json::from_str(&value.to_string()).unwrap();
            assert_eq!(text(&read), given);
        }
        assert!(value(r#"{"a":1}"#).is_object());
    }
}
