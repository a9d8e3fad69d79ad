//! The sync log has each operation as it was told, and this repository's own content is kept in git.

use std::process::Command;

use seedbank::{Edit, GitOperation, GitOptions, GitReport, GitState};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::git_notes::{Notes, anna, done, failed, note, ops};

on_each!(
    every_operation_is_a_row_as_it_was_told,
    a_failure_is_one_of_the_last_day_for_a_day,
    a_file_that_moved_and_broke_keeps_its_record,
    a_file_that_is_there_and_cannot_be_read_keeps_its_record,
    the_knowledge_of_this_repository_is_kept_in_git,
);

/// What a run did is what the log then ends with.
fn logged(notes: &Notes<'_>, report: &GitReport) -> Vec<String> {
    let log = notes.log();
    let told = |one: &GitOperation| {
        let GitOperation { record, operation, direction, state, path, commit, error, by, .. } = one;
        assert_eq!((one.completed.is_some(), by.as_str()), (true, "ops"));
        let has = if commit.is_some() { "commit" } else { "none" };
        format!("{direction} {operation} {} {path} {state} {has} {error:?}", record.key)
    };
    let rows: Vec<String> = log[log.len() - report.operations.len()..].iter().map(told).collect();
    assert_eq!(report.operations.iter().map(told).collect::<Vec<_>>(), rows);
    rows
}

fn every_operation_is_a_row_as_it_was_told(database: &Scratch) {
    let notes = Notes::pushed(database, "delete");
    notes.edit("a", "level", 2);
    let rows = logged(&notes, &notes.push("a"));
    assert_eq!(rows, ["push update a notes/apple.md success commit None"]);
    notes.open().delete(&notes.bundle, &note("b"), &anna()).unwrap();
    let rows = logged(&notes, &notes.push("a"));
    assert_eq!(rows, ["push delete b notes/banana.md success commit None"]);
    notes.replace("a/notes/apple.md", "level: 2", "level: 3");
    notes.commit("a", "harder");
    let rows = logged(&notes, &notes.pull("a"));
    assert_eq!(rows, ["pull update a notes/apple.md success commit None"]);
    notes.replace("a/notes/apple.md", "level: 3", "level:   3");
    notes.commit("a", "wider");
    let rows = logged(&notes, &notes.pull("a"));
    assert_eq!(rows, ["pull refresh a notes/apple.md success commit None"]);
    notes.replace("a/notes/apple.md", "level:   3", "level: high");
    notes.commit("a", "wrong");
    let rows = logged(&notes, &notes.pull("a"));
    assert_eq!(rows.len(), 1);
    assert!(rows[0].starts_with("pull update a notes/apple.md failed "), "{rows:?}");
    assert!(rows[0].contains("notes/apple.md:") && rows[0].contains("level"), "{rows:?}");
    // Told again, and written once.
    let log = notes.log();
    assert_eq!(failed(&notes.pull("a")).len(), 1);
    assert_eq!(notes.log(), log);
}

fn a_failure_is_one_of_the_last_day_for_a_day(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.replace("a/notes/apple.md", "id: a", "id: [");
    notes.commit("a", "wrong");
    notes.pull("a");
    assert_eq!((notes.status("a").failures.len(), notes.status("a").healthy), (1, false));
    let long_ago = "2026-01-02T03:04:05Z";
    database.run(&format!("UPDATE seedbank_sync SET started_at = '{long_ago}' WHERE error <> ''"));
    let status = notes.status("a");
    assert_eq!((status.failures.len(), status.totals.failed, status.healthy), (0, 1, false));
}

fn a_file_that_moved_and_broke_keeps_its_record(database: &Scratch) {
    let notes = Notes::pushed(database, "delete");
    notes.git("a", &["mv", "notes/apple.md", "notes/apfel.md"]);
    notes.replace("a/notes/apfel.md", "id: a", "id: [");
    notes.commit("a", "in German");
    let report = notes.sync("a");
    assert!(failed(&report).iter().any(|(key, why)| *key == "a" && why.contains("may be it")));
    assert_eq!(database.text("SELECT state FROM seedbank_record WHERE key = 'a'"), "active");
    assert_eq!(notes.state("a", "a"), Some(GitState::Failed));
    notes.replace("a/notes/apfel.md", "id: [", "id: a");
    notes.commit("a", "mended");
    notes.sync("a");
    assert_eq!(notes.state("a", "a"), Some(GitState::Synced));
    assert!(notes.path("a/notes/apfel.md").exists());
    notes.assert_in_step("a");
}

fn a_file_that_is_there_and_cannot_be_read_keeps_its_record(database: &Scratch) {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let notes = Notes::pushed(database, "delete");
    let link = |notes: &Notes<'_>| {
        notes.git("a", &["mv", "notes/apple.md", "real.md"]);
        std::os::unix::fs::symlink("../real.md", notes.path("a/notes/apple.md")).unwrap();
    };
    let renamed = |name: &[u8]| {
        let folder = notes.path("a/notes");
        std::fs::rename(folder.join("apple.md"), folder.join(OsStr::from_bytes(name))).unwrap();
    };
    for (why, work) in [
        ("symbolic link", &link as &dyn Fn(&Notes<'_>)),
        ("no UTF-8", &|_| renamed(b"\xff\xfe.md")),
        ("line break", &|_| renamed(b"app\nle.md")),
    ] {
        work(&notes);
        notes.commit("a", why);
        let report = notes.sync("a");
        assert!(failed(&report).iter().any(|(_, said)| said.contains(why)), "{report:?}");
        assert_eq!(database.text("SELECT state FROM seedbank_record WHERE key = 'a'"), "active");
        assert!(!notes.status("a").healthy);
        notes.git("a", &["revert", "--no-edit", "HEAD"]);
        notes.sync("a");
        notes.assert_in_step("a");
    }
}

fn the_knowledge_of_this_repository_is_kept_in_git(database: &Scratch) {
    let bundle = &seedbank::BUNDLE;
    database.boot(bundle).unwrap();
    let (db, folder) = (database.open(), tempfile::tempdir().unwrap());
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=Bo", "-c", "user.email=bo@example.org"];
        let mut command = Command::new("git");
        let ran = command.current_dir(folder.path()).args(identity).args(arguments).output();
        assert!(ran.unwrap().status.success(), "git {arguments:?}");
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    let sync = || db.git_sync(bundle, folder.path(), &GitOptions::default(), &ops()).unwrap();
    let written = done(&sync()).len();
    let published = "SELECT count(*) FROM knowledge_skill WHERE status = 'published'";
    assert_eq!(written.to_string(), database.text(published));
    let name = "knowledge/skill/yaml-pitfalls/yaml-pitfalls".parse().unwrap();
    let title = Edit::new().set("title", json!("YAML traps")).unwrap();
    db.edit(bundle, &name, &title, &anna()).unwrap();
    assert_eq!(done(&sync()), [("push", "update", "yaml-pitfalls")]);
    let file = folder.path().join("skills/yaml-traps.md");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("YAML traps", "YAML, and its traps")).unwrap();
    git(&["commit", "--quiet", "--all", "--message", "a longer title"]);
    assert_eq!(done(&sync())[0], ("pull", "update", "yaml-pitfalls"));
    assert_eq!(db.get(bundle, &name).unwrap().value["title"], "YAML, and its traps");
    sync();
    assert_eq!(sync().operations, []);
    assert_eq!(db.verify(bundle).unwrap(), []);
}
