//! Records leave the database as seed files, and come back as they were.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use seedbank::{
    Bundle, Database, Edit, Error, Export, ExportFormat, ExportOptions, FileVerdict, ImportOptions,
};
use seedbank_codegen::{UnitText, compile_unit_texts};
use serde_json::json;

use crate::database::{Scratch, count, on_each};
use crate::edits::{anna, name, set};
use crate::release::Release;

on_each!(
    a_changed_field_changes_its_own_line_and_no_other,
    export_import_export_is_byte_for_byte_the_same,
    what_only_a_file_has_is_never_overwritten,
    what_the_database_once_had_is,
    a_file_with_something_wrong_is_left_alone,
    a_unit_without_records_is_an_empty_file_where_that_may_be,
    a_new_unit_is_named_as_the_others_are,
    the_datasets_of_this_repository_leave_and_come_back,
);

pub const UNIT: &str = "# The county's list.
categories:
  kick: { title: Kicking }   # by foot

skills:
  - code: solo
    name: 'Soloing'   # while running
    min: 1

  - { code: hop, name: Hopping, category: kick }
";

pub fn first() -> Bundle {
    Release::new(1).unit("gaa", UNIT).bundle()
}

pub fn export(database: &Database, bundle: &Bundle, to: &Path) -> Export {
    database.export(bundle, to, &ExportOptions::new(ExportFormat::Seed)).unwrap()
}

/// A data folder with the one file.
pub fn data(database: &Scratch) -> (PathBuf, PathBuf) {
    let folder = database.directory().join("data");
    let file = folder.join("club/gaa.yaml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, UNIT).unwrap();
    (folder, file)
}

pub fn verdicts(export: &Export) -> Vec<FileVerdict> {
    export.files.iter().map(|file| file.verdict).collect()
}

/// The texts of all files, by their paths below the folder.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                files.insert(path.strip_prefix(folder).unwrap().to_owned(), text);
            }
        }
    }
    files
}

fn a_changed_field_changes_its_own_line_and_no_other(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let (folder, file) = data(database);
    let db = database.open();
    let unchanged = export(&db, &bundle, &folder);
    assert_eq!(
        (verdicts(&unchanged), unchanged.files[0].records),
        (vec![FileVerdict::Unchanged], 3)
    );
    db.edit(&bundle, &name(), &set("name", json!("Solo run")), &anna()).unwrap();
    let done = export(&db, &bundle, &folder);
    assert_eq!((verdicts(&done), done.left_out), (vec![FileVerdict::Changed], vec![]));
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text, UNIT.replace("'Soloing' ", "'Solo run' "));
    assert_eq!(verdicts(&export(&db, &bundle, &folder)), [FileVerdict::Unchanged]);
    // Into an empty folder it is written anew.
    let empty = database.directory().join("empty");
    assert_eq!(verdicts(&export(&db, &bundle, &empty)), [FileVerdict::New]);
    let text = fs::read_to_string(empty.join("club/gaa.yaml")).unwrap();
    assert_eq!(
        text,
        "categories:\n  kick:\n    title: Kicking\nskills:\n  - code: solo\n    min: 1\n    name: Solo run\n  \
         - category: kick\n    code: hop\n    name: Hopping\n"
    );
}

/// Boots another database with the bundle, and brings the files in.
fn imported(other: &Scratch, bundle: &Bundle, files: &BTreeMap<PathBuf, String>) {
    other.boot(bundle).unwrap();
    let db = other.open();
    for dataset in bundle.model().datasets.iter().filter(|dataset| dataset.database) {
        let own = files.iter().filter_map(|(path, text)| {
            let relative = path.strip_prefix(&dataset.name).ok()?.to_str().unwrap().to_owned();
            Some(UnitText { relative, path: path.clone(), bytes: text.as_bytes().into() })
        });
        let compiled = compile_unit_texts(dataset, own);
        assert_eq!(compiled.set_aside, []);
        let files = Bundle::from_packed(compiled.packed.unwrap());
        let done = db.import(bundle, &files, ImportOptions::new().allow_delete(), &anna());
        assert_eq!(done.unwrap().brought.left_out, []);
    }
}

