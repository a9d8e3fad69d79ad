//! What the validator found, in words: what is there, and what is allowed instead.

use jsonschema::JsonType;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::{alternatives, brief};
use crate::diagnostic::nearest;

/// What is wrong with a value, and what to write instead if that is not plain from it.
pub(super) type Words = (String, Option<String>);

/// The words for what concerns one value only.
pub(super) fn words(kind: &ValidationErrorKind, value: &Value) -> Words {
    use ValidationErrorKind as Kind;
    let found = brief::value(value);
    let plain = |text: String| (text, None);
    match kind {
        Kind::Type { kind } => plain(expected(&alternatives::types(kind), value)),
        Kind::Enum { options } => {
            let options: Vec<&Value> = options.as_array().into_iter().flatten().collect();
            one_of(value, &options)
        }
        Kind::Constant { expected_value } => one_of(value, &[expected_value.as_ref()]),
        Kind::Minimum { limit } => plain(format!("{found} is less than {limit}")),
        Kind::Maximum { limit } => plain(format!("{found} is more than {limit}")),
        Kind::ExclusiveMinimum { limit } => plain(format!("{found} is not more than {limit}")),
        Kind::ExclusiveMaximum { limit } => plain(format!("{found} is not less than {limit}")),
        Kind::MultipleOf { multiple_of } => {
            plain(format!("{found} is no multiple of {multiple_of}"))
        }
        Kind::MinLength { limit } => plain(match length(value) {
            0 => format!("is empty; at least {} needed", count(*limit, "character")),
            length => format!("has {}, at least {limit} needed", count(length, "character")),
        }),
        Kind::MaxLength { limit } => {
            plain(format!("has {}, {limit} at most", count(length(value), "character")))
        }
        Kind::MinItems { limit } => {
            plain(format!("has {}, at least {limit} needed", count(size(value), "item")))
        }
        Kind::MaxItems { limit } => {
            plain(format!("has {}, {limit} at most", count(size(value), "item")))
        }
        Kind::AdditionalItems { limit } => {
            plain(format!("has {}, {limit} at most", count(size(value), "item")))
        }
        Kind::MinProperties { limit } => {
            plain(format!("has {}, at least {limit} needed", properties(size(value))))
        }
        Kind::MaxProperties { limit } => {
            plain(format!("has {}, {limit} at most", properties(size(value))))
        }
        Kind::Pattern { pattern } => {
            plain(format!("{found} does not match the pattern `{}`", brief::text(pattern, 100)))
        }
        Kind::Format { format } => {
            let help = match format.as_str() {
                "date" => Some("write a date as 2026-11-20".to_owned()),
                "date-time" => Some("write a moment as 2026-11-20T18:46:00Z".to_owned()),
                "time" => Some("write a time as 18:46:00Z".to_owned()),
                _ => None,
            };
            (format!("{found} is no valid {format}"), help)
        }
        Kind::FalseSchema => plain("nothing is allowed here".to_owned()),
        Kind::Not { .. } => plain(format!("{found} is what `not` in the schema rules out")),
        Kind::Contains => plain("holds no item, or too few, as `contains` asks for".to_owned()),
        Kind::OneOfMultipleValid { .. } => {
            (format!("{found} fits several branches of `oneOf`, and must fit one alone"), None)
        }
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            plain(format!("a pattern of the schema takes too long to try on {found}"))
        }
        other => plain(format!("{found} is against `{}` of the schema", other.keyword())),
    }
}

/// The words for a value that is none of those allowed.
pub(super) fn one_of(value: &Value, allowed: &[&Value]) -> Words {
    let found = brief::value(value);
    if let [only] = allowed {
        return (format!("{found} is not {}", brief::value(only)), None);
    }
    let near = value
        .as_str()
        .and_then(|text| nearest(text, allowed.iter().filter_map(|allowed| allowed.as_str())));
    let shown: Vec<String> = allowed.iter().map(|value| brief::value(value)).collect();
    let help = near.map_or_else(
        || format!("write one of {}", brief::list(&shown, 12)),
        |near| format!("did you mean `{near}`?"),
    );
    (format!("{found} is not one of the allowed values"), Some(help))
}

/// The words for a value of another type.
pub(super) fn expected(types: &[JsonType], value: &Value) -> String {
    let names: Vec<&str> = types.iter().map(|kind| kind.as_str()).collect();
    let found = match value {
        Value::String(_) => format!("string {}", brief::value(value)),
        Value::Number(_) => format!("number {}", brief::value(value)),
        other => brief::value(other),
    };
    format!("expected {}, found {found}", names.join(" or "))
}

fn length(value: &Value) -> u64 {
    value.as_str().map_or(0, |text| text.chars().count() as u64)
}

fn size(value: &Value) -> u64 {
    match value {
        Value::Array(items) => items.len() as u64,
        Value::Object(members) => members.len() as u64,
        _ => 0,
    }
}

fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn properties(number: u64) -> String {
    if number == 1 { "1 property".to_owned() } else { format!("{number} properties") }
}
