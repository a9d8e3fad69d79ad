//! JSON: changes to a text, and texts written anew.

mod style;
mod write;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use serde_json::{Map, Value};

pub(super) use self::style::Style;
pub(super) use self::write::write;

use super::change::{Change, Item, Member, What};
use super::edit::Edit;
use super::flow::Brackets;
use super::node::{Entry, Kind, Layout, Node, Scalar};
use super::tree::Tree;
use crate::schema::members::members;
use crate::source::Mark;

/// The syntax of a value that was read from JSON.
pub(super) fn node(value: &Value, mark: &Mark) -> Node {
    let kind = match value {
        Value::Array(items) => Kind::List {
            items: items.iter().zip(&mark.children).map(|(item, mark)| node(item, mark)).collect(),
            layout: Layout::Flow,
        },
        Value::Object(object) => Kind::Map { entries: entries(object, mark), layout: Layout::Flow },
        Value::String(_) => Kind::Scalar(Scalar::Double),
        Value::Null | Value::Bool(_) | Value::Number(_) => Kind::Scalar(Scalar::Plain),
    };
    Node::bare(span(mark), kind)
}

fn entries(object: &Map<String, Value>, mark: &Mark) -> Vec<Entry> {
    let entry = |(name, value, mark): (&str, &Value, &Mark)| Entry {
        name: name.to_owned(),
        key: mark.key.map_or(0..0, |(start, end)| start as usize..end as usize),
        merges: false,
        value: node(value, mark),
    };
    members(object, mark).into_iter().map(entry).collect()
}

fn span(mark: &Mark) -> Range<usize> {
    mark.start as usize..mark.end as usize
}

/// A text of this value.
pub(super) fn document(tree: &Tree) -> String {
    format!("{}\n", write(tree, &Style::default(), Some("")))
}

/// The edits that make a change to a text.
pub(super) fn changed(text: &str, root: &Node, change: &Change<'_>) -> Vec<Edit> {
    edits(text, &Style::of(text, root), root, change)
}

/// The edits that make a change to a value.
pub(super) fn edits(text: &str, style: &Style, node: &Node, change: &Change<'_>) -> Vec<Edit> {
    let mut editor = Editor { text, style, edits: Vec::new() };
    editor.value(node, change);
    editor.edits
}

struct Editor<'t> {
    text: &'t str,
    style: &'t Style,
    edits: Vec<Edit>,
}

impl<'t> Editor<'t> {
    fn value(&mut self, node: &Node, change: &Change<'_>) {
        match (&node.kind, &change.what) {
            (Kind::List { items: old, .. }, What::List(items)) => {
                self.list(node, old, items, change);
            }
            (Kind::Map { entries, .. }, What::Map(members)) => {
                self.map(node, entries, members, change);
            }
            _ => self.whole(node, change),
        }
    }

    fn whole(&mut self, node: &Node, change: &Change<'_>) {
        let inline =
            !node.is_empty() && !matches!(node.kind, Kind::Scalar(_)) && !self.spans_lines(node);
        let indent = if inline { None } else { Some(self.indent_at(node.span.start)) };
        let text = write(&change.wanted.in_order_of(node), self.style, indent);
        self.edits.push(Edit { at: node.span.clone(), text, path: change.path.clone() });
    }

    fn list(&mut self, node: &Node, old: &[Node], items: &[Item<'_>], change: &Change<'_>) {
        let mut kept = vec![false; old.len()];
        for item in items {
            if let Item::Kept(rank) | Item::Changed(rank, _) = item {
                kept[*rank] = true;
            }
        }
        if !kept.contains(&true) {
            return self.whole(node, change);
        }
        let parts = old.iter().map(|item| item.span.clone()).collect();
        let brackets = Brackets::new(self.text, node.span.clone(), parts, &self.style.comma[1..]);
        let mut added = Vec::new();
        let mut behind = 0;
        for item in items {
            match item {
                Item::Kept(rank) => behind = rank + 1,
                Item::Changed(rank, change) => {
                    behind = rank + 1;
                    self.value(&old[*rank], change);
                }
                Item::New(tree) => {
                    added.push((behind, self.beside(tree, &brackets, old, behind)));
                }
            }
        }
        self.edits.extend(brackets.edits(&kept, added, &change.path));
    }

    fn map(&mut self, node: &Node, old: &[Entry], members: &[Member<'_>], change: &Change<'_>) {
        let Tree::Map(wanted) = change.wanted else { return self.whole(node, change) };
        let ranks: HashMap<&str, usize> =
            old.iter().enumerate().map(|(rank, entry)| (entry.name.as_str(), rank)).collect();
        let rank = |name: &str| ranks.get(name).copied();
        let mut kept = vec![true; old.len()];
        for member in members {
            if let Member::Removed(name) = member
                && let Some(rank) = rank(name)
            {
                kept[rank] = false;
            }
        }
        if !kept.contains(&true) {
            return self.whole(node, change);
        }
        let parts = old.iter().map(|entry| entry.key.start..entry.value.span.end).collect();
        let brackets = Brackets::new(self.text, node.span.clone(), parts, &self.style.comma[1..]);
        let values: Vec<&Node> = old.iter().map(|entry| &entry.value).collect();
        let mut added = Vec::new();
        for member in members {
            match member {
                Member::Removed(_) => {}
                Member::Changed(name, change) => {
                    if let Some(rank) = rank(name) {
                        self.value(&old[rank].value, change);
                    }
                }
                Member::New(name, tree) => {
                    let behind = match wanted.before(name) {
                        Some(mut before) => before.find_map(rank).map_or(0, |rank| rank + 1),
                        None => old.len(),
                    };
                    let value = self.beside(tree, &brackets, &values, behind);
                    let key = write::key(name, self.style);
                    added.push((behind, format!("{key}{}{value}", self.style.colon)));
                }
            }
        }
        self.edits.extend(brackets.edits(&kept, added, &change.path));
    }

    /// A new value among others: in one line where the one before it is.
    fn beside<N: std::borrow::Borrow<Node>>(
        &self,
        tree: &Tree,
        brackets: &Brackets<'t>,
        others: &[N],
        behind: usize,
    ) -> String {
        let indent = brackets.indent();
        let near = others[..behind].last().or(others.first()).map(std::borrow::Borrow::borrow);
        let near = near.filter(|near| {
            !near.is_empty() && !matches!(near.kind, Kind::Scalar(_)) && !self.spans_lines(near)
        });
        let Some(near) = near else { return write(tree, self.style, indent) };
        let written = &self.text[near.span.clone()];
        let pad = if written.starts_with('[') {
            self.style.pad
        } else if written.starts_with("{ ") {
            " "
        } else {
            ""
        };
        write(tree, &Style { pad, ..self.style.clone() }, None)
    }

    fn spans_lines(&self, node: &Node) -> bool {
        self.text[node.span.clone()].contains('\n')
    }

    /// The white space that a line begins with.
    fn indent_at(&self, offset: usize) -> &'t str {
        let line = &self.text[self.text[..offset].rfind('\n').map_or(0, |at| at + 1)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }
}
