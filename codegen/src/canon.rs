//! Canonical JSON (RFC 8785) and the hashes over it.
//!
//! Two values that mean the same give the same text, and so the same hash: the order of keys, white
//! space, escapes and `1.0` for `1` make no difference.
//!
//! ```
//! use seedbank_codegen::canon::canonical;
//! use serde_json::json;
//!
//! assert_eq!(canonical(&json!({ "b": 1.0, "a": ["é", -0.0] })), r#"{"a":["é",0],"b":1}"#);
//! ```

mod hash;
mod merkle;
mod serialize;

use std::cmp::Ordering;
use std::fmt::{Display, Write as _};

use serde_json::{Map, Number, Value};

pub use hash::{Hash, ParseHashError};
pub use merkle::{
    bundle_hash, dataset_hash, history_hash, object_hash, record_hash, schema_hash, text_hash,
    unit_hash,
};
pub use serialize::canonical_of;

/// A value's canonical text.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, &mut out);
    out
}

/// Appends a value's canonical text.
pub fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_str(text, out),
        Value::Array(items) => {
            out.push('[');
            for (rank, item) in items.iter().enumerate() {
                if rank > 0 {
                    out.push(',');
                }
                write_value(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => write_object(map, out),
    }
}

/// Appends an object's canonical text.
pub fn write_object(map: &Map<String, Value>, out: &mut String) {
    write_entries(map.iter().map(|(key, value)| (key.as_str(), value)).collect(), out);
}

/// Appends the canonical text of the object that has these entries, which may be in any order.
pub(crate) fn write_entries(mut entries: Vec<(&str, &Value)>, out: &mut String) {
    entries.sort_unstable_by(|(a, _), (b, _)| key_order(a, b));
    out.push('{');
    for (rank, (key, value)) in entries.into_iter().enumerate() {
        if rank > 0 {
            out.push(',');
        }
        write_str(key, out);
        out.push(':');
        write_value(value, out);
    }
    out.push('}');
}

/// Appends a string in quotes, with the fewest escapes that JSON allows.
pub fn write_str(text: &str, out: &mut String) {
    out.push('"');
    let mut plain_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[plain_from..at]);
        plain_from = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x08 => out.push_str("\\b"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            0x0c => out.push_str("\\f"),
            b'\r' => out.push_str("\\r"),
            _ => push(out, format_args!("\\u{byte:04x}")),
        }
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

/// Appends a number.
pub fn write_number(number: &Number, out: &mut String) {
    if let Some(integer) = number.as_i64() {
        write_int(integer, out);
    } else if let Some(integer) = number.as_u64() {
        write_int(integer, out);
    } else if let Some(float) = number.as_f64() {
        write_f64(float, out);
    }
}

/// Appends an integer.
pub fn write_int(integer: impl Into<i128>, out: &mut String) {
    let integer = integer.into();
    // The printer of 64 bits is the faster by far.
    match i64::try_from(integer) {
        Ok(integer) => push(out, integer),
        Err(_) => push(out, integer),
    }
}

/// Appends a finite float.
///
/// RFC 8785 knows floats only, and prints 2⁵⁵ as `36028797018963970`. Here an integer that fits 64
/// bits is printed exactly, however it was written: ids above 2⁵³ stay what they are, and a float
/// and an integer that are equal stay equal. Below 2⁵³ the two rules give the same text.
pub fn write_f64(float: f64, out: &mut String) {
    match exact_integer(float) {
        Some(integer) => write_int(integer, out),
        None => out.push_str(ryu_js::Buffer::new().format(float)),
    }
}

/// The integer of at most 64 bits that a float is equal to, if there is one.
#[must_use]
#[expect(clippy::float_cmp, reason = "whether it is integral is a question about every bit")]
pub(crate) fn exact_integer(float: f64) -> Option<i128> {
    const I64_MIN: f64 = -9_223_372_036_854_775_808.0;
    const U64_END: f64 = 18_446_744_073_709_551_616.0;
    let fits = float.trunc() == float && (I64_MIN..U64_END).contains(&float);
    fits.then_some(float as i128)
}

/// The order of keys in canonical JSON: by UTF-16 code units.
///
/// It is the order of the UTF-8 bytes, but for characters from U+10000 up: in UTF-16 these begin
/// with a surrogate, which lies below U+E000.
#[must_use]
pub fn key_order(a: &str, b: &str) -> Ordering {
    let rank = |byte: u8| match byte {
        // The first bytes of U+E000..=U+FFFF go behind those of U+10000 and up.
        0xee | 0xef => byte + 0x10,
        0xf0.. => byte - 2,
        _ => byte,
    };
    match a.bytes().zip(b.bytes()).find(|(a, b)| a != b) {
        Some((a, b)) => rank(a).cmp(&rank(b)),
        None => a.len().cmp(&b.len()),
    }
}

/// Appends what prints itself.
fn push(out: &mut String, printed: impl Display) {
    // Writing to a `String` never fails.
    let _ = write!(out, "{printed}");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn printed(bits: u64) -> String {
        let mut out = String::new();
        write_f64(f64::from_bits(bits), &mut out);
        out
    }

    #[test]
    fn numbers_of_rfc_8785_appendix_b() {
        for (bits, text) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(printed(bits), text, "{bits:016x}");
        }
    }

    #[test]
    fn integers_are_exact_and_equal_to_their_floats() {
        assert_eq!(canonical(&json!(36_028_797_018_963_968_u64)), "36028797018963968");
        assert_eq!(canonical(&json!(36_028_797_018_963_968.0)), "36028797018963968");
        assert_eq!(canonical(&json!(u64::MAX)), "18446744073709551615");
        assert_eq!(canonical(&json!(i64::MIN)), "-9223372036854775808");
        assert_eq!(canonical(&json!(-9_223_372_036_854_775_808.0)), "-9223372036854775808");
        assert_eq!(canonical(&json!(18_446_744_073_709_551_616.0)), "18446744073709552000");
    }

    #[test]
    fn the_example_of_rfc_8785_section_3_2_2() {
        let text = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        let value: Value = serde_json::from_str(text).expect("it is JSON");
        let expected = concat!(
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
            r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        assert_eq!(canonical(&value), expected);
    }

    #[test]
    fn keys_of_rfc_8785_section_3_2_3() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin",
        });
        let text = canonical(&value);
        let places: Vec<usize> =
            ["\\r", "1", "\u{80}", "\u{f6}", "\u{20ac}", "\u{1f600}", "\u{fb33}"]
                .iter()
                .map(|key| text.find(&format!("\"{key}\":")).expect("every key is there"))
                .collect();
        assert!(places.is_sorted(), "{text}");
    }

    #[derive(serde::Serialize)]
    struct Shape {
        z: u8,
        a: String,
        more: Vec<Result<f64, f32>>,
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..5)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn canonical_text_is_a_fixed_point(value in any_json()) {
            let text = canonical(&value);
            let again: Value = serde_json::from_str(&text).expect("canonical text is JSON");
            prop_assert_eq!(canonical(&again), text);
        }

        #[test]
        fn what_serializes_itself_is_written_as_its_value(value in any_json(), text in any::<String>(), number in any::<f64>()) {
            prop_assert_eq!(canonical_of(&value).unwrap(), canonical(&value));
            let parts = (Some(&value), None::<()>, Shape { z: 1, a: text, more: vec![Ok(number), Err(2.5)] });
            prop_assert_eq!(canonical_of(&parts).unwrap(), canonical(&json!(parts)));
        }

        #[test]
        fn key_order_is_utf_16_order(a in any::<String>(), b in any::<String>()) {
            prop_assert_eq!(key_order(&a, &b), a.encode_utf16().cmp(b.encode_utf16()));
        }

        #[test]
        fn the_order_of_entries_does_not_matter(
            entries in prop::collection::btree_map(any::<String>(), any_json(), 0..6)
        ) {
            let forward = entries.iter().map(|(key, value)| (key.as_str(), value));
            let (mut one, mut other) = (String::new(), String::new());
            write_entries(forward.clone().collect(), &mut one);
            write_entries(forward.rev().collect(), &mut other);
            prop_assert_eq!(one, other);
        }
    }
}
