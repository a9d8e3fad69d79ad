//! The import of one unit.

use std::collections::HashSet;

use seedbank_codegen::model::{Dataset, Merge, Removed};

use super::batch::{BATCH, Batch};
use super::digest::{Digest, Entry, content_hash, name_hash};
use super::report::{Counts, UnitVerdict};
use super::settle::{Settled, retires, settle};
use crate::bundle::Bundle;
use crate::store::{Error, NewRecord, Place, Rejected, State, Writer};
use seedbank_codegen::model::SetAside;

/// A unit of a bundle on its way into the database.
pub(super) struct UnitImport<'b> {
    bundle: &'b Bundle,
    model: &'b Dataset,
    dataset: usize,
    unit: usize,
    empty: bool,
    /// By collection, in the order of the rows.
    entries: Vec<Vec<Entry>>,
    /// Names of the records that the database would not take.
    refused: HashSet<u64>,
    outcome: Outcome,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub counts: Counts,
    pub set_aside: Vec<SetAside>,
    /// Of the records that the database took, or nothing where the next import has to read them.
    pub digest: Option<Vec<u8>>,
    /// Records that are not in the bundle stayed, because its source was not whole.
    pub held_back: bool,
}

impl<'b> UnitImport<'b> {
    /// `empty`: the database has no record at all.
    pub(super) fn new(bundle: &'b Bundle, (dataset, unit): (usize, usize), empty: bool) -> Self {
        let model = &bundle.model().datasets[dataset];
        let mut text = String::new();
        let entries = model
            .collections
            .iter()
            .enumerate()
            .map(|(index, collection)| {
                let rows = bundle.records(dataset, index, unit);
                rows.map(|row| {
                    text.clear();
                    row.write_content(&mut text);
                    Entry {
                        name: name_hash(&collection.name, row.key()),
                        content: content_hash(&text),
                    }
                })
                .collect()
            })
            .collect();
        let outcome = Outcome::default();
        Self { bundle, model, dataset, unit, empty, entries, refused: HashSet::new(), outcome }
    }