/// That another database which takes in what this one gives gives the same: into an empty folder, and into
/// one with the factory's file.
fn assert_round_trip(database: &Scratch, bundle: &Bundle) {
    let other = database.another();
    let (empty, again) = (database.directory().join("empty"), other.directory().join("empty"));
    let done = export(&database.open(), bundle, &empty);
    assert_eq!(done.left_out, []);
    imported(&other, bundle, &files(&empty));
    let done = export(&other.open(), bundle, &again);
    assert_eq!(done.left_out, []);
    assert_eq!(files(&again), files(&empty));
    let ((folder, _), (folder_again, _)) = (data(database), data(&other));
    export(&database.open(), bundle, &folder);
    export(&other.open(), bundle, &folder_again);
    assert_eq!(files(&folder_again), files(&folder));
    // What the surgery left is what would be written anew.
    let third = Scratch::sqlite();
    imported(&third, bundle, &files(&folder));
    let anew = third.directory().join("empty");
    export(&third.open(), bundle, &anew);
    assert_eq!(files(&anew), files(&empty));
}

fn export_import_export_is_byte_for_byte_the_same(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    assert_round_trip(database, &bundle);
    let db = database.open();
    db.edit(&bundle, &name(), &set("hint", json!("low\n\n  and: 'fast' # really\n")), &anna())
        .unwrap();
    db.delete(&bundle, &"club/skill/gaa/hop".parse().unwrap(), &anna()).unwrap();
    assert_round_trip(database, &bundle);
}

