//! A value in the place of another.

use std::ops::Range;

use super::lines::{line_end, line_start};
use super::scalar::{Before, Room, WIDTH, scalar};
use super::style::column;
use super::{Style, write};
use crate::rewrite::node::{Entry, Kind, Layout, Node, Scalar};
use crate::rewrite::tree::Tree;
use crate::source::is_timestamp;

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the document.
    Root,
    /// In brackets.
    Line,
    /// Behind a key at this column, whose colon ends at `head`.
    Key { column: usize, head: usize },
    /// Behind a dash at this column, which ends at `head`.
    Dash { column: usize, head: usize },
}

impl Place {
    /// The place of an entry's value.
    pub(super) fn key(text: &str, entry: &Entry) -> Self {
        let head =
            text[entry.key.end..].find(':').map_or(entry.key.end, |at| entry.key.end + at + 1);
        Self::Key { column: column(text, entry.key.start), head }
    }
}

/// What to write where, so that a value stands in the place of another.
pub(super) fn whole(
    text: &str,
    style: &Style,
    node: &Node,
    wanted: &Tree,
    place: Place,
) -> Vec<(Range<usize>, String)> {
    // A tag says what the old value was.
    let keeps_tag = !node.tagged || (wanted.is_scalar() && matches!(node.kind, Kind::Scalar(_)));
    let start = if keeps_tag { node.span.start } else { node.start };
    let anchor = if keeps_tag { "" } else { anchor(text, node) };
    let before = before(text, node);
    if let (Tree::Scalar(value), Place::Key { head, .. } | Place::Dash { head, .. }) =
        (wanted, place)
        && keeps_tag
        && stands_below_a_comment(text, node, head)
    {
        return vec![(node.span.clone(), scalar(value, Room::Line, style, before))];
    }
    let (head, new) = match place {
        Place::Root => {
            let new = write::root(wanted, style);
            return vec![(start..node.span.end, format!("{anchor}{new}"))];
        }
        Place::Line => {
            let new = match wanted {
                Tree::Scalar(value) => scalar(value, Room::Line, style, before),
                other => write::line(other, style),
            };
            let space = if node.span.is_empty() { " " } else { "" };
            return vec![(start..node.span.end, format!("{space}{anchor}{new}"))];
        }
        Place::Key { head, .. } | Place::Dash { head, .. } if stays_in_brackets(node, wanted) => {
            (head, format!(" {}", write::line(wanted, style)))
        }
        Place::Key { column, head } => (head, write::behind_key(wanted, column, style, before)),
        Place::Dash { column, head } => (head, write::behind_dash(wanted, column, style, before)),
    };
    let head = if start > node.start { properties_end(text, node) } else { head };
    let (first, rest) = new.split_at(new.find('\n').unwrap_or(new.len()));
    let anchor = if anchor.is_empty() { String::new() } else { format!(" {}", anchor.trim_end()) };
    let first = format!("{anchor}{first}");
    if line_start(text, node.span.start) > head {
        // The old value begins on a line below.
        let head_line = line_end(text, head);
        let end = line_end(text, node.span.end);
        return vec![(head..head, first), (head_line..end, rest.to_owned())];
    }
    let first = if node.span.start == head || first.is_empty() {
        first
    } else {
        let gap = &text[head..node.span.start];
        if gap.trim().is_empty() { format!("{gap}{}", first.trim_start()) } else { first }
    };
    let comment = comment(text, node);
    let end = if comment.start >= node.span.end { comment.end } else { node.span.end };
    let kept = &text[comment];
    vec![(head..end.max(head), format!("{first}{kept}{rest}"))]
}

/// Whether a comment is on a line of its own between what a scalar is behind and the scalar.
fn stands_below_a_comment(text: &str, node: &Node, head: usize) -> bool {
    let between = text.get(head..node.start).unwrap_or_default();
    let own_lines = between.split('\n').skip(1);
    matches!(node.kind, Kind::Scalar(Scalar::Plain | Scalar::Single | Scalar::Double))
        && own_lines.into_iter().any(|line| line.trim_start().starts_with('#'))
}

/// Whether both are lists or objects, and the written one is in brackets with something in them.
fn stays_in_brackets(node: &Node, wanted: &Tree) -> bool {
    match &node.kind {
        Kind::List { layout: Layout::Flow, .. } => {
            matches!(wanted, Tree::List(..)) && !node.is_empty()
        }
        Kind::Map { layout: Layout::Flow, .. } => {
            matches!(wanted, Tree::Map(_)) && !node.is_empty()
        }
        _ => false,
    }
}

/// The comment behind a value on its line, or behind the sign of a block, with the space before it.
fn comment(text: &str, node: &Node) -> Range<usize> {
    let from = match node.kind {
        Kind::Scalar(Scalar::Literal | Scalar::Folded) => node.span.start,
        _ => node.span.end,
    };
    let line = &text[from..line_end(text, from)];
    let at = match node.kind {
        Kind::Scalar(Scalar::Literal | Scalar::Folded) => {
            line.find([' ', '\t']).unwrap_or(line.len())
        }
        _ => 0,
    };
    if line[at..].trim_start().starts_with('#') { from + at..from + line.len() } else { from..from }
}

/// The name that a node has for aliases, with a space behind it.
fn anchor<'t>(text: &'t str, node: &Node) -> &'t str {
    let properties = &text[node.start..node.span.start];
    let Some(start) = properties.find('&').filter(|_| node.anchor > 0) else { return "" };
    let name = &properties[start..];
    let end = name.find(char::is_whitespace).unwrap_or(name.len());
    &name[..(end + 1).min(name.len())]
}

/// Where the anchor and tag of a node end.
fn properties_end(text: &str, node: &Node) -> usize {
    let properties = &text[node.start..node.span.start];
    let end = [properties.find('\n'), properties.find(" #")].into_iter().flatten().min();
    node.start + properties[..end.unwrap_or(properties.len())].trim_end().len()
}

fn before(text: &str, node: &Node) -> Option<Before> {
    let Kind::Scalar(style) = node.kind else { return None };
    let written = &text[node.span.clone()];
    let longest = written.lines().skip(1).map(|line| line.trim_end().chars().count()).max();
    let lines = written.lines().count();
    // A short block says nothing of how long a line may be.
    let width = longest.filter(|_| lines > 2).map_or(WIDTH, |longest| longest.max(60));
    let plain_time = style == Scalar::Plain && is_timestamp(written);
    (!node.span.is_empty() || style != Scalar::Plain).then_some(Before { style, width, plain_time })
}
