//! The transaction that writes.

use rusqlite::{CachedStatement, OptionalExtension as _, params};

use super::failure::{Failing as _, is_about_the_record};
use super::read::{SqliteReader, is_installed};
use super::{Site, installation, sync_log, view};
use crate::store::{
    Change, Error, HistoryRow, Import, ImportId, Installation, NewConflict, NewRecord, Place,
    Placed, Reader, RecordId, Rejected, Rows, Settlement, Signature, Source, Stamp, State, SyncEnd,
    SyncRow, View, Writer,
};
use seedbank_codegen::model::SetAside;

const DOING: &str = "write to";

/// A transaction that began with `BEGIN IMMEDIATE`.
pub(super) struct SqliteWriter<'c> {
    inside: SqliteReader<'c>,
    signature: Signature,
    /// Whether the index over the records' names is still to be made.
    unindexed: bool,
}

/// What finds a record, and keeps two from having one name.
const INDEX: &str = "CREATE UNIQUE INDEX IF NOT EXISTS seedbank_record_name \
                     ON seedbank_record (dataset, collection, unit, key)";

impl<'c> SqliteWriter<'c> {
    pub(super) fn new(inside: SqliteReader<'c>, signature: Signature) -> Self {
        Self { inside, signature, unindexed: false }
    }

    pub(super) fn site(&self) -> &Site {
        &self.inside.site
    }

    pub(super) fn prepare_cached(&self, sql: &str) -> Result<CachedStatement<'_>, Error> {
        self.inside.transaction.prepare_cached(sql).or_fail(&self.inside.site, DOING)
    }

    /// Whether a record was refused, and why, when the transaction can go on without it.
    fn refused(&self, result: rusqlite::Result<usize>) -> Result<Option<String>, Error> {
        match result {
            // A trigger of the application's can have ended the whole transaction.
            Err(error)
                if is_about_the_record(&error) && !self.inside.transaction.is_autocommit() =>
            {
                Ok(Some(error.to_string()))
            }
            result => result.map(|_| None).or_fail(&self.inside.site, DOING),
        }
    }
}

impl SqliteWriter<'_> {
    /// Under a number of its own, or under the next.
    pub(super) fn insert_history(&self, id: Option<i64>, row: &HistoryRow) -> Result<(), Error> {
        self.prepare_cached(
            "INSERT INTO seedbank_history (id, import, record, dataset, collection, unit, key, \
             action, before, after, reason, release, at, by, previous, hash) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            id,
            row.import.map(|import| import.0),
            row.record.map(|record| record.0),
            row.dataset,
            row.collection,
            row.unit,
            row.key,
            row.action.as_str(),
            row.before,
            row.after,
            row.reason,
            row.release,
            row.signature.at,
            row.signature.by,
            row.previous,
            row.hash,
        ])
        .map(|_| ())
        .or_fail(&self.inside.site, DOING)
    }
}

