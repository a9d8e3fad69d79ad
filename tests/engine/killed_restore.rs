//! Killed at any point, a restore leaves the state before or that of the backup.

use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use seedbank::{Author, Backup, Level};
use serde_json::json;

use crate::database::{Scratch, count, on_each};
use crate::edits::{anna, set};
use crate::process::{Process, RECORDS, Work, bundle};

on_each!(
    killed_at_any_point_a_restore_leaves_one_state_or_the_other,
    killed_at_any_point_all_that_is_missing_is_added_or_nothing,
);

/// A database that has moved on since its backup.
fn prepare(database: &Scratch) {
    database.clear();
    for old in backups(database) {
        std::fs::remove_file(old).unwrap();
    }
    let edit = |release: u32, key: usize| {
        let name = format!("skills/item/gaa/key-{key:06}").parse().unwrap();
        let edit = set("note", json!("anna's"));
        database.open().edit(&bundle(release), &name, &edit, &anna()).unwrap();
    };
    database.boot(&bundle(1)).unwrap();
    edit(1, 1);
    let backup = database.open().full_backup(&bundle(1), &Author::new("ops")).unwrap();
    backup.write(&database.directory().join("backup.json")).unwrap();
    database.boot(&bundle(2)).unwrap();
    edit(2, 2);
}

/// Everything that was written as a backup, but for what is only half there.
fn backups(database: &Scratch) -> Vec<PathBuf> {
    let files = std::fs::read_dir(database.directory()).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect()
}

/// `SEEDBANK_TEST_KILLS` makes it longer.
fn killed_at_any_point_a_restore_leaves_one_state_or_the_other(database: &Scratch) {
    killed(database, Work::Restore(2), prepare, after);
}

fn killed_at_any_point_all_that_is_missing_is_added_or_nothing(database: &Scratch) {
    let lost = format!("CAST(substr(key, 5) AS INTEGER) >= {}", RECORDS / 2);
    let prepare = |database: &Scratch| {
        database.clear();
        database.boot(&bundle(1)).unwrap();
        let path = database.directory().join("backup.json");
        let _ = std::fs::remove_file(path.with_file_name("backup.json.meta.json"));
        let _ = std::fs::remove_file(&path);
        let ops = Author::new("ops");
        database.open().full_backup(&bundle(1), &ops).unwrap().write(&path).unwrap();
        database.run(&format!("DELETE FROM seedbank_record WHERE {lost}"));
    };
    killed(database, Work::Add(1), prepare, |database| {
        database.assert_sound();
        let left = database.text("SELECT count(*) FROM skills_item");
        assert!([RECORDS / 2, RECORDS].iter().any(|all| all.to_string() == left), "{left}");
        let backup = Backup::read(&database.directory().join("backup.json")).unwrap();
        let db = database.open();
        db.add_missing(&bundle(1), &backup, &Author::new("ops"), |_| Ok(())).unwrap();
        assert_eq!(database.text("SELECT count(*) FROM skills_item"), RECORDS.to_string());
        assert_eq!(db.verify(&bundle(1)).unwrap(), []);
    });
}

/// Kills the work from before its first byte to after its last.
fn killed(database: &Scratch, work: Work, prepare: impl Fn(&Scratch), after: impl Fn(&Scratch)) {
    let kills = count("SEEDBANK_TEST_KILLS", 4);
    prepare(database);
    let process = Process::start(database, work);
    process.go();
    let began = Instant::now();
    process.ends_well();
    let duration = began.elapsed();
    for round in 0..kills {
        prepare(database);
        let process = Process::start(database, work);
        process.go();
        thread::sleep(duration * 11 * round / kills / 10);
        process.kill();
        after(database);
    }
}

fn after(database: &Scratch) {
    database.assert_sound();
    let of = |generation: u32| {
        let query = format!("SELECT count(*) FROM skills_item WHERE generation = {generation}");
        database.text(&query) == RECORDS.to_string()
    };
    let generation = if of(1) { 1 } else { 2 };
    assert!(of(generation), "it is neither the state before nor that of the backup");
    let edits = database.text("SELECT count(*) FROM skills_item WHERE note = 'anna''s'");
    assert_eq!(edits, generation.to_string());
    let db = database.open();
    assert_eq!(db.verify(&bundle(generation)).unwrap(), []);
    let kept: Vec<PathBuf> = backups(database)
        .into_iter()
        .filter(|path| !path.to_string_lossy().ends_with(".meta.json"))
        .collect();
    // What was replaced was kept before, and whatever is there under its name is whole.
    assert!(generation == 2 || kept.len() == 2, "{kept:?}");
    for path in kept {
        let bytes = std::fs::read(&path).unwrap();
        let verified = Backup::verify(&bytes, &bundle(2), Level::L2);
        assert_eq!(
            verified.reached,
            Some(Level::L2),
            "{}: {:?}",
            path.display(),
            verified.findings
        );
    }
    let backup = Backup::read(&database.directory().join("backup.json")).unwrap();
    db.replace_with(&bundle(2), &backup, &Author::new("ops"), |_| Ok(())).unwrap();
    assert_eq!(db.verify(&bundle(1)).unwrap(), []);
}
