//! A stand-in for the packed bundle: the same surface over owned JSON.
#![allow(clippy::type_complexity)]

use std::fmt::Write as _;

use seedbank_codegen::model::Model;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// All datasets with their hashes.
#[derive(Debug, Clone)]
pub struct Bundle {
    hash: String,
    model: Model,
    /// By dataset, collection and unit.
    rows: Vec<Vec<Vec<Vec<(String, String, u64)>>>>,
    set_aside: Vec<SetAside>,
}

/// One record of a bundle.
#[derive(Debug, Clone, Copy)]
pub struct Row<'b> {
    row: &'b (String, String, u64),
}

/// A record that is not in the database, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// `dataset/collection/unit/key`.
    pub record: String,
    /// For a person.
    pub reason: String,
}

impl Bundle {
    /// A bundle of these records, by dataset, collection and unit.
    #[must_use]
    pub fn new(model: Model, records: &[Vec<Vec<Vec<(String, Value)>>>]) -> Self {
        let rows: Vec<Vec<Vec<Vec<_>>>> = records
            .iter()
            .map(|collections| {
                collections
                    .iter()
                    .map(|units| units.iter().map(|unit| unit.iter().map(pack).collect()).collect())
                    .collect()
            })
            .collect();
        let mut text = String::new();
        for dataset in &model.datasets {
            let _ = writeln!(
                text,
                "{} {} {} {}",
                dataset.name, dataset.version, dataset.generation, dataset.hash
            );
        }
        Self { hash: format!("sb1-{:016x}", short_hash(&text)), model, rows, set_aside: Vec::new() }
    }

    /// The same bundle, made from a folder where these records were invalid.
    #[must_use]
    pub fn with_set_aside(mut self, set_aside: Vec<SetAside>) -> Self {
        self.set_aside = set_aside;
        self
    }

    /// Hash of all datasets with their names, versions and generations.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What the bundle says of itself.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The records of a unit in a collection, in file order.
    #[must_use]
    pub fn records(
        &self,
        dataset: usize,
        collection: usize,
        unit: usize,
    ) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows[dataset][collection][unit].iter().map(|row| Row { row })
    }

    /// Records that were invalid in the folder that this bundle was read from.
    #[must_use]
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }
}

impl<'b> Row<'b> {
    /// What names the record in its unit.
    #[must_use]
    pub fn key(self) -> &'b str {
        &self.row.0
    }

    /// Appends the record as the database stores it: canonical JSON (RFC 8785).
    pub fn write_canonical(self, out: &mut String) {
        out.push_str(&self.row.1);
    }

    /// The first eight bytes of the record's hash.
    #[must_use]
    pub fn digest(self) -> u64 {
        self.row.2
    }
}

fn pack((key, value): &(String, Value)) -> (String, String, u64) {
    let text = value.to_string();
    let digest = short_hash(&text);
    (key.clone(), text, digest)
}

fn short_hash(text: &str) -> u64 {
    let hash = Sha256::digest(text);
    hash.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
