//! A plan as a person reads it: the verdict, the counts, then field by field what changes.

use std::fmt::Write as _;
use std::path::Path;

use seedbank::{Plan, PlanVerdict, PlannedChange, PlannedConflict, PlannedRecord};

use super::super::Options;
use super::super::fields::{Mark, difference, named, three};
use super::super::options::word;
use super::super::report::older;
use super::super::wording::{database, thousands};

/// So many new records are named.
const ADDED: usize = 10;

pub fn text(plan: &Plan, name: &str, out: Option<&Path>, options: &Options) -> String {
    let mut text = format!("{}\n", options.told(&verdict(plan.verdict, database(name))));
    text.push_str(&older(&plan.datasets, options));
    if !plan.has_changes() {
        return text;
    }
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", counts(plan));
    let records = records(&plan.records);
    if !records.is_empty() {
        let _ = write!(text, "\n{records}");
    }
    let consent = if plan.deletions().next().is_some() { " --allow-delete" } else { "" };
    let next = match out {
        Some(path) => {
            let path = word(&path.display().to_string());
            format!("to do exactly this: `seedbank apply {path}{consent}`")
        }
        None => format!("to do this: `seedbank apply{consent}`"),
    };
    let _ = writeln!(text, "\n{}", options.told(&next));
    text
}

fn verdict(verdict: PlanVerdict, database: &str) -> String {
    match verdict {
        PlanVerdict::UpToDate => format!("nothing to do: {database} is up to date"),
        PlanVerdict::OlderThanDatabase => format!("nothing to do: {database} has newer data"),
        PlanVerdict::Import => format!("{database} is new: everything would go in"),
        PlanVerdict::Update => format!("{database} would be updated"),
        PlanVerdict::Undone => format!(
            "this update of {database} was taken back, so a boot leaves it out; `seedbank apply` brings \
             it in again"
        ),
        // A later library may know more of them.
        _ => format!("something would be done to {database}"),
    }
}

/// `3 to add, 12 to change, 1 to retire, 2 need you`
fn counts(plan: &Plan) -> String {
    let of = |changes: &[PlannedChange]| {
        plan.records.iter().filter(|planned| changes.contains(&planned.change)).count()
    };
    let conflicts: usize = plan.records.iter().map(|planned| planned.conflicts.len()).sum();
    let counts = [
        (of(&[PlannedChange::Add]), "to add"),
        (of(&[PlannedChange::Return]), "to bring back"),
        (of(&[PlannedChange::Change, PlannedChange::Merge]), "to change"),
        (of(&[PlannedChange::Keep]), "to keep as people have them"),
        (of(&[PlannedChange::Deprecate]), "to retire"),
        (of(&[PlannedChange::Delete]), "to delete"),
        (conflicts, if conflicts == 1 { "needs you" } else { "need you" }),
    ];
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> =
        counts.map(|(number, what)| format!("{} {what}", thousands(*number as u64))).collect();
    if counts.is_empty() { "no record changes".to_owned() } else { counts.join(", ") }
}

/// What changes, in the plan's order; of many new records the first ones.
fn records(planned: &[PlannedRecord]) -> String {
    let mut text = String::new();
    let mut added = 0;
    for planned in planned {
        if planned.change == PlannedChange::Add {
            added += 1;
            if added > ADDED {
                continue;
            }
        }
        text.push_str(&record(planned));
    }
    if added > ADDED {
        let more = thousands((added - ADDED) as u64);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "… and {more} more to add; --json has them all");
    }
    text
}

fn record(planned: &PlannedRecord) -> String {
    let PlannedRecord { record, change, renamed_from, fields, conflicts, .. } = planned;
    let (mark, why) = match change {
        PlannedChange::Add => (Mark::Added, ""),
        PlannedChange::Return => (Mark::Added, ": had left, comes back"),
        PlannedChange::Merge => (Mark::Changed, ": keeps what people changed"),
        // Nothing of it is seen to change.
        PlannedChange::Keep if conflicts.is_empty() => return String::new(),
        PlannedChange::Keep => (Mark::Conflict, ": stays as people have it"),
        PlannedChange::Deprecate => (Mark::Removed, ": left the release, stays, marked deprecated"),
        PlannedChange::Delete => (Mark::Removed, ": left the release, is deleted"),
        _ => (Mark::Changed, ""),
    };
    let was = renamed_from.as_ref().map(|key| format!(" (was {key})")).unwrap_or_default();
    let mut text = format!("{} {record}{was}{why}\n", mark.sign());
    text.extend(fields.iter().map(|field| difference(field, 4)));
    text.extend(conflicts.iter().map(conflict));
    text
}

fn conflict(conflict: &PlannedConflict) -> String {
    let PlannedConflict { field, base, current, target, reason, .. } = conflict;
    let reason = reason.as_deref().unwrap_or("the release and a person changed it");
    let values = [base.as_ref(), current.as_ref(), target.as_ref()];
    format!("    {} {}: {reason}\n{}", Mark::Conflict.sign(), named(field), three(field, values, 8))
}
