//! Fields with their values: two in a difference, three in a conflict.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use seedbank::FieldDifference;
use serde_json::Value;

use super::value::{WIDTH, excerpts};

/// What is new, what becomes something else, what goes, and what waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Added,
    Changed,
    Removed,
    Conflict,
}

impl Mark {
    /// The sign in its colour.
    pub fn sign(self) -> String {
        let (sign, colour) = match self {
            Self::Added => ('+', AnsiColor::Green),
            Self::Changed => ('~', AnsiColor::Yellow),
            Self::Removed => ('-', AnsiColor::Red),
            Self::Conflict => ('!', AnsiColor::Magenta),
        };
        let style = Style::new().bold().fg_color(Some(colour.into()));
        format!("{style}{sign}{style:#}")
    }
}

/// A field's two values, in one line if they fit, each line indented.
pub fn difference(difference: &FieldDifference, indent: usize) -> String {
    let FieldDifference { field, before, after, .. } = difference;
    let (field, margin) = (named(field), " ".repeat(indent));
    let one = |mark: Mark, value: Option<&Value>| {
        let [value] = excerpts([value], room(indent + field.chars().count() + 4));
        format!("{margin}{} {field}: {value}\n", mark.sign())
    };
    match (before, after) {
        (None, after) => return one(Mark::Added, after.as_ref()),
        (before, None) => return one(Mark::Removed, before.as_ref()),
        (Some(_), Some(_)) => {}
    }
    let sign = Mark::Changed.sign();
    let [old, new] = excerpts([before.as_ref(), after.as_ref()], room(indent + 6));
    let taken = indent + field.chars().count() + 7 + old.chars().count() + new.chars().count();
    let mut text = format!("{margin}{sign} {field}:");
    // Writing to a string cannot fail.
    let _ = if taken <= WIDTH && !old.starts_with('…') {
        writeln!(text, " {old} → {new}")
    } else {
        let (gone, come) = (Mark::Removed.sign(), Mark::Added.sign());
        writeln!(text, "\n{margin}    {gone} {old}\n{margin}    {come} {new}")
    };
    text
}

/// A conflict's values: a line each. Of a whole record, those of the fields that are not alike.
pub fn three(field: &str, values: [Option<&Value>; 3], indent: usize) -> String {
    sides(field, ["base", "current", "target"], values, indent)
}

/// The same, of the sides that are named.
pub fn sides<const N: usize>(
    field: &str,
    names: [&str; N],
    values: [Option<&Value>; N],
    indent: usize,
) -> String {
    let margin = " ".repeat(indent);
    let mut text = String::new();
    if field.is_empty() {
        let objects = values.map(|value| value.and_then(Value::as_object));
        let fields: BTreeSet<&String> =
            objects.iter().flatten().flat_map(|object| object.keys()).collect();
        for name in fields {
            let values = objects.map(|object| object.and_then(|object| object.get(name)));
            if values.windows(2).any(|pair| pair[0] != pair[1]) {
                text.extend([&margin, name, "\n"]);
                text.push_str(&sides(name, names, values, indent + 2));
            }
        }
        return text;
    }
    let shown = excerpts(values, room(indent + 9));
    for (side, value) in names.into_iter().zip(shown) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{margin}{side:<9}{value}");
    }
    text
}

/// How a field is called in a sentence; one without a name is the record as a whole.
pub fn named(field: &str) -> &str {
    if field.is_empty() { "the whole record" } else { field }
}

fn room(taken: usize) -> usize {
    WIDTH.saturating_sub(taken).max(20)
}
