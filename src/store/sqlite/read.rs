//! What can be read, inside a transaction.

use rusqlite::types::Value as SqlValue;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Row, Transaction, params};

use super::failure::Failing as _;
use super::row::{self, CONFLICT, HISTORY, IMPORT, RECORD, STAMP};
use super::{Site, installation, sync_log, view};
use crate::store::{
    ConflictFilter, ConflictRow, Error, HistoryEntry, HistoryFilter, Import, ImportId,
    Installation, Place, Reader, RecordFilter, RecordId, RecordName, Stamp, Stored, SyncEntry,
    SyncFilter, View,
};

const DOING: &str = "read";

/// A transaction that sees one moment.
pub(super) struct SqliteReader<'c> {
    pub transaction: Transaction<'c>,
    pub site: Site,
}

/// SQLite looks into an index that leaves rows out only where a query leaves them out too.
const LAST_IMPORT: &str =
    "SELECT coalesce(max(import), 0) FROM seedbank_history WHERE import IS NOT NULL";

/// Records that differ from what the factory delivered: the condition of an index.
const DRIFTED: &str = "(base IS NOT NULL OR source <> 'factory' OR state = 'deleted')";

impl SqliteReader<'_> {
    pub(super) fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, Error> {
        self.transaction.prepare_cached(sql).or_fail(&self.site, DOING)
    }

    /// Runs a query whose rows `visit` reads one by one.
    pub(super) fn each(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        mut visit: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(parameters).or_fail(&self.site, DOING)?;
        while let Some(row) = rows.next().or_fail(&self.site, DOING)? {
            visit(row)?;
        }
        Ok(())
    }
}

