//! How a JSON text lays out what is in it.

use crate::rewrite::node::{Kind, Node};

/// How new parts of a text are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rewrite) struct Style {
    /// What a level is indented by.
    pub step: String,
    /// What stands between a key and its value.
    pub colon: &'static str,
    /// What stands between two parts in one line.
    pub comma: &'static str,
    /// What stands inside the braces of an object in one line.
    pub pad: &'static str,
    /// Whether a list of scalars that is short enough is written in one line.
    pub short_lists: bool,
    /// Whether what is no ASCII is written in escapes.
    pub escapes: bool,
    /// Whether what has lines is written in lines; otherwise everything is in one.
    pub lines: bool,
}

impl Default for Style {
    fn default() -> Self {
        let step = "  ".to_owned();
        let (colon, comma, pad) = (": ", ", ", "");
        Self { step, colon, comma, pad, short_lists: true, escapes: false, lines: true }
    }
}

impl Style {
    /// Of what is written here.
    pub(in crate::rewrite) fn of(text: &str, root: &Node) -> Self {
        let lines = text.trim().contains('\n');
        // The escapes of control characters are no choice.
        let escaped = text.match_indices("\\u").any(|(at, _)| {
            let code = text.get(at + 2..at + 6).and_then(|code| u16::from_str_radix(code, 16).ok());
            code.is_some_and(|code| code > 0x7f)
        });
        let mut style = Self { lines, escapes: escaped && text.is_ascii(), ..Self::default() };
        let (mut colon, mut comma, mut pad, mut step, mut lists) = (None, None, None, None, None);
        root.walk(&mut |node| {
            let inside = &text[node.span.clone()];
            let inline = !inside.contains('\n');
            match &node.kind {
                Kind::Map { entries, .. } => {
                    for entry in entries {
                        let after = text.get(entry.key.end + 1..entry.value.span.start);
                        colon =
                            colon.or(after.map(|after| if after.is_empty() { ":" } else { ": " }));
                    }
                    if inline && !entries.is_empty() {
                        pad = pad.or(Some(if inside.starts_with("{ ") { " " } else { "" }));
                    }
                    for two in entries.windows(2).filter(|_| inline) {
                        comma =
                            comma.or(Some(between(text, two[0].value.span.end, two[1].key.start)));
                    }
                    if let Some(first) = entries.first().filter(|_| !inline) {
                        step = step.take().or_else(|| deeper(text, node, first.key.start));
                    }
                }
                Kind::List { items, .. } => {
                    for two in items.windows(2).filter(|_| inline) {
                        comma = comma.or(Some(between(text, two[0].span.end, two[1].span.start)));
                    }
                    if items.iter().all(|item| matches!(item.kind, Kind::Scalar(_)))
                        && items.len() > 1
                    {
                        lists = Some(lists.unwrap_or(inline) || inline);
                    }
                    if let Some(first) = items.first().filter(|_| !inline) {
                        step = step.take().or_else(|| deeper(text, node, first.span.start));
                    }
                }
                Kind::Scalar(_) | Kind::Alias(_) => {}
            }
        });
        style.step = step.unwrap_or(style.step);
        style.colon = colon.unwrap_or(style.colon);
        style.comma = comma.unwrap_or(if style.colon == ":" { "," } else { ", " });
        style.pad = pad.unwrap_or(style.pad);
        style.short_lists = lists.unwrap_or(style.short_lists);
        style
    }
}

fn between(text: &str, end: usize, start: usize) -> &'static str {
    if start - end == 1 && text[end..start] == *"," { "," } else { ", " }
}

/// By how much the first part is indented more than the line that its container begins in.
fn deeper(text: &str, node: &Node, first: usize) -> Option<String> {
    let indent = |offset: usize| {
        let line = &text[text[..offset].rfind('\n').map_or(0, |at| at + 1)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    };
    let deeper = indent(first).strip_prefix(indent(node.span.start))?;
    (!deeper.is_empty()).then(|| deeper.to_owned())
}
