//! Many at once, and killed at any point.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use seedbank::{Bundle, Database, Verdict};
use serde_json::json;

use crate::Scratch;
use crate::fixture::Fixture;

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
    database.path.with_file_name("gate")
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
    assert_eq!(database.text("PRAGMA integrity_check"), "ok");
    let query = format!("SELECT count(*) FROM skills_item WHERE generation = {generation}");
    assert_eq!(database.text(&query), RECORDS.to_string());
    assert_eq!(database.text("SELECT hash FROM seedbank_bundle"), bundle(generation).hash());
}

#[test]
fn many_processes_at_once_end_with_one_import() {
    let database = Scratch::new();
    at_once(&database, std::iter::repeat_n(1, 16));
    assert_whole(&database, 1);
    assert_eq!(database.text("SELECT count(*) FROM seedbank_history"), "1");
}

#[test]
fn many_threads_at_once_end_with_one_import() {
    let database = Scratch::new();
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

#[test]
fn old_and_new_at_once_end_with_the_new() {
    let database = Scratch::new();
    at_once(&database, (0..8).map(|n| 1 + n % 2));
    assert_whole(&database, 2);
}

/// `SEEDBANK_TEST_KILLS` makes it longer.
#[test]
fn killed_at_any_point_the_next_boot_finishes() {
    let kills = std::env::var("SEEDBANK_TEST_KILLS").ok().and_then(|n| n.parse().ok());
    let kills: u32 = kills.unwrap_or(25);
    let bundles = [bundle(1), bundle(2)];
    // Spread over the import, from before its first byte to after its last.
    let whole = {
        let database = Scratch::new();
        let mut child = another_process(&database, 1);
        wait_for_ready(child.stdout.as_mut().unwrap());
        std::fs::write(gate(&database), "").unwrap();
        let began = Instant::now();
        assert!(child.wait().unwrap().success());
        began.elapsed()
    };
    for round in 0..kills {
        let database = Scratch::new();
        let start = round % 2 + 1;
        if start == 2 {
            database.boot(&bundles[0]).unwrap();
        }
        let mut child = another_process(&database, start);
        wait_for_ready(child.stdout.as_mut().unwrap());
        std::fs::write(gate(&database), "").unwrap();
        // How far it gets depends on the machine; that the next boot ends right does not.
        thread::sleep(whole * 11 * round / kills / 10);
        child.kill().unwrap();
        child.wait().unwrap();
        database.boot(&bundles[start as usize - 1]).unwrap();
        assert_whole(&database, start);
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
