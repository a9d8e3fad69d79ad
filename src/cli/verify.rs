//! `seedbank verify`: is all that the database says still true? And do two sides have the same?

mod compare;

use seedbank::{Bundle, Check, Database, Finding};

use super::data::Data;
use super::failure::Failure;
use super::table::{Value, table};
use super::wording::count;
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank verify
  seedbank verify --json
  seedbank verify factory database            what differs between the two, record by record
  seedbank verify database seedbank-20261121T020000Z.json
  seedbank verify git:../handbook database

Alone it looks at the chain of the history, at each record beside its history and the bundle, at references \
and at the views. With two sides it compares what they have. A side is `factory` (the bundle), \
`database`, `git:DIR` (the published records of a repository) or the file of a backup. Writes nothing.

Exit codes: 0 all is well, or the same; 1 something is not, or it failed";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A side
    #[arg(value_name = "FIRST", requires = "second")]
    first: Option<String>,
    /// What it is compared with
    #[arg(value_name = "SECOND")]
    second: Option<String>,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    if let (Some(first), Some(second)) = (&args.first, &args.second) {
        return between(first, second, data.bundle(), options);
    }
    let findings = Database::open(&options.db)?.verify(data.bundle())?;
    if options.json {
        print::json(&findings)?;
    } else {
        print::text(&text(&findings, options))?;
    }
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Invalid })
}

fn between(first: &str, second: &str, bundle: &Bundle, options: &Options) -> Result<Exit, Failure> {
    let [one, other] = [first, second].map(|name| compare::side(name, bundle, options));
    let comparison = one?.compare(&other?, bundle);
    if options.json {
        print::json(&comparison)?;
    } else {
        print::text(&compare::text(&comparison, first, second))?;
    }
    Ok(if comparison.is_same() { Exit::Done } else { Exit::Invalid })
}

fn text(findings: &[Finding], options: &Options) -> String {
    if findings.is_empty() {
        return "all is well: history, records, references and views\n".to_owned();
    }
    let verb = if findings.len() == 1 { "is" } else { "are" };
    let rows = findings.iter().map(|finding| {
        let Finding { check, what, problem, .. } = finding;
        vec![Value::from(looked_at(*check)), what.as_str().into(), options.told(problem).into()]
    });
    let things = count(findings.len() as u64, "thing");
    format!("{things} {verb} not well\n{}", table(&["check", "what", "problem"], rows))
}

fn looked_at(check: Check) -> &'static str {
    match check {
        Check::History => "history",
        Check::Records => "record",
        Check::Schema => "schema",
        Check::References => "reference",
        Check::Views => "view",
        _ => "",
    }
}
