//! `seedbank status`: a line a unit.

use seedbank::{Database, UnitStatus, UnitVerdict};

use super::data::Data;
use super::failure::Failure;
use super::table::{Value, table};
use super::wording::short;
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank status
  seedbank status --data ./data --db sqlite:///var/lib/app.db
  seedbank status --json

Writes nothing. Exit codes: 0 done; 1 the database cannot be read";

pub fn run(options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let units = Database::open(&options.db)?.status(data.bundle())?;
    if options.json {
        print::json(&units)?;
        return Ok(Exit::Done);
    }
    let header = [
        "dataset",
        "unit",
        "embedded",
        "embedded generation",
        "imported",
        "imported generation",
        "at",
        "verdict",
    ];
    let text = table(&header, units.iter().map(row));
    print::text(&text)?;
    Ok(Exit::Done)
}

fn row(unit: &UnitStatus) -> Vec<Value> {
    let embedded = unit.embedded.as_ref();
    let imported = unit.imported.as_ref();
    let hash = |hash: Option<&str>| hash.map_or(Value::None, |hash| short(hash).into());
    vec![
        unit.dataset.as_str().into(),
        unit.unit.as_str().into(),
        hash(embedded.map(|embedded| embedded.hash.as_str())),
        embedded.map_or(Value::None, |embedded| embedded.generation.into()),
        hash(imported.and_then(|imported| imported.hash.as_deref())),
        imported.map_or(Value::None, |imported| imported.generation.into()),
        imported.map_or(Value::None, |imported| imported.at.as_str().into()),
        verdict(unit.verdict).into(),
    ]
}

fn verdict(verdict: UnitVerdict) -> &'static str {
    match verdict {
        UnitVerdict::New => "new",
        UnitVerdict::Changed => "changed",
        UnitVerdict::UpToDate => "up to date",
        UnitVerdict::OlderThanDatabase => "database is newer",
        UnitVerdict::Left => "left the bundle",
        UnitVerdict::Migrated => "from files",
        UnitVerdict::DatabaseOnly => "in the database only",
        UnitVerdict::Undone => "taken back",
        UnitVerdict::EmbeddedOnly => "embedded only",
        _ => "",
    }
}
