//! Several clones of one repository with one database.

use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::git_merges::fresh;
use crate::git_notes::{Notes, failed};

on_each!(
    what_another_clone_has_begun_is_left_alone_until_that_may_be_gone,
    a_copy_of_a_clone_is_another_clone,
    what_a_restored_backup_says_of_a_run_is_settled_by_the_next,
    what_was_committed_in_one_clone_is_merged_with_what_another_has_brought_in,
    what_was_changed_in_one_clone_and_went_through_another_follows_its_policy,
);

const STATES: &str =
    "SELECT state || ' ' || coalesce(error, '-') FROM seedbank_sync WHERE id > 3 ORDER BY id";

/// A run in `a` that was killed when it had committed, but not said so.
fn killed(notes: &Notes<'_>) {
    notes.edit("a", "level", 2);
    notes.push("a");
    notes.database.run(
        "UPDATE seedbank_sync SET state = 'pending', completed_at = NULL, \"commit\" = NULL WHERE id > 3",
    );
}

fn what_another_clone_has_begun_is_left_alone_until_that_may_be_gone(database: &Scratch) {
    let notes = Notes::shared(database);
    killed(&notes);
    notes.sync("b");
    assert_eq!(database.texts(STATES)[0], "pending -");
    assert_eq!((notes.status("b").pending, notes.status("b").healthy), (1, false));
    notes.sync("a");
    assert_eq!(database.texts(STATES)[0], "success -");
    notes.assert_in_step("a");

    notes.edit("a", "level", 3);
    notes.push("a");
    let clone = database.text("SELECT clone FROM seedbank_sync ORDER BY id DESC LIMIT 1");
    let old = format!(
        "INSERT INTO seedbank_sync (dataset, collection, unit, key, operation, direction, path, hash, state, \
         started_at, started_by, clone) SELECT dataset, collection, unit, key, operation, direction, path, \
         hash, 'pending', '2026-01-02T03:04:05Z', started_by, '{clone}' FROM seedbank_sync WHERE id = 1"
    );
    database.run(&old);
    std::fs::remove_dir_all(notes.path("a")).unwrap();
    notes.sync("b");
    let old = "SELECT error FROM seedbank_sync WHERE started_at = '2026-01-02T03:04:05Z'";
    assert_eq!(database.text(old), "interrupted");
    assert_eq!(notes.status("b").pending, 0);
    notes.sync("b");
    notes.assert_in_step("b");
}

fn a_copy_of_a_clone_is_another_clone(database: &Scratch) {
    let notes = Notes::shared(database);
    killed(&notes);
    let (from, to) = (notes.path("a"), notes.path("copy"));
    let copied = std::process::Command::new("cp").arg("-r").args([from, to]).status().unwrap();
    assert!(copied.success());
    notes.sync("copy");
    assert_eq!(database.texts(STATES)[0], "pending -");
    notes.sync("a");
    assert_eq!(database.texts(STATES)[0], "success -");
}

fn what_a_restored_backup_says_of_a_run_is_settled_by_the_next(database: &Scratch) {
    let notes = Notes::shared(database);
    killed(&notes);
    let author = crate::git_notes::ops();
    let backup = notes.open().full_backup(&notes.bundle, &author).unwrap();
    notes.open().replace_with(&notes.bundle, &backup, &author, |_| Ok(())).unwrap();
    assert_eq!(notes.status("b").pending, 1);
    notes.sync("b");
    assert_eq!(notes.status("b").pending, 0);
    notes.assert_in_step("b");
}

fn what_was_committed_in_one_clone_is_merged_with_what_another_has_brought_in(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.replace("b/notes/apple.md", "level: 1", "level: 5");
    notes.git("b", &["mv", "notes/banana.md", "notes/yellow.md"]);
    notes.replace("b/notes/yellow.md", "level: 1", "level: 6");
    notes.git("b", &["rm", "--quiet", "notes/cherry.md"]);
    notes.commit("b", "here");
    for id in ["a", "b", "c"] {
        notes.edit(id, "rank", 7);
    }
    notes.sync("a");
    assert_eq!(failed(&notes.sync("b")), []);
    let all = |id: &str| ["level", "rank"].map(|field| notes.value(id, field));
    let expected = [[json!(5), json!(7)], [json!(6), json!(7)], [json!(1), json!(7)]];
    assert_eq!(["a", "b", "c"].map(all), expected);
    assert_eq!(notes.files("origin"), ["notes/apple.md", "notes/yellow.md"]);
    assert!(notes.committed("origin", "notes/apple.md").contains("level: 5\nrank: 7"));
    assert!(notes.committed("origin", "notes/yellow.md").contains("level: 6\nrank: 7"));
    assert_eq!(notes.open().conflicts(&notes.bundle, false).unwrap(), []);
    notes.assert_in_step("b");
    notes.sync("a");
    notes.assert_in_step("a");
}

fn what_was_changed_in_one_clone_and_went_through_another_follows_its_policy(database: &Scratch) {
    for policy in ["keep", "deprecate", "delete"] {
        let notes = fresh(database, policy);
        notes.replace("b/notes/apple.md", "level: 1", "level: 5");
        notes.commit("b", "here");
        notes.git("a", &["rm", "--quiet", "notes/apple.md"]);
        notes.commit("a", "out");
        notes.sync("a");
        notes.sync("b");
        assert_eq!(notes.files("origin"), ["notes/banana.md", "notes/cherry.md"], "{policy}");
        let conflicts = notes.open().conflicts(&notes.bundle, false).unwrap();
        if policy == "delete" {
            assert_eq!(conflicts[0].target.as_ref().unwrap()["level"], 5);
        } else {
            assert_eq!((notes.value("a", "level"), conflicts.len()), (json!(5), 0), "{policy}");
        }
        notes.assert_in_step("b");
    }
}
