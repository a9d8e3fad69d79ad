//! Which edits of a text with anchors come first.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::lines::line_end;
use super::merge::Anchors;
use crate::rewrite::edit::Edit;
use crate::rewrite::node::{Kind, Node};

/// The anchored values that change and are used, and take in no other one that changes. What else changes was
/// compared with what they say now. The edits are in the order of their places.
pub(super) fn first(
    text: &str,
    anchors: &Anchors<'_>,
    used: &BTreeSet<usize>,
    edits: &[Edit],
) -> Vec<Range<usize>> {
    let whole = |node: &Node| node.start..line_end(text, node.span.end);
    let has_edits = |node: &Node| {
        let lines = whole(node);
        let from = edits.partition_point(|edit| edit.at.start < lines.start);
        let begin = edits[from..].iter().take_while(|edit| edit.at.start <= lines.end);
        begin.into_iter().any(|edit| edit.at.end <= lines.end)
    };
    // An alias comes behind what it names, so what that takes in is known by then.
    let mut unsettled: HashSet<usize> = used
        .iter()
        .copied()
        .filter(|anchor| anchors.get(anchor).is_some_and(|n| has_edits(n)))
        .collect();
    let changed = unsettled.clone();
    let mut first = Vec::new();
    for (anchor, node) in anchors {
        let mut takes_in = false;
        node.walk(&mut |inner| {
            takes_in |= matches!(inner.kind, Kind::Alias(named) if unsettled.contains(&named));
        });
        if takes_in {
            unsettled.insert(*anchor);
        } else if changed.contains(anchor) {
            first.push(whole(node));
        }
    }
    first
}

/// Parts of a text.
pub(super) struct Spans {
    /// In their order, and apart.
    spans: Vec<Range<usize>>,
}

impl Spans {
    pub(super) fn new(spans: impl IntoIterator<Item = Range<usize>>) -> Self {
        let mut all: Vec<_> = spans.into_iter().collect();
        all.sort_by_key(|span| (span.start, span.end));
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(all.len());
        for span in all {
            match apart.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => apart.push(span),
            }
        }
        Self { spans: apart }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether the byte at an offset is in one of them.
    pub(super) fn hold(&self, offset: usize) -> bool {
        let behind = self.spans.partition_point(|span| span.start <= offset);
        behind > 0 && offset < self.spans[behind - 1].end
    }

    /// Whether one of them has all of this.
    pub(super) fn cover(&self, span: &Range<usize>) -> bool {
        let behind = self.spans.partition_point(|own| own.start <= span.start);
        behind > 0 && span.end <= self.spans[behind - 1].end
    }
}
