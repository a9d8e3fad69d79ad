//! The rows of seedbank's tables.

use seedbank_codegen::model::SetAside;
use serde::{Deserialize, Serialize};

use super::{
    Action, ImportState, RecordName, Settlement, Source, State, SyncDirection, SyncOperation,
    SyncState,
};

/// Who writes, and when: on every row of a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signature {
    /// RFC 3339, in UTC.
    pub at: String,
    /// The binary, or the person.
    pub by: String,
}

/// The one row of `seedbank_bundle`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installation {
    /// The layout of the tables.
    pub format: u32,
    /// Of a bundle whose data is all here; `None` where that is known of none.
    pub hash: Option<String>,
    /// Releases of datasets that were taken back: a boot leaves them alone.
    pub undone: Option<String>,
    /// The hash of the newest history row; `None` where there is none yet.
    pub head: Option<String>,
    /// What the database would not store of that bundle.
    pub set_aside: Vec<SetAside>,
}

/// A number for each transaction in which a bundle came in, or was taken back: 1, 2, 3…
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ImportId(pub i64);

/// A row of `seedbank_import`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub dataset: String,
    pub unit: String,
    /// The unit as it was imported; `None` where records that left it were held back.
    pub hash: Option<String>,
    pub stamp: Stamp,
    pub state: ImportState,
    /// Records of the unit that the database would not store.
    pub set_aside: Vec<SetAside>,
    pub signature: Signature,
}

/// Which release of a dataset a unit is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    pub generation: u64,
    pub version: String,
    pub schema_hash: String,
}

/// Where records lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Place<'a> {
    pub dataset: &'a str,
    pub collection: &'a str,
    pub unit: &'a str,
}

impl Place<'_> {
    /// The name of a record there.
    pub(crate) fn name(&self, key: &str) -> RecordName {
        RecordName {
            dataset: self.dataset.to_owned(),
            collection: self.collection.to_owned(),
            unit: self.unit.to_owned(),
            key: key.to_owned(),
        }
    }
}

/// A record's number: stable for life, for an application's foreign keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct RecordId(pub i64);

/// A record to add.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewRecord<'a> {
    pub key: &'a str,
    /// Canonical JSON.
    pub data: &'a str,
}

/// A record as it is in the database. Its texts are canonical JSON, whatever the database keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub id: RecordId,
    pub unit: String,
    pub key: String,
    /// The current value.
    pub data: String,
    /// What the factory delivered, where that is something else. `None` for a record of another source
    /// that the factory has not delivered yet.
    pub base: Option<String>,
    pub source: Source,
    pub state: State,
    /// Goes up by one with every change.
    pub revision: i64,
    /// In which it was added; `None` where a person did that.
    pub import: Option<ImportId>,
    pub created: Signature,
    /// `None` while it is as it was added.
    pub updated: Option<Signature>,
}

impl Stored {
    /// What the factory last delivered, if it has.
    pub(crate) fn delivered(&self) -> Option<&str> {
        match (&self.base, self.source) {
            (Some(base), _) => Some(base),
            (None, Source::Factory) => Some(&self.data),
            (None, Source::Import | Source::Person) => None,
        }
    }
}

/// Which records.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RecordFilter<'a> {
    pub dataset: Option<&'a str>,
    pub collection: Option<&'a str>,
    pub unit: Option<&'a str>,
    /// Only those that are not as the factory delivered them: edited, deleted, or of another source.
    pub drifted: bool,
    /// Only those that this import added.
    pub import: Option<ImportId>,
}

/// What a record is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change<'a> {
    pub id: RecordId,
    /// Its new key, where that is another.
    pub key: Option<&'a str>,
    pub data: &'a str,
    pub base: Option<&'a str>,
    pub state: State,
}

/// A record of a batch that the database would not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// In the batch.
    pub index: usize,
    /// In the database's words.
    pub reason: String,
}