impl Reader for SqliteReader<'_> {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        installation::read(&self.transaction, &self.site)
    }

    fn imports(&mut self) -> Result<Vec<Import>, Error> {
        let mut imports = Vec::new();
        let sql = format!("SELECT {IMPORT} FROM seedbank_import ORDER BY dataset, unit");
        self.each(&sql, [], |found| {
            imports.push(row::import(found, &self.site)?);
            Ok(())
        })?;
        Ok(imports)
    }

    fn stamp(&mut self, dataset: &str) -> Result<Option<Stamp>, Error> {
        let sql = format!("SELECT {STAMP} FROM seedbank_import WHERE dataset = ?1 LIMIT 1");
        self.prepare(&sql)?
            .query_row([dataset], |found| row::stamp(found, 0))
            .optional()
            .or_fail(&self.site, DOING)
    }

    fn digest(&mut self, dataset: &str, unit: &str) -> Result<Option<Vec<u8>>, Error> {
        self.prepare(
            "SELECT records FROM seedbank_digest WHERE id = \
             (SELECT digest FROM seedbank_import WHERE dataset = ?1 AND unit = ?2)",
        )?
        .query_row(params![dataset, unit], |row| row.get(0))
        .optional()
        .or_fail(&self.site, DOING)
    }

    fn has_records(&mut self, place: Place<'_>) -> Result<bool, Error> {
        self.prepare(
            "SELECT EXISTS (SELECT 1 FROM seedbank_record \
             WHERE dataset = ?1 AND collection = ?2 AND unit = ?3)",
        )?
        .query_row(params![place.dataset, place.collection, place.unit], |row| row.get(0))
        .or_fail(&self.site, DOING)
    }

    fn records(&mut self, place: Place<'_>, keys: &[&str]) -> Result<Vec<Option<Stored>>, Error> {
        let sql = format!(
            "SELECT {RECORD} FROM seedbank_record \
             WHERE dataset = ?1 AND collection = ?2 AND unit = ?3 AND key = ?4"
        );
        let mut statement = self.prepare(&sql)?;
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            let mut rows = statement
                .query(params![place.dataset, place.collection, place.unit, key])
                .or_fail(&self.site, DOING)?;
            let next = rows.next().or_fail(&self.site, DOING)?;
            found.push(next.map(|next| row::stored(next, &self.site)).transpose()?);
        }
        Ok(found)
    }

    fn records_by_id(&mut self, ids: &[RecordId]) -> Result<Vec<(RecordName, Stored)>, Error> {
        let sql =
            format!("SELECT {RECORD}, dataset, collection FROM seedbank_record WHERE id = ?1");
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            self.each(&sql, [id.0], |next| {
                let stored = row::stored(next, &self.site)?;
                let (dataset, collection) = row::place(next).or_fail(&self.site, DOING)?;
                let (unit, key) = (stored.unit.clone(), stored.key.clone());
                found.push((RecordName { dataset, collection, unit, key }, stored));
                Ok(())
            })?;
        }
        Ok(found)
    }

    fn each_key(&mut self, place: Place<'_>, visit: &mut dyn FnMut(&str)) -> Result<(), Error> {
        const SELECT: &str = "SELECT key FROM seedbank_record \
                              WHERE dataset = ?1 AND collection = ?2 AND unit = ?3";
        self.each(SELECT, params![place.dataset, place.collection, place.unit], |found| {
            let key: String = found.get(0).or_fail(&self.site, DOING)?;
            visit(&key);
            Ok(())
        })
    }

    fn each_record(
        &mut self,
        filter: &RecordFilter<'_>,
        visit: &mut dyn FnMut(Place<'_>, Stored) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut conditions = Conditions::default();
        conditions.equal("dataset", filter.dataset.map(text));
        conditions.equal("collection", filter.collection.map(text));
        conditions.equal("unit", filter.unit.map(text));
        conditions.equal("import", filter.import.map(|import| SqlValue::Integer(import.0)));
        if filter.drifted {
            conditions.sql.push(DRIFTED.to_owned());
        }
        let sql = format!(
            "SELECT {RECORD}, dataset, collection FROM seedbank_record {} \
             ORDER BY dataset, collection, unit, key",
            conditions.all()
        );
        self.each(&sql, rusqlite::params_from_iter(&conditions.values), |found| {
            let stored = row::stored(found, &self.site)?;
            let (dataset, collection) = row::place(found).or_fail(&self.site, DOING)?;
            let unit = stored.unit.clone();
            visit(Place { dataset: &dataset, collection: &collection, unit: &unit }, stored)
        })
    }

    fn each_history(
        &mut self,
        filter: &HistoryFilter<'_>,
        visit: &mut dyn FnMut(HistoryEntry) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut conditions = Conditions::default();
        conditions.equal("dataset", filter.dataset.map(text));
        conditions.equal("unit", filter.unit.map(text));
        conditions.equal("record", filter.record.map(|record| SqlValue::Integer(record.0)));
        conditions.equal("import", filter.import.map(|import| SqlValue::Integer(import.0)));
        conditions.equal("action", filter.action.map(|action| text(action.as_str())));
        conditions.compare("at", ">=", filter.since.map(text));
        conditions.compare("id", ">", filter.after.map(SqlValue::Integer));
        let sql =
            format!("SELECT {HISTORY} FROM seedbank_history {} ORDER BY id", conditions.all());
        self.each(&sql, rusqlite::params_from_iter(&conditions.values), |found| {
            visit(row::history(found, &self.site)?)
        })
    }

    fn last_history(&mut self) -> Result<i64, Error> {
        self.prepare("SELECT coalesce(max(id), 0) FROM seedbank_history")?
            .query_row([], |row| row.get(0))
            .or_fail(&self.site, DOING)
    }

    fn last_import(&mut self) -> Result<ImportId, Error> {
        self.prepare(LAST_IMPORT)?
            .query_row([], |row| row.get(0).map(ImportId))
            .or_fail(&self.site, DOING)
    }

    fn conflicts(&mut self, filter: &ConflictFilter) -> Result<Vec<ConflictRow>, Error> {
        let mut conditions = Conditions::default();
        conditions.equal("id", filter.id.map(SqlValue::Integer));
        conditions.equal("record", filter.record.map(|record| SqlValue::Integer(record.0)));
        if filter.open {
            conditions.sql.push("settled IS NULL".to_owned());
        }
        let sql =
            format!("SELECT {CONFLICT} FROM seedbank_conflict {} ORDER BY id", conditions.all());
        let mut found = Vec::new();
        self.each(&sql, rusqlite::params_from_iter(&conditions.values), |next| {
            found.push(row::conflict(next, &self.site)?);
            Ok(())
        })?;
        Ok(found)
    }

    fn syncs(&mut self, filter: &SyncFilter<'_>) -> Result<Vec<SyncEntry>, Error> {
        sync_log::read(self, filter)
    }

    fn broken_views(&mut self, views: &[View<'_>]) -> Result<Vec<String>, Error> {
        view::broken(&self.transaction, &self.site, views)
    }
}

pub(super) fn text(text: &str) -> SqlValue {
    SqlValue::Text(text.to_owned())
}

/// What a row must be, with the values in the order of their numbers.
#[derive(Default)]
pub(super) struct Conditions {
    sql: Vec<String>,
    pub(super) values: Vec<SqlValue>,
}

impl Conditions {
    pub(super) fn equal(&mut self, column: &str, value: Option<SqlValue>) {
        self.compare(column, "=", value);
    }

    pub(super) fn compare(&mut self, column: &str, how: &str, value: Option<SqlValue>) {
        if let Some(value) = value {
            self.values.push(value);
            self.sql.push(format!("{column} {how} ?{}", self.values.len()));
        }
    }

    /// `WHERE …`, or nothing.
    pub(super) fn all(&self) -> String {
        if self.sql.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.sql.join(" AND "))
        }
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
