//! How a YAML text lays out what is in it.

use std::collections::HashSet;

use crate::rewrite::node::{Entry, Kind, Layout, Node, Scalar};
use crate::source::{ambiguous, is_timestamp};

/// How new parts of a text are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rewrite) struct Style {
    /// By how much an object is indented below its key.
    pub step: usize,
    /// By how much the dashes of a list are.
    pub list_step: usize,
    /// The spaces behind a dash.
    pub dash: usize,
    /// What stands inside the braces of an object in one line.
    pub pad: &'static str,
    /// Whether a list of scalars is written in one line.
    pub flow_lists: bool,
    /// Keys without quotes that others may take for no text: people here write them so.
    pub plain_keys: HashSet<String>,
    /// Whether days and times are without quotes, which others may take for no text: people here write them so.
    pub plain_times: bool,
    /// The quotes of text that needs some, where both will do.
    pub quotes: Scalar,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            step: 2,
            list_step: 2,
            dash: 1,
            pad: "",
            flow_lists: false,
            plain_keys: HashSet::new(),
            plain_times: false,
            quotes: Scalar::Double,
        }
    }
}

impl Style {
    /// Of what is written here.
    pub(in crate::rewrite) fn of(text: &str, root: &Node) -> Self {
        let (mut step, mut list_step, mut dash, mut pad) = (None, None, None, None);
        let (mut single, mut double, mut flow, mut block) = (0, 0, 0, 0);
        let mut plain_keys = HashSet::new();
        root.walk(&mut |node| {
            if let Kind::Map { entries, .. } = &node.kind {
                let plain = |entry: &&Entry| text[entry.key.clone()] == entry.name;
                let unclear =
                    |entry: &&Entry| ambiguous(&entry.name).is_some() || is_timestamp(&entry.name);
                let names = entries.iter().filter(unclear).filter(plain);
                plain_keys.extend(names.map(|entry| entry.name.clone()));
            }
        });
        let mut times = (0, 0);
        root.walk(&mut |node| {
            let written = &text[node.span.clone()];
            match node.kind {
                Kind::Scalar(Scalar::Plain) => times.0 += usize::from(is_timestamp(written)),
                Kind::Scalar(Scalar::Single | Scalar::Double) => {
                    let inner = written.get(1..written.len() - 1).unwrap_or_default();
                    times.1 += usize::from(is_timestamp(inner));
                }
                _ => {}
            }
        });
        root.walk(&mut |node| match &node.kind {
            Kind::Scalar(Scalar::Single) => single += 1,
            Kind::Scalar(Scalar::Double) => double += 1,
            Kind::Map { entries, layout: Layout::Block } => {
                for entry in entries {
                    let inner = column(text, entry.value.span.start);
                    let deeper = inner.checked_sub(column(text, entry.key.start));
                    match &entry.value.kind {
                        Kind::Map { layout: Layout::Block, .. } => step = step.or(deeper),
                        Kind::List { layout: Layout::Block, .. } => {
                            list_step = list_step.or(deeper);
                        }
                        _ => {}
                    }
                }
            }
            Kind::List { items, layout: Layout::Flow } => flow += usize::from(!items.is_empty()),
            Kind::List { items, layout: Layout::Block } => {
                let scalars = items.iter().all(|item| matches!(item.kind, Kind::Scalar(_)));
                block += usize::from(scalars);
                let first = items.first().filter(|item| item.span.start > node.span.start);
                let gap = first.map(|item| &text[node.span.start + 1..item.start]);
                let gap = gap.filter(|gap| gap.bytes().all(|byte| byte == b' '));
                dash = dash.or(gap.map(str::len).filter(|length| *length > 0));
            }
            Kind::Map { entries, layout: Layout::Flow } if !entries.is_empty() => {
                let padded = text[node.span.clone()].starts_with("{ ");
                pad = pad.or(Some(if padded { " " } else { "" }));
            }
            _ => {}
        });
        let usual = Self::default();
        let step = step.filter(|step| *step > 0).unwrap_or(usual.step);
        Self {
            step,
            list_step: list_step.unwrap_or(step),
            dash: dash.unwrap_or(usual.dash),
            pad: pad.unwrap_or(usual.pad),
            flow_lists: flow > block,
            plain_keys,
            plain_times: times.0 > times.1,
            quotes: if single > double { Scalar::Single } else { usual.quotes },
        }
    }
}

/// How far an offset is from the beginning of its line.
pub(super) fn column(text: &str, offset: usize) -> usize {
    offset - text[..offset].rfind('\n').map_or(0, |at| at + 1)
}
