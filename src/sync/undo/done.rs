//! What an import did, as the history has it.

use std::collections::BTreeMap;

use crate::store::{
    Action, Error, HistoryEntry, HistoryFilter, ImportId, RecordId, Signature, Stamp,
};
use crate::sync::image::Image;
use crate::sync::sink::{DatasetAfter, UnitBefore};
use crate::sync::transaction::Transaction;

/// What an import did, from its history rows.
#[derive(Default)]
pub(super) struct Done {
    pub datasets: BTreeMap<String, (Option<Stamp>, DatasetAfter)>,
    pub units: BTreeMap<(String, String), Option<UnitBefore>>,
    /// Each record before its first change and after its last.
    pub records: BTreeMap<RecordId, (Image, Image)>,
    /// Of all its rows.
    pub signature: Option<Signature>,
    last_row: i64,
}

/// What an import did, if it can be undone.
pub(super) fn read(transaction: &mut Transaction<'_>, import: ImportId) -> Result<Done, Error> {
    let database = transaction.name.to_owned();
    let no =
        |problem: String| Error::NoUndo { database: database.clone(), import: import.0, problem };
    let mut done = Done::default();
    let (mut unreadable, mut pruned) = (None, false);
    let filter = HistoryFilter { import: Some(import), ..HistoryFilter::default() };
    transaction.reader().each_history(&filter, &mut |entry| {
        done.last_row = entry.id;
        pruned |= entry.row.action == Action::Checkpoint;
        if done.take(&entry).is_none() {
            unreadable = Some(entry.id);
        }
        Ok(())
    })?;
    if pruned {
        return Err(no("its history was pruned".to_owned()));
    }
    if let Some(row) = unreadable {
        return Err(no(format!("row {row} of the history cannot be read; see `seedbank verify`")));
    }
    if done.datasets.is_empty() {
        return Err(no("there is none of that number; `seedbank history` lists them".to_owned()));
    }
    let mut later = None;
    let filter = HistoryFilter { after: Some(done.last_row), ..HistoryFilter::default() };
    transaction.reader().each_history(&filter, &mut |HistoryEntry { row, .. }| {
        if row.import.is_some() && done.datasets.contains_key(&row.dataset) {
            later = row.import;
        }
        Ok(())
    })?;
    match later {
        Some(later) => Err(no(format!("import {} came after it; undo that first", later.0))),
        None => Ok(done),
    }
}

impl Done {
    /// `None` where a row is not what this or an earlier release writes.
    fn take(&mut self, HistoryEntry { row, .. }: &HistoryEntry) -> Option<()> {
        let (before, after) = (row.before.as_deref(), row.after.as_deref());
        self.signature = Some(row.signature.clone());
        match (row.record, &row.unit) {
            (Some(record), _) => {
                let (before, after) = (Image::from_text(before?)?, Image::from_text(after?)?);
                let known = self.records.entry(record).or_insert((before, after.clone()));
                known.1 = after;
            }
            (None, Some(unit)) => {
                let before = before.map(serde_json::from_str).transpose().ok()?;
                self.units.insert((row.dataset.clone(), unit.clone()), before);
            }
            (None, None) => {
                let before = before.map(serde_json::from_str).transpose().ok()?;
                let after: DatasetAfter = serde_json::from_str(after?).ok()?;
                self.datasets.insert(row.dataset.clone(), (before, after));
            }
        }
        Some(())
    }
}
