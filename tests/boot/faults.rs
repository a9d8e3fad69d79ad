//! A clear error, and nothing lost.

use std::path::Path;
use std::time::{Duration, Instant};

use seedbank::{Bundle, Database, Error, OpenOptions, Verdict};
use serde_json::json;

use crate::Scratch;
use crate::fixture::Fixture;

fn bundle(generation: u64) -> Bundle {
    let record = json!({ "n": generation });
    Fixture::new("skills", generation).unit("gaa", &[("a", record)]).bundle()
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let database = Scratch::new();
    let text = "this is a shopping list, and not a short one\n".repeat(50);
    std::fs::write(&database.path, &text).unwrap();
    let error = database.boot(&bundle(1)).unwrap_err();
    assert!(matches!(error, Error::NotADatabase { .. }), "{error}");
    assert_eq!(database.bytes(), text.into_bytes());
}

#[test]
fn an_empty_file_is_an_empty_database() {
    let database = Scratch::new();
    std::fs::write(&database.path, "").unwrap();
    assert_eq!(database.boot(&bundle(1)).unwrap().verdict, Verdict::Imported);
}

#[test]
fn a_damaged_database_is_an_error() {
    let database = Scratch::new();
    let records: Vec<_> =
        (0..2000).map(|n| (&*format!("k{n}").leak(), json!({ "n": n }))).collect();
    let records: Vec<(&str, _)> = records.into_iter().collect();
    database.boot(&Fixture::new("skills", 1).unit("gaa", &records).bundle()).unwrap();
    let mut bytes = database.bytes();
    let end = bytes.len();
    bytes[4096..end].fill(0xa5);
    std::fs::write(&database.path, bytes).unwrap();
    let error = database.boot(&bundle(2)).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

#[test]
fn a_read_only_database_serves_and_does_not_update() {
    let database = Scratch::new();
    database.boot(&bundle(2)).unwrap();
    let bytes = database.bytes();
    let read_only = Database::open(&format!("{}?mode=ro", database.url())).unwrap();
    assert_eq!(read_only.boot(&bundle(2)).unwrap().verdict, Verdict::UpToDate);
    assert_eq!(read_only.boot(&bundle(1)).unwrap().verdict, Verdict::OlderThanDatabase);
    assert_eq!(read_only.status(&bundle(3)).unwrap().len(), 1);
    let error = read_only.boot(&bundle(3)).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    assert!(error.to_string().contains("write access"), "{error}");
    assert!(database.bytes() == bytes);
}

#[test]
fn a_file_without_write_permission_is_the_same() {
    let database = Scratch::new();
    database.boot(&bundle(1)).unwrap();
    let mut permissions = std::fs::metadata(&database.path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&database.path, permissions).unwrap();
    let superuser = std::fs::OpenOptions::new().append(true).open(&database.path).is_ok();
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
fn a_database_of_a_later_format_is_not_touched() {
    let database = Scratch::new();
    database.boot(&bundle(1)).unwrap();
    database.sql().execute("UPDATE seedbank_bundle SET format = 9", []).unwrap();
    let bytes = database.bytes();
    for generation in [1, 2] {
        let error = database.boot(&bundle(generation)).unwrap_err();
        assert!(matches!(error, Error::LaterFormat { found: 9, .. }), "{error}");
    }
    assert!(database.open().status(&bundle(1)).is_err());
    assert!(database.bytes() == bytes);
}

#[test]
fn a_later_format_is_known_by_its_number_alone() {
    let database = Scratch::new();
    database.boot(&bundle(1)).unwrap();
    let sql =
        "UPDATE seedbank_bundle SET format = 9; ALTER TABLE seedbank_bundle DROP COLUMN set_aside";
    database.sql().execute_batch(sql).unwrap();
    let bytes = database.bytes();
    let error = database.boot(&bundle(2)).unwrap_err();
    assert!(matches!(error, Error::LaterFormat { found: 9, known: 1, .. }), "{error}");
    assert!(database.bytes() == bytes);
    // The format that this build knows, and not its columns: something else is wrong.
    database.sql().execute("UPDATE seedbank_bundle SET format = 1", []).unwrap();
    let error = database.boot(&bundle(2)).unwrap_err();
    assert!(error.to_string().contains("no such column: set_aside"), "{error}");
}

#[test]
fn a_lock_that_is_held_longer_than_the_wait_is_an_error() {
    let database = Scratch::new();
    database.boot(&bundle(1)).unwrap();
    let other = database.sql();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let options = OpenOptions::default().wait(Duration::from_millis(300));
    let waiting = Database::open_with(&database.url(), &options).unwrap();
    // What has nothing to write does not wait.
    assert_eq!(waiting.boot(&bundle(1)).unwrap().verdict, Verdict::UpToDate);
    let began = Instant::now();
    let error = waiting.boot(&bundle(2)).unwrap_err();
    assert!(matches!(error, Error::Locked { .. }), "{error}");
    assert!(error.to_string().contains("0.3 s"), "{error}");
    assert!(began.elapsed() >= Duration::from_millis(250));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(waiting.boot(&bundle(2)).unwrap().verdict, Verdict::Updated);
}

#[test]
fn a_place_where_no_file_can_be_is_an_error() {
    let scratch = Scratch::new();
    let directory = scratch.path.parent().unwrap();
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
