//! Many at once, and old and new in turn.

use std::sync::Barrier;
use std::thread;

use seedbank::Verdict;
use serde_json::json;

use crate::database::{Scratch, count, on_each};
use crate::edits::{anna, set};
use crate::process::{Process, RECORDS, Work, bundle};

on_each!(
    many_processes_at_once_end_with_one_import,
    many_threads_at_once_end_with_one_import,
    old_and_new_at_once_end_with_the_new,
    old_and_new_in_turn_with_edits_between_lose_nothing,
);

/// Processes that all wait before their boot, and then go at once; all must end well.
fn at_once(database: &Scratch, generations: impl Iterator<Item = u32>) {
    let works = generations.map(Work::Boot);
    let processes: Vec<_> = works.map(|work| Process::start(database, work)).collect();
    processes[0].go();
    processes.into_iter().for_each(Process::ends_well);
}

fn assert_whole(database: &Scratch, generation: u32) {
    database.assert_sound();
    let query = format!("SELECT count(*) FROM skills_item WHERE generation = {generation}");
    assert_eq!(database.text(&query), RECORDS.to_string());
    assert_eq!(database.text("SELECT hash FROM seedbank_bundle"), bundle(generation).hash());
    assert_eq!(database.open().verify(&bundle(generation)).unwrap(), []);
}

/// `SEEDBANK_TEST_PROCESSES` makes it more.
fn processes() -> u32 {
    count("SEEDBANK_TEST_PROCESSES", 8)
}

fn many_processes_at_once_end_with_one_import(database: &Scratch) {
    at_once(database, (0..processes()).map(|_| 1));
    assert_whole(database, 1);
    assert_eq!(database.text("SELECT max(import) FROM seedbank_history"), "1");
    let records = RECORDS.to_string();
    assert_eq!(database.text("SELECT count(*) FROM seedbank_record"), records);
}

fn many_threads_at_once_end_with_one_import(database: &Scratch) {
    let bundle = bundle(1);
    let barrier = Barrier::new(16);
    let verdicts: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    database.boot(&bundle).unwrap().verdict
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let imported = verdicts.iter().filter(|verdict| **verdict == Verdict::Imported).count();
    let up_to_date = verdicts.iter().filter(|verdict| **verdict == Verdict::UpToDate).count();
    assert_eq!((imported, up_to_date), (1, 15));
}

fn old_and_new_at_once_end_with_the_new(database: &Scratch) {
    at_once(database, (0..processes()).map(|n| 1 + n % 2));
    assert_whole(database, 2);
}

fn old_and_new_in_turn_with_edits_between_lose_nothing(database: &Scratch) {
    let (old, new) = (bundle(1), bundle(2));
    let edit = |bundle: &seedbank::Bundle, key: usize, note: &str| {
        let name = format!("skills/item/gaa/key-{key:06}").parse().unwrap();
        database.open().edit(bundle, &name, &set("note", json!(note)), &anna()).unwrap();
    };
    assert_eq!(database.boot(&old).unwrap().verdict, Verdict::Imported);
    edit(&old, 0, "after old");
    let updated = database.boot(&new).unwrap();
    assert_eq!((updated.verdict, updated.datasets[0].records().merged), (Verdict::Updated, 1));
    edit(&new, 1, "after new");
    for (bundle, verdict, key) in [
        (&old, Verdict::OlderThanDatabase, 2),
        (&new, Verdict::UpToDate, 3),
        (&old, Verdict::OlderThanDatabase, 4),
        (&new, Verdict::UpToDate, 5),
    ] {
        let before = database.text("SELECT count(*) FROM seedbank_history");
        assert_eq!(database.boot(bundle).unwrap().verdict, verdict);
        assert_eq!(database.text("SELECT count(*) FROM seedbank_history"), before);
        edit(&new, key, "between");
    }
    let notes = "SELECT note FROM skills_item WHERE note <> 'factory' ORDER BY key";
    assert_eq!(
        database.texts(notes),
        ["after old", "after new", "between", "between", "between", "between"]
    );
    assert_whole(database, 2);
}
