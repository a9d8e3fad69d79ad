//! What anchors name, and how much of it aliases may copy.

use std::collections::HashMap;

use crate::source::entries::Node;

/// What copies may come to beyond ten times what is written, in weight: more than any file needs
/// that a person writes, and small in memory. An alias bomb of five lines ends here.
const FREE_COPIES: usize = 1_000_000;

/// A value that was made.
#[derive(Clone)]
pub(super) struct Built {
    pub node: Node,
    /// One for each value, and one more for every 64 bytes of text.
    pub weight: usize,
    /// How many levels of arrays and objects it has.
    pub height: usize,
}

/// The values that have an anchor, by the parser's numbers for them.
#[derive(Default)]
pub(super) struct Anchors {
    values: HashMap<usize, Built>,
    written: usize,
    copied: usize,
}

/// Why there is no copy.
#[derive(Clone, Copy)]
pub(super) enum Refusal {
    /// The anchor's value is still being read.
    Circle,
    /// Too much was copied.
    TooMuch,
}

impl Anchors {
    /// Notes that something of this weight is written in the file.
    pub(super) fn wrote(&mut self, weight: usize) {
        self.written += weight;
    }

    /// Keeps a value for the aliases to come, which is a copy too: anchors nest.
    pub(super) fn keep(&mut self, anchor: usize, built: &Built) -> Result<(), Refusal> {
        self.pay(built.weight)?;
        self.values.insert(anchor, built.clone());
        Ok(())
    }

    /// A copy for an alias.
    pub(super) fn copy(&mut self, anchor: usize) -> Result<Built, Refusal> {
        // The parser refuses names without an anchor, so one that is missing is not finished.
        let built = self.values.get(&anchor).ok_or(Refusal::Circle)?.clone();
        self.pay(built.weight)?;
        Ok(built)
    }

    fn pay(&mut self, weight: usize) -> Result<(), Refusal> {
        self.copied += weight;
        let allowed = self.copied <= FREE_COPIES + 10 * self.written;
        if allowed { Ok(()) } else { Err(Refusal::TooMuch) }
    }
}
