//! What is left out of the pack because something is wrong with it, so that the rest can go in.

use std::collections::HashMap;
use std::path::Path;

use super::dataset::Checked;
use crate::check::Unit;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::SetAside;
use crate::record::Record;

#[derive(Default)]
pub(super) struct Asides {
    pub found: Vec<SetAside>,
}

impl Asides {
    pub fn dataset(&mut self, name: &str, problems: &[Diagnostic]) {
        self.push(name.to_owned(), problems.iter().find(is_error));
    }

    pub fn unit(&mut self, dataset: &str, unit: &str, problems: &[Diagnostic]) {
        self.push(format!("{dataset}/{unit}"), problems.iter().find(is_error));
    }

    pub fn record(
        &mut self,
        dataset: &Checked<'_>,
        unit: &Unit<'_>,
        record: &Record<'_>,
        problem: &Diagnostic,
    ) {
        let collection = &dataset.prepared.types.collections[record.collection].name;
        let name = format!("{}/{collection}/{}/{}", dataset.prepared.name, unit.name, record.key);
        self.push(name, Some(problem));
    }

    /// Takes the records out of a dataset that an error is in. An error in none of them is one of the
    /// whole unit; one in another file (a template, the manifest) is not of any.
    pub fn take_from(&mut self, dataset: &mut Checked<'_>, diagnostics: &[Diagnostic]) {
        let mut by_file: HashMap<&Path, Vec<&Diagnostic>> = HashMap::new();
        for problem in diagnostics.iter().filter(is_error) {
            by_file.entry(&problem.place.file.path).or_default().push(problem);
        }
        let mut units = std::mem::take(&mut dataset.units);
        for unit in &mut units {
            let Some(problems) = by_file.get(unit.document.file.path.as_path()) else { continue };
            let mut bad: HashMap<usize, &Diagnostic> = HashMap::new();
            let mut whole = None;
            for problem in problems {
                match innermost(&unit.records, problem) {
                    Some(rank) => drop(bad.entry(rank).or_insert(problem)),
                    None => whole = whole.or(Some(*problem)),
                }
            }
            if let Some(problem) = whole {
                self.push(format!("{}/{}", dataset.prepared.name, unit.name), Some(problem));
                unit.records.clear();
                continue;
            }
            let mut ranks: Vec<usize> = bad.keys().copied().collect();
            ranks.sort_unstable();
            for &rank in &ranks {
                self.record(dataset, unit, &unit.records[rank], bad[&rank]);
            }
            let mut rank = 0;
            unit.records.retain(|_| {
                rank += 1;
                ranks.binary_search(&(rank - 1)).is_err()
            });
        }
        dataset.units = units;
    }

    fn push(&mut self, record: String, problem: Option<&Diagnostic>) {
        let reason = problem.map_or_else(String::new, |problem| {
            let (line, column) = problem.place.line_column();
            let path = problem.place.file.path.display();
            format!("{} at {path}:{line}:{column}: {}", problem.code, problem.message)
        });
        self.found.push(SetAside { record, reason });
    }
}

/// The smallest record that a problem is in.
fn innermost(records: &[Record<'_>], problem: &Diagnostic) -> Option<usize> {
    let at = problem.place.span.start;
    let around = records.iter().enumerate().filter(|(_, record)| {
        let keyed = record.mark.key.map_or(record.mark.start, |(start, _)| start);
        (keyed as usize..record.mark.end as usize).contains(&at)
    });
    around.min_by_key(|(_, record)| record.mark.end - record.mark.start).map(|(rank, _)| rank)
}

fn is_error(problem: &&Diagnostic) -> bool {
    problem.severity() == Severity::Error
}
