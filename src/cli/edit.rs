//! `seedbank edit`: a person changes fields of a record.

mod assignment;

use std::collections::BTreeSet;

use seedbank::{Database, Edit, FieldDifference, FieldPath, RecordName};
use serde_json::json;

use self::assignment::Assignment;
use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::fields::difference;
use super::wanted::Wanted;
use super::{Exit, Options, history, print, record};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank edit skills/skill/gaa/soloing name=\"Solo run\" --reason \"club wording\"
  seedbank edit skills/skill/gaa/soloing levels.1.title=Start sort_order=20
  seedbank edit skills/skill/gaa/soloing 'age_groups=[\"u8\",\"u10\"]' --unset prerequisites
  seedbank edit skills/skill/gaa/soloing name=Solo --revision 3

A VALUE is what the schema wants there: where that is a string, the text as it is; else JSON. \
FIELD:=JSON takes JSON anywhere. A field inside another is written with dots, an element of a list by \
key with its key. With --revision (see `seedbank get`) the edit is refused if somebody was faster.

Exit codes: 0 done; 1 refused, and nothing was changed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// DATASET/COLLECTION/UNIT/KEY
    #[arg(value_name = "RECORD")]
    record: String,
    /// What a field is to be, or FIELD:=JSON
    #[arg(value_name = "FIELD=VALUE", required_unless_present = "unset")]
    fields: Vec<Assignment>,
    /// Remove a field; may be said more than once
    #[arg(long, value_name = "FIELD")]
    unset: Vec<String>,
    /// Refuse if the record has another revision by now
    #[arg(long, value_name = "N")]
    revision: Option<i64>,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let name: &RecordName = &args.record.parse()?;
    let author = args.author.author()?;
    once(args)?;
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let failed = |error| record::failure(error, bundle);
    let database = Database::open(&options.db)?;
    let before = database.get(bundle, name).map_err(failed)?.revision;
    let mut edit = Edit::new();
    for assignment in &args.fields {
        let field = FieldPath::parse(&assignment.field)?;
        let wanted = Wanted::of(bundle, name, &field)?;
        let wanted = if assignment.json { Wanted::AnyJson } else { wanted };
        edit = edit.set(&assignment.field, wanted.read(&field, &assignment.value)?)?;
    }
    for field in &args.unset {
        edit = edit.remove(field)?;
    }
    if let Some(revision) = args.revision {
        edit = edit.based_on(revision);
    }
    let revision = database.edit(bundle, name, &edit, &author).map_err(failed)?;
    let fields = if revision == before {
        Vec::new()
    } else {
        history::last_fields(&database, bundle, name)?
    };
    if options.json {
        print::json(&json!({ "record": name, "revision": revision, "fields": fields }))?;
    } else {
        print::text(&text(name, revision, &fields))?;
    }
    Ok(Exit::Done)
}

/// A field can be said once.
fn once(args: &Args) -> Result<(), Failure> {
    let said = args.fields.iter().map(|assignment| &assignment.field).chain(&args.unset);
    let mut fields = BTreeSet::new();
    for field in said {
        if !fields.insert(FieldPath::parse(field)?.as_str().to_owned()) {
            return Err(Failure::Twice { field: field.clone() });
        }
    }
    Ok(())
}

fn text(name: &RecordName, revision: i64, fields: &[FieldDifference]) -> String {
    if fields.is_empty() {
        return format!("{name} is like that already: revision {revision}\n");
    }
    let fields: String = fields.iter().map(|field| difference(field, 4)).collect();
    format!("edited {name}: revision {revision}\n{fields}")
}
