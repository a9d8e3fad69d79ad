//! The syntax of a value: where it is written, and how.

use std::ops::Range;

/// A written value.
#[derive(Debug)]
pub(super) struct Node {
    /// The value itself. An object or list without brackets ends with the last thing in it.
    pub span: Range<usize>,
    /// Where its anchor or tag begins, or it does.
    pub start: usize,
    /// The number of its anchor; 0 where it has none.
    pub anchor: usize,
    /// Whether it has a tag.
    pub tagged: bool,
    pub kind: Kind,
}

/// What a value is written as.
#[derive(Debug)]
pub(super) enum Kind {
    Scalar(Scalar),
    /// A reference to the anchor of this number.
    Alias(usize),
    List {
        items: Vec<Node>,
        layout: Layout,
    },
    Map {
        entries: Vec<Entry>,
        layout: Layout,
    },
}

/// How a scalar is written. In JSON, text is in double quotes and everything else plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// How a list or object is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// In brackets.
    Flow,
    /// By indentation.
    Block,
    /// In a way that is only written anew: `? key`.
    Odd,
}

/// An entry of an object.
#[derive(Debug)]
pub(super) struct Entry {
    pub name: String,
    /// The key with what stands before it.
    pub key: Range<usize>,
    /// A merge key: `<<`.
    pub merges: bool,
    pub value: Node,
}

impl Node {
    /// A value without an anchor or a tag.
    pub(super) fn bare(span: Range<usize>, kind: Kind) -> Self {
        Self { start: span.start, span, anchor: 0, tagged: false, kind }
    }

    /// Whether it is a list or an object with nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        match &self.kind {
            Kind::List { items, .. } => items.is_empty(),
            Kind::Map { entries, .. } => entries.is_empty(),
            Kind::Scalar(_) | Kind::Alias(_) => false,
        }
    }

    /// Calls `visit` with this value and every one in it, from the outside in.
    pub(super) fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        match &self.kind {
            Kind::Scalar(_) | Kind::Alias(_) => {}
            Kind::List { items, .. } => items.iter().for_each(|item| item.walk(visit)),
            Kind::Map { entries, .. } => entries.iter().for_each(|entry| entry.value.walk(visit)),
        }
    }
}
