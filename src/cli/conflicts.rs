//! `seedbank conflicts`: what waits for a person.

use std::fmt::Write as _;

use seedbank::{Bundle, Conflict, Database};

use super::data::Data;
use super::failure::Failure;
use super::fields::{named, sides, three};
use super::value::one_line;
use super::wording::need_you;
use super::{Exit, Options, lookup, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank conflicts
  seedbank conflicts --all        those that are settled too
  seedbank conflicts --json

A field is in conflict when a release, or a file that came in, and a person changed it differently. The \
record keeps what the person made of it (current) until `seedbank resolve` says otherwise; base is what both \
had changed, target what the release or the file has.

Exit codes: 0 done; 1 the database cannot be read";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print those that are settled too
    #[arg(long)]
    all: bool,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let conflicts = Database::open(&options.db)?.conflicts(data.bundle(), args.all)?;
    if options.json {
        print::json(&conflicts)?;
    } else {
        print::text(&text(&conflicts, data.bundle(), options))?;
    }
    Ok(Exit::Done)
}

fn text(conflicts: &[Conflict], bundle: &Bundle, options: &Options) -> String {
    let open = conflicts.iter().filter(|conflict| conflict.settled.is_none()).count();
    let mut text = match open {
        0 => "no conflict needs you\n".to_owned(),
        open => format!("{}\n", need_you(open as u64)),
    };
    for conflict in conflicts {
        text.push('\n');
        text.push_str(&one(conflict, lookup::has_collection(bundle, &conflict.record), options));
    }
    text
}

/// A conflict. What the record has now is only known where the bundle has its collection.
fn one(conflict: &Conflict, is_known: bool, options: &Options) -> String {
    let Conflict { id, record, field, base, current, target, reason, .. } = conflict;
    let mut text = format!("conflict {id}: {} of {record}\n", named(field));
    // Writing to a string cannot fail.
    if let Some(reason) = reason {
        let _ = writeln!(text, "  {reason}");
    }
    let (base, current, target) = (base.as_ref(), current.as_ref(), target.as_ref());
    text.push_str(&if is_known {
        three(field, [base, current, target], 2)
    } else {
        sides(field, ["base", "target"], [base, target], 2)
    });
    let _ = match (conflict.settled, &conflict.settled_by, &conflict.settled_at) {
        (Some("superseded"), ..) => {
            writeln!(text, "  out of date: a later update, undo or reset took its place")
        }
        (Some(settled), Some(by), Some(at)) => {
            writeln!(text, "  settled as {settled} by {} at {at}", one_line(by))
        }
        _ if !is_known => {
            let (dataset, collection) = (&record.dataset, &record.collection);
            writeln!(
                text,
                "  this bundle has no collection `{dataset}/{collection}`; `--data DIR` names a folder \
                 that has it"
            )
        }
        _ => {
            let settle = format!("`seedbank resolve {id} --keep current|target|base`");
            writeln!(text, "  {}, or --value VALUE", options.told(&settle))
        }
    };
    text
}
