//! Changes to a text, by place.

use std::ops::Range;

/// One change.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    /// What it takes the place of, in bytes of the text; empty where it only adds.
    pub at: Range<usize>,
    /// What is written there.
    pub text: String,
    /// The JSON Pointer to the value that it is for.
    pub path: String,
}

/// What people wrote into a text and a change would lose.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Loss {
    /// Where it is in the text.
    pub at: usize,
    /// In words.
    pub what: String,
}

/// A changed text, and where in it each change is.
#[derive(Debug)]
pub(super) struct Edited {
    pub text: String,
    places: Vec<(Range<usize>, String)>,
}

impl Edited {
    /// Makes the changes. What is added where something else is taken out is written before that.
    pub(super) fn new(text: &str, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
        let mut out = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(edits.len());
        let mut done = 0;
        for edit in edits {
            // Where two overlap, the later one has the rest; reading the text again tells whether that
            // was right.
            out.push_str(&text[done..edit.at.start.max(done)]);
            let start = out.len();
            out.push_str(&edit.text);
            places.push((start..out.len(), edit.path));
            done = done.max(edit.at.end);
        }
        out.push_str(&text[done..]);
        Self { text: out, places }
    }

    /// The value for which the text was changed that is at an offset, or the nearest one before it.
    pub(super) fn path_at(&self, offset: usize) -> Option<&str> {
        let before = self.places.iter().rev().find(|(place, _)| place.start <= offset);
        before.or_else(|| self.places.first()).map(|(_, path)| path.as_str())
    }

    /// The values for which the text was changed.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|(_, path)| path.as_str())
    }
}
