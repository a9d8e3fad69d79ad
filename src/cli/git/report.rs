//! What a run did, in words.

use std::fmt::Write as _;

use seedbank::{GitOperation, GitReport};

use super::super::Options;
use super::super::table::{Value, table};
use super::super::value::one_line;
use super::super::wording::{count, thousands, waiting};
use super::RepositoryArgs;
use super::sync::Way;

/// How the operations are told.
const DONE: [(&str, &str); 4] =
    [("create", "added"), ("update", "changed"), ("delete", "gone"), ("refresh", "refreshed")];

pub fn text(
    report: &GitReport,
    way: Way,
    repository: &RepositoryArgs,
    options: &Options,
) -> String {
    let mut text = String::new();
    if way != Way::Push {
        text.push_str(&one_way(report, "pull", "pulled from"));
    }
    // A push that was refused has pulled.
    if way == Way::Push && report.operations.iter().any(|operation| operation.direction == "pull") {
        text.push_str(&one_way(report, "pull", "pulled from"));
    }
    if way != Way::Pull {
        text.push_str(&one_way(report, "push", "committed to"));
    }
    // Writing to a string cannot fail.
    if let Some(merged) = &report.merged {
        let _ = writeln!(text, "merged {} with {merged}", report.branch);
    }
    if let Some(remote) = &report.pushed_to {
        let _ = writeln!(text, "pushed {} to {remote}", report.branch);
    }
    for operation in &report.operations {
        if let Some(error) = &operation.error {
            let _ = writeln!(text, "left out: {}: {}", operation.record, one_line(error));
        }
    }
    if !report.waiting.is_empty() {
        let records = count(report.waiting.len() as u64, "record");
        let verb = if report.waiting.len() == 1 { "has" } else { "have" };
        let pull = repository.command("pull", options);
        let _ = writeln!(text, "{records} {verb} changes in git that come first: {pull}");
    }
    if !report.unresolved.is_empty() {
        let one = report.unresolved.len() == 1;
        let records = count(report.unresolved.len() as u64, "record");
        let (verb, whose) = if one { ("is", "it") } else { ("are", "them") };
        let hint = if report.conflicts.is_empty() { ": `seedbank conflicts`" } else { "" };
        let told =
            format!("{records} {verb} not pushed while a conflict of {whose} is open{hint}\n");
        text.push_str(&options.told(&told));
    }
    if !report.orphaned.is_empty() {
        let (verb, whose) = if report.orphaned.len() == 1 {
            ("has no file any more, and stays", "it")
        } else {
            ("have no file any more, and stay", "them")
        };
        let told = format!(
            "{} {verb} in the database: `seedbank delete RECORD`, or revert the commit that removed {whose}\n",
            count(report.orphaned.len() as u64, "record")
        );
        text.push_str(&options.told(&told));
    }
    if !report.conflicts.is_empty() {
        text.push_str(&waiting(report.conflicts.len() as u64, options));
    }
    text
}

/// What went one way: a line, and a table of what is new on the other side.
fn one_way(report: &GitReport, direction: &str, verb: &str) -> String {
    let own = |operation: &&GitOperation| operation.direction == direction;
    let done: Vec<&GitOperation> = report
        .operations
        .iter()
        .filter(own)
        .filter(|operation| operation.error.is_none())
        .collect();
    let branch = &report.branch;
    if done.is_empty() {
        let all = report.is_good() && report.waiting.is_empty() && report.orphaned.is_empty();
        return match (direction, all && (direction == "pull" || report.unresolved.is_empty())) {
            ("pull", true) => format!("nothing to pull: the database has all of {branch}\n"),
            ("pull", false) => format!("nothing pulled from {branch}\n"),
            (_, true) => format!("nothing to commit: {branch} has all of the database\n"),
            (_, false) => format!("nothing committed to {branch}\n"),
        };
    }
    let counts = DONE.iter().filter_map(|(name, told)| {
        let number = done.iter().filter(|operation| operation.operation == *name).count();
        (number > 0).then(|| format!("{} {told}", thousands(number as u64)))
    });
    let mut text = format!("{verb} {branch}: {}\n", counts.collect::<Vec<_>>().join(", "));
    let rows: Vec<Vec<Value>> = done
        .iter()
        .filter(|operation| operation.operation != "refresh")
        .map(|operation| {
            let commit = operation.commit.as_deref();
            vec![
                operation.operation.into(),
                operation.record.to_string().into(),
                operation.path.as_str().into(),
                commit.map_or(Value::None, |commit| abbreviated(commit).into()),
            ]
        })
        .collect();
    if !rows.is_empty() {
        text.push_str(&table(&["operation", "record", "file", "commit"], rows));
    }
    text
}

/// As much of a commit's name as people compare.
pub fn abbreviated(commit: &str) -> &str {
    commit.get(..8).unwrap_or(commit)
}
