//! YAML written anew: one thing a line, and text of several lines as it reads.

use serde_json::Value;

use super::Style;
use super::scalar::{Before, Room, WIDTH, scalar};
use crate::rewrite::tree::{Entries, Tree};

/// A document's text, with the line break at its end.
pub(in crate::rewrite) fn document(tree: &Tree) -> String {
    let mut text = root(tree, &Style::default());
    text.push('\n');
    text
}

/// The root of a document.
pub(super) fn root(tree: &Tree, style: &Style) -> String {
    let writer = Writer { style };
    match tree {
        Tree::Map(entries) if entries.len() > 0 => writer.map(entries, 0),
        Tree::List(items, _) if !items.is_empty() => writer.list(items, 0),
        other => line(other, style),
    }
}

/// What stands behind the colon of a key at this column.
pub(super) fn behind_key(
    tree: &Tree,
    column: usize,
    style: &Style,
    before: Option<Before>,
) -> String {
    let writer = Writer { style };
    let lines = match tree {
        Tree::Scalar(value) => {
            let room = Room::Block { outer: column, inner: column + style.step };
            return format!(" {}", scalar(value, room, style, before));
        }
        _ if tree.is_empty() => return format!(" {}", line(tree, style)),
        Tree::List(items, _) => {
            if let Some(short) = writer.short(items) {
                return format!(" {short}");
            }
            let column = column + style.list_step;
            format!("{}{}", " ".repeat(column), writer.list(items, column))
        }
        Tree::Map(entries) => {
            let column = column + style.step;
            format!("{}{}", " ".repeat(column), writer.map(entries, column))
        }
        Tree::Template(alias, entries) => {
            let column = column + style.step;
            format!("{}{}", " ".repeat(column), writer.template(alias, entries, column))
        }
    };
    format!("\n{lines}")
}

/// What stands behind a dash at this column.
pub(super) fn behind_dash(
    tree: &Tree,
    column: usize,
    style: &Style,
    before: Option<Before>,
) -> String {
    let writer = Writer { style };
    let inner = column + 1 + style.dash;
    let text = match tree {
        Tree::Scalar(value) => scalar(value, Room::Block { outer: column, inner }, style, before),
        _ if tree.is_empty() => line(tree, style),
        Tree::List(items, _) => writer.short(items).unwrap_or_else(|| writer.list(items, inner)),
        Tree::Map(entries) => writer.map(entries, inner),
        Tree::Template(alias, entries) => writer.template(alias, entries, inner),
    };
    format!("{}{text}", " ".repeat(style.dash))
}

/// An entry of an object at this column.
pub(super) fn entry(name: &str, tree: &Tree, column: usize, style: &Style) -> String {
    format!("{}:{}", key(name, style), behind_key(tree, column, style, None))
}

/// A value in one line.
pub(super) fn line(tree: &Tree, style: &Style) -> String {
    match tree {
        Tree::Scalar(value) => scalar(value, Room::Line, style, None),
        Tree::List(items, _) => {
            let items: Vec<_> = items.iter().map(|item| line(item, style)).collect();
            format!("[{}]", items.join(", "))
        }
        Tree::Map(entries) if entries.len() == 0 => "{}".to_owned(),
        Tree::Map(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|(name, tree)| pair(name, tree, style)).collect();
            format!("{{{0}{1}{0}}}", style.pad, entries.join(", "))
        }
        Tree::Template(alias, entries) => {
            let own = entries.iter().map(|(name, tree)| pair(name, tree, style));
            let all: Vec<_> = std::iter::once(format!("<<: {alias}")).chain(own).collect();
            format!("{{{0}{1}{0}}}", style.pad, all.join(", "))
        }
    }
}

/// An entry in one line.
pub(super) fn pair(name: &str, tree: &Tree, style: &Style) -> String {
    format!("{}: {}", key(name, style), line(tree, style))
}

/// A key.
fn key(name: &str, style: &Style) -> String {
    if style.plain_keys.contains(name) {
        return name.to_owned();
    }
    // Without quotes it would be a merge key.
    if name == "<<" {
        return "\"<<\"".to_owned();
    }
    scalar(&Value::from(name), Room::Line, style, None)
}

struct Writer<'s> {
    style: &'s Style,
}

impl Writer<'_> {
    /// The entries of an object whose first line is indented already.
    fn map(&self, entries: &Entries, column: usize) -> String {
        let own = entries.iter().map(|(name, tree)| entry(name, tree, column, self.style));
        own.collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(column)))
    }

    fn template(&self, alias: &str, entries: &Entries, column: usize) -> String {
        let indent = " ".repeat(column);
        let own = entries.iter().map(|(name, tree)| entry(name, tree, column, self.style));
        let all: Vec<_> = std::iter::once(format!("<<: {alias}")).chain(own).collect();
        all.join(&format!("\n{indent}"))
    }

    fn list(&self, items: &[Tree], column: usize) -> String {
        let items =
            items.iter().map(|item| format!("-{}", behind_dash(item, column, self.style, None)));
        items.collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(column)))
    }

    /// A list of scalars in one line, if that is how they are written and it is not too long.
    fn short(&self, items: &[Tree]) -> Option<String> {
        let is_short = |item: &Tree| match item {
            Tree::Scalar(Value::String(text)) => !text.contains('\n'),
            other => other.is_scalar(),
        };
        if !self.style.flow_lists || !items.iter().all(is_short) {
            return None;
        }
        let items: Vec<_> = items.iter().map(|item| line(item, self.style)).collect();
        let text = format!("[{}]", items.join(", "));
        (text.chars().count() <= WIDTH - 20).then_some(text)
    }
}
