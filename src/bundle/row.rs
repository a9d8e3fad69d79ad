//! A record in a bundle.

use seedbank_codegen::canon::{Hash, text_hash};
use seedbank_codegen::model::Field;
use seedbank_codegen::pack::{RECORD_AT, State};
use serde_json::{Map, Value};

use super::TableView;
use super::json::{Fields, value_at};

/// A record: where its row lies.
#[derive(Clone, Copy)]
pub struct Row<'b> {
    pub(super) table: TableView<'b>,
    pub(super) number: u32,
}

impl<'b> Row<'b> {
    /// The collection that it is of.
    #[must_use]
    pub fn table(&self) -> TableView<'b> {
        self.table
    }

    /// Its rank in the collection.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number as usize
    }

    /// What names it in its unit.
    #[must_use]
    pub fn key(&self) -> &'b str {
        self.table.at.key(self.table.reader.pack, self.number)
    }

    /// The name of its unit.
    #[must_use]
    pub fn unit(&self) -> &'b str {
        let (at, pack) = (&self.table.at, self.table.reader.pack);
        at.unit_name(pack, at.unit(pack, self.number))
    }

    /// The record as the database stores it: all its properties and the keys of enclosing maps.
    #[must_use]
    pub fn to_value(&self) -> Map<String, Value> {
        let mut text = String::new();
        self.write_canonical(&mut text);
        parse(&text)
    }

    /// Appends the canonical JSON of [`Row::to_value`], without making that.
    pub fn write_canonical(&self, out: &mut String) {
        self.write(Fields::All, out);
    }

    /// The hash of its content: without the fields that are volatile.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let mut text = String::new();
        self.write_content(&mut text);
        text_hash(&text)
    }

    /// Appends the canonical JSON that [`Row::hash`] is over.
    pub(crate) fn write_content(&self, out: &mut String) {
        self.write(Fields::Content, out);
    }

    /// The value of a property; `None` if the record doesn't have it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Value> {
        let shape = self.table.record_type();
        let reader = self.table.reader;
        let at = self.at();
        let is_named = |field: &&Field| field.name == name && !field.derived;
        let Some(field) = shape.fields.iter().find(is_named) else {
            let extra = reader.extra(self.table.collection().record, at);
            let (_, value) = extra.into_iter().find(|(other, _)| other == name)?;
            return Some(parse(value.get()));
        };
        match reader.state(field, at) {
            State::Absent => None,
            State::Null => Some(Value::Null),
            State::Present => {
                let mut text = String::new();
                reader.value(&field.ty, value_at(field, at), &mut text);
                Some(parse(&text))
            }
        }
    }

    fn write(&self, fields: Fields, out: &mut String) {
        let reader = self.table.reader;
        let plan = &reader.plan.objects[self.table.collection().record];
        reader.object(plan, self.at(), fields, out);
    }

    fn at(&self) -> u32 {
        self.table.at.row_at(self.number) + RECORD_AT
    }
}

impl std::fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row")
            .field("unit", &self.unit())
            .field("key", &self.key())
            .finish_non_exhaustive()
    }
}

fn parse<T: serde::de::DeserializeOwned>(canonical: &str) -> T {
    serde_json::from_str(canonical)
        .expect("canonical JSON of a pack parses: its writer bounds the depth")
}
