//! JSON Lines: a line changes, goes or comes.

use serde_json::Value;

use super::change::{Change, Item, What};
use super::edit::Edit;
use super::json::{self, Style};
use super::node::{Kind, Node};
use super::tree::Tree;
use crate::source::Mark;

/// The edits that make a change to a text.
pub(super) fn edits(text: &str, value: &Value, mark: &Mark, change: &Change<'_>) -> Vec<Edit> {
    let root = json::node(value, mark);
    let style = style(text, &root);
    let Kind::List { items: old, .. } = &root.kind else { return Vec::new() };
    let What::List(items) = &change.what else {
        let text = lines(change.wanted, &style);
        return vec![Edit { at: root.span, text, path: change.path.clone() }];
    };
    let mut edits = Vec::new();
    let mut edit = |at, text| edits.push(Edit { at, text, path: change.path.clone() });
    let mut stays = vec![false; old.len()];
    let mut behind = 0;
    let mut inner = Vec::new();
    for item in items {
        match item {
            Item::Kept(rank) => {
                stays[*rank] = true;
                behind = line_end(text, old[*rank].span.end);
            }
            Item::Changed(rank, change) => {
                stays[*rank] = true;
                behind = line_end(text, old[*rank].span.end);
                inner.extend(json::edits(text, &style, &old[*rank], change));
            }
            Item::New(tree) => {
                let line = json::write(tree, &style, None);
                let at_end = behind > 0 && !text[..behind].ends_with('\n');
                edit(
                    behind..behind,
                    if at_end { format!("\n{line}") } else { format!("{line}\n") },
                );
            }
        }
    }
    for (item, _) in old.iter().zip(&stays).filter(|(_, stays)| !**stays) {
        let start = text[..item.span.start].rfind('\n').map_or(0, |at| at + 1);
        edit(start..line_end(text, item.span.end), String::new());
    }
    edits.extend(inner);
    edits
}

/// A text of these records.
pub(super) fn document(tree: &Tree) -> String {
    let text = lines(tree, &Style { lines: false, ..Style::default() });
    if text.is_empty() { text } else { format!("{text}\n") }
}

fn lines(tree: &Tree, style: &Style) -> String {
    let Tree::List(items, _) = tree else { return json::write(tree, style, None) };
    let lines: Vec<_> = items.iter().map(|item| json::write(item, style, None)).collect();
    lines.join("\n")
}

/// The style of the lines, of which the file itself is none.
fn style(text: &str, root: &Node) -> Style {
    let Kind::List { items, .. } = &root.kind else { return Style::default() };
    let first = items.iter().find(|item| !item.is_empty());
    let style = first.map_or_else(Style::default, |item| Style::of(text, item));
    Style { lines: false, ..style }
}

/// Where the next line begins.
fn line_end(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |at| offset + at + 1)
}
