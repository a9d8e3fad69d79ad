//! `seedbank backup restore`: brings a backup back.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use seedbank::{Author, Backup, Database, RecordName};
use serde_json::json;

use super::super::author::AuthorArgs;
use super::super::data::Data;
use super::super::failure::Failure;
use super::super::wording::{count, database as named};
use super::super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank backup restore all.json --reason \"rows were deleted\"      adds what is missing
  seedbank backup restore all.json --replace --reason \"wrong import\" all is as it was

Without --replace it adds the records that the database does not have, and touches nothing else; what people \
deleted stays deleted. With it the state is that of the backup. Before either, a full backup of the present \
state is taken, into the folder of FILE.

Exit codes: 0 done; 1 refused, and nothing was changed; 2 wrong usage; 3 done, but some records were left \
out";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Make the state that of the backup
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let backup = Backup::read(&args.file)?;
    let folder = args.file.parent().unwrap_or(Path::new(""));
    let database = Database::open(&options.db)?;
    if !args.replace {
        return add_missing(&database, (&data, &backup), &author, folder, (args, options));
    }
    let mut kept = None;
    let replaced = database.replace_with(data.bundle(), &backup, &author, |before| {
        kept = Some(before.write_into(folder)?.0);
        Ok(())
    })?;
    if options.json {
        print::json(&json!({ "kept": kept, "replaced": replaced }))?;
    } else {
        let mut text = kept_in(kept.as_deref());
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{} is what {} says: {}",
            named(database.name()),
            args.file.display(),
            count(replaced.records, "record"),
        );
        text.push_str(&gone(&replaced.removed));
        print::text(&text)?;
    }
    Ok(Exit::Done)
}

fn add_missing(
    database: &Database,
    (data, backup): (&Data, &Backup),
    author: &Author,
    folder: &Path,
    (args, options): (&Args, &Options),
) -> Result<Exit, Failure> {
    let before = database.backup(data.bundle(), author, true)?;
    let (kept, _) = before.write_into(folder)?;
    let restored = database.add_missing(data.bundle(), backup, author)?;
    if options.json {
        print::json(&json!({ "kept": kept, "restored": restored }))?;
    } else {
        let mut text = kept_in(Some(&kept));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "added {} of {} to {}",
            count(restored.added.len() as u64, "record"),
            args.file.display(),
            named(database.name()),
        );
        text.extend(restored.added.iter().map(|record| format!("    {record}\n")));
        let left_out = restored.left_out.iter();
        text.extend(
            left_out.map(|aside| format!("left out: {}: {}\n", aside.record, aside.reason)),
        );
        print::text(&text)?;
    }
    Ok(if restored.left_out.is_empty() { Exit::Done } else { Exit::SetAside })
}

fn kept_in(kept: Option<&Path>) -> String {
    kept.map_or_else(String::new, |path| format!("kept the state before in {}\n", path.display()))
}

fn gone(removed: &[RecordName]) -> String {
    let mut text = String::new();
    for record in removed {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "gone, because the backup does not have it: {record}");
    }
    text
}
