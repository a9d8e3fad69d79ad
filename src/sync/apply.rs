//! Does what a plan says, inside the transaction.

use seedbank_codegen::model::Dataset;

use super::boot::{records_of, untouched};
use super::history::record_import;
use super::plan::{DatasetPlan, Plan, stamp};
use super::report::{Counts, DatasetReport, Progress, UnitReport, UnitVerdict};
use super::unit::UnitImport;
use crate::bundle::Bundle;
use crate::store::{Error, Import, ImportState, Signature, Writer, views};

/// Writes what the plan says; `empty`: the database has no record at all.
pub(super) fn apply(
    writer: &mut dyn Writer,
    bundle: &Bundle,
    plan: &Plan,
    empty: bool,
    signature: &Signature,
    observer: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<DatasetReport>, Error> {
    let total = total(bundle, plan);
    let mut application =
        Application { writer, bundle, empty, signature, observer, done: 0, total };
    let planned = plan.datasets.iter().enumerate();
    planned.map(|(index, plan)| application.dataset(index, plan)).collect()
}

/// How many records the units to be imported have.
fn total(bundle: &Bundle, plan: &Plan) -> u64 {
    let datasets = bundle.model().datasets.iter().zip(&plan.datasets);
    datasets
        .map(|(dataset, plan)| {
            let units = plan.units.iter().enumerate();
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
    writer: &'a mut dyn Writer,
    bundle: &'a Bundle,
    empty: bool,
    signature: &'a Signature,
    observer: &'a mut dyn FnMut(Progress<'_>),
    done: u64,
    total: u64,
}

impl Application<'_> {
    fn dataset(&mut self, index: usize, plan: &DatasetPlan) -> Result<DatasetReport, Error> {
        let bundle = self.bundle;
        let dataset = &bundle.model().datasets[index];
        let mut units = Vec::with_capacity(plan.units.len() + plan.left.len());
        for (unit, verdict) in plan.units.iter().enumerate() {
            units.push(if is_work(*verdict) {
                self.unit(dataset, (index, unit), *verdict)?
            } else {
                untouched(bundle, (index, unit), *verdict)
            });
        }
        for import in &plan.left {
            units.push(self.left(dataset, import)?);
        }
        if plan.has_work() {
            self.writer.stamp(&dataset.name, &stamp(dataset))?;
            self.writer.put_views(&dataset.name, &views(dataset))?;
        }
        Ok(DatasetReport {
            name: dataset.name.clone(),
            version: dataset.version.clone(),
            generation: dataset.generation,
            database_generation: plan.found,
            verdict: plan.verdict,
            units,
        })
    }

    fn unit(
        &mut self,
        dataset: &Dataset,
        (dataset_index, unit_index): (usize, usize),
        verdict: UnitVerdict,
    ) -> Result<UnitReport, Error> {
        let unit = &dataset.units[unit_index];
        let (observer, done, total) = (&mut *self.observer, self.done, self.total);
        let mut progress = |records: u64| {
            let done = done + records;
            observer(Progress { dataset: &dataset.name, unit: &unit.name, done, total });
        };
        progress(0);
        let outcome = UnitImport::new(self.bundle, (dataset_index, unit_index), self.empty).run(
            self.writer,
            verdict,
            &mut progress,
        )?;
        self.done += records_of(dataset, unit_index);
        let import = Import {
            dataset: dataset.name.clone(),
            unit: unit.name.clone(),
            hash: (!outcome.held_back).then(|| unit.hash.clone()),
            stamp: stamp(dataset),
            state: ImportState::Active,
            set_aside: outcome.set_aside,
            signature: self.signature.clone(),
        };
        self.writer.put_import(&import, outcome.digest.as_deref())?;
        self.history(&dataset.name, &unit.name, &outcome.counts)?;
        Ok(UnitReport { name: unit.name.clone(), verdict, records: outcome.counts })
    }

    /// A unit that left the bundle: its records follow their policies.
    fn left(&mut self, dataset: &Dataset, import: &Import) -> Result<UnitReport, Error> {
        let unit = import.unit.as_str();
        let removed = super::unit::retire(self.writer, dataset, unit, |_, _| false)?;
        let counts = Counts { removed, ..Counts::default() };
        let import = Import {
            state: ImportState::Left,
            set_aside: Vec::new(),
            signature: self.signature.clone(),
            ..import.clone()
        };
        self.writer.put_import(&import, None)?;
        self.history(&dataset.name, unit, &counts)?;
        Ok(UnitReport { name: unit.to_owned(), verdict: UnitVerdict::Left, records: counts })
    }

    fn history(&mut self, dataset: &str, unit: &str, counts: &Counts) -> Result<(), Error> {
        record_import(self.writer, self.signature, (dataset, unit), counts)
    }
}
