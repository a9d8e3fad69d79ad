//! What was seen at one place of the files, over all files and all items of a list.

use std::collections::HashMap;

use serde_json::Value;

use super::texts::Texts;
use crate::source::{Document, Mark};

/// Counts of the values at one place, and what was seen below it.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) nulls: usize,
    pub(super) booleans: usize,
    pub(super) integers: usize,
    pub(super) floats: usize,
    pub(super) strings: usize,
    pub(super) lists: usize,
    pub(super) objects: usize,
    /// An integer that `i64` does not hold.
    pub(super) large: bool,
    /// A number or truth value that is no plain scalar, so it cannot be read as text.
    pub(super) fixed: bool,
    /// The strings, and the text of plain scalars of other types.
    pub(super) texts: Texts,
    /// The items of all lists.
    pub(super) items: Option<Box<Self>>,
    /// The fields of all objects, in the order in which they were first seen.
    pub(super) fields: Vec<(String, Self)>,
    index: HashMap<String, usize>,
}

impl Seen {
    /// How many values there were.
    pub(super) fn count(&self) -> usize {
        self.nulls + self.scalars() + self.lists + self.objects
    }

    /// How many of them were texts, numbers or truth values.
    pub(super) fn scalars(&self) -> usize {
        self.booleans + self.integers + self.floats + self.strings
    }

    /// Adds a file's root value.
    pub(super) fn see_document(&mut self, document: &Document) {
        self.see(&document.file.text, &document.value, Some(&document.mark));
    }

    /// Adds an object that holds a file's root value as its field `name`.
    pub(super) fn see_member(&mut self, name: &str, document: &Document) {
        self.objects += 1;
        self.field(name).see_document(document);
    }

    /// The field `name`; where it is new, seen nowhere yet.
    fn field(&mut self, name: &str) -> &mut Self {
        let at = *self.index.entry(name.to_owned()).or_insert_with(|| {
            self.fields.push((name.to_owned(), Self::default()));
            self.fields.len() - 1
        });
        &mut self.fields[at].1
    }

    /// Adds a value. Without a mark it is JSON that a cell holds.
    fn see(&mut self, file: &str, value: &Value, mark: Option<&Mark>) {
        if let Some(mark) = mark.filter(|mark| mark.plain) {
            self.see_plain(&file[mark.start as usize..mark.end as usize], value);
            return;
        }
        match value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => {
                self.booleans += 1;
                self.fixed = true;
            }
            Value::Number(number) => {
                self.see_number(number);
                self.fixed = true;
            }
            Value::String(text) => {
                self.strings += 1;
                self.texts.add(text);
            }
            Value::Array(items) => {
                self.lists += 1;
                let seen = self.items.get_or_insert_default();
                for (index, item) in items.iter().enumerate() {
                    seen.see(file, item, mark.and_then(|mark| mark.children.get(index)));
                }
            }
            Value::Object(object) => {
                self.objects += 1;
                let mut sorted: Vec<_> = object.iter().collect();
                sorted.sort_unstable_by_key(|(name, _)| *name);
                let mut members: Vec<_> = sorted
                    .into_iter()
                    .enumerate()
                    .map(|(rank, (name, value))| {
                        (name, value, mark.and_then(|mark| mark.children.get(rank)))
                    })
                    .collect();
                // As a person wrote them, which is the order in which they read best; the text of a
                // Markdown file has no key, and stands last.
                members.sort_by_key(|(_, _, mark)| {
                    let key = mark.and_then(|mark| mark.key);
                    (key.is_none(), key)
                });
                for (name, value, mark) in members {
                    self.field(name).see(file, value, mark);
                }
            }
        }
    }

    /// Adds a scalar whose text counts where it is not plainly something else.
    fn see_plain(&mut self, text: &str, value: &Value) {
        match value {
            Value::Null => self.nulls += 1,
            // A cell of a table: only its text is known.
            Value::String(cell) => self.see_cell(cell),
            _ if crate::source::ambiguous(text).is_some() => {
                self.strings += 1;
                self.texts.add(text);
            }
            Value::Bool(_) => {
                self.booleans += 1;
                self.texts.add(text);
            }
            Value::Number(number) => {
                self.see_number(number);
                self.texts.add(text);
            }
            Value::Array(_) | Value::Object(_) => {}
        }
    }

    fn see_cell(&mut self, cell: &str) {
        if cell.starts_with(['[', '{'])
            && let Ok(value) = serde_json::from_str::<Value>(cell)
        {
            self.see(cell, &value, None);
            return;
        }
        self.texts.add(cell);
        // `17E00` is a number to JSON, and a code to whoever wrote it.
        let exponent = cell.contains(['e', 'E']) && !cell.contains('.');
        match serde_json::from_str::<Value>(cell) {
            Ok(Value::Number(number)) if !exponent => self.see_number(&number),
            Ok(Value::Bool(_)) => self.booleans += 1,
            _ if ["TRUE", "True", "FALSE", "False"].contains(&cell) => self.booleans += 1,
            _ => self.strings += 1,
        }
    }

    fn see_number(&mut self, number: &serde_json::Number) {
        if number.is_f64() {
            self.floats += 1;
        } else {
            self.integers += 1;
            self.large |= !number.is_i64();
        }
    }

    /// Adds all that was seen at another place.
    pub(super) fn merge(&mut self, other: Self) {
        self.nulls += other.nulls;
        self.booleans += other.booleans;
        self.integers += other.integers;
        self.floats += other.floats;
        self.strings += other.strings;
        self.lists += other.lists;
        self.objects += other.objects;
        self.large |= other.large;
        self.fixed |= other.fixed;
        self.texts.merge(other.texts);
        if let Some(items) = other.items {
            self.items.get_or_insert_default().merge(*items);
        }
        for (name, seen) in other.fields {
            self.field(&name).merge(seen);
        }
    }
}
