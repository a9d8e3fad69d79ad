//! The text of a backup: JSON with a line for each thing that is many.

use seedbank_codegen::canon::{write_str, write_value};
use serde_json::Value;

use super::super::error::BackupError;
use super::{Document, FORMAT};

/// In this order, so that what people look for comes first.
const MEMBERS: [&str; 13] = [
    "seedbank_backup",
    "created_at",
    "created_by",
    "seal",
    "hash",
    "full",
    "metadata",
    "bundle",
    "installation",
    "imports",
    "units",
    "conflicts",
    "history",
];

impl Document {
    pub(in crate::backup) fn to_text(&self) -> String {
        let value = serde_json::json!(self);
        let mut text = String::from("{");
        for (rank, name) in MEMBERS.into_iter().enumerate() {
            text.push_str(if rank == 0 { "\n" } else { ",\n" });
            write_str(name, &mut text);
            text.push(':');
            match &value[name] {
                Value::Array(items) if !items.is_empty() => lines(items, &mut text),
                value => write_value(value, &mut text),
            }
        }
        text.push_str("\n}\n");
        text
    }

    /// From the text of a file.
    pub(in crate::backup) fn parse(text: &str, name: &str) -> Result<Self, BackupError> {
        let unreadable = |problem| BackupError::Unreadable { backup: name.to_owned(), problem };
        let no_json = |error| unreadable(format!("it is no JSON of a backup: {error}"));
        let value: Value = serde_json::from_str(text).map_err(no_json)?;
        match &value["seedbank_backup"] {
            Value::Number(format) if format.as_u64() == Some(FORMAT.into()) => {}
            Value::Number(format) => {
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
        serde_json::from_value(value).map_err(no_json)
    }
}

/// A line for each.
fn lines(items: &[Value], text: &mut String) {
    text.push('[');
    for (rank, item) in items.iter().enumerate() {
        text.push_str(if rank == 0 { "\n" } else { ",\n" });
        write_value(item, text);
    }
    text.push_str("\n]");
}
