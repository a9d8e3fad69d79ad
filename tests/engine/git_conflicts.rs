//! What both sides changed differently waits for a person, and is not pushed before.

use seedbank::{GitState, Keep};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::git_notes::{Notes, anna, done, note};

on_each!(
    what_both_changed_merges_or_waits,
    a_record_that_was_deleted_here_and_changed_there_waits,
    a_file_that_went_comes_back_where_a_person_settles_that_it_stays,
    what_is_locked_by_now_does_not_come_back_as_another,
    a_conflict_is_settled_along_the_steps_of_the_review,
    a_history_that_was_rewritten_leaves_no_base,
);

fn what_both_changed_merges_or_waits(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.edit("a", "level", 2);
    notes.edit("a", "title", "Anna's apple");
    notes.edit("a", "body", "Zero.\n\nOne.\n\nTwo.\n\nThree.");
    notes.replace("a/notes/apple.md", "level: 1", "level: 3");
    notes.replace("a/notes/apple.md", "rank: 1", "rank: 9");
    notes.replace("a/notes/apple.md", "Three.", "Three.\n\nFour.");
    notes.commit("a", "as I see it");
    let report = notes.pull("a");
    assert_eq!(report.conflicts.len(), 1);
    assert_eq!(
        (report.conflicts[0].field.as_str(), &report.conflicts[0].record),
        ("level", &note("a"))
    );
    assert_eq!(notes.value("a", "level"), 2);
    assert_eq!(notes.value("a", "rank"), 9);
    assert_eq!(notes.value("a", "body"), "Zero.\n\nOne.\n\nTwo.\n\nThree.\n\nFour.");
    let conflicts = notes.open().conflicts(&notes.bundle, false).unwrap();
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
    let sides = (conflict.base.clone(), conflict.current.clone(), conflict.target.clone());
    assert_eq!(sides, (Some(json!(1)), Some(json!(2)), Some(json!(3))));
    let report = notes.push("a");
    assert_eq!((done(&report).len(), &report.unresolved), (0, &vec![note("a")]));
    let status = notes.status("a");
    let apple = status.records.iter().find(|record| record.record == note("a")).unwrap();
    assert_eq!(apple.state, GitState::Both);
    assert_eq!(apple.problem.as_deref(), Some("open conflict: level"));
    assert!(notes.committed("a", "notes/apple.md").contains("level: 3"));
    notes.assert_in_step("a");
    notes.resolve(&Keep::Current);
    assert_eq!(done(&notes.push("a")), [("push", "update", "a")]);
    let text = notes.committed("a", "notes/anna-s-apple.md");
    assert!(text.contains("level: 2") && text.contains("rank: 9"), "{text}");
    assert_eq!(notes.state("a", "a"), Some(GitState::Synced));
    notes.assert_in_step("a");
}

fn a_record_that_was_deleted_here_and_changed_there_waits(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.open().delete(&notes.bundle, &note("a"), &crate::git_notes::anna()).unwrap();
    notes.replace("a/notes/apple.md", "level: 1", "level: 3");
    notes.commit("a", "level");
    let report = notes.sync("a");
    assert_eq!(report.conflicts.len(), 1);
    assert_eq!(database.text("SELECT state FROM seedbank_record WHERE key = 'a'"), "deleted");
    let conflicts = notes.open().conflicts(&notes.bundle, false).unwrap();
    assert_eq!(conflicts[0].target.as_ref().unwrap()["level"], 3, "nothing of it is lost");
    assert_eq!(report.unresolved, [note("a")]);
    assert_eq!(notes.state("a", "a"), Some(GitState::Both));
    notes.assert_in_step("a");
    notes.resolve(&Keep::Target);
    assert_eq!(
        (notes.value("a", "level"), notes.state("a", "a")),
        (json!(3), Some(GitState::Synced))
    );
    notes.assert_in_step("a");
    notes.open().delete(&notes.bundle, &note("a"), &anna()).unwrap();
    notes.replace("a/notes/apple.md", "level: 3", "level: 4");
    notes.commit("a", "level");
    notes.sync("a");
    notes.resolve(&Keep::Current);
    assert_eq!(done(&notes.sync("a")), [("push", "delete", "a")]);
    notes.assert_in_step("a");
}

