//! `seedbank apply`: does what a plan says.

use std::fs;
use std::path::{Path, PathBuf};

use seedbank::{ApplyOptions, BootOptions, Database, Progress};
use serde_json::Value;

use super::data::Data;
use super::failure::Failure;
use super::progress::Bar;
use super::{Exit, Options, report};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank apply                     what `seedbank plan` says now
  seedbank plan --out update.plan; seedbank apply update.plan
  seedbank apply --allow-delete      records that left the release may go

With a plan it does exactly that, or nothing where the database or the data has moved on. Unlike a boot, \
it brings in again what `seedbank undo` took back.

Exit codes: 0 done, or there was nothing to do; 1 it failed, and nothing was written; 2 wrong usage; \
3 some data was set aside, and the rest is in";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file of `seedbank plan --out`
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,
    /// Let records go that left the release and whose policy is `removed: delete`
    #[arg(long)]
    allow_delete: bool,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let hash = args.plan.as_deref().map(hash).transpose()?;
    let data = Data::open_checked(options)?;
    let mut progress = Bar::new();
    let mut observer = |step: Progress<'_>| progress.step(step);
    let mut apply = ApplyOptions::default().boot(BootOptions::default().observer(&mut observer));
    if let Some(hash) = hash {
        apply = apply.plan_hash(hash);
    }
    if args.allow_delete {
        apply = apply.allow_delete();
    }
    let database = Database::open(&options.db)?;
    let applied = database.apply(data.bundle(), apply);
    progress.finish();
    report::print(&applied?, data.bundle(), &database, options)
}

/// The hash of the plan in a file.
fn hash(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|source| Failure::File {
        doing: "read the plan",
        path: path.to_owned(),
        source,
    })?;
    let plan: Value = serde_json::from_str(&text).unwrap_or_default();
    match (&plan["hash"], &plan["records"]) {
        (Value::String(hash), Value::Array(_)) => Ok(hash.clone()),
        _ => Err(Failure::NotAPlan { path: path.to_owned() }),
    }
}
