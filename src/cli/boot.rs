//! `seedbank boot`: imports what is new.

use seedbank::{BootOptions, Database, Progress};

use super::data::Data;
use super::failure::Failure;
use super::progress::Bar;
use super::{Exit, Options, report};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank boot
  seedbank boot --db sqlite:///var/lib/app.db
  seedbank boot --data ./data --json

Exit codes: 0 the database has all of it, or has newer data; 1 it failed, and nothing was written; \
3 some data was set aside, and the rest is in";

pub fn run(options: &Options) -> Result<Exit, Failure> {
    let data = Data::open_checked(options)?;
    let mut progress = Bar::new();
    let mut observer = |step: Progress<'_>| progress.step(step);
    let boot = BootOptions::default().observer(&mut observer);
    let database = Database::open(&options.db)?;
    let booted = database.boot_with(data.bundle(), boot);
    progress.finish();
    report::print(&booted?, data.bundle(), &database, options)
}
