//! The records of a collection, as generated code hands them out.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::Range;

use super::{Index, Pack, Rows, TableAt};

/// A record of generated code: a handle to its row.
pub trait Record: Copy {
    /// The record whose row lies at an offset.
    fn at(at: u32) -> Self;
    /// What names it in its unit.
    fn key(&self) -> &'static str;
    /// The name of its unit.
    fn unit(&self) -> &'static str;
}

/// A collection: its records, in the order of their units and files.
///
/// Generated code makes it in a `static`; nothing is read before it is asked for.
pub struct Table<T> {
    pack: &'static Pack<'static>,
    at: TableAt,
    record: PhantomData<fn() -> T>,
}

/// Records that lie side by side.
#[derive(Clone)]
pub struct TableIter<T> {
    at: TableAt,
    numbers: Range<u32>,
    record: PhantomData<fn() -> T>,
}

/// Records that share a key, or the value of a field.
#[derive(Clone)]
pub struct TableRows<T> {
    at: TableAt,
    rows: Rows<'static>,
    record: PhantomData<fn() -> T>,
}

impl<T> Table<T> {
    /// The collection that lies there.
    #[must_use]
    pub const fn new(pack: &'static Pack<'static>, at: TableAt) -> Self {
        Self { pack, at, record: PhantomData }
    }

    /// How many records it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.at.len as usize
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.at.len == 0
    }

    /// Where it lies.
    #[must_use]
    pub const fn place(&self) -> &TableAt {
        &self.at
    }

    /// The names of the dataset's units, in order. One may have no record here.
    #[must_use]
    pub fn units(&self) -> impl ExactSizeIterator<Item = &'static str> + use<T> {
        let (pack, at) = (*self.pack, self.at);
        (0..at.units).map(move |unit| at.unit_name(pack, unit))
    }
}

impl<T: Record> Table<T> {
    /// All records.
    #[must_use]
    pub fn iter(&self) -> TableIter<T> {
        self.between(0..self.at.len)
    }

    /// The records of a unit, in the order of its file; none if there is no such unit.
    #[must_use]
    pub fn in_unit(&self, unit: &str) -> TableIter<T> {
        let unit = self.at.unit_index(*self.pack, unit);
        self.between(unit.map_or(0..0, |unit| self.at.unit_rows(*self.pack, unit)))
    }

    /// The record that has a key in a unit.
    #[must_use]
    pub fn get(&self, unit: &str, key: &str) -> Option<T> {
        let number = self.at.get(*self.pack, unit, key)?;
        Some(T::at(self.at.row_at(number)))
    }

    /// The records that have a key: one for each unit that has it, in the order of units.
    #[must_use]
    pub fn find(&self, key: &str) -> TableRows<T> {
        self.by(&self.at.keys, key)
    }

    /// The records that have a value in an indexed field, in order.
    #[must_use]
    pub fn by(&self, index: &Index, value: &str) -> TableRows<T> {
        TableRows { at: self.at, rows: index.rows(*self.pack, value), record: PhantomData }
    }

    fn between(&self, numbers: Range<u32>) -> TableIter<T> {
        TableIter { at: self.at, numbers, record: PhantomData }
    }
}

macro_rules! records_by_number {
    ($iter:ident, $numbers:ident) => {
        impl<T: Record> Iterator for $iter<T> {
            type Item = T;

            fn next(&mut self) -> Option<T> {
                self.$numbers.next().map(|number| T::at(self.at.row_at(number)))
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.$numbers.size_hint()
            }

            fn nth(&mut self, rank: usize) -> Option<T> {
                self.$numbers.nth(rank).map(|number| T::at(self.at.row_at(number)))
            }
        }

        impl<T: Record> DoubleEndedIterator for $iter<T> {
            fn next_back(&mut self) -> Option<T> {
                self.$numbers.next_back().map(|number| T::at(self.at.row_at(number)))
            }
        }

        impl<T: Record> ExactSizeIterator for $iter<T> {}

        impl<T: Record> FusedIterator for $iter<T> {}
    };
}

records_by_number!(TableIter, numbers);
records_by_number!(TableRows, rows);

impl<T: Record> IntoIterator for &Table<T> {
    type Item = T;
    type IntoIter = TableIter<T>;

    fn into_iter(self) -> TableIter<T> {
        self.iter()
    }
}

impl<T> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("len", &self.len()).finish_non_exhaustive()
    }
}
