//! `seedbank get`: a record of the database, field by field.

use std::fmt::Write as _;

use seedbank::{Database, FieldView, Origin, RecordView};

use super::data::Data;
use super::failure::Failure;
use super::table::{Value, table};
use super::value::{cut, inline};
use super::{Exit, Options, print, record};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank get skills/skill/gaa/soloing
  seedbank get skills/skill/gaa/soloing --json

RECORD is DATASET/COLLECTION/UNIT/KEY; the key may hold slashes. `seedbank show` prints what is embedded.

Exit codes: 0 done; 1 the database has no such record; 2 wrong usage";

/// So many characters of a value, and of where it comes from.
const CELL: usize = 34;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// DATASET/COLLECTION/UNIT/KEY
    #[arg(value_name = "RECORD")]
    record: String,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let found = Database::open(&options.db)?.get(data.bundle(), &args.record.parse()?);
    let view = found.map_err(|error| record::failure(error, data.bundle()))?;
    if options.json {
        print::json(&view)?;
    } else {
        let text = text(&view);
        print::text(&text)?;
    }
    Ok(Exit::Done)
}

fn text(view: &RecordView) -> String {
    let RecordView { record, id, revision, state, source, fields, .. } = view;
    let mut text = format!("{record}\nid {id}, revision {revision}, {state}, source {source}\n\n");
    let rows = fields.iter().map(|field| {
        let value = cut(&inline(field.value.as_ref()), CELL);
        vec![Value::from(field.field.as_str()), value.into(), cut(&origin(field), CELL).into()]
    });
    text.push_str(&table(&["field", "value", "from"], rows));
    for (id, field) in fields.iter().filter_map(|field| Some((field.conflict?, &field.field))) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "conflict {id}: the release has another `{field}`; `seedbank conflicts`"
        );
    }
    if fields.iter().any(|field| is_cut(&inline(field.value.as_ref())) || is_cut(&origin(field))) {
        text.push_str("… is more than fits; --json has it all\n");
    }
    text
}

fn is_cut(text: &str) -> bool {
    text.chars().count() > CELL
}

/// Who, when and why.
fn origin(field: &FieldView) -> String {
    match &field.origin {
        Origin::Factory => "factory".to_owned(),
        Origin::Person { by: None, .. } => "a person".to_owned(),
        Origin::Person { by: Some(by), at, reason } => {
            let day = at.as_deref().and_then(|at| at.get(..10)).unwrap_or_default();
            let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("{by} {day}{reason}")
        }
        _ => String::new(),
    }
}
