//! Does what an agenda says, dataset by dataset, into a sink.

use std::collections::HashMap;

use seedbank_codegen::digest::Digest;
use seedbank_codegen::model::Dataset;

use super::agenda::{Agenda, DatasetAgenda, stamp};
use super::boot::{records_of, untouched};
use super::report::{Counts, DatasetReport, Progress, UnitReport, UnitVerdict};
use super::retire::{Lost, Retired, retire};
use super::revalidate::revalidate;
use super::sink::{Sink, UnitDone};
use super::unit::{Outcome, UnitImport, leaves};
use crate::bundle::Bundle;
use crate::store::{Error, Import, ImportState, Place, Signature};

/// What the database says of its units, by dataset and unit.
pub(super) type Imports<'i> = HashMap<(&'i str, &'i str), &'i Import>;

/// Does what the agenda says; `empty`: the database has no record at all.
pub(super) fn apply(
    sink: &mut dyn Sink,
    bundle: &Bundle,
    (agenda, imports): (&Agenda, &[Import]),
    empty: bool,
    signature: &Signature,
    observer: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<DatasetReport>, Error> {
    let total = total(bundle, agenda);
    let imports = imports.iter().map(|import| ((&*import.dataset, &*import.unit), import));
    let imports = imports.collect();
    let mut application =
        Application { sink, bundle, imports, empty, signature, observer, done: 0, total };
    let planned = agenda.datasets.iter().enumerate();
    planned.map(|(index, agenda)| application.dataset(index, agenda)).collect()
}

/// How many records the units to be imported have.
fn total(bundle: &Bundle, agenda: &Agenda) -> u64 {
    let datasets = bundle.model().datasets.iter().zip(&agenda.datasets);
    datasets
        .map(|(dataset, agenda)| {
            let units = agenda.units.iter().enumerate();
            units
                .filter(|(_, verdict)| is_work(**verdict))
                .map(|(unit, _)| records_of(dataset, unit))
                .sum::<u64>()
        })
        .sum()
}

fn is_work(verdict: UnitVerdict) -> bool {
    matches!(verdict, UnitVerdict::New | UnitVerdict::Changed)
}

struct Application<'a> {
    sink: &'a mut dyn Sink,
    bundle: &'a Bundle,
    imports: Imports<'a>,
    empty: bool,
    signature: &'a Signature,
    observer: &'a mut dyn FnMut(Progress<'_>),
    done: u64,
    total: u64,
}

impl<'a> Application<'a> {
    fn dataset(&mut self, index: usize, agenda: &DatasetAgenda) -> Result<DatasetReport, Error> {
        let bundle = self.bundle;
        let dataset = &bundle.model().datasets[index];
        let mut units = Vec::with_capacity(agenda.units.len() + agenda.left.len());
        if agenda.has_work() {
            self.sink.dataset(dataset, agenda.before.as_ref())?;
        }
        // Records leave when all units are as they will be: one may hold what another lost.
        let mut done = Vec::new();
        for (unit, verdict) in agenda.units.iter().enumerate() {
            if is_work(*verdict) {
                done.push((unit, self.unit(dataset, (index, unit), *verdict)?));
            }
        }
        let mut lost = Vec::new();
        for (_, outcome) in &mut done {
            lost.append(&mut outcome.lost);
        }
        for import in &agenda.left {
            self.all_lost(dataset, &import.unit, &mut lost)?;
        }
        let told = done.iter().flat_map(|(_, outcome)| outcome.told.iter().copied()).collect();
        let other_schema =
            agenda.before.as_ref().is_some_and(|stamp| stamp.schema_hash != dataset.schema_hash);
        let invalid = if agenda.has_work() && other_schema {
            revalidate(self.sink, bundle, dataset, &told)?
        } else {
            Vec::new()
        };
        let mut retired = retire(self.sink, (bundle, dataset), &lost)?;
        let mut done = done.into_iter().peekable();
        for (unit, verdict) in agenda.units.iter().enumerate() {
            units.push(match done.next_if(|(rank, _)| *rank == unit) {
                Some((_, mut outcome)) => {
                    let name = &dataset.units[unit].name;
                    outcome.retire(retired.remove(name).unwrap_or_default());
                    self.unit_done(dataset, unit, *verdict, outcome)?
                }
                None => untouched(bundle, (index, unit), *verdict),
            });
        }
        for import in &agenda.left {
            let retired = retired.remove(&import.unit).unwrap_or_default();
            units.push(self.left(import, retired)?);
        }
        for unit in &mut units {
            let conflicts = invalid.iter().filter(|name| **name == unit.name).count() as u64;
            unit.records.kept += conflicts;
            unit.records.conflicts += conflicts;
        }
        Ok(DatasetReport {
            name: dataset.name.clone(),
            version: dataset.version.clone(),
            generation: dataset.generation,
            database_generation: agenda.found,
            verdict: agenda.verdict,
            units,
        })
    }

