//! `seedbank git log`: the sync log.

use seedbank::{Database, GitOperation};

use super::super::failure::Failure;
use super::super::table::{Value, table};
use super::super::value::one_line;
use super::super::{Exit, Options, print};
use super::report::abbreviated;

pub const AFTER_HELP: &str = "\
Examples:
  seedbank git log
  seedbank git log knowledge/skill/yaml-pitfalls/yaml-pitfalls
  seedbank git log --json

The oldest first. An operation is written down before it is begun, and settled after: what a killed run \
left pending, the next one settles.

Exit codes: 0 done; 1 the database cannot be read; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// DATASET/COLLECTION/UNIT/KEY
    #[arg(value_name = "RECORD")]
    record: Option<String>,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let record = args.record.as_deref().map(str::parse).transpose()?;
    let log = Database::open(&options.db)?.git_log(record.as_ref())?;
    if options.json {
        print::json(&log)?;
    } else if log.is_empty() {
        print::text("no operation\n")?;
    } else {
        let header = [
            "started",
            "direction",
            "operation",
            "record",
            "file",
            "commit",
            "state",
            "by",
            "error",
        ];
        print::text(&table(&header, log.iter().map(row)))?;
    }
    Ok(Exit::Done)
}

fn row(operation: &GitOperation) -> Vec<Value> {
    let GitOperation { record, path, commit, error, started, by, .. } = operation;
    vec![
        started.as_str().into(),
        operation.direction.into(),
        operation.operation.into(),
        record.to_string().into(),
        path.as_str().into(),
        commit.as_deref().map_or(Value::None, |commit| abbreviated(commit).into()),
        operation.state.into(),
        one_line(by).into(),
        error.as_deref().map_or(Value::None, |error| one_line(error).into()),
    ]
}
