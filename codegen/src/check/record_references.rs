//! What a single record refers to, found at run time.

use serde_json::Value;

use super::key;
use super::record_check::{SchemaError, read_schema};
use super::walk::Walk;
use crate::model::{self, Dataset, Key};
use crate::schema::{Additional, Reference, ShapeId, Shapes, Site, Step};

/// Finds the references of a dataset's records, wherever the schema has `x-ref`.
///
/// ```
/// use seedbank_codegen::check::RecordReferences;
/// use serde_json::json;
///
/// # let folder = tempfile::tempdir()?;
/// # let data = folder.path();
/// # std::fs::create_dir(data.join("fees"))?;
/// # std::fs::write(data.join("fees/dataset.yaml"), "title: Fees\nversion: '1'\n")?;
/// # std::fs::write(data.join("fees/schema.json"), r#"{
/// #     "additionalProperties": {
/// #         "type": "object", "title": "Fee", "x-collection": "fee", "properties": {
/// #             "with": { "type": "array", "items": { "type": "string", "x-ref": "fee" } } } } }"#)?;
/// # std::fs::write(data.join("fees/season.yaml"), "adult: {}\njunior: { with: [adult] }\n")?;
/// # let packed = seedbank_codegen::compile(data).packed.ok_or("nothing is packed")?;
/// # let dataset = &packed.model().datasets[0];
/// let references = RecordReferences::new(dataset)?;
/// let fee = json!({ "with": ["adult"] });
/// let found = references.of("fee", "junior", &fee);
/// assert_eq!(found, [("fee".to_owned(), "adult".to_owned())]);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RecordReferences {
    walk: Walk,
    collections: Vec<Collection>,
}

#[derive(Debug)]
struct Collection {
    name: String,
    /// The nodes of its records that lead to references.
    nodes: Vec<ShapeId>,
    /// The keys of the maps around its records that refer to a collection.
    keys: Vec<(MapKey, String)>,
}

/// Where a record has the key of a map that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
enum MapKey {
    /// It is its own key.
    Record,
    Field(String),
}

impl RecordReferences {
    /// Reads a dataset's schema, but compiles neither a validator nor rules: once for many records.
    pub fn new(dataset: &Dataset) -> Result<Self, SchemaError> {
        let (shapes, sites) = read_schema(dataset)?;
        let walk = Walk::new(&shapes, |shape| shape.words.reference.is_some());
        let collection = |known: &model::Collection| {
            let own = || sites.iter().filter(|site| site.collection == known.name);
            let mut nodes: Vec<ShapeId> = own().map(|site| site.node).collect();
            nodes.retain(|node| walk.reaches(*node));
            let mut keys = Vec::new();
            own().for_each(|site| map_keys(&shapes, site, &known.key, &mut keys));
            Collection { name: known.name.clone(), nodes, keys }
        };
        let collections = dataset.collections.iter().map(collection).collect();
        Ok(Self { walk, collections })
    }

    /// Whether no record of the dataset can refer to any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.collections.iter().all(Collection::is_empty)
    }

    /// The collections and keys that a record refers to, as the database stores it; each of them once.
    ///
    /// Of a collection that is at several places, each counts.
    #[must_use]
    pub fn of(&self, collection: &str, key: &str, record: &Value) -> Vec<(String, String)> {
        let Some(known) = self.collections.iter().find(|known| known.name == collection) else {
            return Vec::new();
        };
        let mut found: Vec<(String, String)> = Vec::new();
        let mut add = |collection: &str, key: &str| {
            let named = |(one, other): &(String, String)| one == collection && other == key;
            if !found.iter().any(named) {
                found.push((collection.to_owned(), key.to_owned()));
            }
        };
        for (place, collection) in &known.keys {
            match place {
                MapKey::Record => add(collection, key),
                MapKey::Field(field) => {
                    if let Some(key) = record.get(field).and_then(Value::as_str) {
                        add(collection, key);
                    }
                }
            }
        }
        if !known.nodes.is_empty() {
            self.walk.visit_value(&known.nodes, record, &mut |visit| {
                for reference in distinct(self.walk.shapes(), visit.shapes) {
                    if let Some(key) = referred(visit.value) {
                        add(&reference.collection, &key);
                    }
                }
                let Value::Object(object) = visit.value else { return };
                for reference in
                    distinct(self.walk.shapes(), &names(self.walk.shapes(), visit.shapes))
                {
                    object.keys().for_each(|key| add(&reference.collection, key));
                }
            });
        }
        found
    }

    /// Whether records of a collection can refer to any.
    #[must_use]
    pub fn has(&self, collection: &str) -> bool {
        self.collections.iter().any(|known| known.name == collection && !known.is_empty())
    }
}

impl Collection {
    fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.keys.is_empty()
    }
}

/// The keys of the maps on the way to a collection that refer to another one.
fn map_keys(shapes: &Shapes, site: &Site, key: &Key, found: &mut Vec<(MapKey, String)>) {
    let last = site.steps.iter().rposition(|step| matches!(step, Step::Values { .. }));
    let mut here = shapes.parts(Shapes::ROOT);
    for (rank, step) in site.steps.iter().enumerate() {
        if let Step::Values { map_key, .. } = step {
            let place = match map_key {
                Some(field) => Some(MapKey::Field(field.clone())),
                None => (*key == Key::MapKey && last == Some(rank)).then_some(MapKey::Record),
            };
            for reference in distinct(shapes, &names(shapes, &here)) {
                let named = place.clone().map(|place| (place, reference.collection.clone()));
                found.extend(named.filter(|named| !found.contains(named)));
            }
        }
        let inner = here.iter().flat_map(|id| inner(shapes, *id, step)).collect::<Vec<_>>();
        here = inner.into_iter().flat_map(|id| shapes.parts(id)).collect();
    }
}

