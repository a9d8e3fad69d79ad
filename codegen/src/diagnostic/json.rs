//! Diagnostics as JSON, for tools.

use serde::Serialize;

use super::lines::{Column, Lines};
use super::{Diagnostic, Place, Severity};

/// One object for each diagnostic, in the given order; lines and columns from 1, columns in
/// characters, the end after the last character.
#[derive(Debug, Clone, Serialize)]
struct Entry {
    code: String,
    severity: &'static str,
    message: String,
    #[serde(flatten)]
    at: At,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
}

#[derive(Debug, Clone, Serialize)]
struct At {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Related {
    message: String,
    #[serde(flatten)]
    at: At,
}

/// A JSON array with one object for each diagnostic, one a line.
#[must_use]
pub fn json(diagnostics: &[Diagnostic]) -> String {
    let mut lines = Lines::default();
    let mut out = String::from("[");
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        let entry = Entry {
            code: diagnostic.code.to_string(),
            severity: match diagnostic.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: diagnostic.message.clone(),
            at: at(&mut lines, &diagnostic.place),
            help: diagnostic.help.clone(),
            related: diagnostic
                .related
                .iter()
                .map(|(place, why)| Related { message: why.clone(), at: at(&mut lines, place) })
                .collect(),
        };
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        // Strings, numbers and lists of them are always JSON.
        out.push_str(&serde_json::to_string(&entry).unwrap_or_default());
    }
    out.push_str(if diagnostics.is_empty() { "]\n" } else { "\n]\n" });
    out
}

fn at(lines: &mut Lines, place: &Place) -> At {
    let region = lines.region(place, Column::Character);
    At {
        file: super::path(place),
        line: region.line,
        column: region.column,
        end_line: region.end_line,
        end_column: region.end_column,
    }
}
