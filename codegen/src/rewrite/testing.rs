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
