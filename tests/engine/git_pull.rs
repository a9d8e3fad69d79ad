//! What people commit comes into the database.

use seedbank::{GitState, HistoryQuery};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::git_notes::{Notes, done, failed, file, note};

on_each!(
    a_commit_is_an_edit_by_who_made_it,
    what_is_volatile_is_taken_over_without_a_conflict,
    a_reformatted_file_changes_nothing,
    a_new_file_is_a_new_record_and_a_key_that_is_there_is_joined,
    a_file_that_does_not_parse_is_reported_with_its_line_and_keeps_its_record,
    a_record_whose_file_is_gone_stays_an_orphan,
    a_record_whose_file_is_gone_is_marked_or_deleted_as_its_policy_says,
    a_branch_without_any_file_removes_nothing,
    what_refers_to_a_later_commit_comes_in_too,
    what_refers_to_nothing_is_left_out_until_it_is_right,
    two_files_of_one_record_are_reported,
    what_is_no_record_is_nobody_s_business,
    a_repository_that_has_the_files_already_is_joined,
    the_branch_is_compared_with_any_other_side,
    an_older_release_is_refused,
    what_a_restore_took_back_comes_from_git_again,
    a_file_that_comes_back_brings_its_record_back,
);

fn a_file_that_comes_back_brings_its_record_back(database: &Scratch) {
    for policy in ["delete", "deprecate"] {
        database.clear();
        let notes = Notes::without_repository(database, policy);
        notes.git(".", &["init", "--quiet", "--initial-branch=main", policy]);
        notes.push(policy);
        notes.git(policy, &["rm", "--quiet", "notes/apple.md"]);
        notes.commit(policy, "oops");
        notes.sync(policy);
        let state = "SELECT state FROM seedbank_record WHERE key = 'a'";
        assert_ne!(database.text(state), "active");
        notes.git(policy, &["revert", "--no-edit", "HEAD"]);
        assert_eq!(done(&notes.sync(policy)), [("pull", "update", "a")]);
        assert_eq!(database.text(state), "active");
        assert!(notes.path(&format!("{policy}/notes/apple.md")).exists());
        notes.assert_in_step(policy);
    }
}

fn what_a_restore_took_back_comes_from_git_again(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    let author = seedbank::Author::new("ops");
    let backup = notes.open().full_backup(&notes.bundle, &author).unwrap();
    notes.write("a/notes/elder.md", &file("e", "Elder", "level: 1\n"));
    notes.commit("a", "one more");
    assert_eq!(done(&notes.pull("a")), [("pull", "create", "e")]);
    notes.open().replace_with(&notes.bundle, &backup, &author, |_| Ok(())).unwrap();
    let state = "SELECT state FROM seedbank_record WHERE key = 'e'";
    assert_eq!(database.text(state), "removed");
    assert_eq!(done(&notes.sync("a")), [("pull", "update", "e")]);
    assert_eq!(database.text(state), "deprecated");
    assert!(notes.path("a/notes/elder.md").exists());
    notes.assert_in_step("a");
}

fn a_commit_is_an_edit_by_who_made_it(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.replace("a/notes/apple.md", "level: 1", "level: 4");
    notes.commit("a", "what I saw\n\nAt length.");
    assert_eq!(notes.state("a", "a"), Some(GitState::Behind));
    assert_eq!(done(&notes.pull("a")), [("pull", "update", "a")]);
    assert_eq!(notes.value("a", "level"), 4);
    let query = HistoryQuery::of_record(note("a"));
    let history = notes.open().history(&notes.bundle, &query).unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.action, last.by.as_str()), ("edit", "Bo <bo@example.org>"));
    assert_eq!(last.reason.as_deref(), Some("what I saw"));
    assert_eq!(notes.state("a", "a"), Some(GitState::Synced));
    notes.assert_in_step("a");
}

