//! `seedbank show`: prints what is embedded.

mod overview;
mod records;

use clap::ValueEnum;

use super::data::Data;
use super::failure::Failure;
use super::lookup::{self, Place};
use super::{Exit, Options};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank show                            all datasets
  seedbank show skills                     its collections and units
  seedbank show skills/skill               the records of a collection
  seedbank show skills/skill/gaa           those of a unit
  seedbank show skills/skill/gaa/soloing   a record, as YAML
  seedbank show skills/skill/gaa/soloing --json

A key may hold slashes. Exit codes: 0 done; 1 there is no such thing";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// DATASET[/COLLECTION[/UNIT[/KEY]]]
    #[arg(value_name = "PATH")]
    path: Option<String>,
    /// Print all records, not only the first 50
    #[arg(long)]
    all: bool,
    /// How to print a record
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// YAML
    #[default]
    Yaml,
    /// JSON
    Json,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let json = options.json;
    match lookup::find(bundle, args.path.as_deref().unwrap_or_default())? {
        Place::All => overview::datasets(bundle, json)?,
        Place::Dataset(dataset) => overview::dataset(dataset, json)?,
        Place::Collection(table) => records::list(table, table.rows(), args.all, json)?,
        Place::Unit(table, unit) => records::list(table, table.in_unit(unit), args.all, json)?,
        Place::Record(row) => records::one(row, json || args.format == Format::Json)?,
    }
    Ok(Exit::Done)
}
