//! What people do with records, and what they can ask.

use super::Database;
use crate::bundle::Bundle;
use crate::compare::Side;
use crate::store::{Error, RecordName};
use crate::sync::{
    self, Author, Change, Conflict, Derive, Derived, Drift, Edit, Finding, HistoryQuery, Instant,
    Keep, Migration, RecordView, ResetTo, Selection, Undone,
};

impl Database {
    /// A record: the value of each field, and where it comes from.
    ///
    /// ```
    /// # let database = seedbank::Database::open("sqlite::memory:")?;
    /// # database.boot(&seedbank::BUNDLE)?;
    /// # let name = seedbank::BUNDLE.tables().find(|table| table.dataset().database).unwrap();
    /// # let row = name.rows().next().unwrap();
    /// # let name = format!("{}/{}/{}/{}", name.dataset().name, name.collection().name, row.unit(), row.key());
    /// let record = database.get(&seedbank::BUNDLE, &name.parse().unwrap())?;
    /// for field in &record.fields {
    ///     println!("{} {:?} {:?}", field.field, field.value, field.origin);
    /// }
    /// # Ok::<_, seedbank::Error>(())
    /// ```
    pub fn get(&self, bundle: &Bundle, record: &RecordName) -> Result<RecordView, Error> {
        sync::get(self.store().as_mut(), bundle, record)
    }

    /// Changes fields of a record, if the result is valid; gives its new revision.
    pub fn edit(
        &self,
        bundle: &Bundle,
        record: &RecordName,
        edit: &Edit,
        author: &Author,
    ) -> Result<i64, Error> {
        sync::edit(self.store().as_mut(), bundle, record, edit, author)
    }

    /// Deletes a record: it stays deleted through updates, until it is restored.
    pub fn delete(
        &self,
        bundle: &Bundle,
        record: &RecordName,
        author: &Author,
    ) -> Result<(), Error> {
        sync::delete(self.store().as_mut(), bundle, record, author)
    }

    /// Takes a deletion back.
    pub fn restore(&self, record: &RecordName, author: &Author) -> Result<(), Error> {
        sync::restore(self.store().as_mut(), record, author)
    }

    /// Takes a record a step further in its review, or back, as its dataset's `review` allows; gives its new
    /// revision.
    pub fn review(
        &self,
        bundle: &Bundle,
        record: &RecordName,
        to: &str,
        author: &Author,
    ) -> Result<i64, Error> {
        sync::review(self.store().as_mut(), bundle, record, to, author)
    }

    /// Every record that is not as the factory delivered it, field by field.
    pub fn drift(&self, bundle: &Bundle) -> Result<Vec<Drift>, Error> {
        sync::drift(self.store().as_mut(), bundle)
    }

    /// The conflicts that wait for a person; with `settled`, those that do not any more too.
    pub fn conflicts(&self, bundle: &Bundle, settled: bool) -> Result<Vec<Conflict>, Error> {
        sync::conflicts(self.store().as_mut(), bundle, !settled)
    }

    /// Settles a conflict; gives its record. One that was deleted stays so, or comes back as a whole; a step of
    /// its review is taken only where that is allowed.
    pub fn resolve(
        &self,
        bundle: &Bundle,
        conflict: i64,
        keep: &Keep,
        author: &Author,
    ) -> Result<RecordName, Error> {
        sync::resolve(self.store().as_mut(), bundle, conflict, keep, author)
    }

    /// Gives records the factory's values again; gives the names of those that had others.
    pub fn reset(
        &self,
        bundle: &Bundle,
        selection: &Selection,
        to: ResetTo,
        author: &Author,
    ) -> Result<Vec<RecordName>, Error> {
        sync::reset(self.store().as_mut(), bundle, selection, to, author)
    }

    /// What was changed, by whom, when and why; oldest first.
    pub fn history(&self, bundle: &Bundle, query: &HistoryQuery) -> Result<Vec<Change>, Error> {
        sync::history(self.store().as_mut(), bundle, query)
    }

    /// Removes the history before an instant, and leaves a checkpoint,
    /// so that the rest still verifies; gives how many rows went.
    pub fn prune_history(&self, before: &Instant, author: &Author) -> Result<u64, Error> {
        sync::prune(self.store().as_mut(), before, author)
    }

    /// Takes a whole update back; what people changed since stays.
    ///
    /// A boot with the same bundle does not bring it in again: [`Database::apply`] does, and so does a
    /// later release.
    pub fn undo(&self, bundle: &Bundle, import: i64, author: &Author) -> Result<Undone, Error> {
        sync::undo(self.store().as_mut(), bundle, import, author)
    }

    /// Brings in the units of one dataset that an application kept as files: what differs from what the
    /// factory delivered as edits, records and units that the factory does not have as such of source
    /// `import`. A file that came in before changes nothing.
    ///
    /// `files` is what `seedbank_codegen::compile_units` makes of a folder with the bundle's model of the
    /// dataset, and the database must have the bundle's release of it.
    pub fn migrate_from(
        &self,
        bundle: &Bundle,
        files: &Bundle,
        author: &Author,
    ) -> Result<Migration, Error> {
        sync::migrate(self.store().as_mut(), bundle, files, author)
    }

    /// What [`Database::migrate_from`] would do. Writes nothing.
    pub fn plan_migration(&self, bundle: &Bundle, files: &Bundle) -> Result<Migration, Error> {
        sync::plan_migration(self.store().as_mut(), bundle, files)
    }

    /// The records that count, to be compared with another side.
    pub fn side(&self, bundle: &Bundle) -> Result<Side, Error> {
        Side::database(self.store().as_mut(), bundle)
    }

    /// Makes derived fields (`x-derived`) that are missing: of records that were restored, added or changed.
    ///
    /// The provider is asked for a few records at a time, and what it gives is kept at once. Where it fails, the
    /// report says so, and the next call goes on from there.
    pub fn derive(
        &self,
        bundle: &Bundle,
        provider: &mut dyn Derive,
        author: &Author,
    ) -> Result<Derived, Error> {
        sync::derive(self.store().as_mut(), bundle, provider, author, false)
    }

    /// Makes all derived fields again, so that another provider can take over. What there is goes once it has
    /// given the first values; where it fails after that, [`Database::derive`] goes on from there.
    pub fn derive_anew(
        &self,
        bundle: &Bundle,
        provider: &mut dyn Derive,
        author: &Author,
    ) -> Result<Derived, Error> {
        sync::derive(self.store().as_mut(), bundle, provider, author, true)
    }

    /// How many derived fields of records are missing.
    pub fn missing_derived(&self, bundle: &Bundle) -> Result<u64, Error> {
        sync::missing(self.store().as_mut(), bundle)
    }

    /// Whether the history is whole and records, references and views are as they should be; gives what
    /// is not.
    pub fn verify(&self, bundle: &Bundle) -> Result<Vec<Finding>, Error> {
        sync::verify(self.store().as_mut(), bundle)
    }
}
