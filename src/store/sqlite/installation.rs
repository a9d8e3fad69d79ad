//! The one row that a boot looks at first.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::failure::Failing as _;
use super::read::is_installed;
use super::{Site, row};
use crate::store::{Error, FORMAT, Installation};

const DOING: &str = "read the import status of";

pub(super) fn read(connection: &Connection, site: &Site) -> Result<Option<Installation>, Error> {
    const SELECT: &str =
        "SELECT format, hash, undone, head, set_aside FROM seedbank_bundle WHERE id = 1";
    let columns = |row: &Row<'_>| {
        let set_aside: Option<String> = row.get(4)?;
        let (format, hash, undone, head) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((Installation { format, hash, undone, head, set_aside: Vec::new() }, set_aside))
    };
    let found = connection
        .prepare_cached(SELECT)
        .and_then(|mut statement| statement.query_row([], columns).optional());
    // Only where the row can't be read is it asked why: a boot with nothing new is one query. What
    // waited for a lock in vain need not wait again.
    let locked = |error: &rusqlite::Error| {
        error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
    };
    if found.as_ref().is_err_and(|error| !locked(error)) {
        if !is_installed(connection).or_fail(site, DOING)? {
            return Ok(None);
        }
        later_format(connection, site)?;
    }
    let Some((installation, set_aside)) = found.or_fail(site, DOING)? else { return Ok(None) };
    let set_aside = row::set_aside(site, "seedbank_bundle.set_aside", set_aside)?;
    Ok(Some(Installation { set_aside, ..installation }))
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
