//! A record of a seed file, still in the document that it was read from.

use serde_json::{Map, Value};

use crate::canon::{self, Hash};
use crate::model::Struct;
#[cfg(feature = "source")]
use crate::schema::members::member;
use crate::source::Mark;

/// One record, by reference into its document.
#[derive(Debug, Clone)]
pub struct Record<'d> {
    /// Index into [`crate::model::Dataset::collections`].
    pub collection: usize,
    /// What names it in its unit.
    pub key: String,
    /// The keys of the enclosing maps that are fields of it (`x-map-key`), from the outside in.
    pub map_keys: Vec<(&'d str, &'d str)>,
    /// The object as it is written.
    pub object: &'d Map<String, Value>,
    /// Properties of `object` that hold collections of their own (the root record's only).
    pub without: &'d [String],
    /// Where the object is written.
    pub mark: &'d Mark,
}

impl<'d> Record<'d> {
    /// The properties that are its own, but for the keys of enclosing maps.
    pub fn own(&self) -> impl Iterator<Item = (&'d str, &'d Value)> {
        let properties = self.object.iter().map(|(name, value)| (name.as_str(), value));
        properties.filter(|(name, _)| {
            !self.without.iter().any(|other| other == name)
                && !self.map_keys.iter().any(|(other, _)| other == name)
        })
    }

    /// The record as the database stores it: its own properties and the keys of enclosing maps.
    #[must_use]
    pub fn to_value(&self) -> Map<String, Value> {
        let own = self.own().map(|(name, value)| (name.to_owned(), value.clone()));
        let map_keys =
            self.map_keys.iter().map(|(name, key)| ((*name).to_owned(), Value::from(*key)));
        own.chain(map_keys).collect()
    }

    /// Where the value at a JSON Pointer below the record is written.
    #[cfg(feature = "source")]
    pub(crate) fn mark_at(&self, pointer: &str) -> &'d Mark {
        let below = pointer.strip_prefix('/').unwrap_or(pointer);
        let (token, rest) = below.find('/').map_or((below, ""), |at| below.split_at(at));
        let name = token.replace("~1", "/").replace("~0", "~");
        let child = self.object.get(&name).zip(member(self.object, self.mark, &name));
        child.map_or(self.mark, |(value, mark)| mark.at(value, rest))
    }

    /// The hash of [`Record::to_value`], without making that.
    #[must_use]
    pub fn hash(&self, shape: &Struct) -> Hash {
        let keys: Vec<Value> = self.map_keys.iter().map(|(_, key)| Value::from(*key)).collect();
        let map_keys = self.map_keys.iter().zip(&keys).map(|((name, _), key)| (*name, key));
        canon::record_hash(self.own().chain(map_keys), shape)
    }
}
