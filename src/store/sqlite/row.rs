//! From a row to what it says. Each list of columns is in the order in which its function reads them.

use rusqlite::Row;

use super::Site;
use super::failure::Failing as _;
use crate::store::{
    Action, ConflictRow, Error, HistoryEntry, HistoryRow, Import, ImportId, ImportState,
    NewConflict, RecordId, Settlement, Signature, Source, Stamp, State, Stored,
};
use seedbank_codegen::model::SetAside;

const DOING: &str = "read";

pub(super) const IMPORT: &str = "dataset, unit, hash, generation, version, schema_hash, state, \
                                 set_aside, imported_at, imported_by";

pub(super) fn import(row: &Row<'_>, site: &Site) -> Result<Import, Error> {
    let columns = || {
        let stamp = stamp(row, 3)?;
        let signature = Signature { at: row.get(8)?, by: row.get(9)? };
        let names = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((names, stamp, row.get::<_, String>(6)?, row.get(7)?, signature))
    };
    let ((dataset, unit, hash), stamp, state, aside, signature) = columns().or_fail(site, DOING)?;
    let state = ImportState::from_text(&state)
        .ok_or_else(|| unknown(site, "seedbank_import.state", &state))?;
    let set_aside = set_aside(site, "seedbank_import.set_aside", aside)?;
    Ok(Import { dataset, unit, hash, stamp, state, set_aside, signature })
}

pub(super) const STAMP: &str = "generation, version, schema_hash";

/// Of the columns from this one on.
pub(super) fn stamp(row: &Row<'_>, at: usize) -> rusqlite::Result<Stamp> {
    let generation: i64 = row.get(at)?;
    let (version, schema_hash) = (row.get(at + 1)?, row.get(at + 2)?);
    // Only ever written from a u64; SQLite keeps the bits.
    Ok(Stamp { generation: generation.cast_unsigned(), version, schema_hash })
}

pub(super) const RECORD: &str = "id, unit, key, data, base, source, state, revision, import, \
                                 created_at, created_by, updated_at, updated_by";

pub(super) fn stored(row: &Row<'_>, site: &Site) -> Result<Stored, Error> {
    let texts: rusqlite::Result<(String, String)> = (|| Ok((row.get(5)?, row.get(6)?)))();
    let (source, state) = texts.or_fail(site, DOING)?;
    let source = Source::from_text(&source)
        .ok_or_else(|| unknown(site, "seedbank_record.source", &source))?;
    let state =
        State::from_text(&state).ok_or_else(|| unknown(site, "seedbank_record.state", &state))?;
    let columns = || {
        let updated: (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
        Ok(Stored {
            id: RecordId(row.get(0)?),
            unit: row.get(1)?,
            key: row.get(2)?,
            data: row.get(3)?,
            base: row.get(4)?,
            source,
            state,
            revision: row.get(7)?,
            import: row.get::<_, Option<i64>>(8)?.map(ImportId),
            created: Signature { at: row.get(9)?, by: row.get(10)? },
            updated: updated.0.zip(updated.1).map(|(at, by)| Signature { at, by }),
        })
    };
    columns().or_fail(site, DOING)
}

/// Dataset and collection, which follow a record's columns.
pub(super) fn place(row: &Row<'_>) -> rusqlite::Result<(String, String)> {
    Ok((row.get(13)?, row.get(14)?))
}

pub(super) const HISTORY: &str = "id, import, record, dataset, collection, unit, key, action, \
                                  before, after, reason, release, at, by, previous, hash";

pub(super) fn history(row: &Row<'_>, site: &Site) -> Result<HistoryEntry, Error> {
    let action: String = row.get(7).or_fail(site, DOING)?;
    let action = Action::from_text(&action)
        .ok_or_else(|| unknown(site, "seedbank_history.action", &action))?;
    let columns = || {
        Ok(HistoryEntry {
            id: row.get(0)?,
            row: HistoryRow {
                import: row.get::<_, Option<i64>>(1)?.map(ImportId),
                record: row.get::<_, Option<i64>>(2)?.map(RecordId),
                dataset: row.get(3)?,
                collection: row.get(4)?,
                unit: row.get(5)?,
                key: row.get(6)?,
                action,
                before: row.get(8)?,
                after: row.get(9)?,
                reason: row.get(10)?,
                release: row.get(11)?,
                signature: Signature { at: row.get(12)?, by: row.get(13)? },
                previous: row.get(14)?,
                hash: row.get(15)?,
            },
        })
    };
    columns().or_fail(site, DOING)
}

pub(super) const CONFLICT: &str = "id, record, field, base, current, target, reason, import, \
                                   created_at, created_by, settled, settled_at, settled_by";

pub(super) fn conflict(row: &Row<'_>, site: &Site) -> Result<ConflictRow, Error> {
    let settled: Option<String> = row.get(10).or_fail(site, DOING)?;
    let settlement = settled.map(|text| {
        Settlement::from_text(&text)
            .ok_or_else(|| unknown(site, "seedbank_conflict.settled", &text))
    });
    let settlement = settlement.transpose()?;
    let columns = || {
        let signature: (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
        let signature =
            Signature { at: signature.0.unwrap_or_default(), by: signature.1.unwrap_or_default() };
        Ok(ConflictRow {
            id: row.get(0)?,
            conflict: NewConflict {
                record: RecordId(row.get(1)?),
                field: row.get(2)?,
                base: row.get(3)?,
                current: row.get(4)?,
                target: row.get(5)?,
                reason: row.get(6)?,
                import: row.get::<_, Option<i64>>(7)?.map(ImportId),
            },
            created: Signature { at: row.get(8)?, by: row.get(9)? },
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

/// The error for a text that no release so far writes.
pub(super) fn unknown(site: &Site, what: &'static str, found: &str) -> Error {
    Error::Unknown { database: site.database.clone(), doing: DOING, what, found: found.to_owned() }
}
