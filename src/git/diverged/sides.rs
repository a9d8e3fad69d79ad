//! What lies where on either side of a merge.

use std::collections::BTreeSet;

use super::both::Both;

/// What lies where on either side, in small letters: some file systems take either case for the same.
pub(super) struct Sides {
    ours: BTreeSet<String>,
    theirs: BTreeSet<String>,
}

impl Sides {
    pub(super) fn new(ours: Vec<String>, theirs: Vec<String>) -> Self {
        let [ours, theirs] =
            [ours, theirs].map(|paths| paths.iter().map(|path| path.to_lowercase()).collect());
        Self { ours, theirs }
    }

    /// Whether a side has something at a path that is not this record's file.
    pub(super) fn have_another_at(&self, path: &str, both: &Both) -> bool {
        let path = path.to_lowercase();
        let another = |paths: &BTreeSet<String>, own: Option<&str>| {
            paths.contains(&path) && own.is_none_or(|own| own.to_lowercase() != path)
        };
        let [ours, theirs] = [&both.ours, &both.theirs]
            .map(|version| version.as_ref().map(|version| version.text.path.as_str()));
        another(&self.ours, ours) || another(&self.theirs, theirs)
    }
}
