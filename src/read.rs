//! What applications read: records as they are in a database now, as owned structs.

mod cache;
mod current;
mod live;
mod observers;
mod shelf;
mod subscription;
mod watching;

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use self::shelf::{Shelf, Unknown};
use crate::store::{Place, Reader, RecordFilter};
use crate::sync::installed;
use crate::{Database, Error};

pub use self::current::Current;
pub(crate) use self::live::{Held, Live};
pub use self::subscription::Subscription;

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
/// What was read once is kept, and read again without the database until something changes: what this
/// `Database` writes is read from then on, what others write within a second. A thread finds that out;
/// it starts with the first read and ends with the `Database`.
///
/// ```
/// use seedbank::{Author, BUNDLE, Database, Datasets as _, Edit};
///
/// let database = Database::open("sqlite::memory:")?;
/// database.boot(&BUNDLE)?;
/// let soloing = database.skills().get("gaa", "soloing")?.expect("it is in the bundle");
/// assert_eq!(soloing.name, "Soloing");
///
/// let edit = Edit::new().set("name", "Solo run".into())?.based_on(soloing.revision());
/// let name = "skills/skill/gaa/soloing".parse()?;
/// database.edit(&BUNDLE, &name, &edit, &Author::new("anna").because("club wording"))?;
/// let names: Vec<String> =
///     database.skills().in_unit("gaa")?.iter().map(|skill| skill.name.clone()).collect();
/// assert!(names.contains(&"Solo run".to_owned()));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Records<'d, R> {
    database: &'d Database,
    of: PhantomData<fn() -> R>,
}

impl<'d, R: OwnedRecord> Records<'d, R> {
    pub(crate) fn new(database: &'d Database) -> Self {
        Self { database, of: PhantomData }
    }

    /// The record of this key in this unit, if it is there and not deleted.
    ///
    /// Only the first time it asks the database.
    pub fn get(&self, unit: &str, key: &str) -> Result<Option<Current<R>>, Error> {
        if let Ok(found) = self.look(|shelf| shelf.get(unit, key)) {
            return Ok(found);
        }
        self.read(
            |reader| {
                let place = Place { dataset: R::DATASET, collection: R::COLLECTION, unit };
                let found = reader.records(place, &[key])?.pop().flatten();
                found.map_or(Ok(None), Current::read)
            },
            |shelf, found| shelf.put(unit, key, found.clone()),
        )
    }

    /// The records of a unit, by key.
    pub fn in_unit(&self, unit: &str) -> Result<Vec<Current<R>>, Error> {
        if let Ok(all) = self.look(|shelf| shelf.in_unit(unit)) {
            return Ok(all);
        }
        self.read(|reader| each(reader, Some(unit)), |shelf, all| shelf.put_unit(unit, all))
    }

    /// The records of all units, by unit and key.
    pub fn all(&self) -> Result<Vec<Current<R>>, Error> {
        if let Ok(all) = self.look(Shelf::all) {
            return Ok(all);
        }
        self.read(|reader| each(reader, None), |shelf, all| shelf.put_all(all))
    }

    fn look<T>(self, ask: impl FnOnce(&Shelf<R>) -> Result<T, Unknown>) -> Result<T, Unknown> {
        self.database.live().cache().look(ask)
    }

    /// Reads from the database, and keeps that.
    fn read<T>(
        self,
        read: impl FnOnce(&mut dyn Reader) -> Result<T, Error>,
        put: impl FnOnce(&mut Shelf<R>, &T),
    ) -> Result<T, Error> {
        let live = self.database.live();
        // Without a thread that watches, nothing is kept, and all is read as well.
        let _ = live.watch();
        let moment = live.cache().moment();
        let mut held = live.store();
        let store = held.as_mut();
        if !moment.readable {
            let name = store.name().to_owned();
            installed(store.installation()?, &name)?;
        }
        let found = read(store.snapshot()?.as_mut())?;
        drop(held);
        live.cache().keep(moment, |shelf| put(shelf, &found));
        Ok(found)
    }
}

/// The records of a collection that are neither deleted nor gone, of one unit or all.
fn each<R: OwnedRecord>(
    reader: &mut dyn Reader,
    unit: Option<&str>,
) -> Result<Vec<Current<R>>, Error> {
    let (dataset, collection) = (Some(R::DATASET), Some(R::COLLECTION));
    let filter = RecordFilter { dataset, collection, unit, ..RecordFilter::default() };
    let mut all = Vec::new();
    reader.each_record(&filter, &mut |_, stored| {
        all.extend(Current::read(stored)?);
        Ok(())
    })?;
    Ok(all)
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

#[cfg(test)]
mod tests;
