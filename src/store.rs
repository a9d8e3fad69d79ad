//! What the engine asks of a database.
//!
//! [`Store::snapshot`] gives a [`Reader`]; [`Store::begin`] takes the one write lock and gives a
//! [`Writer`], whose changes are all kept by [`Writer::commit`] or all dropped with it. Bulk methods
//! take slices, so that a backend can send them in one round trip. A backend is one implementation of
//! the three traits; nothing above this module knows any SQL.

mod empty;
mod error;
#[cfg(feature = "export")]
mod inserts;
mod name;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
mod states;
#[cfg(all(test, feature = "sqlite", feature = "postgres"))]
mod tests;
mod url;
mod view;

pub(crate) use empty::Empty;
pub use error::Error;
#[cfg(feature = "export")]
pub(crate) use inserts::{Inserts, Literal};
pub use name::{NameError, RecordName};
pub(crate) use record::{
    Change, ConflictFilter, ConflictRow, HistoryEntry, HistoryFilter, HistoryRow, Import, ImportId,
    Installation, NewConflict, NewRecord, Place, RecordFilter, RecordId, Rejected, Signature,
    Stamp, Stored, SyncEnd, SyncEntry, SyncFilter, SyncRow,
};
pub(crate) use rows::{Placed, Rows};
pub(crate) use states::{
    Action, ImportState, Settlement, Source, State, SyncDirection, SyncOperation, SyncState,
};
#[cfg(feature = "export")]
pub(crate) use view::{Column, ColumnType};
pub(crate) use view::{View, views};

use std::time::Duration;

use self::url::Location;

/// The layout of the tables that this build reads and writes.
pub(crate) const FORMAT: u32 = 1;

/// A database at one moment.
///
/// Texts of JSON that it gives are canonical, in whatever form the database keeps them. All but
/// [`Reader::installation`] are asked only where there is an installation.
pub(crate) trait Reader {
    /// What the installation says of itself, or `None` where nothing was ever imported.
    fn installation(&mut self) -> Result<Option<Installation>, Error>;

    /// All units that were ever imported, by dataset and unit.
    fn imports(&mut self) -> Result<Vec<Import>, Error>;

    /// The release that all units of a dataset are of; `None` where it has none.
    fn stamp(&mut self, dataset: &str) -> Result<Option<Stamp>, Error>;