impl Writer for SqliteWriter<'_> {
    fn reader(&mut self) -> &mut dyn Reader {
        &mut self.inside
    }

    fn prepare(&mut self) -> Result<bool, Error> {
        const DOING: &str = "create the tables of";
        let SqliteReader { transaction, site } = &self.inside;
        if installation::read(transaction, site)?.is_some() {
            return Ok(false);
        }
        let all_new = !is_installed(transaction).or_fail(site, DOING)?;
        transaction.execute_batch(include_str!("schema.sql")).or_fail(site, DOING)?;
        if !all_new {
            transaction.execute_batch(INDEX).or_fail(site, DOING)?;
        }
        // Into an empty table, sorting all names at the end costs half of keeping them sorted.
        self.unindexed = all_new;
        Ok(all_new)
    }

    fn insert(
        &mut self,
        place: Place<'_>,
        source: Source,
        import: Option<ImportId>,
        records: &[NewRecord<'_>],
    ) -> Result<Vec<Rejected>, Error> {
        let mut statement = self.prepare_cached(
            "INSERT INTO seedbank_record (dataset, collection, unit, key, data, source, state, \
             revision, created_at, created_by, import) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?9, ?10)",
        )?;
        let Signature { at, by } = &self.signature;
        let Place { dataset, collection, unit } = place;
        // What all share is bound once: a binding lasts until it is replaced.
        let (source, state) = (source.as_str(), State::Active.as_str());
        let shared =
            [(1, dataset), (2, collection), (3, unit), (6, source), (7, state), (8, at), (9, by)];
        for (index, text) in shared {
            statement.raw_bind_parameter(index, text).or_fail(&self.inside.site, DOING)?;
        }
        let import = import.map(|ImportId(import)| import);
        statement.raw_bind_parameter(10, import).or_fail(&self.inside.site, DOING)?;
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
        // Apart, so that the index over the names is left alone where no name changes.
        let mut rename = self.prepare_cached(
            "UPDATE seedbank_record SET data = ?2, base = ?3, state = ?4, revision = revision + 1, \
             updated_at = ?5, updated_by = ?6, key = ?7 WHERE id = ?1",
        )?;
        let Signature { at, by } = &self.signature;
        let mut rejected = Vec::new();
        for (index, change) in changes.iter().enumerate() {
            let state = change.state.as_str();
            let Change { id, key, data, base, .. } = *change;
            let result = match key {
                Some(key) => rename.execute(params![id.0, data, base, state, at, by, key]),
                None => statement.execute(params![id.0, data, base, state, at, by]),
            };
            rejected.extend(self.refused(result)?.map(|reason| Rejected { index, reason }));
        }
        Ok(rejected)
    }

    fn put_import(&mut self, import: &Import, digest: Option<&[u8]>) -> Result<(), Error> {
        let Import { dataset, unit, hash, stamp, state, set_aside, signature } = import;
        let before: Option<i64> = self
            .prepare_cached("SELECT digest FROM seedbank_import WHERE dataset = ?1 AND unit = ?2")?
            .query_row(params![dataset, unit], |row| row.get(0))
            .optional()
            .or_fail(&self.inside.site, DOING)?
            .flatten();
        let digest = match digest {
            Some(records) => Some(
                self.prepare_cached("INSERT INTO seedbank_digest (records) VALUES (?1)")?
                    .insert([records])
                    .or_fail(&self.inside.site, DOING)?,
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
        .or_fail(&self.inside.site, DOING)?;
        self.prepare_cached("DELETE FROM seedbank_digest WHERE id = ?1")?
            .execute([before])
            .map(|_| ())
            .or_fail(&self.inside.site, DOING)
    }

    fn stamp(&mut self, dataset: &str, stamp: &Stamp) -> Result<(), Error> {
        self.prepare_cached(
            "UPDATE seedbank_import SET generation = ?2, version = ?3, schema_hash = ?4 \
             WHERE dataset = ?1",
        )?
        .execute(params![dataset, stamp.generation.cast_signed(), stamp.version, stamp.schema_hash])
        .map(|_| ())
        .or_fail(&self.inside.site, DOING)
    }

    fn put_views(&mut self, dataset: &str, views: &[View<'_>]) -> Result<(), Error> {
        view::put(&self.inside.transaction, &self.inside.site, dataset, views)
    }

    fn remove_import(&mut self, dataset: &str, unit: &str) -> Result<(), Error> {
        self.prepare_cached(
            "DELETE FROM seedbank_digest WHERE id IN \
             (SELECT digest FROM seedbank_import WHERE dataset = ?1 AND unit = ?2)",
        )?
        .execute([dataset, unit])
        .or_fail(&self.inside.site, DOING)?;
        self.prepare_cached("DELETE FROM seedbank_import WHERE dataset = ?1 AND unit = ?2")?
            .execute([dataset, unit])
            .map(|_| ())
            .or_fail(&self.inside.site, DOING)
    }

    fn append_history(&mut self, rows: &[HistoryRow]) -> Result<(), Error> {
        for row in rows {
            self.insert_history(None, row)?;
        }
        let Some(last) = rows.last() else { return Ok(()) };
        self.prepare_cached("UPDATE seedbank_bundle SET head = ?1")?
            .execute([&last.hash])
            .map(|_| ())
            .or_fail(&self.inside.site, DOING)
    }

    fn prune_history(&mut self, up_to: i64, checkpoint: &HistoryRow) -> Result<(), Error> {
        self.prepare_cached("DELETE FROM seedbank_history WHERE id <= ?1")?
            .execute([up_to])
            .or_fail(&self.inside.site, DOING)?;
        self.insert_history(Some(up_to), checkpoint)
    }

    fn put_conflicts(&mut self, conflicts: &[NewConflict]) -> Result<(), Error> {
        let Signature { at, by } = &self.signature;
        let mut supersede = self.prepare_cached(
            "UPDATE seedbank_conflict SET settled = ?3, settled_at = ?4, settled_by = ?5 \
             WHERE record = ?1 AND field = ?2 AND settled IS NULL",
        )?;
        let mut insert = self.prepare_cached(
            "INSERT INTO seedbank_conflict (record, field, base, current, target, reason, import, \
             created_at, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for NewConflict { record, field, base, current, target, reason, import } in conflicts {
            let superseded = Settlement::Superseded.as_str();
            let import = import.map(|ImportId(import)| import);
            supersede
                .execute(params![record.0, field, superseded, at, by])
                .and_then(|_| {
                    insert.execute(params![
                        record.0, field, base, current, target, reason, import, at, by
                    ])
                })
                .or_fail(&self.inside.site, DOING)?;
        }
        Ok(())
    }

    fn reopen_conflicts(&mut self, ids: &[i64]) -> Result<(), Error> {
        let mut statement = self.prepare_cached(
            "UPDATE seedbank_conflict SET settled = NULL, settled_at = NULL, settled_by = NULL \
             WHERE id = ?1 AND settled = 'superseded' AND NOT EXISTS \
             (SELECT 1 FROM seedbank_conflict AS other WHERE other.settled IS NULL \
             AND other.record = seedbank_conflict.record AND other.field = seedbank_conflict.field)",
        )?;
        for id in ids {
            statement.execute([id]).or_fail(&self.inside.site, DOING)?;
        }
        Ok(())
    }

    fn settle_conflicts(&mut self, ids: &[i64], settlement: Settlement) -> Result<(), Error> {
        let Signature { at, by } = &self.signature;
        let mut statement = self.prepare_cached(
            "UPDATE seedbank_conflict SET settled = ?2, settled_at = ?3, settled_by = ?4 \
             WHERE id = ?1 AND settled IS NULL",
        )?;
        for id in ids {
            statement
                .execute(params![id, settlement.as_str(), at, by])
                .or_fail(&self.inside.site, DOING)?;
        }
        Ok(())
    }

    fn start_syncs(&mut self, rows: &[SyncRow]) -> Result<Vec<i64>, Error> {
        sync_log::start(&self.inside, rows)
    }

    fn end_syncs(&mut self, ends: &[SyncEnd]) -> Result<(), Error> {
        sync_log::end(&self.inside, ends, &self.signature.at)
    }

    fn forget_syncs(&mut self, ids: &[i64]) -> Result<(), Error> {
        sync_log::forget(&self.inside, ids)
    }

    fn put_installation(&mut self, installation: &Installation) -> Result<(), Error> {
        let Signature { at, by } = &self.signature;
        let Installation { format, hash, undone, set_aside, .. } = installation;
        self.prepare_cached(
            "REPLACE INTO seedbank_bundle (id, format, hash, undone, head, set_aside, updated_at, \
             updated_by) VALUES (1, ?1, ?2, ?3, \
             (SELECT hash FROM seedbank_history ORDER BY id DESC LIMIT 1), ?4, ?5, ?6)",
        )?
        .execute(params![format, hash, undone, set_aside_text(set_aside), at, by])
        .map(|_| ())
        .or_fail(&self.inside.site, DOING)
    }

    fn fill(&mut self, records: &[(RecordId, &str)]) -> Result<(), Error> {
        let mut fill = self.prepare_cached("UPDATE seedbank_record SET data = ?2 WHERE id = ?1")?;
        for (id, data) in records {
            fill.execute(params![id.0, data]).or_fail(&self.inside.site, DOING)?;
        }
        Ok(())
    }

    fn add(&mut self, records: &[Placed]) -> Result<(), Error> {
        self.put_records(records)
    }

    fn load(&mut self, rows: &Rows) -> Result<(), Error> {
        self.load_all(rows)?;
        sync_log::replace(&self.inside, &rows.syncs)
    }

    fn commit(self: Box<Self>) -> Result<(), Error> {
        if self.unindexed {
            self.inside.transaction.execute_batch(INDEX).or_fail(&self.inside.site, DOING)?;
        }
        self.inside.transaction.commit().or_fail(&self.inside.site, DOING)
    }
}

/// `NULL` where there is nothing.
fn set_aside_text(set_aside: &[SetAside]) -> Option<String> {
    (!set_aside.is_empty()).then(|| serde_json::json!(set_aside).to_string())
}
