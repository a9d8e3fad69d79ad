//! From a bundle and a database to a report.

use std::time::Instant;

use super::agenda::{After, Agenda, agenda};
use super::apply::apply;
use super::chain::Chain;
use super::report::{Counts, DatasetReport, Progress, Report, UnitReport, UnitVerdict, Verdict};
use super::sink::Writing;
use crate::bundle::Bundle;
use crate::store::{
    Error, FORMAT, Import, ImportId, Installation, Reader, Signature, Store, Writer,
};
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
    let mut report = match run(store, bundle, signature, observer) {
        // Once: the server that took over may do. What was begun there is gone with its connection.
        Err(error) if error.may_pass() => run(store, bundle, signature, observer),
        ran => ran,
    }?;
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
    let imports = match &installation {
        Some(found) => imports(store.snapshot()?.as_mut(), found, &name)?,
        None => Vec::new(),
    };
    let status = Status { installation, imports };
    let first_agenda = agenda_of(bundle, &status.imports);
    if !must_write(&first_agenda, &status, bundle) {
        return Ok(report_of(bundle, &first_agenda, &status));
    }
    let mut writer = store.begin(signature)?;
    let installation = writer.reader().installation()?;
    if let Some(report) = settled(bundle, installation.as_ref()) {
        return Ok(report);
    }
    let report = write(writer.as_mut(), bundle, (installation, &name), signature, observer)?;
    writer.commit()?;
    Ok(report)
}

/// Writes what is new, inside the transaction.
fn write(
    writer: &mut dyn Writer,
    bundle: &Bundle,
    (installation, name): (Option<Installation>, &str),
    signature: &Signature,
    observer: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, Error> {
    let imports = match &installation {
        Some(found) => imports(writer.reader(), found, name)?,
        None => Vec::new(),
    };
    let status = Status { installation, imports };
    let agenda = agenda_of(bundle, &status.imports);
    if !must_write(&agenda, &status, bundle) {
        return Ok(report_of(bundle, &agenda, &status));
    }
    let empty = writer.prepare()?;
    let import = match &status.installation {
        Some(_) => ImportId(writer.reader().last_import()?.0 + 1),
        None => ImportId(1),
    };
    let head = status.installation.as_ref().and_then(|found| found.head.clone());
    let mut sink = Writing {
        chain: Chain::new(head, signature, Some(import)),
        writer,
        import,
        release: String::new(),
        bundle: bundle.hash().to_owned(),
    };
    let work = (&agenda, &*status.imports);
    let datasets = apply(&mut sink, bundle, work, empty, signature, observer)?;
    let Writing { mut chain, writer, .. } = sink;
    chain.flush(writer)?;
    let set_aside = set_aside(&writer.reader().imports()?);
    writer.put_installation(&Installation {
        format: FORMAT,
        hash: (agenda.after != After::Other).then(|| bundle.hash().to_owned()),
        undone: None,
        head: None,
        set_aside: set_aside.clone(),
    })?;
    let verdict = match (agenda.has_work(), status.installation) {
        (_, None) => Verdict::Imported,
        (true, Some(_)) => Verdict::Updated,
        // Only the installation's row was written.
        (false, Some(_)) => Verdict::UpToDate,
    };
    Ok(report(verdict, bundle, datasets, set_aside))
}

/// The report where the bundle's hash alone tells that nothing is new, or that a person wants none of it.
fn settled(bundle: &Bundle, installation: Option<&Installation>) -> Option<Report> {
    let known = installation.filter(|found| found.format <= FORMAT)?;
    if known.undone.as_deref() == Some(bundle.hash()) {
        return Some(report(Verdict::Undone, bundle, Vec::new(), known.set_aside.clone()));
    }
    let installation = installation
        .filter(|found| found.format <= FORMAT && found.hash.as_deref() == Some(bundle.hash()))?;
    // Records that are missing from the source are missing from its hash too.
    bundle
        .set_aside()
        .is_empty()
        .then(|| report(Verdict::UpToDate, bundle, Vec::new(), installation.set_aside.clone()))
}

fn agenda_of(bundle: &Bundle, imports: &[Import]) -> Agenda {
    agenda(bundle.model(), imports, !bundle.set_aside().is_empty())
}

/// The import rows of an installation whose format this build knows.
pub(super) fn imports(
    reader: &mut dyn Reader,
    installation: &Installation,
    database: &str,
) -> Result<Vec<Import>, Error> {
    if installation.format > FORMAT {
        let (found, known) = (installation.format, FORMAT);
        return Err(Error::LaterFormat { database: database.to_owned(), found, known });
    }
    reader.imports()
}

/// Whether there is a difference, or at least a hash to remember.
fn must_write(agenda: &Agenda, status: &Status, bundle: &Bundle) -> bool {
    let hash = status.installation.as_ref().and_then(|found| found.hash.as_deref());
    let remembered = match agenda.after {
        After::Same => hash == Some(bundle.hash()),
        // Two applications on one database must not take turns in writing their own hash: it is that
        // of the one which last had something to write, and saves it a query.
        After::More => hash.is_some(),
        After::Other => true,
    };
    agenda.has_work() || !remembered || status.installation.is_none() && !agenda.is_older()
}

/// The report where nothing is written.
fn report_of(bundle: &Bundle, agenda: &Agenda, status: &Status) -> Report {
    let verdict = if agenda.is_older() { Verdict::OlderThanDatabase } else { Verdict::UpToDate };
    let datasets = bundle
        .model()
        .datasets
        .iter()
        .enumerate()
        .zip(&agenda.datasets)
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
