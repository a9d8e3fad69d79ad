//! A data folder as `build.rs` sees it.

use std::fs;
use std::path::Path;

use seedbank_codegen::diagnostic::Code;
use seedbank_codegen::{build, compile};
use tempfile::TempDir;

const SCHEMA: &str = r##"{
  "type": "object",
  "properties": { "items": { "type": "array", "items": { "$ref": "#/$defs/item" } } },
  "$defs": { "item": {
    "type": "object", "x-collection": "item", "x-key": "id", "required": ["id"],
    "properties": {
      "id": { "type": "string" },
      "email": { "type": "string", "x-index": "unique" },
      "level": { "type": "integer", "minimum": 1, "maximum": 5 }
    } } }
}"##;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "a/dataset.yaml", "title: A\nversion: '1'\n");
    write(&folder, "a/schema.json", SCHEMA);
    write(&folder, "a/one.json", r#"{"items": [{"id": "x", "level": 1}, {"id": "y"}]}"#);
    write(&folder, "a/two.yaml", "items:\n- id: x\n  level: 2\n");
    folder
}

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn lock(folder: &TempDir) {
    let lock = compile(folder.path()).lock;
    fs::write(lock.path, lock.next.text()).unwrap();
}

fn codes(folder: &TempDir) -> Vec<Code> {
    compile(folder.path()).diagnostics.iter().map(|problem| problem.code).collect()
}

fn set_aside(folder: &TempDir) -> Vec<String> {
    compile(folder.path()).set_aside.into_iter().map(|aside| aside.record).collect()
}

fn built(data: &Path) -> [Vec<u8>; 3] {
    let out = tempfile::tempdir().unwrap();
    build(data, out.path(), false).unwrap();
    ["seedbank.rs", "seedbank.bin", "seedbank.str"]
        .map(|name| fs::read(out.path().join(name)).unwrap())
}

#[test]
fn the_same_data_gives_the_same_bytes_wherever_it_lies() {
    assert!(built(folder().path()) == built(folder().path()));
}

#[test]
fn comments_order_and_line_ends_change_no_hash_and_content_does() {
    let folder = folder();
    let hash = || compile(folder.path()).packed.unwrap().model().datasets[0].hash.clone();
    let before = hash();
    write(
        &folder,
        "a/one.json",
        "\u{feff}{\r\n\"items\": [{\"level\": 1.0, \"id\": \"x\"}, {\"id\": \"y\"}]}",
    );
    write(&folder, "a/two.yaml", "# a comment\nitems: [{level: 2, id: x}]\n");
    assert_eq!(hash(), before);
    write(&folder, "a/two.yaml", "items: [{level: 3, id: x}]\n");
    assert_ne!(hash(), before);
}

#[test]
fn every_file_and_folder_is_named_to_cargo() {
    let folder = folder();
    lock(&folder);
    let out = tempfile::tempdir().unwrap();
    let instructions = build(folder.path(), out.path(), true).unwrap();
    for name in [
        "",
        "/a",
        "/a/dataset.yaml",
        "/a/schema.json",
        "/a/one.json",
        "/a/two.yaml",
        "/seedbank.lock",
    ] {
        let line = format!("cargo::rerun-if-changed={}{name}\n", folder.path().display());
        assert!(instructions.contains(&line), "{line} in {instructions}");
    }
}

#[test]
fn a_stale_lock_warns_here_and_stops_a_locked_build() {
    let (folder, out) = (folder(), tempfile::tempdir().unwrap());
    let instructions = build(folder.path(), out.path(), false).unwrap();
    assert!(instructions.contains("cargo::warning=[SB0031]"), "{instructions}");
    let error = build(folder.path(), out.path(), true).unwrap_err();
    assert!(error.to_string().contains("error[SB0031]"), "{error}");
    lock(&folder);
    assert!(!build(folder.path(), out.path(), true).unwrap().contains("warning"));
}