fn a_file_that_went_comes_back_where_a_person_settles_that_it_stays(database: &Scratch) {
    for (keep, state) in [(Keep::Current, "active"), (Keep::Target, "deleted")] {
        database.clear();
        let _ = std::fs::remove_dir_all(database.directory().join("a"));
        let notes = Notes::pushed(database, "delete");
        notes.git("a", &["rm", "--quiet", "notes/apple.md"]);
        notes.commit("a", "out");
        notes.edit("a", "level", 7);
        notes.sync("a");
        assert_eq!(notes.state("a", "a"), Some(GitState::Both));
        assert!(!notes.path("a/notes/apple.md").exists());
        notes.resolve(&keep);
        notes.sync("a");
        assert_eq!(notes.path("a/notes/apple.md").exists(), state == "active");
        assert_eq!(database.text("SELECT state FROM seedbank_record WHERE key = 'a'"), state);
        notes.assert_in_step("a");
    }
}

fn what_is_locked_by_now_does_not_come_back_as_another(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.open().delete(&notes.bundle, &note("b"), &anna()).unwrap();
    notes.replace("a/notes/banana.md", "level: 1", "level: 4");
    notes.commit("a", "harder");
    notes.pull("a");
    let db = notes.open();
    let [conflict] = &db.conflicts(&notes.bundle, false).unwrap()[..] else { panic!("one waits") };
    let other = Keep::Value(conflict.target.clone().unwrap());
    let locked = crate::git_notes::release_with("keep", "merge: locked\n");
    let refused = db.resolve(&locked, conflict.id, &other, &anna()).unwrap_err();
    assert!(matches!(refused, seedbank::Error::LockedRecord { .. }), "{refused}");
    assert_eq!(database.text("SELECT state FROM seedbank_record WHERE key = 'b'"), "deleted");
    db.resolve(&notes.bundle, conflict.id, &other, &anna()).unwrap();
    assert_eq!(notes.value("b", "level"), json!(4));
}

fn a_conflict_is_settled_along_the_steps_of_the_review(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.open().review(&notes.bundle, &note("a"), "archived", &anna()).unwrap();
    notes.replace("a/notes/apple.md", "status: published", "status: in_review");
    notes.commit("a", "look at it again");
    let report = notes.pull("a");
    assert_eq!(report.conflicts[0].field, "status");
    let database = notes.open();
    let conflict = database.conflicts(&notes.bundle, false).unwrap()[0].id;
    let refused = |keep: Keep| {
        database.resolve(&notes.bundle, conflict, &keep, &anna()).unwrap_err().to_string()
    };
    let expected = "cannot change `status` of `club/note/a/a`: it is `archived`, and goes from there to draft only";
    assert_eq!(refused(Keep::Target), expected);
    assert_eq!(refused(Keep::Base), expected);
    assert_eq!(database.conflicts(&notes.bundle, false).unwrap().len(), 1, "it still waits");
    notes.resolve(&Keep::Value(json!("draft")));
    assert_eq!(done(&notes.sync("a")), [("push", "delete", "a")]);
    notes.assert_in_step("a");
}

fn a_history_that_was_rewritten_leaves_no_base(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.edit("a", "rank", 2);
    notes.git("a", &["checkout", "--quiet", "--orphan", "new"]);
    notes.replace("a/notes/apple.md", "level: 1", "level: 3");
    notes.commit("a", "all of it");
    notes.git("a", &["branch", "--quiet", "--force", "main", "new"]);
    notes.git("a", &["checkout", "--quiet", "main"]);
    notes.git("a", &["branch", "--quiet", "-D", "new"]);
    notes.git("a", &["reflog", "expire", "--expire=now", "--all"]);
    notes.git("a", &["gc", "--quiet", "--prune=now"]);
    let report = notes.pull("a");
    let fields: Vec<&str> = report.conflicts.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["level", "rank"], "nobody knows who changed what");
    assert_eq!((notes.value("a", "level"), notes.value("a", "rank")), (json!(1), json!(2)));
    notes.sync("a");
    notes.assert_in_step("a");
}
