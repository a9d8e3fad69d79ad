//! Puts all rows in the place of those that are there.

use std::collections::HashMap;

use rusqlite::params;

use super::failure::Failing as _;
use super::write::SqliteWriter;
use crate::store::rows::EMPTIED;
use crate::store::{ConflictRow, Error, Placed, RecordId, Rows, Writer as _};

const DOING: &str = "write to";

impl SqliteWriter<'_> {
    pub(super) fn load_all(&mut self, rows: &Rows) -> Result<(), Error> {
        let site = self.site().clone();
        for table in EMPTIED.iter().chain(&["seedbank_digest"]) {
            let delete = format!("DELETE FROM {table}");
            self.prepare_cached(&delete)?.execute([]).or_fail(&site, DOING)?;
        }
        self.make_room(&rows.records)?;
        self.put_records(&rows.records)?;
        for entry in &rows.history {
            self.insert_history(Some(entry.id), &entry.row)?;
        }
        rows.conflicts.iter().try_for_each(|row| self.load_conflict(row))?;
        rows.imports.iter().try_for_each(|import| self.put_import(import, None))?;
        self.put_installation(&rows.installation)
    }

    /// Removes the records that do not come, and takes their names from those that come under another.
    fn make_room(&self, records: &[Placed]) -> Result<(), Error> {
        let site = self.site();
        let coming: HashMap<RecordId, [&str; 4]> =
            records.iter().map(|placed| (placed.stored.id, placed.order())).collect();
        let (mut gone, mut moved) = (Vec::new(), Vec::new());
        {
            let mut statement = self
                .prepare_cached("SELECT id, dataset, collection, unit, key FROM seedbank_record")?;
            let mut found = statement.query([]).or_fail(site, DOING)?;
            while let Some(row) = found.next().or_fail(site, DOING)? {
                let columns =
                    || Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]));
                let (id, name): (i64, [String; 4]) = columns().or_fail(site, DOING)?;
                match coming.get(&RecordId(id)) {
                    None => gone.push(id),
                    Some(coming) if *coming != name.each_ref().map(String::as_str) => {
                        moved.push(id);
                    }
                    Some(_) => {}
                }
            }
        }
        let mut delete = self.prepare_cached("DELETE FROM seedbank_record WHERE id = ?1")?;
        for id in gone {
            delete.execute([id]).or_fail(site, DOING)?;
        }
        // Two may take each other's names: for a moment neither has its own.
        let mut unname =
            self.prepare_cached("UPDATE seedbank_record SET key = char(1) || id WHERE id = ?1")?;
        for id in moved {
            unname.execute([id]).or_fail(site, DOING)?;
        }
        Ok(())
    }

    pub(super) fn put_records(&self, records: &[Placed]) -> Result<(), Error> {
        let site = self.site();
        let mut insert = self.prepare_cached(
            "INSERT INTO seedbank_record (id, dataset, collection, unit, key, data, base, source, state, \
             revision, import, created_at, created_by, updated_at, updated_by) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
             ON CONFLICT (id) DO UPDATE SET dataset = excluded.dataset, \
             collection = excluded.collection, unit = excluded.unit, key = excluded.key, \
             data = excluded.data, base = excluded.base, source = excluded.source, \
             state = excluded.state, revision = excluded.revision, import = excluded.import, \
             created_at = excluded.created_at, created_by = excluded.created_by, \
             updated_at = excluded.updated_at, updated_by = excluded.updated_by",
        )?;
        for Placed { dataset, collection, stored } in records {
            let updated = stored.updated.as_ref();
            insert
                .execute(params![
                    stored.id.0,
                    dataset,
                    collection,
                    stored.unit,
                    stored.key,
                    stored.data,
                    stored.base,
                    stored.source.as_str(),
                    stored.state.as_str(),
                    stored.revision,
                    stored.import.map(|import| import.0),
                    stored.created.at,
                    stored.created.by,
                    updated.map(|signature| &signature.at),
                    updated.map(|signature| &signature.by),
                ])
                .or_fail(site, DOING)?;
        }
        Ok(())
    }

    fn load_conflict(&self, row: &ConflictRow) -> Result<(), Error> {
        let ConflictRow { id, conflict, created, settled } = row;
        let (how, signature) = settled.as_ref().map(|(how, who)| (how.as_str(), who)).unzip();
        self.prepare_cached(
            "INSERT INTO seedbank_conflict (id, record, field, base, current, target, reason, import, \
             created_at, created_by, settled, settled_at, settled_by) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            id,
            conflict.record.0,
            conflict.field,
            conflict.base,
            conflict.current,
            conflict.target,
            conflict.reason,
            conflict.import.map(|import| import.0),
            created.at,
            created.by,
            how,
            signature.map(|signature| &signature.at),
            signature.map(|signature| &signature.by),
        ])
        .map(|_| ())
        .or_fail(self.site(), DOING)
    }
}
