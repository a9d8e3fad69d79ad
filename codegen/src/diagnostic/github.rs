//! Diagnostics as workflow commands: GitHub shows them beside the lines of a pull request.

use std::fmt::Write as _;

use super::lines::{Column, Lines};
use super::{Diagnostic, Severity};

/// One command a line for each diagnostic, in the given order.
#[must_use]
pub fn github(diagnostics: &[Diagnostic]) -> String {
    let mut lines = Lines::default();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let region = lines.region(&diagnostic.place, Column::Character);
        let mut text = diagnostic.message.clone();
        for (place, why) in &diagnostic.related {
            let at = lines.region(place, Column::Character);
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{}:{}:{}: {why}", super::path(place), at.line, at.column);
        }
        if let Some(help) = &diagnostic.help {
            let _ = write!(text, "\nhelp: {help}");
        }
        let _ = write!(
            out,
            "::{command} file={},line={}",
            property(&super::path(&diagnostic.place)),
            region.line
        );
        // Columns are taken only for a stretch of one line.
        let _ = if region.line == region.end_line {
            // GitHub's end is the last character itself.
            let last = region.end_column.saturating_sub(1).max(region.column);
            write!(out, ",col={},endColumn={last}", region.column)
        } else {
            write!(out, ",endLine={}", region.end_line)
        };
        let _ = writeln!(out, ",title={}::{}", property(&diagnostic.code.to_string()), data(&text));
    }
    out
}

/// The escapes of a command's text.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes of a command's property, which `:` and `,` would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