    /// Writes the records that differ; `progress` hears how many are behind it.
    pub(super) fn run(
        mut self,
        writer: &mut dyn Writer,
        verdict: UnitVerdict,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Outcome, Error> {
        let target = Digest::new(self.entries.concat());
        let before = match verdict {
            UnitVerdict::Changed => {
                writer.digest(&self.model.name, &self.model.units[self.unit].name)?
            }
            _ => None,
        };
        let before = before.as_deref().and_then(Digest::from_bytes).filter(|_| target.is_some());
        let differing =
            before.as_ref().zip(target.as_ref()).map(|(before, target)| before.differing(target));
        let mut behind = 0;
        for collection in 0..self.entries.len() {
            self.collection(writer, collection, differing.as_ref(), &mut |records| {
                progress(behind + records);
            })?;
            behind += self.entries[collection].len() as u64;
        }
        let lost = match (&before, &target) {
            (Some(before), Some(target)) => before.has_lost_a_name(target),
            _ => verdict == UnitVerdict::Changed,
        };
        let partial = !self.bundle.set_aside().is_empty();
        if lost && !partial {
            self.retire_lost(writer)?;
        }
        self.outcome.held_back = lost && partial && has_policy(self.model);
        if !self.outcome.held_back {
            self.outcome.digest = self.stored_digest(target).map(|digest| digest.to_bytes());
        }
        Ok(self.outcome)
    }

    fn collection(
        &mut self,
        writer: &mut dyn Writer,
        index: usize,
        differing: Option<&HashSet<u64>>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Error> {
        let model = self.model;
        let collection = &model.collections[index];
        let place = Place {
            dataset: &model.name,
            collection: &collection.name,
            unit: &model.units[self.unit].name,
        };
        let empty = self.empty || !writer.has_records(place)?;
        let mut batch = Batch::default();
        let entries = &self.entries[index];
        let rows: Vec<_> = self
            .bundle
            .records(self.dataset, index, self.unit)
            .zip(entries)
            .filter(|(_, entry)| differing.is_none_or(|names| names.contains(&entry.name)))
            .map(|(row, _)| row)
            .collect();
        let unchanged = (entries.len() - rows.len()) as u64;
        self.outcome.counts.unchanged += unchanged;
        for (chunk, rows) in rows.chunks(BATCH).enumerate() {
            batch.clear();
            for row in rows {
                batch.push(*row);
            }
            self.write(writer, place, (empty, collection.merge), &batch)?;
            progress(unchanged + (chunk * BATCH + rows.len()) as u64);
        }
        Ok(())
    }

    fn write(
        &mut self,
        writer: &mut dyn Writer,
        place: Place<'_>,
        (empty, merge): (bool, Merge),
        batch: &Batch<'b>,
    ) -> Result<(), Error> {
        let records: Vec<NewRecord<'_>> = batch.records().collect();
        if empty {
            return self.add(writer, place, &records);
        }
        let keys: Vec<&str> = records.iter().map(|record| record.key).collect();
        let stored = writer.records(place, &keys)?;
        let (mut new, mut changes, mut changed_keys) = (Vec::new(), Vec::new(), Vec::new());
        let counts = &mut self.outcome.counts;
        for (record, stored) in records.iter().zip(&stored) {
            let Some(stored) = stored else {
                new.push(*record);
                continue;
            };
            let change = match settle(stored, record.data, merge) {
                Settled::Unchanged => {
                    counts.unchanged += 1;
                    continue;
                }
                Settled::Changed(change) => {
                    counts.changed += 1;
                    (change, false)
                }
                Settled::Kept(change) => {
                    counts.kept += 1;
                    (change, true)
                }
            };
            changes.push(change);
            changed_keys.push(record.key);
        }
        let (changes, kept): (Vec<_>, Vec<_>) = changes.into_iter().unzip();
        let rejected = writer.update(&changes)?;
        for refusal in &rejected {
            let counts = &mut self.outcome.counts;
            *(if kept[refusal.index] { &mut counts.kept } else { &mut counts.changed }) -= 1;
        }
        self.refuse(place, &rejected, |index| changed_keys[index]);
        self.add(writer, place, &new)
    }

    fn add(
        &mut self,
        writer: &mut dyn Writer,
        place: Place<'_>,
        records: &[NewRecord<'_>],
    ) -> Result<(), Error> {
        let rejected = writer.insert(place, records)?;
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

    /// Of what the database took: a record that it refused is tried again by the next import.
    fn stored_digest(&self, target: Option<Digest>) -> Option<Digest> {
        if self.refused.is_empty() {
            return target;
        }
        let entries = self.entries.concat();
        Digest::new(
            entries.into_iter().filter(|entry| !self.refused.contains(&entry.name)).collect(),
        )
    }

    fn retire_lost(&mut self, writer: &mut dyn Writer) -> Result<(), Error> {
        let (bundle, dataset, unit) = (self.bundle, self.dataset, self.unit);
        let present: Vec<HashSet<&str>> = (0..self.entries.len())
            .map(|collection| {
                bundle.records(dataset, collection, unit).map(|row| row.key()).collect()
            })
            .collect();
        self.outcome.counts.removed +=
            retire(writer, self.model, &self.model.units[unit].name, |collection, key| {
                present[collection].contains(key)
            })?;
        Ok(())
    }
}

/// Lets the records of a unit that are not `present` any more follow their policies; gives how many
/// are no longer active. Records of a collection that the dataset no longer has are left alone: what
/// their policy was went with it.
pub(super) fn retire(
    writer: &mut dyn Writer,
    dataset: &Dataset,
    unit: &str,
    present: impl Fn(usize, &str) -> bool,
) -> Result<u64, Error> {
    let mut removed = 0;
    for (index, collection) in dataset.collections.iter().enumerate() {
        if collection.removed == Removed::Keep {
            continue;
        }
        let place = Place { dataset: &dataset.name, collection: &collection.name, unit };
        let mut deprecated = Vec::new();
        writer.each_key(place, &mut |found| {
            if !present(index, found.key) && retires(found, collection.removed) {
                deprecated.push(found.id);
            }
        })?;
        removed += deprecated.len() as u64;
        writer.set_state(&deprecated, State::Deprecated)?;
    }
    Ok(removed)
}

fn has_policy(dataset: &Dataset) -> bool {
    dataset.collections.iter().any(|collection| collection.removed != Removed::Keep)
}
