use super::*;
use crate::source::{Format, from_text};

fn document(name: &str, text: &str) -> Document {
    let file = Arc::new(SourceFile { path: name.into(), text: text.to_owned() });
    from_text(Format::Yaml, file, None).unwrap()
}

fn mapping(text: &str) -> Mapping {
    Mapping::from_document(&document("mapping.yaml", text)).unwrap()
}

/// A document after a mapping, and what was said of it.
fn mapped(mapping_text: &str, text: &str) -> (String, Vec<String>) {
    let mut document = document("seed.yaml", text);
    let mut found = Vec::new();
    mapping(mapping_text).apply(&mut document, &mut found);
    fits(&document.value, &document.mark);
    let found = found.into_iter().map(|problem| {
        let (line, column) = problem.place.line_column();
        format!("{} {line}:{column} {}", problem.code, problem.message)
    });
    (document.value.to_string(), found.collect())
}

/// Marks are a tree of the same form as the value.
fn fits(value: &Value, mark: &crate::source::Mark) {
    let inner: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(object) => {
            let sorted: BTreeMap<_, _> = object.iter().collect();
            sorted.into_values().collect()
        }
        _ => Vec::new(),
    };
    assert_eq!(inner.len(), mark.children.len(), "{value}");
    inner.into_iter().zip(&mark.children).for_each(|(value, mark)| fits(value, mark));
}

#[test]
fn names_places_and_values_are_changed() {
    for (mapping, text, expected) in [
        ("rename: {/a: b}", "{a: 1, c: 2}", r#"{"b":1,"c":2}"#),
        ("rename: {/a: b, /b: a}", "{a: 1, b: 2}", r#"{"a":2,"b":1}"#),
        (
            "rename: {/m/*/a: b}",
            "{m: {x: {a: 1}, y: {c: 2}}}",
            r#"{"m":{"x":{"b":1},"y":{"c":2}}}"#,
        ),
        ("rename: {/l/*/a: b}", "{l: [{a: 1}, 2]}", r#"{"l":[{"b":1},2]}"#),
        ("rename: {/l/1/a: b}", "{l: [{a: 1}, {a: 2}]}", r#"{"l":[{"a":1},{"b":2}]}"#),
        // What is inside goes by the names that the file has.
        ("rename: {/a: b, /a/x: y}", "{a: {x: 1}}", r#"{"b":{"y":1}}"#),
        ("rename: {/a~1b: c}", "{a/b: 1}", r#"{"c":1}"#),
        ("rename: {/a: /m/a, /b: /m/b}", "{a: 1, b: 2, m: {c: 3}}", r#"{"m":{"a":1,"b":2,"c":3}}"#),
        (
            "rename: {/x/*/v: '/y/*'}",
            "{x: {a: {v: 1}, b: {v: 2}}}",
            r#"{"x":{"a":{},"b":{}},"y":{"a":1,"b":2}}"#,
        ),
        ("rename: {/a: /m, /b: /m}", "{a: {x: 1}, b: {y: 2}}", r#"{"m":{"x":1,"y":2}}"#),
        ("rename: {/a: /m/a, /a/*/t: u}", "{a: [{t: 1}]}", r#"{"m":{"a":[{"u":1}]}}"#),
        ("drop: [/a, '/m/*/x']", "{a: 1, m: {k: {x: 1, y: 2}}}", r#"{"m":{"k":{"y":2}}}"#),
        ("drop: [/l/0, /l/1]", "{l: [1, 2, 3]}", r#"{"l":[3]}"#),
        ("drop: ['/*']", "{a: 1}", "{}"),
        ("set: {/version: 2}", "{a: 1}", r#"{"a":1,"version":2}"#),
        ("set: {/a/b/c: [x]}", "{}", r#"{"a":{"b":{"c":["x"]}}}"#),
        (
            "set: {'/m/*/on': true}",
            "{m: {a: {}, b: {on: false}, c: 7}}",
            r#"{"m":{"a":{"on":true},"b":{"on":true},"c":7}}"#,
        ),
        ("set: {'/l/*': 0}", "{l: [1, 2]}", r#"{"l":[0,0]}"#),
        // What is set goes by the names that there are in the end.
        ("{rename: {/a: b}, set: {/b/v: 1}}", "{a: {}}", r#"{"b":{"v":1}}"#),
        ("{drop: [/a], set: {/a: 1}}", "{a: {x: 1}}", r#"{"a":1}"#),
        ("{}", "{a: 1}", r#"{"a":1}"#),
    ] {
        let (value, found) = mapped(mapping, text);
        let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(parsed(&value), parsed(expected), "{mapping}");
        assert_eq!(found, [""; 0], "{mapping}");
    }
}

#[test]
fn what_stays_keeps_its_place_in_the_file() {
    let mut document = document("seed.yaml", "zone: 1\nold: { name: off }\n");
    mapping("rename: {/old: /first/new}").apply(&mut document, &mut Vec::new());
    let mark = document.mark_at("/first/new/name");
    assert_eq!(document.place(mark).line_column(), (2, 14));
    assert!(mark.plain);
    assert_eq!(document.key_place(document.mark_at("/first/new")).line_column(), (2, 1));
}

#[test]
fn two_values_of_one_name_are_reported_in_the_file() {
    let (value, found) = mapped("rename: {/b: a}", "a: 1\nb: 2\n");
    assert_eq!(value, r#"{"a":1}"#);
    assert_eq!(found, ["SB0034 2:1 the mapping gives `a` a second value"]);
    let (_, found) = mapped("rename: {/b: /m/a}", "m: { a: 1 }\nb: 2\n");
    assert_eq!(found, ["SB0034 2:1 the mapping gives `/m/a` a second value"]);
}

#[test]
fn units_have_other_names() {
    let mapping = mapping("units: { 2021_Old: new }");
    assert_eq!((mapping.unit("2021_Old"), mapping.unit("other")), ("new", "other"));
}

#[test]
fn what_is_wrong_with_a_mapping_is_reported_at_its_line() {
    for (text, expected) in [
        ("units: {}\nrenames: {}\n", "2:1 unknown key `renames`"),
        ("rename:\n  a: b\n", "2:3 `a` is no path into a seed file"),
        ("drop:\n- a\n", "2:3 `a` is no path into a seed file"),
        ("drop: /a\n", "1:7 expected a list, found `/a`"),
        ("rename: { /a: {} }\n", "1:15 expected a text, found a mapping"),
        ("rename: { /a: '/b/*' }\n", "1:15 `/b/*` has more `*` than `/a`"),
        ("set: [1]\n", "1:6 expected a mapping, found a list"),
        ("7\n", "1:1 expected a mapping, found `7`"),
    ] {
        let found = Mapping::from_document(&document("mapping.yaml", text)).unwrap_err();
        let (line, column) = found[0].place.line_column();
        assert_eq!(format!("{line}:{column} {}", found[0].message), expected);
        assert_eq!((found.len(), found[0].code), (1, Code::Mapping), "{text}");
    }
}
