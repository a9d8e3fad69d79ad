//! The transaction that writes: batches go as arrays, a column each.

use seedbank_codegen::model::SetAside;

use super::failure::Failing as _;
use super::read::PostgresReader;
use super::refused::in_batches;
use super::session::{Session, Value, number, numbers, text, texts};
use super::sql::{identifier, literal};
use super::{sync_log, view};
use crate::store::{
    Change, Error, HistoryRow, Import, ImportId, Installation, NewConflict, NewRecord, Place,
    Placed, Reader, RecordId, Rejected, Rows, Settlement, Signature, Source, Stamp, State, SyncEnd,
    SyncRow, View, Writer,
};
use postgres::types::Type;

const DOING: &str = "write to";

/// A transaction that holds the lock on the installation's row.
pub(super) struct PostgresWriter<'c> {
    inside: PostgresReader<'c>,
    signature: Signature,
    /// Whether the index over the records' names is still to be made.
    unindexed: bool,
}

/// What finds a record, and keeps two from having one name.
const INDEX: &str = "CREATE UNIQUE INDEX IF NOT EXISTS seedbank_record_name \
                     ON seedbank_record (dataset, collection, unit, key)";

impl<'c> PostgresWriter<'c> {
    pub(super) fn new(session: Session<'c>, signature: Signature) -> Self {
        Self { inside: PostgresReader(session), signature, unindexed: false }
    }

    pub(super) fn run(&mut self, statements: &str, doing: &'static str) -> Result<(), Error> {
        let session = &mut self.inside.0;
        session.run(statements).or_fail(&session.site, doing)
    }

    pub(super) fn session(&mut self) -> &mut Session<'c> {
        &mut self.inside.0
    }

    pub(super) fn change(&mut self, sql: &str, values: &[Value<'_>]) -> Result<(), Error> {
        let session = &mut self.inside.0;
        session.change(sql, values).map(|_| ()).or_fail(&session.site, DOING)
    }

    /// Each under a number of its own, or under the next.
    pub(super) fn insert_history(
        &mut self,
        ids: Option<&[i64]>,
        rows: &[&HistoryRow],
    ) -> Result<(), Error> {
        fn column<'r, T>(rows: &[&'r HistoryRow], value: impl Fn(&'r HistoryRow) -> T) -> Vec<T> {
            rows.iter().map(|row| value(row)).collect()
        }
        let imports = column(rows, |row| row.import.map(|import| import.0));
        let records = column(rows, |row| row.record.map(|record| record.0));
        let columns: [Vec<Option<&str>>; 13] = [
            column(rows, |row| Some(row.dataset.as_str())),
            column(rows, |row| row.collection.as_deref()),
            column(rows, |row| row.unit.as_deref()),
            column(rows, |row| row.key.as_deref()),
            column(rows, |row| Some(row.action.as_str())),
            column(rows, |row| row.before.as_deref()),
            column(rows, |row| row.after.as_deref()),
            column(rows, |row| row.reason.as_deref()),
            column(rows, |row| row.release.as_deref()),
            column(rows, |row| Some(row.signature.at.as_str())),
            column(rows, |row| Some(row.signature.by.as_str())),
            column(rows, |row| row.previous.as_deref()),
            column(rows, |row| Some(row.hash.as_str())),
        ];
        let mut values = vec![numbers(&imports), numbers(&records)];
        values.extend(columns.iter().map(texts));
        let (id, id_values) = match &ids {
            Some(ids) => {
                values.push(numbers(ids));
                ("id, ", ", $16")
            }
            None => ("", ""),
        };
        let id_rank = if ids.is_some() { "id, rank" } else { "rank" };
        self.change(
            &format!(
                "INSERT INTO seedbank_history ({id}import, record, dataset, collection, unit, \
                 key, action, before, after, reason, release, at, by, previous, hash) \
                 SELECT {id}import, record, dataset, collection, unit, key, action, \
                 before::json, after::json, reason, release, at, by, previous, hash \
                 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15{id_values}) \
                 WITH ORDINALITY AS row (import, record, dataset, collection, unit, key, action, \
                 before, after, reason, release, at, by, previous, hash, {id_rank}) ORDER BY rank"
            ),
            &values,
        )
    }
}

