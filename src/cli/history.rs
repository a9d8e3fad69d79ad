//! `seedbank history`: what was changed, by whom, when and why.

mod prune;

use std::fmt::Write as _;

use clap::Subcommand;
use seedbank::{Change, Database, HistoryQuery, RecordName};

use super::data::Data;
use super::failure::Failure;
use super::fields::difference;
use super::instant::Instant;
use super::{Exit, Options, print, record};

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
    record: Option<RecordName>,
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
    query.record = args.record.clone();
    query.dataset = args.dataset.clone();
    if let Some((dataset, unit)) = args.unit.clone() {
        (query.dataset, query.unit) = (Some(dataset), Some(unit));
    }
    query.since = args.since.clone().map(|since| since.0);
    let changes = Database::open(&options.db)?.history(data.bundle(), &query);
    let changes = changes.map_err(|error| record::failure(error, data.bundle(), options))?;
    if options.json {
        print::json(&changes)?;
    } else {
        print::text(&text(&changes))?;
    }
    Ok(Exit::Done)
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
        ("import", Some(import)) => format!("import {import}"),
        (action, Some(import)) => format!("{action} (import {import})"),
        (action, None) => action.to_owned(),
    };
    let subject = if subject.is_empty() { "the history" } else { subject };
    let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut text = format!("{at}  {action}  {subject}  by {by}{reason}\n");
    // Writing to a string cannot fail.
    if let Some((before, after)) = state {
        let _ = writeln!(text, "    {before} → {after}");
    }
    if let Some(counts) = counts.as_ref().and_then(serde_json::Value::as_object) {
        let told = counts.iter().filter(|(_, number)| number.as_u64() != Some(0));
        let told: Vec<String> =
            told.map(|(what, number)| format!("{number} {}", what.replace('_', " "))).collect();
        let _ = writeln!(text, "    {}", told.join(", "));
    } else if let (Some(release), false) = (release, subject.contains('/')) {
        let _ = writeln!(text, "    {release}");
    }
    text.extend(fields.iter().map(|field| difference(field, 4)));
    text
}
