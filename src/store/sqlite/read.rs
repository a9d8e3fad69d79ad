//! What can be read with or without a transaction.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::Site;
use super::failure::Failing as _;
use crate::store::{Error, FORMAT, Import, ImportState, Installation, Signature, Stamp};
use seedbank_codegen::model::SetAside;

const DOING: &str = "read the import status of";

pub(super) fn installation(
    connection: &Connection,
    site: &Site,
) -> Result<Option<Installation>, Error> {
    const SELECT: &str = "SELECT format, hash, set_aside FROM seedbank_bundle WHERE id = 1";
    let row = connection.prepare_cached(SELECT).and_then(|mut statement| {
        let columns =
            |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<String>>(2)?));
        statement.query_row([], columns).optional()
    });
    // Only where the row can't be read is it asked why: a boot with nothing new is one query. What
    // waited for a lock in vain need not wait again.
    let locked = |error: &rusqlite::Error| {
        error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
    };
    if row.as_ref().is_err_and(|error| !locked(error)) {
        if !is_installed(connection).or_fail(site, DOING)? {
            return Ok(None);
        }
        later_format(connection, site)?;
    }
    let Some((format, hash, set_aside)) = row.or_fail(site, DOING)? else { return Ok(None) };
    let set_aside = set_aside_from(site, "seedbank_bundle.set_aside", set_aside)?;
    Ok(Some(Installation { format, hash, set_aside }))
}

pub(super) fn imports(connection: &Connection, site: &Site) -> Result<Vec<Import>, Error> {
    const SELECT: &str = "SELECT dataset, unit, hash, generation, version, schema_hash, state, \
                          set_aside, imported_at, imported_by \
                          FROM seedbank_import ORDER BY dataset, unit";
    let mut statement = connection.prepare_cached(SELECT).or_fail(site, DOING)?;
    let mut rows = statement.query([]).or_fail(site, DOING)?;
    let mut imports = Vec::new();
    while let Some(row) = rows.next().or_fail(site, DOING)? {
        let (import, state, set_aside) = import(row).or_fail(site, DOING)?;
        let state = ImportState::from_text(&state)
            .ok_or_else(|| unknown(site, "seedbank_import.state", &state))?;
        let set_aside = set_aside_from(site, "seedbank_import.set_aside", set_aside)?;
        imports.push(Import { state, set_aside, ..import });
    }
    Ok(imports)
}

/// The error for a text that no release so far writes.
pub(super) fn unknown(site: &Site, what: &'static str, found: &str) -> Error {
    Error::Unknown { database: site.database.clone(), doing: DOING, what, found: found.to_owned() }
}

/// The error for tables of a later format, whose other columns may be others; if that can be told.
fn later_format(connection: &Connection, site: &Site) -> Result<(), Error> {
    const SELECT: &str = "SELECT format FROM seedbank_bundle WHERE id = 1";
    match connection.query_row(SELECT, [], |row| row.get(0)) {
        Ok(found) if found > FORMAT => {
            Err(Error::LaterFormat { database: site.database.clone(), found, known: FORMAT })
        }
        _ => Ok(()),
    }
}

/// Whether the tables are there.
pub(super) fn is_installed(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'seedbank_bundle')",
        [],
        |row| row.get(0),
    )
}

fn import(row: &Row<'_>) -> rusqlite::Result<(Import, String, Option<String>)> {
    let generation: i64 = row.get(3)?;
    let import = Import {
        dataset: row.get(0)?,
        unit: row.get(1)?,
        hash: row.get(2)?,
        stamp: Stamp {
            // Only ever written from a u64; SQLite keeps the bits.
            generation: generation.cast_unsigned(),
            version: row.get(4)?,
            schema_hash: row.get(5)?,
        },
        state: ImportState::Active,
        set_aside: Vec::new(),
        signature: Signature { at: row.get(8)?, by: row.get(9)? },
    };
    Ok((import, row.get(6)?, row.get(7)?))
}

fn set_aside_from(
    site: &Site,
    what: &'static str,
    text: Option<String>,
) -> Result<Vec<SetAside>, Error> {
    text.map_or(Ok(Vec::new()), |text| {
        serde_json::from_str(&text).map_err(|_| unknown(site, what, &text))
    })
}
