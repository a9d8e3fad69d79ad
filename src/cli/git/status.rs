//! `seedbank git status`: how each record stands.

use std::fmt::Write as _;

use seedbank::{Database, GitState, GitStatus};

use super::super::data::Data;
use super::super::failure::Failure;
use super::super::table::{Value, table};
use super::super::value::one_line;
use super::super::wording::{count, thousands};
use super::super::{Exit, Options, print};
use super::RepositoryArgs;
use super::report::abbreviated;

pub const AFTER_HELP: &str = "\
Examples:
  seedbank git status --repo ~/handbook
  seedbank git status --repo ~/handbook --json    for a dashboard

synced: both have the same; ahead: the database has more (push); behind: the branch has more (pull); both: \
each has, or a conflict is open (`seedbank conflicts`); orphaned: its file went, and the record stayed; failed: the last operation did not get through. \
No remote is asked, and nothing is written.

Exit codes: 0 healthy; 1 a record failed, a run was interrupted, or it cannot be read; 2 wrong usage";

pub fn run(repository: &RepositoryArgs, options: &Options) -> Result<Exit, Failure> {
    let data = Data::open(options)?;
    let database = Database::open(&options.db)?;
    let (path, settings) = (&repository.repo, repository.options(false));
    let status = database.git_status(data.bundle(), path, &settings)?;
    if options.json {
        print::json(&status)?;
    } else {
        print::text(&text(&status))?;
    }
    Ok(if status.healthy { Exit::Done } else { Exit::Invalid })
}

fn text(status: &GitStatus) -> String {
    let totals = status.totals;
    let counts = [
        (totals.synced, GitState::Synced),
        (totals.ahead, GitState::Ahead),
        (totals.behind, GitState::Behind),
        (totals.both, GitState::Both),
        (totals.orphaned, GitState::Orphaned),
        (totals.failed, GitState::Failed),
    ];
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> =
        counts.map(|(number, state)| format!("{} {}", thousands(*number), word(*state))).collect();
    let counts = if counts.is_empty() { "no record".to_owned() } else { counts.join(", ") };
    let commit = status.commit.as_deref().map_or("empty", abbreviated);
    let mut text = format!("{} ({commit}): {counts}\n", status.branch);
    let rows: Vec<Vec<Value>> = status
        .records
        .iter()
        .filter(|record| record.state != GitState::Synced)
        .map(|record| {
            let path = record.path.as_deref();
            vec![
                word(record.state).into(),
                record.record.to_string().into(),
                path.map_or(Value::None, Value::from),
                record.problem.as_deref().map_or(Value::None, |problem| one_line(problem).into()),
            ]
        })
        .collect();
    if !rows.is_empty() {
        text.push_str(&table(&["state", "record", "file", "problem"], rows));
    }
    // Writing to a string cannot fail.
    if status.pending > 0 {
        let pending = count(status.pending, "operation");
        let _ = writeln!(text, "{pending} begun and not ended: at work, or interrupted");
    }
    let failures = count(status.failures.len() as u64, "failure");
    let health = if status.healthy { "healthy" } else { "not healthy" };
    let _ = writeln!(text, "{health}; {failures} began in the last 24 hours");
    text
}

fn word(state: GitState) -> &'static str {
    match state {
        GitState::Synced => "synced",
        GitState::Ahead => "ahead",
        GitState::Behind => "behind",
        GitState::Both => "both",
        GitState::Orphaned => "orphaned",
        GitState::Failed => "failed",
        _ => "",
    }
}
