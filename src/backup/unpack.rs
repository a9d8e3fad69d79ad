//! From a backup to the rows of the database that it is of.

use std::collections::HashSet;

use serde_json::Value;

use super::document::{Document, RecordEntry, UnitEntry};
use super::level::Level;
use super::untouched::Untouched;
use super::verify::BackupFinding;
use crate::bundle::Bundle;
use crate::store::{Placed, RecordId, Rows};

/// The rows, and all that keeps them from being those that were packed.
pub(super) fn unpack(
    document: &Document,
    bundle: &Bundle,
    findings: &mut Vec<BackupFinding>,
) -> Rows {
    let mut unpacking = Unpacking { document, bundle, findings };
    let mut records: Vec<Placed> =
        document.units.iter().flat_map(|unit| unpacking.unit(unit)).collect();
    records.sort_by(|a, b| a.order().cmp(&b.order()));
    let rows = Rows {
        installation: document.installation.row(),
        imports: unpacking.rows(&document.imports, |entry| {
            (format!("the import of {}/{}", entry.dataset, entry.unit), entry.row())
        }),
        conflicts: unpacking
            .rows(&document.conflicts, |entry| (format!("conflict {}", entry.id), entry.row())),
        syncs: unpacking.rows(&document.syncs, |entry| {
            (format!("a row of the sync log about {}", entry.record), entry.row())
        }),
        history: unpacking.rows(&document.history, |entry| {
            (format!("row {} of the history", entry.id), entry.row())
        }),
        records,
    };
    unpacking.numbers(&rows);
    rows
}

struct Unpacking<'u> {
    document: &'u Document,
    bundle: &'u Bundle,
    findings: &'u mut Vec<BackupFinding>,
}

impl Unpacking<'_> {
    fn wrong(&mut self, what: String, problem: impl Into<String>) {
        self.findings.push(BackupFinding { level: Level::L2, what, problem: problem.into() });
    }

    fn rows<E, R, U: std::fmt::Display>(
        &mut self,
        entries: &[E],
        row: impl Fn(&E) -> (String, Result<R, U>),
    ) -> Vec<R> {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            match row(entry) {
                (_, Ok(row)) => rows.push(row),
                (what, Err(unknown)) => self.wrong(what, unknown.to_string()),
            }
        }
        rows
    }

    fn unit(&mut self, unit: &UnitEntry) -> Vec<Placed> {
        let mut records = Vec::with_capacity(unit.records.len());
        for entry in &unit.records {
            records.extend(self.record(unit, entry));
        }
        for untouched in &unit.untouched {
            if let Some(rows) = untouched.rows(self.bundle, &unit.dataset, &unit.unit) {
                records.extend(rows.into_iter().map(|stored| Placed {
                    dataset: unit.dataset.clone(),
                    collection: untouched.collection.clone(),
                    stored,
                }));
            } else {
                self.lacks(unit, untouched);
            }
        }
        records
    }

    fn lacks(&mut self, unit: &UnitEntry, untouched: &Untouched) {
        let known = &self.document.bundle;
        let release = known.datasets.iter().find(|known| known.name == unit.dataset);
        let release = release.map_or_else(String::new, |release| {
            format!(" (version {}, generation {})", release.version, release.generation)
        });
        let problem = format!(
            "it leaves out {} records that this bundle does not have: use the release with the bundle \
             {}{release}, or a backup that was made with --full",
            untouched.len(),
            known.hash,
        );
        self.wrong(format!("{}/{}/{}", unit.dataset, untouched.collection, unit.unit), problem);
    }

    fn record(&mut self, unit: &UnitEntry, entry: &RecordEntry) -> Option<Placed> {
        let what = || format!("{}/{}/{}/{}", unit.dataset, entry.collection, unit.unit, entry.key);
        let data = match (&entry.place, &entry.data) {
            (Some(place), None) => place.take(&unit.document).map(Value::Object),
            (None, Some(data)) => Some(data.clone()),
            _ => None,
        };
        let Some(data) = data else {
            self.wrong(what(), "the record is not where the backup says that it is");
            return None;
        };
        if entry.own_hash(&unit.dataset, &unit.unit, &data) != entry.hash {
            self.wrong(what(), "its hash is not that of its content");
        }
        match entry.row(&unit.unit, &data) {
            Ok(stored) => Some(Placed {
                dataset: unit.dataset.clone(),
                collection: entry.collection.clone(),
                stored,
            }),
            Err(unknown) => {
                self.wrong(what(), unknown.to_string());
                None
            }
        }
    }

    /// Whether each thing is there once, and conflicts are about records that are there.
    fn numbers(&mut self, rows: &Rows) {
        let mut ids: HashSet<RecordId> = HashSet::new();
        for placed in &rows.records {
            let id = placed.stored.id;
            if !ids.insert(id) {
                let problem = format!("its number {} is another record's too", id.0);
                self.wrong(placed.name().to_string(), problem);
            }
        }
        for pair in rows.records.windows(2) {
            if pair[0].order() == pair[1].order() {
                self.wrong(pair[0].name().to_string(), "it is there twice");
            }
        }
        for pair in rows.imports.windows(2) {
            if (&pair[0].dataset, &pair[0].unit) >= (&pair[1].dataset, &pair[1].unit) {
                let what = format!("the import of {}/{}", pair[1].dataset, pair[1].unit);
                self.wrong(what, "it is there twice, or not in its place");
            }
        }
        for pair in rows.history.windows(2) {
            if pair[0].id >= pair[1].id {
                let what = format!("row {} of the history", pair[1].id);
                self.wrong(what, "it is there twice, or not in its place");
            }
        }
        let mut open = HashSet::new();
        for (rank, row) in rows.conflicts.iter().enumerate() {
            let what = || format!("conflict {}", row.id);
            if rank > 0 && rows.conflicts[rank - 1].id >= row.id {
                self.wrong(what(), "it is there twice, or not in its place");
            }
            if !ids.contains(&row.conflict.record) {
                let problem = format!("its record {} is not there", row.conflict.record.0);
                self.wrong(what(), problem);
            }
            let field = (row.conflict.record, row.conflict.field.as_str());
            if row.settled.is_none() && !open.insert(field) {
                self.wrong(what(), "another one of its field is open too");
            }
        }
    }
}
