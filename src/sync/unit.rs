//! The import of one unit.

use std::collections::HashSet;

use seedbank_codegen::digest::{Digest, name_hash};
use seedbank_codegen::model::{Collection, Dataset, Merge, Removed, SetAside};
use seedbank_codegen::pack::PackedDigest;

use super::batch::{BATCH, Batch};
use super::image::Image;
use super::merge::RecordType;
use super::report::{Counts, RecordVerdict, UnitVerdict};
use super::retire::{Lost, Retired};
use super::settle::settle;
use super::sink::Sink;
use super::step::Step;
use crate::bundle::{Bundle, Row};
use crate::store::{Action, Error, NewRecord, Place, RecordId, Rejected, State, Stored};

/// A unit of a bundle on its way into the database.
pub(super) struct UnitImport<'b> {
    bundle: &'b Bundle,
    model: &'b Dataset,
    dataset: usize,
    unit: usize,
    empty: bool,
    /// What the unit consists of; without it, every record is looked at.
    digest: Option<PackedDigest<'b>>,
    /// Names of the records that the database would not take.
    refused: HashSet<u64>,
    /// By collection, keys that records had before.
    renamed: Vec<HashSet<String>>,
    outcome: Outcome<'b>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Outcome<'b> {
    pub counts: Counts,
    pub set_aside: Vec<SetAside>,
    /// Of the records that the database took, or nothing where the next import has to read them.
    pub digest: Option<Digest<'b>>,
    /// Records that are not in the bundle stayed, because its source was not whole.
    pub held_back: bool,
    /// Records that the bundle no longer has.
    pub lost: Vec<Lost>,
    /// Records whose whole is a conflict.
    pub told: Vec<RecordId>,
}

impl Outcome<'_> {
    /// Counts the records that left. Those that the database would not let go are tried again by the
    /// next import, which has to look at all records then.
    pub(super) fn retire(&mut self, retired: Retired) {
        self.counts.removed += retired.records;
        self.counts.set_aside += retired.refused.len() as u64;
        if !retired.refused.is_empty() {
            self.held_back = true;
            self.digest = None;
        }
        self.set_aside.extend(retired.refused);
    }
}

impl<'b> UnitImport<'b> {
    /// `empty`: the database has no record at all.
    pub(super) fn new(bundle: &'b Bundle, (dataset, unit): (usize, usize), empty: bool) -> Self {
        let model = &bundle.model().datasets[dataset];
        Self {
            bundle,
            model,
            dataset,
            unit,
            empty,
            digest: bundle.digest(dataset, unit),
            refused: HashSet::new(),
            renamed: vec![HashSet::new(); model.collections.len()],
            outcome: Outcome::default(),
        }
    }

    /// Writes the records that differ; `progress` hears how many are behind it.
    pub(super) fn run(
        mut self,
        sink: &mut dyn Sink,
        verdict: UnitVerdict,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Outcome<'b>, Error> {
        let before = match (&self.digest, verdict) {
            (Some(_), UnitVerdict::Changed) => {
                sink.reader().digest(&self.model.name, &self.model.units[self.unit].name)?
            }
            _ => None,
        };
        let before = before.as_deref().and_then(Digest::from_bytes);
        let rows = self.rows(before.as_ref());
        let mut behind = 0;
        for (collection, rows) in rows.into_iter().enumerate() {
            let all = self.bundle.records(self.dataset, collection, self.unit).len() as u64;
            let unchanged = all - rows.len() as u64;
            self.outcome.counts.unchanged += unchanged;
            self.collection(sink, collection, &rows, &mut |records| {
                progress(behind + unchanged + records);
            })?;
            behind += all;
            progress(behind);
        }
        let lost = match (&before, &self.digest) {
            (Some(before), Some(target)) => before.has_lost_a_name(target.digest()),
            _ => verdict == UnitVerdict::Changed,
        };
        let partial = !self.bundle.set_aside().is_empty();
        if lost && !partial {
            self.find_lost(sink)?;
        }
        self.outcome.held_back = lost && partial && has_policy(self.model);
        if !self.outcome.held_back {
            // A record that the database refused is tried again by the next import.
            let digest = self.digest.as_ref().map(PackedDigest::digest);
            self.outcome.digest = digest.map(|digest| digest.without(&self.refused));
        }
        Ok(self.outcome)
    }