fn what_is_volatile_is_taken_over_without_a_conflict(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.edit("a", "seen", "monday");
    notes.edit("a", "level", 3);
    notes.replace("a/notes/apple.md", "rank: 1", "rank: 1\nseen: tuesday");
    notes.commit("a", "seen");
    assert_eq!(notes.state("a", "a"), Some(GitState::Ahead), "what is volatile is no change");
    let report = notes.pull("a");
    assert_eq!((done(&report), report.conflicts.len()), (vec![("pull", "refresh", "a")], 0));
    assert_eq!((notes.value("a", "seen"), notes.value("a", "level")), (json!("tuesday"), json!(3)));
    notes.edit("b", "seen", "monday");
    assert_eq!(done(&notes.push("a")), [("push", "update", "a")], "nor is it here");
    notes.assert_in_step("a");
}

fn a_reformatted_file_changes_nothing(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    let text = notes.read("a/notes/apple.md").replace("level: 1", "level:   1.0 # one");
    notes.write("a/notes/apple.md", &text.replace('\n', "\r\n"));
    notes.commit("a", "spaces");
    let revision = "SELECT revision FROM seedbank_record WHERE key = 'a'";
    let before = database.text(revision);
    assert_eq!(done(&notes.pull("a")), [("pull", "refresh", "a")]);
    assert_eq!(database.text(revision), before);
    notes.assert_in_step("a");
}

fn a_new_file_is_a_new_record_and_a_key_that_is_there_is_joined(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.write("a/notes/elder.md", &file("e", "Elder", "category: kick\n"));
    notes.write("a/notes/draft.md", &file("d", "Date", "level: 8\n"));
    notes.commit("a", "more");
    let report = notes.pull("a");
    assert_eq!(done(&report), [("pull", "update", "d"), ("pull", "create", "e")]);
    let elder = report.operations.iter().find(|one| one.operation == "create").unwrap();
    assert_eq!(elder.record.to_string(), "club/note/elder/e");
    assert_eq!(
        database.text("SELECT data ->> 'title' FROM seedbank_record WHERE key = 'e'"),
        "Elder"
    );
    assert_eq!(
        (notes.value("d", "level"), notes.value("d", "status")),
        (json!(8), json!("published"))
    );
    notes.assert_in_step("a");
}

fn a_file_that_does_not_parse_is_reported_with_its_line_and_keeps_its_record(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.replace("a/notes/apple.md", "rank: 1", "rank: one");
    notes.replace("a/notes/banana.md", "level: 1", "level: [1");
    notes.replace("a/notes/cherry.md", "level: 1", "level: 5");
    notes.write("a/notes/new.md", "---\nid: new\n---\n");
    notes.commit("a", "slips");
    for rows in [4, 0] {
        let before = notes.log().len();
        let report = notes.sync("a");
        let failed = failed(&report);
        assert_eq!(failed.len(), 3, "{failed:?}");
        assert!(
            failed.iter().any(|(key, why)| *key == "a"
                && why.starts_with("notes/apple.md:")
                && why.contains("integer")),
            "{failed:?}"
        );
        assert!(
            failed.iter().any(|(key, why)| *key == "b" && why.starts_with("notes/banana.md:")),
            "{failed:?}"
        );
        assert!(
            failed.iter().any(|(key, why)| *key == "new" && why.contains("title")),
            "{failed:?}"
        );
        assert_eq!(notes.log().len() - before, rows);
    }
    assert_eq!((notes.value("a", "rank"), notes.value("c", "level")), (json!(1), json!(5)));
    assert_eq!(notes.state("a", "a"), Some(GitState::Failed));
    let status = notes.status("a");
    assert_eq!((status.healthy, status.failures.len(), status.totals.failed), (false, 3, 3));
    assert!(notes.read("a/notes/banana.md").contains("level: [1"), "nothing writes over it");
    notes.replace("a/notes/apple.md", "rank: one", "rank: 2");
    notes.replace("a/notes/banana.md", "level: [1", "level: 2");
    std::fs::remove_file(notes.path("a/notes/new.md")).unwrap();
    notes.commit("a", "put right");
    assert_eq!(done(&notes.pull("a")), [("pull", "update", "a"), ("pull", "update", "b")]);
    assert!(notes.status("a").healthy);
    notes.assert_in_step("a");
}