/// A row of `seedbank_history`, but for its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryRow {
    pub import: Option<ImportId>,
    pub record: Option<RecordId>,
    pub dataset: String,
    /// `None`: the unit or the dataset as a whole.
    pub collection: Option<String>,
    /// `None`: the dataset as a whole.
    pub unit: Option<String>,
    pub key: Option<String>,
    pub action: Action,
    /// Canonical JSON, and so is `after`.
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: Option<String>,
    /// The dataset's version and generation at that time.
    pub release: Option<String>,
    pub signature: Signature,
    /// The hash of the row before it.
    pub previous: Option<String>,
    /// The hash of this row, which covers all its columns.
    pub hash: String,
}

/// A history row as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryEntry {
    pub id: i64,
    pub row: HistoryRow,
}

/// Which rows of the history, by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct HistoryFilter<'a> {
    pub dataset: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub record: Option<RecordId>,
    pub import: Option<ImportId>,
    pub action: Option<Action>,
    /// At this instant or later.
    pub since: Option<&'a str>,
    /// Only rows with a greater number.
    pub after: Option<i64>,
}

/// Which conflicts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ConflictFilter {
    pub id: Option<i64>,
    pub record: Option<RecordId>,
    /// Only those that wait for a person.
    pub open: bool,
}

impl ConflictFilter {
    /// Those of a record that wait for a person.
    pub(crate) fn open_of(record: RecordId) -> Self {
        Self { record: Some(record), open: true, ..Self::default() }
    }
}

/// A field that waits for a person, or was settled by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConflictRow {
    pub id: i64,
    pub conflict: NewConflict,
    pub created: Signature,
    /// `None`: it is open.
    pub settled: Option<(Settlement, Signature)>,
}

/// A conflict to be put into the queue; an open one of the same field gives way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewConflict {
    pub record: RecordId,
    /// A JSON Pointer; empty for the record as a whole.
    pub field: String,
    /// Canonical JSON; `None` is absent. So are the next two.
    pub base: Option<String>,
    pub current: Option<String>,
    pub target: Option<String>,
    /// Why it is one, where it is not that both sides changed the field.
    pub reason: Option<String>,
    pub import: Option<ImportId>,
}

/// A row of `seedbank_sync`: an operation on a record between the database and a git repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyncRow {
    /// Its key may be in no record yet, or any more.
    pub record: RecordName,
    pub operation: SyncOperation,
    pub direction: SyncDirection,
    /// The file, below the repository's top.
    pub path: String,
    /// Of the record's content, as both sides have it once this is done; `None` where it goes.
    pub hash: Option<String>,
    /// `None` while it is not made yet.
    pub commit: Option<String>,
    pub state: SyncState,
    /// Why it failed.
    pub error: Option<String>,
    /// Who began it, and when.
    pub started: Signature,
    /// RFC 3339, in UTC; `None` while it is pending.
    pub completed: Option<String>,
    /// The clone whose run began it: nobody else knows what became of it while that goes on. `None` where
    /// there is no such run, as in a backup.
    pub clone: Option<String>,
}

/// A row of the sync log as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyncEntry {
    pub id: i64,
    pub row: SyncRow,
}

/// How an operation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyncEnd {
    /// The row's number.
    pub id: i64,
    /// The commit that it is in, where that was not known before.
    pub commit: Option<String>,
    /// Why it failed; `None`: it did not.
    pub error: Option<String>,
}

impl SyncEnd {
    /// What its row then says.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        expect(dead_code, reason = "only a backend writes rows")
    )]
    pub(crate) fn state(&self) -> SyncState {
        if self.error.is_some() { SyncState::Failed } else { SyncState::Success }
    }
}

/// Which rows of the sync log.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SyncFilter<'a> {
    pub dataset: Option<&'a str>,
    pub record: Option<&'a RecordName>,
    /// Only those in this state.
    pub state: Option<SyncState>,
    /// Begun at this instant or later.
    pub since: Option<&'a str>,
    /// Only the newest of each record.
    pub newest: bool,
}
