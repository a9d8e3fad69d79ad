//! Records in a document, and what takes each of them out again without the schema.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{UnitRecord, empty, write};
use crate::check::{SchemaError, read_schema};
use crate::model::Dataset;
use crate::schema::{Shapes, Site, Step};

/// Puts the records of a dataset's units where its schema has them.
pub struct Nesting<'d> {
    dataset: &'d Dataset,
    shapes: Shapes,
    sites: Vec<Site>,
}

/// Where a record is in a document, and what of its object is its own: enough to take it out again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// The JSON Pointer to its object.
    pub at: String,
    /// Properties of the object that hold other records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Properties of the record that are the keys of maps on the way.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub with: Map<String, Value>,
}

impl<'d> Nesting<'d> {
    /// By a dataset's schema, which is read once.
    pub fn new(dataset: &'d Dataset) -> Result<Self, SchemaError> {
        let (shapes, sites) = read_schema(dataset)?;
        Ok(Self { dataset, shapes, sites })
    }

    /// The document of these records of one unit, and where each of them is in it; `None` for one that
    /// the schema has no place for. Taken out again, a record has no derived fields.
    #[must_use]
    pub fn document(&self, records: &[UnitRecord<'_>]) -> (Value, Vec<Option<Spot>>) {
        let mut document = empty(&self.shapes, &self.sites);
        let spots = records.iter().map(|record| self.put(&mut document, *record)).collect();
        (document, spots)
    }

    /// The collection whose record is the document itself, with all the others inside; if there is one.
    #[must_use]
    pub fn root(&self) -> Option<&str> {
        let root = self.sites.iter().find(|site| site.steps.is_empty());
        root.map(|site| site.collection.as_str())
    }

    fn put(&self, document: &mut Value, record: UnitRecord<'_>) -> Option<Spot> {
        let mut sites = self.sites.iter().filter(|site| site.collection == record.collection);
        let (site, at) =
            sites.find_map(|site| Some((site, write(document, self.dataset, site, record)?)))?;
        let without = if site.steps.is_empty() { self.inside() } else { Vec::new() };
        let with = site.map_keys().map(|(_, field)| field.to_owned());
        let with =
            with.filter_map(|field| Some((field.clone(), record.value.get(&field)?.clone())));
        Some(Spot { at, without, with: with.collect() })
    }

    /// The properties of the root that lead to collections.
    fn inside(&self) -> Vec<String> {
        let mut inside: Vec<String> = self
            .sites
            .iter()
            .filter_map(|site| match site.steps.first() {
                Some(Step::Property(name)) => Some(name.clone()),
                _ => None,
            })
            .collect();
        inside.sort();
        inside.dedup();
        inside
    }
}

impl Spot {
    /// The record that is there in a document; `None` where there is none.
    #[must_use]
    pub fn take(&self, document: &Value) -> Option<Map<String, Value>> {
        let mut record = document.pointer(&self.at)?.as_object()?.clone();
        for name in &self.without {
            record.remove(name);
        }
        record.extend(self.with.clone());
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::testing::dataset;

    const SCHEMA: &str = r#"{"type": "object", "x-collection": "root", "properties": {
        "title": {"type": "string"},
        "note": {"type": "string", "x-derived": true},
        "a/b": {"type": "object", "x-map-key": "outer", "additionalProperties": {
            "type": "array", "items": {"type": "object", "x-collection": "item",
                "x-key": ["outer", "id"], "properties": {"id": {"type": "string"}}}}}
    }}"#;

    #[test]
    fn what_was_put_is_taken_out_again() {
        let dataset = dataset(SCHEMA);
        let nesting = Nesting::new(&dataset).unwrap();
        let item = json!({"outer": "x~", "id": "a", "free": [1]});
        let root = json!({"title": "T", "note": "made", "free": {}});
        let given = [("item", &item), ("root", &root), ("item", &item), ("none", &item)];
        let records = given.map(|(collection, value)| UnitRecord {
            collection,
            key: "k",
            value: value.as_object().unwrap(),
        });
        let (document, spots) = nesting.document(&records);
        assert_eq!(nesting.root(), Some("root"));
        let taken = |spot: &Option<Spot>| spot.as_ref().and_then(|spot| spot.take(&document));
        assert_eq!(spots[2].as_ref().unwrap().at, "/a~1b/x~0/1");
        assert_eq!(taken(&spots[0]).as_ref(), item.as_object());
        assert_eq!(taken(&spots[2]).as_ref(), item.as_object());
        assert_eq!(taken(&spots[1]), json!({"title": "T", "free": {}}).as_object().cloned());
        assert_eq!(spots[3], None);
    }
}
