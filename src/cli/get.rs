//! `seedbank get`: a record of the database, field by field.

use std::fmt::Write as _;

use seedbank::{Database, FieldView, Origin, RecordView};

use super::data::Data;
use super::failure::Failure;
use super::table::{Value, table};
use super::value::{WIDTH, cut, inline, one_line};
use super::{Exit, Options, print, record};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank get skills/skill/gaa/soloing
  seedbank get skills/skill/gaa/soloing --json

RECORD is DATASET/COLLECTION/UNIT/KEY; the key may hold slashes. `seedbank show` prints what is embedded.

Exit codes: 0 done; 1 the database has no such record; 2 wrong usage";

/// At most so many characters of where a value comes from.
const ORIGIN: usize = 30;

/// At least so many of a value.
const VALUE: usize = 24;

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
        let text = text(&view, options);
        print::text(&text)?;
    }
    Ok(Exit::Done)
}

fn text(view: &RecordView, options: &Options) -> String {
    let RecordView { record, id, revision, state, source, fields, .. } = view;
    let mut text = format!("{record}\nid {id}, revision {revision}, {state}, source {source}\n\n");
    let lines: Vec<[String; 3]> = fields
        .iter()
        .map(|field| [field.field.clone(), inline(field.value.as_ref()), origin(field)])
        .collect();
    let width = |column: usize| {
        lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default()
    };
    let origin = width(2).min(ORIGIN);
    let value = WIDTH.saturating_sub(width(0) + origin + 4).max(VALUE);
    let rows = lines.iter().map(|[field, shown, from]| {
        vec![Value::from(field.as_str()), cut(shown, value).into(), cut(from, origin).into()]
    });
    text.push_str(&table(&["field", "value", "from"], rows));
    for (id, field) in fields.iter().filter_map(|field| Some((field.conflict?, &field.field))) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "conflict {id}: another `{field}` waits for you; {}",
            options.told("`seedbank conflicts`")
        );
    }
    if width(1) > value || width(2) > origin {
        text.push_str("… is more than fits; --json has it all\n");
    }
    text
}

/// Who, when and why.
fn origin(field: &FieldView) -> String {
    match &field.origin {
        Origin::Factory => "factory".to_owned(),
        Origin::Person { by: None, .. } => "a person".to_owned(),
        Origin::Person { by: Some(by), at, reason } => {
            let day = at.as_deref().and_then(|at| at.get(..10)).unwrap_or_default();
            let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            one_line(&format!("{by} {day}{reason}"))
        }
        _ => String::new(),
    }
}
