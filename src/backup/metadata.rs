//! What is in a backup, for a quick look.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::Document;

/// What is in a backup, for a quick look: the content of the file beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Metadata {
    /// Of the file.
    pub format: u32,
    /// When it was taken: RFC 3339, in UTC.
    pub created_at: String,
    /// Who took it.
    pub created_by: String,
    /// The hash of all but the stamp.
    pub hash: String,
    /// Whether it has everything; otherwise what is as the bundle has it is left out.
    pub full: bool,
    /// The hash of the bundle beside which it was taken.
    pub bundle: String,
    /// How much of everything.
    #[serde(flatten)]
    pub counts: BackupCounts,
}

/// How much is in a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BackupCounts {
    /// Records, tombstones among them, by `dataset/collection`.
    pub records: BTreeMap<String, u64>,
    /// Records that are left out, because the bundle has them, by `dataset/collection`.
    pub untouched: BTreeMap<String, u64>,
    /// Units that have any of them.
    pub units: u64,
    /// Units that were ever imported.
    pub imports: u64,
    /// Conflicts, settled ones too.
    pub conflicts: u64,
    /// Rows of the history.
    pub history: u64,
    /// Rows of the sync log.
    pub syncs: u64,
}

impl Metadata {
    pub(super) fn of(document: &Document) -> Self {
        Self {
            format: document.seedbank_backup,
            created_at: document.created_at.clone(),
            created_by: document.created_by.clone(),
            hash: document.hash.clone(),
            full: document.full,
            bundle: document.bundle.hash.clone(),
            counts: document.metadata.clone(),
        }
    }
}

impl BackupCounts {
    /// What there really is.
    pub(super) fn of(document: &Document) -> Self {
        let mut counts = Self {
            units: document.units.len() as u64,
            imports: document.imports.len() as u64,
            conflicts: document.conflicts.len() as u64,
            history: document.history.len() as u64,
            syncs: document.syncs.len() as u64,
            ..Self::default()
        };
        for unit in &document.units {
            let name = |collection: &str| format!("{}/{collection}", unit.dataset);
            for record in &unit.records {
                *counts.records.entry(name(&record.collection)).or_default() += 1;
            }
            for untouched in &unit.untouched {
                *counts.untouched.entry(name(&untouched.collection)).or_default() +=
                    untouched.len();
            }
        }
        counts
    }

    /// How many records it has, of all collections.
    #[must_use]
    pub fn all_records(&self) -> u64 {
        self.records.values().sum()
    }

    /// How many records it leaves out, of all collections.
    #[must_use]
    pub fn all_untouched(&self) -> u64 {
        self.untouched.values().sum()
    }
}
