//! Values in messages: short, whatever they are.

use serde_json::Value;

use crate::source::Document;
use crate::{diagnostic::Place, source::Mark};

/// How much of a text a message shows, in characters.
const SHOWN: usize = 40;

/// A value in a few words.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::String(text) if text.chars().nth(SHOWN).is_some() => {
            format!("{}…", Value::from(cut(text, SHOWN)).to_string().trim_end_matches('"'))
        }
        Value::Array(items) => count(items.len(), "an array of one item", "items", "an array of"),
        Value::Object(members) => {
            count(members.len(), "an object of one property", "properties", "an object of")
        }
        scalar => scalar.to_string(),
    }
}

/// A text that somebody else wrote (a library's message, a rule, a key) on one line of bounded length.
pub(super) fn text(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().nth(most).is_some() { format!("{}…", cut(&line, most)) } else { line }
}

/// Some values of a list, and how many more there are.
pub(super) fn list<T: AsRef<str>>(items: &[T], most: usize) -> String {
    let mut shown: Vec<String> =
        items.iter().take(most).map(|item| text(item.as_ref(), SHOWN)).collect();
    if items.len() > most {
        shown.push(format!("and {} more", items.len() - most));
    }
    shown.join(", ")
}

/// Where an object or array is, in so few bytes that it can be underlined: its key, or else the rest
/// of the line that it starts on.
pub(super) fn place(document: &Document, mark: &Mark) -> Place {
    first_line(document.key_place(mark))
}

/// A place as far as its first line goes.
pub(super) fn first_line(mut place: Place) -> Place {
    let text = place.file.text.get(place.span.clone()).unwrap_or_default();
    if let Some(end) = text.find(['\n', '\r']) {
        place.span.end = place.span.start + end;
    }
    place
}

fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

fn count(number: usize, one: &str, many: &str, before: &str) -> String {
    if number == 1 { one.to_owned() } else { format!("{before} {number} {many}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_never_shows_much_of_a_value() {
        for (shown, of) in [
            ("\"short\"", json!("short")),
            ("\"a\\\"b\"", json!("a\"b")),
            ("12", json!(12)),
            ("null", json!(null)),
            ("an array of 0 items", json!([])),
            ("an object of one property", json!({"a": 1})),
        ] {
            assert_eq!(value(&of), shown);
        }
        let long = value(&json!("ä".repeat(1000)));
        assert_eq!(long, format!("\"{}…", "ä".repeat(SHOWN)));
    }

    #[test]
    fn a_foreign_text_becomes_one_line() {
        assert_eq!(text("a\n  b", 10), "a b");
        assert_eq!(text("abcdef", 3), "abc…");
        assert_eq!(list(&["a", "b", "c"], 2), "a, b, and 1 more");
    }
}
