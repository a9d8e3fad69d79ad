//! What an update did, as a person reads it.

use std::fmt::Write as _;
use std::path::Path;

use seedbank::{
    Bundle, Counts, Database, DatasetReport, DatasetVerdict, Report, SetAside, Verdict,
};
use seedbank_codegen::lock::FILE_NAME;
use serde::Serialize;

use super::failure::Failure;
use super::table::{Value, table};
use super::wording::{count, database, dataset_records, thousands, waiting};
use super::{Exit, Options, print};

/// Prints it; how that ends is the same for all commands that update.
pub fn print(
    report: &Report,
    bundle: &Bundle,
    database: &Database,
    options: &Options,
) -> Result<Exit, Failure> {
    print_with(report, None, (bundle, database), options)
}

/// A report with the backup that was taken before, where one was.
#[derive(Serialize)]
struct BackedUp<'r> {
    #[serde(flatten)]
    report: &'r Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    backup: Option<&'r Path>,
}

/// The same, with the backup that was taken before.
pub fn print_with(
    report: &Report,
    backup: Option<&Path>,
    (bundle, database): (&Bundle, &Database),
    options: &Options,
) -> Result<Exit, Failure> {
    if options.json {
        print::json(&BackedUp { report, backup })?;
    } else {
        let backup = backup.map(|path| format!("kept the state before in {}\n", path.display()));
        let text = text(report, bundle, database.name(), options);
        print::text(&(backup.unwrap_or_default() + &text))?;
    }
    Ok(if report.set_aside.is_empty() { Exit::Done } else { Exit::SetAside })
}

fn text(report: &Report, bundle: &Bundle, name: &str, options: &Options) -> String {
    let mut text = format!("{}\n", options.told(&verdict(report, bundle, database(name))));
    text.push_str(&datasets(report, bundle));
    text.push_str(&older(&report.datasets, options));
    let conflicts = report.datasets.iter().map(|dataset| dataset.records().conflicts).sum();
    if conflicts > 0 {
        text.push_str(&waiting(conflicts, options));
    }
    // Writing to a string cannot fail.
    if !report.set_aside.is_empty() {
        let _ = writeln!(text, "set aside: {}", numbers(&report.set_aside));
        for aside in &report.set_aside {
            // What is wrong in a folder was printed when it was read.
            let is_printed = bundle.set_aside().contains(aside);
            let why = if is_printed { "see above" } else { aside.reason.as_str() };
            let _ = writeln!(text, "  {}: {why}", aside.record);
        }
    }
    text
}

/// Why datasets are left alone.
pub fn older(datasets: &[DatasetReport], options: &Options) -> String {
    let older =
        datasets.iter().filter(|dataset| dataset.verdict == DatasetVerdict::OlderThanDatabase);
    let older = older.filter_map(|dataset| Some((dataset, dataset.database_generation?)));
    older.map(|(dataset, found)| newer(dataset, found, options.data.as_deref())).collect()
}

/// Which generation is the newer one, and how a folder's can become that.
fn newer(dataset: &DatasetReport, found: u64, folder: Option<&Path>) -> String {
    let DatasetReport { name, generation, .. } = dataset;
    let mut text = format!("{name}: the database has generation {found}, this is {generation}\n");
    if let Some(folder) = folder {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "  if this folder is the newer one, run `seedbank lock {}`, then set `generation: {}` for \
             {name} in {}",
            folder.display(),
            found + 1,
            folder.join(FILE_NAME).display(),
        );
    }
    text
}

/// How many datasets, units and records: a name with no slash in it is a dataset's, one with one slash
/// a unit's.
fn numbers(set_aside: &[SetAside]) -> String {
    let of = |slashes: std::ops::RangeInclusive<usize>| {
        let names = set_aside.iter().map(|aside| aside.record.matches('/').count());
        names.filter(|found| slashes.contains(found)).count() as u64
    };
    let numbers = [(of(0..=0), "dataset"), (of(1..=1), "unit"), (of(2..=usize::MAX), "record")];
    let numbers = numbers.iter().filter(|(number, _)| *number > 0);
    numbers.map(|(number, noun)| count(*number, noun)).collect::<Vec<_>>().join(", ")
}

