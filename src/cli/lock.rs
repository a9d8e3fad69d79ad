//! `seedbank lock`: brings the lock up to date.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use seedbank_codegen::diagnostic::Code;
use seedbank_codegen::lock::{Entry, LockChange};
use serde_json::{Value, json};

use super::failure::Failure;
use super::{Exit, Options, data, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank lock
  seedbank lock ./data --json

Commit seedbank.lock beside the data. Exit codes: 0 it is up to date; 1 the data is invalid, and the \
lock was left as it was; 2 wrong usage, or no such folder";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The data folder; without it that of --data, else ./data
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let folder = data::folder(args.folder.as_ref(), options);
    let mut compilation = data::compiled(&folder)?;
    // What is about to be mended need not be reported.
    compilation.diagnostics.retain(|problem| problem.code != Code::StaleLock);
    print::diagnostics(&compilation.diagnostics);
    if compilation.has_errors() {
        return Err(Failure::NotLocked { path: folder });
    }
    let lock = &compilation.lock;
    if lock.stale {
        replace(&lock.path, &lock.next.text())?;
    }
    if options.json {
        let changes: Vec<Value> = lock.changes.iter().map(change_json).collect();
        print::json(&json!({ "lock": lock.path, "changes": changes }))?;
    } else {
        let mut text: String = lock.changes.iter().map(|change| line(change) + "\n").collect();
        let state = if lock.stale { "written" } else { "is up to date" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {state}", lock.path.display());
        print::text(&text)?;
    }
    Ok(Exit::Done)
}

/// Writes a file as a whole or not at all.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    // In the same folder, so that renaming does not copy; with a dot, so that no reader sees it.
    let draft = path.with_file_name(".seedbank.lock.new");
    let failed =
        |doing, path: &Path, source| Failure::File { doing, path: path.to_owned(), source };
    fs::write(&draft, text).map_err(|error| failed("write", &draft, error))?;
    fs::rename(&draft, path).map_err(|error| failed("replace", path, error))
}

/// `skills: generation 3 to 4, version 1.2.0; skill 88 to 90`
fn line(change: &LockChange) -> String {
    let LockChange { dataset, before, after } = change;
    let mut line = match before {
        _ if after.hash.is_none() => format!("{dataset}: removed, generation {}", after.generation),
        Some(before) if before.generation == after.generation => {
            format!("{dataset}: generation {} as before", after.generation)
        }
        Some(before) => {
            format!("{dataset}: generation {} to {}", before.generation, after.generation)
        }
        None => format!("{dataset}: new, generation {}", after.generation),
    };
    if after.hash.is_some() {
        let _ = match before {
            Some(before) if before.version != after.version => {
                write!(line, ", version {} to {}", before.version, after.version)
            }
            _ => write!(line, ", version {}", after.version),
        };
    }
    let counts = counts(before.as_ref(), after);
    if !counts.is_empty() {
        let _ = write!(line, "; {}", counts.join(", "));
    }
    line
}

/// The collections whose number of records changed.
fn counts(before: Option<&Entry>, after: &Entry) -> Vec<String> {
    let of = |entry: Option<&Entry>, name: &String| {
        entry.and_then(|entry| entry.records.get(name)).copied().unwrap_or(0)
    };
    let before_names = before.into_iter().flat_map(|before| before.records.keys());
    let names: BTreeSet<&String> = before_names.chain(after.records.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| match (of(before, name), of(Some(after), name)) {
            (one, other) if one == other => None,
            (0, other) => Some(format!("{name} {other}")),
            (one, other) => Some(format!("{name} {one} to {other}")),
        })
        .collect()
}

fn change_json(change: &LockChange) -> Value {
    let entry = |entry: &Entry| {
        json!({
            "generation": entry.generation,
            "version": entry.version,
            "hash": entry.hash,
            "records": entry.records,
        })
    };
    json!({
        "dataset": change.dataset,
        "before": change.before.as_ref().map(entry),
        "after": entry(&change.after),
    })
}
