//! What a plain scalar stands for in the core schema of YAML 1.2.

use serde_json::{Number, Value};

/// A number that is none which a [`Value`] holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OutOfRange;

/// The value of a plain scalar, by the table in chapter 10.3.2 of the YAML specification.
pub(crate) fn resolve(text: &str) -> Result<Value, OutOfRange> {
    // Most scalars are words: only these characters begin something else.
    if !text.starts_with(|first: char| first.is_ascii_digit() || "~nNtTfF.+-".contains(first)) {
        return Ok(if text.is_empty() { Value::Null } else { text.into() });
    }
    match text {
        "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(true.into()),
        "false" | "False" | "FALSE" => return Ok(false.into()),
        ".nan" | ".NaN" | ".NAN" => return Err(OutOfRange),
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Err(OutOfRange);
    }
    if let Some((digits, radix)) = based(text) {
        return u64::from_str_radix(digits, radix).map(Value::from).map_err(|_| OutOfRange);
    }
    if is_digits(unsigned) {
        let signed = text.parse::<i64>().map(Value::from);
        return signed.or_else(|_| text.parse::<u64>().map(Value::from)).map_err(|_| OutOfRange);
    }
    if is_float(unsigned) {
        // Rust reads all that YAML does: `.5`, `5.`, `+1e9`. Only a finite float is a `Value`.
        let float = text.parse().ok().and_then(Number::from_f64);
        return float.map(Value::Number).ok_or(OutOfRange);
    }
    Ok(text.into())
}

/// A plain scalar as a float where it is any number, for the tag `!!float`.
pub(super) fn float(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = is_digits(unsigned) || is_float(unsigned);
    number.then(|| text.parse().ok().and_then(Number::from_f64).map(Value::Number)).flatten()
}

/// The digits and radix of `0o17` or `0x1F`.
fn based(text: &str) -> Option<(&str, u32)> {
    let octal =
        text.strip_prefix("0o").filter(|digits| all(digits, |byte| (b'0'..=b'7').contains(&byte)));
    let hex = text.strip_prefix("0x").filter(|digits| all(digits, |byte| byte.is_ascii_hexdigit()));
    octal.map(|digits| (digits, 8)).or(hex.map(|digits| (digits, 16)))
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let mantissa = match mantissa.split_once('.') {
        None => is_digits(mantissa),
        Some(("", fraction)) => is_digits(fraction),
        Some((whole, fraction)) => is_digits(whole) && (fraction.is_empty() || is_digits(fraction)),
    };
    mantissa && exponent.is_none_or(|text| is_digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

fn is_digits(text: &str) -> bool {
    all(text, |byte| byte.is_ascii_digit())
}

fn all(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_core_schema() {
        for (text, value) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("null", json!(null)),
            ("NULL", json!(null)),
            ("nULL", json!("nULL")),
            ("true", json!(true)),
            ("True", json!(true)),
            ("FALSE", json!(false)),
            ("yes", json!("yes")),
            ("off", json!("off")),
            ("0", json!(0)),
            ("-0", json!(0)),
            ("+12", json!(12)),
            ("0010", json!(10)),
            ("0o17", json!(15)),
            ("0o18", json!("0o18")),
            ("0x1F", json!(31)),
            ("-0x1F", json!("-0x1F")),
            ("18446744073709551615", json!(u64::MAX)),
            ("-9223372036854775808", json!(i64::MIN)),
            ("1.0", json!(1.0)),
            (".5", json!(0.5)),
            ("5.", json!(5.0)),
            ("1e3", json!(1000.0)),
            ("17E00", json!(17.0)),
            ("-2.5e-1", json!(-0.25)),
            (".", json!(".")),
            ("-", json!("-")),
            ("1e", json!("1e")),
            ("1_000", json!("1_000")),
            ("1FEDA", json!("1FEDA")),
            ("12:30", json!("12:30")),
            ("2026-11-20", json!("2026-11-20")),
            ("3-4", json!("3-4")),
            ("nan", json!("nan")),
            ("inf", json!("inf")),
            ("infinity", json!("infinity")),
        ] {
            assert_eq!(resolve(text), Ok(value), "{text}");
        }
        for text in [
            ".nan",
            ".NaN",
            ".inf",
            "-.inf",
            "+.INF",
            "1e999",
            "18446744073709551616",
            "0xFFFFFFFFFFFFFFFFF",
        ] {
            assert_eq!(resolve(text), Err(OutOfRange), "{text}");
        }
    }
}
