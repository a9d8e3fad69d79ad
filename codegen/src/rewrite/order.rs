//! The order in which the fields of a value are written that is there already.

use std::collections::HashMap;

use super::node::{Kind, Node};
use super::tree::{Entries, Tree};

impl Tree {
    /// The same, with its fields in the order of a written value: those that this has too, and the others in
    /// their places among them.
    pub(super) fn in_order_of(&self, written: &Node) -> Self {
        match (self, &written.kind) {
            (Self::Map(entries), Kind::Map { entries: old, .. }) => {
                let ranks: HashMap<&str, usize> = old
                    .iter()
                    .enumerate()
                    .map(|(rank, entry)| (entry.name.as_str(), rank))
                    .collect();
                Self::Map(entries.sorted(
                    |name| ranks.get(name).copied(),
                    |name, tree| {
                        ranks.get(name).map_or_else(
                            || tree.clone(),
                            |rank| tree.in_order_of(&old[*rank].value),
                        )
                    },
                ))
            }
            (Self::List(trees, by), Kind::List { items, .. }) if trees.len() == items.len() => {
                let trees = trees.iter().zip(items).map(|(tree, item)| tree.in_order_of(item));
                Self::List(trees.collect(), by.clone())
            }
            _ => self.clone(),
        }
    }
}

impl Entries {
    /// The entries that have a rank by it, each of the others behind the one that it stands behind here.
    fn sorted(
        &self,
        rank: impl Fn(&str) -> Option<usize>,
        tree: impl Fn(&str, &Tree) -> Tree,
    ) -> Self {
        let mut last = 0;
        let mut all: Vec<_> = self
            .iter()
            .map(|(name, own)| {
                last = rank(name).map_or(last, |rank| rank + 1);
                (last, rank(name).is_none(), (name.to_owned(), tree(name, own)))
            })
            .collect();
        all.sort_by_key(|(rank, is_new, _)| (*rank, *is_new));
        self.like(all.into_iter().map(|(_, _, entry)| entry).collect())
    }
}
