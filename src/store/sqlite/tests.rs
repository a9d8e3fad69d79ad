//! What needs SQLite's own hooks: statements counted, limits lowered.

use std::cell::{Cell, RefCell};

use rusqlite::limits::Limit;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use serde_json::json;

use super::*;
use crate::fixture::{Fixture, bundle};
use crate::sync::{Author, Counts, Edit, Report, Terms, Verdict, boot, edit as edit_record};
use crate::{Bundle, SetAside};

fn open(path: &Path) -> Sqlite {
    let url = format!("sqlite://{}", path.display());
    let location = SqliteUrl::File(path.into(), Access::ReadWriteCreate);
    Sqlite::open(&url, location, Duration::from_secs(30)).unwrap()
}

fn memory() -> Sqlite {
    Sqlite::open("sqlite::memory:", SqliteUrl::Memory, Duration::from_secs(30)).unwrap()
}

fn run(store: &mut Sqlite, bundle: &Bundle) -> Result<Report, Error> {
    let signature = Signature { at: "2026-11-20T18:46:00Z".to_owned(), by: "test".to_owned() };
    boot(store, bundle, Terms::Boot, &signature, &mut |_| {})
}

fn sql(store: &Sqlite) -> &Connection {
    store.connection.as_ref().unwrap()
}

fn many(generation: u64, records: usize) -> Bundle {
    let records: Vec<_> = (0..records).map(|n| (format!("k{n:06}"), json!({ "n": n }))).collect();
    let records: Vec<_> = records.iter().map(|(key, v)| (key.as_str(), v.clone())).collect();
    Fixture::new("skills", generation).unit("gaa", &records).bundle()
}

thread_local! {
    static STATEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static ROWS: Cell<usize> = const { Cell::new(0) };
}

/// The statements that run from here on, and how many rows they give, for [`counted`].
fn count(store: &mut Sqlite) {
    #[expect(clippy::needless_pass_by_value, reason = "the signature is rusqlite's")]
    fn hear(event: TraceEvent<'_>) {
        match event {
            TraceEvent::Stmt(_, sql) => STATEMENTS.with_borrow_mut(|all| all.push(sql.to_owned())),
            TraceEvent::Row(_) => ROWS.set(ROWS.get() + 1),
            _ => {}
        }
    }
    let codes = TraceEventCodes::SQLITE_TRACE_STMT | TraceEventCodes::SQLITE_TRACE_ROW;
    counted();
    store.connection.as_mut().unwrap().trace_v2(codes, Some(hear)).unwrap();
}

fn counted() -> (Vec<String>, usize) {
    (STATEMENTS.take(), ROWS.take())
}

#[test]
fn a_boot_with_nothing_new_is_one_query_however_many_records_there_are() {
    let rows = [1, 5000].map(|records| {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        let bundle = many(1, records);
        run(&mut open(&path), &bundle).unwrap();

        let mut store = open(&path);
        count(&mut store);
        run(&mut store, &bundle).unwrap();
        let (statements, rows) = counted();
        assert_eq!(statements.len(), 1, "{statements:?}");
        assert!(statements[0].starts_with("SELECT format, hash"), "{statements:?}");
        rows
    });
    // SQLite reads its own schema through statements that give rows too.
    assert_eq!(rows[0], rows[1]);
}

#[test]
fn an_update_reads_and_writes_only_what_differs() {
    let mut store = memory();
    run(&mut store, &many(1, 5000)).unwrap();
    let mut records: Vec<_> = (0..5000).map(|n| (format!("k{n:06}"), json!({ "n": n }))).collect();
    records[17].1 = json!({ "n": "seventeen" });
    let records: Vec<_> = records.iter().map(|(key, v)| (key.as_str(), v.clone())).collect();
    let next = Fixture::new("skills", 2).unit("gaa", &records).bundle();
    count(&mut store);
    let report = run(&mut store, &next).unwrap();
    let (statements, _) = counted();
    let expected = Counts { changed: 1, unchanged: 4999, ..Counts::default() };
    assert_eq!(report.datasets[0].records(), expected);
    let touching = |word: &str| {
        let about = statements.iter().filter(|sql| sql.contains("seedbank_record"));
        about.filter(|sql| sql.starts_with(word)).count()
    };
    assert_eq!((touching("UPDATE"), touching("INSERT")), (1, 0));
    // One looks whether the unit has records, the other at the one that differs.
    assert_eq!(touching("SELECT"), 2, "{statements:?}");
    assert!(statements.len() < 30, "{statements:#?}");
}

