//! `seedbank boot`: imports what is new.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use seedbank::{Author, BootOptions, Database, Progress};

use super::backup::program;
use super::data::Data;
use super::failure::Failure;
use super::progress::Bar;
use super::{Exit, Options, report};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank boot
  seedbank boot --db sqlite:///var/lib/app.db
  seedbank boot --data ./data --json
  seedbank boot --backup-dir /var/backups/app --backup-keep 14

Exit codes: 0 the database has all of it, or has newer data; 1 it failed, and nothing was written; \
3 some data was set aside, and the rest is in";

#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Before an update that would change records, take a full backup into this folder
    #[arg(long, value_name = "DIR")]
    backup_dir: Option<PathBuf>,
    /// How many of the newest backups stay there; 7 unless set
    #[arg(long, value_name = "N", requires = "backup_dir")]
    backup_keep: Option<NonZeroUsize>,
}

/// So many backups stay unless it is said.
const KEEP: usize = 7;

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open_checked(options)?;
    let database = Database::open(&options.db)?;
    let backup = match &args.backup_dir {
        Some(folder) => {
            let keep = args.backup_keep.map_or(KEEP, NonZeroUsize::get);
            database.backup_before_boot(data.bundle(), folder, keep, &Author::new(program()))?
        }
        None => None,
    };
    let mut progress = Bar::new();
    let mut observer = |step: Progress<'_>| progress.step(step);
    let boot = BootOptions::default().observer(&mut observer);
    let booted = database.boot_with(data.bundle(), boot);
    progress.finish();
    report::print_with(&booted?, backup.as_deref(), (data.bundle(), &database), options)
}
