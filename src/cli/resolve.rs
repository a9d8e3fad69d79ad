//! `seedbank resolve`: a person settles a conflict.

use std::str::FromStr;

use seedbank::{Bundle, Database, FieldPath, Keep, RecordName};
use serde_json::json;

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::{Failure, Near};
use super::fields::named;
use super::lookup::number;
use super::value::{WIDTH, cut, inline};
use super::wanted::Wanted;
use super::{Exit, Options, print, record, wording};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank resolve 3 --keep current         what the record has now
  seedbank resolve 3 --keep target          what the release or the file has
  seedbank resolve 3 --keep base            what both had changed
  seedbank resolve 3 --value \"Solo runs\"    another value, read as `seedbank edit` reads it
  seedbank resolve 3 --value-json null      another value, as JSON whatever the schema wants

`seedbank conflicts` lists them. Exit codes: 0 done; 1 refused, and nothing was changed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The conflict's number
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    author: AuthorArgs,
}

/// One of them.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Choice {
    /// current, target or base
    #[arg(long, value_name = "WORD")]
    keep: Option<Side>,
    /// Another value: what the schema wants there, as `seedbank edit` reads it
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    value: Option<String>,
    /// Another value, as JSON whatever the schema wants
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    value_json: Option<String>,
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Current,
    Target,
    Base,
}

#[derive(Debug, thiserror::Error)]
#[error("write current, target or base; another value is given with --value VALUE")]
struct NoSide;

impl FromStr for Side {
    type Err = NoSide;

    fn from_str(text: &str) -> Result<Self, NoSide> {
        match text {
            "current" => Ok(Self::Current),
            "target" => Ok(Self::Target),
            "base" => Ok(Self::Base),
            _ => Err(NoSide),
        }
    }
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let id = number("conflict", &args.id, "`seedbank conflicts`")?;
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let database = Database::open(&options.db)?;
    let open = database.conflicts(bundle, false)?;
    let conflict = open.iter().find(|conflict| conflict.id == id).ok_or_else(|| missing(id))?;
    let (name, field) = (&conflict.record, &conflict.field);
    let keep = keep(&args.choice, bundle, name, field)?;
    let value = match &keep {
        Keep::Target => conflict.target.as_ref(),
        Keep::Base => conflict.base.as_ref(),
        Keep::Value(value) => Some(value),
        _ => conflict.current.as_ref(),
    };
    let resolved = database.resolve(bundle, id, &keep, &author);
    resolved.map_err(|error| record::failure(error, bundle))?;
    if options.json {
        print::json(&json!({ "conflict": id, "record": name, "field": field, "value": value }))?;
        return Ok(Exit::Done);
    }
    let mut text = format!("settled conflict {id} of {name}\n");
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

fn keep(
    choice: &Choice,
    bundle: &Bundle,
    record: &RecordName,
    field: &str,
) -> Result<Keep, Failure> {
    let field = FieldPath::parse(field)?;
    let (wanted, text) = match choice {
        Choice { keep: Some(Side::Current), .. } => return Ok(Keep::Current),
        Choice { keep: Some(Side::Target), .. } => return Ok(Keep::Target),
        Choice { keep: Some(Side::Base), .. } => return Ok(Keep::Base),
        Choice { value: Some(text), .. } => (Wanted::of(bundle, record, &field)?, text.as_str()),
        Choice { value_json, .. } => (Wanted::AnyJson, value_json.as_deref().unwrap_or_default()),
    };
    Ok(Keep::Value(wanted.read(&field, text)?))
}
