//! Writes `dataset.yaml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::Example;
use super::words::title;

/// How a file is read, beside its ending.
type How<'a> = (Option<&'a str>, Option<&'a str>);

/// The text of `dataset.yaml`.
pub(super) fn manifest(name: &str, examples: &[Example], lists: &[Option<String>]) -> String {
    let mut text = format!("title: {}\nversion: 0.1.0\nfiles:\n", quoted(&title(name)));
    let mut endings: BTreeMap<&str, Vec<(&Example, How)>> = BTreeMap::new();
    for (example, list) in examples.iter().zip(lists) {
        let ending = example.file.rsplit_once('.').map_or("", |(_, ending)| ending);
        let how = (list.as_deref(), example.body);
        endings.entry(ending).or_default().push((example, how));
    }
    for (ending, files) in endings {
        let first = files[0].1;
        if files.iter().all(|(_, how)| *how == first) {
            let nested = files.iter().any(|(example, _)| example.file.contains('/'));
            let pattern = if nested { format!("**/*.{ending}") } else { format!("*.{ending}") };
            line(&mut text, &pattern, first);
        } else {
            for (example, how) in files {
                line(&mut text, &literal(example.file), how);
            }
        }
    }
    text
}

fn line(text: &mut String, pattern: &str, (at, body): How) {
    let pattern = quoted(pattern);
    let named = [("at", at), ("body", body)];
    let named: String =
        named.iter().filter_map(|(word, name)| Some(format!(", {word}: {}", (*name)?))).collect();
    // Writing to a string cannot fail.
    let _ = if named.is_empty() {
        writeln!(text, "  - {pattern}")
    } else {
        writeln!(text, "  - {{ match: {pattern}{named} }}")
    };
}

/// A text as YAML reads it back whatever it holds: as in JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A pattern that matches one path only.
fn literal(file: &str) -> String {
    let escape = |c: char| if "[]{}*?!\\".contains(c) { format!("[{c}]") } else { c.to_string() };
    file.chars().map(escape).collect()
}
