//! What is wrong with a data folder, where, and what to do about it.

mod code;
#[cfg(feature = "source")]
mod github;
#[cfg(feature = "source")]
mod human;
#[cfg(feature = "source")]
mod json;
#[cfg(feature = "source")]
mod lines;
mod nearest;
#[cfg(feature = "source")]
mod sarif;

use std::cmp::Ordering;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

pub use code::Code;
#[cfg(feature = "source")]
pub use github::github;
#[cfg(feature = "source")]
pub use human::{human, summary};
#[cfg(feature = "source")]
pub use json::json;
#[cfg(feature = "source")]
pub(crate) use lines::{Column, Lines};
pub use nearest::nearest;
#[cfg(feature = "source")]
pub use sarif::sarif;

/// A file that was read: what a [`Place`] points into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// As the user would type it: the data folder as given, then the path below it.
    pub path: PathBuf,
    /// The whole text without a byte order mark; empty where it could not be read.
    pub text: String,
}

/// A stretch of a file, in bytes of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Byte offsets into `file.text`; empty at 0 where the file as a whole is meant.
    pub span: Range<usize>,
}

/// Whether it stops a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not, unless warnings are denied.
    Warning,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// Whether it stops a build: what its code says, unless it was denied.
    severity: Severity,
    /// What was found, in one line without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that matter, each with a word on why.
    pub related: Vec<(Place, String)>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn whole(file: &Arc<SourceFile>) -> Self {
        Self { file: Arc::clone(file), span: 0..0 }
    }

    /// Line and column, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        let before = &self.file.text[..self.span.start.min(self.file.text.len())];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

impl Diagnostic {
    /// A problem at a place.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, place: Place) -> Self {
        let (message, severity) = (message.into(), code.severity());
        Self { code, severity, message, place, related: Vec::new(), help: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn related(mut self, place: Place, why: impl Into<String>) -> Self {
        self.related.push((place, why.into()));
        self
    }

    /// Whether it stops a build.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Makes an error of a warning.
    #[must_use]
    pub fn deny(mut self) -> Self {
        self.severity = Severity::Error;
        self
    }
}

/// Puts diagnostics into the order in which they are shown: by file, place and code.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|one, other| {
        let (here, there) = (&one.place, &other.place);
        let files = if Arc::ptr_eq(&here.file, &there.file) {
            Ordering::Equal
        } else {
            here.file.path.cmp(&there.file.path)
        };
        let places = (here.span.start, here.span.end).cmp(&(there.span.start, there.span.end));
        files.then(places).then(one.code.cmp(&other.code))
    });
}

/// A place's file as it is printed, with `/` on every system.
#[cfg(feature = "source")]
fn path(place: &Place) -> String {
    let path = place.file.path.to_string_lossy();
    if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Vec<Diagnostic> {
        let text = "{\n  \"a\": \"𝄞\", \"b\": {\n  }\n}\n".to_owned();
        let file = Arc::new(SourceFile { path: PathBuf::from("data/x, y/50%.json"), text });
        let at = |span| Place { file: Arc::clone(&file), span };
        let mut some = vec![
            Diagnostic::new(Code::StaleLock, "later", at(17..27)),
            Diagnostic::new(Code::Invalid, "50%: no", at(17..20))
                .help("write\nthis")
                .related(at(4..7), "as here"),
            Diagnostic::new(Code::Invalid, "first", at(4..7)),
        ];
        sort(&mut some);
        some
    }

    #[test]
    fn diagnostics_are_sorted_by_place() {
        let messages: Vec<_> = some().into_iter().map(|one| one.message).collect();
        assert_eq!(messages, ["first", "50%: no", "later"]);
        assert_eq!(summary(&some()).as_deref(), Some("2 errors, 1 warning"));
    }

    #[test]
    fn tools_get_json() {
        insta::assert_snapshot!(json(&some()));
        assert_eq!(json(&[]), "[]\n");
    }

    #[test]
    fn github_gets_commands_with_its_escapes() {
        insta::assert_snapshot!(github(&some()));
    }

    #[test]
    fn code_scanning_gets_sarif() {
        let log: serde_json::Value = serde_json::from_str(&sarif(&some())).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(Code::ALL.len()));
        insta::assert_snapshot!(serde_json::to_string_pretty(&run["results"][1]).unwrap());
    }

    #[test]
    fn many_diagnostics_in_one_long_line_take_time_in_line_with_their_number() {
        let text = format!("[{}]", "\"ä\", ".repeat(400_000));
        let file = Arc::new(SourceFile { path: PathBuf::from("a.json"), text });
        let many: Vec<_> = (0..20_000)
            .map(|number| {
                let place =
                    Place { file: Arc::clone(&file), span: number * 120 + 1..number * 120 + 5 };
                Diagnostic::new(Code::Invalid, "no", place)
            })
            .collect();
        // Looking through the line for each would be 20,000 times 2.4 MB: minutes.
        let started = std::time::Instant::now();
        let text = json(&many);
        assert!(started.elapsed().as_secs() < 20);
        assert!(text.contains("\"column\":100002,"), "{}", &text[text.len() - 300..]);
    }
}
