//! The lock of a data folder, beside what it should be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Checked, counts};
use crate::diagnostic::{Code, Diagnostic, Place, Severity, SourceFile};
use crate::lock::{self, Entry, Lock, LockChange};
use crate::model::Model;
use crate::source;

/// The lock as it is and as it should be.
#[derive(Debug, Clone)]
pub struct LockState {
    /// `seedbank.lock` in the data folder.
    pub path: PathBuf,
    /// What the file says.
    pub current: Lock,
    /// What it should say.
    pub next: Lock,
    /// What differs.
    pub changes: Vec<LockChange>,
    /// Whether the file is not, to the letter, what it should be.
    pub stale: bool,
    file: Arc<SourceFile>,
    missing: bool,
}

impl LockState {
    /// Reads the lock of a folder of which these files are read.
    pub(super) fn read(folder: &Path, inputs: &[PathBuf], found: &mut Vec<Diagnostic>) -> Self {
        let path = folder.join(lock::FILE_NAME);
        let file = inputs.contains(&path).then(|| source::load(&path));
        let file = file.and_then(|file| file.map_err(|problem| found.push(problem)).ok());
        let missing = file.is_none();
        let file = file
            .unwrap_or_else(|| Arc::new(SourceFile { path: path.clone(), text: String::new() }));
        let current = Lock::parse(&file).unwrap_or_else(|problem| {
            found.push(*problem);
            Lock::default()
        });
        Self {
            path,
            next: current.clone(),
            current,
            changes: Vec::new(),
            stale: true,
            file,
            missing,
        }
    }

    /// The generation that a dataset has. Content that is not locked yet is of the generation before it:
    /// only `seedbank lock` orders releases, so that an edit can be undone without a trace.
    pub(super) fn generation(&self, dataset: &str) -> u64 {
        let entry = self.current.0.get(dataset);
        entry.map_or(1, |entry| entry.generation + u64::from(entry.hash.is_none()))
    }

    /// Says what the lock should be, and warns where it is not.
    pub(super) fn compare(
        &mut self,
        datasets: &[Checked<'_>],
        model: &Model,
        found: &mut Vec<Diagnostic>,
    ) {
        let entries: BTreeMap<String, Entry> = model
            .datasets
            .iter()
            .zip(datasets)
            .map(|(dataset, checked)| {
                let entry = Entry {
                    generation: 0,
                    version: dataset.version.clone(),
                    hash: Some(dataset.hash.clone()),
                    records: counts(checked),
                };
                (dataset.name.clone(), entry)
            })
            .collect();
        self.next = self.current.next(entries);
        self.changes = self.current.changes(&self.next);
        // With errors the data is not what a lock should describe.
        let valid = found.iter().all(|problem| problem.severity() != Severity::Error);
        self.stale = self.missing || self.file.text.replace("\r\n", "\n") != self.next.text();
        if !self.stale || !valid {
            return;
        }
        let names: Vec<&str> = self.changes.iter().map(|change| change.dataset.as_str()).collect();
        let message = if self.missing {
            "there is no lock yet".to_owned()
        } else if names.is_empty() {
            "the lock is not as `seedbank lock` writes it".to_owned()
        } else {
            format!("the lock does not describe {}", names.join(", "))
        };
        found.push(
            Diagnostic::new(Code::StaleLock, message, Place::whole(&self.file))
                .help("run `seedbank lock` and commit the file"),
        );
    }
}
