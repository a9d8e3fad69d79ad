//! Which record a key means.

use std::collections::HashMap;

use super::Unit;
use crate::record::Record;

/// A record of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id {
    /// Index into the units.
    pub(super) unit: usize,
    /// Index into [`Unit::records`].
    pub(super) record: usize,
}

/// What a key leads to.
pub(super) enum Resolved {
    One(Id),
    Several(Vec<Id>),
    Nothing,
}

/// The records of a dataset by collection and key.
pub(super) struct Index<'d> {
    collections: Vec<HashMap<&'d str, Holders>>,
}

/// Almost every key is in one unit only, so the list of others is seldom allocated.
struct Holders {
    first: Id,
    others: Vec<Id>,
}

impl<'d> Index<'d> {
    pub(super) fn new(collections: usize, units: &'d [Unit<'d>]) -> Self {
        let mut index = Self { collections: Vec::new() };
        index.collections.resize_with(collections, HashMap::new);
        for (unit, of) in units.iter().enumerate() {
            for (number, record) in of.records.iter().enumerate() {
                index.add(Id { unit, record: number }, record);
            }
        }
        index
    }

    fn add(&mut self, id: Id, record: &'d Record<'d>) {
        let Some(collection) = self.collections.get_mut(record.collection) else { return };
        collection
            .entry(record.key.as_str())
            .and_modify(|holders| holders.others.push(id))
            .or_insert(Holders { first: id, others: Vec::new() });
    }

    /// The record that `key` means in a unit: its own, or that of the one other unit that has it.
    pub(super) fn resolve(&self, collection: usize, key: &str, unit: usize) -> Resolved {
        let holders = self.collections.get(collection).and_then(|records| records.get(key));
        let Some(holders) = holders else { return Resolved::Nothing };
        let mut all = std::iter::once(&holders.first).chain(&holders.others);
        match all.find(|id| id.unit == unit) {
            Some(&own) => Resolved::One(own),
            None if holders.others.is_empty() => Resolved::One(holders.first),
            None => Resolved::Several(
                std::iter::once(holders.first).chain(holders.others.iter().copied()).collect(),
            ),
        }
    }

    /// The keys of a collection.
    pub(super) fn keys(&self, collection: usize) -> impl ExactSizeIterator<Item = &'d str> + '_ {
        self.collections[collection].keys().copied()
    }
}
