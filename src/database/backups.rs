//! Backups: taken, and brought back.

use std::path::{Path, PathBuf};

use super::Database;
use crate::backup::{Backup, BackupError, newest_hash, prune};
use crate::bundle::Bundle;
use crate::store::{Error, RecordName, Rows};
use crate::sync::{self, Author, PlanVerdict, PlannedChange, Restored, installed};

/// What bringing a backup back did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Replacement {
    /// The records that the database now has, tombstones among them.
    pub records: u64,
    /// The records that only the state before had. Their numbers are never another's.
    pub removed: Vec<RecordName>,
}

impl Database {
    /// A backup of all that is not as the bundle has it. The author is who takes it; the database is only
    /// read, at one moment.
    pub fn backup(&self, bundle: &Bundle, author: &Author) -> Result<Backup, BackupError> {
        Backup::of(&self.rows()?, bundle, (&sync::now(), author.by()), false)
    }

    /// The same of everything, so that any release can bring it back.
    pub fn full_backup(&self, bundle: &Bundle, author: &Author) -> Result<Backup, BackupError> {
        Backup::of(&self.rows()?, bundle, (&sync::now(), author.by()), true)
    }

    /// Takes a full backup into a folder, if a boot with this bundle would change records that are there, and
    /// then removes all but the newest `keep` of the folder ([`crate::prune_backups`]); gives its path.
    pub fn backup_before_boot(
        &self,
        bundle: &Bundle,
        folder: &Path,
        keep: usize,
        author: &Author,
    ) -> Result<Option<PathBuf>, BackupError> {
        let installation = self.store().as_mut().installation()?;
        if installation.is_none_or(|found| found.hash.as_deref() == Some(bundle.hash())) {
            return Ok(None);
        }
        let plan = self.plan(bundle)?;
        let changes = plan.records.iter().any(|planned| planned.change != PlannedChange::Add);
        if plan.verdict != PlanVerdict::Update || !changes {
            return Ok(None);
        }
        let backup = self.full_backup(bundle, author)?;
        // Instances that start together have the same state, of which one backup is enough.
        if newest_hash(folder).as_deref() == Some(backup.hash()) {
            return Ok(None);
        }
        let (path, _) = backup.write_into(folder)?;
        prune(folder, keep, Some(&path))?;
        Ok(Some(path))
    }

    /// Makes the state of the database that of a backup: all of it or, if anything fails, nothing.
    ///
    /// `keep` is given a full backup of the state before, under the lock and before anything is written; where
    /// it fails nothing is. Into a database with nothing in it the backup goes as it is. Where there was
    /// something, the history says in one more row who brought it back, and a record that the backup does not
    /// have stays as one that is gone.
    pub fn replace_with(
        &self,
        bundle: &Bundle,
        backup: &Backup,
        author: &Author,
        mut keep: impl FnMut(&Backup) -> Result<(), BackupError>,
    ) -> Result<Replacement, BackupError> {
        let rows = backup.rows(bundle)?;
        self.known(bundle, backup, &rows)?;
        let mut keep =
            |before: &Rows| keep(&Backup::of(before, bundle, (&sync::now(), author.by()), true)?);
        let told = backup.told();
        let mut store = self.store();
        let removed = sync::replace(store.as_mut(), bundle, &rows, (author, &told), &mut keep)?;
        Ok(Replacement { records: rows.records.len() as u64, removed })
    }

    /// Adds the records of a backup that the database does not have in any state, and touches nothing else: a
    /// tombstone stays one. `keep` is given a full backup of the state before; where it fails nothing is added.
    pub fn add_missing(
        &self,
        bundle: &Bundle,
        backup: &Backup,
        author: &Author,
        keep: impl FnOnce(&Backup) -> Result<(), BackupError>,
    ) -> Result<Restored, BackupError> {
        let rows = backup.rows(bundle)?;
        self.known(bundle, backup, &rows)?;
        keep(&self.full_backup(bundle, author)?)?;
        Ok(sync::add_missing(self.store().as_mut(), bundle, &rows, author)?)
    }

    /// Everything that the database holds, at one moment.
    pub(crate) fn rows(&self) -> Result<Rows, Error> {
        let mut store = self.store();
        let database = self.name.clone();
        installed(store.as_mut().installation()?, &database)?;
        let rows = Rows::read(store.as_mut().snapshot()?.as_mut())?;
        rows.ok_or(Error::NotImported { database })
    }

    /// Refuses rows of datasets that are known to nobody here.
    fn known(&self, bundle: &Bundle, backup: &Backup, rows: &Rows) -> Result<(), BackupError> {
        let mut store = self.store();
        let mut known: Vec<String> =
            bundle.model().datasets.iter().map(|dataset| dataset.name.clone()).collect();
        if installed(store.as_mut().installation()?, &self.name).is_ok() {
            let imports = store.as_mut().snapshot()?.imports()?;
            known.extend(imports.into_iter().map(|import| import.dataset));
        }
        let mut datasets: Vec<String> = rows
            .imports
            .iter()
            .map(|import| &import.dataset)
            .chain(rows.records.iter().map(|placed| &placed.dataset))
            .filter(|dataset| !known.contains(dataset))
            .cloned()
            .collect();
        datasets.sort();
        datasets.dedup();
        if datasets.is_empty() {
            Ok(())
        } else {
            Err(BackupError::OtherDatasets { backup: backup.name().to_owned(), datasets })
        }
    }
}
