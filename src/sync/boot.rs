//! From a bundle and a database to a report.

use std::time::Instant;

use super::apply::apply;
use super::plan::{Plan, plan};
use super::report::{Counts, DatasetReport, Progress, Report, UnitReport, UnitVerdict, Verdict};
use crate::bundle::Bundle;
use crate::store::{Error, FORMAT, Import, Installation, Reader, Signature, Store};
use seedbank_codegen::model::SetAside;

/// What the database says of itself, at one moment.
struct Status {
    installation: Option<Installation>,
    imports: Vec<Import>,
}

/// Brings the database in step with the bundle.
pub(crate) fn boot(
    store: &mut dyn Store,
    bundle: &Bundle,
    signature: &Signature,
    observer: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, Error> {
    let began = Instant::now();
    let mut report = run(store, bundle, signature, observer)?;
    report.set_aside.extend_from_slice(bundle.set_aside());
    report.elapsed = began.elapsed();
    Ok(report)
}

fn run(
    store: &mut dyn Store,
    bundle: &Bundle,
    signature: &Signature,
    observer: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, Error> {
    let name = store.name().to_owned();
    let installation = store.installation()?;
    if let Some(report) = settled(bundle, installation.as_ref()) {
        return Ok(report);
    }
    // Looked at without the lock: an older binary must not hold up, nor be held up by, a writer, and
    // it also serves from a read-only file.
    let (status, first_plan) = look(store, installation, bundle, &name)?;
    if !must_write(&first_plan, &status, bundle) {
        return Ok(report_of(bundle, &first_plan, &status));
    }
    let mut writer = store.begin(signature)?;
    let installation = writer.installation()?;
    if let Some(report) = settled(bundle, installation.as_ref()) {
        return Ok(report);
    }
    let (status, plan) = look(writer.as_mut(), installation, bundle, &name)?;
    if !must_write(&plan, &status, bundle) {
        return Ok(report_of(bundle, &plan, &status));
    }
    let empty = writer.prepare()?;
    let datasets = apply(writer.as_mut(), bundle, &plan, empty, signature, observer)?;
    let set_aside = set_aside(&writer.imports()?);
    writer.put_installation(&Installation {
        format: FORMAT,
        hash: plan.settles.then(|| bundle.hash().to_owned()),
        set_aside: set_aside.clone(),
    })?;
    writer.commit()?;
    let verdict = match (plan.has_work(), status.installation) {
        (_, None) => Verdict::Imported,
        (true, Some(_)) => Verdict::Updated,
        // Only the installation's row was written.
        (false, Some(_)) => Verdict::UpToDate,
    };
    Ok(report(verdict, bundle, datasets, set_aside))
}

/// The report where the bundle's hash alone tells that nothing is new.
fn settled(bundle: &Bundle, installation: Option<&Installation>) -> Option<Report> {
    let installation = installation
        .filter(|found| found.format <= FORMAT && found.hash.as_deref() == Some(bundle.hash()))?;
    // Records that are missing from the source are missing from its hash too.
    bundle
        .set_aside()
        .is_empty()
        .then(|| report(Verdict::UpToDate, bundle, Vec::new(), installation.set_aside.clone()))
}

fn look<R: Reader + ?Sized>(
    reader: &mut R,
    installation: Option<Installation>,
    bundle: &Bundle,
    database: &str,
) -> Result<(Status, Plan), Error> {
    let imports = imports(reader, installation.as_ref(), database)?;
    let plan = plan(bundle.model(), &imports, !bundle.set_aside().is_empty());
    Ok((Status { installation, imports }, plan))
}

/// The import rows of an installation whose format this build knows.
pub(super) fn imports<R: Reader + ?Sized>(
    reader: &mut R,
    installation: Option<&Installation>,
    database: &str,
) -> Result<Vec<Import>, Error> {
    match installation {
        None => Ok(Vec::new()),
        Some(Installation { format, .. }) if *format > FORMAT => {
            Err(Error::LaterFormat { database: database.to_owned(), found: *format, known: FORMAT })
        }
        Some(_) => reader.imports(),
    }
}

/// Whether there is a difference, or at least a hash to remember.
fn must_write(plan: &Plan, status: &Status, bundle: &Bundle) -> bool {
    let hash = status.installation.as_ref().and_then(|found| found.hash.as_deref());
    plan.has_work()
        || (plan.settles && hash != Some(bundle.hash()))
        || status.installation.is_none() && !plan.is_older()
}

/// The report where nothing is written.
fn report_of(bundle: &Bundle, plan: &Plan, status: &Status) -> Report {
    let verdict = if plan.is_older() { Verdict::OlderThanDatabase } else { Verdict::UpToDate };
    let datasets = bundle
        .model()
        .datasets
        .iter()
        .enumerate()
        .zip(&plan.datasets)
        .map(|((index, dataset), planned)| DatasetReport {
            name: dataset.name.clone(),
            version: dataset.version.clone(),
            generation: dataset.generation,
            database_generation: planned.found,
            verdict: planned.verdict,
            units: (0..dataset.units.len())
                .zip(&planned.units)
                .map(|(unit, verdict)| untouched(bundle, (index, unit), *verdict))
                .collect(),
        })
        .collect();
    report(verdict, bundle, datasets, set_aside(&status.imports))
}

/// The report of a unit that is left alone.
pub(super) fn untouched(
    bundle: &Bundle,
    (dataset, unit): (usize, usize),
    verdict: UnitVerdict,
) -> UnitReport {
    let model = &bundle.model().datasets[dataset];
    let unchanged = match verdict {
        UnitVerdict::UpToDate => records_of(model, unit),
        _ => 0,
    };
    UnitReport {
        name: model.units[unit].name.clone(),
        verdict,
        records: Counts { unchanged, ..Counts::default() },
    }
}

/// How many records a unit has.
pub(super) fn records_of(dataset: &seedbank_codegen::model::Dataset, unit: usize) -> u64 {
    let rows = dataset.collections.iter().filter_map(|collection| collection.unit_rows.get(unit));
    rows.map(|rows| u64::from(*rows)).sum()
}

/// What the database would not store, of all units.
fn set_aside(imports: &[Import]) -> Vec<SetAside> {
    imports.iter().flat_map(|import| &import.set_aside).cloned().collect()
}

fn report(
    verdict: Verdict,
    bundle: &Bundle,
    datasets: Vec<DatasetReport>,
    set_aside: Vec<SetAside>,
) -> Report {
    Report {
        verdict,
        bundle: bundle.hash().to_owned(),
        datasets,
        set_aside,
        elapsed: std::time::Duration::ZERO,
    }
}
