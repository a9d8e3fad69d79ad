//! `seedbank history prune`: removes the history before a day.

use jiff::Timestamp;
use seedbank::Database;
use serde_json::json;

use super::super::author::AuthorArgs;
use super::super::failure::Failure;
use super::super::instant::Instant;
use super::super::wording::count;
use super::super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank history prune --before 2025-01-01

Who changed a field before that day is forgotten, and updates of before can no longer be undone; a \
checkpoint stays, so that `seedbank verify` can tell that the rest is whole. A day in the future forgets \
the whole history. Nothing is asked, and nothing brings it back.

Exit codes: 0 done, or there was nothing older; 1 it failed, and nothing was removed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A day, or an instant, in UTC
    #[arg(long, value_name = "DATE")]
    before: Instant,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let author = args.author.author()?;
    let Instant(before) = &args.before;
    let removed = Database::open(&options.db)?.prune_history(before, &author)?;
    if options.json {
        print::json(&json!({ "before": before, "removed": removed }))?;
    } else if removed == 0 {
        print::text(&format!("nothing to remove: the history has nothing before {before}\n"))?;
    } else {
        let changes = count(removed, "change");
        let all = if is_ahead(before) { ", which is all of it" } else { "" };
        print::text(&format!(
            "removed {changes} before {before} from the history{all}: who made them is forgotten, and \
             updates among them can no longer be undone\n"
        ))?;
    }
    Ok(Exit::Done)
}

/// Whether a day or an instant is still to come.
fn is_ahead(before: &str) -> bool {
    // Both are written so that they sort by time.
    before > Timestamp::now().to_string().as_str()
}
