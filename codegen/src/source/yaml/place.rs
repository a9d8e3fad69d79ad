//! Where exactly a node is written: the parser's spans begin at its anchor or tag, and end where the
//! next thing begins.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

/// Where the content begins that so many properties (an anchor, a tag) stand before.
pub(crate) fn content(text: &str, start: usize, properties: usize) -> usize {
    let mut rest = &text[start..];
    for _ in 0..properties {
        let ends = |char: char| char.is_whitespace() || ",[]{}".contains(char);
        rest = &rest[rest.find(ends).unwrap_or(rest.len())..];
        loop {
            rest = rest.trim_ascii_start();
            if !rest.starts_with('#') {
                break;
            }
            rest = &rest[rest.find(['\n', '\r']).unwrap_or(rest.len())..];
        }
    }
    text.len() - rest.len()
}

/// Where a scalar is written, with its quotes or the `|` of a block.
pub(crate) fn scalar(
    text: &str,
    value: &str,
    span: Range<usize>,
    style: ScalarStyle,
    properties: usize,
) -> Range<usize> {
    let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
    // The span of a block begins at its sign only where it has no content, and not always then.
    let at_sign = value.trim_matches('\n').is_empty() && text[span.start..].starts_with(['|', '>']);
    let start = if block && properties == 0 && !at_sign {
        header(text, span.start)
    } else {
        content(text, span.start, properties).min(span.end)
    };
    let written = &text[start..span.end];
    let length = match style {
        ScalarStyle::Plain => written.len(),
        ScalarStyle::SingleQuoted => quoted(written, b'\''),
        ScalarStyle::DoubleQuoted => quoted(written, b'"'),
        ScalarStyle::Literal | ScalarStyle::Folded => written.trim_ascii_end().len(),
    };
    start..start + length
}

/// Where an absent value would be: the parser names the colon before it, or else the next thing.
pub(crate) fn absent(text: &str, start: usize) -> Range<usize> {
    let at = if text[start..].starts_with(':') {
        start + 1
    } else {
        text[..start].trim_ascii_end().len()
    };
    at..at
}

/// Where the `|` or `>` stands of a block whose content begins here: in the last line before it that
/// is not blank, with nothing after it but a digit, a sign and a comment.
fn header(text: &str, content: usize) -> usize {
    let before = text[..content].trim_ascii_end();
    let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let mut marks = before[line..].match_indices(['|', '>']);
    let found = marks.find(|(at, _)| {
        let after =
            before[line + at + 1..].trim_start_matches(|char: char| "+-123456789".contains(char));
        after.is_empty() || after.trim_ascii_start().starts_with('#')
    });
    found.map_or(content, |(at, _)| line + at)
}

/// The length of the text in quotes that `written` begins with. In single quotes a quote is written
/// twice, which looks like one text's end and another's begin.
fn quoted(written: &str, quote: u8) -> usize {
    let bytes = written.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        if byte == quote {
            if quote == b'\'' && bytes.get(at + 1) == Some(&quote) {
                at += 2;
                continue;
            }
            return at + 1;
        }
        at += if byte == b'\\' && quote == b'"' { 2 } else { 1 };
    }
    bytes.len()
}
