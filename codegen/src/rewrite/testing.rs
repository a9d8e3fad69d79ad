//! What the tests of writing share.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::seed::Seed;
use super::{Layout, RewriteError, unit_text};
use crate::check::testing::dataset;
use crate::diagnostic::SourceFile;
use crate::model::{Dataset, FilePattern};
use crate::unit_document::UnitRecord;

/// A list and a map of records, and a record that is the file.
pub(super) const SCHEMA: &str = r#"{"type": "object", "x-collection": "root", "properties": {
    "title": {"type": "string"}, "templates": {"type": "object"},
    "items": {"type": "array", "items": {"type": "object", "x-collection": "item", "x-key": "id", "properties": {
        "id": {"type": "string"}, "name": {"type": "string"}, "level": {"type": "number"},
        "on": {"type": "boolean"}, "tags": {"type": "array", "items": {"type": "string"}},
        "steps": {"type": "array", "x-list-type": "map", "x-list-map-keys": ["n"], "items": {
            "type": "object", "properties": {"n": {"type": "integer"}, "do": {"type": "string"}}}},
        "meta": {"type": "object"}, "free": {}}}},
    "areas": {"type": "object", "additionalProperties": {
        "type": "object", "x-collection": "area", "properties": {
            "label": {"type": "string"}, "size": {"type": "integer"}}}}}}"#;

/// A list of records.
pub(super) const ROWS: &str = r#"{"type": "object", "properties": {"rows": {"type": "array", "items": {
    "type": "object", "x-collection": "row", "x-key": "id", "properties": {
        "id": {"type": "string"}, "name": {"type": "string"}, "level": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}}, "on": {"type": "boolean"},
        "body": {"type": "string"}, "made": {"type": "string", "x-derived": true}}}}}}"#;

/// A record of its own: its collection, its key and its value.
pub(super) type Owned = (String, String, Map<String, Value>);

/// A dataset whose files are all read alike.
pub(super) fn of_schema(schema: &str, at: Option<&str>, body: Option<&str>) -> Dataset {
    let (at, body) = (at.map(str::to_owned), body.map(str::to_owned));
    let pattern = FilePattern { glob: "**".to_owned(), at, body };
    Dataset { files: Some(vec![pattern]), ..dataset(schema) }
}

/// The records of a file.
pub(super) fn records(dataset: &Dataset, name: &str, text: &str) -> Vec<Owned> {
    let seed = Seed::new(dataset).unwrap();
    let layout = Layout::of(&seed, Path::new(name)).unwrap();
    let document = seed.read(&layout, file(text)).unwrap();
    let without = seed.without(&document);
    let found = seed.records(&layout.unit(), &document, &without);
    let owned = found.iter().map(|record| {
        let collection = dataset.collections[record.collection].name.clone();
        (collection, record.key.clone(), record.to_value())
    });
    owned.collect()
}

/// A file's text for these records.
pub(super) fn text(
    dataset: &Dataset,
    name: &str,
    old: Option<&str>,
    records: &[Owned],
) -> Result<String, RewriteError> {
    let records =
        records.iter().map(|(collection, key, value)| UnitRecord { collection, key, value });
    unit_text(dataset, Path::new(name), old.map(file), records)
}

/// A file's text after a change to the records that it holds.
pub(super) fn edited(
    dataset: &Dataset,
    name: &str,
    old: &str,
    change: impl FnOnce(&mut Vec<Owned>),
) -> String {
    let mut all = records(dataset, name, old);
    assert_eq!(text(dataset, name, Some(old), &all).unwrap(), old, "nothing changes");
    change(&mut all);
    let new = text(dataset, name, Some(old), &all).unwrap();
    assert_eq!(text(dataset, name, Some(&new), &all).unwrap(), new, "nothing changes again");
    new
}

/// Asserts what a file of [`SCHEMA`] becomes.
pub(super) fn becomes(name: &str, old: &str, change: impl FnOnce(&mut Vec<Owned>), new: &str) {
    let found = edited(&of_schema(SCHEMA, None, None), name, old, change);
    assert!(found == new, "--- old\n{old}\n--- expected\n{new}\n--- found\n{found}");
}

/// Adds a record.
pub(super) fn add(records: &mut Vec<Owned>, collection: &str, key: &str, value: Value) {
    let Value::Object(value) = value else { panic!("{value} is no record") };
    records.push((collection.to_owned(), key.to_owned(), value));
}

/// Takes a record out.
pub(super) fn remove(records: &mut Vec<Owned>, key: &str) {
    records.retain(|(_, own, _)| own != key);
}

/// Sets a field of a record.
pub(super) fn set(records: &mut [Owned], key: &str, field: &str, value: Value) {
    of(records, key).insert(field.to_owned(), value);
}

/// A record's value.
pub(super) fn of<'r>(records: &'r mut [Owned], key: &str) -> &'r mut Map<String, Value> {
    let found = records.iter_mut().find(|(_, own, _)| own == key);
    &mut found.unwrap_or_else(|| panic!("no record {key}")).2
}

fn file(text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile { path: "seed".into(), text: text.to_owned() })
}
