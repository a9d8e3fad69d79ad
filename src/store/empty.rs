//! A database into which nothing was ever imported.

use super::{
    ConflictFilter, ConflictRow, Error, HistoryEntry, HistoryFilter, Import, ImportId,
    Installation, Place, Reader, RecordFilter, RecordId, RecordName, Stamp, Stored, SyncEntry,
    SyncFilter, View,
};

/// What a plan reads where there is nothing yet.
pub(crate) struct Empty;

impl Reader for Empty {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        Ok(None)
    }

    fn imports(&mut self) -> Result<Vec<Import>, Error> {
        Ok(Vec::new())
    }

    fn stamp(&mut self, _: &str) -> Result<Option<Stamp>, Error> {
        Ok(None)
    }

    fn digest(&mut self, _: &str, _: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(None)
    }

    fn has_records(&mut self, _: Place<'_>) -> Result<bool, Error> {
        Ok(false)
    }

    fn records(&mut self, _: Place<'_>, keys: &[&str]) -> Result<Vec<Option<Stored>>, Error> {
        Ok(vec![None; keys.len()])
    }

    fn records_by_id(&mut self, _: &[RecordId]) -> Result<Vec<(RecordName, Stored)>, Error> {
        Ok(Vec::new())
    }

    fn each_key(&mut self, _: Place<'_>, _: &mut dyn FnMut(&str)) -> Result<(), Error> {
        Ok(())
    }

    fn each_record(
        &mut self,
        _: &RecordFilter<'_>,
        _: &mut dyn FnMut(Place<'_>, Stored) -> Result<(), Error>,
    ) -> Result<(), Error> {
        Ok(())
    }

    fn each_history(
        &mut self,
        _: &HistoryFilter<'_>,
        _: &mut dyn FnMut(HistoryEntry) -> Result<(), Error>,
    ) -> Result<(), Error> {
        Ok(())
    }

    fn last_history(&mut self) -> Result<i64, Error> {
        Ok(0)
    }

    fn last_import(&mut self) -> Result<ImportId, Error> {
        Ok(ImportId(0))
    }

    fn conflicts(&mut self, _: &ConflictFilter) -> Result<Vec<ConflictRow>, Error> {
        Ok(Vec::new())
    }

    fn syncs(&mut self, _: &SyncFilter<'_>) -> Result<Vec<SyncEntry>, Error> {
        Ok(Vec::new())
    }

    fn broken_views(&mut self, _: &[View<'_>]) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }
}