    /// The digest that [`Writer::put_import`] stored.
    fn digest(&mut self, dataset: &str, unit: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Whether there is any record in this place.
    fn has_records(&mut self, place: Place<'_>) -> Result<bool, Error>;

    /// The records with these keys, in the order of the keys.
    fn records(&mut self, place: Place<'_>, keys: &[&str]) -> Result<Vec<Option<Stored>>, Error>;

    /// The records with these numbers, in any order; those that there are not are left out.
    fn records_by_id(&mut self, ids: &[RecordId]) -> Result<Vec<(RecordName, Stored)>, Error>;

    /// Every key of a place, in no certain order.
    fn each_key(&mut self, place: Place<'_>, visit: &mut dyn FnMut(&str)) -> Result<(), Error>;

    /// Every record that the filter lets through, by dataset, collection, unit and key, until the
    /// visitor has an error.
    fn each_record(
        &mut self,
        filter: &RecordFilter<'_>,
        visit: &mut dyn FnMut(Place<'_>, Stored) -> Result<(), Error>,
    ) -> Result<(), Error>;

    /// Every history row that the filter lets through, by number, until the visitor has an error.
    fn each_history(
        &mut self,
        filter: &HistoryFilter<'_>,
        visit: &mut dyn FnMut(HistoryEntry) -> Result<(), Error>,
    ) -> Result<(), Error>;

    /// The number of the newest history row; 0 where there is none.
    fn last_history(&mut self) -> Result<i64, Error>;

    /// The number of the newest import; 0 where there was none.
    fn last_import(&mut self) -> Result<ImportId, Error>;

    /// The conflicts that the filter lets through, by number.
    fn conflicts(&mut self, filter: &ConflictFilter) -> Result<Vec<ConflictRow>, Error>;

    /// Every row of the sync log that the filter lets through, by number. There is none where nothing
    /// was ever synced.
    fn syncs(&mut self, filter: &SyncFilter<'_>) -> Result<Vec<SyncEntry>, Error>;

    /// Which of these views are not as [`Writer::put_views`] would make them, by name.
    fn broken_views(&mut self, views: &[View<'_>]) -> Result<Vec<String>, Error>;
}

/// A database that one writer at a time can change.
pub(crate) trait Store: Send {
    /// What the installation says of itself, or `None` where nothing was ever imported. One query.
    fn installation(&mut self) -> Result<Option<Installation>, Error>;

    /// Looks at one moment, however long the look takes. Only where there is an installation.
    fn snapshot(&mut self) -> Result<Box<dyn Reader + '_>, Error>;

    /// Takes the write lock, waiting for another's to end.
    fn begin(&mut self, signature: &Signature) -> Result<Box<dyn Writer + '_>, Error>;

    /// What finds out when others write to this database; `None` where nobody else can. Does not connect
    /// yet.
    fn watch(&self) -> Option<Box<dyn Watcher>>;

    /// How messages name the database.
    fn name(&self) -> &str;
}

/// Finds out, on a connection of its own, that a database may have changed.
pub(crate) trait Watcher: Send {
    /// Whether anything may have been committed since it was last asked, by whatever connection. Asked
    /// a few times a second; answers without waiting for a change.
    ///
    /// Once it could look, it says `true`: what was before may have been missed. After an error, whose
    /// cause may pass, it connects anew when it is asked again, and that holds again. A connection that is
    /// dead without saying so must become an error too.
    fn changed(&mut self) -> Result<bool, Error>;
}

/// A transaction that holds the write lock; dropping it undoes everything.
///
/// What it writes is signed with the signature that it began with.
pub(crate) trait Writer {
    /// What the transaction sees: its own changes too.
    fn reader(&mut self) -> &mut dyn Reader;

    /// Creates the tables where they are missing; tells whether there was none, and so no record.
    fn prepare(&mut self) -> Result<bool, Error>;

    /// Adds records of a source, with `import` as the number under which they came. Those that the
    /// database refuses are named and the rest goes in.
    fn insert(
        &mut self,
        place: Place<'_>,
        source: Source,
        import: Option<ImportId>,
        records: &[NewRecord<'_>],
    ) -> Result<Vec<Rejected>, Error>;

    /// Changes records, giving each its next revision. Those that the database refuses are named and
    /// stay as they were.
    fn update(&mut self, changes: &[Change<'_>]) -> Result<Vec<Rejected>, Error>;

    /// Says that a unit was imported; `digest` says of what records.
    fn put_import(&mut self, import: &Import, digest: Option<&[u8]>) -> Result<(), Error>;

    /// Forgets that a unit was ever imported.
    fn remove_import(&mut self, dataset: &str, unit: &str) -> Result<(), Error>;

    /// Says of all of a dataset's units which release they are now of.
    fn stamp(&mut self, dataset: &str, stamp: &Stamp) -> Result<(), Error>;

    /// Makes these the dataset's views. Nothing but a view of seedbank's own is ever replaced.
    fn put_views(&mut self, dataset: &str, views: &[View<'_>]) -> Result<(), Error>;

    /// Adds history rows, in this order.
    fn append_history(&mut self, rows: &[HistoryRow]) -> Result<(), Error>;

    /// Removes the history rows up to and with this number, and puts `checkpoint` in the place of the
    /// last of them.
    fn prune_history(&mut self, up_to: i64, checkpoint: &HistoryRow) -> Result<(), Error>;

    /// Adds conflicts to the queue. An open one of the same record and field is superseded.
    fn put_conflicts(&mut self, conflicts: &[NewConflict]) -> Result<(), Error>;

    /// Puts conflicts that were superseded back into the queue, unless one of the same field is open.
    fn reopen_conflicts(&mut self, ids: &[i64]) -> Result<(), Error>;

    /// Takes conflicts out of the queue.
    fn settle_conflicts(&mut self, ids: &[i64], settlement: Settlement) -> Result<(), Error>;

    /// Adds rows to the sync log, which is created where it is missing; gives their numbers.
    fn start_syncs(&mut self, rows: &[SyncRow]) -> Result<Vec<i64>, Error>;

    /// Says of pending rows of the sync log how they ended, and when.
    fn end_syncs(&mut self, ends: &[SyncEnd]) -> Result<(), Error>;

    /// Removes pending rows of the sync log.
    fn forget_syncs(&mut self, ids: &[i64]) -> Result<(), Error>;

    /// Says what the installation now holds. Its `head` is that of the history, whatever is said.
    fn put_installation(&mut self, installation: &Installation) -> Result<(), Error>;

    /// Gives records another text of what they are already: nothing that counts as a change.
    fn fill(&mut self, records: &[(RecordId, &str)]) -> Result<(), Error>;

    /// Adds records as they are, under their own numbers, which are free.
    fn add(&mut self, records: &[Placed]) -> Result<(), Error>;

    /// Puts these rows, under their own numbers, in the place of all that are there. A record keeps its row
    /// where its number stays, and later ones get greater numbers.
    fn load(&mut self, rows: &Rows) -> Result<(), Error>;

    /// Keeps everything, or nothing if it fails.
    fn commit(self: Box<Self>) -> Result<(), Error>;
}

/// Opens the database that a URL names, without creating anything in it yet.
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    expect(unused_variables, reason = "only a backend waits")
)]
pub(crate) fn open(url: &str, wait: Duration) -> Result<Box<dyn Store>, Error> {
    match url::parse(url)? {
        #[cfg(feature = "sqlite")]
        Location::Sqlite(location) => Ok(Box::new(sqlite::Sqlite::open(url, location, wait)?)),
        #[cfg(feature = "postgres")]
        Location::Postgres(server) => Ok(Box::new(postgres::Postgres::open(&server, wait)?)),
        #[cfg(not(feature = "sqlite"))]
        Location::Sqlite(_) => Err(Error::NoBackend { url: url.to_owned(), feature: "sqlite" }),
        #[cfg(not(feature = "postgres"))]
        Location::Postgres(server) => {
            Err(Error::NoBackend { url: server.shown, feature: "postgres" })
        }
    }
}
