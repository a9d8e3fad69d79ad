//! `seedbank restore`: takes a deletion back.

use seedbank::{Database, RecordName};

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::{Exit, Options, print, record};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank restore skills/skill/gaa/soloing --reason \"coached again\"

It is as it was when it was deleted, and as later releases would have made it.

Exit codes: 0 done; 1 refused, and nothing was changed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// DATASET/COLLECTION/UNIT/KEY
    #[arg(value_name = "RECORD")]
    record: String,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let name: &RecordName = &args.record.parse()?;
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let database = Database::open(&options.db)?;
    let failed = |error| record::failure(error, bundle);
    database.restore(name, &author).map_err(failed)?;
    let view = database.get(bundle, name).map_err(failed)?;
    if options.json {
        print::json(&view)?;
    } else {
        print::text(&format!("restored {name}: revision {}\n", view.revision))?;
    }
    Ok(Exit::Done)
}
