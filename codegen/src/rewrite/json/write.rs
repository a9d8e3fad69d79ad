//! JSON written anew.

use std::fmt::Write as _;

use serde_json::Value;

use super::Style;
use crate::canon;
use crate::rewrite::number::number;
use crate::rewrite::tree::{Entries, Tree};

/// So many characters a list in one line may have.
const SHORT: usize = 80;

/// A value: in lines that are indented by at least `indent`, or in one line.
pub(in crate::rewrite) fn write(tree: &Tree, style: &Style, indent: Option<&str>) -> String {
    let mut out = String::new();
    let indent = indent.filter(|_| style.lines);
    Writer { style, out: &mut out }.value(tree, indent);
    escaped(out, style)
}

/// A key.
pub(super) fn key(name: &str, style: &Style) -> String {
    let mut out = String::new();
    canon::write_str(name, &mut out);
    escaped(out, style)
}

/// With what is no ASCII as escapes, where that is how people here write it: it is in texts alone.
fn escaped(text: String, style: &Style) -> String {
    if !style.escapes || text.is_ascii() {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if char.is_ascii() {
            out.push(char);
            continue;
        }
        for unit in char.encode_utf16(&mut [0; 2]) {
            // Writing to a `String` never fails.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

struct Writer<'w> {
    style: &'w Style,
    out: &'w mut String,
}

impl Writer<'_> {
    fn value(&mut self, tree: &Tree, indent: Option<&str>) {
        match tree {
            Tree::Scalar(Value::Number(value)) => self.out.push_str(&number(value)),
            Tree::Scalar(value) => canon::write_value(value, self.out),
            Tree::List(items, _) if items.is_empty() => self.out.push_str("[]"),
            Tree::List(items, _) => {
                let short = self.style.short_lists && items.iter().all(Tree::is_scalar);
                let line = (short && indent.is_some()).then(|| write(tree, self.style, None));
                let line = line.filter(|line| line.chars().count() <= SHORT);
                match line {
                    Some(line) => self.out.push_str(&line),
                    None => self.bracketed("[", "]", indent, items, |writer, item, indent| {
                        writer.value(item, indent);
                    }),
                }
            }
            Tree::Map(entries) if entries.len() == 0 => self.out.push_str("{}"),
            Tree::Map(entries) | Tree::Template(_, entries) => self.map(entries, indent),
        }
    }

    fn map(&mut self, entries: &Entries, indent: Option<&str>) {
        let pad = if indent.is_some() { "" } else { self.style.pad };
        let (open, close) = (format!("{{{pad}"), format!("{pad}}}"));
        self.bracketed(&open, &close, indent, entries.iter(), |writer, (name, tree), indent| {
            canon::write_str(name, writer.out);
            writer.out.push_str(writer.style.colon);
            writer.value(tree, indent);
        });
    }

    fn bracketed<P>(
        &mut self,
        open: &str,
        close: &str,
        indent: Option<&str>,
        parts: impl IntoIterator<Item = P>,
        mut write: impl FnMut(&mut Self, P, Option<&str>),
    ) {
        let inner = indent.map(|indent| format!("{indent}{}", self.style.step));
        self.out.push_str(open);
        for (rank, part) in parts.into_iter().enumerate() {
            match &inner {
                Some(inner) => {
                    self.out.push_str(if rank > 0 { ",\n" } else { "\n" });
                    self.out.push_str(inner);
                }
                None => self.out.push_str(if rank > 0 { self.style.comma } else { "" }),
            }
            write(self, part, inner.as_deref());
        }
        if let Some(indent) = indent {
            self.out.push('\n');
            self.out.push_str(indent);
        }
        self.out.push_str(close);
    }
}
