//! Every record that a build lets through is valid when it is checked again as the database stores it.
#![cfg(feature = "source")]

#[path = "engine/fixture.rs"]
mod fixture;

use std::path::Path;

use fixture::Fixture;
use seedbank::Bundle;
use seedbank_codegen::check::RecordCheck;
use serde_json::{Map, Value, json};

fn bundle() -> Bundle {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    Bundle::from_packed(seedbank_codegen::compile(&data).packed.unwrap())
}

fn check(bundle: &Bundle, dataset: &str) -> RecordCheck {
    let datasets = &bundle.model().datasets;
    RecordCheck::new(datasets.iter().find(|known| known.name == dataset).unwrap()).unwrap()
}

#[test]
fn all_records_of_the_data_folder_are_valid() {
    let bundle = bundle();
    let mut checked = 0;
    for dataset in &bundle.model().datasets {
        let check = RecordCheck::new(dataset).unwrap();
        for collection in &dataset.collections {
            let table = bundle.table(&dataset.name, &collection.name).unwrap();
            for row in table.rows() {
                let record = row.to_value();
                let name =
                    format!("{}/{}/{}/{}", dataset.name, collection.name, row.unit(), row.key());
                assert_eq!(check.check(&collection.name, &record), [], "{name}");
                if let Some(key) = check.key_of(&collection.name, &record) {
                    assert_eq!(key, row.key(), "{name}");
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 700, "{checked} records");
}

/// What is wrong with a record of the data folder after a change: `pointer message`.
fn wrong(
    bundle: &Bundle,
    [dataset, collection, unit, key]: [&str; 4],
    change: impl FnOnce(&mut Map<String, Value>),
) -> Vec<String> {
    let mut record = bundle.row(dataset, collection, unit, key).unwrap().unwrap().to_value();
    change(&mut record);
    let found = check(bundle, dataset).check(collection, &record);
    found.into_iter().map(|wrong| format!("{} {}", wrong.pointer, wrong.message)).collect()
}

#[test]
fn a_record_that_a_person_spoilt_is_told_why() {
    let bundle = bundle();
    let soloing = ["skills", "skill", "gaa", "soloing"];
    let found = wrong(&bundle, soloing, |record| {
        record.insert("name".to_owned(), json!(7));
    });
    assert_eq!(found, ["/name `name`: expected string, found number 7"]);
    let found = wrong(&bundle, soloing, |record| drop(record.remove("category")));
    assert_eq!(found, [" missing property `category`"]);
}

#[test]
fn a_bundle_made_by_hand_has_a_schema_too() {
    let release = || Fixture::new("d", 1).unit("u", &[("a", json!({ "n": 1 }))]);
    let strict = json!({ "additionalProperties": {
        "type": "object", "x-collection": "item", "properties": { "n": { "type": "string" } } } });
    for (fixture, expected) in [(release(), 0), (release().schema(strict), 1)] {
        let bundle = fixture.bundle();
        assert_eq!(wrong(&bundle, ["d", "item", "u", "a"], |_| {}).len(), expected);
    }
}