/// The nodes that a step leads to from a node.
fn inner(shapes: &Shapes, from: ShapeId, step: &Step) -> Vec<ShapeId> {
    let shape = &shapes[from];
    match step {
        Step::Property(name) => shapes.property(&[from], name),
        Step::Items => shape.items.into_iter().collect(),
        Step::Values { pattern: Some(pattern), .. } => {
            let same = shape.patterns.iter().filter(|(own, _)| own.as_str() == pattern.as_str());
            same.map(|(_, id)| *id).collect()
        }
        Step::Values { pattern: None, .. } => match shape.additional {
            Additional::Shape(id) => vec![id],
            Additional::Open | Additional::Closed => Vec::new(),
        },
    }
}

/// The nodes that say what an object's names must be.
pub(super) fn names(shapes: &Shapes, of: &[ShapeId]) -> Vec<ShapeId> {
    let names = of.iter().filter_map(|&id| shapes[id].names);
    names.flat_map(|id| shapes.parts(id)).collect()
}

/// The references of some shapes, without those that repeat one.
pub(super) fn distinct<'s>(shapes: &'s Shapes, of: &[ShapeId]) -> Vec<&'s Reference> {
    let mut references: Vec<&Reference> = Vec::new();
    for reference in of.iter().filter_map(|&id| shapes[id].words.reference.as_ref()) {
        match references.iter_mut().find(|known| known.collection == reference.collection) {
            Some(known) if reference.acyclic => *known = reference,
            Some(_) => {}
            None => references.push(reference),
        }
    }
    references
}

/// The key that a value refers to. An empty text is a key that no record has.
pub(super) fn referred(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        other => key::text(other).ok(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::testing::dataset;

    const SCHEMA: &str = r##"{"type": "object", "x-collection": "root", "properties": {
        "home": {"$ref": "#/$defs/group"},
        "groups": {"type": "object", "additionalProperties": {"type": "object", "x-collection": "group",
            "properties": {"parent": {"type": ["string", "null"], "x-ref": "group"}}}},
        "labels": {"type": "object", "propertyNames": {"$ref": "#/$defs/group"}, "additionalProperties": {
            "type": "object", "x-collection": "label"}},
        "plain": {"type": "object", "additionalProperties": {"type": "object", "x-collection": "plain"}},
        "by_group": {"type": "object", "x-map-key": "of", "propertyNames": {"$ref": "#/$defs/group"},
            "additionalProperties": {"type": "array", "items": {"type": "object", "x-collection": "item", "x-key": ["of", "id"],
            "properties": {
                "id": {"type": "integer"},
                "group": {"$ref": "#/$defs/group"},
                "groups": {"type": "array", "items": {"$ref": "#/$defs/group"}},
                "weights": {"type": "object", "propertyNames": {"$ref": "#/$defs/group"}, "additionalProperties": {"type": "number"}},
                "free": {"type": "object", "properties": {"deep": {"type": "array", "items": {"type": "object",
                    "additionalProperties": {"$ref": "#/$defs/group"}}}}},
                "part": {"oneOf": [
                    {"type": "object", "properties": {"kind": {"const": "a"}, "of": {"type": "string", "x-ref": "group"}}},
                    {"type": "object", "properties": {"kind": {"const": "b"}, "of": {"type": "string"}}}
                ]}
            }}}}
    }, "$defs": {"group": {"type": ["string", "integer"], "x-ref": "group"}}}"##;

    #[test]
    fn references_are_found_wherever_they_stand() {
        let references = RecordReferences::new(&dataset(SCHEMA)).unwrap();
        for (collection, key, record, expected) in [
            ("root", "u", json!({"home": "a"}), vec!["a"]),
            ("group", "g", json!({"parent": "a"}), vec!["a"]),
            ("group", "g", json!({"parent": null}), vec![]),
            ("label", "a", json!({}), vec!["a"]),
            ("plain", "a", json!({"group": "b"}), vec![]),
            ("item", "a/1", json!({"of": "a", "id": 1}), vec!["a"]),
            ("item", "a/1", json!({"of": "a", "id": 1, "group": "b"}), vec!["a", "b"]),
            ("item", "1", json!({"groups": ["a", 7, "a"]}), vec!["a", "7"]),
            ("item", "1", json!({"weights": {"a": 1, "b": 2}}), vec!["a", "b"]),
            ("item", "1", json!({"free": {"deep": [{"x": "a"}, {"y": "b"}]}}), vec!["a", "b"]),
            ("item", "1", json!({"part": {"kind": "a", "of": "x"}}), vec!["x"]),
            ("item", "1", json!({"part": {"kind": "b", "of": "x"}}), vec![]),
            ("item", "1", json!({"group": {"no": "key"}, "groups": "b"}), vec![]),
            ("nothing", "1", json!({"group": "a"}), vec![]),
        ] {
            let found = references.of(collection, key, &record);
            let expected: Vec<_> =
                expected.into_iter().map(|key| ("group".to_owned(), key.to_owned())).collect();
            assert_eq!(found, expected, "{collection} {record}");
        }
        assert!(!references.is_empty());
        assert!(references.has("item") && !references.has("plain"));
    }

    #[test]
    fn a_schema_without_references_has_none_and_a_broken_one_is_an_error() {
        let none = dataset(&SCHEMA.replace("x-ref", "title"));
        assert!(RecordReferences::new(&none).unwrap().is_empty());
        let broken = model::Dataset { schema: json!({"x-ref": 7}), ..none };
        assert!(RecordReferences::new(&broken).unwrap_err().to_string().contains("schema"));
    }
}
