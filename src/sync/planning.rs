//! What an update would do: the same decisions as a boot's, and nothing written.

use std::collections::HashMap;

use seedbank_codegen::canon::text_hash;
use seedbank_codegen::model::Dataset;
use serde::{Deserialize, Serialize};

use super::drift::{FieldDifference, differences};
use super::report::{DatasetReport, RecordVerdict};
use super::sink::{Sink, UnitDone};
use super::step::{FieldConflict, Step};
use crate::bundle::Bundle;
use crate::store::{
    Error, NewRecord, Place, Reader, RecordFilter, RecordId, RecordName, Rejected, Stamp, State,
};

/// What an update would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The hash of all that it would do: what applying it is held to.
    pub hash: String,
    /// The hash of the bundle.
    pub bundle: String,
    /// In one word.
    pub verdict: PlanVerdict,
    /// The datasets by name.
    pub datasets: Vec<DatasetReport>,
    /// Every record that would be another, in the order of datasets and units.
    pub records: Vec<PlannedRecord>,
}

/// A plan in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlanVerdict {
    /// There is nothing to do.
    UpToDate,
    /// The database is new.
    Import,
    /// Something would be written.
    Update,
    /// The database has a later release of something; that would stay.
    OlderThanDatabase,
    /// A person took this bundle back; applying it brings it in again.
    Undone,
}

/// A record that an update would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PlannedRecord {
    /// The record.
    pub record: RecordName,
    /// What would happen to it.
    pub change: PlannedChange,
    /// The key that it has now, where that would be another.
    pub renamed_from: Option<String>,
    /// The fields that would be another.
    pub fields: Vec<FieldDifference>,
    /// The fields that would wait for a person.
    pub conflicts: Vec<PlannedConflict>,
}

/// What would happen to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlannedChange {
    /// It is new.
    Add,
    /// It had left the bundle, and comes back.
    Return,
    /// It follows the bundle.
    Change,
    /// It takes the bundle's changes and keeps a person's.
    Merge,
    /// It stays as a person has it, and remembers what the bundle has.
    Keep,
    /// It left the bundle, and is marked.
    Deprecate,
    /// It left the bundle, and goes.
    Delete,
}

/// A field that would wait for a person. Absent values are `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PlannedConflict {
    /// Its path; empty for the record as a whole.
    pub field: String,
    /// What both have changed.
    pub base: Option<serde_json::Value>,
    /// What the record has.
    pub current: Option<serde_json::Value>,
    /// What the bundle has.
    pub target: Option<serde_json::Value>,
    /// Why, where it is not that both sides changed the field.
    pub reason: Option<String>,
}

impl Plan {
    /// Whether applying it would write anything.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        matches!(self.verdict, PlanVerdict::Import | PlanVerdict::Update | PlanVerdict::Undone)
    }

    /// The records that would go.
    pub fn deletions(&self) -> impl Iterator<Item = &RecordName> {
        let deleted = self.records.iter().filter(|planned| planned.change == PlannedChange::Delete);
        deleted.map(|planned| &planned.record)
    }
}

/// Into a plan.
pub(super) struct Planning<'p> {
    reader: &'p mut dyn Reader,
    bundle: &'p Bundle,
    records: Vec<PlannedRecord>,
    hash: PlanHash,
    changed: HashMap<RecordId, (String, State, String)>,
    added: Vec<(RecordName, String)>,
}

impl<'p> Planning<'p> {
    pub(super) fn new(reader: &'p mut dyn Reader, bundle: &'p Bundle) -> Self {
        Self {
            reader,
            bundle,
            records: Vec::new(),
            hash: PlanHash::new(bundle),
            changed: HashMap::new(),
            added: Vec::new(),
        }
    }

    /// What was planned, and its hash.
    pub(super) fn finish(self) -> (Vec<PlannedRecord>, String) {
        (self.records, self.hash.finish())
    }
}

