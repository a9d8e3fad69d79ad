//! A unit's records as a document again: what their seed file would hold.

mod nesting;

use serde_json::{Map, Value};

pub use nesting::{Nesting, Spot};

use crate::check::{SchemaError, read_schema};
use crate::model::{Dataset, Key};
use crate::schema::parse::escape;
use crate::schema::{ShapeId, Shapes, Site, Step};

/// A record of a unit, as the database stores it.
#[derive(Debug, Clone, Copy)]
pub struct UnitRecord<'r> {
    /// Its collection.
    pub collection: &'r str,
    /// What names it in its unit.
    pub key: &'r str,
    /// Its properties and the keys of enclosing maps.
    pub value: &'r Map<String, Value>,
}

/// Why records are no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitDocumentError {
    /// The dataset's schema is none that a build lets through.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A record that the schema has no place for.
    #[error(
        "can't write `{collection}` `{key}` of `{dataset}` into a document: the schema has no place for \
         it; use the release that it is of"
    )]
    NoPlace {
        /// The dataset.
        dataset: String,
        /// The record's collection.
        collection: String,
        /// The record's key.
        key: String,
    },
}

/// The document of a dataset's schema that holds these records of one unit: compiled as a seed file, it
/// gives the same records again.
///
/// Lists are in the order of the records. Derived fields are left out, as they are in every seed file.
/// What a seed file holds besides its records, a `$schema` at the root, is not there again; a list or a
/// map that the schema requires is there, empty, where no record is in it. A map on the way whose keys
/// are in no record has one key for all of them, `records`, where the schema allows that.
///
/// The manifest's `at` is not undone: the document is the one that its schema describes.
pub fn unit_document<'r>(
    dataset: &Dataset,
    records: impl IntoIterator<Item = UnitRecord<'r>>,
) -> Result<Value, UnitDocumentError> {
    let (shapes, sites) = read_schema(dataset)?;
    let mut document = empty(&shapes, &sites);
    for record in records {
        let written = sites
            .iter()
            .filter(|site| site.collection == record.collection)
            .any(|site| write(&mut document, dataset, site, record).is_some());
        if !written {
            return Err(UnitDocumentError::NoPlace {
                dataset: dataset.name.clone(),
                collection: record.collection.to_owned(),
                key: record.key.to_owned(),
            });
        }
    }
    Ok(document)
}

/// A document without records: with the containers that the schema requires.
fn empty(shapes: &Shapes, sites: &[Site]) -> Value {
    let mut document = container(sites.iter().find_map(|site| site.steps.first()));
    for site in sites {
        let (mut here, mut at) = (&mut document, shapes.parts(Shapes::ROOT));
        for (rank, step) in site.steps.iter().enumerate() {
            let (Step::Property(name), Value::Object(object)) = (step, here) else { break };
            if !requires(shapes, &at, name) {
                break;
            }
            here =
                object.entry(name.clone()).or_insert_with(|| container(site.steps.get(rank + 1)));
            let inner = shapes.property(&at, name);
            at = inner.into_iter().flat_map(|id| shapes.parts(id)).collect();
        }
    }
    document
}

fn requires(shapes: &Shapes, at: &[ShapeId], name: &str) -> bool {
    at.iter().any(|id| shapes[*id].required.iter().any(|required| required == name))
}

/// What a step leads into.
fn container(next: Option<&Step>) -> Value {
    match next {
        Some(Step::Items) => Value::Array(Vec::new()),
        Some(Step::Property(_) | Step::Values { .. }) | None => Value::Object(Map::new()),
    }
}

/// Writes a record at a site, if it can be there; gives the JSON Pointer to its object.
fn write(
    document: &mut Value,
    dataset: &Dataset,
    site: &Site,
    record: UnitRecord<'_>,
) -> Option<String> {
    let collection = dataset.collections.iter().find(|known| known.name == site.collection)?;
    let names = names(site, &collection.key, record)?;
    let shape = dataset.structs.get(collection.record)?;
    let own = record.value.iter().filter(|(name, _)| {
        let field = shape.fields.iter().find(|field| field.name == **name);
        field.is_none_or(|field| !field.derived)
            && site.map_keys().all(|(_, field)| field != name.as_str())
    });
    let own = own.map(|(name, value)| (name.clone(), value.clone()));

    let mut here = document;
    let mut pointer = String::new();
    let mut names = names.into_iter();
    for (rank, step) in site.steps.iter().enumerate() {
        let inner = || container(site.steps.get(rank + 1));
        here = match (step, here) {
            (Step::Items, Value::Array(items)) => {
                // What is on the way to records in a list of lists is one list of them.
                let last = rank + 1 == site.steps.len();
                if last || items.is_empty() {
                    items.push(inner());
                }
                pointer.extend(["/", &(items.len() - 1).to_string()]);
                items.last_mut()?
            }
            (Step::Property(name), Value::Object(object)) => {
                pointer.extend(["/", &escape(name)]);
                object.entry(name.clone()).or_insert_with(inner)
            }
            (Step::Values { .. }, Value::Object(object)) => {
                let name = names.next()?;
                pointer.extend(["/", &escape(&name)]);
                object.entry(name).or_insert_with(inner)
            }
            _ => return None,
        };
    }
    let Value::Object(object) = here else { return None };
    // The root record shares its object with the collections that its file holds.
    object.extend(own);
    Some(pointer)
}

