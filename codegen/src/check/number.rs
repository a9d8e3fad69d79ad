//! Numbers that name records.

use serde_json::Number;

/// An integer in decimal, also where it is written as `7.0`; nothing for a fraction.
pub(super) fn integer(number: &Number) -> Option<String> {
    if number.is_i64() || number.is_u64() {
        return Some(number.to_string());
    }
    // Below 2^53 every integral float is that integer, and prints as one.
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9.0e15)?;
    Some(format!("{float:.0}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_decimal_and_fractions_are_nothing() {
        for (text, expected) in [
            ("7", Some("7")),
            ("-7", Some("-7")),
            ("18446744073709551615", Some("18446744073709551615")),
            ("7.0", Some("7")),
            ("1e3", Some("1000")),
            ("7.5", None),
            ("1e300", None),
        ] {
            let number: Number = serde_json::from_str(text).unwrap();
            assert_eq!(integer(&number).as_deref(), expected, "{text}");
        }
    }
}