fn a_record_whose_file_is_gone_stays_an_orphan(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.git("a", &["rm", "--quiet", "notes/apple.md"]);
    notes.commit("a", "out");
    assert_eq!(done(&notes.sync("a")), [("pull", "delete", "a")]);
    assert_eq!(
        (notes.value("a", "level"), notes.state("a", "a")),
        (json!(1), Some(GitState::Orphaned))
    );
    notes.edit("a", "level", 2);
    assert_eq!(notes.sync("a").operations, [], "the branch has the last word");
    notes.git("a", &["revert", "--no-edit", "HEAD"]);
    assert_eq!(done(&notes.sync("a")), [("pull", "update", "a"), ("push", "update", "a")]);
    assert!(notes.committed("a", "notes/apple.md").contains("level: 2"));
    notes.assert_in_step("a");
}

fn a_record_whose_file_is_gone_is_marked_or_deleted_as_its_policy_says(database: &Scratch) {
    for (policy, count, state) in [("deprecate", "3", "deprecated"), ("delete", "2", "deleted")] {
        database.clear();
        let _ = std::fs::remove_dir_all(database.directory().join("a"));
        let notes = Notes::pushed(database, policy);
        notes.git("a", &["rm", "--quiet", "notes/apple.md", "notes/banana.md"]);
        notes.commit("a", "out");
        notes.edit("b", "level", 7);
        notes.sync("a");
        let state_of = |key: &str| {
            database.text(&format!("SELECT state FROM seedbank_record WHERE key = '{key}'"))
        };
        assert_eq!((state_of("a").as_str(), notes.files("a").len()), (state, 2), "{policy}");
        let there = "SELECT count(*) FROM club_note WHERE status = 'published'";
        assert_eq!(database.text(there), count, "what a person changed here stays");
        assert_eq!(notes.value("b", "level"), 7);
        let waiting = notes.open().conflicts(&notes.bundle, false).unwrap().len();
        assert_eq!(waiting, usize::from(policy == "delete"));
        notes.assert_in_step("a");
    }
}

fn a_branch_without_any_file_removes_nothing(database: &Scratch) {
    let notes = Notes::pushed(database, "delete");
    notes.git("a", &["rm", "--quiet", "-r", "notes"]);
    notes.commit("a", "oh");
    let report = notes.sync("a");
    assert_eq!((done(&report).len(), failed(&report).len()), (0, 3));
    assert!(failed(&report)[0].1.contains("is it the right one?"));
    assert_eq!(database.text("SELECT count(*) FROM club_note"), "4");
    assert_eq!(notes.sync("a").operations.len(), 3);
    assert_eq!(notes.log().len(), 6);
    notes.git("a", &["revert", "--no-edit", "HEAD"]);
    assert!(!notes.status("a").healthy);
    assert_eq!(notes.sync("a").operations.len(), 3, "that it is well again");
    assert!(notes.status("a").healthy);
    notes.assert_in_step("a");
}

fn what_refers_to_a_later_commit_comes_in_too(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.replace("a/notes/apple.md", "rank: 1", "rank: 1\nafter: e");
    notes.commit("a", "after the elder");
    notes.write("a/notes/elder.md", &file("e", "Elder", ""));
    notes.commit("a", "the elder");
    assert_eq!(done(&notes.pull("a")), [("pull", "create", "e"), ("pull", "update", "a")]);
    assert_eq!(notes.value("a", "after"), "e");
    notes.assert_in_step("a");
}

fn what_refers_to_nothing_is_left_out_until_it_is_right(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.replace("a/notes/apple.md", "rank: 1", "rank: 1\nafter: e");
    notes.commit("a", "after the elder");
    for rows in [1, 0] {
        let before = notes.log().len();
        let report = notes.sync("a");
        assert_eq!(failed(&report), [("a", "there is no `note` with the key `e`")]);
        assert_eq!(notes.log().len() - before, rows);
    }
    assert_eq!(notes.state("a", "a"), Some(GitState::Failed));
    notes.write("a/notes/elder.md", &file("e", "Elder", ""));
    notes.commit("a", "the elder");
    notes.pull("a");
    assert_eq!(notes.value("a", "after"), "e");
    notes.assert_in_step("a");
}

