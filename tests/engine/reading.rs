//! Applications read what is there now, whoever wrote it, and are told of changes.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use seedbank::{
    Author, Bundle, Changed, Database, Edit, Error, OwnedRecord, RecordName, Subscription,
};
use serde::Deserialize;
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::fixture::Fixture;

on_each!(
    what_another_connection_writes_is_read_soon,
    observers_hear_another_process_from_the_first_import_on,
    many_threads_read_what_one_writes_and_never_go_back,
);

const URL: &str = "SEEDBANK_TEST_READING_URL";
const DEADLINE: Duration = Duration::from_secs(60);

#[derive(Debug, Deserialize)]
struct Item {
    n: i64,
}

impl OwnedRecord for Item {
    const DATASET: &'static str = "skills";
    const COLLECTION: &'static str = "item";
}

fn bundle(generation: u64) -> Bundle {
    let n = json!({ "n": generation });
    let records = [("a", n.clone()), ("b", n.clone()), ("c", n)];
    Fixture::new("skills", generation).unit("gaa", &records).bundle()
}

fn a() -> RecordName {
    "skills/item/gaa/a".parse().unwrap()
}

fn other() -> Author {
    Author::new("another")
}

fn edit(database: &Database, n: i64) {
    let edit = Edit::new().set("n", json!(n)).unwrap();
    database.edit(&bundle(1), &a(), &edit, &other()).unwrap();
}

fn n(database: &Database) -> Option<i64> {
    database.records::<Item>().get("gaa", "a").unwrap().map(|item| item.n)
}

/// Waits until a read gives this.
fn becomes(database: &Database, expected: Option<i64>) {
    let began = Instant::now();
    while n(database) != expected {
        assert!(began.elapsed() < DEADLINE, "{:?} and not {expected:?}", n(database));
        thread::sleep(Duration::from_millis(5));
    }
}

/// The next change, in short.
fn next(heard: &Subscription) -> String {
    match heard.recv_timeout(DEADLINE).unwrap() {
        Changed::Record(changed) => {
            format!("{} {} by {}", changed.action, changed.record, changed.by)
        }
        Changed::Unit(changed) => {
            format!("{} {}/{} by {}", changed.action, changed.dataset, changed.unit, changed.by)
        }
        other => format!("{other:?}"),
    }
}

fn what_another_connection_writes_is_read_soon(scratch: &Scratch) {
    scratch.boot(&bundle(1)).unwrap();
    let (here, there) = (scratch.open(), scratch.open());
    assert_eq!(n(&here), Some(1));
    edit(&there, 2);
    becomes(&here, Some(2));
    there.delete(&bundle(1), &a(), &other()).unwrap();
    becomes(&here, None);
    assert_eq!(here.records::<Item>().in_unit("gaa").unwrap().len(), 2);
    there.restore(&a(), &other()).unwrap();
    becomes(&here, Some(2));
    there.boot(&bundle(3)).unwrap();
    // Both sides changed it, so the person's value stays.
    let items = here.records::<Item>();
    let began = Instant::now();
    while items.all().unwrap().iter().map(|item| item.n).collect::<Vec<_>>() != [2, 3, 3] {
        assert!(began.elapsed() < DEADLINE);
        thread::sleep(Duration::from_millis(5));
    }
    there.undo(&bundle(3), 2, &other()).unwrap();
    let began = Instant::now();
    while items.get("gaa", "b").unwrap().unwrap().n != 1 {
        assert!(began.elapsed() < DEADLINE);
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn sql_that_leaves_no_history_is_read_soon() {
    let scratch = Scratch::sqlite();
    scratch.boot(&bundle(1)).unwrap();
    for mode in ["delete", "wal"] {
        scratch.text(&format!("PRAGMA journal_mode = {mode}"));
        scratch.run("UPDATE seedbank_record SET data = '{\"n\":1}'");
        let database = scratch.open();
        assert_eq!(n(&database), Some(1));
        scratch.run("UPDATE seedbank_record SET data = '{\"n\":7}' WHERE key = 'a'");
        becomes(&database, Some(7));
    }
}

/// What the other process does; by itself, this test does nothing.
#[test]
fn as_another_process() {
    let Ok(url) = std::env::var(URL) else { return };
    let database = Database::open(&url).unwrap();
    let author = seedbank::BootOptions::default().by("another");
    database.boot_with(&bundle(1), author).unwrap();
    edit(&database, 2);
    let author = seedbank::BootOptions::default().by("another");
    database.boot_with(&bundle(3), author).unwrap();
    database.undo(&bundle(3), 2, &other()).unwrap();
}

fn observers_hear_another_process_from_the_first_import_on(scratch: &Scratch) {
    let here = scratch.open();
    let changes = here.subscribe().unwrap();
    let error = here.records::<Item>().get("gaa", "a").unwrap_err();
    assert!(matches!(error, Error::NotImported { .. }), "{error}");
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "reading::as_another_process", "--nocapture"])
        .env(URL, scratch.url())
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    let heard: Vec<_> = (0..8).map(|_| next(&changes)).collect();
    assert_eq!(
        heard,
        [
            "import skills/gaa by another",
            "edit skills/item/gaa/a by another",
            "update skills/item/gaa/a by another",
            "update skills/item/gaa/b by another",
            "update skills/item/gaa/c by another",
            "import skills/gaa by another",
            "undo skills/item/gaa/a by another",
            "undo skills/item/gaa/b by another",
        ]
    );
    becomes(&here, Some(2));
    // Of what is done here, they hear as well, and once.
    while !next(&changes).starts_with("undo skills/gaa") {}
    edit(&here, 5);
    assert_eq!(next(&changes), "edit skills/item/gaa/a by another");
    edit(&here, 6);
    assert_eq!(next(&changes), "edit skills/item/gaa/a by another");
    drop(here);
    assert_eq!(changes.count(), 0);
}

