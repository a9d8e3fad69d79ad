//! Rows that answer as the database did that they are of.

use std::collections::HashSet;

use super::{Placed, Rows};
use crate::store::{
    ConflictFilter, ConflictRow, Error, HistoryEntry, HistoryFilter, Import, ImportId,
    Installation, Place, Reader, RecordFilter, RecordId, RecordName, Source, Stamp, State, Stored,
    SyncEntry, SyncFilter, View,
};

impl Rows {
    /// The record of a name.
    pub(crate) fn record(&self, place: Place<'_>, key: &str) -> Option<&Stored> {
        let name = [place.dataset, place.collection, place.unit, key];
        let found = self.records.binary_search_by(|placed| placed.order().cmp(&name)).ok()?;
        Some(&self.records[found].stored)
    }
}

impl Reader for Rows {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        Ok(Some(self.installation.clone()))
    }

    fn imports(&mut self) -> Result<Vec<Import>, Error> {
        Ok(self.imports.clone())
    }

    fn stamp(&mut self, dataset: &str) -> Result<Option<Stamp>, Error> {
        let found = self.imports.iter().find(|import| import.dataset == dataset);
        Ok(found.map(|import| import.stamp.clone()))
    }

    fn digest(&mut self, _: &str, _: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(None)
    }

    fn has_records(&mut self, place: Place<'_>) -> Result<bool, Error> {
        Ok(self.records.iter().any(|placed| placed.place() == place))
    }

    fn records(&mut self, place: Place<'_>, keys: &[&str]) -> Result<Vec<Option<Stored>>, Error> {
        Ok(keys.iter().map(|key| self.record(place, key).cloned()).collect())
    }

    fn records_by_id(&mut self, ids: &[RecordId]) -> Result<Vec<(RecordName, Stored)>, Error> {
        let ids: HashSet<&RecordId> = ids.iter().collect();
        let found = self.records.iter().filter(|placed| ids.contains(&placed.stored.id));
        Ok(found.map(|placed| (placed.name(), placed.stored.clone())).collect())
    }

    fn each_key(&mut self, place: Place<'_>, visit: &mut dyn FnMut(&str)) -> Result<(), Error> {
        let there = self.records.iter().filter(|placed| placed.place() == place);
        there.for_each(|placed| visit(&placed.stored.key));
        Ok(())
    }

    fn each_record(
        &mut self,
        filter: &RecordFilter<'_>,
        visit: &mut dyn FnMut(Place<'_>, Stored) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut through = self.records.iter().filter(|placed| lets_record(filter, placed));
        through.try_for_each(|placed| visit(placed.place(), placed.stored.clone()))
    }

    fn each_history(
        &mut self,
        filter: &HistoryFilter<'_>,
        visit: &mut dyn FnMut(HistoryEntry) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut through = self.history.iter().filter(|entry| lets_entry(filter, entry));
        through.try_for_each(|entry| visit(entry.clone()))
    }

    fn last_history(&mut self) -> Result<i64, Error> {
        Ok(self.history.last().map_or(0, |entry| entry.id))
    }

    fn last_import(&mut self) -> Result<ImportId, Error> {
        let numbers = self.history.iter().filter_map(|entry| entry.row.import);
        Ok(numbers.max().unwrap_or(ImportId(0)))
    }

    fn conflicts(&mut self, filter: &ConflictFilter) -> Result<Vec<ConflictRow>, Error> {
        let lets = |row: &&ConflictRow| {
            filter.id.is_none_or(|id| row.id == id)
                && filter.record.is_none_or(|record| row.conflict.record == record)
                && !(filter.open && row.settled.is_some())
        };
        Ok(self.conflicts.iter().filter(lets).cloned().collect())
    }

    /// A backup is looked at, and not kept in step with anything.
    fn syncs(&mut self, _: &SyncFilter<'_>) -> Result<Vec<SyncEntry>, Error> {
        Ok(Vec::new())
    }

    /// Views are made, and not kept.
    fn broken_views(&mut self, _: &[View<'_>]) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }
}

fn lets_record(filter: &RecordFilter<'_>, placed: &Placed) -> bool {
    let Placed { dataset, collection, stored } = placed;
    let drifted = || {
        stored.base.is_some() || stored.source != Source::Factory || stored.state == State::Deleted
    };
    filter.dataset.is_none_or(|wanted| wanted == dataset)
        && filter.collection.is_none_or(|wanted| wanted == collection)
        && filter.unit.is_none_or(|wanted| wanted == stored.unit)
        && filter.import.is_none_or(|wanted| Some(wanted) == stored.import)
        && (!filter.drifted || drifted())
}

fn lets_entry(filter: &HistoryFilter<'_>, HistoryEntry { id, row }: &HistoryEntry) -> bool {
    filter.dataset.is_none_or(|wanted| wanted == row.dataset)
        && filter.unit.is_none_or(|wanted| Some(wanted) == row.unit.as_deref())
        && filter.record.is_none_or(|wanted| Some(wanted) == row.record)
        && filter.import.is_none_or(|wanted| Some(wanted) == row.import)
        && filter.action.is_none_or(|wanted| wanted == row.action)
        && filter.since.is_none_or(|since| row.signature.at.as_str() >= since)
        && filter.after.is_none_or(|after| *id > after)
}
