//! The one row that a boot looks at first.

use postgres::Row;

use super::failure::Failing as _;
use super::session::Session;
use super::sql::identifier;
use super::{Site, row};
use crate::store::{Error, FORMAT, Installation};

pub(super) const DOING: &str = "read the import status of";

/// The query of a boot with nothing new, in a schema or in that of the search path. A row that is only
/// the lock says nothing.
pub(super) fn select(schema: Option<&str>) -> String {
    columns("format, hash, undone, head, set_aside", schema)
}

/// The newest row of the history alone, as seen from outside of a transaction.
pub(super) fn select_head(schema: Option<&str>) -> String {
    columns("head", schema)
}

fn columns(columns: &str, schema: Option<&str>) -> String {
    let schema = schema.map(|schema| identifier(schema) + ".").unwrap_or_default();
    format!("SELECT {columns} FROM {schema}seedbank_bundle WHERE id = 1 AND format > 0")
}

/// What the transaction sees. A statement that fails would end it, so the format is looked at before
/// columns that may be others.
pub(super) fn read(session: &mut Session<'_>) -> Result<Option<Installation>, Error> {
    const FORMAT_ALONE: &str = "SELECT format FROM seedbank_bundle WHERE id = 1 AND format > 0";
    if !session.has_tables {
        return Ok(None);
    }
    let rows = session.rows(FORMAT_ALONE, &[]).or_fail(&session.site, DOING)?;
    let Some(row) = rows.first() else { return Ok(None) };
    let found: i32 = row.try_get(0).or_fail(&session.site, DOING)?;
    if found.cast_unsigned() > FORMAT {
        let (database, found) = (session.site.database.clone(), found.cast_unsigned());
        return Err(Error::LaterFormat { database, found, known: FORMAT });
    }
    let rows = session.rows(&select(None), &[]).or_fail(&session.site, DOING)?;
    first(&rows, &session.site)
}

/// What [`select`] gave.
pub(super) fn first(rows: &[Row], site: &Site) -> Result<Option<Installation>, Error> {
    rows.first().map(|row| installation(row, site)).transpose()
}

fn installation(row: &Row, site: &Site) -> Result<Installation, Error> {
    let columns = || {
        let format: i32 = row.try_get(0)?;
        let texts = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        Ok((format, texts, row.try_get(4)?))
    };
    let (format, (hash, undone, head), aside) = columns().or_fail(site, DOING)?;
    let set_aside = row::set_aside(site, "seedbank_bundle.set_aside", aside)?;
    Ok(Installation { format: format.cast_unsigned(), hash, undone, head, set_aside })
}
