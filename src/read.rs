//! What applications read: records as they are in a database now, as owned structs.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::{Database, Error};

/// The type of a collection's records; the generated structs are such types.
pub trait OwnedRecord: DeserializeOwned + Send + Sync + 'static {
    /// The dataset's name.
    const DATASET: &'static str;
    /// The collection's name.
    const COLLECTION: &'static str;
}

/// The records of a collection in a database, edits included.
///
/// The generated trait `Datasets` leads here. A dataset that is named after a collection reads that one
/// itself: `skills` is named after `skill`. Code that is generic over records comes by
/// [`Database::records`].
///
/// ```no_run
/// use seedbank::{Database, Datasets as _};
///
/// let database = Database::open("sqlite://club.db")?;
/// if let Some(skill) = database.skills().get("gaa", "soloing")? {
///     println!("{} is in {}", skill.name, skill.category);
/// }
/// for category in database.skills().category().in_unit("gaa")? {
///     println!("{}: {}", category.key(), category.name);
/// }
/// # Ok::<_, seedbank::Error>(())
/// ```
pub struct Records<'d, R> {
    database: &'d Database,
    of: PhantomData<fn() -> R>,
}

/// A record as it is in the database now: the owned struct, and what names it.
///
/// It is shared with whoever else read it, so a clone is cheap; clone what it points to for a struct to
/// change.
pub struct Current<R>(Arc<Named<R>>);

struct Named<R> {
    unit: String,
    key: String,
    record: R,
}

impl<'d, R: OwnedRecord> Records<'d, R> {
    pub(crate) fn new(database: &'d Database) -> Self {
        Self { database, of: PhantomData }
    }

    /// The record of this key in this unit, if it is there and not deleted.
    pub fn get(&self, unit: &str, key: &str) -> Result<Option<Current<R>>, Error> {
        todo!("{:?} {unit} {key}", self.database)
    }

    /// The records of a unit, by key.
    pub fn in_unit(&self, unit: &str) -> Result<Vec<Current<R>>, Error> {
        todo!("{:?} {unit}", self.database)
    }

    /// The records of all units, by unit and key.
    pub fn all(&self) -> Result<Vec<Current<R>>, Error> {
        todo!("{:?}", self.database)
    }
}

impl<R> Clone for Records<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Records<'_, R> {}

impl<R: OwnedRecord> fmt::Debug for Records<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("dataset", &R::DATASET)
            .field("collection", &R::COLLECTION)
            .field("database", self.database)
            .finish()
    }
}

impl<R> Current<R> {
    #[expect(dead_code, reason = "the store does not read single records yet")]
    pub(crate) fn new(unit: String, key: String, record: R) -> Self {
        Self(Arc::new(Named { unit, key, record }))
    }

    /// The name of its unit.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.0.unit
    }

    /// What names it in its unit.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0.key
    }
}

impl<R> Deref for Current<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.0.record
    }
}

impl<R> Clone for Current<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: fmt::Debug> fmt::Debug for Current<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Current")
            .field("unit", &self.0.unit)
            .field("key", &self.0.key)
            .field("record", &self.0.record)
            .finish()
    }
}
