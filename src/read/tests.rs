//! What an application can only infer: when the database is asked, and what becomes of a watcher that fails.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use super::OwnedRecord;
use crate::fixture::Fixture;
use crate::store::{Error, Installation, Reader, Signature, Store, Watcher, Writer};
use crate::sync::{Author, Changed, Edit};
use crate::{Bundle, Database};

#[derive(Debug, Deserialize)]
struct Item {
    n: i64,
}

impl OwnedRecord for Item {
    const DATASET: &'static str = "skills";
    const COLLECTION: &'static str = "item";
}

fn bundle(generation: u64, records: &[(&str, Value)]) -> Bundle {
    Fixture::new("skills", generation).unit("gaa", records).bundle()
}

fn edit(database: &Database, bundle: &Bundle, n: Value) {
    let edit = Edit::new().set("n", n).unwrap();
    let name = "skills/item/gaa/a".parse().unwrap();
    database.edit(bundle, &name, &edit, &Author::new("anna")).unwrap();
}

/// An SQLite database in memory that counts how often it is asked, and is watched as the test says.
struct Counted {
    inner: Box<dyn Store>,
    asked: Arc<AtomicUsize>,
    watcher: Arc<Mutex<Script>>,
}

/// What the watcher is to say next.
struct Script {
    answer: Result<bool, ()>,
    /// Is sent to after each answer.
    answered: Sender<()>,
    /// The database, as long as the watcher lives.
    alive: Arc<()>,
}

struct Scripted(Arc<Mutex<Script>>, #[expect(dead_code, reason = "it is counted")] Arc<()>);

impl Watcher for Scripted {
    fn changed(&mut self) -> Result<bool, Error> {
        let mut script = lock(&self.0);
        let answer = script.answer;
        if answer == Ok(true) {
            script.answer = Ok(false);
        }
        let _ = script.answered.send(());
        let url = "test".to_owned();
        answer.map_err(|()| Error::CannotOpen { database: url, reason: String::new() })
    }
}

impl Store for Counted {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.inner.installation()
    }

    fn snapshot(&mut self) -> Result<Box<dyn Reader + '_>, Error> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.inner.snapshot()
    }

    fn begin(&mut self, signature: &Signature) -> Result<Box<dyn Writer + '_>, Error> {
        self.inner.begin(signature)
    }

    fn watch(&self) -> Option<Box<dyn Watcher>> {
        let alive = Arc::clone(&lock(&self.watcher).alive);
        Some(Box::new(Scripted(Arc::clone(&self.watcher), alive)))
    }

    fn name(&self) -> &str {
        self.inner.name()
    }
}

struct Test {
    database: Database,
    asked: Arc<AtomicUsize>,
    script: Arc<Mutex<Script>>,
    answered: Receiver<()>,
}

impl Test {
    fn new(bundle: &Bundle) -> Self {
        let inner = crate::store::open("sqlite::memory:", Duration::from_secs(30)).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let (sender, answered) = mpsc::channel();
        let script = Script { answer: Ok(true), answered: sender, alive: Arc::new(()) };
        let script = Arc::new(Mutex::new(script));
        let (counter, watcher) = (Arc::clone(&asked), Arc::clone(&script));
        let database = Database::on(Box::new(Counted { inner, asked: counter, watcher }));
        database.boot(bundle).unwrap();
        Self { database, asked, script, answered }
    }

    fn n(&self) -> i64 {
        self.database.records::<Item>().get("gaa", "a").unwrap().unwrap().n
    }

    /// How often the database is asked meanwhile.
    fn asked(&self, meanwhile: impl FnOnce()) -> usize {
        let before = self.asked.load(Ordering::Relaxed);
        meanwhile();
        self.asked.load(Ordering::Relaxed) - before
    }

    /// Lets the watcher say this, and waits until it has, and more than that.
    fn watcher_says(&self, answer: Result<bool, ()>) {
        lock(&self.script).answer = answer;
        while self.answered.try_recv().is_ok() {}
        for _ in 0..3 {
            self.answered.recv().unwrap();
        }
    }
}