#[test]
fn a_build_with_an_error_shows_the_line_and_writes_nothing() {
    let (folder, out) = (folder(), tempfile::tempdir().unwrap());
    write(&folder, "a/two.yaml", "items:\n- id: x\n  level: 9\n");
    let error = format!("{:?}", build(folder.path(), out.path(), false).unwrap_err());
    assert!(error.contains("a/two.yaml:3:10") && error.contains("level: 9"), "{error}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn what_is_wrong_is_set_aside_and_the_rest_is_packed() {
    let folder = folder();
    write(&folder, "a/one.json", r#"{"items": [{"id": "x", "level": 9}, {"id": "y"}]}"#);
    write(&folder, "a/two.yaml", "items: [\n");
    assert_eq!(set_aside(&folder), ["a/two", "a/item/one/x"]);
    let packed = compile(folder.path()).packed.unwrap();
    assert_eq!(packed.model().datasets[0].collections[0].unit_rows, [1]);

    write(&folder, "a/schema.json", "{ \"x-colection\": \"a\" }");
    assert_eq!(set_aside(&folder), ["a"]);
}

#[test]
fn a_unique_index_is_unique_in_the_dataset() {
    let folder = folder();
    write(&folder, "a/one.json", r#"{"items": [{"id": "x", "email": "a@example.org"}]}"#);
    write(&folder, "a/two.yaml", "items:\n- id: x\n  email: a@example.org\n");
    let problems = compile(folder.path()).diagnostics;
    assert_eq!(problems[0].code, Code::DuplicateIndex);
    assert_eq!(problems[0].place.line_column(), (3, 10));
    assert_eq!(problems[0].related[0].0.line_column(), (1, 33));
}

#[test]
fn a_rename_names_a_record_that_is_there_and_one_that_is_gone() {
    let folder = folder();
    let manifest =
        |renamed: &str| format!("title: A\nversion: '1'\nrenamed_from: {{ {renamed} }}\n");
    for (renamed, expected) in [
        ("item: { one/x: old }", vec![]),
        ("item: { one/x: y }", vec![Code::Renamed]),
        ("item: { one/gone: old }", vec![Code::Renamed]),
        ("item: { x: old }", vec![Code::Renamed]),
        ("itme: { one/x: old }", vec![Code::Renamed]),
    ] {
        write(&folder, "a/dataset.yaml", &manifest(renamed));
        lock(&folder);
        assert_eq!(codes(&folder), expected, "{renamed}");
    }
}

#[test]
fn a_dataset_without_a_record_is_an_error() {
    let folder = folder();
    write(&folder, "a/one.json", "{}");
    fs::remove_file(folder.path().join("a/two.yaml")).unwrap();
    assert_eq!(codes(&folder), [Code::EmptyDataset]);
}

#[test]
fn only_the_lock_moves_a_generation() {
    let folder = folder();
    let generation = || compile(folder.path()).packed.unwrap().model().datasets[0].generation;
    assert_eq!(generation(), 1);
    lock(&folder);
    write(&folder, "a/two.yaml", "items: [{ id: z }]\n");
    assert_eq!(generation(), 1);
    lock(&folder);
    assert_eq!(generation(), 2);
}

#[test]
fn a_broken_lock_orders_nothing_so_nothing_is_packed() {
    let folder = folder();
    write(&folder, "seedbank.lock", "a:\n  generation: many\n");
    assert_eq!(codes(&folder), [Code::BrokenLock]);
    assert!(compile(folder.path()).packed.is_none());
}

#[test]
fn what_the_manifest_says_of_databases_is_content() {
    let folder = folder();
    let hash = || compile(folder.path()).packed.unwrap().model().datasets[0].hash.clone();
    let mut hashes = Vec::new();
    for line in [
        "",
        "database: false\n",
        "merge: once\n",
        "removed: delete\n",
        "renamed_from: { item: { one/x: w } }\n",
    ] {
        write(&folder, "a/dataset.yaml", &format!("title: A\nversion: '1'\n{line}"));
        hashes.push(hash());
    }
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 5);
}

#[test]
fn what_goes_to_git_and_what_is_reviewed_must_be_in_the_schema() {
    let folder = folder();
    for (line, place, message) in [
        ("git: { collection: itme, file: 'n/{id}.md' }", (3, 20), "no collection `itme`"),
        ("git: { collection: item, file: 'n/{mail}.md' }", (3, 32), "`item` has no field `mail`"),
        ("git: { collection: item, file: '{level}.md' }", (3, 32), "`level` is no text"),
        ("review: { collection: item, field: id }", (3, 36), "`id` can't be `draft`"),
    ] {
        write(&folder, "a/dataset.yaml", &format!("title: A\nversion: '1'\n{line}\n"));
        let found = compile(folder.path()).diagnostics;
        let [problem, ..] = &found[..] else { panic!("{line}") };
        assert_eq!((problem.code, problem.place.line_column()), (Code::Manifest, place), "{line}");
        assert!(problem.message.contains(message), "{}", problem.message);
    }
    write(
        &folder,
        "a/dataset.yaml",
        "title: A\nversion: '1'\ngit: { collection: item, file: '{id}.md' }\n",
    );
    let root = r#"{ "type": "object", "x-collection": "item", "properties": { "id": { "type": "string" } } }"#;
    write(&folder, "a/schema.json", root);
    let found = compile(folder.path()).diagnostics;
    assert!(
        found.iter().any(|problem| problem.message.contains("named by its file")),
        "{}",
        seedbank_codegen::diagnostic::human(&found, false)
    );
    write(&folder, "a/schema.json", SCHEMA);
    let right = "title: A\nversion: '1'\ngit: { collection: item, file: '{id}.md' }\n";
    write(&folder, "a/dataset.yaml", right);
    let packed = compile(folder.path()).packed.unwrap();
    let git = packed.model().datasets[0].git.as_ref().unwrap();
    assert_eq!((git.folder.as_str(), git.field.as_str(), git.ending.as_str()), ("", "id", "md"));
}

#[test]
fn a_record_that_cannot_be_packed_is_in_no_hash() {
    let folder = folder();
    write(
        &folder,
        "a/schema.json",
        &SCHEMA.replace(r#""minimum": 1, "maximum": 5"#, r#""minimum": -1"#),
    );
    let unit_hash =
        || compile(folder.path()).packed.unwrap().model().datasets[0].units[0].hash.clone();
    write(&folder, "a/one.json", r#"{"items": [{"id": "y"}]}"#);
    let without = unit_hash();
    write(
        &folder,
        "a/one.json",
        r#"{"items": [{"id": "x", "level": 18446744073709551615}, {"id": "y"}]}"#,
    );
    assert_eq!(codes(&folder), [Code::PackLimit]);
    assert_eq!(set_aside(&folder), ["a/item/one/x"]);
    assert_eq!(unit_hash(), without);
}

#[test]
fn an_error_in_a_template_sets_aside_every_record_that_takes_it() {
    let folder = folder();
    write(
        &folder,
        "a/two.yaml",
        "items:\n- &t { id: one, level: 9 }\n- { <<: *t, id: two }\n- { id: three }\n",
    );
    assert_eq!(set_aside(&folder), ["a/item/two/one", "a/item/two/two"]);
}

#[test]
fn a_record_without_a_key_takes_only_itself_along() {
    let folder = folder();
    write(&folder, "a/two.yaml", "items:\n- { id: x }\n- { level: 2 }\n- { id: x }\n- { id: y }\n");
    assert_eq!(set_aside(&folder), ["a/item/two", "a/item/two"]);
    let packed = compile(folder.path()).packed.unwrap();
    assert_eq!(packed.model().datasets[0].collections[0].unit_rows, [2, 2]);
}

#[test]
fn a_derived_field_inside_of_a_record_is_refused() {
    let folder = folder();
    let inner =
        r#""inner": { "type": "object", "properties": { "made": { "x-derived": true } } }, "id""#;
    write(
        &folder,
        "a/schema.json",
        &SCHEMA.replacen(r#""id""#, inner, 3).replacen(inner, r#""id""#, 2),
    );
    assert_eq!(codes(&folder), [Code::Annotation]);
}

#[test]
fn an_error_in_one_dataset_hides_none_in_another() {
    let folder = folder();
    write(&folder, "a/two.yaml", "items: [{ id: [x] }]\n");
    write(&folder, "b/dataset.yaml", "title: B\nversion: '1'\n");
    write(&folder, "b/schema.json", SCHEMA);
    write(&folder, "b/one.json", "{}");
    let codes = codes(&folder);
    assert!(codes.contains(&Code::Invalid) || codes.contains(&Code::MissingKey), "{codes:?}");
    assert!(codes.contains(&Code::EmptyDataset), "{codes:?}");
}

#[test]
fn an_error_in_the_schema_sets_the_dataset_aside() {
    let folder = folder();
    write(
        &folder,
        "a/schema.json",
        &SCHEMA.replace(r#""x-index": "unique""#, r#""x-ref": "itme""#),
    );
    assert_eq!(set_aside(&folder), ["a"]);
    assert_eq!(
        compile(folder.path()).packed.unwrap().model().datasets[0].collections[0].unit_rows,
        [0, 0]
    );
}
