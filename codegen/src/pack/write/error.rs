//! Why something can't be packed.

use serde_json::Value;

use crate::canon::ParseHashError;
use crate::pack::layout::LayoutError;

/// Why a pack can't be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A value doesn't fit the type that the model gives it.
    #[error("record `{record}`: the value at `{pointer}` {problem}")]
    Value {
        /// `dataset/collection/unit/key`
        record: String,
        /// JSON Pointer below the record.
        pointer: String,
        /// Why not.
        problem: Problem,
    },
    /// A file of a pack would pass what four bytes can address.
    #[error("{file} would be larger than 4 GiB: split the data folder into two bundles")]
    TooLarge {
        /// `seedbank.bin` or `seedbank.str`.
        file: &'static str,
    },
    /// The types of a dataset have no layout.
    #[error("dataset `{dataset}`: {problem}")]
    Layout {
        /// Its name.
        dataset: String,
        /// Why not.
        problem: LayoutError,
    },
    /// The hash of a dataset isn't one.
    #[error("dataset `{dataset}`: {problem}")]
    Hash {
        /// Its name.
        dataset: String,
        /// Why not.
        problem: ParseHashError,
    },
    /// A record belongs to a dataset, unit or collection that the model doesn't have.
    #[error(
        "record `{key}` is of dataset {dataset}, unit {unit}, collection {collection}, which the model does not have"
    )]
    NoPlace {
        /// The record's.
        key: String,
        /// As passed.
        dataset: usize,
        /// As passed.
        unit: usize,
        /// As passed.
        collection: usize,
    },
    /// A record came after one of a later unit.
    #[error("record `{record}` came too late: records of a collection come in the order of units")]
    Order {
        /// `dataset/collection/unit/key`
        record: String,
    },
    /// The units aren't in the order that lookups rely on.
    #[error("the units of dataset `{dataset}` are not in the order of their names, each once")]
    Units {
        /// Its name.
        dataset: String,
    },
    /// An index over something that has no text to look up.
    #[error(
        "`{dataset}/{collection}` has no field `{field}` that is a string, integer or enum to index"
    )]
    NoIndex {
        /// Its name.
        dataset: String,
        /// Its name.
        collection: String,
        /// As the model says.
        field: String,
    },
    /// The model can't be written as JSON.
    #[error("the model does not serialize: {0}")]
    Model(String),
}

/// Why a value doesn't fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// It's required.
    #[error("is missing")]
    Missing,
    /// Another type, or out of its range.
    #[error("is {found}, expected {expected}")]
    Type {
        /// In words.
        expected: String,
        /// As JSON, cut short.
        found: String,
    },
    /// No property of that name, and the object is closed.
    #[error("is no property of `{0}`, which allows no others")]
    Unknown(String),
    /// An integer that no double is equal to.
    #[error("is {0}, which a `number` can't hold exactly: make it an `integer`")]
    Inexact(String),
    /// Deeper than readers follow.
    #[error("is nested deeper than {0} levels")]
    TooDeep(usize),
    /// The pack is full.
    #[error("finds no room: {0} would be larger than 4 GiB")]
    Full(&'static str),
}

/// The file that would pass what four bytes can address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Full(pub &'static str);

impl From<Full> for WriteError {
    fn from(full: Full) -> Self {
        Self::TooLarge { file: full.0 }
    }
}

impl Problem {
    /// A value of another type than expected.
    pub(super) fn expected(expected: impl Into<String>, found: &Value) -> Self {
        const LONGEST: usize = 40;
        let mut text = found.to_string();
        if let Some((cut, _)) = text.char_indices().nth(LONGEST) {
            text.truncate(cut);
            text.push('…');
        }
        Self::Type { expected: expected.into(), found: format!("`{text}`") }
    }
}
