//! Killed at any point of an import, an update, an apply or an undoing, the next boot ends right.

use std::thread;
use std::time::{Duration, Instant};

use seedbank::{ApplyOptions, Author, Verdict};
use serde_json::json;

use crate::database::{Scratch, count, on_each};
use crate::edits::{anna, set};
use crate::process::{Process, RECORDS, Work, bundle};

on_each!(killed_at_any_point_nothing_is_lost_and_the_next_boot_finishes);

const WORKS: [Work; 4] = [Work::Boot(1), Work::Boot(2), Work::Apply(2), Work::Undo(2)];

/// A database just before the work.
fn prepare(database: &Scratch, work: Work) {
    database.clear();
    let edit = |release: u32, key: usize| {
        let name = format!("skills/item/gaa/key-{key:06}").parse().unwrap();
        database
            .open()
            .edit(&bundle(release), &name, &set("note", json!("anna's")), &anna())
            .unwrap();
    };
    if work != Work::Boot(1) {
        database.boot(&bundle(1)).unwrap();
        edit(1, 1);
    }
    if let Work::Undo(_) = work {
        database.boot(&bundle(2)).unwrap();
        edit(2, 2);
    }
}

/// How long a work takes here.
fn duration(database: &Scratch, work: Work) -> Duration {
    prepare(database, work);
    let process = Process::start(database, work);
    process.go();
    let began = Instant::now();
    process.ends_well();
    began.elapsed()
}

/// `SEEDBANK_TEST_KILLS` makes it longer.
fn killed_at_any_point_nothing_is_lost_and_the_next_boot_finishes(database: &Scratch) {
    let kills = count("SEEDBANK_TEST_KILLS", 8);
    let durations = WORKS.map(|work| duration(database, work));
    let each = kills.div_ceil(4);
    for round in 0..kills {
        let which = (round % 4) as usize;
        let work = WORKS[which];
        prepare(database, work);
        let process = Process::start(database, work);
        process.go();
        // From before its first byte to after its last. How far it gets depends on the machine; that the
        // next boot ends right does not.
        thread::sleep(durations[which] * 11 * (round / 4) / each / 10);
        process.kill();
        after(database, work);
    }
}

/// What must hold after a work, whether it was killed before or after its end.
fn after(database: &Scratch, work: Work) {
    let release = if work == Work::Boot(1) { 1 } else { 2 };
    let report = database.boot(&bundle(release)).unwrap();
    let mut expected = release;
    if report.verdict == Verdict::Undone {
        assert_eq!(work, Work::Undo(2));
        expected = 1;
    }
    database.assert_sound();
    let query = format!("SELECT count(*) FROM skills_item WHERE generation = {expected}");
    assert_eq!(database.text(&query), RECORDS.to_string(), "after {work}");
    let edits = "SELECT count(*) FROM skills_item WHERE note = 'anna''s'";
    let made = match work {
        Work::Boot(1) => "0",
        Work::Undo(_) => "2",
        _ => "1",
    };
    assert_eq!(database.text(edits), made, "after {work}");
    let database = database.open();
    assert_eq!(database.verify(&bundle(expected)).unwrap(), [], "after {work}");
    if report.verdict == Verdict::Undone {
        let apply = ApplyOptions::default().boot(seedbank::BootOptions::default().by("ops"));
        database.apply(&bundle(2), apply).unwrap();
        assert_eq!(database.verify(&bundle(2)).unwrap(), []);
    } else if release == 2 {
        database.undo(&bundle(2), 2, &Author::new("ops")).unwrap();
        assert_eq!(database.verify(&bundle(1)).unwrap(), []);
    }
}