    /// The records to be looked at, by collection: those that differ from what was imported before.
    fn rows(&self, before: Option<&Digest<'_>>) -> Vec<Vec<Row<'b>>> {
        let Some((before, target)) = before.zip(self.digest.as_ref()) else {
            let collections = 0..self.model.collections.len();
            let all = |collection| self.bundle.records(self.dataset, collection, self.unit);
            return collections.map(|collection| all(collection).collect()).collect();
        };
        let mut rows = vec![Vec::new(); self.model.collections.len()];
        for entry in before.differing(target.digest()) {
            let ranks = (self.dataset, self.unit);
            let (collection, row) = self.bundle.located(ranks, target, entry);
            rows[collection].push(row);
        }
        // In the order of the file.
        for rows in &mut rows {
            rows.sort_unstable_by_key(Row::number);
        }
        rows
    }

    fn collection(
        &mut self,
        sink: &mut dyn Sink,
        index: usize,
        rows: &[Row<'b>],
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Error> {
        if rows.is_empty() {
            return Ok(());
        }
        let empty = self.empty || !sink.reader().has_records(self.place(index))?;
        let mut batch = Batch::default();
        for (chunk, rows) in rows.chunks(BATCH).enumerate() {
            batch.clear();
            for row in rows {
                batch.push(*row);
            }
            let records: Vec<NewRecord<'_>> = batch.records().collect();
            if empty {
                self.add(sink, self.place(index), &records)?;
            } else {
                self.settle(sink, index, &records)?;
            }
            progress((chunk * BATCH + rows.len()) as u64);
        }
        Ok(())
    }

    fn place(&self, collection: usize) -> Place<'b> {
        let model = self.model;
        Place {
            dataset: &model.name,
            collection: &model.collections[collection].name,
            unit: &model.units[self.unit].name,
        }
    }

    /// Settles records, some of which the database may have.
    fn settle(
        &mut self,
        sink: &mut dyn Sink,
        collection: usize,
        records: &[NewRecord<'_>],
    ) -> Result<(), Error> {
        let place = self.place(collection);
        let ty = RecordType::new(self.model, &self.model.collections[collection]);
        let stored = self.stored(sink, collection, records)?;
        let (mut new, mut steps) = (Vec::new(), Vec::new());
        for (record, stored) in records.iter().zip(stored) {
            let Some(stored) = stored else {
                new.push(*record);
                continue;
            };
            match settle(stored, (record.key, record.data), ty, (self.bundle, &self.model.name)) {
                Some(step) => steps.push(step),
                None => self.outcome.counts.unchanged += 1,
            }
        }
        let verdicts: Vec<_> =
            steps.iter().map(|step| (step.verdict, step.conflicts.len() as u64)).collect();
        let whole = |step: &&Step| step.conflicts.iter().any(|conflict| conflict.field.is_empty());
        self.outcome.told.extend(steps.iter().filter(whole).map(|step| step.stored.id));
        let keys: Vec<String> = steps.iter().map(|step| step.after.key.clone()).collect();
        let rejected = sink.change(place, steps)?;
        for (index, (verdict, conflicts)) in verdicts.into_iter().enumerate() {
            if !rejected.iter().any(|rejected| rejected.index == index) {
                self.outcome.counts.count(verdict);
                self.outcome.counts.conflicts += conflicts;
            }
        }
        self.refuse(place, &rejected, |index| &keys[index]);
        self.add(sink, place, &new)
    }

    /// The records as the database has them, under the keys that they have or had.
    fn stored(
        &mut self,
        sink: &mut dyn Sink,
        collection: usize,
        records: &[NewRecord<'_>],
    ) -> Result<Vec<Option<Stored>>, Error> {
        let place = self.place(collection);
        let keys: Vec<&str> = records.iter().map(|record| record.key).collect();
        let mut stored = sink.reader().records(place, &keys)?;
        for (now, before) in &self.model.collections[collection].renamed_from {
            let Some(key) = now.strip_prefix(place.unit).and_then(|rest| rest.strip_prefix('/'))
            else {
                continue;
            };
            let Some(index) = keys.iter().position(|known| *known == key) else { continue };
            // A record that left does not stand in the way of one that takes its key.
            let gone = match &stored[index] {
                Some(found) if found.state != State::Removed => continue,
                gone => gone.clone(),
            };
            // Of two that claim one earlier record, the first has it.
            if self.renamed[collection].contains(before) {
                continue;
            }
            let earlier = sink.reader().records(place, &[before])?.pop().flatten();
            let Some(earlier) = earlier.filter(|earlier| earlier.state != State::Removed) else {
                continue;
            };
            if let Some(gone) = gone {
                sink.change(place, vec![aside(gone)])?;
            }
            self.renamed[collection].insert(before.clone());
            stored[index] = Some(earlier);
        }
        Ok(stored)
    }

    fn add(
        &mut self,
        sink: &mut dyn Sink,
        place: Place<'_>,
        records: &[NewRecord<'_>],
    ) -> Result<(), Error> {
        if records.is_empty() {
            return Ok(());
        }
        let rejected = sink.add(place, records)?;
        self.outcome.counts.added += (records.len() - rejected.len()) as u64;
        self.refuse(place, &rejected, |index| records[index].key);
        Ok(())
    }

    fn refuse<'k>(
        &mut self,
        place: Place<'_>,
        rejected: &[Rejected],
        key: impl Fn(usize) -> &'k str,
    ) {
        let Place { dataset, collection, unit } = place;
        for Rejected { index, reason } in rejected {
            let key = key(*index);
            self.outcome.counts.set_aside += 1;
            self.refused.insert(name_hash(collection, key));
            self.outcome.set_aside.push(SetAside {
                record: format!("{dataset}/{collection}/{unit}/{key}"),
                reason: format!("the database refused it: {reason}"),
            });
        }
    }

    fn find_lost(&mut self, sink: &mut dyn Sink) -> Result<(), Error> {
        for collection in 0..self.model.collections.len() {
            if !leaves(&self.model.collections[collection]) {
                continue;
            }
            let rows = self.bundle.records(self.dataset, collection, self.unit);
            let present: HashSet<&str> = rows.map(|row| row.key()).collect();
            let renamed = &self.renamed[collection];
            let mut keys = Vec::new();
            sink.reader().each_key(self.place(collection), &mut |key| {
                if !present.contains(key) && !renamed.contains(key) {
                    keys.push(key.to_owned());
                }
            })?;
            let unit = self.model.units[self.unit].name.clone();
            self.outcome.lost.push(Lost { collection, unit, keys });
        }
        Ok(())
    }
}

/// A record that left gives its key free; its number stays its own.
fn aside(gone: Stored) -> Step {
    let key = format!("{}~{}", gone.key, gone.id.0);
    let after = Image { key, ..Image::of(&gone) };
    let (action, verdict) = (Action::Rename, RecordVerdict::Kept);
    Step { stored: gone, after, action, verdict, conflicts: Vec::new() }
}

/// Whether its records follow a policy when they leave. What was imported once is the people's.
pub(super) fn leaves(collection: &Collection) -> bool {
    collection.removed != Removed::Keep && collection.merge != Merge::Once
}

fn has_policy(dataset: &Dataset) -> bool {
    dataset.collections.iter().any(leaves)
}