/// The keys of the maps on the way to a record, if it can be at this site.
fn names(site: &Site, key: &Key, record: UnitRecord<'_>) -> Option<Vec<String>> {
    let values = site.steps.iter().filter(|step| matches!(step, Step::Values { .. }));
    let last = values.clone().count();
    let mut names = Vec::new();
    for (rank, step) in values.enumerate() {
        let Step::Values { map_key, .. } = step else { continue };
        let name = match map_key {
            Some(field) => record.value.get(field)?.as_str()?,
            None if *key == Key::MapKey && rank + 1 == last => record.key,
            None => "records",
        };
        names.push(step.takes(name).then(|| name.to_owned())?);
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::testing::dataset;

    const SCHEMA: &str = r##"{"type": "object", "x-collection": "root", "required": ["maps", "title"], "properties": {
        "title": {"type": "string"},
        "note": {"type": "string", "x-derived": true},
        "areas": {"type": "object", "patternProperties": {"^[a-z]$": {"$ref": "#/$defs/area"}}},
        "more": {"type": "object", "patternProperties": {"^[A-Z]$": {"$ref": "#/$defs/area"}}},
        "maps": {"type": "object", "x-map-key": "outer", "additionalProperties": {
            "type": "array", "items": {"type": "object", "x-collection": "mapping",
                "x-key": ["outer", "id"], "properties": {"id": {"type": "string"}}}}},
        "grouped": {"type": "object", "additionalProperties": {"type": "array", "items": {
            "type": "object", "x-collection": "item", "x-key": "id", "properties": {"id": {"type": "string"}}}}}
    }, "$defs": {"area": {"type": "object", "x-collection": "area"}}}"##;

    fn written(records: &[(&str, &str, Value)]) -> Result<Value, UnitDocumentError> {
        let records = records.iter().map(|(collection, key, value)| UnitRecord {
            collection,
            key,
            value: value.as_object().unwrap(),
        });
        unit_document(&dataset(SCHEMA), records)
    }

    #[test]
    fn every_record_is_at_its_place() {
        let document = written(&[
            ("mapping", "x/a", json!({"outer": "x", "id": "a", "v": 1})),
            ("root", "unit", json!({"title": "T", "note": "made", "free": [1]})),
            ("area", "b", json!({"n": 1})),
            ("area", "B", json!({"n": 2})),
            ("mapping", "x/0", json!({"outer": "x", "id": "0"})),
            ("mapping", "y/a", json!({"outer": "y", "id": "a"})),
            ("item", "i", json!({"id": "i"})),
            ("item", "j", json!({"id": "j"})),
        ]);
        let expected = json!({
            "title": "T", "free": [1],
            "areas": {"b": {"n": 1}}, "more": {"B": {"n": 2}},
            "maps": {"x": [{"id": "a", "v": 1}, {"id": "0"}], "y": [{"id": "a"}]},
            "grouped": {"records": [{"id": "i"}, {"id": "j"}]},
        });
        assert_eq!(document.unwrap(), expected);
    }

    #[test]
    fn what_the_schema_requires_is_there_without_records() {
        assert_eq!(written(&[]).unwrap(), json!({"maps": {}}));
        let list = r#"{"type": "array", "items": {"type": "object", "x-collection": "a", "x-key": "id",
            "properties": {"id": {"type": "string"}}}}"#;
        assert_eq!(unit_document(&dataset(list), []).unwrap(), json!([]));
    }

    #[test]
    fn a_record_that_has_no_place_is_an_error() {
        for record in [
            ("area", "7", json!({})),
            ("other", "a", json!({})),
            ("mapping", "x/a", json!({"id": "a"})),
        ] {
            let error = written(&[record]).unwrap_err();
            assert!(matches!(error, UnitDocumentError::NoPlace { .. }), "{error}");
        }
    }
}
