//! The log of operations between the database and a git repository.

use rusqlite::{Row, params};

use super::Site;
use super::failure::Failing as _;
use super::read::{Conditions, SqliteReader, text};
use super::row::unknown;
use crate::store::{
    Error, RecordName, Signature, SyncDirection, SyncEnd, SyncEntry, SyncFilter, SyncOperation,
    SyncRow, SyncState,
};

const READING: &str = "read the sync log of";
const DOING: &str = "write the sync log of";

const COLUMNS: &str = "id, dataset, collection, unit, key, path, hash, \"commit\", error, started_at, \
                       started_by, completed_at, operation, direction, state, clone";

pub(super) fn read(
    reader: &SqliteReader<'_>,
    filter: &SyncFilter<'_>,
) -> Result<Vec<SyncEntry>, Error> {
    if !is_there(reader)? {
        return Ok(Vec::new());
    }
    let mut conditions = Conditions::default();
    conditions.equal("dataset", filter.dataset.map(text));
    conditions.equal("state", filter.state.map(|state| text(state.as_str())));
    conditions.compare("started_at", ">=", filter.since.map(text));
    if let Some(RecordName { dataset, collection, unit, key }) = filter.record {
        let name = [("dataset", dataset), ("collection", collection), ("unit", unit), ("key", key)];
        for (column, value) in name {
            conditions.equal(column, Some(text(value)));
        }
    }
    let mut which = conditions.all();
    if filter.newest {
        which = format!(
            "WHERE id IN (SELECT max(id) FROM seedbank_sync {which} GROUP BY dataset, collection, unit, key)"
        );
    }
    let sql = format!("SELECT {COLUMNS} FROM seedbank_sync {which} ORDER BY id");
    let mut found = Vec::new();
    reader.each(&sql, rusqlite::params_from_iter(&conditions.values), |row| {
        found.push(entry(row, &reader.site)?);
        Ok(())
    })?;
    Ok(found)
}

fn is_there(reader: &SqliteReader<'_>) -> Result<bool, Error> {
    const IS_THERE: &str =
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'seedbank_sync')";
    let there = reader.transaction.query_row(IS_THERE, [], |row| row.get(0));
    there.or_fail(&reader.site, READING)
}

fn entry(row: &Row<'_>, site: &Site) -> Result<SyncEntry, Error> {
    let texts = || Ok((row.get(12)?, row.get(13)?, row.get(14)?));
    let (operation, direction, state): (String, String, String) = texts().or_fail(site, READING)?;
    let operation = SyncOperation::from_text(&operation)
        .ok_or_else(|| unknown(site, "seedbank_sync.operation", &operation))?;
    let direction = SyncDirection::from_text(&direction)
        .ok_or_else(|| unknown(site, "seedbank_sync.direction", &direction))?;
    let state =
        SyncState::from_text(&state).ok_or_else(|| unknown(site, "seedbank_sync.state", &state))?;
    let columns = || {
        let record = RecordName {
            dataset: row.get(1)?,
            collection: row.get(2)?,
            unit: row.get(3)?,
            key: row.get(4)?,
        };
        let row = SyncRow {
            record,
            operation,
            direction,
            path: row.get(5)?,
            hash: row.get(6)?,
            commit: row.get(7)?,
            state,
            error: row.get(8)?,
            started: Signature { at: row.get(9)?, by: row.get(10)? },
            completed: row.get(11)?,
            clone: row.get(15)?,
        };
        Ok(row)
    };
    let id = row.get(0).or_fail(site, READING)?;
    Ok(SyncEntry { id, row: columns().or_fail(site, READING)? })
}

pub(super) fn start(reader: &SqliteReader<'_>, rows: &[SyncRow]) -> Result<Vec<i64>, Error> {
    const INSERT: &str = "INSERT INTO seedbank_sync (dataset, collection, unit, key, operation, direction, path, \
         hash, \"commit\", state, error, started_at, started_by, completed_at, clone) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let SqliteReader { transaction, site } = reader;
    transaction.execute_batch(include_str!("sync.sql")).or_fail(site, DOING)?;
    let mut insert = transaction.prepare_cached(INSERT).or_fail(site, DOING)?;
    let ids = rows.iter().map(|row| {
        let RecordName { dataset, collection, unit, key } = &row.record;
        let values = params![
            dataset,
            collection,
            unit,
            key,
            row.operation.as_str(),
            row.direction.as_str(),
            row.path,
            row.hash,
            row.commit,
            row.state.as_str(),
            row.error,
            row.started.at,
            row.started.by,
            row.completed,
            row.clone,
        ];
        insert.insert(values).or_fail(site, DOING)
    });
    ids.collect()
}

/// Puts these rows in the place of all that are there.
pub(super) fn replace(reader: &SqliteReader<'_>, rows: &[SyncRow]) -> Result<(), Error> {
    if is_there(reader)? {
        reader.transaction.execute("DELETE FROM seedbank_sync", []).or_fail(&reader.site, DOING)?;
    }
    if rows.is_empty() { Ok(()) } else { start(reader, rows).map(drop) }
}

pub(super) fn end(reader: &SqliteReader<'_>, ends: &[SyncEnd], at: &str) -> Result<(), Error> {
    const UPDATE: &str = "UPDATE seedbank_sync SET state = ?2, \"commit\" = coalesce(?3, \"commit\"), error = ?4, \
         completed_at = ?5 WHERE id = ?1 AND state = 'pending'";
    if ends.is_empty() {
        return Ok(());
    }
    let SqliteReader { transaction, site } = reader;
    let mut update = transaction.prepare_cached(UPDATE).or_fail(site, DOING)?;
    for end in ends {
        let values = params![end.id, end.state().as_str(), end.commit, end.error, at];
        update.execute(values).or_fail(site, DOING)?;
    }
    Ok(())
}

pub(super) fn forget(reader: &SqliteReader<'_>, ids: &[i64]) -> Result<(), Error> {
    const DELETE: &str = "DELETE FROM seedbank_sync WHERE id = ?1 AND state = 'pending'";
    if ids.is_empty() {
        return Ok(());
    }
    let SqliteReader { transaction, site } = reader;
    let mut delete = transaction.prepare_cached(DELETE).or_fail(site, DOING)?;
    for id in ids {
        delete.execute([id]).or_fail(site, DOING)?;
    }
    Ok(())
}