/// In one line.
fn verdict(report: &Report, bundle: &Bundle, database: &str) -> String {
    let sum = |pick: fn(&DatasetReport) -> u64| report.datasets.iter().map(pick).sum::<u64>();
    let seconds = format!("in {:.1} s", report.elapsed.as_secs_f64());
    let datasets = bundle.model().datasets.iter().filter(|dataset| dataset.database).count();
    let datasets = count(datasets as u64, "dataset");
    match report.verdict {
        Verdict::Imported => {
            let records = count(sum(|dataset| dataset.records().added), "record");
            format!("imported {datasets}, {records} into {database} {seconds}")
        }
        Verdict::Updated => {
            let parts = [
                ("added", sum(|dataset| dataset.records().added)),
                ("changed", sum(|dataset| dataset.records().changed)),
                ("merged", sum(|dataset| dataset.records().merged)),
                ("kept as people have them", sum(|dataset| dataset.records().kept)),
                ("removed", sum(|dataset| dataset.records().removed)),
            ];
            let parts: Vec<String> = parts
                .iter()
                .filter(|(_, number)| *number > 0)
                .map(|(word, number)| format!("{} {word}", thousands(*number)))
                .collect();
            let parts =
                if parts.is_empty() { "no record changed".to_owned() } else { parts.join(", ") };
            format!("updated {database}: {parts}, {seconds}")
        }
        Verdict::UpToDate => format!("up to date: {database} has {datasets}"),
        Verdict::OlderThanDatabase => format!("nothing written: {database} has newer data"),
        Verdict::Undone => {
            "nothing written: this update was taken back; `seedbank apply` brings it in again"
                .to_owned()
        }
        // A later library may know more of them.
        _ => format!("booted {database} {seconds}"),
    }
}

/// How a boot treats records, and how many it treated so.
type Column = (&'static str, fn(&Counts) -> u64);

const COLUMNS: [Column; 7] = [
    ("added", |counts| counts.added),
    ("changed", |counts| counts.changed),
    ("merged", |counts| counts.merged),
    ("kept", |counts| counts.kept),
    ("removed", |counts| counts.removed),
    ("conflicts", |counts| counts.conflicts),
    ("set aside", |counts| counts.set_aside),
];

/// A line a dataset, with the columns in which something happened.
fn datasets(report: &Report, bundle: &Bundle) -> String {
    let happened = |(_, number): &&Column| {
        report.datasets.iter().any(|dataset| number(&dataset.records()) > 0)
    };
    let columns: Vec<&Column> = COLUMNS.iter().filter(happened).collect();
    let mut header = vec!["dataset", "version", "generation", "units", "records"];
    header.extend(columns.iter().map(|(name, _)| *name));
    if !report.datasets.is_empty() {
        header.push("result");
    }
    let rows = bundle.model().datasets.iter().map(|dataset| {
        let mut row: Vec<Value> = vec![
            dataset.name.as_str().into(),
            dataset.version.as_str().into(),
            dataset.generation.into(),
            (dataset.units.len() as u64).into(),
            dataset_records(dataset).into(),
        ];
        let reported = report.datasets.iter().find(|reported| reported.name == dataset.name);
        if let Some(reported) = reported {
            let records = reported.records();
            row.extend(columns.iter().map(|(_, number)| match number(&records) {
                0 => Value::None,
                number => number.into(),
            }));
            row.push(result(reported.verdict).into());
        }
        row
    });
    table(&header, rows)
}

fn result(verdict: DatasetVerdict) -> &'static str {
    match verdict {
        DatasetVerdict::Imported => "imported",
        DatasetVerdict::Updated => "updated",
        DatasetVerdict::UpToDate => "up to date",
        DatasetVerdict::OlderThanDatabase => "database is newer",
        DatasetVerdict::Undone => "taken back",
        DatasetVerdict::EmbeddedOnly => "embedded only",
        _ => "",
    }
}
