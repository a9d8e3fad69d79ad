//! The records of a collection.

use seedbank_codegen::model::{Collection, Dataset, Struct};
use seedbank_codegen::pack::{Index, Pack, TableAt};

use super::json::JsonReader;
use super::plan::DatasetPlan;
use super::{LookupError, Row};

/// A collection's records, in the order of units, then of the file.
#[derive(Clone, Copy)]
pub struct TableView<'b> {
    pub(super) reader: JsonReader<'b>,
    pub(super) at: TableAt,
    collection: &'b Collection,
}

impl<'b> TableView<'b> {
    pub(super) fn new(
        pack: Pack<'b>,
        dataset: &'b Dataset,
        plan: &'b DatasetPlan,
        rank: usize,
    ) -> Self {
        let (at, collection) = (plan.tables[rank], &dataset.collections[rank]);
        Self { reader: JsonReader { pack, dataset, plan }, at, collection }
    }

    /// Its dataset.
    #[must_use]
    pub fn dataset(&self) -> &'b Dataset {
        self.reader.dataset
    }

    /// What the model says of it.
    #[must_use]
    pub fn collection(&self) -> &'b Collection {
        self.collection
    }

    /// The type of its records.
    #[must_use]
    pub fn record_type(&self) -> &'b Struct {
        &self.dataset().structs[self.collection.record]
    }

    /// How many records it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len as usize
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.len == 0
    }

    /// All records.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'b>> + DoubleEndedIterator + use<'b> {
        let table = *self;
        (0..table.at.len).map(move |number| Row { table, number })
    }

    /// The records of a unit; none if there is no such unit.
    #[must_use]
    pub fn in_unit(
        &self,
        unit: &str,
    ) -> impl ExactSizeIterator<Item = Row<'b>> + DoubleEndedIterator + use<'b> {
        let table = *self;
        let unit = table.at.unit_index(table.reader.pack, unit);
        let rows = unit.map_or(0..0, |unit| table.at.unit_rows(table.reader.pack, unit));
        rows.map(move |number| Row { table, number })
    }

    /// The records of a unit by its rank.
    pub(super) fn of_unit(&self, unit: u32) -> impl ExactSizeIterator<Item = Row<'b>> + use<'b> {
        let table = *self;
        table.at.unit_rows(table.reader.pack, unit).map(move |number| Row { table, number })
    }

    /// The record of a rank in a unit, by the unit's own rank; both are in a pack's digest.
    pub(super) fn at_rank(&self, unit: u32, rank: u32) -> Row<'b> {
        let first = self.at.unit_rows(self.reader.pack, unit).start;
        Row { table: *self, number: first + rank }
    }

    /// The record that has a key in a unit.
    #[must_use]
    pub fn get(&self, unit: &str, key: &str) -> Option<Row<'b>> {
        let number = self.at.get(self.reader.pack, unit, key)?;
        Some(Row { table: *self, number })
    }

    /// The records that have a key: one for each unit that has it.
    #[must_use]
    pub fn find(&self, key: &str) -> impl ExactSizeIterator<Item = Row<'b>> + use<'b> {
        let table = *self;
        table.at.find(table.reader.pack, key).map(move |number| Row { table, number })
    }

    /// The records that have a value in a field with `x-index`; integers are written in decimal.
    pub fn by(
        &self,
        field: &str,
        value: &str,
    ) -> Result<impl ExactSizeIterator<Item = Row<'b>> + use<'b>, LookupError> {
        let table = *self;
        let index = self.collection.indexes.iter().find(|index| index.field == field);
        let index = index.ok_or_else(|| LookupError::Index {
            collection: self.collection.name.clone(),
            field: field.to_owned(),
        })?;
        let rows = Index::packed(table.reader.pack, index.at).rows(table.reader.pack, value);
        Ok(rows.map(move |number| Row { table, number }))
    }
}

impl std::fmt::Debug for TableView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableView")
            .field("dataset", &self.dataset().name)
            .field("collection", &self.collection.name)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
