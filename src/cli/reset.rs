//! `seedbank reset`: gives records, or a field, the factory's values again.

use std::fmt::Write as _;

use clap::ValueEnum;
use seedbank::{
    Bundle, Database, Error, FieldDifference, FieldPath, RecordName, ResetTo, Selection,
};

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::fields::difference;
use super::wanted::Wanted;
use super::wording::count;
use super::{Exit, Options, history, lookup, print, record};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank reset skills/skill/gaa/soloing --to installed        a record
  seedbank reset skills/skill/gaa/soloing.name --to installed   one field of it
  seedbank reset skills/skill/gaa/soloing --field levels.2 --to installed
  seedbank reset skills/gaa --to installed                      all of a unit
  seedbank reset skills --to incoming                           all of a dataset

installed is what the factory last delivered to this database, incoming what this bundle has. A key may \
hold dots: the longest record that there is counts, and --field leaves no doubt.

Exit codes: 0 done, or there was nothing to reset; 1 refused, and nothing was changed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// RECORD, RECORD.FIELD, DATASET/UNIT or DATASET
    #[arg(value_name = "WHAT")]
    what: String,
    /// Only this field of the record
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// Which of the factory's values
    #[arg(long, value_enum, value_name = "WHICH")]
    to: To,
    #[command(flatten)]
    author: AuthorArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    /// What the factory last delivered to this database
    Installed,
    /// What this bundle has, imported or not
    Incoming,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let database = Database::open(&options.db)?;
    let selection = selection(args, &database, bundle)?;
    let to = match args.to {
        To::Installed => ResetTo::Installed,
        To::Incoming => ResetTo::Incoming,
    };
    let reset = database.reset(bundle, &selection, to, &author);
    let reset = reset.map_err(|error| failure(error, &selection, bundle))?;
    if options.json {
        print::json(&reset)?;
    } else {
        let fields = match reset.as_slice() {
            [one] => history::last_fields(&database, bundle, one)?,
            _ => Vec::new(),
        };
        print::text(&text(&args.what, &reset, &fields))?;
    }
    Ok(Exit::Done)
}

/// What the library says, or the name that comes nearest.
fn failure(error: Error, selection: &Selection, bundle: &Bundle) -> Failure {
    let meant = match (&error, selection) {
        (Error::NoReset { .. }, Selection::Dataset(name)) => {
            lookup::meant(lookup::dataset(bundle, name))
        }
        (Error::NoReset { .. }, Selection::Unit { dataset, unit }) => {
            lookup::meant(lookup::unit(bundle, dataset, unit))
        }
        _ => None,
    };
    meant.unwrap_or_else(|| record::failure(error, bundle))
}

fn text(what: &str, reset: &[RecordName], fields: &[FieldDifference]) -> String {
    match reset {
        [] => format!("nothing to reset: {what} is like that already\n"),
        [one] => {
            let fields: String = fields.iter().map(|field| difference(field, 4)).collect();
            format!("reset {one}\n{fields}")
        }
        many => {
            let mut text = format!("reset {}\n", count(many.len() as u64, "record"));
            for name in many {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "    {name}");
            }
            text
        }
    }
}

fn selection(args: &Args, database: &Database, bundle: &Bundle) -> Result<Selection, Failure> {
    let what = args.what.as_str();
    if let Some(field) = &args.field {
        return field_of(what.parse()?, field, bundle);
    }
    match what.split('/').collect::<Vec<_>>().as_slice() {
        [dataset] => Ok(Selection::Dataset((*dataset).to_owned())),
        [dataset, unit] => {
            Ok(Selection::Unit { dataset: (*dataset).to_owned(), unit: (*unit).to_owned() })
        }
        _ => record_or_field(what.parse()?, database, bundle),
    }
}

/// The longest record that there is, and the field that the rest names.
fn record_or_field(
    whole: RecordName,
    database: &Database,
    bundle: &Bundle,
) -> Result<Selection, Failure> {
    let is_there = |name: &RecordName| match database.get(bundle, name) {
        Ok(_) => Ok(true),
        Err(Error::NoRecord { .. }) => Ok(false),
        Err(error) => Err(record::failure(error, bundle)),
    };
    if is_there(&whole)? {
        return Ok(Selection::Record(whole));
    }
    for (at, _) in whole.key.rmatch_indices('.').filter(|(at, _)| *at > 0) {
        let name = RecordName { key: whole.key[..at].to_owned(), ..whole.clone() };
        if is_there(&name)? {
            return field_of(name, &whole.key[at + 1..], bundle);
        }
    }
    Ok(Selection::Record(whole))
}

/// A field that the schema has.
fn field_of(record: RecordName, field: &str, bundle: &Bundle) -> Result<Selection, Failure> {
    let field = FieldPath::parse(field)?;
    Wanted::of(bundle, &record, &field)?;
    Ok(Selection::Field(record, field))
}
