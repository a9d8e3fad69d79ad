//! Merge keys: `<<: *base`, `<<: [*first, *second]`.

use std::collections::HashSet;

use serde_json::Value;

use crate::source::entries::{Entries, Node};

/// What the merge keys of one mapping bring, in the order in which they are written.
#[derive(Default)]
pub(super) struct Merged {
    entries: Vec<(String, Node)>,
}

impl Merged {
    /// Adds a mapping, or the mappings of a list; `false` for anything else.
    pub(super) fn add(&mut self, (value, mark): Node) -> bool {
        match value {
            Value::Object(map) => {
                // Marks are in the order of the keys, the map perhaps in that of the file.
                let mut named: Vec<_> = map.into_iter().collect();
                named.sort_by(|(a, _), (b, _)| a.cmp(b));
                let marked = named.into_iter().zip(mark.children);
                self.entries.extend(marked.map(|((key, value), mark)| (key, (value, mark))));
                true
            }
            Value::Array(items) if items.iter().all(Value::is_object) => {
                items.into_iter().zip(mark.children).all(|node| self.add(node))
            }
            _ => false,
        }
    }

    /// Adds what is not there yet: what a mapping says itself wins, then what it merges first.
    pub(super) fn fill(self, entries: &mut Entries) {
        if self.entries.is_empty() {
            return;
        }
        let mut seen: HashSet<String> = entries.keys().map(ToOwned::to_owned).collect();
        for (key, node) in self.entries {
            if seen.insert(key.clone()) {
                entries.push(key, node);
            }
        }
    }
}
