//! `seedbank history`: what was changed, by whom, when and why.

mod prune;

use std::fmt::Write as _;

use clap::Subcommand;
use seedbank::{Bundle, Change, Database, FieldDifference, HistoryQuery, Instant, RecordName};

use super::data::Data;
use super::failure::Failure;
use super::fields::difference;
use super::value::one_line;
use super::wording::{count, thousands};
use super::{Exit, Options, lookup, print, record};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank history                              everything, the newest last
  seedbank history skills/skill/gaa/soloing     of a record
  seedbank history --unit skills/gaa --since 2026-11-20
  seedbank history --dataset skills --json
  seedbank history prune --before 2025-01-01    forget what is older

`seedbank undo` takes back an import: the number is here. Exit codes: 0 done; 1 it failed, or there is no \
such record; 2 wrong usage";

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    /// DATASET/COLLECTION/UNIT/KEY
    #[arg(value_name = "RECORD")]
    record: Option<String>,
    /// Only of this unit
    #[arg(long, value_name = "DATASET/UNIT", value_parser = unit)]
    unit: Option<(String, String)>,
    /// Only of this dataset
    #[arg(long, value_name = "DATASET")]
    dataset: Option<String>,
    /// Only from this day or instant on, in UTC
    #[arg(long, value_name = "DATE")]
    since: Option<Instant>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Remove the history before a day; what is left still verifies
    #[command(after_help = prune::AFTER_HELP)]
    Prune(prune::Args),
}

fn unit(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('/') {
        Some((dataset, unit)) if !dataset.is_empty() && !unit.is_empty() => {
            Ok((dataset.to_owned(), unit.to_owned()))
        }
        _ => Err("write DATASET/UNIT"),
    }
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    if let Some(Command::Prune(args)) = &args.command {
        return prune::run(args, options);
    }
    let data = Data::open(options)?;
    let mut query = HistoryQuery::default();
    query.record = args.record.as_deref().map(str::parse).transpose()?;
    query.dataset.clone_from(&args.dataset);
    if let Some((dataset, unit)) = args.unit.clone() {
        (query.dataset, query.unit) = (Some(dataset), Some(unit));
    }
    query.since.clone_from(&args.since);
    let changes = Database::open(&options.db)?.history(data.bundle(), &query);
    let changes = changes.map_err(|error| record::failure(error, data.bundle()))?;
    if let (true, None, Some(dataset)) = (changes.is_empty(), &query.since, &query.dataset) {
        lookup::dataset(data.bundle(), dataset)?;
        if let Some(unit) = &query.unit {
            lookup::unit(data.bundle(), dataset, unit)?;
        }
    }
    if options.json {
        print::json(&changes)?;
    } else {
        print::text(&text(&changes))?;
    }
    Ok(Exit::Done)
}

/// What the last change to a record did to its fields.
pub fn last_fields(
    database: &Database,
    bundle: &Bundle,
    record: &RecordName,
) -> Result<Vec<FieldDifference>, Failure> {
    let mut query = HistoryQuery::default();
    query.record = Some(record.clone());
    let last = database.history(bundle, &query)?.pop();
    Ok(last.map_or_else(Vec::new, |change| change.fields))
}

fn text(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "no change\n".to_owned();
    }
    changes.iter().map(one).collect()
}

/// A line, and one for each field.
fn one(change: &Change) -> String {
    let Change { import, subject, action, fields, state, counts, at, by, reason, release, .. } =
        change;
    let action = match (*action, import) {
        ("checkpoint", _) => "checkpoint".to_owned(),
        ("import", Some(import)) => format!("import {import}"),
        (action, Some(import)) => format!("{action} (import {import})"),
        (action, None) => action.to_owned(),
    };
    let subject = match (subject.as_str(), action.as_str()) {
        ("", "restore") => "everything, from a backup",
        ("", _) => "the history",
        (subject, _) => subject,
    };
    let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let moved = state.map(|(before, after)| format!("  {before} → {after}")).unwrap_or_default();
    let mut text =
        format!("{at}  {action}  {subject}{moved}  by {}\n", one_line(&format!("{by}{reason}")));
    match (counts, release) {
        (Some(counts), _) => {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "    {}", told(counts));
        }
        (None, Some(release)) if !subject.contains('/') => {
            let _ = writeln!(text, "    {release}");
        }
        _ if action.starts_with("update") && fields.is_empty() && state.is_none() => {
            text.push_str("    stays as people have it\n");
        }
        _ => {}
    }
    text.extend(fields.iter().map(|field| difference(field, 4)));
    text
}

/// `24 added, 1 conflict`
fn told(counts: &serde_json::Value) -> String {
    let names = ["added", "changed", "merged", "kept", "removed", "set_aside"];
    let mut told: Vec<String> = names
        .iter()
        .filter_map(|name| Some((name, counts[*name].as_u64().filter(|number| *number > 0)?)))
        .map(|(name, number)| format!("{} {}", thousands(number), name.replace('_', " ")))
        .collect();
    if let Some(conflicts @ 1..) = counts["conflicts"].as_u64() {
        told.push(count(conflicts, "conflict"));
    }
    if told.is_empty() { "no record changed".to_owned() } else { told.join(", ") }
}