fn two_files_of_one_record_are_reported(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.write("a/notes/copy.md", &notes.read("a/notes/apple.md").replace("level: 1", "level: 9"));
    notes.commit("a", "a copy");
    for rows in [1, 0] {
        let before = notes.log().len();
        let report = notes.sync("a");
        assert_eq!(failed(&report).len(), 1);
        assert!(failed(&report)[0].1.contains("`a` is in notes/apple.md already"), "{report:?}");
        assert_eq!(notes.log().len() - before, rows);
    }
    assert_eq!(notes.value("a", "level"), 1);
    std::fs::remove_file(notes.path("a/notes/copy.md")).unwrap();
    notes.commit("a", "one is enough");
    notes.sync("a");
    notes.assert_in_step("a");
}

fn what_is_no_record_is_nobody_s_business(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.write("a/notes/README.md", "# How we write\n");
    notes.write("a/notes/image.png", "\u{0}\u{1}");
    notes.write("a/src/apple.md", "---\nnot: ours\n---\n");
    notes.commit("a", "other things");
    assert_eq!(notes.sync("a").operations, []);
    notes.edit("a", "title", "Readme");
    notes.push("a");
    assert_eq!(notes.read("a/notes/README.md"), "# How we write\n");
    assert!(notes.files("a").contains(&"notes/readme-a.md".to_owned()), "{:?}", notes.files("a"));
    notes.assert_in_step("a");
}

fn a_repository_that_has_the_files_already_is_joined(database: &Scratch) {
    let notes = Notes::new(database, "keep");
    notes.write("a/notes/a.md", &file("a", "Apple", "level: 1\nrank: 1\n"));
    notes.write("a/notes/b.md", &file("b", "Banana", "level: 2\nrank: 1\n"));
    notes.write("a/notes/c.md", &file("c", "Cherry", "level: 2\nrank: 1\n"));
    notes.edit("c", "rank", 5);
    notes.commit("a", "the notes");
    assert_eq!(notes.state("a", "a"), Some(GitState::Synced));
    let report = notes.push("a");
    assert_eq!(done(&report), [("push", "refresh", "a")]);
    assert_eq!(report.waiting, [note("b"), note("c")]);
    let report = notes.sync("a");
    assert_eq!(report.conflicts, []);
    assert_eq!(
        done(&report),
        [("pull", "update", "b"), ("pull", "update", "c"), ("push", "update", "c")]
    );
    assert_eq!((notes.value("c", "level"), notes.value("c", "rank")), (json!(2), json!(5)));
    assert!(notes.committed("a", "notes/c.md").contains("rank: 5"), "it stays where it was");
    notes.assert_in_step("a");
}

fn the_branch_is_compared_with_any_other_side(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    let (db, bundle) = (notes.open(), &notes.bundle);
    let git = || db.git_side(bundle, &notes.path("a"), &seedbank::GitOptions::default());
    assert!(git().unwrap().compare(&db.side(bundle).unwrap(), bundle).is_same(), "drafts aside");
    notes.edit("a", "level", 2);
    let compared = git().unwrap().compare(&db.side(bundle).unwrap(), bundle);
    assert_eq!((compared.same, &compared.different[0].record), (2, &note("a")));
    notes.write("a/notes/bad.md", "---\nid: [\n---\n");
    notes.commit("a", "bad");
    let error = git().unwrap_err().to_string();
    assert!(error.contains("notes/bad.md:"), "{error}");
}

fn an_older_release_is_refused(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    database.run("UPDATE seedbank_import SET generation = 9");
    let error = notes.try_sync("a").unwrap_err();
    assert!(error.to_string().contains("generation 9"), "{error}");
}