#[test]
fn an_edit_reads_as_much_however_many_units_records_and_changes_there_are() {
    let read = [1, 30].map(|many| {
        let names: Vec<String> = (0..many).map(|number| format!("u{number:02}")).collect();
        let units = names.iter().fold(Fixture::new("skills", 1), |fixture, unit| {
            fixture.unit(unit, &[("k", json!({ "n": 1 }))])
        });
        let bundle = units.bundle();
        let mut store = memory();
        run(&mut store, &bundle).unwrap();
        let set = |store: &mut Sqlite, unit: &str, value: &str| {
            let edit = Edit::new().set("n", json!(value)).unwrap();
            let name = format!("skills/item/{unit}/k").parse().unwrap();
            edit_record(store, &bundle, &name, &edit, &Author::new("ada")).unwrap();
        };
        for unit in &names {
            set(&mut store, unit, "a");
        }
        count(&mut store);
        set(&mut store, "u00", "b");
        let (statements, rows) = counted();
        (statements.len(), rows)
    });
    assert_eq!(read[0], read[1]);
}

#[test]
fn a_full_disk_changes_nothing_and_a_larger_one_finishes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    let mut store = open(&path);
    run(&mut store, &many(1, 10)).unwrap();
    let before = std::fs::read(&path).unwrap();

    sql(&store).pragma_update(None, "max_page_count", 30).unwrap();
    let error = run(&mut store, &many(2, 5000)).unwrap_err();
    assert!(matches!(error, Error::Full { .. }), "{error}");
    assert!(error.to_string().contains("Free some space"), "{error}");
    assert!(std::fs::read(&path).unwrap() == before);

    sql(&store).pragma_update(None, "max_page_count", 1_000_000).unwrap();
    assert_eq!(run(&mut store, &many(2, 5000)).unwrap().verdict, Verdict::Updated);
}

#[test]
fn what_may_not_be_written_is_still_read() {
    let mut store = memory();
    run(&mut store, &many(2, 10)).unwrap();
    sql(&store).pragma_update(None, "query_only", true).unwrap();
    assert_eq!(run(&mut store, &many(2, 10)).unwrap().verdict, Verdict::UpToDate);
    assert_eq!(run(&mut store, &many(1, 9)).unwrap().verdict, Verdict::OlderThanDatabase);
    let error = run(&mut store, &many(3, 11)).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
}

#[test]
fn a_record_that_is_too_large_is_set_aside_at_every_boot() {
    let large = json!({ "text": "x".repeat(20_000) });
    let records = [("a", json!({ "text": "a" })), ("b", large), ("c", json!({ "text": "c" }))];
    let bundle = Fixture::new("skills", 1).unit("gaa", &records).bundle();
    let mut store = memory();
    sql(&store).set_limit(Limit::SQLITE_LIMIT_LENGTH, 10_000).unwrap();

    let first = run(&mut store, &bundle).unwrap();
    let [SetAside { record, reason }] = first.set_aside.as_slice() else { panic!("{first:?}") };
    assert_eq!(record, "skills/item/gaa/b");
    assert!(reason.contains("too big"), "{reason}");
    let expected = Counts { added: 2, set_aside: 1, ..Counts::default() };
    assert_eq!(first.datasets[0].records(), expected);

    let second = run(&mut store, &bundle).unwrap();
    assert_eq!(second.verdict, Verdict::UpToDate);
    assert_eq!(second.set_aside, first.set_aside);

    // The next release tries it again, and here it fits.
    sql(&store).set_limit(Limit::SQLITE_LIMIT_LENGTH, 1_000_000).unwrap();
    let mut records = records;
    records[0].1 = json!({ "text": "A" });
    let next = Fixture::new("skills", 2).unit("gaa", &records).bundle();
    let third = run(&mut store, &next).unwrap();
    let expected = Counts { added: 1, changed: 1, unchanged: 1, ..Counts::default() };
    assert_eq!(third.datasets[0].records(), expected);
    assert_eq!(third.set_aside, []);
}

#[test]
fn a_record_that_the_applications_own_trigger_refuses_is_set_aside() {
    let mut store = memory();
    let record = |n| ("a", json!({ "n": n }));
    run(&mut store, &Fixture::new("skills", 1).unit("gaa", &[record(1)]).bundle()).unwrap();
    sql(&store)
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE UPDATE ON seedbank_record WHEN new.data LIKE '%2%' \
             BEGIN SELECT RAISE(ABORT, 'two is not allowed'); END",
        )
        .unwrap();
    let next = Fixture::new("skills", 2).unit("gaa", &[record(2), ("b", json!({ "n": 3 }))]);
    let report = run(&mut store, &next.bundle()).unwrap();
    assert_eq!(report.set_aside[0].record, "skills/item/gaa/a");
    assert!(report.set_aside[0].reason.contains("two is not allowed"));
    let expected = Counts { added: 1, set_aside: 1, ..Counts::default() };
    assert_eq!(report.datasets[0].records(), expected);
}

