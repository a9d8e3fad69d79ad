//! From a bundle and a database to a report.

use std::time::Instant;

use super::agenda::{After, Agenda, agenda};
use super::apply::apply;
use super::chain::Chain;
use super::planning::{Plan, PlanVerdict, Planning};
use super::report::{
    Counts, DatasetReport, DatasetVerdict, Progress, Report, UnitReport, UnitVerdict, Verdict,
};
use super::sink::Writing;
use super::taken_back::{Release, TakenBack};
use super::terms::Terms;
use super::transaction::kept;
use crate::bundle::Bundle;
use crate::store::{
    Empty, Error, FORMAT, Import, ImportId, Installation, Reader, Signature, Store, Writer, views,
};
use seedbank_codegen::model::{Dataset, SetAside};

/// What the database says of itself, at one moment.
struct Status {
    installation: Option<Installation>,
    imports: Vec<Import>,
}

/// Brings the database in step with the bundle.
pub(crate) fn boot(
    store: &mut dyn Store,
    bundle: &Bundle,
    terms: Terms<'_>,
    signature: &Signature,
    observer: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, Error> {
    let began = Instant::now();
    let mut report = match run(store, bundle, terms, signature, observer) {
        // Once: the server that took over may do. What was begun there is gone with its connection.
        Err(error) if error.may_pass() => run(store, bundle, terms, signature, observer),
        ran => ran,
    }?;
    report.set_aside.extend_from_slice(bundle.set_aside());
    report.elapsed = began.elapsed();
    Ok(report)
}

fn run(
    store: &mut dyn Store,
    bundle: &Bundle,
    terms: Terms<'_>,
    signature: &Signature,
    observer: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, Error> {
    let name = store.name().to_owned();
    let installation = store.installation()?;
    if let Some(report) = settled(bundle, terms, installation.as_ref()) {
        return Ok(report);
    }
    // Looked at without the lock: an older binary must not hold up, nor be held up by, a writer, and
    // it also serves from a read-only file.
    let status = look(store, installation, &name)?;
    let first_agenda = agenda_of(bundle, terms, &status);
    let mends = terms != Terms::Boot
        && status.installation.is_some()
        && !broken_views(store.snapshot()?.as_mut(), bundle, terms, &first_agenda)?.is_empty();
    if !mends && !must_write(&first_agenda, &status, bundle) {
        terms.nothing_to_do(&name, bundle)?;
        return Ok(report_of(bundle, &first_agenda, &status));
    }
    let mut writer = store.begin(signature)?;
    let installation = writer.reader().installation()?;
    if let Some(report) = settled(bundle, terms, installation.as_ref()) {
        return Ok(report);
    }
    let found = (installation, &*name);
    let (report, head) = write(writer.as_mut(), bundle, terms, found, signature, observer)?;
    let committed = writer.commit();
    kept(store, committed, head.as_deref())?;
    Ok(report)
}

/// Writes what is new, inside the transaction; gives the hash of the newest history row too.
fn write(
    writer: &mut dyn Writer,
    bundle: &Bundle,
    terms: Terms<'_>,
    (installation, name): (Option<Installation>, &str),
    signature: &Signature,
    observer: &mut dyn FnMut(Progress<'_>),
) -> Result<(Report, Option<String>), Error> {
    let imports = match &installation {
        Some(found) => imports(writer.reader(), found, name)?,
        None => Vec::new(),
    };
    let status = Status { installation, imports };
    let agenda = agenda_of(bundle, terms, &status);
    let broken = match &status.installation {
        Some(_) => broken_views(writer.reader(), bundle, terms, &agenda)?,
        None => Vec::new(),
    };
    if broken.is_empty() && !must_write(&agenda, &status, bundle) {
        terms.nothing_to_do(name, bundle)?;
        return Ok((report_of(bundle, &agenda, &status), None));
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
        bundle,
        terms: terms.watch(bundle),
    };
    let work = (&agenda, &*status.imports);
    let datasets = apply(&mut sink, bundle, work, empty, signature, observer)?;
    let Writing { mut chain, writer, terms: watched, .. } = sink;
    terms.hold(name, watched)?;
    chain.flush(writer)?;
    let head = chain.head().map(str::to_owned);
    for dataset in broken {
        writer.put_views(&dataset.name, &views(dataset))?;
    }
    let set_aside = set_aside(&writer.reader().imports()?);
    writer.put_installation(&Installation {
        format: FORMAT,
        hash: (agenda.after != After::Other).then(|| bundle.hash().to_owned()),
        undone: still_taken_back(bundle, &agenda, status.installation.as_ref()),
        head: None,
        set_aside: set_aside.clone(),
    })?;
    let verdict = match (agenda.has_work(), status.installation) {
        (_, None) => Verdict::Imported,
        (true, Some(_)) => Verdict::Updated,
        // Only the installation's row was written.
        (false, Some(_)) => Verdict::UpToDate,
    };
    Ok((report(verdict, bundle, datasets, set_aside), head))
}

/// The report where the bundle's hash alone tells that nothing is new.
fn settled(
    bundle: &Bundle,
    terms: Terms<'_>,
    installation: Option<&Installation>,
) -> Option<Report> {
    let known = installation.filter(|found| found.format <= FORMAT)?;
    if let Terms::Apply { .. } = terms {
        // A person asks for more than the hash can tell.
        return None;
    }
    if known.hash.as_deref() != Some(bundle.hash()) {
        return None;
    }
    // Records that are missing from the source are missing from its hash too.
    bundle
        .set_aside()
        .is_empty()
        .then(|| report(Verdict::UpToDate, bundle, Vec::new(), known.set_aside.clone()))
}

/// What an update would do. Writes nothing, and waits for nobody.
pub(crate) fn plan(store: &mut dyn Store, bundle: &Bundle) -> Result<Plan, Error> {
    let name = store.name().to_owned();
    let mut empty_database = Empty;
    let mut snapshot;
    let (installation, reader): (_, &mut dyn Reader) = if store.installation()?.is_some() {
        snapshot = store.snapshot()?;
        (snapshot.installation()?, snapshot.as_mut())
    } else {
        (None, &mut empty_database)
    };
    let imports = match &installation {
        Some(found) => imports(reader, found, &name)?,
        None => Vec::new(),
    };
    let status = Status { installation, imports };
    let wanted = Terms::Apply { plan: None, allow_delete: true };
    let agenda = agenda_of(bundle, wanted, &status);
    let signature = Signature { at: String::new(), by: String::new() };
    let mut planning = Planning::new(reader, bundle);
    let work = (&agenda, &*status.imports);
    let empty = status.installation.is_none();
    let datasets = apply(&mut planning, bundle, work, empty, &signature, &mut |_| {})?;
    let (records, hash) = planning.finish();
    let undone = agenda_of(bundle, Terms::Boot, &status).is_undone();
    let verdict = match &status.installation {
        _ if !agenda.has_work() && agenda.is_older() => PlanVerdict::OlderThanDatabase,
        _ if undone => PlanVerdict::Undone,
        None => PlanVerdict::Import,
        Some(_) if agenda.has_work() => PlanVerdict::Update,
        Some(_) => PlanVerdict::UpToDate,
    };
    Ok(Plan { hash, bundle: bundle.hash().to_owned(), verdict, datasets, records })
}

/// What stays taken back: all but the releases that came in now.
fn still_taken_back(
    bundle: &Bundle,
    agenda: &Agenda,
    installation: Option<&Installation>,
) -> Option<String> {
    let datasets = bundle.model().datasets.iter().zip(&agenda.datasets);
    let came_in = datasets.filter(|(_, agenda)| agenda.has_work());
    let taken_back = TakenBack::of(installation);
    came_in.fold(taken_back, |left, (dataset, _)| left.without(Release::of(dataset))).to_text()
}

/// The datasets that have nothing new, and of which a view is not as it should be. That is for a person to
/// mend; a boot does not look.
fn broken_views<'b>(
    reader: &mut dyn Reader,
    bundle: &'b Bundle,
    terms: Terms<'_>,
    agenda: &Agenda,
) -> Result<Vec<&'b Dataset>, Error> {
    let mut broken = Vec::new();
    if terms == Terms::Boot {
        return Ok(broken);
    }
    for (dataset, agenda) in bundle.model().datasets.iter().zip(&agenda.datasets) {
        if agenda.verdict == DatasetVerdict::UpToDate
            && !reader.broken_views(&views(dataset))?.is_empty()
        {
            broken.push(dataset);
        }
    }
    Ok(broken)
}

/// What the database says of itself, at one moment.
fn look(
    store: &mut dyn Store,
    installation: Option<Installation>,
    database: &str,
) -> Result<Status, Error> {
    let imports = match &installation {
        Some(found) => imports(store.snapshot()?.as_mut(), found, database)?,
        None => Vec::new(),
    };
    Ok(Status { installation, imports })
}

fn agenda_of(bundle: &Bundle, terms: Terms<'_>, status: &Status) -> Agenda {
    let taken_back = match terms {
        Terms::Boot => TakenBack::of(status.installation.as_ref()),
        // A person wants it after all.
        Terms::Apply { .. } => TakenBack::default(),
    };
    let partial = !bundle.set_aside().is_empty();
    agenda(bundle.model(), &status.imports, partial, &taken_back)
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
    let verdict = match agenda {
        _ if agenda.is_older() => Verdict::OlderThanDatabase,
        _ if agenda.is_undone() => Verdict::Undone,
        _ => Verdict::UpToDate,
    };
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
