//! `seedbank delete`: a person deletes a record.

use seedbank::{Database, RecordName};

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::options::word;
use super::{Exit, Options, print, record};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank delete skills/skill/gaa/soloing --reason \"not coached here\"

It stays deleted through updates, until `seedbank restore RECORD` takes that back.

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
    database.delete(bundle, name, &author).map_err(failed)?;
    let view = database.get(bundle, name).map_err(failed)?;
    if options.json {
        print::json(&view)?;
    } else {
        let restore = word(&name.to_string());
        let hint = format!("`seedbank restore {restore}` takes that back");
        let hint = options.told(&hint);
        print::text(&format!("deleted {name}: it stays so through updates; {hint}\n"))?;
    }
    Ok(Exit::Done)
}
