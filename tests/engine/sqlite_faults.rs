//! What can be wrong with a file.

use seedbank::{Bundle, Database, Error, Verdict};
use serde_json::json;
use std::path::Path;

use crate::database::Scratch;
use crate::fixture::Fixture;

fn bundle(generation: u64) -> Bundle {
    let record = json!({ "n": generation });
    Fixture::new("skills", generation).unit("gaa", &[("a", record)]).bundle()
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let database = Scratch::sqlite();
    let text = "this is a shopping list, and not a short one\n".repeat(50);
    std::fs::write(database.path(), &text).unwrap();
    let error = database.boot(&bundle(1)).unwrap_err();
    assert!(matches!(error, Error::NotADatabase { .. }), "{error}");
    assert_eq!(database.contents(), text.into_bytes());
}

#[test]
fn an_empty_file_is_an_empty_database() {
    let database = Scratch::sqlite();
    std::fs::write(database.path(), "").unwrap();
    assert_eq!(database.boot(&bundle(1)).unwrap().verdict, Verdict::Imported);
}

#[test]
fn a_damaged_database_is_an_error() {
    let database = Scratch::sqlite();
    let records: Vec<_> =
        (0..2000).map(|n| (&*format!("k{n}").leak(), json!({ "n": n }))).collect();
    let records: Vec<(&str, _)> = records.into_iter().collect();
    database.boot(&Fixture::new("skills", 1).unit("gaa", &records).bundle()).unwrap();
    let mut bytes = database.contents();
    let end = bytes.len();
    bytes[4096..end].fill(0xa5);
    std::fs::write(database.path(), bytes).unwrap();
    let error = database.boot(&bundle(2)).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

#[test]
fn a_read_only_database_serves_and_does_not_update() {
    let database = Scratch::sqlite();
    database.boot(&bundle(2)).unwrap();
    let bytes = database.contents();
    let read_only = Database::open(&format!("{}?mode=ro", database.url())).unwrap();
    assert_eq!(read_only.boot(&bundle(2)).unwrap().verdict, Verdict::UpToDate);
    assert_eq!(read_only.boot(&bundle(1)).unwrap().verdict, Verdict::OlderThanDatabase);
    assert_eq!(read_only.status(&bundle(3)).unwrap().len(), 1);
    let error = read_only.boot(&bundle(3)).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    assert!(error.to_string().contains("write access"), "{error}");
    assert!(database.contents() == bytes);
}

#[test]
fn a_file_without_write_permission_is_the_same() {
    let database = Scratch::sqlite();
    database.boot(&bundle(1)).unwrap();
    let mut permissions = std::fs::metadata(database.path()).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(database.path(), permissions).unwrap();
    let superuser = std::fs::OpenOptions::new().append(true).open(database.path()).is_ok();
    match database.boot(&bundle(2)) {
        Err(error) => assert!(matches!(error, Error::ReadOnly { .. }), "{error}"),
        // No permission holds the superuser back, so all of it is written.
        Ok(report) => {
            assert!(superuser);
            assert_eq!(report.verdict, Verdict::Updated);
            assert_eq!(database.text("SELECT n FROM skills_item"), "2");
        }
    }
}

#[test]
fn a_place_where_no_file_can_be_is_an_error() {
    let scratch = Scratch::sqlite();
    let directory = scratch.directory();
    let message = |path: &Path| {
        let url = format!("sqlite://{}", path.display());
        Database::open(&url).unwrap_err().to_string()
    };
    assert!(message(directory).contains("is a directory"));
    let missing = message(&directory.join("not/there/x.db"));
    assert!(missing.contains("not/there does not exist; create it first"), "{missing}");
    let read_only = message(&directory.join("x.db?mode=ro"));
    assert!(read_only.contains("no such file"), "{read_only}");
    assert!(!directory.join("not").exists() && !directory.join("x.db").exists());
}

#[test]
fn seedbank_names_what_the_url_should_be() {
    let error = Database::open("seedbank.db").unwrap_err().to_string();
    assert!(error.contains("write `sqlite://seedbank.db`"), "{error}");
}

#[test]
fn the_applications_settings_and_tables_stay_as_they_are() {
    let database = Scratch::sqlite();
    database.run("PRAGMA journal_mode = WAL; CREATE TABLE club (x); INSERT INTO club VALUES (1)");
    database.boot(&bundle(1)).unwrap();
    assert_eq!(database.text("PRAGMA journal_mode"), "wal");
    assert_eq!(database.text("SELECT x FROM club"), "1");
}
