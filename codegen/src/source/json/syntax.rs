//! What is said about a text that is no JSON, or more than we hold.

use std::ops::Range;
use std::sync::Arc;

use jiter::{JiterError, JiterErrorType, JsonErrorType};

use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};
use crate::source::limits;

/// A text that is no JSON: what was expected where, and what is there.
pub(super) fn problem(
    file: &Arc<SourceFile>,
    part: Range<usize>,
    error: &JiterError,
) -> Diagnostic {
    let mut at = (part.start + error.index).min(part.end);
    while !file.text.is_char_boundary(at) {
        at -= 1;
    }
    if error.error_type == JiterErrorType::JsonError(JsonErrorType::NumberOutOfRange) {
        // It gives up after so many digits; the number begins before them.
        let written =
            file.text[part.start..at].trim_end_matches(|char: char| char.is_ascii_digit());
        let span = part.start + written.len()..at;
        let place = Place { file: Arc::clone(file), span: span.clone() };
        return limits::out_of_range(&file.text[span], place);
    }
    let found = file.text[at..part.end].chars().next();
    let (expected, help) = explain(error);
    let message = match found {
        None => format!("expected {expected}, found the end"),
        Some('\n' | '\r') => format!("expected {expected}, found the end of the line"),
        Some(found) if found.is_control() => {
            format!("expected {expected}, found the control character {}", found.escape_unicode())
        }
        Some(found) => format!("expected {expected}, found `{found}`"),
    };
    let span = at..at + found.map_or(0, char::len_utf8);
    let problem = Diagnostic::new(Code::Syntax, message, Place { file: Arc::clone(file), span });
    match (help, found) {
        (Some(help), _) => problem.help(help),
        (None, Some('/' | '#')) => problem.help("JSON has no comments; YAML has"),
        (None, Some('\'' | '‘' | '’' | '“' | '”')) => {
            problem.help("write text in plain \" quotes")
        }
        (None, _) => problem,
    }
}

/// What was expected, and a word of help where one mistake is common.
fn explain(error: &JiterError) -> (&'static str, Option<&'static str>) {
    use JsonErrorType as E;
    let JiterErrorType::JsonError(kind) = &error.error_type else {
        return ("a value", None);
    };
    match kind {
        E::EofWhileParsingList | E::ExpectedListCommaOrEnd => ("`,` or `]`", None),
        E::EofWhileParsingObject | E::ExpectedObjectCommaOrEnd => ("`,` or `}`", None),
        E::EofWhileParsingString => ("`\"` at the end of the text", None),
        E::ExpectedColon => ("`:` after the key", None),
        E::ExpectedSomeIdent => ("`true`, `false` or `null`", None),
        E::KeyMustBeAString => ("a key in quotes", None),
        E::InvalidNumber => ("a digit", Some("a number is like 0, -12, 0.5 or 1e9")),
        E::InvalidEscape | E::UnexpectedEndOfHexEscape => (
            "an escape",
            Some("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u and four hex digits"),
        ),
        E::InvalidUnicodeCodePoint | E::LoneLeadingSurrogateInHexEscape => {
            ("a second \\u escape", Some("\\uD800 to \\uDFFF are halves, and come in pairs"))
        }
        E::ControlCharacterWhileParsingString => {
            ("text", Some("write \\n for a new line and \\t for a tab in quotes"))
        }
        E::TrailingComma => ("a value after the comma", Some("remove the last comma")),
        E::TrailingCharacters => {
            ("the end", Some("a file holds one value; use .jsonl for one a line"))
        }
        _ => ("a value", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Format, from_text};

    #[test]
    fn a_message_says_what_was_expected_and_what_is_there() {
        for (text, line_column, message) in [
            ("", (1, 1), "expected a value, found the end"),
            ("{\n  \"a\": 1\n  \"b\": 2\n}", (3, 3), "expected `,` or `}`, found `\"`"),
            ("[1 2]", (1, 4), "expected `,` or `]`, found `2`"),
            ("[1,\n]", (2, 1), "expected a value after the comma, found `]`"),
            ("{\"a\": 1, }", (1, 10), "expected a value after the comma, found `}`"),
            ("{a: 1}", (1, 2), "expected a key in quotes, found `a`"),
            ("{\"a\" 1}", (1, 6), "expected `:` after the key, found `1`"),
            ("[tru]", (1, 5), "expected `true`, `false` or `null`, found `]`"),
            ("[01]", (1, 3), "expected a digit, found `1`"),
            ("\"ab", (1, 4), "expected `\"` at the end of the text, found the end"),
            ("\"é\\q\"", (1, 4), "expected an escape, found `q`"),
            ("{} {}", (1, 4), "expected the end, found `{`"),
            ("[1", (1, 3), "expected `,` or `]`, found the end"),
            ("\"a\nb\"", (1, 3), "expected text, found the end of the line"),
        ] {
            let file = Arc::new(SourceFile { path: "a.json".into(), text: text.into() });
            let problems = from_text(Format::Json, file, None).unwrap_err();
            let problem = &problems[0];
            assert_eq!((problems.len(), problem.code), (1, Code::Syntax), "{text}");
            assert_eq!(problem.message, message, "{text}");
            assert_eq!(problem.place.line_column(), line_column, "{text}");
        }
    }

    #[test]
    fn help_names_a_common_mistake() {
        let help = |text: &str| {
            let file = Arc::new(SourceFile { path: "a.json".into(), text: text.into() });
            from_text(Format::Json, file, None).unwrap_err()[0].help.clone().unwrap()
        };
        assert_eq!(help("{ // why\n}"), "JSON has no comments; YAML has");
        assert_eq!(help("{'a': 1}"), "write text in plain \" quotes");
        assert_eq!(help("[1,]"), "remove the last comma");
    }
}
