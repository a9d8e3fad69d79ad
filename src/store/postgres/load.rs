//! Puts all rows in the place of those that are there: batches go as arrays, a column each.

use std::collections::HashMap;

use super::failure::Failing as _;
use super::session::{numbers, texts};
use super::write::PostgresWriter;
use crate::store::rows::EMPTIED;
use crate::store::{ConflictRow, Error, HistoryRow, Placed, RecordId, Rows, Writer as _};

const DOING: &str = "write to";

/// So many rows go to the server at once.
const BATCH: usize = 2_000;

impl PostgresWriter<'_> {
    pub(super) fn load_all(&mut self, rows: &Rows) -> Result<(), Error> {
        for table in EMPTIED {
            self.run(&format!("DELETE FROM {table}"), DOING)?;
        }
        self.make_room(&rows.records)?;
        rows.records.chunks(BATCH).try_for_each(|records| self.put_records(records))?;
        for entries in rows.history.chunks(BATCH) {
            let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
            let rows: Vec<&HistoryRow> = entries.iter().map(|entry| &entry.row).collect();
            self.insert_history(Some(&ids), &rows)?;
        }
        rows.conflicts.chunks(BATCH).try_for_each(|rows| self.load_conflicts(rows))?;
        rows.imports.iter().try_for_each(|import| self.put_import(import, None))?;
        for table in ["seedbank_record", "seedbank_history", "seedbank_conflict"] {
            self.never_give_again(table)?;
        }
        self.put_installation(&rows.installation)
    }

    /// Lets the next number of a table come after all that it has. It never goes back: a number that was
    /// given is never another row's.
    pub(super) fn never_give_again(&mut self, table: &str) -> Result<(), Error> {
        self.run(
            &format!(
                "SELECT setval(name::regclass, newest) FROM (SELECT \
                 pg_get_serial_sequence('{table}', 'id') AS name, \
                 (SELECT max(id) FROM {table}) AS newest) AS numbers \
                 WHERE newest > coalesce(pg_sequence_last_value(name::regclass), 0)"
            ),
            DOING,
        )
    }

    /// Removes the records that do not come, and takes their names from those that come under another.
    fn make_room(&mut self, records: &[Placed]) -> Result<(), Error> {
        let coming: HashMap<RecordId, [&str; 4]> =
            records.iter().map(|placed| (placed.stored.id, placed.order())).collect();
        let (mut gone, mut moved) = (Vec::new(), Vec::new());
        let select = "SELECT id, dataset, collection, unit, key FROM seedbank_record";
        self.session().each(select, &[], DOING, |row, site| {
            let columns = || {
                Ok((
                    row.try_get(0)?,
                    [row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?],
                ))
            };
            let (id, name): (i64, [&str; 4]) = columns().or_fail(site, DOING)?;
            match coming.get(&RecordId(id)) {
                None => gone.push(id),
                Some(coming) if *coming != name => moved.push(id),
                Some(_) => {}
            }
            Ok(())
        })?;
        self.change("DELETE FROM seedbank_record WHERE id = ANY ($1)", &[numbers(&gone)])?;
        // Two may take each other's names: for a moment neither has its own.
        self.change(
            "UPDATE seedbank_record SET key = chr(1) || id WHERE id = ANY ($1)",
            &[numbers(&moved)],
        )
    }

    pub(super) fn put_records(&mut self, records: &[Placed]) -> Result<(), Error> {
        let ids: Vec<i64> = records.iter().map(|placed| placed.stored.id.0).collect();
        let revisions: Vec<i64> = records.iter().map(|placed| placed.stored.revision).collect();
        let imports: Vec<Option<i64>> =
            records.iter().map(|placed| placed.stored.import.map(|import| import.0)).collect();
        let columns = [
            column(records, |placed| Some(&placed.dataset)),
            column(records, |placed| Some(&placed.collection)),
            column(records, |placed| Some(&placed.stored.unit)),
            column(records, |placed| Some(&placed.stored.key)),
            column(records, |placed| Some(&placed.stored.data)),
            column(records, |placed| placed.stored.base.as_deref()),
            column(records, |placed| Some(placed.stored.source.as_str())),
            column(records, |placed| Some(placed.stored.state.as_str())),
            column(records, |placed| Some(&placed.stored.created.at)),
            column(records, |placed| Some(&placed.stored.created.by)),
            column(records, |placed| Some(&placed.stored.updated.as_ref()?.at)),
            column(records, |placed| Some(&placed.stored.updated.as_ref()?.by)),
        ];
        let mut values = vec![numbers(&ids), numbers(&revisions), numbers(&imports)];
        values.extend(columns.iter().map(texts));
        self.change(
            "INSERT INTO seedbank_record (id, revision, import, dataset, collection, unit, key, data, \
             base, source, state, created_at, created_by, updated_at, updated_by) \
             SELECT id, revision, import, dataset, collection, unit, key, data::jsonb, base::jsonb, \
             source, state, created_at, created_by, updated_at, updated_by \
             FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
             AS row (id, revision, import, dataset, collection, unit, key, data, base, source, state, \
             created_at, created_by, updated_at, updated_by) \
             ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, import = excluded.import, \
             dataset = excluded.dataset, collection = excluded.collection, unit = excluded.unit, \
             key = excluded.key, data = excluded.data, base = excluded.base, \
             source = excluded.source, state = excluded.state, \
             created_at = excluded.created_at, created_by = excluded.created_by, \
             updated_at = excluded.updated_at, updated_by = excluded.updated_by",
            &values,
        )
    }

    fn load_conflicts(&mut self, rows: &[ConflictRow]) -> Result<(), Error> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let records: Vec<i64> = rows.iter().map(|row| row.conflict.record.0).collect();
        let imports: Vec<Option<i64>> =
            rows.iter().map(|row| row.conflict.import.map(|import| import.0)).collect();
        let columns = [
            column(rows, |row| Some(&row.conflict.field)),
            column(rows, |row| row.conflict.base.as_deref()),
            column(rows, |row| row.conflict.current.as_deref()),
            column(rows, |row| row.conflict.target.as_deref()),
            column(rows, |row| row.conflict.reason.as_deref()),
            column(rows, |row| Some(&row.created.at)),
            column(rows, |row| Some(&row.created.by)),
            column(rows, |row| row.settled.as_ref().map(|(how, _)| how.as_str())),
            column(rows, |row| Some(&row.settled.as_ref()?.1.at)),
            column(rows, |row| Some(&row.settled.as_ref()?.1.by)),
        ];
        let mut values = vec![numbers(&ids), numbers(&records), numbers(&imports)];
        values.extend(columns.iter().map(texts));
        self.change(
            "INSERT INTO seedbank_conflict (id, record, import, field, base, current, target, reason, \
             created_at, created_by, settled, settled_at, settled_by) \
             SELECT id, record, import, field, base::jsonb, current::jsonb, target::jsonb, reason, \
             created_at, created_by, settled, settled_at, settled_by \
             FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             AS row (id, record, import, field, base, current, target, reason, created_at, created_by, \
             settled, settled_at, settled_by)",
            &values,
        )
    }
}

fn column<'r, R>(rows: &'r [R], value: impl Fn(&'r R) -> Option<&'r str>) -> Vec<Option<&'r str>> {
    rows.iter().map(value).collect()
}
