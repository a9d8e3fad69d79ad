//! A unit's records are a document again, which gives the same records.
#![cfg(feature = "source")]

use std::path::Path;

use seedbank::Bundle;
use seedbank_codegen::model::Dataset;
use seedbank_codegen::{UnitRecord, compile, compile_units, unit_document};
use serde_json::{Map, Value};

/// The records of a unit, by collection and key.
fn records(
    bundle: &Bundle,
    dataset: &Dataset,
    unit: &str,
) -> Vec<(String, String, Map<String, Value>)> {
    let tables = bundle.tables().filter(|table| table.dataset().name == dataset.name);
    let of_table = |table: seedbank::bundle::TableView<'_>| {
        let collection = table.collection().name.clone();
        let rows = table.in_unit(unit);
        let named = rows.map(|row| (collection.clone(), row.key().to_owned(), row.to_value()));
        named.collect::<Vec<_>>()
    };
    let mut records: Vec<_> = tables.flat_map(of_table).collect();
    records.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    records
}

#[test]
fn every_unit_of_the_data_folder_comes_round() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let bundle = Bundle::from_packed(compile(&data).packed.unwrap());
    let mut units = 0;
    for dataset in &bundle.model().datasets {
        // The document is that of the schema, and not of a file that the manifest puts under a name.
        let plain = Dataset { files: None, ..dataset.clone() };
        for unit in &dataset.units {
            let before = records(&bundle, dataset, &unit.name);
            let given =
                before.iter().map(|(collection, key, value)| UnitRecord { collection, key, value });
            let document = unit_document(dataset, given).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join(format!("{}.json", unit.name));
            std::fs::write(file, document.to_string()).unwrap();
            let compiled = compile_units(&plain, folder.path());
            let said = seedbank_codegen::diagnostic::human(&compiled.diagnostics, false);
            assert_eq!(said, "", "{}/{}", dataset.name, unit.name);
            let again = Bundle::from_packed(compiled.packed.unwrap());
            let again_records = records(&again, dataset, &unit.name);
            assert!(again_records == before, "{}/{}", dataset.name, unit.name);
            assert_eq!(again.model().datasets[0].units[0].hash, unit.hash);
            units += 1;
        }
    }
    assert!(units > 50, "{units} units");
}
