//! Where a collection's rows lie, and lookups that give their numbers.

use std::cmp::Ordering;
use std::ops::Range;

use super::{Index, KEY_AT, Pack, Rows, UNIT_AT};
use crate::model::Collection;

/// Where a collection's rows lie, its units and the index of its keys. A row is told by its number,
/// from 0 in the order of units and files.
#[derive(Debug, Clone, Copy)]
pub struct TableAt {
    /// As in [`Collection`].
    pub rows_at: u32,
    /// As in [`Collection`].
    pub row_width: u32,
    /// How many rows there are.
    pub len: u32,
    /// As in [`Collection`].
    pub units_at: u32,
    /// How many units the dataset has.
    pub units: u32,
    /// Over the records' keys.
    pub keys: Index,
}

/// Bytes of a unit: a reference to its name, and the number of its first row.
const UNIT: u32 = 12;

impl TableAt {
    /// Where a collection lies, by the model.
    #[must_use]
    pub fn of(pack: Pack<'_>, collection: &Collection) -> Self {
        Self {
            rows_at: collection.rows_at,
            row_width: collection.row_width,
            len: collection.unit_rows.iter().sum(),
            units_at: collection.units_at,
            units: collection.unit_rows.len() as u32,
            keys: Index::packed(pack, collection.key_index_at),
        }
    }

    /// Where a row lies.
    #[must_use]
    pub const fn row_at(&self, number: u32) -> u32 {
        self.rows_at + number * self.row_width
    }

    /// The key of a row's record.
    #[must_use]
    pub const fn key<'a>(&self, pack: Pack<'a>, number: u32) -> &'a str {
        pack.str(self.row_at(number) + KEY_AT)
    }

    /// The index of a row's unit.
    #[must_use]
    pub const fn unit(&self, pack: Pack<'_>, number: u32) -> u32 {
        pack.u32(self.row_at(number) + UNIT_AT)
    }

    /// The name of a unit, by its index.
    #[must_use]
    pub const fn unit_name<'a>(&self, pack: Pack<'a>, unit: u32) -> &'a str {
        pack.str(self.units_at + unit * UNIT)
    }

    /// The index of a unit, by its name.
    #[must_use]
    pub fn unit_index(&self, pack: Pack<'_>, name: &str) -> Option<u32> {
        let mut units = 0..self.units;
        while !units.is_empty() {
            let middle = units.start + (units.end - units.start) / 2;
            match name.cmp(self.unit_name(pack, middle)) {
                Ordering::Less => units.end = middle,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => units.start = middle + 1,
            }
        }
        None
    }

    /// The rows of a unit, by its index.
    #[must_use]
    pub const fn unit_rows(&self, pack: Pack<'_>, unit: u32) -> Range<u32> {
        let at = self.units_at + unit * UNIT + 8;
        let end = if unit + 1 < self.units { pack.u32(at + UNIT) } else { self.len };
        pack.u32(at)..end
    }

    /// The rows that have a key: one for each unit that has it.
    #[must_use]
    pub fn find<'a>(&self, pack: Pack<'a>, key: &str) -> Rows<'a> {
        self.keys.rows(pack, key)
    }

    /// The row of a record, by unit and key.
    #[must_use]
    pub fn get(&self, pack: Pack<'_>, unit: &str, key: &str) -> Option<u32> {
        let rows = self.find(pack, key);
        // Not by the row's own unit: that is one more place in memory to wait for.
        rows.within(&self.unit_rows(pack, self.unit_index(pack, unit)?))
    }
}
