//! `seedbank export`: writes records into files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use seedbank::{Database, Export, ExportFormat, ExportOptions, FileVerdict};
use seedbank_codegen::compile;
use seedbank_codegen::lock::FILE_NAME;

use super::data::Data;
use super::failure::Failure;
use super::options::word;
use super::table::{Value, table};
use super::wording::{count, database};
use super::{Exit, Options, lookup, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank export skills --to data                   what people changed goes into the seed files
  seedbank export skills/gaa --to /tmp/reviewed
  seedbank export --to tables --format csv
  seedbank export --to convex.zip --format convex    then: npx convex import convex.zip

What is written are the records that count, as they are at one moment: those that a person deleted, or that left \
with a release, are in no file. A seed file that is there changes no more than it must, and is left alone where \
it has what the database never had. No file is removed.

Exit codes: 0 done; 1 it failed, or there is no such dataset; 2 wrong usage; 3 done, but something is in no file";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this dataset, or this unit of it
    #[arg(value_name = "DATASET[/UNIT]")]
    what: Option<String>,
    /// The folder of the files; for convex also a file that ends in .zip
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Which files
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "seed")]
    format: Format,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// Seed files, as the dataset has them
    Seed,
    /// A table a collection
    Csv,
    /// A table a collection, an object a line
    Jsonl,
    /// A script a dataset: INSERTs for SQLite and PostgreSQL
    Sql,
    /// One ZIP, for `npx convex import`
    Convex,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let mut how = ExportOptions::new(match args.format {
        Format::Seed => ExportFormat::Seed,
        Format::Csv => ExportFormat::Csv,
        Format::Jsonl => ExportFormat::JsonLines,
        Format::Sql => ExportFormat::Sql,
        Format::Convex => ExportFormat::Convex,
    });
    if let Some(what) = &args.what {
        let (dataset, unit) = match what.split_once('/') {
            Some((dataset, unit)) => (dataset, Some(unit)),
            None => (what.as_str(), None),
        };
        how = how.dataset(&lookup::dataset(bundle, dataset)?.name);
        if let Some(unit) = unit {
            how = how.unit(unit);
        }
    }
    let database = Database::open(&options.db)?;
    let export = database.export(bundle, &args.to, &how)?;
    if options.json {
        print::json(&export)?;
    } else {
        let mut text = text(&export, database.name());
        let is_seed = matches!(args.format, Format::Seed) && !export.files.is_empty();
        if is_seed && is_lock_stale(&args.to) {
            let folder = word(&args.to.display().to_string());
            // Writing to a string cannot fail.
            let _ = writeln!(text, "next: `seedbank lock {folder}`, and commit both");
        }
        print::text(&text)?;
    }
    Ok(if export.left_out.is_empty() { Exit::Done } else { Exit::SetAside })
}

/// Whether a folder has a lock that is not that of its seed files.
fn is_lock_stale(folder: &Path) -> bool {
    folder.join(FILE_NAME).is_file() && compile(folder).lock.stale
}

fn text(export: &Export, name: &str) -> String {
    let records: u64 = export.files.iter().map(|file| file.records).sum();
    let name = database(name);
    let mut text = if export.files.is_empty() {
        format!("nothing exported from {name}\n")
    } else {
        format!("exported {} from {name}\n", count(records, "record"))
    };
    let row = |file: &seedbank::ExportedFile| -> Vec<Value> {
        let verdict = match file.verdict {
            FileVerdict::New => "new",
            FileVerdict::Changed => "changed",
            FileVerdict::Unchanged => "unchanged",
            // A later library may know more of them.
            _ => "",
        };
        vec![file.path.display().to_string().into(), file.records.into(), verdict.into()]
    };
    if !export.files.is_empty() {
        text.push_str(&table(&["file", "records", "result"], export.files.iter().map(row)));
    }
    for aside in &export.left_out {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "left out: {}: {}", aside.record, aside.reason);
    }
    text
}
