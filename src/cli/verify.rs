//! `seedbank verify`: is all that the database says still true?

use seedbank::{Check, Database, Finding};

use super::data::Data;
use super::failure::Failure;
use super::table::{Value, table};
use super::wording::count;
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank verify
  seedbank verify --json

Looks at the chain of the history, at each record beside its history and the bundle, at references and \
at the views. Writes nothing.

Exit codes: 0 all is well; 1 something is not, or it failed";

pub fn run(options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let findings = Database::open(&options.db)?.verify(data.bundle())?;
    if options.json {
        print::json(&findings)?;
    } else {
        print::text(&text(&findings, options))?;
    }
    Ok(if findings.is_empty() { Exit::Done } else { Exit::Invalid })
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
        Check::References => "reference",
        Check::Views => "view",
        _ => "",
    }
}
