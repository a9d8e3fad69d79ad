//! Diagnostics as SARIF 2.1.0, the format of code scanning.

use std::fmt::Write as _;

use serde::Serialize;

use super::lines::{Column, Lines};
use super::{Code, Diagnostic, Place, Severity};

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<SarifResult>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    name: String,
    short_description: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// A SARIF log with one run and one result for each diagnostic, in the given order.
#[must_use]
pub fn sarif(diagnostics: &[Diagnostic]) -> String {
    let mut lines = Lines::default();
    let results = diagnostics.iter().map(|diagnostic| result(&mut lines, diagnostic)).collect();
    let rules = Code::ALL
        .iter()
        .map(|code| Rule {
            id: code.to_string(),
            name: format!("{code:?}"),
            short_description: Message { text: code.summary().to_owned() },
            default_configuration: Configuration { level: level(code.severity()) },
        })
        .collect();
    let driver = Driver { name: "seedbank", version: env!("CARGO_PKG_VERSION"), rules };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "utf16CodeUnits", results }],
    };
    // Strings, numbers and lists of them are always JSON.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn result(lines: &mut Lines, diagnostic: &Diagnostic) -> SarifResult {
    let text = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    SarifResult {
        rule_id: diagnostic.code.to_string(),
        rule_index: Code::ALL.iter().position(|code| *code == diagnostic.code).unwrap_or_default(),
        level: level(diagnostic.severity()),
        message: Message { text },
        locations: [location(lines, &diagnostic.place, None)],
        related_locations: diagnostic
            .related
            .iter()
            .map(|(place, why)| location(lines, place, Some(why.clone())))
            .collect(),
    }
}

fn location(lines: &mut Lines, place: &Place, why: Option<String>) -> Location {
    let region = lines.region(place, Column::Utf16);
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(&super::path(place)) },
            region: Region {
                start_line: region.line,
                start_column: region.column,
                end_line: region.end_line,
                end_column: region.end_column,
            },
        },
        message: why.map(|text| Message { text }),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A path as a reference by RFC 3986: relative, or `file:` where it begins at a root.
fn uri(path: &str) -> String {
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    } else if path.as_bytes().get(1) == Some(&b':') {
        out.push_str("file:///");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            other => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, expected) in [
            ("data/a b/ä.json", "data/a%20b/%C3%A4.json"),
            ("/data/a.json", "file:///data/a.json"),
            ("C:/data/a#1.json", "file:///C%3A/data/a%231.json"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
