//! A process that is killed at a step of its work with git: before one of its calls of git, or after it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use seedbank::{Database, GitOptions};

use crate::git_notes::{Notes, ops, release};

const URL: &str = "SEEDBANK_TEST_GIT_URL";
const POLICY: &str = "SEEDBANK_TEST_GIT_POLICY";
const REPOSITORY: &str = "SEEDBANK_TEST_GIT_REPOSITORY";

/// Stands before git, and kills who calls it the so many-th time; or notes what is in the folder before and
/// after each call.
const GIT: &str = r#"#!/bin/sh
echo "$*" >>"$SEEDBANK_TEST_CALLS"
calls=$(($(wc -l <"$SEEDBANK_TEST_CALLS")))
note() {
    if [ "$SEEDBANK_TEST_KILL" = note ]; then
        state=$(cd "${SEEDBANK_TEST_CALLS%/*}" && find a origin seedbank.db -type f | sort | xargs cksum | cksum)
        echo "$1 $calls $state" >>"$SEEDBANK_TEST_CALLS.states"
    fi
}
note before
if [ "$SEEDBANK_TEST_KILL" = "before $calls" ]; then kill -9 $PPID; exit 1; fi
PATH=$SEEDBANK_TEST_PATH git "$@"
code=$?
note after
if [ "$SEEDBANK_TEST_KILL" = "after $calls" ]; then kill -9 $PPID; fi
exit $code
"#;

/// When a process is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kill {
    Before(u32),
    After(u32),
    Never,
}

/// What the other process does; by itself, this test does nothing.
#[test]
fn as_another_process() {
    let Ok(url) = std::env::var(URL) else { return };
    let repository = std::env::var(REPOSITORY).unwrap();
    let database = Database::open(&url).unwrap();
    let (bundle, options) = (release(&std::env::var(POLICY).unwrap()), GitOptions::default());
    database.git_sync(&bundle, Path::new(&repository), &options, &ops()).unwrap();
}

/// Syncs with `a` in another process; gives how that called git, a line each.
pub fn sync(notes: &Notes<'_>, kill: Kill) -> Vec<String> {
    let (folder, calls) = (notes.path("before"), notes.path("calls"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("git"), GIT).unwrap();
    fs::set_permissions(folder.join("git"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(&calls, "").unwrap();
    let path = std::env::var("PATH").unwrap();
    let kills = match kill {
        Kill::Before(call) => format!("before {call}"),
        Kill::After(call) => format!("after {call}"),
        Kill::Never => "note".to_owned(),
    };
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "git_killed::as_another_process"])
        .env(URL, notes.database.url())
        .env(POLICY, &notes.policy)
        .env(REPOSITORY, notes.path("a"))
        .env("SEEDBANK_TEST_CALLS", &calls)
        .env("SEEDBANK_TEST_KILL", kills)
        .env("SEEDBANK_TEST_PATH", &path)
        .env("PATH", format!("{}:{path}", folder.display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    match kill {
        Kill::Never => assert!(output.status.success(), "{said}"),
        // Where it called git less often, it came to its end.
        _ => assert!(output.status.success() || output.status.code().is_none(), "{said}"),
    }
    fs::read_to_string(&calls).unwrap().lines().map(str::to_owned).collect()
}

/// A kill for each state of files and database that a sync with `a` goes through, in their order.
pub fn states(notes: &Notes<'_>) -> Vec<Kill> {
    let path = notes.path("calls.states");
    let _ = fs::remove_file(&path);
    sync(notes, Kill::Never);
    let lines = fs::read_to_string(path).unwrap();
    let mut states: Vec<(Kill, &str)> = lines.lines().map(state).collect();
    states.dedup_by_key(|(_, state)| *state);
    states.into_iter().map(|(kill, _)| kill).collect()
}

fn state(line: &str) -> (Kill, &str) {
    let (when, rest) = line.split_once(' ').unwrap();
    let (call, state) = rest.split_once(' ').unwrap();
    let call = call.parse().unwrap();
    (if when == "before" { Kill::Before(call) } else { Kill::After(call) }, state)
}
