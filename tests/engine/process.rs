//! Another process, which waits at a gate and then does one thing.

use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use seedbank::{ApplyOptions, Author, Backup, Bundle, Database};
use serde_json::json;

use crate::database::Scratch;
use crate::fixture::Fixture;

const URL: &str = "SEEDBANK_TEST_PROCESS_URL";
const WORK: &str = "SEEDBANK_TEST_PROCESS_WORK";
/// The file whose appearance lets all processes go at once.
const GATE: &str = "SEEDBANK_TEST_PROCESS_GATE";

/// How many records each release has.
pub const RECORDS: usize = 1_500;

/// What another process does, with a release by its generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Boot(u32),
    Apply(u32),
    Undo(u32),
    /// Brings `backup.json` back, which lies beside the gate, and keeps the state before there.
    Restore(u32),
    /// Adds what `backup.json` has and the database has not.
    Add(u32),
}

impl fmt::Display for Work {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boot(generation) => write!(out, "boot {generation}"),
            Self::Apply(generation) => write!(out, "apply {generation}"),
            Self::Undo(generation) => write!(out, "undo {generation}"),
            Self::Restore(generation) => write!(out, "restore {generation}"),
            Self::Add(generation) => write!(out, "add {generation}"),
        }
    }
}

/// A release; its generation is in every record.
pub fn bundle(generation: u32) -> Bundle {
    let records: Vec<_> = (0..RECORDS)
        .map(|n| {
            let value = json!({ "generation": generation, "n": n, "note": "factory" });
            (format!("key-{n:06}"), value)
        })
        .collect();
    let records: Vec<_> = records.iter().map(|(key, v)| (key.as_str(), v.clone())).collect();
    Fixture::new("skills", generation.into()).unit("gaa", &records).bundle()
}

/// What the other process does; by itself, this test does nothing.
#[test]
fn as_another_process() {
    let Ok(url) = std::env::var(URL) else { return };
    let work = std::env::var(WORK).unwrap();
    let (what, generation) = work.split_once(' ').unwrap();
    let bundle = bundle(generation.parse().unwrap());
    println!("ready");
    let gate = PathBuf::from(std::env::var(GATE).unwrap());
    let began = Instant::now();
    while !gate.exists() {
        assert!(began.elapsed() < Duration::from_secs(60), "nobody opens {}", gate.display());
        thread::sleep(Duration::from_millis(1));
    }
    let database = Database::open(&url).unwrap();
    match what {
        "boot" => drop(database.boot(&bundle).unwrap()),
        "apply" => drop(database.apply(&bundle, ApplyOptions::default()).unwrap()),
        "restore" => {
            let backup = Backup::read(&gate.with_file_name("backup.json")).unwrap();
            let keep = |before: &Backup| before.write_into(gate.parent().unwrap()).map(|_| ());
            drop(database.replace_with(&bundle, &backup, &Author::new("ops"), keep).unwrap());
        }
        "add" => {
            let backup = Backup::read(&gate.with_file_name("backup.json")).unwrap();
            let ops = Author::new("ops");
            drop(database.add_missing(&bundle, &backup, &ops, |_| Ok(())).unwrap());
        }
        "undo" => drop(database.undo(&bundle, 2, &Author::new("ops")).unwrap()),
        other => panic!("{other}"),
    }
}

/// A process that waits before its work; it may be let go, or killed.
pub struct Process {
    child: Child,
    gate: PathBuf,
}

impl Process {
    pub fn start(database: &Scratch, work: Work) -> Self {
        let gate = database.directory().join("gate");
        let _ = std::fs::remove_file(&gate);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "process::as_another_process", "--nocapture"])
            .env(URL, database.url())
            .env(WORK, work.to_string())
            .env(GATE, &gate)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_for_ready(child.stdout.as_mut().unwrap());
        Self { child, gate }
    }

    /// Opens the gate for all that wait at it.
    pub fn go(&self) {
        std::fs::write(&self.gate, "").unwrap();
    }

    /// Waits for its end, which must be a good one.
    pub fn ends_well(self) {
        let output = self.child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Kills it, as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn wait_for_ready(output: &mut impl Read) {
    let mut seen = String::new();
    let mut byte = [0];
    while !seen.ends_with("ready") {
        assert_eq!(output.read(&mut byte).unwrap(), 1, "the process ended early: {seen}");
        seen.push(byte[0].into());
    }
}
