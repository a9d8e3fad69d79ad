//! Scalars, written so that every reader of YAML reads the same.

use std::fmt::Write as _;

use serde_json::Value;

use super::Style;
use super::fold::{fold, foldable};
use crate::canon;
use crate::rewrite::node::Scalar;
use crate::rewrite::number::number;
use crate::source::yaml::resolve;
use crate::source::{ambiguous, is_timestamp};

/// Where a scalar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// In brackets, or where a key is.
    Line,
    /// Behind a colon or a dash at this column; its lines are indented so far.
    Block {
        /// The column of the key or dash.
        outer: usize,
        /// That of the lines of a block.
        inner: usize,
    },
}

/// How a scalar was written before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Before {
    pub style: Scalar,
    /// The longest line of a folded block.
    pub width: usize,
    /// Whether it is a day or a time without quotes, as people here like it.
    pub plain_time: bool,
}

/// Lines of a folded block are so long at most, where nothing else says how long.
pub(super) const WIDTH: usize = 100;

/// A scalar's text, without what stands before it.
pub(super) fn scalar(
    value: &Value,
    room: Room,
    Style { quotes, plain_times, .. }: &Style,
    before: Option<Before>,
) -> String {
    let text = match value {
        Value::String(text) => text,
        Value::Number(value) => return with_point(&number(value)),
        other => return canon::canonical(other),
    };
    let style = before.map(|before| before.style);
    let width = before.map_or(WIDTH, |before| before.width);
    if let Room::Block { outer, inner } = room {
        let lines = text.contains('\n');
        match style {
            Some(Scalar::Folded) if foldable(text) => return fold(text, inner, width),
            Some(Scalar::Folded | Scalar::Literal) if is_literal(text) => {
                return literal(text, outer, inner);
            }
            _ if lines && is_literal(text) => return literal(text, outer, inner),
            None if !lines && inner + text.chars().count() > WIDTH && foldable(text) => {
                return fold(text, inner, width);
            }
            _ => {}
        }
    }
    let plain_time = *plain_times || before.is_some_and(|before| before.plain_time);
    let clear = !is_timestamp(text) || plain_time;
    match style {
        Some(Scalar::Single) if is_single(text) => single(text),
        Some(Scalar::Double) => double(text),
        _ if clear && is_plain(text, room == Room::Line) => text.clone(),
        _ if *quotes == Scalar::Single && is_single(text) => single(text),
        _ => double(text),
    }
}

/// A number that YAML 1.1 takes for one too: `1.0e+21`.
fn with_point(text: &str) -> String {
    match text.split_once('e') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0e{exponent}"),
        _ => text.to_owned(),
    }
}

/// Whether a text that stands for itself without quotes is that text to everybody.
fn is_plain(text: &str, in_line: bool) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let second = chars.next();
    let begins = match first {
        '-' | '?' | ':' => {
            second.is_some_and(|char| !char.is_whitespace() && !",[]{}".contains(char))
        }
        _ => !",[]{}#&*!|>'\"%@`=".contains(first),
    };
    begins
        && text.trim() == text
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && text.chars().all(|char| is_printable(char) && char != '\t')
        && !(in_line && text.contains([',', '[', ']', '{', '}']))
        && !(in_line && text.contains(':') && text.contains(['"', '\'']))
        && resolve(text).is_ok_and(|value| value.is_string())
        && ambiguous(text).is_none()
        // In the place of a key it would merge; YAML 1.1 does not look where it is.
        && text != "<<"
}

fn is_printable(char: char) -> bool {
    !char.is_control()
        && !matches!(char, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

fn is_single(text: &str) -> bool {
    text.chars().all(|char| is_printable(char) && char != '\t')
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ if is_printable(char) => out.push(char),
            _ => {
                // Writing to a `String` never fails.
                let _ = if u32::from(char) > 0xffff {
                    write!(out, "\\U{:08X}", u32::from(char))
                } else {
                    write!(out, "\\u{:04X}", u32::from(char))
                };
            }
        }
    }
    out.push('"');
    out
}

/// Whether a text can stand in a block, line by line.
pub(super) fn is_block(text: &str) -> bool {
    !text.trim_matches('\n').is_empty()
        && text.chars().all(|char| char == '\n' || is_printable(char) || char == '\t')
        && text
            .split('\n')
            .all(|line| !line.starts_with('\t') && (line.is_empty() || !line.trim().is_empty()))
}

fn is_literal(text: &str) -> bool {
    // Blank lines before the first word leave readers of two minds about the indentation.
    is_block(text) && !text.starts_with('\n')
}

fn literal(text: &str, outer: usize, inner: usize) -> String {
    let body = text.trim_end_matches('\n');
    let mut out = "|".to_owned();
    if body.starts_with(' ') {
        out.push_str(&(inner - outer).to_string());
    }
    out.push_str(chomping(text));
    lines(&mut out, text, inner);
    out
}

/// What the first line of a block says of the line breaks at its end.
pub(super) fn chomping(text: &str) -> &'static str {
    match text.len() - text.trim_end_matches('\n').len() {
        0 => "-",
        1 => "",
        _ => "+",
    }
}

/// The lines of a block. The last line break is that of the line that it stands in.
pub(super) fn lines(out: &mut String, text: &str, inner: usize) {
    let indent = " ".repeat(inner);
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&indent);
            out.push_str(line);
        }
    }
}
