//! `seedbank review`: a person takes a record a step further on its way to readers, or back.

use seedbank::{Database, RecordName};
use serde_json::json;

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::{Exit, Options, print, record};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank review knowledge/skill/tombstones/tombstones --to in_review
  seedbank review knowledge/skill/tombstones/tombstones --to published --reason \"read by Ines\"

From draft a record goes to in_review, from there to published or back to draft, from published to \
archived or back to draft, and from archived to draft. Datasets whose manifest has `review` have it.

Exit codes: 0 done; 1 refused, and nothing was changed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// DATASET/COLLECTION/UNIT/KEY
    #[arg(value_name = "RECORD")]
    record: String,
    /// The step
    #[arg(long, value_name = "STEP", value_parser = ["draft", "in_review", "published", "archived"])]
    to: String,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let name: &RecordName = &args.record.parse()?;
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let failed = |error| record::failure(error, bundle);
    let database = Database::open(&options.db)?;
    let before = database.get(bundle, name).map_err(failed)?.revision;
    let revision = database.review(bundle, name, &args.to, &author).map_err(failed)?;
    if options.json {
        print::json(&json!({ "record": name, "revision": revision, "step": args.to }))?;
    } else if revision == before {
        print::text(&format!("{name} is {} already: revision {revision}\n", args.to))?;
    } else {
        print::text(&format!("{name} is {} now: revision {revision}\n", args.to))?;
    }
    Ok(Exit::Done)
}
