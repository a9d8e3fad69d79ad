//! Tables of datasets, and of a dataset's units.

use std::fmt::Write as _;

use seedbank::Bundle;
use seedbank::model::{Collection, Dataset, Key, Unit};
use serde_json::{Map, Value as Json, json};

use super::super::failure::Failure;
use super::super::print;
use super::super::table::{Value, table};
use super::super::wording::{collection_records, count, dataset_records, short};

/// A line a dataset.
pub fn datasets(bundle: &Bundle, json: bool) -> Result<(), Failure> {
    let datasets = &bundle.model().datasets;
    if json {
        return print::json(&datasets.iter().map(summary).collect::<Vec<_>>());
    }
    let rows = datasets.iter().map(|dataset| {
        vec![
            dataset.name.as_str().into(),
            dataset.title.as_str().into(),
            dataset.version.as_str().into(),
            dataset.generation.into(),
            (dataset.units.len() as u64).into(),
            dataset_records(dataset).into(),
            if dataset.database { "yes" } else { "no" }.into(),
        ]
    });
    let header = ["dataset", "title", "version", "generation", "units", "records", "database"];
    let text = table(&header, rows);
    print::text(&text)
}

/// A dataset's collections, and a line a unit.
pub fn dataset(dataset: &Dataset, json: bool) -> Result<(), Failure> {
    if json {
        return print::json(&in_full(dataset));
    }
    let mut text = format!("{}: {}\n", dataset.name, dataset.title);
    if !dataset.description.is_empty() {
        text.push_str(dataset.description.trim_end());
        text.push('\n');
    }
    let facts = [
        format!("version {}", dataset.version),
        format!("generation {}", dataset.generation),
        count(dataset_records(dataset), "record"),
        short(&dataset.hash).to_owned(),
    ];
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}\n", facts.join(", "));
    let collections = dataset.collections.iter().map(|collection| {
        vec![
            collection.name.as_str().into(),
            key(&collection.key).into(),
            collection_records(collection).into(),
        ]
    });
    text.push_str(&table(&["collection", "key", "records"], collections));
    text.push('\n');
    let mut header = vec!["unit", "file", "hash"];
    header.extend(dataset.collections.iter().map(|collection| collection.name.as_str()));
    let units = dataset.units.iter().enumerate().map(|(rank, unit)| {
        let mut row: Vec<Value> =
            vec![unit.name.as_str().into(), unit.file.as_str().into(), short(&unit.hash).into()];
        row.extend(dataset.collections.iter().map(|collection| rows(collection, rank).into()));
        row
    });
    text.push_str(&table(&header, units));
    print::text(&text)
}

fn rows(collection: &Collection, unit: usize) -> u64 {
    collection.unit_rows.get(unit).map_or(0, |&rows| u64::from(rows))
}

fn key(key: &Key) -> String {
    match key {
        Key::Fields(fields) => fields.join("/"),
        Key::MapKey => "key of its map".to_owned(),
        Key::Unit => "name of its unit".to_owned(),
    }
}

fn summary(dataset: &Dataset) -> Json {
    json!({
        "name": dataset.name,
        "title": dataset.title,
        "version": dataset.version,
        "generation": dataset.generation,
        "hash": dataset.hash,
        "units": dataset.units.len(),
        "records": dataset_records(dataset),
        "database": dataset.database,
    })
}

fn in_full(dataset: &Dataset) -> Json {
    let collection = |collection: &Collection| {
        json!({
            "name": collection.name,
            "key": collection.key,
            "records": collection_records(collection),
        })
    };
    let unit = |(rank, unit): (usize, &Unit)| {
        let records: Map<String, Json> = dataset
            .collections
            .iter()
            .map(|collection| (collection.name.clone(), rows(collection, rank).into()))
            .collect();
        json!({ "name": unit.name, "file": unit.file, "hash": unit.hash, "records": records })
    };
    json!({
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "version": dataset.version,
        "generation": dataset.generation,
        "hash": dataset.hash,
        "database": dataset.database,
        "collections": dataset.collections.iter().map(collection).collect::<Vec<_>>(),
        "units": dataset.units.iter().enumerate().map(unit).collect::<Vec<_>>(),
    })
}
