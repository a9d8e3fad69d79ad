//! `seedbank backup restore`: brings a backup back.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use seedbank::{
    Author, Backup, BackupError, Bundle, Database, Derived, RecordName, Replacement, Restored,
};
use serde::Serialize;

use super::super::author::AuthorArgs;
use super::super::data::Data;
use super::super::derive::{self, ProviderArgs, still_missing};
use super::super::failure::Failure;
use super::super::wording::{count, database as named};
use super::super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank backup restore all.json --reason \"rows were deleted\"      adds what is missing
  seedbank backup restore all.json --replace --reason \"wrong import\" all is as it was
  seedbank backup restore all.json --replace --derive

Without --replace it adds the records that the database does not have, and touches nothing else; what people \
deleted stays deleted. With it the state is that of the backup. Before either, a full backup of the present \
state is taken, into the folder of FILE or the one of --backup-dir.

Exit codes: 0 done; 1 refused, and nothing was changed; 2 wrong usage; 3 done, but some records were left \
out, or derived fields could not be made";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Make the state that of the backup
    #[arg(long)]
    replace: bool,
    /// Where the backup of the present state goes; without it the folder of FILE
    #[arg(long, value_name = "DIR")]
    backup_dir: Option<PathBuf>,
    /// Make the derived fields again that no backup has
    #[arg(long)]
    derive: bool,
    #[command(flatten)]
    provider: ProviderArgs,
    #[command(flatten)]
    author: AuthorArgs,
}

/// What was done.
#[derive(Serialize)]
struct Done {
    /// The backup of the state before.
    kept: Option<PathBuf>,
    #[serde(flatten)]
    how: How,
    /// How many derived fields are missing.
    missing: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    derived: Option<Derived>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum How {
    Replaced(Replacement),
    Restored(Restored),
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let backup = Backup::read(&args.file)?;
    let database = Database::open(&options.db)?;
    let (kept, how) = bring_back(args, &database, (bundle, &backup), &author)?;
    let derived =
        args.derive.then(|| args.provider.derive(&database, bundle, &author)).transpose()?;
    let missing = database.missing_derived(bundle)?;
    let done = Done { kept, how, missing, derived };
    if options.json {
        print::json(&done)?;
    } else {
        print::text(&text(args, &done, database.name(), options))?;
    }
    let left_out = matches!(&done.how, How::Restored(restored) if !restored.left_out.is_empty());
    Ok(if left_out || args.derive && missing > 0 { Exit::SetAside } else { Exit::Done })
}

fn bring_back(
    args: &Args,
    database: &Database,
    (bundle, backup): (&Bundle, &Backup),
    author: &Author,
) -> Result<(Option<PathBuf>, How), BackupError> {
    let beside = args.file.parent().unwrap_or(Path::new(""));
    let folder = args.backup_dir.as_deref().unwrap_or(beside);
    let mut kept = None;
    let mut keep = |before: &Backup| {
        kept = Some(before.write_into(folder)?.0);
        Ok(())
    };
    let how = if args.replace {
        How::Replaced(database.replace_with(bundle, backup, author, &mut keep)?)
    } else {
        How::Restored(database.add_missing(bundle, backup, author, &mut keep)?)
    };
    Ok((kept, how))
}

fn text(args: &Args, done: &Done, name: &str, options: &Options) -> String {
    let mut text = String::new();
    let (name, file) = (named(name), args.file.display());
    // Writing to a string cannot fail.
    if let Some(path) = &done.kept {
        let _ = writeln!(text, "kept the state before in {}", path.display());
    }
    let (records, left_out): (&[RecordName], _) = match &done.how {
        How::Replaced(replaced) => {
            let records = count(replaced.records, "record");
            let _ = writeln!(text, "{name} is what {file} says: {records}");
            for record in &replaced.removed {
                let _ = writeln!(text, "gone, because the backup does not have it: {record}");
            }
            (&[], &[][..])
        }
        How::Restored(restored) => {
            let records = count(restored.added.len() as u64, "record");
            let _ = writeln!(text, "added {records} of {file} to {name}");
            (&restored.added, &restored.left_out)
        }
    };
    for record in records {
        let _ = writeln!(text, "    {record}");
    }
    for aside in left_out {
        let _ = writeln!(text, "left out: {}: {}", aside.record, aside.reason);
    }
    match &done.derived {
        Some(derived) => text + &derive::text(derived, name, options),
        None => text + &still_missing(done.missing, options),
    }
}
