//! `seedbank backup create`: takes a backup.

use std::path::{Path, PathBuf};

use seedbank::{Author, Database, Metadata};
use serde_json::json;

use super::super::author::user;
use super::super::data::Data;
use super::super::failure::Failure;
use super::super::wording::{count, database};
use super::super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank backup create
  seedbank backup create --full --to /var/backups/app.json.zst

Without --full it leaves out what is as this bundle has it, so bringing it back needs the same bundle. \
Nothing is overwritten. Beside FILE comes FILE.meta.json, for a quick look.

Exit codes: 0 done; 1 it failed, and there is no file; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file; .zst packs it. Without this, ./seedbank-STAMP.json
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Everything, so that it can be brought back with any release
    #[arg(long)]
    full: bool,
    /// Who takes it; without it the user of this machine
    #[arg(long, value_name = "WHO", env = "SEEDBANK_BY")]
    by: Option<String>,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    // A scheduled job may have no user, and nothing is changed.
    let by = user(args.by.as_ref()).unwrap_or_else(program);
    let database = Database::open(&options.db)?;
    let backup = if args.full {
        database.full_backup(data.bundle(), &Author::new(by))?
    } else {
        database.backup(data.bundle(), &Author::new(by))?
    };
    let (path, metadata) = match &args.to {
        Some(path) => (path.clone(), backup.write(path)?),
        None => backup.write_into(Path::new(""))?,
    };
    if options.json {
        print::json(&json!({ "file": path, "metadata": metadata }))?;
    } else {
        print::text(&text(&path, &metadata, database.name()))?;
    }
    Ok(Exit::Done)
}

/// This program, as the one who takes a backup.
pub fn program() -> String {
    concat!("seedbank ", env!("CARGO_PKG_VERSION")).to_owned()
}

fn text(path: &Path, metadata: &Metadata, name: &str) -> String {
    let counts = &metadata.counts;
    let records = count(counts.all_records(), "record");
    let untouched = match counts.all_untouched() {
        0 => String::new(),
        1 => "; 1 record is as this bundle has it, and not in it".to_owned(),
        untouched => format!("; {untouched} records are as this bundle has them, and not in it"),
    };
    format!(
        "backed up {} to {}: {records}, {} of the history, {}{untouched}\n",
        database(name),
        path.display(),
        count(counts.history, "row"),
        count(counts.conflicts, "conflict"),
    )
}
