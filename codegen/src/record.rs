//! A record of a seed file, still in the document that it was read from.

use serde_json::{Map, Value};

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

impl Record<'_> {
    /// The record as the database stores it: its own properties and the keys of enclosing maps.
    #[must_use]
    pub fn to_value(&self) -> Map<String, Value> {
        let own = self.object.iter().filter(|(name, _)| !self.without.contains(name));
        let map_keys =
            self.map_keys.iter().map(|(name, key)| ((*name).to_owned(), Value::from(*key)));
        own.map(|(name, value)| (name.clone(), value.clone())).chain(map_keys).collect()
    }
}
