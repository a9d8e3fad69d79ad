//! The sync log: what is about to be done is in it before, and how it ended after.

use crate::read::Live;
use crate::store::{
    Error, RecordName, Signature, SyncDirection, SyncEnd, SyncEntry, SyncFilter, SyncOperation,
    SyncRow, SyncState,
};

/// An operation on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operation {
    pub record: RecordName,
    pub what: SyncOperation,
    pub direction: SyncDirection,
    pub path: String,
    /// Of the content that both sides then have.
    pub hash: Option<String>,
    /// Where it is known before.
    pub commit: Option<String>,
}

impl Operation {
    pub(super) fn row(&self, signature: &Signature) -> SyncRow {
        let Self { record, what, direction, path, hash, commit } = self.clone();
        SyncRow {
            record,
            operation: what,
            direction,
            path,
            hash,
            commit,
            state: SyncState::Pending,
            error: None,
            started: signature.clone(),
            completed: None,
            clone: None,
        }
    }
}

/// Writes down what is about to be done in a clone; gives the rows' numbers.
pub(super) fn begin(
    live: &Live,
    signature: &Signature,
    clone: &str,
    operations: &[Operation],
) -> Result<Vec<i64>, Error> {
    let row = |one: &Operation| SyncRow { clone: Some(clone.to_owned()), ..one.row(signature) };
    let rows: Vec<SyncRow> = operations.iter().map(row).collect();
    put(live, signature, &rows)
}

/// Writes down what needs nothing to be done, or could not be.
pub(super) fn settled(
    live: &Live,
    signature: &Signature,
    operations: &[(Operation, Option<String>)],
) -> Result<(), Error> {
    let rows = operations.iter().map(|(operation, error)| SyncRow {
        state: if error.is_some() { SyncState::Failed } else { SyncState::Success },
        error: error.clone(),
        completed: Some(signature.at.clone()),
        ..operation.row(signature)
    });
    put(live, signature, &rows.collect::<Vec<_>>()).map(drop)
}

/// Says how pending rows ended.
pub(super) fn end(live: &Live, signature: &Signature, ends: &[SyncEnd]) -> Result<(), Error> {
    if ends.is_empty() {
        return Ok(());
    }
    let mut store = live.store();
    let mut writer = store.as_mut().begin(signature)?;
    writer.end_syncs(ends)?;
    writer.commit()
}

/// Says why nothing came of pending rows. What failed so before has a row that says so, and needs no other.
pub(super) fn failed(
    live: &Live,
    signature: &Signature,
    begun: impl IntoIterator<Item = (i64, RecordName)>,
    error: &str,
) -> Result<(), Error> {
    let (mut ends, mut again) = (Vec::new(), Vec::new());
    for (id, record) in begun {
        let filter = SyncFilter { record: Some(&record), ..SyncFilter::default() };
        let rows = rows(live, &filter)?;
        let own = rows.iter().position(|entry| entry.id == id).unwrap_or(rows.len());
        let same = own.checked_sub(1).and_then(|before| rows.get(before)).is_some_and(|before| {
            before.row.state == SyncState::Failed
                && before.row.error.as_deref() == Some(error)
                && rows.get(own).is_some_and(|own| own.row.path == before.row.path)
        });
        if same {
            again.push(id);
        } else {
            ends.push(SyncEnd { id, commit: None, error: Some(error.to_owned()) });
        }
    }
    let mut store = live.store();
    let mut writer = store.as_mut().begin(signature)?;
    writer.end_syncs(&ends)?;
    writer.forget_syncs(&again)?;
    writer.commit()
}

/// The instant 24 hours before this one.
pub(super) fn day_ago() -> String {
    let day = jiff::SignedDuration::from_hours(24);
    let then = jiff::Timestamp::now().checked_sub(day).unwrap_or(jiff::Timestamp::MIN);
    format!("{then:.0}")
}

/// The rows of the sync log that a filter lets through.
pub(super) fn rows(live: &Live, filter: &SyncFilter<'_>) -> Result<Vec<SyncEntry>, Error> {
    live.store().as_mut().snapshot()?.syncs(filter)
}

fn put(live: &Live, signature: &Signature, rows: &[SyncRow]) -> Result<Vec<i64>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut store = live.store();
    let mut writer = store.as_mut().begin(signature)?;
    let ids = writer.start_syncs(rows)?;
    writer.commit()?;
    Ok(ids)
}
