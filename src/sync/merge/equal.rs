//! Whether two values mean the same.

use seedbank_codegen::canon;
use serde_json::{Number, Value};

/// Whether two values have the same canonical JSON, or both are absent.
pub(super) fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same_value(a, b),
        (None, None) => true,
        _ => false,
    }
}

fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| same(Some(a), b.get(name)))
        }
        _ => a == b,
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    let text = |number| {
        let mut text = String::new();
        canon::write_number(number, &mut text);
        text
    };
    a == b || (a.is_f64() != b.is_f64() && text(a) == text(b))
}

#[cfg(test)]
mod tests {
    use seedbank_codegen::canon::canonical;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_is_what_has_the_same_canonical_text() {
        let big = 9_007_199_254_740_992_u64;
        let values = [
            json!(null),
            json!(false),
            json!(0),
            json!(-0.0),
            json!(1),
            json!(1.0),
            json!(1.5),
            json!("1"),
            json!(big),
            json!(9_007_199_254_740_992.0),
            json!(big + 1),
            json!(1e300),
            json!([]),
            json!([1]),
            json!([1.0]),
            json!([1, 2]),
            json!({}),
            json!({ "a": 1 }),
            json!({ "a": 1.0 }),
            json!({ "a": null }),
            json!({ "b": 1 }),
            json!({ "a": 1, "b": [{ "c": 2 }] }),
            json!({ "b": [{ "c": 2.0 }], "a": 1 }),
        ];
        for a in &values {
            assert!(!same(Some(a), None), "{a}");
            for b in &values {
                assert_eq!(same(Some(a), Some(b)), canonical(a) == canonical(b), "{a} and {b}");
            }
        }
        assert!(same(None, None));
    }
}
