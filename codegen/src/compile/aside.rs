//! What is left out of the pack because something is wrong with it, so that the rest can go in.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::dataset::Checked;
use crate::check::Unit;
use crate::diagnostic::{Column, Diagnostic, Lines, Severity};
use crate::model::SetAside;
use crate::record::Record;
use crate::source::Mark;

#[derive(Default)]
pub(super) struct Asides {
    pub found: Vec<SetAside>,
    lines: Lines,
}

impl Asides {
    /// A dataset whose folder has one of these problems.
    pub fn dataset(&mut self, name: &str, folder: &Path, problems: &[Diagnostic]) {
        let own = |problem: &&Diagnostic| problem.place.file.path.starts_with(folder);
        self.push(name.to_owned(), problems.iter().filter(is_error).find(own));
    }

    /// A unit whose file has these problems.
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

    /// Takes out of each dataset the records that an error is in, whole units where an error is in no record
    /// of theirs, and all of it where the error is in what says how to read it.
    pub fn take_from(&mut self, datasets: &mut [Checked<'_>], diagnostics: &[Diagnostic]) {
        let mut by_file: HashMap<&Path, Vec<&Diagnostic>> = HashMap::new();
        for problem in diagnostics.iter().filter(is_error) {
            by_file.entry(&problem.place.file.path).or_default().push(problem);
        }
        for dataset in datasets {
            self.take_from_dataset(dataset, &by_file);
        }
    }

    fn take_from_dataset(
        &mut self,
        dataset: &mut Checked<'_>,
        by_file: &HashMap<&Path, Vec<&Diagnostic>>,
    ) {
        let about = [&dataset.prepared.schema.file, &dataset.prepared.manifest_document.file];
        if let Some(problem) =
            about.into_iter().find_map(|file| by_file.get(file.path.as_path())?.first())
        {
            self.push(dataset.prepared.name.clone(), Some(problem));
            dataset.units.iter_mut().for_each(|unit| unit.records.clear());
            return;
        }
        let mut units = std::mem::take(&mut dataset.units);
        for unit in &mut units {
            if let Some(problems) = by_file.get(unit.document.file.path.as_path()) {
                self.take_from_unit(dataset, unit, &mut Errors::new(problems));
            }
        }
        dataset.units = units;
    }

    fn take_from_unit(
        &mut self,
        dataset: &Checked<'_>,
        unit: &mut Unit<'_>,
        errors: &mut Errors<'_>,
    ) {
        let is_root =
            |record: &Record<'_>| std::ptr::eq(record.mark, &raw const unit.document.mark);
        let mut bad: HashMap<usize, &Diagnostic> = HashMap::new();
        for (rank, record) in unit.records.iter().enumerate().filter(|(_, record)| !is_root(record))
        {
            bad.extend(errors.take(record.mark).map(|problem| (rank, problem)));
        }
        // What has no key of its own is no record, and was reported as such.
        let kept: HashSet<*const Mark> =
            unit.records.iter().map(|record| &raw const *record.mark).collect();
        for site in dataset.prepared.sites.iter().filter(|site| !site.steps.is_empty()) {
            for instance in site.instances(&unit.document.value, &unit.document.mark) {
                if kept.contains(&(&raw const *instance.mark)) {
                    continue;
                }
                if let Some(problem) = errors.take(instance.mark) {
                    let name =
                        format!("{}/{}/{}", dataset.prepared.name, site.collection, unit.name);
                    self.push(name, Some(problem));
                }
            }
        }
        if let Some(problem) = errors.left() {
            let Some(root) = unit.records.iter().position(is_root) else {
                self.push(format!("{}/{}", dataset.prepared.name, unit.name), Some(problem));
                unit.records.clear();
                return;
            };
            bad.insert(root, problem);
        }
        let mut rank = 0;
        let records = std::mem::take(&mut unit.records);
        unit.records = records
            .into_iter()
            .filter(|record| {
                let problem = bad.get(&rank);
                rank += 1;
                problem.inspect(|problem| self.record(dataset, unit, record, problem)).is_none()
            })
            .collect();
    }

    fn push(&mut self, record: String, problem: Option<&Diagnostic>) {
        let reason = problem.map_or_else(String::new, |problem| {
            let at = self.lines.region(&problem.place, Column::Character);
            let path = problem.place.file.path.display();
            format!("{} at {path}:{}:{}: {}", problem.code, at.line, at.column, problem.message)
        });
        self.found.push(SetAside { record, reason });
    }
}

/// The errors of a file, by place, and which of them are known to be of some record.
struct Errors<'e> {
    by_place: Vec<&'e Diagnostic>,
    taken: Vec<bool>,
}

impl<'e> Errors<'e> {
    fn new(problems: &[&'e Diagnostic]) -> Self {
        let mut by_place = problems.to_vec();
        by_place.sort_by_key(|problem| problem.place.span.start);
        Self { taken: vec![false; by_place.len()], by_place }
    }

    /// Takes the errors in a value: where it is written, and where what it takes from elsewhere (an
    /// alias, a merge key) is written.
    fn take(&mut self, mark: &Mark) -> Option<&'e Diagnostic> {
        let start = mark.key.map_or(mark.start, |(start, _)| start.min(mark.start)) as usize;
        let first = self.by_place.partition_point(|problem| problem.place.span.start < start);
        let inside = self.by_place[first..]
            .iter()
            .take_while(|problem| problem.place.span.start < mark.end as usize)
            .count();
        self.taken[first..first + inside].fill(true);
        let here = self.by_place.get(first).filter(|_| inside > 0).copied();
        let elsewhere = self.take_all_elsewhere(mark, &mark.children);
        here.or(elsewhere)
    }

    fn take_elsewhere(&mut self, around: &Mark, mark: &Mark) -> Option<&'e Diagnostic> {
        if mark.start < around.start || mark.end > around.end {
            return self.take(mark);
        }
        self.take_all_elsewhere(around, &mark.children)
    }

    /// The first, after all of them are taken.
    fn take_all_elsewhere(&mut self, around: &Mark, marks: &[Mark]) -> Option<&'e Diagnostic> {
        let taken = marks.iter().filter_map(|mark| self.take_elsewhere(around, mark));
        taken.fold(None, |first, problem| first.or(Some(problem)))
    }

    /// The first error that nothing took.
    fn left(&self) -> Option<&'e Diagnostic> {
        self.taken.iter().position(|taken| !taken).map(|rank| self.by_place[rank])
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what `filter` and `find` call")]
fn is_error(problem: &&Diagnostic) -> bool {
    problem.severity() == Severity::Error
}
