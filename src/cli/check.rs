//! `seedbank check`: validates a data folder.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use seedbank_codegen::Compilation;
use seedbank_codegen::diagnostic::{self, Code, Diagnostic, Severity};

use super::failure::Failure;
use super::wording::{count, dataset_records};
use super::{Exit, Options, data, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank check                          ./data, or the folder of --data
  seedbank check ./data --locked --deny warnings
  seedbank check --format github          annotations in a pull request
  seedbank check --format sarif > seedbank.sarif

Exit codes: 0 valid; 1 invalid; 2 wrong usage, or no such folder";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The data folder; without it that of --data, else ./data
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// How to print what is wrong
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Take a seedbank.lock that is missing or stale for an error, as with CI=true
    #[arg(long)]
    locked: bool,
    /// Take warnings for errors
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// As rustc does, on standard error
    #[default]
    Human,
    /// One document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Deny {
    Warnings,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let folder = data::folder(args.folder.as_ref(), options);
    let mut compilation = data::compiled(&folder)?;
    let found: Vec<Diagnostic> = compilation
        .diagnostics
        .drain(..)
        .map(|problem| if args.denies(&problem) { problem.deny() } else { problem })
        .collect();
    let valid = found.iter().all(|problem| problem.severity() != Severity::Error);
    let format = if options.json { Format::Json } else { args.format };
    let text = match format {
        Format::Human => {
            print::diagnostics(&found);
            summary(&folder, &compilation, valid)
        }
        Format::Json => diagnostic::json(&found),
        Format::Sarif => diagnostic::sarif(&found),
        Format::Github => diagnostic::github(&found),
    };
    print::text(&format!("{}\n", text.trim_end()))?;
    Ok(if valid { Exit::Done } else { Exit::Invalid })
}

impl Args {
    /// Whether a warning is an error here. Continuous integration says so of a stale lock, as it does
    /// to a build script.
    fn denies(&self, problem: &Diagnostic) -> bool {
        let locked = self.locked || std::env::var("CI").is_ok_and(|ci| ci == "true");
        self.deny.is_some() || locked && problem.code == Code::StaleLock
    }
}

/// `data: 6 datasets, 12 units, 1,234 records: valid`
fn summary(folder: &Path, compilation: &Compilation, valid: bool) -> String {
    let datasets = compilation.packed.as_ref().map(|packed| packed.model().datasets.as_slice());
    let datasets = datasets.unwrap_or_default();
    let units: usize = datasets.iter().map(|dataset| dataset.units.len()).sum();
    let records = datasets.iter().map(dataset_records).sum();
    format!(
        "{}: {}, {}, {}: {}",
        folder.display(),
        count(datasets.len() as u64, "dataset"),
        count(units as u64, "unit"),
        count(records, "record"),
        if valid { "valid" } else { "invalid" }
    )
}
