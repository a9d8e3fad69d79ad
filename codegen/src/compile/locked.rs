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
#[derive(Debug, Clone, Default)]
pub struct LockState {
    /// `seedbank.lock` in the data folder.
    pub path: PathBuf,
    /// What the file should say.
    pub next: Lock,
    /// What differs from what it says.
    pub changes: Vec<LockChange>,
}

impl LockState {
    pub(super) fn read(
        folder: &Path,
        datasets: &[Checked<'_>],
        model: &Model,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let path = folder.join(lock::FILE_NAME);
        let file = match path.symlink_metadata() {
            Ok(_) => source::load(&path).map_err(|problem| found.push(problem)).ok(),
            Err(_) => None,
        };
        let missing = file.is_none();
        let file = file
            .unwrap_or_else(|| Arc::new(SourceFile { path: path.clone(), text: String::new() }));
        let lock = Lock::parse(&file).unwrap_or_else(|problem| {
            found.push(*problem);
            Lock::default()
        });
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
        let next = lock.next(entries);
        let changes = lock.changes(&next);
        // With errors the data is not what a lock should describe.
        let valid = found.iter().all(|problem| problem.severity() != Severity::Error);
        if !changes.is_empty() && valid {
            let names: Vec<&str> = changes.iter().map(|change| change.dataset.as_str()).collect();
            let message = match missing {
                true => "there is no lock yet".to_owned(),
                false => format!("the lock does not describe {}", names.join(", ")),
            };
            found.push(
                Diagnostic::new(Code::StaleLock, message, Place::whole(&file))
                    .help("run `seedbank lock` and commit the file"),
            );
        }
        Self { path, next, changes }
    }
}