/// What a person does.
#[derive(Debug, Clone)]
enum Step {
    Set(&'static str, &'static str, String),
    Number(&'static str, i64),
    Tags(Vec<String>),
    Levels(Vec<(u8, String)>),
    Unset(&'static str),
    Delete(&'static str),
    Restore(&'static str),
}

fn step() -> impl Strategy<Value = Step> {
    let text = || {
        prop_oneof![
            "[a-z]{2,8}",
            "[ -~\n\t]{2,20}",
            "[a-zäß€😀:#'\"-]{2,12}",
            "(yes|no|~|null|0x1F|1e3)"
        ]
    };
    let record = || prop_oneof![Just("solo"), Just("hop")];
    prop_oneof![
        3 => (record(), prop_oneof![Just("name"), Just("hint")], text())
            .prop_map(|(record, field, text)| Step::Set(record, field, text)),
        1 => (record(), any::<i64>()).prop_map(|(record, number)| Step::Number(record, number)),
        1 => prop::collection::btree_set(text(), 0..4).prop_map(|tags| Step::Tags(tags.into_iter().collect())),
        1 => prop::collection::btree_map(0_u8..9, text(), 0..4)
            .prop_map(|levels| Step::Levels(levels.into_iter().collect())),
        1 => prop_oneof![Just("hint"), Just("tags"), Just("levels"), Just("category")].prop_map(Step::Unset),
        1 => record().prop_map(Step::Delete),
        1 => record().prop_map(Step::Restore),
    ]
}

fn take(db: &Database, bundle: &Bundle, step: &Step) -> Result<(), Error> {
    let skill = |key: &str| format!("club/skill/gaa/{key}").parse().unwrap();
    let edit = |key: &str, edit: &Edit| db.edit(bundle, &skill(key), edit, &anna()).map(|_| ());
    match step {
        Step::Set(key, field, text) => edit(key, &set(field, json!(text))),
        Step::Number(key, number) => edit(key, &set("min", json!(number))),
        Step::Tags(tags) => edit("solo", &set("tags", json!(tags))),
        Step::Levels(levels) => {
            let level =
                |(age, text): &(u8, String)| json!({"age": format!("u{age}"), "text": text});
            edit("hop", &set("levels", json!(levels.iter().map(level).collect::<Vec<_>>())))
        }
        Step::Unset(field) => edit("hop", &Edit::new().remove(field).unwrap()),
        Step::Delete(key) => db.delete(bundle, &skill(key), &anna()),
        Step::Restore(key) => db.restore(&skill(key), &anna()),
    }
}

fn any_edits_round_trip(database: &Scratch) {
    let bundle = first();
    let config = ProptestConfig {
        cases: count("SEEDBANK_TEST_EXPORTS", 12),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(steps in prop::collection::vec(step(), 1..8))| {
        database.clear();
        let _ = fs::remove_dir_all(database.directory().join("empty"));
        let _ = fs::remove_dir_all(database.directory().join("data"));
        database.boot(&bundle).unwrap();
        let db = database.open();
        for step in &steps {
            // What is refused changes nothing.
            let _ = take(&db, &bundle, step);
        }
        assert_round_trip(database, &bundle);
    });
}

on_each!(any_edits_round_trip);

fn what_only_a_file_has_is_never_overwritten(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let (folder, file) = data(database);
    let db = database.open();
    db.edit(&bundle, &name(), &set("min", json!(2)), &anna()).unwrap();
    for ahead in [
        UNIT.replace("Hopping", "Hop"),
        format!("{UNIT}  - {{ code: run, name: Running }}\n"),
        UNIT.replace("by foot", "by foot or hand").replace("min: 1", "min: 5"),
    ] {
        fs::write(&file, &ahead).unwrap();
        let done = export(&db, &bundle, &folder);
        assert_eq!(verdicts(&done), []);
        assert_eq!(done.left_out[0].record, "club/gaa");
        assert!(
            done.left_out[0].reason.contains("what the database never had (skill `"),
            "{done:?}"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), ahead);
    }
    // What a comment says is no matter of the database's.
    fs::write(&file, UNIT.replace("by foot", "by foot or hand")).unwrap();
    assert_eq!(verdicts(&export(&db, &bundle, &folder)), [FileVerdict::Changed]);
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text, UNIT.replace("by foot", "by foot or hand").replace("min: 1", "min: 2"));
}

fn what_the_database_once_had_is(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let (folder, file) = data(database);
    let db = database.open();
    for name_now in ["Solo", "Solo run", "Soloing"] {
        db.edit(&bundle, &name(), &set("name", json!(name_now)), &anna()).unwrap();
        assert_eq!(verdicts(&export(&db, &bundle, &folder)), [FileVerdict::Changed], "{name_now}");
        // A file of an earlier export is behind, and not ahead.
        let old = fs::read_to_string(&file).unwrap();
        db.edit(&bundle, &name(), &set("min", json!(name_now.len())), &anna()).unwrap();
        assert_eq!(verdicts(&export(&db, &bundle, &folder)), [FileVerdict::Changed]);
        assert_ne!(fs::read_to_string(&file).unwrap(), old);
    }
    db.delete(&bundle, &name(), &anna()).unwrap();
    assert_eq!(verdicts(&export(&db, &bundle, &folder)), [FileVerdict::Changed]);
    assert!(!fs::read_to_string(&file).unwrap().contains("solo"));
}

fn a_file_with_something_wrong_is_left_alone(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let (folder, file) = data(database);
    let db = database.open();
    db.edit(&bundle, &name(), &set("min", json!(2)), &anna()).unwrap();
    for (wrong, place) in [
        (UNIT.replace("Hopping", "H"), "club/gaa.yaml:10:24"),
        (UNIT.replace("skills:", "skills: ["), "club/gaa.yaml:"),
    ] {
        fs::write(&file, &wrong).unwrap();
        let done = export(&db, &bundle, &folder);
        let [aside] = &done.left_out[..] else { panic!("{done:?}") };
        assert!(aside.reason.contains("something wrong in it, and was left alone"), "{aside:?}");
        assert!(aside.reason.contains(place), "{aside:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), wrong);
    }
}

fn a_unit_without_records_is_an_empty_file_where_that_may_be(database: &Scratch) {
    let two = Release::new(1).unit("gaa", UNIT).unit("one", "skills: [{ code: one, name: One }]\n");
    let bundle = two.bundle();
    database.boot(&bundle).unwrap();
    let db = database.open();
    db.delete(&bundle, &"club/skill/one/one".parse().unwrap(), &anna()).unwrap();
    let (folder, _) = data(database);
    let file = folder.join("club/one.yaml");
    fs::write(&file, "skills: [{ code: one, name: One }]\n").unwrap();
    let done = export(&db, &bundle, &folder);
    assert_eq!((verdicts(&done).len(), done.files[1].records), (2, 0));
    assert_eq!(fs::read_to_string(&file).unwrap(), "skills: []\n");
    assert_eq!(done.left_out, []);
    assert_round_trip_of_nothing(database, &bundle);
}

/// An empty file deletes what it does not have.
fn assert_round_trip_of_nothing(database: &Scratch, bundle: &Bundle) {
    let other = database.another();
    let (empty, again) = (database.directory().join("empty"), other.directory().join("empty"));
    export(&database.open(), bundle, &empty);
    imported(&other, bundle, &files(&empty));
    export(&other.open(), bundle, &again);
    assert_eq!(files(&again), files(&empty));
    assert_eq!(other.text("SELECT count(*) FROM club_skill WHERE unit = 'one'"), "0");
}

fn a_new_unit_is_named_as_the_others_are(database: &Scratch) {
    let bundle =
        Release::new(1).manifest("files: [gaa.yaml, \"*.json\"]\n").unit("gaa", UNIT).bundle();
    database.boot(&bundle).unwrap();
    let text = "skills: [{ code: juggle, name: Juggling }]";
    let file = UnitText {
        relative: "east/soccer.yaml".to_owned(),
        path: "soccer.yaml".into(),
        bytes: text.as_bytes().into(),
    };
    let flat = UnitText { relative: "rugby.yaml".to_owned(), ..file.clone() };
    let compiled = compile_unit_texts(&bundle.model().datasets[0], [file, flat]);
    let new = Bundle::from_packed(compiled.packed.unwrap());
    let db = database.open();
    db.import(&bundle, &new, ImportOptions::new(), &anna()).unwrap();
    let folder = database.directory().join("out");
    export(&db, &bundle, &folder);
    // What a pattern matches comes first, then what most files are.
    let names: Vec<_> = files(&folder).into_keys().map(|path| path.display().to_string()).collect();
    assert_eq!(names, ["club/east/soccer.yaml", "club/gaa.yaml", "club/rugby.json"]);
}

fn the_datasets_of_this_repository_leave_and_come_back(database: &Scratch) {
    let bundle = &seedbank::BUNDLE;
    database.boot(bundle).unwrap();
    let db = database.open();
    // A folder that is as the bundle says stays as it is, to the byte.
    let folder = database.directory().join("data");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for (path, text) in files(&data) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let done = export(&db, bundle, &folder);
    assert!(done.files.len() > 50, "{}", done.files.len());
    assert!(verdicts(&done).iter().all(|verdict| *verdict == FileVerdict::Unchanged), "{done:?}");
    assert_eq!(done.left_out, []);
    let empty = database.directory().join("empty");
    assert_eq!(export(&db, bundle, &empty).left_out, []);
    let other = database.another();
    imported(&other, bundle, &files(&empty));
    assert_eq!(other.open().drift(bundle).unwrap(), []);
    let again = other.directory().join("empty");
    export(&other.open(), bundle, &again);
    assert_eq!(files(&again), files(&empty));
}
