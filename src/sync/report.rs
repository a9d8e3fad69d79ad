//! What a boot did.

use std::ops::AddAssign;
use std::time::Duration;

use serde::{Serialize, Serializer};

use seedbank_codegen::model::SetAside;

/// What a boot did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// In one word.
    pub verdict: Verdict,
    /// The hash of the bundle that booted.
    pub bundle: String,
    /// The datasets by name; empty where the bundle's hash alone told that nothing is new.
    pub datasets: Vec<DatasetReport>,
    /// Records that are not in the database as the bundle has them, and why.
    pub set_aside: Vec<SetAside>,
    /// From the first query to the last.
    #[serde(rename = "elapsed_seconds", serialize_with = "as_seconds")]
    pub elapsed: Duration,
}

/// What a boot found, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// The database was new, and everything went in.
    Imported,
    /// Something was written.
    Updated,
    /// There was nothing to write.
    UpToDate,
    /// There was nothing to write because a later release has been here: its data is served.
    OlderThanDatabase,
    /// There was nothing to write because a person took this release back.
    Undone,
}

/// What a boot did to a dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DatasetReport {
    /// The dataset.
    pub name: String,
    /// The bundle's version of it.
    pub version: String,
    /// The bundle's generation of it.
    pub generation: u64,
    /// The database's generation of it when the boot began, if it had the dataset.
    pub database_generation: Option<u64>,
    /// In one word.
    pub verdict: DatasetVerdict,
    /// Its units by name, those that left the bundle at the end.
    pub units: Vec<UnitReport>,
}

/// What a boot did to a dataset, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DatasetVerdict {
    /// It was new.
    Imported,
    /// Something was written.
    Updated,
    /// There was nothing to write.
    UpToDate,
    /// The database's generation is later; nothing was written.
    OlderThanDatabase,
    /// A person took this release of it back; nothing was written.
    Undone,
    /// It is never imported (`database: false`).
    EmbeddedOnly,
}

/// What a boot did to a unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct UnitReport {
    /// The unit.
    pub name: String,
    /// What it was when the boot began.
    pub verdict: UnitVerdict,
    /// Its records.
    pub records: Counts,
}

/// A unit of the bundle beside the same unit of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnitVerdict {
    /// Never imported.
    New,
    /// Imported with other content.
    Changed,
    /// Imported as it is.
    UpToDate,
    /// Of a dataset whose generation in the database is later.
    OlderThanDatabase,
    /// Of a release that a person took back.
    Undone,
    /// Imported by an earlier release, and no longer in the bundle.
    Left,
    /// In no bundle so far: it came in from files that the application kept.
    Migrated,
    /// In the database alone: the bundle does not have the dataset, or has an older one.
    DatabaseOnly,
    /// Of a dataset that is never imported (`database: false`).
    EmbeddedOnly,
}

/// How many records a boot treated in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// New in the database.
    pub added: u64,
    /// Changed to what the bundle has, or back after they had left it.
    pub changed: u64,
    /// Left alone.
    pub unchanged: u64,
    /// Changed in the bundle and by a person, in different fields: they have both.
    pub merged: u64,
    /// Changed in the bundle, and kept as a person has them.
    pub kept: u64,
    /// Out of the bundle, and no longer active.
    pub removed: u64,
    /// Fields that wait for a person, because both sides changed them.
    pub conflicts: u64,
    /// Refused.
    pub set_aside: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.merged += other.merged;
        self.kept += other.kept;
        self.removed += other.removed;
        self.conflicts += other.conflicts;
        self.set_aside += other.set_aside;
    }
}

impl Counts {
    /// Counts a record that the database had.
    pub(super) fn count(&mut self, verdict: RecordVerdict) {
        *match verdict {
            RecordVerdict::Changed => &mut self.changed,
            RecordVerdict::Merged => &mut self.merged,
            RecordVerdict::Kept => &mut self.kept,
            RecordVerdict::Removed => &mut self.removed,
        } += 1;
    }
}

/// What an update does to a record that the database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordVerdict {
    /// It follows the bundle.
    Changed,
    /// It has the bundle's changes and a person's.
    Merged,
    /// It stays as a person has it; what moves is the base, or what a tombstone would restore.
    Kept,
    /// It leaves.
    Removed,
}

impl DatasetReport {
    /// The sum over the units.
    #[must_use]
    pub fn records(&self) -> Counts {
        let mut sum = Counts::default();
        self.units.iter().for_each(|unit| sum += unit.records);
        sum
    }
}

/// How far an import is: what a progress bar needs.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The dataset at work.
    pub dataset: &'a str,
    /// The unit at work.
    pub unit: &'a str,
    /// Records behind it.
    pub done: u64,
    /// Records of all units that are to be imported.
    pub total: u64,
}

fn as_seconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(elapsed.as_secs_f64())
}
