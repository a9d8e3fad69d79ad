//! Seed files without their manifest and schema, read as the model of a compiled dataset says.

use std::fs;
use std::path::Path;

use seedbank_codegen::diagnostic::human;
use seedbank_codegen::model::Dataset;
use seedbank_codegen::source::Mapping;
use seedbank_codegen::{CompiledUnits, compile, compile_mapped_units, compile_units};
use tempfile::TempDir;

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(&folder, name, text);
    }
    folder
}

const SCHEMA: &str = r#"{
  "type": "object",
  "properties": {
    "zones": { "type": "object", "additionalProperties": {
      "type": "object", "x-collection": "zone", "additionalProperties": false } },
    "items": { "type": "array", "items": {
      "type": "object", "x-collection": "item", "x-key": "id", "required": ["id"],
      "properties": {
        "id": { "type": "string" },
        "code": { "type": "string", "x-index": "unique" },
        "zone": { "type": "string", "x-ref": "zone" },
        "level": { "type": "integer", "minimum": 1, "maximum": 5 } },
      "x-validations": [{ "rule": "!has(self.level) || self.level != 4", "message": "never 4" }]
    } } } }"#;

/// A dataset as a binary has it.
fn dataset() -> Dataset {
    let data = folder(&[
        (
            "a/dataset.yaml",
            "title: A\nversion: '7'\ncollections: { item: { merge: once } }\n\
             renamed_from: { item: { one/x: w } }\n\
             files: ['*.json', {match: '*.csv', at: items}]\n",
        ),
        ("a/schema.json", SCHEMA),
        ("a/one.json", r#"{"items": [{"id": "x", "level": 1}], "zones": {"north": {}}}"#),
        ("seedbank.lock", ""),
    ]);
    let compilation = compile(data.path());
    compilation.packed.unwrap().model().datasets[0].clone()
}

fn names(compiled: &CompiledUnits) -> Vec<(&str, u32)> {
    let dataset = &compiled.packed.as_ref().unwrap().model().datasets[0];
    let item = dataset.collections.iter().find(|known| known.name == "item").unwrap();
    let names = dataset.units.iter().map(|unit| unit.name.as_str());
    names.zip(item.unit_rows.iter().copied()).collect()
}

#[test]
fn the_files_of_the_data_folder_give_the_same_units_without_manifest_and_schema() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let compiled = compile(&data).packed.unwrap();
    assert!(compiled.model().datasets.len() > 5);
    for dataset in &compiled.model().datasets {
        for folder in [data.clone(), data.join(&dataset.name)] {
            let units = compile_units(dataset, &folder);
            assert_eq!(human(&units.diagnostics, false), "");
            let packed = units.packed.unwrap();
            let [again] = packed.model().datasets.as_slice() else { panic!("one dataset") };
            let units = |dataset: &Dataset| -> Vec<[String; 3]> {
                let units = dataset.units.iter().cloned();
                units.map(|unit| [unit.name, unit.file, unit.hash]).collect()
            };
            assert_eq!((&again.hash, units(again)), (&dataset.hash, units(dataset)));
            assert_eq!((&again.structs, &again.schema), (&dataset.structs, &dataset.schema));
            let rows = |dataset: &Dataset| -> Vec<Vec<u32>> {
                dataset.collections.iter().map(|known| known.unit_rows.clone()).collect()
            };
            assert_eq!(rows(again), rows(dataset));
        }
    }
}

#[test]
fn the_model_is_that_of_the_dataset_with_these_units_alone() {
    let dataset = dataset();
    let files = folder(&[
        ("two.csv", "id,level\n0010,2\ny,3\n"),
        ("old/three.json", "{}"),
        // What says how to read them is known already.
        ("dataset.yaml", "no: manifest\n"),
        ("schema.json", "no JSON"),
    ]);
    let compiled = compile_units(&dataset, files.path());
    assert_eq!(names(&compiled), [("two", 2)]);
    let messages: Vec<&str> =
        compiled.diagnostics.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["a file that is no unit: nothing in `files` matches it"]);
    let packed = compiled.packed.unwrap();
    let again = &packed.model().datasets[0];
    assert_ne!(again.hash, dataset.hash);
    assert_eq!(again.schema_hash, dataset.schema_hash);
    assert_eq!((again.generation, &again.version), (dataset.generation, &dataset.version));
    for (one, other) in again.collections.iter().zip(&dataset.collections) {
        assert_eq!((one.merge, &one.renamed_from), (other.merge, &other.renamed_from));
    }
}

