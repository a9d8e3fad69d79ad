//! The parser's messages in words for the person who wrote the file.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::limits;

/// What the parser says, cleared of its inner workings, and help where one mistake is common.
pub(super) fn problem(info: &str, place: Place) -> Diagnostic {
    // Its scanner gives up on brackets at a depth that ours would refuse when it came to it.
    if info.contains("recursion limit") {
        return limits::too_deep(place);
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

/// A part of the parser's message, and what to do about it.
const HELP: [(&str, &str); 6] = [
    ("mapping values are not allowed", "put text that holds `: ` in quotes"),
    ("tab", "indent with spaces"),
    ("unknown anchor", "an anchor (`&name`) is written before its aliases (`*name`)"),
    ("did not find expected key", "check the indentation, and quotes around text"),
    ("simple key expected", "a line here is `key: value`; check the indentation"),
    ("unexpected character", "put text that starts with `@`, a backtick or `%` in quotes"),
];
