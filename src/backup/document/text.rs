//! The text of a backup: JSON with a line for each thing that is many.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::error::BackupError;
use super::super::json::written;
use super::{Document, FORMAT};

impl Document {
    /// What people look for comes first.
    pub(in crate::backup) fn to_text(&self) -> String {
        let mut text = format!("{{\n\"seedbank_backup\":{}", self.seedbank_backup);
        member("created_at", &self.created_at, &mut text);
        member("created_by", &self.created_by, &mut text);
        member("seal", &self.seal, &mut text);
        member("hash", &self.hash, &mut text);
        member("full", &self.full, &mut text);
        member("metadata", &self.metadata, &mut text);
        member("bundle", &self.bundle, &mut text);
        member("installation", &self.installation, &mut text);
        list("imports", &self.imports, &mut text);
        list("units", &self.units, &mut text);
        list("conflicts", &self.conflicts, &mut text);
        list("history", &self.history, &mut text);
        list("syncs", &self.syncs, &mut text);
        text.push_str("\n}\n");
        text
    }

    /// From the text of a file.
    pub(in crate::backup) fn parse(text: &str, name: &str) -> Result<Self, BackupError> {
        let unreadable = |problem| BackupError::Unreadable { backup: name.to_owned(), problem };
        let no_json = |error| unreadable(format!("it is no JSON of a backup: {error}"));
        // Of a later format no more is known than that it says so.
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(no_json)?;
        let format =
            members.get("seedbank_backup").map(|format| serde_json::from_str(format.get()));
        match format {
            Some(Ok(Value::Number(format))) if format.as_u64() == Some(FORMAT.into()) => {}
            Some(Ok(Value::Number(format))) => {
                let found = format.as_u64().unwrap_or(0);
                return Err(if found > FORMAT.into() {
                    BackupError::LaterFormat { backup: name.to_owned(), found, known: FORMAT }
                } else {
                    unreadable(format!("it says that it has format {format}, which never was"))
                });
            }
            _ => {
                let problem = "it does not say which format it has (`seedbank_backup`)";
                return Err(unreadable(problem.to_owned()));
            }
        }
        serde_json::from_str(text).map_err(no_json)
    }
}

fn member(name: &str, value: &impl Serialize, text: &mut String) {
    text.extend([",\n\"", name, "\":", &written(value)]);
}

/// A line for each.
fn list(name: &str, items: &[impl Serialize], text: &mut String) {
    text.extend([",\n\"", name, "\":["]);
    for (rank, item) in items.iter().enumerate() {
        text.extend([if rank == 0 { "\n" } else { ",\n" }, &written(item)]);
    }
    text.push_str(if items.is_empty() { "]" } else { "\n]" });
}
