//! What can be read, inside a transaction.

use super::failure::Failing as _;
use super::row::{self, CONFLICT, HISTORY, IMPORT, RECORD, STAMP};
use super::session::{Session, Value, number, numbers, text, texts};
use super::{installation, sync_log, view};
use crate::store::{
    Action, ConflictFilter, ConflictRow, Error, HistoryEntry, HistoryFilter, Import, ImportId,
    Installation, Place, Reader, RecordFilter, RecordId, RecordName, Stamp, Stored, SyncEntry,
    SyncFilter, View,
};

const DOING: &str = "read";

/// A transaction that sees one moment, or what it wrote itself.
pub(super) struct PostgresReader<'c>(pub Session<'c>);

/// Records that differ from what the factory delivered: the condition of an index.
const DRIFTED: &str = "(base IS NOT NULL OR source <> 'factory' OR state = 'deleted')";

impl PostgresReader<'_> {
    fn all<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&postgres::Row, &super::Site) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        self.0.each(sql, values, DOING, |next, site| {
            found.push(read(next, site)?);
            Ok(())
        })?;
        Ok(found)
    }
}

impl PostgresReader<'_> {
    /// The one number that a query gives.
    fn number(&mut self, sql: &str) -> Result<i64, Error> {
        let rows = self.0.rows(sql, &[]).or_fail(&self.0.site, DOING)?;
        let found = rows.first().map(|row| row.try_get(0)).transpose();
        Ok(found.or_fail(&self.0.site, DOING)?.unwrap_or(0))
    }
}

