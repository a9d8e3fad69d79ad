//! The tree of hashes: records, units, datasets, the bundle.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{Hash, write_entries, write_value};
use crate::model::Struct;

/// The hash of a record: of its canonical JSON without the fields that are volatile or derived.
///
/// The properties may come in any order; those that `shape` doesn't name count.
#[must_use]
pub fn record_hash<'v>(
    properties: impl IntoIterator<Item = (&'v str, &'v Value)>,
    shape: &Struct,
) -> Hash {
    let counts = |name: &str| {
        let field = shape.fields.iter().find(|field| field.name == name);
        field.is_none_or(|field| !field.volatile && !field.derived)
    };
    let mut text = String::new();
    write_entries(properties.into_iter().filter(|(name, _)| counts(name)).collect(), &mut text);
    text_hash(&text)
}

/// The hash of a record, from its canonical JSON without the fields that are volatile or derived.
#[must_use]
pub fn text_hash(text: &str) -> Hash {
    Level::new("record").part(text.as_bytes()).hash()
}

/// The hash of a record that is a JSON object, such as a database stores it.
#[must_use]
pub fn object_hash(object: &Map<String, Value>, shape: &Struct) -> Hash {
    record_hash(object.iter().map(|(name, value)| (name.as_str(), value)), shape)
}

/// The hash of a unit, from its records' collections, keys and hashes in any order.
#[must_use]
pub fn unit_hash<'n>(records: impl IntoIterator<Item = (&'n str, &'n str, Hash)>) -> Hash {
    let mut records: Vec<_> = records.into_iter().collect();
    records.sort_unstable();
    let mut level = Level::new("unit");
    for (collection, key, hash) in records {
        level = level.part(collection.as_bytes()).part(key.as_bytes()).part(hash.as_bytes());
    }
    level.hash()
}

/// The hash of a dataset's schema.
#[must_use]
pub fn schema_hash(schema: &Value) -> Hash {
    let mut text = String::new();
    write_value(schema, &mut text);
    Level::new("schema").part(text.as_bytes()).hash()
}

/// The hash of a dataset, from its schema's hash, that of its policies, and its units' names and hashes
/// in any order.
#[must_use]
pub fn dataset_hash<'n>(
    schema: Hash,
    policies: Hash,
    units: impl IntoIterator<Item = (&'n str, Hash)>,
) -> Hash {
    let mut units: Vec<_> = units.into_iter().collect();
    units.sort_unstable();
    let mut level = Level::new("dataset").part(schema.as_bytes()).part(policies.as_bytes());
    for (name, hash) in units {
        level = level.part(name.as_bytes()).part(hash.as_bytes());
    }
    level.hash()
}

/// The hash of a bundle, from its datasets' names, versions, generations and hashes in any order.
#[must_use]
pub fn bundle_hash<'n>(datasets: impl IntoIterator<Item = (&'n str, &'n str, u64, Hash)>) -> Hash {
    let mut datasets: Vec<_> = datasets.into_iter().collect();
    datasets.sort_unstable();
    let mut level = Level::new("bundle");
    for (name, version, generation, hash) in datasets {
        level = level
            .part(name.as_bytes())
            .part(version.as_bytes())
            .part(&generation.to_le_bytes())
            .part(hash.as_bytes());
    }
    level.hash()
}

/// The hash of a row of the history, from its columns; the first of them is the hash of the row before.
#[must_use]
pub fn history_hash<'c>(columns: impl IntoIterator<Item = &'c str>) -> Hash {
    let columns = columns.into_iter();
    columns.fold(Level::new("history"), |level, column| level.part(column.as_bytes())).hash()
}

/// One level of the tree. It begins with the level's name and every part with its length, so that
/// no two different inputs hash the same bytes.
struct Level(Sha256);

impl Level {
    fn new(name: &str) -> Self {
        Self(Sha256::new()).part(name.as_bytes())
    }

    fn part(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    fn hash(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Field, FieldMerge, Type};

    fn shape() -> Struct {
        let field = |name: &str, volatile, derived| Field {
            name: name.to_owned(),
            doc: String::new(),
            ty: Type::Json,
            optional: true,
            nullable: true,
            at: 0,
            volatile,
            derived,
            map_key: false,
            merge: FieldMerge::Atomic,
            reference: None,
        };
        Struct {
            name: "Skill".to_owned(),
            doc: String::new(),
            fields: vec![
                field("a", false, false),
                field("seen", true, false),
                field("vec", false, true),
            ],
            extra_at: None,
            width: 0,
        }
    }

    fn hash(value: &Value) -> Hash {
        object_hash(value.as_object().expect("tests pass objects"), &shape())
    }

    #[test]
    fn what_does_not_count_does_not_change_a_record() {
        let plain = hash(&json!({ "a": 1, "open": [] }));
        assert_eq!(plain, hash(&json!({ "open": [], "a": 1.0, "seen": "today", "vec": [1] })));
        assert_ne!(plain, hash(&json!({ "a": 1, "open": [0] })));
        assert_ne!(plain, hash(&json!({ "a": 1 })));
    }

    #[test]
    fn order_does_not_matter_and_borders_do() {
        let [one, two] = [hash(&json!({ "a": 1 })), hash(&json!({ "a": 2 }))];
        assert_eq!(
            unit_hash([("skill", "a", one), ("skill", "b", two)]),
            unit_hash([("skill", "b", two), ("skill", "a", one)])
        );
        assert_ne!(unit_hash([("skill", "ab", one)]), unit_hash([("skilla", "b", one)]));
        assert_eq!(
            dataset_hash(one, two, [("a", one), ("b", two)]),
            dataset_hash(one, two, [("b", two), ("a", one)])
        );
    }

    #[test]
    fn every_column_of_the_history_counts_and_its_borders_too() {
        assert_eq!(history_hash(["a", "b"]), history_hash(["a", "b"]));
        assert_ne!(history_hash(["a", "b"]), history_hash(["ab", ""]));
        assert_ne!(history_hash(["a", "b"]), history_hash(["a", "c"]));
    }

    #[test]
    fn levels_are_apart() {
        let dataset = dataset_hash(unit_hash([]), unit_hash([]), []);
        let empty = [unit_hash([]), bundle_hash([]), dataset, history_hash([])];
        for (rank, hash) in empty.iter().enumerate() {
            assert!(!empty[..rank].contains(hash), "{rank}");
        }
    }

    #[test]
    fn the_algorithm_stays_what_it_is() {
        // A change here makes every database believe that all its data changed.
        let record = hash(&json!({ "a": 1 }));
        let unit = unit_hash([("skill", "one", record)]);
        let dataset = dataset_hash(schema_hash(&json!({})), text_hash("{}"), [("gaa", unit)]);
        let bundle = bundle_hash([("skills", "1.0.0", 7, dataset)]);
        assert_eq!(
            bundle.to_string(),
            "sb1-72f909688aa47ccd794e56e61659cbf6ce4895bb802bf898468856d73af533e5"
        );
    }
}
