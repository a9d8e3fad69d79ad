//! Numbers as every reader takes them for the same.

use serde_json::Number;

use crate::canon;

/// A number's text: as in canonical JSON, but a float that is too big for an integer looks like a float.
pub(super) fn number(number: &Number) -> String {
    let mut text = String::new();
    canon::write_number(number, &mut text);
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if digits && text.parse::<i64>().is_err() && text.parse::<u64>().is_err() {
        text.push_str(".0");
    }
    text
}