impl Reader for PostgresReader<'_> {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        installation::read(&mut self.0)
    }

    fn imports(&mut self) -> Result<Vec<Import>, Error> {
        let sql = format!(
            "SELECT {IMPORT} FROM seedbank_import ORDER BY dataset COLLATE \"C\", unit COLLATE \"C\""
        );
        self.all(&sql, &[], row::import)
    }

    fn stamp(&mut self, dataset: &str) -> Result<Option<Stamp>, Error> {
        let sql = format!("SELECT {STAMP} FROM seedbank_import WHERE dataset = $1 LIMIT 1");
        let rows = self.0.rows(&sql, &[text(&dataset)]).or_fail(&self.0.site, DOING)?;
        rows.first().map(|found| row::stamp(found, 0)).transpose().or_fail(&self.0.site, DOING)
    }

    fn digest(&mut self, dataset: &str, unit: &str) -> Result<Option<Vec<u8>>, Error> {
        let rows = self
            .0
            .rows(
                "SELECT digest FROM seedbank_import WHERE dataset = $1 AND unit = $2",
                &[text(&dataset), text(&unit)],
            )
            .or_fail(&self.0.site, DOING)?;
        let Some(found) = rows.first() else { return Ok(None) };
        found.try_get(0).or_fail(&self.0.site, DOING)
    }

    fn has_records(&mut self, place: Place<'_>) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM seedbank_record \
                   WHERE dataset = $1 AND collection = $2 AND unit = $3 LIMIT 1";
        let rows = self.0.rows(sql, &of(&place)).or_fail(&self.0.site, DOING)?;
        Ok(!rows.is_empty())
    }

    fn records(&mut self, place: Place<'_>, keys: &[&str]) -> Result<Vec<Option<Stored>>, Error> {
        // Key by key, which `LIMIT` makes certain: to a server that has no statistics yet, a whole unit
        // seems to be one row, and a plan that reads all of it for each key the best.
        let sql = format!(
            "SELECT {RECORD}, k.rank FROM unnest($4) WITH ORDINALITY AS k (key, rank) \
             CROSS JOIN LATERAL (SELECT * FROM seedbank_record WHERE dataset = $1 AND collection = $2 \
             AND unit = $3 AND key = k.key LIMIT 1) AS r"
        );
        let mut found = vec![None; keys.len()];
        let [dataset, collection, unit] = of(&place);
        // A key that PostgreSQL cannot hold is in none of its records.
        let askable: Vec<Option<&str>> =
            keys.iter().map(|key| (!key.contains('\0')).then_some(*key)).collect();
        let values = [dataset, collection, unit, texts(&askable)];
        self.0.each(&sql, &values, DOING, |next, site| {
            let rank: i64 = next.try_get(13).or_fail(site, DOING)?;
            let stored = row::stored(next, site)?;
            if let Some(slot) = usize::try_from(rank - 1).ok().and_then(|rank| found.get_mut(rank))
            {
                *slot = Some(stored);
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn records_by_id(&mut self, ids: &[RecordId]) -> Result<Vec<(RecordName, Stored)>, Error> {
        let sql = format!(
            "SELECT {RECORD}, r.dataset, r.collection FROM seedbank_record AS r WHERE r.id = ANY ($1)"
        );
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.all(&sql, &[numbers(&ids)], |next, site| {
            let stored = row::stored(next, site)?;
            let (dataset, collection) = row::place(next).or_fail(site, DOING)?;
            let (unit, key) = (stored.unit.clone(), stored.key.clone());
            Ok((RecordName { dataset, collection, unit, key }, stored))
        })
    }

    fn each_key(&mut self, place: Place<'_>, visit: &mut dyn FnMut(&str)) -> Result<(), Error> {
        const SELECT: &str = "SELECT key FROM seedbank_record \
                              WHERE dataset = $1 AND collection = $2 AND unit = $3";
        self.0.each(SELECT, &of(&place), DOING, |found, site| {
            visit(found.try_get(0).or_fail(site, DOING)?);
            Ok(())
        })
    }

    fn each_record(
        &mut self,
        filter: &RecordFilter<'_>,
        visit: &mut dyn FnMut(Place<'_>, Stored) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut conditions = Conditions::default();
        let import = filter.import.map(|import| import.0);
        conditions.add("dataset = ", filter.dataset.as_ref().map(text));
        conditions.add("collection = ", filter.collection.as_ref().map(text));
        conditions.add("unit = ", filter.unit.as_ref().map(text));
        conditions.add("import = ", import.as_ref().map(number));
        if filter.drifted {
            conditions.sql.push(DRIFTED.to_owned());
        }
        let sql = format!(
            "SELECT {RECORD}, r.dataset, r.collection FROM seedbank_record AS r {} \
             ORDER BY r.dataset COLLATE \"C\", r.collection COLLATE \"C\", r.unit COLLATE \"C\", \
             r.key COLLATE \"C\"",
            conditions.all()
        );
        self.0.each(&sql, &conditions.values, DOING, |found, site| {
            let stored = row::stored(found, site)?;
            let (dataset, collection) = row::place(found).or_fail(site, DOING)?;
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
        let record = filter.record.map(|record| record.0);
        let import = filter.import.map(|import| import.0);
        let action = filter.action.map(Action::as_str);
        conditions.add("dataset = ", filter.dataset.as_ref().map(text));
        conditions.add("unit = ", filter.unit.as_ref().map(text));
        conditions.add("record = ", record.as_ref().map(number));
        conditions.add("import = ", import.as_ref().map(number));
        conditions.add("action = ", action.as_ref().map(text));
        conditions.add("at COLLATE \"C\" >= ", filter.since.as_ref().map(text));
        conditions.add("id > ", filter.after.as_ref().map(number));
        let sql =
            format!("SELECT {HISTORY} FROM seedbank_history {} ORDER BY id", conditions.all());
        self.0
            .each(&sql, &conditions.values, DOING, |found, site| visit(row::history(found, site)?))
    }

    fn last_history(&mut self) -> Result<i64, Error> {
        self.number("SELECT coalesce(max(id), 0) FROM seedbank_history")
    }

    fn last_import(&mut self) -> Result<ImportId, Error> {
        self.number("SELECT coalesce(max(import), 0) FROM seedbank_history").map(ImportId)
    }

    fn conflicts(&mut self, filter: &ConflictFilter) -> Result<Vec<ConflictRow>, Error> {
        let mut conditions = Conditions::default();
        let record = filter.record.map(|record| record.0);
        conditions.add("id = ", filter.id.as_ref().map(number));
        conditions.add("record = ", record.as_ref().map(number));
        if filter.open {
            conditions.sql.push("settled IS NULL".to_owned());
        }
        let sql =
            format!("SELECT {CONFLICT} FROM seedbank_conflict {} ORDER BY id", conditions.all());
        self.all(&sql, &conditions.values, row::conflict)
    }

    fn syncs(&mut self, filter: &SyncFilter<'_>) -> Result<Vec<SyncEntry>, Error> {
        sync_log::read(&mut self.0, filter)
    }

    fn broken_views(&mut self, views: &[View<'_>]) -> Result<Vec<String>, Error> {
        view::broken(&mut self.0, views)
    }
}

fn of<'p>(place: &'p Place<'_>) -> [Value<'p>; 3] {
    [text(&place.dataset), text(&place.collection), text(&place.unit)]
}

/// What a row must be, with the values in the order of their numbers.
#[derive(Default)]
pub(super) struct Conditions<'v> {
    sql: Vec<String>,
    pub(super) values: Vec<Value<'v>>,
}

impl<'v> Conditions<'v> {
    pub(super) fn add(&mut self, condition: &str, value: Option<Value<'v>>) {
        if let Some(value) = value {
            self.values.push(value);
            self.sql.push(format!("{condition}${}", self.values.len()));
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

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::fixture::Fixture;
    use crate::store::postgres::{Postgres, Purpose};
    use crate::store::tests::in_schema;
    use crate::store::url::{Location, parse};

    #[test]
    fn a_record_is_found_without_reading_others_or_statistics() {
        let keys: Vec<String> = (0..2_000).map(|number| format!("k{number:04}")).collect();
        let records: Vec<_> =
            keys.iter().map(|key| (key.as_str(), serde_json::json!({ "n": 1 }))).collect();
        let bundle = Fixture::new("skills", 1).unit("gaa", &records).bundle();
        in_schema("a_record_is_found", |url| {
            crate::Database::open(url).unwrap().boot(&bundle).unwrap();
            let Ok(Location::Postgres(server)) = parse(url) else { panic!("{url}") };
            let mut postgres = Postgres::open(&server, Duration::from_secs(30)).unwrap();
            let mut reader = PostgresReader(postgres.session(Purpose::Read, "read").unwrap());
            let place = Place { dataset: "skills", collection: "item", unit: "gaa" };
            let found = reader.records(place, &["k1999", "none", "k0007"]).unwrap();
            let keys = found.into_iter().map(|found| found.map(|found| found.key));
            let expected = [Some("k1999".to_owned()), None, Some("k0007".to_owned())];
            assert_eq!(keys.collect::<Vec<_>>(), expected);
            let read = "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_xact_user_tables \
                        WHERE relid = to_regclass('seedbank_record')";
            assert_eq!(reader.number(read).unwrap(), 2);
        });
    }
}
