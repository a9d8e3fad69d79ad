//! `seedbank backup verify`: proves a backup, level by level.

use std::fs;
use std::path::PathBuf;

use seedbank::{Backup, Level, Verified};

use super::super::data::Data;
use super::super::failure::Failure;
use super::super::table::{Value, table};
use super::super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank backup verify seedbank-20261121T020000Z.json
  seedbank backup verify all.json.zst --level L4

L0 it parses; L1 its own hash and counts agree; L2 the hash of every record agrees; L3 the history is whole, \
and schema, references and rules hold; L4 brought back into a scratch database and taken again, it is the \
same to the byte. Reads the file and the bundle, and no database.

Exit codes: 0 it reached the level; 1 it did not, or it could not be read; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The level to prove: L0, L1, L2, L3 or L4
    #[arg(long, value_name = "LEVEL", default_value = "L3")]
    level: Level,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let bytes = fs::read(&args.file).map_err(|source| Failure::File {
        doing: "read the backup",
        path: args.file.clone(),
        source,
    })?;
    let verified = Backup::verify(&bytes, data.bundle(), args.level);
    if options.json {
        print::json(&verified)?;
    } else {
        print::text(&text(args, &verified, options))?;
    }
    let enough = verified.reached.is_some_and(|reached| reached >= args.level);
    Ok(if enough { Exit::Done } else { Exit::Invalid })
}

fn text(args: &Args, verified: &Verified, options: &Options) -> String {
    let file = args.file.display();
    let mut text = match verified.reached {
        None => format!("{file} is no backup\n"),
        Some(reached) if reached < args.level => {
            format!("{file} reached {reached} and not {}: {}\n", args.level, proved(reached))
        }
        Some(reached) => format!("{file} reached {reached}: {}\n", proved(reached)),
    };
    if !verified.findings.is_empty() {
        let rows = verified.findings.iter().map(|finding| {
            let level = finding.level.to_string();
            let problem = options.told(&finding.problem);
            vec![Value::from(level.as_str()), finding.what.as_str().into(), problem.into()]
        });
        text.push_str(&table(&["keeps from", "what", "problem"], rows));
    }
    text
}

/// What a level proves.
fn proved(level: Level) -> &'static str {
    match level {
        Level::L0 => "it parses",
        Level::L1 => "its own hash and counts agree",
        Level::L2 => "the hash of every record agrees",
        Level::L3 => "the history is whole, and schema, references and rules hold",
        Level::L4 => "brought back and taken again, it is the same to the byte",
    }
}
