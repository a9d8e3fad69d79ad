//! What the engine asks of a database.
//!
//! [`Reader`] looks without a transaction; [`Store::begin`] takes the one write lock and gives a
//! [`Writer`], whose changes are all kept by [`Writer::commit`] or all dropped with it. Bulk methods
//! take slices, so that a backend can send them in one round trip. A backend is one implementation of
//! the three traits; nothing above this module knows any SQL.

mod error;
mod record;
#[cfg(feature = "sqlite")]
mod sqlite;
mod url;
mod view;

pub use error::Error;
pub(crate) use record::{
    Change, HistoryRow, Import, ImportState, Installation, NewRecord, Place, RecordId, Rejected,
    Signature, Source, Stamp, State, Stored, StoredKey,
};
pub(crate) use view::{View, views};

use std::time::Duration;

/// The layout of the tables that this build reads and writes.
pub(crate) const FORMAT: u32 = 1;

/// A database that is only looked at.
pub(crate) trait Reader {
    /// What the installation says of itself, or `None` where nothing was ever imported. One query.
    fn installation(&mut self) -> Result<Option<Installation>, Error>;

    /// All units that were ever imported, by dataset and unit. Asked only where there is an
    /// installation.
    fn imports(&mut self) -> Result<Vec<Import>, Error>;
}

/// A database that one writer at a time can change.
pub(crate) trait Store: Reader + Send {
    /// Takes the write lock, waiting for another's to end.
    fn begin(&mut self, signature: &Signature) -> Result<Box<dyn Writer + '_>, Error>;

    /// How messages name the database.
    fn name(&self) -> &str;
}

/// A transaction that holds the write lock; dropping it undoes everything.
///
/// What it writes is signed with the signature that it began with.
pub(crate) trait Writer: Reader {
    /// Creates the tables where they are missing; tells whether there was none, and so no record.
    fn prepare(&mut self) -> Result<bool, Error>;

    /// Whether there is any record in this place.
    fn has_records(&mut self, place: Place<'_>) -> Result<bool, Error>;

    /// The records with these keys, in the order of the keys.
    fn records(&mut self, place: Place<'_>, keys: &[&str]) -> Result<Vec<Option<Stored>>, Error>;

    /// Every key of a place, in no certain order.
    fn each_key(
        &mut self,
        place: Place<'_>,
        visit: &mut dyn FnMut(StoredKey<'_>),
    ) -> Result<(), Error>;

    /// Adds records of the factory. Those that the database refuses are named and the rest goes in.
    fn insert(
        &mut self,
        place: Place<'_>,
        records: &[NewRecord<'_>],
    ) -> Result<Vec<Rejected>, Error>;

    /// Changes records, giving each its next revision. Those that the database refuses are named and
    /// stay as they were.
    fn update(&mut self, changes: &[Change<'_>]) -> Result<Vec<Rejected>, Error>;

    /// Gives records another state and their next revision.
    fn set_state(&mut self, records: &[RecordId], state: State) -> Result<(), Error>;

    /// The digest that [`Writer::put_import`] stored.
    fn digest(&mut self, dataset: &str, unit: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Says that a unit was imported; `digest` says of what records.
    fn put_import(&mut self, import: &Import, digest: Option<&[u8]>) -> Result<(), Error>;

    /// Says of all of a dataset's units which release they are now of.
    fn stamp(&mut self, dataset: &str, stamp: &Stamp) -> Result<(), Error>;

    /// Makes these the dataset's views. Nothing but a view of seedbank's own is ever replaced.
    fn put_views(&mut self, dataset: &str, views: &[View<'_>]) -> Result<(), Error>;

    /// The hash of the newest history row.
    fn last_history(&mut self) -> Result<Option<String>, Error>;

    /// Adds a history row.
    fn append_history(&mut self, row: &HistoryRow<'_>) -> Result<(), Error>;

    /// Says what the installation now holds.
    fn put_installation(&mut self, installation: &Installation) -> Result<(), Error>;

    /// Keeps everything, or nothing if it fails.
    fn commit(self: Box<Self>) -> Result<(), Error>;
}

/// Opens the database that a URL names, without creating it yet.
pub(crate) fn open(url: &str, wait: Duration) -> Result<Box<dyn Store>, Error> {
    let location = url::parse(url)?;
    #[cfg(feature = "sqlite")]
    return Ok(Box::new(sqlite::Sqlite::open(url, location, wait)?));
    #[cfg(not(feature = "sqlite"))]
    {
        let _ = (location, wait);
        Err(Error::NoBackend { url: url.to_owned(), feature: "sqlite" })
    }
}
