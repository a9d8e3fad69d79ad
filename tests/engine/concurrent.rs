//! Many at once, and killed at any point.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use seedbank::{Bundle, Database, Verdict};
use serde_json::json;

use crate::database::{Scratch, count, on_each};
use crate::fixture::Fixture;

on_each!(
    many_processes_at_once_end_with_one_import,
    many_threads_at_once_end_with_one_import,
    old_and_new_at_once_end_with_the_new,
    killed_at_any_point_the_next_boot_finishes,
);

const URL: &str = "SEEDBANK_TEST_BOOT_URL";
const GENERATION: &str = "SEEDBANK_TEST_BOOT_GENERATION";
/// The file whose appearance lets all processes go at once.
const GATE: &str = "SEEDBANK_TEST_BOOT_GATE";
const RECORDS: usize = 5_000;

fn bundle(generation: u32) -> Bundle {
    let records: Vec<_> = (0..RECORDS)
        .map(|n| (format!("key-{n:06}"), json!({ "generation": generation, "n": n })))
        .collect();
    let records: Vec<_> = records.iter().map(|(key, v)| (key.as_str(), v.clone())).collect();
    Fixture::new("skills", generation.into()).unit("gaa", &records).bundle()
}

/// What the other process does; by itself, this test does nothing.
#[test]
fn as_another_process() {
    let Ok(url) = std::env::var(URL) else { return };
    let generation = std::env::var(GENERATION).unwrap().parse().unwrap();
    let bundle = bundle(generation);
    println!("ready");
    let gate = PathBuf::from(std::env::var(GATE).unwrap());
    let began = Instant::now();
    while !gate.exists() {
        assert!(began.elapsed() < Duration::from_secs(60), "nobody opens {}", gate.display());
        thread::sleep(Duration::from_millis(1));
    }
    Database::open(&url).unwrap().boot(&bundle).unwrap();
}

fn another_process(database: &Scratch, generation: u32) -> Child {
    let _ = std::fs::remove_file(gate(database));
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "concurrent::as_another_process", "--nocapture"])
        .env(URL, database.url())
        .env(GENERATION, generation.to_string())
        .env(GATE, gate(database))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn gate(database: &Scratch) -> PathBuf {
    database.directory().join("gate")
}

/// Processes that all wait before their boot, and then go at once; all must end well.
fn at_once(database: &Scratch, generations: impl Iterator<Item = u32>) {
    let mut children: Vec<_> =
        generations.map(|generation| another_process(database, generation)).collect();
    for child in &mut children {
        wait_for_ready(child.stdout.as_mut().unwrap());
    }
    std::fs::write(gate(database), "").unwrap();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn assert_whole(database: &Scratch, generation: u32) {
    database.assert_sound();
    let query = format!("SELECT count(*) FROM skills_item WHERE generation = {generation}");
    assert_eq!(database.text(&query), RECORDS.to_string());
    assert_eq!(database.text("SELECT hash FROM seedbank_bundle"), bundle(generation).hash());
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

/// `SEEDBANK_TEST_KILLS` makes it longer.
fn killed_at_any_point_the_next_boot_finishes(database: &Scratch) {
    let kills = count("SEEDBANK_TEST_KILLS", 12);
    let bundles = [bundle(1), bundle(2)];
    let began = Instant::now();
    at_once(database, std::iter::once(1));
    // Spread over an import, from before its first byte to after its last.
    let whole = began.elapsed();
    for round in 0..kills {
        // Again into an empty database, and into one that has the release before.
        let start = round % 2 + 1;
        database.clear();
        if start == 2 {
            database.boot(&bundles[0]).unwrap();
        }
        let mut child = another_process(database, start);
        wait_for_ready(child.stdout.as_mut().unwrap());
        std::fs::write(gate(database), "").unwrap();
        // How far it gets depends on the machine; that the next boot ends right does not.
        thread::sleep(whole * 11 * round / kills / 10);
        child.kill().unwrap();
        child.wait().unwrap();
        database.boot(&bundles[start as usize - 1]).unwrap();
        assert_whole(database, start);
    }
}

fn wait_for_ready(output: &mut impl std::io::Read) {
    let mut seen = String::new();
    let mut byte = [0];
    while !seen.ends_with("ready") {
        assert_eq!(output.read(&mut byte).unwrap(), 1, "the process ended early: {seen}");
        seen.push(byte[0].into());
    }
}
