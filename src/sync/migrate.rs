//! Seed files that an application kept on disk come in: their differences as people's edits, once.

mod compare;
mod follow;
mod known;
mod record;
mod write;

use seedbank_codegen::model::SetAside;
use serde::Serialize;

use super::author::Author;
use super::drift::FieldDifference;
use super::transaction::{Numbering, installed, write};
use crate::bundle::Bundle;
use crate::store::{Error, RecordName, Store};

/// What came, or would come, of the seed files of an earlier installation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Migration {
    /// Their dataset.
    pub dataset: String,
    /// The units of the files, by name.
    pub units: Vec<MigratedUnit>,
    /// What did not come in, and why.
    pub left_out: Vec<SetAside>,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MigratedUnit {
    /// Its unit.
    pub unit: String,
    /// In one word.
    pub verdict: MigrationVerdict,
    /// How many records were treated in which way.
    pub counts: MigrationCounts,
    /// Every record that is another now, or new, or has a conflict.
    pub records: Vec<MigratedRecord>,
}

/// What came of a file, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MigrationVerdict {
    /// It was compared with the database's unit.
    Compared,
    /// The database had no such unit: it has one now, of source `import`.
    Added,
    /// It came in before; nothing was done.
    AlreadyMigrated,
    /// It came in before, with other content; nothing was done.
    ChangedSince,
    /// Something is wrong with it as a whole; nothing was done.
    LeftOut,
}

/// How many records of a file were treated in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct MigrationCounts {
    /// New, of source `import`.
    pub added: u64,
    /// Different from what the factory delivered: edited.
    pub edited: u64,
    /// As they should be.
    pub unchanged: u64,
    /// Of the factory and not in the file: they stay.
    pub only_factory: u64,
    /// Fields of the factory that the file's records do not have: they stay too.
    pub fields_only_factory: u64,
    /// Fields that wait for a person, who has changed them in the database as well.
    pub conflicts: u64,
    /// Wrong, or not allowed to change.
    pub left_out: u64,
}

/// A record that came in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MigratedRecord {
    /// Its name.
    pub record: RecordName,
    /// Whether the database did not have it.
    pub new: bool,
    /// The fields that are another.
    pub fields: Vec<FieldDifference>,
    /// The fields that wait for a person; empty for the record as a whole.
    pub conflicts: Vec<String>,
}

/// Brings in the units of one dataset.
pub(crate) fn migrate(
    store: &mut dyn Store,
    bundle: &Bundle,
    files: &Bundle,
    author: &Author,
) -> Result<Migration, Error> {
    write(store, author, Numbering::None, &mut |transaction| {
        let database = transaction.name.to_owned();
        let mut comparison = compare::compare(transaction.reader(), &database, bundle, files)?;
        for unit in &mut comparison.units {
            write::write(transaction, &comparison.dataset, unit, &mut comparison.left_out)?;
        }
        Ok(comparison.report())
    })
}

/// What [`migrate`] would do. Writes nothing.
pub(crate) fn plan_migration(
    store: &mut dyn Store,
    bundle: &Bundle,
    files: &Bundle,
) -> Result<Migration, Error> {
    let database = store.name().to_owned();
    installed(store.installation()?, &database)?;
    let mut reader = store.snapshot()?;
    Ok(compare::compare(reader.as_mut(), &database, bundle, files)?.report())
}
