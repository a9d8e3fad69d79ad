//! `seedbank resolve`: a person settles a conflict.

use seedbank::{Bundle, Database, FieldPath, Keep, RecordName};
use serde_json::json;

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::{Failure, Near};
use super::fields::named;
use super::value::{WIDTH, cut, inline};
use super::wanted::Wanted;
use super::{Exit, Options, print, wording};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank resolve 3 --keep current       what the record has now
  seedbank resolve 3 --keep target        what the release has
  seedbank resolve 3 --keep base          what both had changed
  seedbank resolve 3 --keep \"Solo runs\"   another value, read as `seedbank edit` reads it
  seedbank resolve 3 --value '\"current\"' that very word: --value takes JSON

`seedbank conflicts` lists them. Exit codes: 0 done; 1 refused, and nothing was changed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The conflict's number
    #[arg(value_name = "ID")]
    id: i64,
    /// current, target, base, or another value
    #[arg(long, value_name = "WHAT", required_unless_present = "value")]
    keep: Option<String>,
    /// Another value, as JSON
    #[arg(long, value_name = "JSON", conflicts_with = "keep")]
    value: Option<String>,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let (bundle, id) = (data.bundle(), args.id);
    let database = Database::open(&options.db)?;
    let open = database.conflicts(bundle, false)?;
    let conflict = open.iter().find(|conflict| conflict.id == id).ok_or_else(|| missing(id))?;
    let (record, field) = (&conflict.record, &conflict.field);
    let keep = keep(args, bundle, record, field)?;
    let value = match &keep {
        Keep::Target => conflict.target.as_ref(),
        Keep::Base => conflict.base.as_ref(),
        Keep::Value(value) => Some(value),
        _ => conflict.current.as_ref(),
    };
    database.resolve(bundle, id, &keep, &author)?;
    if options.json {
        print::json(&json!({ "conflict": id, "record": record, "field": field, "value": value }))?;
        return Ok(Exit::Done);
    }
    let mut text = format!("settled conflict {id} of {record}\n");
    text.push_str(&cut(&format!("    {}: {}", named(field), inline(value)), WIDTH));
    text.push('\n');
    if let waiting @ 1.. = open.len() - 1 {
        text.push_str(&wording::waiting(waiting as u64, options));
    }
    print::text(&text)?;
    Ok(Exit::Done)
}

fn missing(id: i64) -> Failure {
    let near = Near::Listed("`seedbank conflicts` lists them");
    Failure::Missing { what: "open conflict", name: id.to_string(), near }
}

fn keep(args: &Args, bundle: &Bundle, record: &RecordName, field: &str) -> Result<Keep, Failure> {
    let field = FieldPath::parse(field)?;
    let (text, wanted) = match (args.keep.as_deref(), &args.value) {
        (Some("current"), _) => return Ok(Keep::Current),
        (Some("target"), _) => return Ok(Keep::Target),
        (Some("base"), _) => return Ok(Keep::Base),
        (Some(text), _) => (text, Wanted::of(bundle, record, &field)?),
        (None, json) => (json.as_deref().unwrap_or_default(), Wanted::AnyJson),
    };
    Ok(Keep::Value(wanted.read(&field, text)?))
}
