//! CSV: a cell changes, a row goes or comes, and a column where a field has none.

use serde_json::Value;

use super::change::{Change, Item, Member, What};
use super::edit::Edit;
use super::tree::{Entries, Tree};
use crate::canon;
use crate::source::csv::{Cell, Cells};

/// The edits that make a change to a text.
pub(super) fn edits(text: &str, change: &Change<'_>) -> Vec<Edit> {
    let Some(table) = Table::read(text) else { return Vec::new() };
    match &change.what {
        What::List(items) => table.edits(items, change),
        What::Whole | What::Map(_) => {
            let text = document(change.wanted, &table.names);
            vec![Edit { at: 0..table.text.len(), text, path: change.path.clone() }]
        }
    }
}

/// A text of these records, with a column for each field that one of them has; for each of `columns` where
/// there is no record.
pub(super) fn document(tree: &Tree, columns: &[String]) -> String {
    let Tree::List(items, _) = tree else { return String::new() };
    let mut names: Vec<&str> = columns.iter().map(String::as_str).collect();
    for name in items.iter().flat_map(fields) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let used = |name: &str| {
        items.is_empty() || items.iter().any(|item| fields(item).any(|own| own == name))
    };
    names.retain(|name| used(name));
    let mut text = row(names.iter().map(|name| cell_text(name, false)));
    for item in items {
        text.push('\n');
        text.push_str(&row(names.iter().map(|name| cell(field(item, name), false))));
    }
    text.push('\n');
    text
}

struct Table<'t> {
    text: &'t str,
    names: Vec<String>,
    header: Vec<Cell<'t>>,
    rows: Vec<Vec<Cell<'t>>>,
    line_break: &'static str,
}

impl<'t> Table<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let mut cells = Cells::new(text);
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        cells.next_row(&mut header).ok().filter(|found| *found)?;
        let mut row = Vec::new();
        while cells.next_row(&mut row).ok()? {
            rows.push(std::mem::take(&mut row));
        }
        let names = header.iter().map(|cell| cell.text().into_owned()).collect();
        let end = header.last()?.whole.end;
        let line_break = if text[end..].starts_with("\r\n") { "\r\n" } else { "\n" };
        Some(Self { text, names, header, rows, line_break })
    }

    fn edits(&self, items: &[Item<'_>], change: &Change<'_>) -> Vec<Edit> {
        let new_columns = self.new_columns(change.wanted);
        let mut edits = Vec::new();
        let mut edit = |at, text, path: &str| edits.push(Edit { at, text, path: path.to_owned() });
        let quoted = self.rows.iter().flatten().all(is_quoted) && !self.rows.is_empty();
        let names: Vec<_> = new_columns
            .iter()
            .map(|name| cell_text(name, self.header.iter().all(is_quoted)))
            .collect();
        let head = self.header.last().map_or(0, |cell| cell.whole.end);
        if !names.is_empty() {
            edit(head..head, format!(",{}", row(names.into_iter())), &change.path);
        }
        let mut stays = vec![false; self.rows.len()];
        let mut behind = head;
        for (item, wanted) in items.iter().zip(trees(change.wanted)) {
            let rank = match item {
                Item::Kept(rank) | Item::Changed(rank, _) => *rank,
                Item::New(tree) => {
                    let all = self.names.iter().chain(&new_columns);
                    let cells = row(all.map(|name| cell(field(tree, name), quoted)));
                    edit(behind..behind, format!("{}{cells}", self.line_break), &change.path);
                    continue;
                }
            };
            stays[rank] = true;
            behind = self.rows[rank].last().map_or(behind, |cell| cell.whole.end);
            if let Item::Changed(_, Change { what: What::Map(members), path, .. }) = item {
                for (name, tree) in members.iter().map(named) {
                    if let Some(column) = self.names.iter().position(|own| own == name) {
                        let old = &self.rows[rank][column];
                        edit(old.whole.clone(), cell(tree, is_quoted(old)), path);
                    }
                }
            }
            if !new_columns.is_empty() {
                let cells = row(new_columns.iter().map(|name| cell(field(wanted, name), quoted)));
                edit(behind..behind, format!(",{cells}"), &change.path);
            }
        }
        for (cells, _) in self.rows.iter().zip(&stays).filter(|(_, stays)| !**stays) {
            if let (Some(first), Some(last)) = (cells.first(), cells.last()) {
                // With the line break before it: the file may end without one.
                let start = self.text[..first.whole.start].trim_end_matches(['\n', '\r']).len();
                edit(start..last.whole.end, String::new(), &change.path);
            }
        }
        edits
    }

    /// The fields that have no column.
    fn new_columns(&self, wanted: &Tree) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in trees(wanted).flat_map(fields) {
            if !self.names.iter().chain(&names).any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }
}

fn trees(tree: &Tree) -> impl Iterator<Item = &Tree> {
    let items = if let Tree::List(items, _) = tree { items.as_slice() } else { &[] };
    items.iter()
}

fn entries(tree: &Tree) -> Option<&Entries> {
    if let Tree::Map(entries) = tree { Some(entries) } else { None }
}

fn fields(tree: &Tree) -> impl Iterator<Item = &str> {
    entries(tree).into_iter().flat_map(Entries::iter).map(|(name, _)| name)
}

fn field<'t>(tree: &'t Tree, name: &str) -> Option<&'t Tree> {
    entries(tree)?.get(name)
}

fn named<'m>(member: &'m Member<'_>) -> (&'m str, Option<&'m Tree>) {
    match member {
        Member::Changed(name, change) => (name, Some(change.wanted)),
        Member::New(name, tree) => (name, Some(tree)),
        Member::Removed(name) => (name, None),
    }
}

fn is_quoted(cell: &Cell<'_>) -> bool {
    cell.whole != cell.content
}

/// A row. One empty cell alone would be a blank line, which is no row.
fn row(cells: impl Iterator<Item = String>) -> String {
    let text = cells.collect::<Vec<_>>().join(",");
    if text.is_empty() { "\"\"".to_owned() } else { text }
}

/// A cell. What is no text is JSON, and an absent field is empty.
fn cell(tree: Option<&Tree>, quoted: bool) -> String {
    match tree {
        None => String::new(),
        Some(Tree::Scalar(Value::String(text))) => cell_text(text, quoted),
        Some(tree) => cell_text(&canon::canonical(&tree.to_value()), quoted),
    }
}

fn cell_text(text: &str, quoted: bool) -> String {
    if quoted || text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
