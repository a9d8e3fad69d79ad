//! The views, in SQLite's words.

use rusqlite::{Connection, OptionalExtension as _};

use super::Site;
use super::failure::Failing as _;
use crate::store::{Error, View};

const DOING: &str = "create the views of";

/// Makes these the dataset's views, and touches no table or view that is not seedbank's.
///
/// A view says in a comment whose it is; SQLite keeps a view's text as it was written.
pub(super) fn put(
    connection: &Connection,
    site: &Site,
    dataset: &str,
    views: &[View<'_>],
) -> Result<(), Error> {
    drop_others(connection, dataset, views).or_fail(site, DOING)?;
    for view in views {
        let text = create(view);
        match named(connection, &view.name).or_fail(site, DOING)? {
            Some(found) if found.sql == text => continue,
            Some(found) if found.sql.contains(&mark(dataset, view.collection)) => {
                drop(connection, &found.name).or_fail(site, DOING)?;
            }
            Some(found) => {
                return Err(Error::NameTaken {
                    database: site.database.clone(),
                    view: view.name.clone(),
                    taken_by: found.described(),
                });
            }
            None => {}
        }
        connection.execute_batch(&text).or_fail(site, DOING)?;
    }
    Ok(())
}

/// Which of the views are missing, or are not as [`put`] makes them.
pub(super) fn broken(
    connection: &Connection,
    site: &Site,
    views: &[View<'_>],
) -> Result<Vec<String>, Error> {
    let mut broken = Vec::new();
    for view in views {
        let found = named(connection, &view.name).or_fail(site, "look at the views of")?;
        if found.is_none_or(|found| found.sql != create(view)) {
            broken.push(view.name.clone());
        }
    }
    Ok(broken)
}

/// Something in the database that has a name.
struct Found {
    kind: String,
    name: String,
    sql: String,
}

impl Found {
    fn described(&self) -> String {
        match self.sql.split_once(MARK).and_then(|(_, rest)| rest.split_once(" */")) {
            Some((owner, _)) => format!("the view of {owner}"),
            None => format!("the application's {} `{}`", self.kind, self.name),
        }
    }
}

const MARK: &str = "/* seedbank: ";

fn mark(dataset: &str, collection: &str) -> String {
    format!("{MARK}{dataset}/{} */", collection.replace("*/", "* /"))
}

fn create(view: &View<'_>) -> String {
    let mut columns = String::from("id, unit, \"key\"");
    for column in &view.columns {
        // A path holds the name as JSON, so that quotes, dots and brackets in it are only text.
        let path = format!("$.{}", serde_json::Value::from(column.field));
        let (path, name) = (literal(&path), identifier(&column.name));
        columns.extend([",\n    data ->> ", &path, " AS ", &name]);
    }
    columns.push_str(",\n    state AS record_state");
    format!(
        "CREATE VIEW {} AS {}\nSELECT {columns}\nFROM seedbank_record\n\
         WHERE dataset = {} AND collection = {} AND state IN ('active', 'deprecated')",
        identifier(&view.name),
        mark(view.dataset, view.collection),
        literal(view.dataset),
        literal(view.collection),
    )
}

/// Drops the dataset's views of collections that it no longer has.
fn drop_others(connection: &Connection, dataset: &str, views: &[View<'_>]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'view' AND instr(sql, ?1) > 0",
    )?;
    let ours: Vec<(String, String)> = statement
        .query_map([format!("{MARK}{dataset}/")], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (name, sql) in ours {
        let still_wanted = views.iter().any(|view| sql.contains(&mark(dataset, view.collection)));
        if !still_wanted {
            drop(connection, &name)?;
        }
    }
    Ok(())
}

fn named(connection: &Connection, name: &str) -> rusqlite::Result<Option<Found>> {
    let mut statement = connection.prepare_cached(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE",
    )?;
    statement
        .query_row([name], |row| {
            Ok(Found { kind: row.get(0)?, name: row.get(1)?, sql: row.get(2)? })
        })
        .optional()
}

fn drop(connection: &Connection, name: &str) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("DROP VIEW {}", identifier(name)))
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
