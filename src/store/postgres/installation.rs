//! The one row that a boot looks at first.

use postgres::{Error as PostgresError, Row};

use super::failure::{Failing as _, is_missing};
use super::session::Session;
use super::sql::identifier;
use super::{Site, row};
use crate::store::{Error, FORMAT, Installation};

pub(super) const DOING: &str = "read the import status of";

/// The query of a boot with nothing new, in a schema or in that of the search path. A row that is only
/// the lock says nothing.
pub(super) fn select(schema: Option<&str>) -> String {
    let schema = schema.map(|schema| identifier(schema) + ".").unwrap_or_default();
    format!(
        "SELECT format, hash, undone, head, set_aside FROM {schema}seedbank_bundle \
         WHERE id = 1 AND format > 0"
    )
}

/// What [`select`] gave, or `None` where it is certain that nothing was ever imported. What `later`
/// gives is asked for only where the query failed: a boot with nothing new is one.
pub(super) fn read(
    found: Result<Vec<Row>, PostgresError>,
    site: &Site,
    later: impl FnOnce() -> Result<Option<i32>, Error>,
) -> Result<Option<Installation>, Error> {
    match found {
        Ok(rows) => rows.first().map(|row| installation(row, site)).transpose(),
        Err(error) if is_missing(&error) => match later()? {
            None => Ok(None),
            Some(found) => match u32::try_from(found) {
                Ok(found) if found > FORMAT => {
                    let (database, known) = (site.database.clone(), FORMAT);
                    Err(Error::LaterFormat { database, found, known })
                }
                _ => Err(error).or_fail(site, DOING),
            },
        },
        Err(error) => Err(error).or_fail(site, DOING),
    }
}

/// The format alone, of tables whose other columns may be others; `None` where there are no tables.
pub(super) fn format(session: &mut Session<'_>) -> Result<Option<i32>, Error> {
    if !session.has_tables {
        return Ok(None);
    }
    let rows = session
        .rows("SELECT format FROM seedbank_bundle WHERE id = 1 AND format > 0", &[])
        .or_fail(&session.site, DOING)?;
    rows.first().map(|row| row.try_get(0)).transpose().or_fail(&session.site, DOING)
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
