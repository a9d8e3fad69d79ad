//! What YAML gives, through the same door that files take.

use std::fmt::Write;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::source::{Document, Format, Mark, from_text};

fn read(text: &str) -> Result<Document, Vec<Diagnostic>> {
    let file = Arc::new(SourceFile { path: "a.yaml".into(), text: text.into() });
    from_text(Format::Yaml, file, None)
}

fn value(text: &str) -> Value {
    read(text).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}")).value
}

/// The code, line and column of the one problem.
fn problem(text: &str) -> (Code, (usize, usize), String) {
    let problems = read(text).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    (problems[0].code, problems[0].place.line_column(), problems[0].message.clone())
}

#[test]
fn every_value_has_its_exact_place() {
    let text = "# é\nmäp: &m !!map # note\n  25: 'it''s'   # why\n  \"q\\\"\" : \"a\\\\\" \nlist:\n- 1.50\n\
                -   [ a, {b: 2} ]  \n- |\n   x\n   y\n\n- !!str 12\n- &n ° z\n-\nlast: *m\nnone:\n";
    let document = read(text).unwrap();
    let written = |pointer: &str| {
        let mark = document.mark_at(pointer);
        let key = mark.key.map_or("", |(start, end)| &text[start as usize..end as usize]);
        (key, &text[mark.start as usize..mark.end as usize], mark.plain)
    };
    assert_eq!(written("/mäp"), ("mäp", "25: 'it''s'   # why\n  \"q\\\"\" : \"a\\\\\"", false));
    assert_eq!(written("/mäp/25"), ("25", "'it''s'", false));
    assert_eq!(written("/mäp/q\""), ("\"q\\\"\"", "\"a\\\\\"", false));
    assert_eq!(written("/list/0"), ("", "1.50", true));
    assert_eq!(written("/list/1"), ("", "[ a, {b: 2} ]", false));
    assert_eq!(written("/list/1/0"), ("", "a", true));
    assert_eq!(written("/list/1/1"), ("", "{b: 2}", false));
    assert_eq!(written("/list/1/1/b"), ("b", "2", true));
    assert_eq!(written("/list/2"), ("", "|\n   x\n   y", false));
    assert_eq!(written("/list/3"), ("", "12", false));
    assert_eq!(written("/list/4"), ("", "° z", true));
    assert_eq!(document.place(document.mark_at("/list/5")).line_column(), (14, 2));
    assert_eq!(written("/last/25"), ("25", "'it''s'", false));
    assert_eq!(written("/last").0, "last");
    assert_eq!(written("/none"), ("none", "", false));
    assert_eq!(written("").1, text.trim_end().strip_prefix("# é\n").unwrap());
    assert_eq!(document.value["list"], json!([1.5, ["a", {"b": 2}], "x\ny\n", "12", "° z", null]));
}

#[test]
fn a_block_begins_with_its_sign() {
    for (text, written) in [
        ("a: |\n  x\n", "|\n  x"),
        ("a: >-2 # | why\n\n\n   x | y\n\nb: 1\n", ">-2 # | why\n\n\n   x | y"),
        ("a: &x |\n  | x\n", "|\n  | x"),
        ("a: !!str >+\n  x\n\n", ">+\n  x"),
        ("a: |\n\n", "|"),
        ("a: >\nb: 1\n", ">"),
    ] {
        let document = read(text).unwrap();
        let mark = document.mark_at("/a");
        assert_eq!(&text[mark.start as usize..mark.end as usize], written, "{text}");
    }
}

#[test]
fn keys_are_the_text_that_is_written() {
    assert_eq!(
        value("25: a\n17E00: b\n0010: c\noff: d\n1e999: e\n~: f\n'x': g\n? h\n"),
        json!({"25": "a", "17E00": "b", "0010": "c", "off": "d", "1e999": "e", "~": "f", "x": "g", "h": null})
    );
    assert_eq!(value("a: &x 0010\n*x : 1\n"), json!({"a": 10, "0010": 1}));
}

#[test]
fn merge_keys() {
    let anchors = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nl: &l [*a, *b]\n";
    for (merging, merged) in [
        ("<<: *a", json!({"x": 1, "y": 1})),
        ("y: 0\n  <<: *a", json!({"x": 1, "y": 0})),
        ("<<: *a\n  y: 0", json!({"x": 1, "y": 0})),
        ("<<: [*a, *b]", json!({"x": 1, "y": 1, "z": 2})),
        ("<<: *l", json!({"x": 1, "y": 1, "z": 2})),
        ("<<: *b\n  <<: *a", json!({"x": 1, "y": 2, "z": 2})),
        ("<<: {y: 5, <<: *a}", json!({"x": 1, "y": 5})),
        ("<<: []", json!({})),
        ("'<<': 1", json!({"<<": 1})),
    ] {
        assert_eq!(value(&format!("{anchors}t:\n  {merging}\n"))["t"], merged, "{merging}");
    }
    let document = read(&format!("{anchors}t:\n  <<: [*b, *a]\n")).unwrap();
    assert_eq!(document.place(document.mark_at("/t/x")).line_column(), (1, 11));
    assert_eq!(document.key_place(document.mark_at("/t/y")).line_column(), (2, 8));

    for wrong in ["1", "[1]", "[*a, 1]", "x", ""] {
        let (code, line_column, _) = problem(&format!("{anchors}t:\n  <<: {wrong}\n"));
        assert_eq!((code, line_column.0), (Code::Syntax, 5), "{wrong}");
    }
}

