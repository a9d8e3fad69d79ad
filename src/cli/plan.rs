//! `seedbank plan`: what an update would do, before it does it.

mod text;

use std::fs;
use std::path::PathBuf;

use seedbank::Database;

use super::data::Data;
use super::failure::Failure;
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank plan
  seedbank plan --data ./data --db sqlite:///var/lib/app.db
  seedbank plan --out update.plan && echo nothing to do
  seedbank plan --json

Writes nothing to the database. + is added, ~ changed, - retired, and ! needs you: both the release and \
a person changed it.

Exit codes, as of `terraform plan -detailed-exitcode`: 0 there is nothing to do; 1 it failed, or wrong \
usage; 2 there is something to do";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write the plan to this file too: `seedbank apply FILE` does that and nothing else
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open_checked(options)?;
    let database = Database::open(&options.db)?;
    let plan = database.plan(data.bundle())?;
    if let Some(path) = &args.out {
        let mut text = serde_json::to_string_pretty(&plan).map_err(std::io::Error::from)?;
        text.push('\n');
        fs::write(path, text).map_err(|source| Failure::File {
            doing: "write the plan",
            path: path.clone(),
            source,
        })?;
    }
    if options.json {
        print::json(&plan)?;
    } else {
        let text = text::text(&plan, database.name(), args.out.as_deref(), options);
        print::text(&text)?;
    }
    Ok(if plan.has_changes() { Exit::Changes } else { Exit::Done })
}
