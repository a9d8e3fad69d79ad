//! `seedbank backup prune`: removes all but the newest backups of a folder.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use seedbank::prune_backups;
use serde_json::json;

use super::super::failure::Failure;
use super::super::wording::count;
use super::super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank backup prune --keep 14
  seedbank backup prune --keep 14 /var/backups/app

Looks only at files that are named seedbank-STAMP.json or .json.zst, as `seedbank backup create` names \
them.

Exit codes: 0 done; 1 it failed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many of the newest stay
    #[arg(long, value_name = "N")]
    keep: NonZeroUsize,
    /// The folder
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let removed = prune_backups(&args.folder, args.keep.get())?;
    if options.json {
        print::json(&json!({ "removed": removed }))?;
    } else {
        let mut text = format!("removed {}\n", count(removed.len() as u64, "backup"));
        text.extend(removed.iter().map(|path| format!("    {}\n", path.display())));
        print::text(&text)?;
    }
    Ok(Exit::Done)
}
