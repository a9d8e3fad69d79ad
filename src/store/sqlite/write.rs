//! The transaction.

use rusqlite::{CachedStatement, OptionalExtension as _, Transaction, params};

use super::failure::{Failing as _, is_about_the_record};
use super::{Site, read, view};
use crate::store::{
    Change, Error, HistoryRow, Import, Installation, NewRecord, Place, Reader, RecordId, Rejected,
    Signature, Source, Stamp, State, Stored, StoredKey, View, Writer,
};
use seedbank_codegen::model::SetAside;

const DOING: &str = "import into";

/// A transaction that began with `BEGIN IMMEDIATE`.
pub(super) struct SqliteWriter<'c> {
    transaction: Transaction<'c>,
    site: Site,
    signature: Signature,
    /// Whether the index over the records' names is still to be made.
    unindexed: bool,
}

/// What finds a record, and keeps two from having one name.
const INDEX: &str = "CREATE UNIQUE INDEX IF NOT EXISTS seedbank_record_name \
                     ON seedbank_record (dataset, collection, unit, key)";

impl<'c> SqliteWriter<'c> {
    pub(super) fn new(transaction: Transaction<'c>, site: Site, signature: Signature) -> Self {
        Self { transaction, site, signature, unindexed: false }
    }

    fn prepare_cached(&self, sql: &str) -> Result<CachedStatement<'_>, Error> {
        self.transaction.prepare_cached(sql).or_fail(&self.site, DOING)
    }

    /// Whether a record was refused, and why, when the transaction can go on without it.
    fn refused(&self, result: rusqlite::Result<usize>) -> Result<Option<String>, Error> {
        match result {
            // A trigger of the application's can have ended the whole transaction.
            Err(error) if is_about_the_record(&error) && !self.transaction.is_autocommit() => {
                Ok(Some(error.to_string()))
            }
            result => result.map(|_| None).or_fail(&self.site, DOING),
        }
    }
}

impl Reader for SqliteWriter<'_> {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        read::installation(&self.transaction, &self.site)
    }

    fn imports(&mut self) -> Result<Vec<Import>, Error> {
        read::imports(&self.transaction, &self.site)
    }
}

