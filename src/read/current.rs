//! A record as applications hold it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::OwnedRecord;
use crate::store::{Error, RecordName, State, Stored};

/// A record as it is in the database now: the owned struct, and what names it.
///
/// It is shared with whoever else read it, so a clone is cheap; clone what it points to for a struct to
/// change. It stays as it is: for what the record has become since, read it again.
pub struct Current<R>(Arc<Named<R>>);

struct Named<R> {
    unit: String,
    key: String,
    revision: i64,
    deprecated: bool,
    record: R,
}

impl<R: OwnedRecord> Current<R> {
    /// From what the database has; `None` where that is a record that left or was deleted.
    pub(super) fn read(stored: Stored) -> Result<Option<Self>, Error> {
        let Stored { unit, key, data, state, revision, .. } = stored;
        let deprecated = match state {
            State::Active => false,
            State::Deprecated => true,
            State::Removed | State::Deleted => return Ok(None),
        };
        match serde_json::from_str(&data) {
            Ok(record) => {
                Ok(Some(Self(Arc::new(Named { unit, key, revision, deprecated, record }))))
            }
            Err(problem) => {
                let (dataset, collection) = (R::DATASET.to_owned(), R::COLLECTION.to_owned());
                let record = RecordName { dataset, collection, unit, key };
                Err(Error::Unreadable { record, problem: problem.to_string() })
            }
        }
    }
}

impl<R> Current<R> {
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

    /// Goes up by one with every change: what [`Edit::based_on`](crate::Edit::based_on) takes.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.0.revision
    }

    /// Whether it left the bundle and was kept.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        self.0.deprecated
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
        let Named { unit, key, revision, deprecated, record } = &*self.0;
        f.debug_struct("Current")
            .field("unit", unit)
            .field("key", key)
            .field("revision", revision)
            .field("deprecated", deprecated)
            .field("record", record)
            .finish()
    }
}
