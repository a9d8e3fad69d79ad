//! A clear error, and nothing lost.

use std::time::Duration;

use seedbank::{Bundle, Database, Error, OpenOptions, Verdict};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::fixture::Fixture;

on_each!(
    a_database_of_a_later_format_is_not_touched,
    a_later_format_is_known_by_its_number_alone,
    a_lock_that_is_held_longer_than_the_wait_is_an_error,
    an_import_that_fails_leaves_nothing_behind,
    a_name_that_is_taken_stops_the_boot_and_nothing_is_dropped,
    what_the_applications_own_rule_refuses_is_set_aside,
    a_renamed_record_that_is_refused_keeps_its_name,
);

fn bundle(generation: u64) -> Bundle {
    let record = json!({ "n": generation });
    Fixture::new("skills", generation).unit("gaa", &[("a", record)]).bundle()
}

fn a_database_of_a_later_format_is_not_touched(database: &Scratch) {
    database.boot(&bundle(1)).unwrap();
    database.run("UPDATE seedbank_bundle SET format = 9");
    let bytes = database.contents();
    for generation in [1, 2] {
        let error = database.boot(&bundle(generation)).unwrap_err();
        assert!(matches!(error, Error::LaterFormat { found: 9, .. }), "{error}");
    }
    assert!(database.open().status(&bundle(1)).is_err());
    assert!(database.contents() == bytes);
}

fn a_later_format_is_known_by_its_number_alone(database: &Scratch) {
    database.boot(&bundle(1)).unwrap();
    let sql =
        "UPDATE seedbank_bundle SET format = 9; ALTER TABLE seedbank_bundle DROP COLUMN set_aside";
    database.run(sql);
    let bytes = database.contents();
    let error = database.boot(&bundle(2)).unwrap_err();
    assert!(matches!(error, Error::LaterFormat { found: 9, known: 1, .. }), "{error}");
    assert!(database.contents() == bytes);
    // The format that this build knows, and not its columns: something else is wrong.
    database.run("UPDATE seedbank_bundle SET format = 1");
    let error = database.boot(&bundle(2)).unwrap_err();
    assert!(error.to_string().contains("set_aside"), "{error}");
}

fn a_lock_that_is_held_longer_than_the_wait_is_an_error(database: &Scratch) {
    database.boot(&bundle(1)).unwrap();
    let other = database.lock();
    let options = OpenOptions::default().wait(Duration::from_millis(300));
    let waiting = Database::open_with(&database.url(), &options).unwrap();
    // What has nothing to write does not wait.
    assert_eq!(waiting.boot(&bundle(1)).unwrap().verdict, Verdict::UpToDate);
    let error = waiting.boot(&bundle(2)).unwrap_err();
    assert!(matches!(error, Error::Locked { .. }), "{error}");
    assert!(error.to_string().contains("0.3 s"), "{error}");
    drop(other);
    assert_eq!(waiting.boot(&bundle(2)).unwrap().verdict, Verdict::Updated);
}

fn an_import_that_fails_leaves_nothing_behind(database: &Scratch) {
    database.run("CREATE TABLE skills_item (x integer)");
    let before = database.contents();
    for _ in 0..2 {
        let error = database.boot(&bundle(1)).unwrap_err();
        assert!(matches!(error, Error::NameTaken { .. }), "{error}");
        assert!(database.is_sqlite() || database.contents() == before);
        assert!(
            database.open().status(&bundle(1)).unwrap().iter().all(|unit| unit.imported.is_none())
        );
    }
    database.run("DROP TABLE skills_item");
    assert_eq!(database.boot(&bundle(1)).unwrap().verdict, Verdict::Imported);
}

fn a_name_that_is_taken_stops_the_boot_and_nothing_is_dropped(database: &Scratch) {
    for (create, kind) in [
        ("CREATE TABLE skills_item (x integer)", "TABLE"),
        ("CREATE VIEW skills_item AS SELECT 1 AS x", "VIEW"),
    ] {
        database.run(create);
        let error = database.boot(&bundle(1)).unwrap_err().to_string();
        let expected = format!("the application's {} `skills_item`", kind.to_lowercase());
        assert!(error.contains(&expected), "{error}");
        database.text("SELECT count(x) FROM skills_item");
        database.run(&format!("DROP {kind} skills_item"));
    }
}

fn what_the_applications_own_rule_refuses_is_set_aside(database: &Scratch) {
    let of = |generation, n: [i32; 3]| {
        let record = |n: i32| json!({ "n": n });
        let records = [("a", record(n[0])), ("b", record(n[1])), ("c", record(n[2]))];
        Fixture::new("skills", generation).unit("gaa", &records).bundle()
    };
    database.boot(&of(1, [1, 2, 3])).unwrap();
    refuse_thirteen(database);
    let report = database.boot(&of(2, [10, 13, 30])).unwrap();
    let [aside] = report.set_aside.as_slice() else { panic!("{report:?}") };
    assert_eq!(aside.record, "skills/item/gaa/b");
    assert!(aside.reason.contains("no thirteen here"), "{}", aside.reason);
    let values = database.texts("SELECT n FROM skills_item ORDER BY key");
    assert_eq!(values, ["10", "2", "30"]);
    let revisions = database.texts("SELECT revision FROM seedbank_record ORDER BY key");
    assert_eq!(revisions, ["2", "1", "2"]);
    assert_eq!(database.boot(&of(2, [10, 13, 30])).unwrap().set_aside, report.set_aside);
}

fn a_renamed_record_that_is_refused_keeps_its_name(database: &Scratch) {
    let of = |generation, key: &str, n| {
        let fixture = Fixture::new("skills", generation).unit("gaa", &[(key, json!({ "n": n }))]);
        fixture.with(|dataset| {
            dataset.collections[0].renamed_from = vec![("gaa/new".to_owned(), "old".to_owned())];
        })
    };
    database.boot(&of(1, "old", 1).bundle()).unwrap();
    refuse_thirteen(database);
    let report = database.boot(&of(2, "new", 13).bundle()).unwrap();
    assert_eq!(report.set_aside.len(), 1);
    assert_eq!(database.text("SELECT key || ' ' || n FROM skills_item"), "old 1");
    database.boot(&of(3, "new", 14).bundle()).unwrap();
    assert_eq!(database.text("SELECT key || ' ' || n FROM skills_item"), "new 14");
}

/// A trigger of the application's, on any change to a record.
fn refuse_thirteen(database: &Scratch) {
    database.run(if database.is_sqlite() {
        "CREATE TRIGGER refuse BEFORE UPDATE ON seedbank_record WHEN new.data ->> 'n' = 13 \
         BEGIN SELECT RAISE(ABORT, 'no thirteen here'); END"
    } else {
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN IF new.data ->> 'n' = '13' THEN RAISE 'no thirteen here'; END IF; RETURN new; END $$; \
         CREATE TRIGGER refuse BEFORE UPDATE ON seedbank_record \
         FOR EACH ROW EXECUTE FUNCTION refuse()"
    });
}
