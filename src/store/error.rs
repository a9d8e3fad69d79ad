use std::time::Duration;

use super::RecordName;

/// Why a database could not be opened, read or brought up to date.
///
/// Whatever the error, the database is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text names no database.
    #[error("cannot open `{url}`: {problem}")]
    Url {
        /// As given.
        url: String,
        /// What is wrong with it, and what to write instead.
        problem: String,
    },
    /// The URL is fine, but this build was made without what it takes.
    #[error(
        "cannot open `{url}`: this build has no support for it; it needs the feature `{feature}`"
    )]
    NoBackend {
        /// As given.
        url: String,
        /// Cargo's name for what is missing.
        feature: &'static str,
    },
    /// The file can't be opened or created.
    #[error("cannot open {database}: {reason}")]
    CannotOpen {
        /// Its URL.
        database: String,
        /// What stands in the way, and what to do.
        reason: String,
    },
    /// The file is of another kind.
    #[error(
        "cannot open {database}: the file is not an SQLite database; it was left as it is, so name \
         another file or move this one away"
    )]
    NotADatabase {
        /// Its URL.
        database: String,
    },
    /// The database is SQLite's, but its pages contradict each other.
    #[error(
        "cannot {doing} {database}: the database is damaged ({reason}); restore it from a backup, or \
         save what `sqlite3 FILE .recover` can read"
    )]
    Damaged {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// There is something to write, and the database takes no writes.
    #[error("cannot {doing} {database}: it is read-only; nothing was changed. {advice}")]
    ReadOnly {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The server's role lacks a permission.
    #[error(
        "cannot {doing} {database}: {reason}; nothing was changed. Grant that to the role, or name a \
         schema that it owns with `?schema=NAME`"
    )]
    Forbidden {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// No room.
    #[error(
        "cannot {doing} {database}: the disk is full; nothing was changed. Free some space and boot again"
    )]
    Full {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
    },
    /// Another process holds the lock.
    #[error(
        "cannot {doing} {database}: another process has held its lock for {} s; nothing was changed. \
         Let it end its transaction, then boot again",
        .waited.as_secs_f32()
    )]
    Locked {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// The longest wait that was allowed.
        waited: Duration,
    },
    /// The server, or the way to it, is gone.
    #[error(
        "cannot {doing} {database}: the connection was lost ({reason}); what was not committed is undone. \
         Check that the server runs, and try again"
    )]
    ConnectionLost {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// The database ended the transaction in favour of another.
    #[error(
        "cannot {doing} {database}: another transaction stood in the way ({reason}); nothing was \
         changed. Try again"
    )]
    Interrupted {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// A later release has changed the tables.
    #[error(
        "cannot read {database}: its tables have format {found} and this build knows up to {known}; \
         nothing was changed. Use the release that last wrote to it, or a later one"
    )]
    LaterFormat {
        /// Its URL.
        database: String,
        /// The database's.
        found: u32,
        /// This build's.
        known: u32,
    },
    /// A view would need a name that is not free.
    #[error(
        "cannot create the view `{view}` in {database}: {taken_by} has that name; nothing was changed. \
         Rename it, or the dataset"
    )]
    NameTaken {
        /// Its URL.
        database: String,
        /// `dataset_collection`
        view: String,
        /// What has the name now.
        taken_by: String,
    },
    /// A view must be made anew, and something of the application's stands on it.
    #[error(
        "cannot replace the view `{view}` in {database}: {used_by}; nothing was changed. Drop what \
         depends on it, boot, and create it again"
    )]
    ViewInUse {
        /// Its URL.
        database: String,
        /// `dataset_collection`
        view: String,
        /// What depends on it, in the database's words.
        used_by: String,
    },
    /// A value in seedbank's tables that this build does not understand.
    #[error(
        "cannot {doing} {database}: {what} holds `{found}`, which this build does not know; correct it, \
         or use the release that wrote it"
    )]
    Unknown {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// Table and column.
        what: &'static str,
        /// The value.
        found: String,
    },
    /// Nothing was ever imported.
    #[error("cannot use {database}: nothing was imported into it yet; boot it first")]
    NotImported {
        /// Its URL.
        database: String,
    },
    /// A record that the database does not have.
    #[error("no record `{record}` in {database}; `seedbank show` lists what there is")]
    NoRecord {
        /// Its URL.
        database: String,
        /// As asked for.
        record: Box<RecordName>,
    },
    /// A record that the program's type for it cannot hold.
    #[error(
        "cannot read `{record}`: it does not fit this program: {problem}; correct it, or use the release \
         that wrote it"
    )]
    Unreadable {
        /// Which.
        record: RecordName,
        /// What does not fit, and where in its JSON.
        problem: String,
    },
    /// A dataset or collection that the bundle does not have.
    #[error(
        "cannot change `{record}`: this bundle has no such collection; use the release that has it"
    )]
    NoKind {
        /// As asked for.
        record: Box<RecordName>,
    },
    /// A dataset whose schema says nothing that this build understands.
    #[error("{problem}")]
    Schema {
        /// Which dataset, what is wrong with its schema, and what to do.
        problem: String,
    },
    /// A record that people may not change.
    #[error(
        "cannot change `{record}`: its collection is `merge: locked`; change the seed file, or the \
         policy in dataset.yaml"
    )]
    LockedRecord {
        /// Which.
        record: Box<RecordName>,
    },
    /// The database has a later release than the one that would change it, or read its values.
    #[error(
        "this release is too old for `{dataset}` in {database}: it has generation {found} and this is {generation}; use the \
         release that last booted it"
    )]
    OlderBundle {
        /// Its URL.
        database: String,
        /// Which.
        dataset: String,
        /// The database's generation.
        found: u64,
        /// The bundle's.
        generation: u64,
    },
    /// A tombstone.
    #[error("cannot change `{record}`: it is deleted; `seedbank restore RECORD` takes that back")]
    Deleted {
        /// Which.
        record: Box<RecordName>,
    },
    /// A record that left the bundle and was not held.
    #[error(
        "cannot change `{record}`: it left with a release; a release or an undo brings it back"
    )]
    Gone {
        /// Which.
        record: Box<RecordName>,
    },
    /// There is no deletion to take back.
    #[error("cannot restore `{record}`: it is not deleted")]
    NotDeleted {
        /// Which.
        record: Box<RecordName>,
    },
    /// A record that others refer to.
    #[error("cannot delete `{record}`: it is referred to by {}; change that first", listed(.by))]
    Referenced {
        /// Which.
        record: Box<RecordName>,
        /// Those that do.
        by: Vec<RecordName>,
    },
    /// Another database's state, which is to take the place of this one's.
    #[error(
        "cannot bring back another database's state into {database}: number {number} is `{here}` here and \
         `{there}` there, and is never another record's; bring it back into an empty database"
    )]
    OtherDatabase {
        /// Its URL.
        database: String,
        /// The number.
        number: i64,
        /// Whose it is here.
        here: Box<RecordName>,
        /// Whose it is there.
        there: Box<RecordName>,
    },
    /// A record without steps.
    #[error(
        "cannot review `{record}`: its dataset has no review; name the collection and the field in the \
         manifest's `review`"
    )]
    NoReview {
        /// Which.
        record: Box<RecordName>,
    },
    /// A field that cannot be changed so.
    #[error("cannot change `{field}` of `{record}`: {problem}")]
    Field {
        /// Which.
        record: Box<RecordName>,
        /// Its path.
        field: String,
        /// Why.
        problem: String,
    },
    /// A record would not be valid.
    #[error("cannot change `{record}`: {}", .problems.join("; "))]
    Invalid {
        /// Which.
        record: Box<RecordName>,
        /// All that is wrong.
        problems: Vec<String>,
    },
    /// A record changed since it was looked at.
    #[error(
        "cannot change `{record}`: it has revision {revision} by now and the edit is based on \
         {based_on} ({}); look again with `seedbank get RECORD`", .fields.join(", ")
    )]
    Stale {
        /// Which.
        record: Box<RecordName>,
        /// The edit's revision.
        based_on: i64,
        /// The record's.
        revision: i64,
        /// Each field with both values.
        fields: Vec<String>,
    },
    /// The database would not store a record.
    #[error("cannot change `{record}` in {database}: the database refused it: {reason}")]
    Rejected {
        /// Its URL.
        database: String,
        /// Which.
        record: Box<RecordName>,
        /// In the database's words.
        reason: String,
    },
    /// The state is not that of the plan any more.
    #[error(
        "cannot apply the plan to {database}: {moved} since it was made, and nothing was written; \
         make a new one with `seedbank plan`"
    )]
    PlanMoved {
        /// Its URL.
        database: String,
        /// What is another.
        moved: &'static str,
    },
    /// Records would go, and nobody has said that they may.
    #[error(
        "cannot apply this to {database}: it deletes {}; if that is meant, say --allow-delete",
        listed(.records)
    )]
    NeedsConsent {
        /// Its URL.
        database: String,
        /// Those that would go.
        records: Vec<RecordName>,
    },
    /// There is no such conflict, or it is settled.
    #[error("no open conflict {id} in {database}; `seedbank conflicts` lists them")]
    NoConflict {
        /// Its URL.
        database: String,
        /// As asked for.
        id: i64,
    },
    /// Nothing that a reset could go back to.
    #[error("cannot reset {what}: {problem}")]
    NoReset {
        /// As asked for.
        what: String,
        /// Why.
        problem: &'static str,
    },
    /// Files that cannot come in.
    #[error("cannot migrate `{dataset}` into {database}: {problem}")]
    NoMigration {
        /// Its URL.
        database: String,
        /// The files' dataset.
        dataset: String,
        /// Why, and what to do.
        problem: String,
    },
    /// An import that cannot be taken back.
    #[error("cannot undo import {import} of {database}: {problem}")]
    NoUndo {
        /// Its URL.
        database: String,
        /// As asked for.
        import: i64,
        /// Why, and what to do.
        problem: String,
    },
    /// Anything else that the database says.
    #[error("cannot {doing} {database}: {reason}; nothing was changed")]
    Database {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
}

/// The first few of them.
fn listed(records: &[RecordName]) -> String {
    const SHOWN: usize = 3;
    let names: Vec<_> = records.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = records.len().saturating_sub(SHOWN);
    let and = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    names.join(", ") + &and
}

impl Error {
    /// Whether the same transaction, from its start, may do better.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::ConnectionLost { .. } | Self::Interrupted { .. })
    }
}