#[test]
fn tags() {
    assert_eq!(
        value(
            "[!!str 1, !!int '1', !!float 1, !!bool \"true\", !!null '', ! 12, !!seq [], !!map {}, !!str ]"
        ),
        json!(["1", 1, 1.0, true, null, "12", [], {}, ""])
    );
    assert_eq!(value("!<tag:yaml.org,2002:str> off"), json!("off"));
    for wrong in ["!!int x", "!!bool yes", "!!null x", "!!str []", "!!map []", "!!float x"] {
        assert_eq!(problem(wrong).2, "a value that is not what its tag says", "{wrong}");
    }
    for unknown in ["!!binary aGk=", "!Ref x", "a: !!set {x}", "!!timestamp 2001-01-01"] {
        assert_eq!(problem(unknown).0, Code::Syntax, "{unknown}");
    }
}

#[test]
fn line_ends_are_no_part_of_a_text() {
    let text = "a: |\r\n  x\r\n  y\r\nb: >-\r\n  x\r\n  y\r\nc: \"x\r\n  y\"\r\nd: x\r\n  y\r\n";
    assert_eq!(value(text), json!({"a": "x\ny\n", "b": "x y", "c": "x y", "d": "x y"}));
}

#[test]
fn a_file_holds_one_document() {
    assert_eq!(value(""), json!(null));
    assert_eq!(value("# nothing\n"), json!(null));
    assert_eq!(value("%YAML 1.2\n---\na: 1\n...\n"), json!({"a": 1}));
    assert_eq!(problem("a: 1\n---\nb: 2\n").1, (2, 1));
}

#[test]
fn what_is_refused_is_refused_at_its_place() {
    for (text, code, line_column, message) in [
        ("a: 1\nb: 2\na: 3\n", Code::RepeatedKey, (3, 1), "the key `a` a second time"),
        ("{'1': x, 1: y}", Code::RepeatedKey, (1, 10), "the key `1` a second time"),
        ("[a]: 1\n", Code::Syntax, (1, 1), "a key that is a list or a mapping"),
        ("? {a: 1}\n: 2\n", Code::Syntax, (1, 3), "a key that is a list or a mapping"),
        (": 1\n", Code::Syntax, (1, 1), "a value without a key"),
        ("é: .nan\n", Code::NumberRange, (1, 4), "`.nan` does not fit in 64 bits"),
        ("- -.inf\n", Code::NumberRange, (1, 3), "`-.inf` does not fit in 64 bits"),
        ("a: &x [1, *x]\n", Code::Syntax, (1, 11), "an alias to a value that it is part of"),
        ("a: *b\n", Code::Syntax, (1, 4), "found unknown anchor"),
        ("é: b: c\n", Code::Syntax, (1, 5), "mapping values are not allowed in this context"),
        ("a: [1, 2\nb: 3\n", Code::Syntax, (2, 2), "illegal placement of ':' indicator"),
    ] {
        assert_eq!(problem(text), (code, line_column, message.to_owned()), "{text}");
    }
}

#[test]
fn an_alias_bomb_is_one_problem() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    assert_eq!(problem(&bomb).0, Code::TooLarge);

    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a, ".repeat(1000));
    assert_eq!(problem(&long).0, Code::TooLarge);

    let fine = format!("a: &a {{x: 1}}\nb: [{}]\n", "*a, ".repeat(10_000));
    assert_eq!(value(&fine)["b"].as_array().unwrap().len(), 10_000);
}

#[test]
fn depth_is_bounded_and_costs_no_stack() {
    let flow = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&flow(128)).is_ok());
    let mut chain = String::from("a0: &a0 []\n");
    for level in 1..10_000 {
        writeln!(chain, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    for text in [
        flow(129),
        flow(10_000),
        "[".repeat(100_000),
        "{a: ".repeat(10_000),
        "- ".repeat(10_000),
        "? ".repeat(10_000),
        (0..10_000).fold(String::new(), |text, level| text + &" ".repeat(level.min(300)) + "a:\n"),
        chain,
    ] {
        let problems = read(&text).map(|document| document.value).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert!(
            matches!(problems[0].code, Code::TooLarge | Code::Syntax | Code::RepeatedKey),
            "{problems:?}"
        );
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |n| n.is_finite().then(|| Value::from(n))),
        "[ -~é°€\u{1F600}\n]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::hash_map("[ -~é€]{1,8}", inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Reads every marked stretch of text on its own, and holds it against the value.
fn assert_marks(text: &str, value: &Value, mark: &Mark) {
    let written = &text[mark.start as usize..mark.end as usize];
    assert_eq!(&serde_json::from_str::<Value>(written).unwrap(), value);
    let values: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => {
            let mut sorted: Vec<_> = map.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            sorted.into_iter().map(|(_, value)| value).collect()
        }
        _ => Vec::new(),
    };
    assert_eq!(values.len(), mark.children.len());
    values
        .into_iter()
        .zip(&mark.children)
        .for_each(|(value, mark)| assert_marks(text, value, mark));
}

proptest! {
    #[test]
    fn json_is_yaml(value in json(), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        let document = read(&text).unwrap();
        prop_assert_eq!(&document.value, &value);
        assert_marks(&text, &document.value, &document.mark);
    }

    #[test]
    fn what_is_printed_as_yaml_is_read(value in json()) {
        let text = serde_yaml::to_string(&value).unwrap();
        prop_assert_eq!(read(&text).unwrap().value, value, "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "([-?:&*!|>'\"%@`{}\\[\\], #\t\r\na0é~<\\\\]|<<: |\n  |- |: |&a |\\*a|---\n|!!str ){0,24}") {
        let _ = read(&text);
    }
}