fn lock(script: &Mutex<Script>) -> MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn what_was_read_is_not_asked_for_again_and_needs_no_connection() {
    let test = Test::new(&bundle(1, &[("a", json!({ "n": 1 })), ("b", json!({ "n": 2 }))]));
    let items = test.database.records::<Item>();
    let read = || {
        assert_eq!(test.n(), 1);
        assert!(items.get("gaa", "none").unwrap().is_none());
        assert_eq!(items.in_unit("gaa").unwrap().len(), 2);
        assert!(items.in_unit("none").unwrap().is_empty());
        assert_eq!(items.all().unwrap().len(), 2);
    };
    assert_eq!(test.asked(read), 6, "each is asked for once, and the installation once for all");
    let held = test.database.live().store();
    assert_eq!(test.asked(read), 0);
    drop(held);
    // What is not among all is not there, without asking.
    let others = || assert!(items.get("gaa", "other").unwrap().is_none());
    assert_eq!(test.asked(others), 0);
}

#[test]
fn a_write_of_ones_own_is_read_at_once() {
    let bundle = bundle(1, &[("a", json!({ "n": 1 }))]);
    let test = Test::new(&bundle);
    assert_eq!(test.n(), 1);
    let before = test.database.records::<Item>().get("gaa", "a").unwrap().unwrap();
    edit(&test.database, &bundle, json!(2));
    assert_eq!(test.n(), 2);
    assert_eq!((before.n, before.revision()), (1, 1));
    // A boot with nothing new writes nothing, so what was read stays.
    test.database.boot(&bundle).unwrap();
    assert_eq!(test.asked(|| assert_eq!(test.n(), 2)), 0);
}

#[test]
fn while_nobody_watches_every_read_asks() {
    let test = Test::new(&bundle(1, &[("a", json!({ "n": 1 }))]));
    test.n();
    assert_eq!(
        test.asked(|| {
            test.n();
        }),
        0
    );
    test.watcher_says(Err(()));
    assert!(
        test.asked(|| {
            test.n();
        }) > 0
    );
    assert!(
        test.asked(|| {
            test.n();
        }) > 0,
        "what was read meanwhile is not kept"
    );
    test.watcher_says(Ok(true));
    assert!(
        test.asked(|| {
            test.n();
        }) > 0
    );
    assert_eq!(
        test.asked(|| {
            test.n();
        }),
        0
    );
}

#[test]
fn the_thread_ends_with_the_database() {
    let test = Test::new(&bundle(1, &[("a", json!({ "n": 1 }))]));
    test.n();
    let alive = Arc::clone(&lock(&test.script).alive);
    // The test's, the script's and the watcher's.
    assert_eq!(Arc::strong_count(&alive), 3);
    let mut subscription = test.database.subscribe().unwrap();
    drop(test.database);
    let began = Instant::now();
    while Arc::strong_count(&alive) > 2 {
        assert!(began.elapsed() < Duration::from_secs(60), "the thread goes on");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(subscription.next(), None);
}

#[test]
fn a_record_that_does_not_fit_is_an_error_that_names_it() {
    let bundle = bundle(1, &[("a", json!({ "n": 1 })), ("b", json!({ "n": 2 }))]);
    let test = Test::new(&bundle);
    edit(&test.database, &bundle, json!("two"));
    let items = test.database.records::<Item>();
    for error in [items.get("gaa", "a").unwrap_err(), items.all().unwrap_err()] {
        assert!(matches!(error, Error::Unreadable { .. }), "{error}");
        let error = error.to_string();
        assert!(error.contains("`skills/item/gaa/a`") && error.contains("\"two\""), "{error}");
    }
    assert_eq!(items.get("gaa", "b").unwrap().unwrap().n, 2);
}

#[test]
fn an_update_of_very_many_records_is_told_as_one() {
    let release = |generation| {
        let records: Vec<_> =
            (0..5_000).map(|number| (number.to_string(), json!({ "n": generation }))).collect();
        let records: Vec<_> = records.iter().map(|(key, v)| (key.as_str(), v.clone())).collect();
        bundle(generation, &records)
    };
    let database = Database::open("sqlite::memory:").unwrap();
    let first = database.subscribe().unwrap();
    database.boot(&release(1)).unwrap();
    let second = database.subscribe().unwrap();
    database.boot(&release(2)).unwrap();
    let next = |of: &super::Subscription| of.recv_timeout(Duration::ZERO).ok();
    assert!(matches!(next(&first), Some(Changed::Unit(unit)) if unit.unit == "gaa"));
    assert_eq!(next(&first), Some(Changed::Everything));
    assert_eq!(next(&second), Some(Changed::Everything));
    assert_eq!((next(&first), next(&second)), (None, None));
}