#[test]
fn a_database_of_a_later_format_is_left_alone() {
    let mut store = memory();
    run(&mut store, &many(1, 3)).unwrap();
    sql(&store).execute("UPDATE seedbank_bundle SET format = 2", []).unwrap();
    // Even the very same bundle: what its hash covers may lie elsewhere now.
    for bundle in [many(1, 3), many(2, 4)] {
        let error = run(&mut store, &bundle).unwrap_err();
        assert!(matches!(error, Error::LaterFormat { found: 2, known: 1, .. }), "{error}");
    }
}

#[test]
fn a_view_has_a_column_for_every_field_however_it_is_called() {
    let odd = [
        "plain",
        "two words",
        "it's",
        "say \"hi\"",
        "a.b",
        "$",
        "[0]",
        "0",
        "ä",
        "back\\slash",
        "select",
        "é]",
    ];
    let record: serde_json::Map<_, _> =
        odd.iter().map(|name| ((*name).to_owned(), json!(format!("<{name}>")))).collect();
    let bundle = Fixture::new("skills", 1).unit("gaa", &[("k", record.into())]).bundle();
    let mut store = memory();
    run(&mut store, &bundle).unwrap();
    for name in odd {
        let column = name.replace('"', "\"\"");
        let query = format!("SELECT \"{column}\" FROM skills_item WHERE \"key\" = 'k'");
        let value: String = sql(&store).query_row(&query, [], |row| row.get(0)).unwrap();
        assert_eq!(value, format!("<{name}>"));
    }
}

#[test]
fn a_view_shows_values_as_sql_has_them() {
    let record = json!({ "yes": true, "no": false, "n": 3, "x": 2.5, "list": [1, { "a": "b" }], "nil": null });
    let bundle = Fixture::new("skills", 1).unit("gaa", &[("k", record)]).bundle();
    let mut store = memory();
    run(&mut store, &bundle).unwrap();
    let row: (i64, i64, i64, f64, String, Option<String>) = sql(&store)
        .query_row("SELECT yes, no, n, x, list, nil FROM skills_item", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .unwrap();
    assert_eq!(row, (1, 0, 3, 2.5, r#"[1,{"a":"b"}]"#.to_owned(), None));
}

#[test]
fn a_name_that_is_taken_stops_the_boot_and_nothing_is_dropped() {
    for (statement, owner) in [
        ("CREATE TABLE Skills_Item (x)", "the application's table `Skills_Item`"),
        ("CREATE VIEW skills_item AS SELECT 1 AS x", "the application's view `skills_item`"),
    ] {
        let mut store = memory();
        sql(&store).execute_batch(statement).unwrap();
        let error = run(&mut store, &many(1, 3)).unwrap_err();
        assert!(matches!(error, Error::NameTaken { .. }), "{error}");
        assert!(error.to_string().contains(owner), "{error}");
        sql(&store).query_row("SELECT count(*) FROM skills_item", [], |_| Ok(())).unwrap();
        assert!(run(&mut store, &many(1, 3)).is_err());
    }
}

#[test]
fn two_collections_cannot_share_a_view() {
    let named = |dataset: &str, collection: &'static str| {
        Fixture::new(dataset, 1)
            .unit("one", &[("k", json!({ "n": 1 }))])
            .with(|dataset| dataset.collections[0].name = collection.to_owned())
    };
    let both = bundle(vec![named("a", "b_c"), named("a_b", "c")]);
    let error = run(&mut memory(), &both).unwrap_err();
    assert!(error.to_string().contains("the view of a/b_c"), "{error}");
}

#[test]
fn views_follow_the_schema_and_go_with_their_collection() {
    let columns = |store: &Sqlite, view: &str| {
        let statement = sql(store).prepare(&format!("SELECT * FROM {view}")).ok()?;
        Some(statement.column_names().collect::<Vec<_>>().join(" "))
    };
    let mut store = memory();
    let unit = |generation, value| Fixture::new("skills", generation).unit("gaa", &[("k", value)]);
    run(&mut store, &unit(1, json!({ "a": 1 })).bundle()).unwrap();
    assert_eq!(columns(&store, "skills_item").unwrap(), "id unit key a record_state");
    run(&mut store, &unit(2, json!({ "a": 1, "b": 2 })).bundle()).unwrap();
    assert_eq!(columns(&store, "skills_item").unwrap(), "id unit key a b record_state");
    // The same generation, as in development, and a collection of another name.
    let renamed =
        unit(2, json!({ "c": 1 })).with(|dataset| dataset.collections[0].name = "thing".to_owned());
    run(&mut store, &renamed.bundle()).unwrap();
    assert_eq!(columns(&store, "skills_thing").unwrap(), "id unit key c record_state");
    assert_eq!(columns(&store, "skills_item"), None);
}
