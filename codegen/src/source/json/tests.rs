//! What JSON gives, through the same door that files take.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;

use super::MAX_DEPTH;
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::source::{Document, Format, Mark, from_text};

fn read(text: &str) -> Result<Document, Vec<Diagnostic>> {
    let file = Arc::new(SourceFile { path: "a.json".into(), text: text.into() });
    from_text(Format::Json, file, None)
}

#[test]
fn every_value_has_its_exact_place() {
    let text = "{ \"b\" : [1, -2.5e1 ,\"é\\u00e9\"], \"a\\n\"\t:{} , \"\": null }\r\n";
    let document = read(text).unwrap();
    let written = |pointer: &str| {
        let mark = document.mark_at(pointer);
        let key = mark.key.map(|(start, end)| &text[start as usize..end as usize]);
        (key, &text[mark.start as usize..mark.end as usize])
    };
    assert_eq!(written(""), (None, text.trim()));
    assert_eq!(written("/b"), (Some("\"b\""), "[1, -2.5e1 ,\"é\\u00e9\"]"));
    assert_eq!(written("/b/1"), (None, "-2.5e1"));
    assert_eq!(written("/b/2"), (None, "\"é\\u00e9\""));
    assert_eq!(written("/a\n"), (Some("\"a\\n\""), "{}"));
    assert_eq!(written("/"), (Some("\"\""), "null"));
}

#[test]
fn numbers_keep_their_kind() {
    for (text, value) in [
        ("0", Value::from(0)),
        ("-0", Value::from(0)),
        ("1.0", Value::from(1.0)),
        ("1e2", Value::from(100.0)),
        ("-9223372036854775808", Value::from(i64::MIN)),
        ("18446744073709551615", Value::from(u64::MAX)),
        ("1e-400", Value::from(0.0)),
    ] {
        assert_eq!(read(text).unwrap().value, value, "{text}");
    }
    let digits = "9".repeat(10_000);
    for text in ["18446744073709551616", "-9223372036854775809", "1e400", "-1e400", &digits] {
        let problems = read(&format!("[{text}, 1]")).unwrap_err();
        assert_eq!((problems.len(), problems[0].code), (1, Code::NumberRange), "{text}");
        assert_eq!(problems[0].place.span.start, 1);
    }
}

#[test]
fn a_key_written_twice_is_shown_at_both_places() {
    let problems = read("{\"a\": {\"x\": 1,\n\"x\": 2}, \"b\": 0, \"\\u0061\": 1}").unwrap_err();
    let seen: Vec<_> = problems
        .iter()
        .map(|problem| {
            let related = problem.related[0].0.line_column();
            (problem.code, problem.message.as_str(), problem.place.line_column(), related)
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Code::RepeatedKey, "the key `x` a second time", (2, 1), (1, 8)),
            (Code::RepeatedKey, "the key `a` a second time", (2, 18), (1, 2)),
        ]
    );
}

#[test]
fn depth_is_bounded_and_costs_no_stack() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    for text in [nested(MAX_DEPTH + 1), nested(100_000), "{\"a\":".repeat(10_000)] {
        let problems = read(&text).unwrap_err();
        assert_eq!((problems.len(), problems[0].code), (1, Code::TooLarge));
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |n| n.is_finite().then(|| Value::from(n))),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Reads every marked stretch of text on its own, and holds it against the value.
fn assert_marks(text: &str, value: &Value, mark: &Mark) {
    let written = &text[mark.start as usize..mark.end as usize];
    assert_eq!(&serde_json::from_str::<Value>(written).unwrap(), value);
    match value {
        Value::Array(items) => {
            assert_eq!(items.len(), mark.children.len());
            items
                .iter()
                .zip(&mark.children)
                .for_each(|(item, mark)| assert_marks(text, item, mark));
        }
        Value::Object(map) => {
            assert_eq!(map.len(), mark.children.len());
            let mut sorted: Vec<_> = map.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            for ((key, value), mark) in sorted.into_iter().zip(&mark.children) {
                let (start, end) = mark.key.unwrap();
                let written = &text[start as usize..end as usize];
                assert_eq!(&serde_json::from_str::<String>(written).unwrap(), key);
                assert_marks(text, value, mark);
            }
        }
        _ => assert!(mark.children.is_empty()),
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read(value in json(), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        let document = read(&text).unwrap();
        prop_assert_eq!(&document.value, &value);
        assert_marks(&text, &document.value, &document.mark);
    }

    #[test]
    fn we_are_as_strict_as_serde_json(text in r#"[\[\]{},:"\\ \n0-9eE.+\-tfnurale\x01é]{0,16}"#) {
        let theirs = serde_json::from_str::<Value>(&text).is_ok();
        let ours = match read(&text) {
            Ok(_) => true,
            Err(problems) => problems.iter().all(|problem| problem.code == Code::RepeatedKey),
        };
        prop_assert_eq!(ours, theirs, "{}", text);
    }
}