impl Writer for PostgresWriter<'_> {
    fn reader(&mut self) -> &mut dyn Reader {
        &mut self.inside
    }

    fn prepare(&mut self) -> Result<bool, Error> {
        const DOING: &str = "create the tables of";
        if self.inside.installation()?.is_some() {
            return Ok(false);
        }
        let session = &mut self.inside.0;
        let schema = identifier(session.schema.as_deref().unwrap_or_default());
        let table = literal(&format!("{schema}.seedbank_record"));
        let found = session
            .rows(&format!("SELECT 1 WHERE to_regclass({table}) IS NOT NULL"), &[])
            .or_fail(&session.site, DOING)?;
        let all_new = found.is_empty();
        self.run(include_str!("schema.sql"), DOING)?;
        if !all_new {
            self.run(INDEX, DOING)?;
        }
        // Into an empty table, sorting all names at the end costs less than keeping them sorted.
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
        const INSERT: &str = "INSERT INTO seedbank_record (dataset, collection, unit, key, data, \
                              source, state, revision, created_at, created_by, import) \
                              SELECT $1, $2, $3, key, data::jsonb, $4, $5, 1, $6, $7, $8 \
                              FROM unnest($9, $10) AS record (key, data)";
        let Signature { at, by } = &self.signature;
        let Place { dataset, collection, unit } = place;
        let (source, state) = (source.as_str(), State::Active.as_str());
        let import = import.map(|ImportId(import)| import);
        in_batches(&mut self.inside.0, records, DOING, |session, records| {
            let keys: Vec<&str> = records.iter().map(|record| record.key).collect();
            let data: Vec<&str> = records.iter().map(|record| record.data).collect();
            let values = [
                text(&dataset),
                text(&collection),
                text(&unit),
                text(&source),
                text(&state),
                text(at),
                text(by),
                number(&import),
                texts(&keys),
                texts(&data),
            ];
            session.change(INSERT, &values).map(|_| ())
        })
    }

    fn update(&mut self, changes: &[Change<'_>]) -> Result<Vec<Rejected>, Error> {
        const UPDATE: &str = "UPDATE seedbank_record AS r SET key = coalesce(c.key, r.key), \
                              data = c.data::jsonb, base = c.base::jsonb, state = c.state, \
                              revision = r.revision + 1, updated_at = $6, updated_by = $7 \
                              FROM unnest($1, $2, $3, $4, $5) AS c (id, key, data, base, state) \
                              WHERE r.id = c.id";
        let Signature { at, by } = &self.signature;
        in_batches(&mut self.inside.0, changes, DOING, |session, changes| {
            let ids: Vec<i64> = changes.iter().map(|change| change.id.0).collect();
            let keys: Vec<Option<&str>> = changes.iter().map(|change| change.key).collect();
            let data: Vec<&str> = changes.iter().map(|change| change.data).collect();
            let bases: Vec<Option<&str>> = changes.iter().map(|change| change.base).collect();
            let states: Vec<&str> = changes.iter().map(|change| change.state.as_str()).collect();
            let values = [
                numbers(&ids),
                texts(&keys),
                texts(&data),
                texts(&bases),
                texts(&states),
                text(at),
                text(by),
            ];
            session.change(UPDATE, &values).map(|_| ())
        })
    }

    fn put_import(&mut self, import: &Import, digest: Option<&[u8]>) -> Result<(), Error> {
        let Import { dataset, unit, hash, stamp, state, set_aside, signature } = import;
        let generation = stamp.generation.cast_signed();
        self.change(
            "INSERT INTO seedbank_import AS i (dataset, unit, hash, generation, version, \
             schema_hash, state, set_aside, imported_at, imported_by, digest) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (dataset, unit) DO UPDATE SET hash = excluded.hash, \
             generation = excluded.generation, version = excluded.version, \
             schema_hash = excluded.schema_hash, state = excluded.state, \
             set_aside = excluded.set_aside, imported_at = excluded.imported_at, \
             imported_by = excluded.imported_by, digest = excluded.digest",
            &[
                text(dataset),
                text(unit),
                text(hash),
                number(&generation),
                text(&stamp.version),
                text(&stamp.schema_hash),
                text(&state.as_str()),
                text(&set_aside_text(set_aside)),
                text(&signature.at),
                text(&signature.by),
                (&digest, Type::BYTEA),
            ],
        )
    }

    fn remove_import(&mut self, dataset: &str, unit: &str) -> Result<(), Error> {
        self.change(
            "DELETE FROM seedbank_import WHERE dataset = $1 AND unit = $2",
            &[text(&dataset), text(&unit)],
        )
    }

    fn stamp(&mut self, dataset: &str, stamp: &Stamp) -> Result<(), Error> {
        let generation = stamp.generation.cast_signed();
        self.change(
            "UPDATE seedbank_import SET generation = $2, version = $3, schema_hash = $4 \
             WHERE dataset = $1",
            &[text(&dataset), number(&generation), text(&stamp.version), text(&stamp.schema_hash)],
        )
    }

    fn put_views(&mut self, dataset: &str, views: &[View<'_>]) -> Result<(), Error> {
        view::put(&mut self.inside.0, dataset, views)
    }

    fn append_history(&mut self, rows: &[HistoryRow]) -> Result<(), Error> {
        let Some(last) = rows.last() else { return Ok(()) };
        self.insert_history(None, &rows.iter().collect::<Vec<_>>())?;
        self.change("UPDATE seedbank_bundle SET head = $1", &[text(&last.hash)])
    }

    fn prune_history(&mut self, up_to: i64, checkpoint: &HistoryRow) -> Result<(), Error> {
        self.change("DELETE FROM seedbank_history WHERE id <= $1", &[number(&up_to)])?;
        self.insert_history(Some(&[up_to]), &[checkpoint])
    }

    fn put_conflicts(&mut self, conflicts: &[NewConflict]) -> Result<(), Error> {
        fn column<'c>(
            conflicts: &'c [NewConflict],
            value: impl Fn(&'c NewConflict) -> Option<&'c String>,
        ) -> Vec<Option<&'c str>> {
            conflicts.iter().map(|conflict| value(conflict).map(String::as_str)).collect()
        }
        if conflicts.is_empty() {
            return Ok(());
        }
        let Signature { at, by } = self.signature.clone();
        let superseded = Settlement::Superseded.as_str();
        let records: Vec<i64> = conflicts.iter().map(|conflict| conflict.record.0).collect();
        let fields = column(conflicts, |conflict| Some(&conflict.field));
        let bases = column(conflicts, |conflict| conflict.base.as_ref());
        let currents = column(conflicts, |conflict| conflict.current.as_ref());
        let targets = column(conflicts, |conflict| conflict.target.as_ref());
        let reasons = column(conflicts, |conflict| conflict.reason.as_ref());
        let imports: Vec<Option<i64>> =
            conflicts.iter().map(|conflict| conflict.import.map(|import| import.0)).collect();
        self.change(
            "UPDATE seedbank_conflict AS c SET settled = $3, settled_at = $4, settled_by = $5 \
             FROM unnest($1, $2) AS n (record, field) \
             WHERE c.record = n.record AND c.field = n.field AND c.settled IS NULL",
            &[numbers(&records), texts(&fields), text(&superseded), text(&at), text(&by)],
        )?;
        self.change(
            "INSERT INTO seedbank_conflict (record, field, base, current, target, reason, import, \
             created_at, created_by) \
             SELECT record, field, base::jsonb, current::jsonb, target::jsonb, reason, import, $8, $9 \
             FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY \
             AS n (record, field, base, current, target, reason, import, rank) ORDER BY rank",
            &[
                numbers(&records),
                texts(&fields),
                texts(&bases),
                texts(&currents),
                texts(&targets),
                texts(&reasons),
                numbers(&imports),
                text(&at),
                text(&by),
            ],
        )
    }

    fn reopen_conflicts(&mut self, ids: &[i64]) -> Result<(), Error> {
        // One after the other: of two of one field, only the first is to be open.
        for id in ids {
            self.change(
                "UPDATE seedbank_conflict AS c SET settled = NULL, settled_at = NULL, settled_by = NULL \
                 WHERE id = $1 AND settled = 'superseded' AND NOT EXISTS \
                 (SELECT 1 FROM seedbank_conflict AS other WHERE other.settled IS NULL \
                 AND other.record = c.record AND other.field = c.field)",
                &[number(id)],
            )?;
        }
        Ok(())
    }

    fn settle_conflicts(&mut self, ids: &[i64], settlement: Settlement) -> Result<(), Error> {
        let Signature { at, by } = self.signature.clone();
        self.change(
            "UPDATE seedbank_conflict SET settled = $2, settled_at = $3, settled_by = $4 \
             WHERE id = ANY ($1) AND settled IS NULL",
            &[numbers(&ids), text(&settlement.as_str()), text(&at), text(&by)],
        )
    }

    fn start_syncs(&mut self, rows: &[SyncRow]) -> Result<Vec<i64>, Error> {
        sync_log::start(&mut self.inside.0, rows)
    }

    fn end_syncs(&mut self, ends: &[SyncEnd]) -> Result<(), Error> {
        sync_log::end(&mut self.inside.0, ends, &self.signature.at)
    }

    fn forget_syncs(&mut self, ids: &[i64]) -> Result<(), Error> {
        sync_log::forget(&mut self.inside.0, ids)
    }

    fn put_installation(&mut self, installation: &Installation) -> Result<(), Error> {
        let Signature { at, by } = self.signature.clone();
        let Installation { format, hash, undone, set_aside, .. } = installation;
        // The row is there: it is what is locked.
        self.change(
            "UPDATE seedbank_bundle SET format = $1, hash = $2, undone = $3, \
             head = (SELECT hash FROM seedbank_history ORDER BY id DESC LIMIT 1), \
             set_aside = $4, updated_at = $5, updated_by = $6 WHERE id = 1",
            &[
                (&format.cast_signed(), Type::INT4),
                text(hash),
                text(undone),
                text(&set_aside_text(set_aside)),
                text(&at),
                text(&by),
            ],
        )
    }

    fn fill(&mut self, records: &[(RecordId, &str)]) -> Result<(), Error> {
        let ids: Vec<i64> = records.iter().map(|(id, _)| id.0).collect();
        let data: Vec<&str> = records.iter().map(|(_, data)| *data).collect();
        self.change(
            "UPDATE seedbank_record AS r SET data = f.data::jsonb \
             FROM unnest($1, $2) AS f (id, data) WHERE r.id = f.id",
            &[numbers(&ids), texts(&data)],
        )
    }

    fn add(&mut self, records: &[Placed]) -> Result<(), Error> {
        self.put_records(records)?;
        self.never_give_again("seedbank_record")
    }

    fn load(&mut self, rows: &Rows) -> Result<(), Error> {
        self.load_all(rows)?;
        sync_log::replace(&mut self.inside.0, &rows.syncs)
    }

    fn commit(mut self: Box<Self>) -> Result<(), Error> {
        if self.unindexed {
            self.run(INDEX, DOING)?;
        }
        let session = &mut self.inside.0;
        session.commit().or_fail(&session.site, DOING)
    }
}

/// `NULL` where there is nothing.
fn set_aside_text(set_aside: &[SetAside]) -> Option<String> {
    (!set_aside.is_empty()).then(|| serde_json::json!(set_aside).to_string())
}
