//! `seedbank drift`: every record that differs from the factory, field by field.

use std::fmt::Write as _;

use seedbank::{Database, Drift, DriftKind};

use super::data::Data;
use super::failure::Failure;
use super::fields::{Mark, difference};
use super::value::one_line;
use super::wording::count;
use super::{Exit, Options, lookup, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank drift
  seedbank drift skills
  seedbank drift --json

What the factory delivered last comes first, what people made of it second. `seedbank reset` gives a record the \
factory's values again.

Exit codes: 0 done; 1 it failed, or there is no such dataset";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only of this dataset
    #[arg(value_name = "DATASET")]
    dataset: Option<String>,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let mut drifted = Database::open(&options.db)?.drift(data.bundle())?;
    if let Some(dataset) = &args.dataset {
        drifted.retain(|drift| drift.record.dataset == *dataset);
        if drifted.is_empty() {
            lookup::dataset(data.bundle(), dataset)?;
        }
    }
    if options.json {
        print::json(&drifted)?;
    } else {
        print::text(&text(&drifted))?;
    }
    Ok(Exit::Done)
}

fn text(drifted: &[Drift]) -> String {
    if drifted.is_empty() {
        return "every record is as the factory delivered it\n".to_owned();
    }
    let verb = if drifted.len() == 1 { "differs" } else { "differ" };
    let mut text = format!("{} {verb} from the factory\n\n", count(drifted.len() as u64, "record"));
    for Drift { record, kind, fields, at, by, .. } in drifted {
        let (mark, did) = match kind {
            DriftKind::Added => (Mark::Added, "added"),
            DriftKind::Deleted => (Mark::Removed, "deleted"),
            _ => (Mark::Changed, "edited"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {record}", mark.sign());
        let _ = writeln!(text, "    {did}, last changed by {} at {at}", one_line(by));
        text.extend(fields.iter().map(|field| difference(field, 4)));
    }
    text
}
