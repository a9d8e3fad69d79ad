//! The log of operations between the database and a git repository.

use postgres::Row;

use super::Site;
use super::failure::Failing as _;
use super::read::Conditions;
use super::row::unknown;
use super::session::{Session, numbers, text, texts};
use super::sql::{identifier, literal};
use crate::store::{
    Error, RecordName, Signature, SyncDirection, SyncEnd, SyncEntry, SyncFilter, SyncOperation,
    SyncRow, SyncState,
};

const READING: &str = "read the sync log of";
const DOING: &str = "write the sync log of";

const COLUMNS: &str = "id, dataset, collection, unit, key, path, hash, \"commit\", error, started_at, \
                       started_by, completed_at, operation, direction, state, clone";

pub(super) fn read(
    session: &mut Session<'_>,
    filter: &SyncFilter<'_>,
) -> Result<Vec<SyncEntry>, Error> {
    if !is_there(session)? {
        return Ok(Vec::new());
    }
    let mut conditions = Conditions::default();
    let state = filter.state.map(SyncState::as_str);
    conditions.add("dataset = ", filter.dataset.as_ref().map(text));
    conditions.add("state = ", state.as_ref().map(text));
    conditions.add("started_at COLLATE \"C\" >= ", filter.since.as_ref().map(text));
    if let Some(RecordName { dataset, collection, unit, key }) = filter.record {
        conditions.add("dataset = ", Some(text(dataset)));
        conditions.add("collection = ", Some(text(collection)));
        conditions.add("unit = ", Some(text(unit)));
        conditions.add("key = ", Some(text(key)));
    }
    let mut which = conditions.all();
    if filter.newest {
        which = format!(
            "WHERE id IN (SELECT max(id) FROM seedbank_sync {which} GROUP BY dataset, collection, unit, key)"
        );
    }
    let sql = format!("SELECT {COLUMNS} FROM seedbank_sync {which} ORDER BY id");
    let mut found = Vec::new();
    session.each(&sql, &conditions.values, READING, |row, site| {
        found.push(entry(row, site)?);
        Ok(())
    })?;
    Ok(found)
}

fn is_there(session: &mut Session<'_>) -> Result<bool, Error> {
    let schema = identifier(session.schema.as_deref().unwrap_or_default());
    let table = literal(&format!("{schema}.seedbank_sync"));
    let there = session.rows(&format!("SELECT 1 WHERE to_regclass({table}) IS NOT NULL"), &[]);
    Ok(!there.or_fail(&session.site, READING)?.is_empty())
}

fn entry(row: &Row, site: &Site) -> Result<SyncEntry, Error> {
    let texts = || Ok((row.try_get(12)?, row.try_get(13)?, row.try_get(14)?));
    let (operation, direction, state): (&str, &str, &str) = texts().or_fail(site, READING)?;
    let operation = SyncOperation::from_text(operation)
        .ok_or_else(|| unknown(site, "seedbank_sync.operation", operation))?;
    let direction = SyncDirection::from_text(direction)
        .ok_or_else(|| unknown(site, "seedbank_sync.direction", direction))?;
    let state =
        SyncState::from_text(state).ok_or_else(|| unknown(site, "seedbank_sync.state", state))?;
    let columns = || {
        let record = RecordName {
            dataset: row.try_get(1)?,
            collection: row.try_get(2)?,
            unit: row.try_get(3)?,
            key: row.try_get(4)?,
        };
        let row = SyncRow {
            record,
            operation,
            direction,
            path: row.try_get(5)?,
            hash: row.try_get(6)?,
            commit: row.try_get(7)?,
            state,
            error: row.try_get(8)?,
            started: Signature { at: row.try_get(9)?, by: row.try_get(10)? },
            completed: row.try_get(11)?,
            clone: row.try_get(15)?,
        };
        Ok(row)
    };
    let id = row.try_get(0).or_fail(site, READING)?;
    Ok(SyncEntry { id, row: columns().or_fail(site, READING)? })
}