impl Sink for Planning<'_> {
    fn reader(&mut self) -> &mut dyn Reader {
        self.reader
    }

    fn add(&mut self, place: Place<'_>, records: &[NewRecord<'_>]) -> Result<Vec<Rejected>, Error> {
        for record in records {
            self.hash.add(place, record);
            let name = place.name(record.key);
            self.added.push((name.clone(), record.data.to_owned()));
            self.records.push(PlannedRecord {
                record: name,
                change: PlannedChange::Add,
                renamed_from: None,
                fields: Vec::new(),
                conflicts: Vec::new(),
            });
        }
        Ok(Vec::new())
    }

    fn change(&mut self, place: Place<'_>, steps: Vec<Step>) -> Result<Vec<Rejected>, Error> {
        for step in steps {
            self.hash.change(place, &step);
            let record = place.name(&step.after.key);
            let Step { stored, after, verdict, conflicts, .. } = step;
            let change = match (verdict, after.state) {
                (RecordVerdict::Changed | RecordVerdict::Kept, State::Active)
                    if stored.state != State::Active =>
                {
                    PlannedChange::Return
                }
                (RecordVerdict::Changed, _) => PlannedChange::Change,
                (RecordVerdict::Merged, _) => PlannedChange::Merge,
                (RecordVerdict::Kept, _) => PlannedChange::Keep,
                (RecordVerdict::Removed, State::Removed) => PlannedChange::Delete,
                (RecordVerdict::Removed, _) => PlannedChange::Deprecate,
            };
            let fields = differences(self.bundle, &record, Some(&stored.data), &after.data);
            let renamed_from = (stored.key != after.key).then_some(stored.key);
            let conflicts = conflicts.into_iter().map(PlannedConflict::of).collect();
            self.changed.insert(stored.id, (after.key, after.state, after.data));
            self.records.push(PlannedRecord { record, change, renamed_from, fields, conflicts });
        }
        Ok(Vec::new())
    }

    fn each_after(
        &mut self,
        dataset: &str,
        visit: &mut dyn FnMut(Place<'_>, &str, State, &str),
    ) -> Result<(), Error> {
        let filter = RecordFilter { dataset: Some(dataset), ..RecordFilter::default() };
        let changed = &self.changed;
        self.reader.each_record(&filter, &mut |place, stored| {
            match changed.get(&stored.id) {
                Some((key, state, data)) => visit(place, key, *state, data),
                None => visit(place, &stored.key, stored.state, &stored.data),
            }
            Ok(())
        })?;
        for (name, data) in self.added.iter().filter(|(name, _)| name.dataset == dataset) {
            visit(super::transaction::place(name), &name.key, State::Active, data);
        }
        Ok(())
    }

    fn unit(&mut self, done: UnitDone<'_>) -> Result<(), Error> {
        self.hash.unit(&done);
        Ok(())
    }

    fn dataset(&mut self, dataset: &Dataset, before: Option<&Stamp>) -> Result<(), Error> {
        self.hash.dataset(dataset, before);
        Ok(())
    }
}

impl PlannedConflict {
    fn of(conflict: FieldConflict) -> Self {
        let value = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        let path = super::merge::FieldPath::parse(&conflict.field);
        Self {
            field: path.map_or_else(|_| conflict.field.clone(), |path| path.to_string()),
            base: value(conflict.base),
            current: value(conflict.current),
            target: value(conflict.target),
            reason: conflict.reason,
        }
    }
}

/// The hash of all that an update does. Planning and applying come to the same one, or the state
/// has moved between them.
pub(super) struct PlanHash(String);

impl PlanHash {
    pub(super) fn new(bundle: &Bundle) -> Self {
        Self(text_hash(bundle.hash()).to_string())
    }

    pub(super) fn add(&mut self, place: Place<'_>, record: &NewRecord<'_>) {
        let Place { dataset, collection, unit } = place;
        self.fold(&["add", dataset, collection, unit, record.key, record.data]);
    }

    pub(super) fn change(&mut self, place: Place<'_>, step: &Step) {
        let Place { dataset, collection, unit } = place;
        let before = super::image::Image::of(&step.stored).to_text();
        let revision = step.stored.revision.to_string();
        self.fold(&["change", dataset, collection, unit, &before, &revision]);
        self.fold(&["to", &step.after.to_text()]);
        for FieldConflict { field, base, current, target, reason } in &step.conflicts {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            self.fold(&[
                "conflict",
                field,
                &text(base),
                &text(current),
                &text(target),
                &text(reason),
            ]);
        }
    }

    pub(super) fn unit(&mut self, done: &UnitDone<'_>) {
        let before = done.before.and_then(|import| import.hash.as_deref());
        let after = done.import.hash.as_deref();
        let (dataset, unit) = (&done.import.dataset, &done.import.unit);
        self.fold(&["unit", dataset, unit, before.unwrap_or(""), after.unwrap_or("")]);
    }

    pub(super) fn dataset(&mut self, dataset: &Dataset, before: Option<&Stamp>) {
        let before = before.map(|stamp| stamp.generation.to_string()).unwrap_or_default();
        self.fold(&["dataset", &dataset.name, &dataset.hash, &before]);
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    fn fold(&mut self, parts: &[&str]) {
        let parts = std::iter::once(self.0.as_str()).chain(parts.iter().copied());
        self.0 = seedbank_codegen::canon::history_hash(parts).to_string();
    }
}
