//! From a row to what it says. Each list of columns is in the order in which its function reads them.

use postgres::{Error as PostgresError, Row};
use seedbank_codegen::canon::canonical;
use seedbank_codegen::model::SetAside;

use super::Site;
use super::failure::Failing as _;
use crate::store::{
    Action, ConflictRow, Error, HistoryEntry, HistoryRow, Import, ImportId, ImportState,
    NewConflict, RecordId, Settlement, Signature, Source, Stamp, State, Stored,
};

const DOING: &str = "read";

pub(super) const IMPORT: &str = "dataset, unit, hash, generation, version, schema_hash, state, \
                                 set_aside, imported_at, imported_by";

pub(super) fn import(row: &Row, site: &Site) -> Result<Import, Error> {
    let columns = || {
        let stamp = stamp(row, 3)?;
        let signature = Signature { at: row.try_get(8)?, by: row.try_get(9)? };
        let names = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok((names, stamp, row.try_get::<_, String>(6)?, row.try_get(7)?, signature))
    };
    let ((dataset, unit, hash), stamp, state, aside, signature) = columns().or_fail(site, DOING)?;
    let state = ImportState::from_text(&state)
        .ok_or_else(|| unknown(site, "seedbank_import.state", &state))?;
    let set_aside = set_aside(site, "seedbank_import.set_aside", aside)?;
    Ok(Import { dataset, unit, hash, stamp, state, set_aside, signature })
}

pub(super) const STAMP: &str = "generation, version, schema_hash";

/// Of the columns from this one on.
pub(super) fn stamp(row: &Row, at: usize) -> Result<Stamp, PostgresError> {
    let generation: i64 = row.try_get(at)?;
    let (version, schema_hash) = (row.try_get(at + 1)?, row.try_get(at + 2)?);
    // Only ever written from a u64; the column keeps the bits.
    Ok(Stamp { generation: generation.cast_unsigned(), version, schema_hash })
}

pub(super) const RECORD: &str = "r.id, r.unit, r.key, r.data::text, r.base::text, r.source, r.state, \
                                 r.revision, r.import, r.created_at, r.created_by, r.updated_at, \
                                 r.updated_by";

pub(super) fn stored(row: &Row, site: &Site) -> Result<Stored, Error> {
    let (source, state) = source_and_state(row, 5, site)?;
    let columns = || {
        let updated: (Option<String>, Option<String>) = (row.try_get(11)?, row.try_get(12)?);
        Ok(Stored {
            id: RecordId(row.try_get(0)?),
            unit: row.try_get(1)?,
            key: row.try_get(2)?,
            data: row.try_get(3).map(json)?,
            base: row.try_get::<_, Option<&str>>(4)?.map(json),
            source,
            state,
            revision: row.try_get(7)?,
            import: row.try_get::<_, Option<i64>>(8)?.map(ImportId),
            created: Signature { at: row.try_get(9)?, by: row.try_get(10)? },
            updated: updated.0.zip(updated.1).map(|(at, by)| Signature { at, by }),
        })
    };
    columns().or_fail(site, DOING)
}

/// Dataset and collection, which follow a record's columns.
pub(super) fn place(row: &Row) -> Result<(String, String), PostgresError> {
    Ok((row.try_get(13)?, row.try_get(14)?))
}

fn source_and_state(row: &Row, at: usize, site: &Site) -> Result<(Source, State), Error> {
    let columns: Result<(&str, &str), PostgresError> =
        (|| Ok((row.try_get(at)?, row.try_get(at + 1)?)))();
    let (source, state) = columns.or_fail(site, DOING)?;
    Ok((
        Source::from_text(source).ok_or_else(|| unknown(site, "seedbank_record.source", source))?,
        State::from_text(state).ok_or_else(|| unknown(site, "seedbank_record.state", state))?,
    ))
}

pub(super) const HISTORY: &str = "id, import, record, dataset, collection, unit, key, action, \
                                  before::text, after::text, reason, release, at, by, previous, \
                                  hash";

pub(super) fn history(row: &Row, site: &Site) -> Result<HistoryEntry, Error> {
    let action: &str = row.try_get(7).or_fail(site, DOING)?;
    let action = Action::from_text(action)
        .ok_or_else(|| unknown(site, "seedbank_history.action", action))?;
    let columns = || {
        Ok(HistoryEntry {
            id: row.try_get(0)?,
            row: HistoryRow {
                import: row.try_get::<_, Option<i64>>(1)?.map(ImportId),
                record: row.try_get::<_, Option<i64>>(2)?.map(RecordId),
                dataset: row.try_get(3)?,
                collection: row.try_get(4)?,
                unit: row.try_get(5)?,
                key: row.try_get(6)?,
                action,
                before: row.try_get(8)?,
                after: row.try_get(9)?,
                reason: row.try_get(10)?,
                release: row.try_get(11)?,
                signature: Signature { at: row.try_get(12)?, by: row.try_get(13)? },
                previous: row.try_get(14)?,
                hash: row.try_get(15)?,
            },
        })
    };
    columns().or_fail(site, DOING)
}

pub(super) const CONFLICT: &str = "id, record, field, base::text, current::text, target::text, \
                                   reason, import, created_at, created_by, settled, settled_at, \
                                   settled_by";

pub(super) fn conflict(row: &Row, site: &Site) -> Result<ConflictRow, Error> {
    let settled: Option<&str> = row.try_get(10).or_fail(site, DOING)?;
    let settlement = settled.map(|text| {
        Settlement::from_text(text).ok_or_else(|| unknown(site, "seedbank_conflict.settled", text))
    });
    let settlement = settlement.transpose()?;
    let columns = || {
        let signature: (Option<String>, Option<String>) = (row.try_get(11)?, row.try_get(12)?);
        let signature =
            Signature { at: signature.0.unwrap_or_default(), by: signature.1.unwrap_or_default() };
        Ok(ConflictRow {
            id: row.try_get(0)?,
            conflict: NewConflict {
                record: RecordId(row.try_get(1)?),
                field: row.try_get(2)?,
                base: row.try_get::<_, Option<&str>>(3)?.map(json),
                current: row.try_get::<_, Option<&str>>(4)?.map(json),
                target: row.try_get::<_, Option<&str>>(5)?.map(json),
                reason: row.try_get(6)?,
                import: row.try_get::<_, Option<i64>>(7)?.map(ImportId),
            },
            created: Signature { at: row.try_get(8)?, by: row.try_get(9)? },
            settled: settlement.map(|settlement| (settlement, signature)),
        })
    };
    columns().or_fail(site, DOING)
}

pub(super) fn set_aside(
    site: &Site,
    what: &'static str,
    text: Option<String>,
) -> Result<Vec<SetAside>, Error> {
    text.map_or(Ok(Vec::new()), |text| {
        serde_json::from_str(&text).map_err(|_| unknown(site, what, &text))
    })
}

/// The canonical text of what `jsonb` prints: it orders keys, and writes numbers, in its own way.
fn json(text: &str) -> String {
    // A number that no double holds, which somebody else wrote, is left as it is printed.
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |value| canonical(&value))
}

/// The error for a text that no release so far writes.
pub(super) fn unknown(site: &Site, what: &'static str, found: &str) -> Error {
    Error::Unknown { database: site.database.clone(), doing: DOING, what, found: found.to_owned() }
}
