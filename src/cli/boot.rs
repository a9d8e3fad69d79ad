//! `seedbank boot`: imports what is new.

use std::fmt::Write as _;
use std::io::{IsTerminal, stderr};
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use seedbank::{
    BootOptions, Bundle, Counts, Database, DatasetReport, DatasetVerdict, Progress, Report,
    SetAside, Verdict,
};
use seedbank_codegen::lock::FILE_NAME;

use super::data::Data;
use super::failure::Failure;
use super::table::{Value, table};
use super::wording::{count, database, dataset_records, thousands};
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank boot
  seedbank boot --db sqlite:///var/lib/app.db
  seedbank boot --data ./data --json

Exit codes: 0 the database has all of it, or has newer data; 1 it failed, and nothing was written; \
3 some data was set aside, and the rest is in";

/// An import that takes longer than this has a progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

pub fn run(options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let mut progress = Bar::new();
    let mut observer = |step: Progress<'_>| progress.step(step);
    let boot = BootOptions::default().observer(&mut observer);
    let mut opened = Database::open(&options.db)?;
    let report = opened.boot_with(data.bundle(), boot);
    progress.finish();
    let report = report?;
    if options.json {
        print::json(&report)?;
    } else {
        let text = text(&report, data.bundle(), options, opened.name());
        print::text(&text)?;
    }
    Ok(if report.set_aside.is_empty() { Exit::Done } else { Exit::SetAside })
}

fn text(report: &Report, bundle: &Bundle, options: &Options, name: &str) -> String {
    let mut text = format!("{}\n", verdict(report, bundle, database(name)));
    text.push_str(&datasets(report, bundle));
    for dataset in &report.datasets {
        if let (DatasetVerdict::OlderThanDatabase, Some(found)) =
            (dataset.verdict, dataset.database_generation)
        {
            text.push_str(&older(dataset, found, options.data.as_deref()));
        }
    }
    // Writing to a string cannot fail.
    if !report.set_aside.is_empty() {
        let _ = writeln!(text, "set aside: {}", numbers(&report.set_aside));
        for record in &report.set_aside {
            let _ = writeln!(text, "  {}: {}", record.record, record.reason);
        }
    }
    text
}

/// Why a dataset was left alone, and how a folder's can become the newer one.
fn older(dataset: &DatasetReport, found: u64, folder: Option<&Path>) -> String {
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
        // A later library may know more of them.
        _ => format!("booted {database} {seconds}"),
    }
}

/// How a boot treats records, and how many it treated so.
type Column = (&'static str, fn(&Counts) -> u64);

const COLUMNS: [Column; 5] = [
    ("added", |counts| counts.added),
    ("changed", |counts| counts.changed),
    ("kept", |counts| counts.kept),
    ("removed", |counts| counts.removed),
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
        DatasetVerdict::EmbeddedOnly => "embedded only",
        _ => "",
    }
}

/// A progress bar that shows itself only to somebody who has waited.
struct Bar {
    since: Instant,
    watched: bool,
    shown: Option<ProgressBar>,
}

impl Bar {
    fn new() -> Self {
        Self { since: Instant::now(), watched: stderr().is_terminal(), shown: None }
    }

    fn step(&mut self, step: Progress<'_>) {
        if !self.watched || self.since.elapsed() < PATIENCE {
            return;
        }
        let bar = self.shown.get_or_insert_with(|| {
            let bar = ProgressBar::new(step.total);
            let template = "{bar:30} {human_pos}/{human_len} records, {msg}";
            // The template is fixed and right; if it were not, the bar's own look will do.
            bar.set_style(
                ProgressStyle::with_template(template)
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar
        });
        bar.set_position(step.done);
        bar.set_message(format!("{}/{}", step.dataset, step.unit));
    }

    fn finish(self) {
        if let Some(bar) = self.shown {
            bar.finish_and_clear();
        }
    }
}
