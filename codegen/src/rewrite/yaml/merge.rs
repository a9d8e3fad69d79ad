//! What becomes of the entries of an object that takes in others with merge keys (`<<`).

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::rewrite::change::{Change, Member};
use crate::rewrite::node::{Entry, Kind, Node};
use crate::rewrite::tree::{Entries, Tree};

/// The values that have an anchor, by its number.
pub(super) type Anchors<'n> = BTreeMap<usize, &'n Node>;

/// Those of a text.
pub(super) fn anchors(root: &Node) -> Anchors<'_> {
    let mut anchors = Anchors::new();
    root.walk(&mut |node| {
        if node.anchor > 0 {
            anchors.insert(node.anchor, node);
        }
    });
    anchors
}

/// What becomes of an object's written entries.
pub(super) struct Plan<'c, 't> {
    /// For each, whether it stays.
    pub kept: Vec<bool>,
    /// Those whose values change, by rank.
    pub changed: Vec<(usize, &'c Change<'t>)>,
    /// What is added, each behind so many of the written ones.
    pub added: Vec<(usize, &'c str, &'c Tree)>,
    /// Merge keys of which some of a list stay: by rank, and for each of the list whether it does.
    pub narrowed: Vec<(usize, Vec<bool>)>,
}

impl<'c, 't> Plan<'c, 't> {
    /// What a field brings that is not written here is overridden here. Where such a field goes, what else
    /// its merge key brings is written out.
    pub(super) fn new(
        entries: &[Entry],
        wanted: &'c Entries,
        members: &'c [Member<'t>],
        anchors: &Anchors<'_>,
    ) -> Self {
        let mut plan = Self::nothing(entries);
        let own = Own::of(entries);
        let mut gone = HashSet::new();
        for member in members {
            match member {
                Member::Changed(name, change) => match own.rank(name) {
                    Some(rank) => plan.changed.push((rank, change)),
                    None => plan.add(&own, wanted, name, change.wanted),
                },
                Member::New(name, tree) => plan.add(&own, wanted, name, tree),
                Member::Removed(name) => {
                    if let Some(rank) = own.rank(name) {
                        plan.kept[rank] = false;
                    }
                    gone.insert(name.as_str());
                }
            }
        }
        if !gone.is_empty() {
            let brings =
                |source: &Node| brought(source, anchors).iter().any(|name| gone.contains(name));
            plan.write_out(entries, wanted, anchors, brings);
        }
        plan
    }

    /// All stays.
    pub(super) fn nothing(entries: &[Entry]) -> Self {
        let kept = vec![true; entries.len()];
        Self { kept, changed: Vec::new(), added: Vec::new(), narrowed: Vec::new() }
    }

    /// Takes out what some merge keys merge, and writes what that brings.
    pub(super) fn write_out(
        &mut self,
        entries: &[Entry],
        wanted: &'c Entries,
        anchors: &Anchors<'_>,
        goes: impl Fn(&Node) -> bool,
    ) {
        let mut known: HashSet<String> =
            entries.iter().filter(|entry| !entry.merges).map(|entry| entry.name.clone()).collect();
        known.extend(self.added.iter().map(|(_, name, _)| (*name).to_owned()));
        for (rank, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.merges) {
            let sources = match &entry.value.kind {
                Kind::List { items, .. } => items.as_slice(),
                _ => std::slice::from_ref(&entry.value),
            };
            let stay: Vec<bool> = sources.iter().map(|source| !goes(source)).collect();
            if !stay.contains(&true) {
                self.kept[rank] = false;
            } else if stay.contains(&false) {
                self.narrowed.push((rank, stay.clone()));
            }
            for (source, stays) in sources.iter().zip(stay) {
                for name in brought(source, anchors) {
                    let new = known.insert(name.to_owned());
                    if let Some((name, tree)) = wanted.find(name).filter(|_| new && !stays) {
                        self.added.push((rank + 1, name, tree));
                    }
                }
            }
        }
    }

    fn add(&mut self, own: &Own<'_>, wanted: &Entries, name: &'c str, tree: &'c Tree) {
        let behind = wanted.before(name).map(|mut before| {
            let near = before.find_map(|name| own.rank(name)).map(|rank| rank + 1);
            near.unwrap_or(if own.merges { own.entries } else { 0 })
        });
        self.added.push((behind.unwrap_or(own.entries), name, tree));
    }
}

/// What an object says itself.
struct Own<'n> {
    ranks: HashMap<&'n str, usize>,
    entries: usize,
    merges: bool,
}

impl<'n> Own<'n> {
    fn of(entries: &'n [Entry]) -> Self {
        let said = entries.iter().enumerate().filter(|(_, entry)| !entry.merges);
        let ranks: HashMap<_, _> = said.map(|(rank, entry)| (entry.name.as_str(), rank)).collect();
        let merges = ranks.len() < entries.len();
        Self { ranks, entries: entries.len(), merges }
    }

    fn rank(&self, name: &str) -> Option<usize> {
        self.ranks.get(name).copied()
    }
}

/// The names of what a merged value brings, the winning one first.
fn brought<'n>(value: &'n Node, anchors: &Anchors<'n>) -> Vec<&'n str> {
    match &value.kind {
        Kind::Scalar(_) => Vec::new(),
        Kind::Alias(anchor) => {
            anchors.get(anchor).map_or_else(Vec::new, |node| brought(node, anchors))
        }
        Kind::List { items, .. } => items.iter().flat_map(|item| brought(item, anchors)).collect(),
        Kind::Map { entries, .. } => {
            let (merged, own): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.merges);
            let merged = merged.into_iter().flat_map(|entry| brought(&entry.value, anchors));
            own.into_iter().map(|entry| entry.name.as_str()).chain(merged).collect()
        }
    }
}
