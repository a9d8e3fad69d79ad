//! Where the parts of a list or object are.

use super::lines::Lines;
use super::place::Place;
use super::{Style, write};
use crate::rewrite::flow::Brackets;
use crate::rewrite::node::{Entry, Kind, Node};
use crate::rewrite::tree::Tree;

/// A list of dashes.
pub(super) struct Dashes<'t> {
    pub lines: Lines<'t>,
    dashes: Vec<usize>,
}

/// Where the dashes of a list are; nothing where one is not found.
pub(super) fn dashes(text: &str, list: &Node, items: &[Node]) -> Option<Vec<usize>> {
    let mut from = list.span.start;
    let mut dashes = Vec::with_capacity(items.len());
    for item in items {
        let dash = dash(text, from).filter(|dash| *dash < item.start.max(item.span.end))?;
        dashes.push(dash);
        from = item.span.end.max(dash + 1);
    }
    Some(dashes)
}

/// The next dash, with nothing but white space and comments before it.
pub(super) fn dash(text: &str, from: usize) -> Option<usize> {
    let mut rest = text[from..].trim_start();
    while rest.starts_with('#') {
        rest = rest.find('\n').map_or("", |at| &rest[at..]).trim_start();
    }
    rest.starts_with('-').then(|| text.len() - rest.len())
}

pub(super) fn list<'t>(text: &'t str, items: &[Node], dashes: &[usize]) -> Dashes<'t> {
    let parts = items.iter().zip(dashes).map(|(item, dash)| *dash..item.span.end.max(dash + 1));
    Dashes { lines: Lines::new(text, parts.collect()), dashes: dashes.to_vec() }
}

pub(super) fn map<'t>(text: &'t str, entries: &[Entry]) -> Lines<'t> {
    Lines::new(text, entries.iter().map(|entry| entry.key.start..entry.value.span.end).collect())
}

pub(super) fn brackets<'t>(text: &'t str, node: &Node) -> Brackets<'t> {
    let parts = match &node.kind {
        Kind::List { items, .. } => items.iter().map(|item| item.start..item.span.end).collect(),
        Kind::Map { entries, .. } => {
            entries.iter().map(|entry| entry.key.start..entry.value.span.end).collect()
        }
        Kind::Scalar(_) | Kind::Alias(_) => Vec::new(),
    };
    Brackets::new(text, node.span.clone(), parts, " ")
}

impl Dashes<'_> {
    /// Where an item's value stands.
    pub(super) fn dash(&self, rank: usize) -> Place {
        Place::Dash { column: self.lines.column, head: self.dashes[rank] + 1 }
    }

    /// A new item.
    pub(super) fn item(&self, tree: &Tree, style: &Style) -> String {
        format!("-{}", write::behind_dash(tree, self.lines.column, style, None))
    }
}