    fn unit(
        &mut self,
        dataset: &Dataset,
        (dataset_index, unit_index): (usize, usize),
        verdict: UnitVerdict,
    ) -> Result<Outcome<'a>, Error> {
        let unit = &dataset.units[unit_index];
        let (observer, done, total) = (&mut *self.observer, self.done, self.total);
        let mut progress = |records: u64| {
            let done = done + records;
            observer(Progress { dataset: &dataset.name, unit: &unit.name, done, total });
        };
        progress(0);
        let ranks = (dataset_index, unit_index);
        let outcome = UnitImport::new(self.bundle, ranks, self.empty).run(
            self.sink,
            verdict,
            &mut progress,
        )?;
        self.done += records_of(dataset, unit_index);
        Ok(outcome)
    }

    fn unit_done(
        &mut self,
        dataset: &Dataset,
        unit: usize,
        verdict: UnitVerdict,
        outcome: Outcome<'_>,
    ) -> Result<UnitReport, Error> {
        let unit = &dataset.units[unit];
        let import = Import {
            dataset: dataset.name.clone(),
            unit: unit.name.clone(),
            hash: (!outcome.held_back).then(|| unit.hash.clone()),
            stamp: stamp(dataset),
            state: ImportState::Active,
            set_aside: outcome.set_aside,
            signature: self.signature.clone(),
        };
        let before = self.imports.get(&(&*dataset.name, &*unit.name)).copied();
        let (counts, digest) = (outcome.counts, outcome.digest);
        self.sink.unit(UnitDone {
            import,
            digest: digest.as_ref().map(Digest::as_bytes),
            before,
            counts,
        })?;
        Ok(UnitReport { name: unit.name.clone(), verdict, records: counts })
    }

    /// All records of a unit that left the bundle.
    fn all_lost(
        &mut self,
        dataset: &Dataset,
        unit: &str,
        lost: &mut Vec<Lost>,
    ) -> Result<(), Error> {
        for (collection, model) in dataset.collections.iter().enumerate() {
            if !leaves(model) {
                continue;
            }
            let place = Place { dataset: &dataset.name, collection: &model.name, unit };
            let mut keys = Vec::new();
            self.sink.reader().each_key(place, &mut |key| keys.push(key.to_owned()))?;
            lost.push(Lost { collection, unit: unit.to_owned(), keys });
        }
        Ok(())
    }

    fn left(&mut self, before: &Import, retired: Retired) -> Result<UnitReport, Error> {
        let (removed, set_aside) = (retired.records, retired.refused.len() as u64);
        let counts = Counts { removed, set_aside, ..Counts::default() };
        let import = Import {
            // What the database would not let go is tried again by the next import.
            state: if set_aside == 0 { ImportState::Left } else { before.state },
            set_aside: retired.refused,
            signature: self.signature.clone(),
            ..before.clone()
        };
        self.sink.unit(UnitDone { import, digest: None, before: Some(before), counts })?;
        let name = before.unit.clone();
        Ok(UnitReport { name, verdict: UnitVerdict::Left, records: counts })
    }
}
