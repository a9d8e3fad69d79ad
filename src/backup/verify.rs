//! Whether a backup is what it says, level by level.

use std::time::Duration;

use serde::Serialize;

use super::document::Document;
use super::error::BackupError;
use super::level::Level;
use super::{Backup, Metadata, meaning, unpack};
use crate::bundle::Bundle;
use crate::store::{self, Error, Rows};
use crate::sync::{Author, replace};

/// What verifying a backup found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Verified {
    /// The level that was reached; `None`: it does not even parse.
    pub reached: Option<Level>,
    /// All that is wrong, up to the level that was asked for.
    pub findings: Vec<BackupFinding>,
    /// What is in it, where it parses.
    pub metadata: Option<Metadata>,
}

/// Something that is wrong with a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BackupFinding {
    /// The level that it keeps the backup from.
    pub level: Level,
    /// A record, a row of the history, a part of the file.
    pub what: String,
    /// What is wrong with it, and what to do.
    pub problem: String,
}

impl Backup {
    /// Proves the content of a file up to a level, beside the bundle whose schemas and data it is of.
    #[must_use]
    pub fn verify(bytes: &[u8], bundle: &Bundle, wanted: Level) -> Verified {
        match Self::from_bytes(bytes) {
            Ok(backup) => backup.proved(bundle, wanted),
            Err(error) => {
                let what = "the file".to_owned();
                let finding = BackupFinding { level: Level::L0, what, problem: problem(&error) };
                Verified { reached: None, findings: vec![finding], metadata: None }
            }
        }
    }

    fn proved(&self, bundle: &Bundle, wanted: Level) -> Verified {
        let mut findings = Vec::new();
        if wanted >= Level::L1 {
            findings = self.document.integrity();
        }
        if wanted >= Level::L2 {
            let rows = unpack::unpack(&self.document, bundle, &mut findings);
            // What contradicts itself says nothing of its meaning.
            if findings.is_empty() && wanted >= Level::L3 {
                findings.extend(meaning::findings(rows.clone(), bundle));
                if wanted >= Level::L4 {
                    findings.extend(self.round_trip(&rows, bundle));
                }
            }
        }
        let lowest = findings.iter().map(|finding| finding.level).min();
        let reached = lowest.map_or(Some(wanted), Level::below);
        Verified { reached, findings, metadata: Some(self.metadata()) }
    }

    /// What is another once the backup was brought back into a scratch database and taken again.
    fn round_trip(&self, rows: &Rows, bundle: &Bundle) -> Option<BackupFinding> {
        let again = self.again(rows, bundle);
        let problem = match again {
            Ok(again) if again == self.to_text() => return None,
            Ok(again) => {
                let text = self.to_text();
                // The hash and the seal are those of the rest.
                let is_same = |(one, other): &(&str, &str)| {
                    one == other || one.starts_with("\"hash\":") || one.starts_with("\"seal\":")
                };
                let line = text.lines().zip(again.lines()).take_while(is_same).count() + 1;
                let problem =
                    format!("brought back and taken again, it is another from line {line} on");
                if self.document.bundle.hash == bundle.hash() {
                    problem
                } else {
                    format!("{problem}; it was taken beside another bundle than this one: use that")
                }
            }
            Err(error) => format!("it cannot be brought back: {error}"),
        };
        let what = "the backup".to_owned();
        Some(BackupFinding { level: Level::L4, what, problem })
    }

    fn again(&self, rows: &Rows, bundle: &Bundle) -> Result<String, BackupError> {
        let mut scratch = store::open("sqlite::memory:", Duration::ZERO)?;
        let Document { created_at, created_by, full, .. } = &self.document;
        let who = (&Author::new(created_by), self.told());
        let nothing_before = &mut |_: &Rows| Ok::<_, Error>(());
        replace(scratch.as_mut(), bundle, rows, (who.0, &who.1), nothing_before)?;
        let database = scratch.name().to_owned();
        let rows = Rows::read(scratch.snapshot()?.as_mut())?;
        let rows = rows.ok_or(Error::NotImported { database })?;
        let mut again = Self::of(&rows, bundle, (created_at, created_by), *full)?;
        // Beside which bundle it was taken is no state of the database.
        again.document.bundle = self.document.bundle.clone();
        again.document.stamp(created_at, created_by);
        Ok(again.to_text())
    }
}

/// Without what is said where a backup is to be used.
fn problem(error: &BackupError) -> String {
    match error {
        BackupError::Unreadable { problem, .. } => problem.clone(),
        error => error.to_string(),
    }
}