impl Writer for SqliteWriter<'_> {
    fn prepare(&mut self) -> Result<bool, Error> {
        const DOING: &str = "create the tables of";
        if self.installation()?.is_some() {
            return Ok(false);
        }
        let all_new = !read::is_installed(&self.transaction).or_fail(&self.site, DOING)?;
        self.transaction.execute_batch(include_str!("schema.sql")).or_fail(&self.site, DOING)?;
        // Into an empty table, sorting all names at the end costs half of keeping them sorted.
        self.unindexed = all_new;
        if !all_new {
            self.transaction.execute_batch(INDEX).or_fail(&self.site, DOING)?;
        }
        Ok(all_new)
    }

    fn has_records(&mut self, place: Place<'_>) -> Result<bool, Error> {
        self.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM seedbank_record \
             WHERE dataset = ?1 AND collection = ?2 AND unit = ?3)",
        )?
        .query_row(params![place.dataset, place.collection, place.unit], |row| row.get(0))
        .or_fail(&self.site, DOING)
    }

    fn records(&mut self, place: Place<'_>, keys: &[&str]) -> Result<Vec<Option<Stored>>, Error> {
        let mut statement = self.prepare_cached(
            "SELECT id, data, base, source, state FROM seedbank_record \
             WHERE dataset = ?1 AND collection = ?2 AND unit = ?3 AND key = ?4",
        )?;
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            let mut rows = statement
                .query(params![place.dataset, place.collection, place.unit, key])
                .or_fail(&self.site, DOING)?;
            let record = match rows.next().or_fail(&self.site, DOING)? {
                Some(row) => Some(self.stored(row)?),
                None => None,
            };
            found.push(record);
        }
        Ok(found)
    }

    fn each_key(
        &mut self,
        place: Place<'_>,
        visit: &mut dyn FnMut(StoredKey<'_>),
    ) -> Result<(), Error> {
        let mut statement = self.prepare_cached(
            "SELECT id, key, source, state, base IS NOT NULL FROM seedbank_record \
             WHERE dataset = ?1 AND collection = ?2 AND unit = ?3",
        )?;
        let mut rows = statement
            .query(params![place.dataset, place.collection, place.unit])
            .or_fail(&self.site, DOING)?;
        while let Some(row) = rows.next().or_fail(&self.site, DOING)? {
            let (source, state) = self.source_and_state(row, 2)?;
            let id = RecordId(row.get(0).or_fail(&self.site, DOING)?);
            let key: String = row.get(1).or_fail(&self.site, DOING)?;
            let edited = row.get(4).or_fail(&self.site, DOING)?;
            visit(StoredKey { id, key: &key, source, state, edited });
        }
        Ok(())
    }

    fn insert(
        &mut self,
        place: Place<'_>,
        records: &[NewRecord<'_>],
    ) -> Result<Vec<Rejected>, Error> {
        let mut statement = self.prepare_cached(
            "INSERT INTO seedbank_record (dataset, collection, unit, key, data, source, state, \
             revision, created_at, created_by) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?9)",
        )?;
        let Signature { at, by } = &self.signature;
        let Place { dataset, collection, unit } = place;
        // What all share is bound once: a binding lasts until it is replaced.
        let (source, state) = (Source::Factory.as_str(), State::Active.as_str());
        let shared =
            [(1, dataset), (2, collection), (3, unit), (6, source), (7, state), (8, at), (9, by)];
        for (index, text) in shared {
            statement.raw_bind_parameter(index, text).or_fail(&self.site, DOING)?;
        }
        let mut rejected = Vec::new();
        for (index, record) in records.iter().enumerate() {
            let result = statement
                .raw_bind_parameter(4, record.key)
                .and_then(|()| statement.raw_bind_parameter(5, record.data))
                .and_then(|()| statement.raw_execute());
            rejected.extend(self.refused(result)?.map(|reason| Rejected { index, reason }));
        }
        Ok(rejected)
    }

    fn update(&mut self, changes: &[Change<'_>]) -> Result<Vec<Rejected>, Error> {
        let mut statement = self.prepare_cached(
            "UPDATE seedbank_record SET data = ?2, base = ?3, state = ?4, revision = revision + 1, \
             updated_at = ?5, updated_by = ?6 WHERE id = ?1",
        )?;
        let Signature { at, by } = &self.signature;
        let mut rejected = Vec::new();
        for (index, change) in changes.iter().enumerate() {
            let state = change.state.as_str();
            let result =
                statement.execute(params![change.id.0, change.data, change.base, state, at, by]);
            rejected.extend(self.refused(result)?.map(|reason| Rejected { index, reason }));
        }
        Ok(rejected)
    }

    fn set_state(&mut self, records: &[RecordId], state: State) -> Result<(), Error> {
        let mut statement = self.prepare_cached(
            "UPDATE seedbank_record SET state = ?2, revision = revision + 1, updated_at = ?3, \
             updated_by = ?4 WHERE id = ?1",
        )?;
        let Signature { at, by } = &self.signature;
        for id in records {
            statement.execute(params![id.0, state.as_str(), at, by]).or_fail(&self.site, DOING)?;
        }
        Ok(())
    }

    fn digest(&mut self, dataset: &str, unit: &str) -> Result<Option<Vec<u8>>, Error> {
        self.prepare_cached(
            "SELECT records FROM seedbank_digest WHERE id = \
             (SELECT digest FROM seedbank_import WHERE dataset = ?1 AND unit = ?2)",
        )?
        .query_row(params![dataset, unit], |row| row.get(0))
        .optional()
        .or_fail(&self.site, DOING)
    }

    fn put_import(&mut self, import: &Import, digest: Option<&[u8]>) -> Result<(), Error> {
        let Import { dataset, unit, hash, stamp, state, set_aside, signature } = import;
        let before: Option<i64> = self
            .prepare_cached("SELECT digest FROM seedbank_import WHERE dataset = ?1 AND unit = ?2")?
            .query_row(params![dataset, unit], |row| row.get(0))
            .optional()
            .or_fail(&self.site, DOING)?
            .flatten();
        let digest = match digest {
            Some(records) => Some(
                self.prepare_cached("INSERT INTO seedbank_digest (records) VALUES (?1)")?
                    .insert([records])
                    .or_fail(&self.site, DOING)?,
            ),
            None => None,
        };
        self.prepare_cached(
            "REPLACE INTO seedbank_import (dataset, unit, hash, generation, version, schema_hash, \
             state, set_aside, imported_at, imported_by, digest) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            dataset,
            unit,
            hash,
            stamp.generation.cast_signed(),
            stamp.version,
            stamp.schema_hash,
            state.as_str(),
            set_aside_text(set_aside),
            signature.at,
            signature.by,
            digest,
        ])
        .or_fail(&self.site, DOING)?;
        self.prepare_cached("DELETE FROM seedbank_digest WHERE id = ?1")?
            .execute([before])
            .map(|_| ())
            .or_fail(&self.site, DOING)
    }

    fn stamp(&mut self, dataset: &str, stamp: &Stamp) -> Result<(), Error> {
        self.prepare_cached(
            "UPDATE seedbank_import SET generation = ?2, version = ?3, schema_hash = ?4 \
             WHERE dataset = ?1",
        )?
        .execute(params![dataset, stamp.generation.cast_signed(), stamp.version, stamp.schema_hash])
        .map(|_| ())
        .or_fail(&self.site, DOING)
    }

    fn put_views(&mut self, dataset: &str, views: &[View<'_>]) -> Result<(), Error> {
        view::put(&self.transaction, &self.site, dataset, views)
    }

    fn last_history(&mut self) -> Result<Option<String>, Error> {
        self.prepare_cached("SELECT (SELECT hash FROM seedbank_history ORDER BY id DESC LIMIT 1)")?
            .query_row([], |row| row.get(0))
            .or_fail(&self.site, DOING)
    }

    fn append_history(&mut self, row: &HistoryRow<'_>) -> Result<(), Error> {
        let Signature { at, by } = &self.signature;
        self.prepare_cached(
            "INSERT INTO seedbank_history (dataset, unit, action, after, at, by, previous, hash) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            row.dataset,
            row.unit,
            row.action,
            row.after,
            at,
            by,
            row.previous,
            row.hash
        ])
        .map(|_| ())
        .or_fail(&self.site, DOING)
    }

    fn put_installation(&mut self, installation: &Installation) -> Result<(), Error> {
        let Signature { at, by } = &self.signature;
        self.prepare_cached(
            "REPLACE INTO seedbank_bundle (id, format, hash, set_aside, updated_at, updated_by) \
             VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            installation.format,
            installation.hash,
            set_aside_text(&installation.set_aside),
            at,
            by
        ])
        .map(|_| ())
        .or_fail(&self.site, DOING)
    }

    fn commit(self: Box<Self>) -> Result<(), Error> {
        if self.unindexed {
            self.transaction.execute_batch(INDEX).or_fail(&self.site, DOING)?;
        }
        self.transaction.commit().or_fail(&self.site, DOING)
    }
}

impl SqliteWriter<'_> {
    fn stored(&self, row: &rusqlite::Row<'_>) -> Result<Stored, Error> {
        let (source, state) = self.source_and_state(row, 3)?;
        let columns = (|| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))();
        let (id, data, base) = columns.or_fail(&self.site, DOING)?;
        Ok(Stored { id: RecordId(id), data, base, source, state })
    }

    fn source_and_state(
        &self,
        row: &rusqlite::Row<'_>,
        at: usize,
    ) -> Result<(Source, State), Error> {
        let columns: rusqlite::Result<(String, String)> =
            (|| Ok((row.get(at)?, row.get(at + 1)?)))();
        let (source, state) = columns.or_fail(&self.site, DOING)?;
        Ok((
            Source::from_text(&source)
                .ok_or_else(|| read::unknown(&self.site, "seedbank_record.source", &source))?,
            State::from_text(&state)
                .ok_or_else(|| read::unknown(&self.site, "seedbank_record.state", &state))?,
        ))
    }
}

/// `NULL` where there is nothing.
fn set_aside_text(set_aside: &[SetAside]) -> Option<String> {
    (!set_aside.is_empty()).then(|| serde_json::json!(set_aside).to_string())
}