#[test]
fn a_folder_with_the_name_of_the_dataset_goes_before_the_files_beside_it() {
    let files = folder(&[("a/in.json", "{}"), ("out.json", "{}"), ("b/in.json", "{}")]);
    assert_eq!(names(&compile_units(&dataset(), files.path())), [("in", 0)]);
}

#[test]
fn files_of_an_older_schema_are_read_by_a_mapping() {
    let files = folder(&[
        ("Old One.yml", "title: x\nthings: [{ id: x, lvl: 2 }]\n"),
        ("two.ndjson", "{}"),
        ("bad.yaml", "things:\n- { id: y, lvl: high }\n"),
        (
            "mapping.yaml",
            "units: { Old One: one }\nrename: { /things: items, /things/*/lvl: level }\ndrop: [/title]\n",
        ),
    ]);
    let mapping = Mapping::read(&files.path().join("mapping.yaml")).unwrap();
    let compiled = compile_mapped_units(&dataset(), files.path(), &mapping);
    assert_eq!(names(&compiled), [("bad", 0), ("one", 1)]);
    let messages: Vec<String> = compiled
        .diagnostics
        .iter()
        .map(|problem| format!("{:?} {}", problem.place.line_column(), problem.message))
        .collect();
    assert_eq!(
        messages,
        [
            "(2, 17) `level`: expected integer, found string \"high\"",
            "(1, 1) a file that is no unit: nothing in `files` matches it",
        ]
    );
}

#[test]
fn what_is_wrong_is_reported_at_its_line_and_the_rest_is_packed() {
    let files = folder(&[
        (
            "one.json",
            "{\"items\": [\n{\"id\": \"x\", \"zone\": \"of another unit\"},\n{\"id\": \"y\", \"level\": 4},\n\
             {\"id\": \"z\", \"level\": 6},\n{\"code\": \"c\"}]}",
        ),
        ("two.json", "{\"items\": [\n"),
        ("zones.json", "{\"zones\": {\n\"a\": {\"x\": 1}}}"),
    ]);
    let compiled = compile_units(&dataset(), files.path());
    assert_eq!(names(&compiled), [("one", 1), ("zones", 0)]);
    let shown = compiled.diagnostics.iter().map(|problem| {
        let path = problem.place.file.path.strip_prefix(files.path()).unwrap();
        let (line, _) = problem.place.line_column();
        format!("{} {}:{line} {}", problem.code, path.display(), problem.message)
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "SB0025 one.json:3 never 4",
            "SB0020 one.json:4 `level`: 6 is more than 5",
            "SB0021 one.json:5 `id`, which names a record of `item`, is missing",
            "SB0003 two.json:2 expected `,` or `]`, found the end",
            "SB0020 zones.json:2 `a`: nothing is allowed here",
        ]
    );
    let aside: Vec<&str> = compiled.set_aside.iter().map(|aside| aside.record.as_str()).collect();
    assert_eq!(aside, ["a/two", "a/item/one", "a/item/one/y", "a/item/one/z", "a/zone/zones/a"]);
}

#[test]
fn what_is_said_of_the_schema_and_the_patterns_can_be_printed() {
    let mut dataset = dataset();
    let files = folder(&[("a.txt", ""), ("b.json", "{\"items\": [{\"id\": \"x\"}]}")]);
    dataset.files = Some(vec![seedbank_codegen::model::FilePattern {
        glob: "*".to_owned(),
        at: None,
        body: None,
    }]);
    dataset.schema["properties"]["items"]["items"]["x-validations"][0]["rule"] =
        "self.level > 1".into();
    let text = human(&compile_units(&dataset, files.path()).diagnostics, false);
    for line in ["bundle:a/dataset.yaml:3:5", "bundle:a/schema.json:", "picked by this pattern"] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    dataset.schema = serde_json::Value::Null;
    let refused = compile_units(&dataset, files.path());
    assert!(refused.packed.is_none() && !refused.diagnostics.is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_reported() {
    let compiled = compile_units(&dataset(), Path::new("/no/such/folder"));
    assert!(compiled.diagnostics[0].message.starts_with("can't read the folder: "));
}