pub(super) fn start(session: &mut Session<'_>, rows: &[SyncRow]) -> Result<Vec<i64>, Error> {
    // The rank keeps the numbers in the order of the rows.
    const INSERT: &str = "INSERT INTO seedbank_sync (dataset, collection, unit, key, operation, direction, path, \
         hash, \"commit\", state, error, started_at, started_by, completed_at, clone) \
         SELECT dataset, collection, unit, key, operation, direction, path, hash, made, state, error, \
         started_at, started_by, completed_at, clone \
         FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) WITH ORDINALITY \
         AS row (dataset, collection, unit, key, operation, direction, path, hash, made, state, \
         error, started_at, started_by, completed_at, clone, rank) ORDER BY rank RETURNING id";
    fn column<'r>(
        rows: &'r [SyncRow],
        value: impl Fn(&'r SyncRow) -> Option<&'r str>,
    ) -> Vec<Option<&'r str>> {
        rows.iter().map(value).collect()
    }
    session.run(include_str!("sync.sql")).or_fail(&session.site, DOING)?;
    let columns = [
        column(rows, |row| Some(&row.record.dataset)),
        column(rows, |row| Some(&row.record.collection)),
        column(rows, |row| Some(&row.record.unit)),
        column(rows, |row| Some(&row.record.key)),
        column(rows, |row| Some(row.operation.as_str())),
        column(rows, |row| Some(row.direction.as_str())),
        column(rows, |row| Some(&row.path)),
        column(rows, |row| row.hash.as_deref()),
        column(rows, |row| row.commit.as_deref()),
        column(rows, |row| Some(row.state.as_str())),
        column(rows, |row| row.error.as_deref()),
        column(rows, |row| Some(&row.started.at)),
        column(rows, |row| Some(&row.started.by)),
        column(rows, |row| row.completed.as_deref()),
        column(rows, |row| row.clone.as_deref()),
    ];
    let values: Vec<_> = columns.iter().map(texts).collect();
    let made = session.rows(INSERT, &values).or_fail(&session.site, DOING)?;
    made.iter().map(|row| row.try_get(0).or_fail(&session.site, DOING)).collect()
}

/// Puts these rows in the place of all that are there.
pub(super) fn replace(session: &mut Session<'_>, rows: &[SyncRow]) -> Result<(), Error> {
    if is_there(session)? {
        session.change("DELETE FROM seedbank_sync", &[]).or_fail(&session.site, DOING)?;
    }
    if rows.is_empty() { Ok(()) } else { start(session, rows).map(drop) }
}

pub(super) fn end(session: &mut Session<'_>, ends: &[SyncEnd], at: &str) -> Result<(), Error> {
    const UPDATE: &str = "UPDATE seedbank_sync AS row SET state = ended.state, \
         \"commit\" = coalesce(ended.made, row.\"commit\"), error = ended.error, completed_at = $5 \
         FROM unnest($1, $2, $3, $4) AS ended (id, state, made, error) \
         WHERE row.id = ended.id AND row.state = 'pending'";
    if ends.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = ends.iter().map(|end| end.id).collect();
    let states: Vec<&str> = ends.iter().map(|end| end.state().as_str()).collect();
    let commits: Vec<Option<&str>> = ends.iter().map(|end| end.commit.as_deref()).collect();
    let errors: Vec<Option<&str>> = ends.iter().map(|end| end.error.as_deref()).collect();
    let values = [numbers(&ids), texts(&states), texts(&commits), texts(&errors), text(&at)];
    session.change(UPDATE, &values).map(|_| ()).or_fail(&session.site, DOING)
}

pub(super) fn forget(session: &mut Session<'_>, ids: &[i64]) -> Result<(), Error> {
    const DELETE: &str = "DELETE FROM seedbank_sync WHERE id = ANY($1) AND state = 'pending'";
    if ids.is_empty() {
        return Ok(());
    }
    session.change(DELETE, &[numbers(&ids)]).map(|_| ()).or_fail(&session.site, DOING)
}