#[test]
fn an_observer_hears_of_a_new_name() {
    let database = Database::open("sqlite::memory:").unwrap();
    database.boot(&bundle(1)).unwrap();
    let changes = database.subscribe().unwrap();
    let n = json!({ "n": 1 });
    let records = [("z", n.clone()), ("b", n.clone()), ("c", n)];
    let renamed = Fixture::new("skills", 2).unit("gaa", &records).with(|dataset| {
        dataset.collections[0].renamed_from.push(("gaa/z".to_owned(), "a".to_owned()));
    });
    database.boot(&renamed.bundle()).unwrap();
    let Ok(Changed::Record(record)) = changes.recv_timeout(Duration::ZERO) else { panic!() };
    assert_eq!((record.record.key.as_str(), record.renamed_from.as_deref()), ("z", Some("a")));
    assert_eq!((record.action, record.import), ("rename", Some(2)));
}

fn many_threads_read_what_one_writes_and_never_go_back(scratch: &Scratch) {
    scratch.boot(&bundle(1)).unwrap();
    let (here, there) = (scratch.open(), scratch.open());
    let (written, done) = (AtomicI64::new(1), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut last = 1;
                while !done.load(Ordering::SeqCst) {
                    let at_least = written.load(Ordering::SeqCst).max(last);
                    last = n(&here).unwrap();
                    assert!(last >= at_least, "{last} was read after {at_least}");
                }
            });
        }
        // Another connection's writes come in between, which are told later.
        scope.spawn(|| {
            for _ in 0..5 {
                there.delete(&bundle(1), &"skills/item/gaa/c".parse().unwrap(), &other()).unwrap();
                there.restore(&"skills/item/gaa/c".parse().unwrap(), &other()).unwrap();
            }
        });
        for n in 2..30 {
            edit(&here, n);
            written.store(n, Ordering::SeqCst);
        }
        done.store(true, Ordering::SeqCst);
    });
}

#[test]
fn what_changed_while_a_server_was_out_of_reach_is_read_and_told() {
    let Some(scratch) = Scratch::postgres() else { return };
    scratch.boot(&bundle(1)).unwrap();
    let application = format!("reading-{}", std::process::id());
    let url = format!("{}&application_name={application}", scratch.url());
    let (here, there) = (Database::open(&url).unwrap(), scratch.open());
    let changes = here.subscribe().unwrap();
    assert_eq!(n(&here), Some(1));
    let ended = scratch.text(&format!(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE application_name = '{application}'"
    ));
    assert_eq!(ended, "2", "the database's and the watcher's");
    edit(&there, 2);
    becomes(&here, Some(2));
    assert_eq!(next(&changes), "edit skills/item/gaa/a by another");
}
