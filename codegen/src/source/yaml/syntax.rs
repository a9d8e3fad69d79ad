//! The parser's messages in words for the person who wrote the file.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::limits;

/// What the parser says, cleared of its inner workings, and help where one mistake is common.
pub(super) fn problem(info: &str, place: Place) -> Diagnostic {
    // Its scanner gives up on brackets at a depth that ours would refuse when it came to it.
    if info.contains("recursion limit") {
        return limits::too_deep(place);
    }
    if info.contains("simple key expect") {
        let problem = Diagnostic::new(Code::Syntax, "expected `key: value`", line_before(place));
        return problem.help("indent a line that belongs to the value above it");
    }
    let message = match info.split_once(", ") {
        Some((doing, found)) if doing.starts_with("while ") => found,
        _ => info,
    };
    let problem = Diagnostic::new(Code::Syntax, message, place);
    match HELP.iter().find(|(part, _)| info.contains(part)) {
        Some((_, help)) => problem.help(*help),
        None => problem,
    }
}

/// The last line with something in it before a place: the parser notices that a key has no colon only
/// where the next thing begins.
fn line_before(mut place: Place) -> Place {
    let text = &place.file.text;
    let before = text[..place.span.start].trim_ascii_end();
    let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let start = before.len() - before[line..].trim_ascii_start().len();
    place.span = start..before.len();
    place
}

/// A part of the parser's message, and what to do about it.
const HELP: [(&str, &str); 5] = [
    ("mapping values are not allowed", "put text that holds `: ` in quotes"),
    ("tab", "indent with spaces"),
    ("unknown anchor", "an anchor (`&name`) is written before its aliases (`*name`)"),
    ("did not find expected key", "check the indentation, and quotes around text"),
    ("unexpected character", "put text that starts with `@`, a backtick or `%` in quotes"),
];
