//! What names a record.

use serde_json::Value;

use super::{brief, number};

/// A field's value as part of a key, or what is wrong with it.
pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) if text.is_empty() => Err("is empty".to_owned()),
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => number::integer(number).ok_or_else(|| {
            format!("is {}, and a key is a string or an integer", brief::value(value))
        }),
        other => Err(format!("is {}, and a key is a string or an integer", brief::value(other))),
    }
}
