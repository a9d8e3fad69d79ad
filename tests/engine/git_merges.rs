//! A branch and its upstream that went different ways.

use seedbank::{GitError, GitState, Keep};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::git_notes::{Notes, anna, failed, file, note};

on_each!(
    a_diverged_branch_is_merged_and_its_records_are_settled_in_the_database,
    what_another_record_has_is_not_written_over_in_a_merge,
    what_cannot_be_read_is_not_written_over_in_a_merge,
    a_diverged_branch_with_a_file_of_somebody_s_in_conflict_is_merged_by_hand,
    what_one_side_moved_and_the_other_changed_is_merged,
    comments_order_and_folder_of_either_side_stay_in_a_merge,
    what_looks_like_a_record_s_file_moved_is_still_another_s,
    what_one_side_removed_and_the_other_changed_follows_its_policy,
    what_was_deleted_in_the_database_and_changed_upstream_waits,
    an_upstream_without_any_file_removes_nothing_in_a_merge,
    what_the_database_does_not_take_is_not_merged_in_silence,
    histories_without_a_common_commit_are_merged,
    a_rejected_push_fetches_merges_and_pushes_once_more,
);

/// Both sides have commits that the other has not: here an edit of the database and one of a person, there
/// one of another person.
fn diverged(notes: &Notes<'_>) {
    std::fs::rename(notes.path("origin"), notes.path("away")).unwrap();
    notes.edit("a", "level", 2);
    notes.edit("a", "body", "Zero.\n\nOne.\n\nTwo.\n\nThree.");
    assert!(matches!(notes.try_push("a").unwrap_err(), GitError::Push { .. }));
    std::fs::rename(notes.path("away"), notes.path("origin")).unwrap();
    notes.replace("b/notes/apple.md", "level: 1", "level: 3");
    notes.replace("b/notes/apple.md", "rank: 1", "rank: 9");
    notes.replace("b/notes/apple.md", "Three.", "Three.\n\nFour.");
    notes.replace("b/notes/banana.md", "level: 1", "level: 7");
    notes.commit("b", "as I see it");
    notes.git("b", &["push", "--quiet"]);
}

fn a_diverged_branch_is_merged_and_its_records_are_settled_in_the_database(database: &Scratch) {
    let notes = Notes::shared(database);
    diverged(&notes);
    notes.replace("a/notes/cherry.md", "level: 1", "level: 8");
    notes.replace("a/notes/apple.md", "status: published", "status: published\ncategory: kick");
    notes.commit("a", "here too");
    let report = notes.sync("a");
    assert_eq!(failed(&report), []);
    assert_eq!(report.conflicts.len(), 1);
    assert_eq!(
        (report.merged.as_deref(), report.pushed_to.as_deref()),
        (Some("origin/main"), Some("origin"))
    );
    let all = |id: &str| ["level", "rank", "category", "body"].map(|field| notes.value(id, field));
    let body = "Zero.\n\nOne.\n\nTwo.\n\nThree.\n\nFour.";
    assert_eq!(all("a"), [json!(2), json!(9), json!("kick"), json!(body)]);
    assert_eq!((notes.value("b", "level"), notes.value("c", "level")), (json!(7), json!(8)));
    let text = notes.committed("origin", "notes/apple.md");
    assert!(
        text.contains("level: 2\nrank: 9")
            && text.contains("category: kick")
            && text.ends_with("Four.\n"),
        "{text}"
    );
    assert_eq!(notes.git("a", &["status", "--porcelain"]), "");
    let conflicts = notes.open().conflicts(&notes.bundle, false).unwrap();
    assert_eq!((conflicts.len(), &conflicts[0].target), (1, &Some(json!(3))));
    assert_eq!(
        notes.state("a", "a"),
        Some(GitState::Both),
        "the merge has ours until it is settled"
    );
    notes.assert_in_step("a");
    notes.resolve(&Keep::Target);
    notes.sync("a");
    assert!(notes.committed("origin", "notes/apple.md").contains("level: 3"));
    notes.assert_in_step("a");
}

fn comments_order_and_folder_of_either_side_stay_in_a_merge(database: &Scratch) {
    let notes = Notes::shared(database);
    // There somebody explains, quotes and moves; here values change, and a title, and a person has a word too.
    notes.replace("b/notes/apple.md", "status: published", "status: 'published' # at last");
    notes.replace("b/notes/apple.md", "rank: 1", "# of ten\nrank: 1");
    std::fs::create_dir(notes.path("b/notes/deep")).unwrap();
    notes.git("b", &["mv", "notes/apple.md", "notes/deep/apple.md"]);
    notes.commit("b", "why these");
    notes.git("b", &["push", "--quiet"]);
    notes.replace("a/notes/apple.md", "id: a", "# And more.\nid: a");
    notes.commit("a", "more");
    notes.edit("a", "level", 5);
    notes.edit("a", "title", "Apple pie");
    notes.push("a");
    assert_eq!(
        notes.files("origin"),
        ["banana.md", "cherry.md", "deep/apple-pie.md"].map(|name| format!("notes/{name}"))
    );
    assert_eq!(
        notes.committed("origin", "notes/deep/apple-pie.md"),
        "---\n# And more.\nid: a\ntitle: Apple pie\nstatus: 'published' # at last\n\
         level: 5\n# of ten\nrank: 1\n---\n\nOne.\n\nTwo.\n\nThree.\n"
    );
    notes.assert_in_step("a");
    // Both say something else of one line: a person has to.
    notes.git("b", &["pull", "--quiet"]);
    notes.replace("b/notes/banana.md", "id: b", "# Theirs.\nid: b");
    notes.commit("b", "theirs");
    notes.git("b", &["push", "--quiet"]);
    notes.replace("a/notes/banana.md", "id: b", "# Ours.\nid: b");
    notes.commit("a", "ours");
    let error = notes.try_sync("a").unwrap_err();
    assert!(matches!(error, GitError::MergeByHand { .. }), "{error}");
    assert!(error.to_string().contains("notes/banana.md"), "{error}");
}

fn what_another_record_has_is_not_written_over_in_a_merge(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.write("b/notes/elder.md", &crate::git_notes::file("e", "Elder", "level: 1\n"));
    notes.replace("b/notes/apple.md", "level: 1", "level: 3");
    notes.commit("b", "one more");
    notes.git("b", &["push", "--quiet"]);
    notes.edit("a", "title", "Elder");
    let error = notes.try_push("a").unwrap_err();
    assert!(matches!(error, GitError::MergeByHand { .. }), "{error}");
    assert!(notes.committed("origin", "notes/elder.md").contains("id: e"));
    let log = notes.log();
    assert!(matches!(notes.try_sync("a").unwrap_err(), GitError::MergeByHand { .. }));
    assert_eq!(notes.log(), log, "what came in once does not come in again");
}

fn what_cannot_be_read_is_not_written_over_in_a_merge(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.replace("b/notes/apple.md", "level: 1", "level: [1");
    notes.replace("b/notes/apple.md", "Three.", "Three.\n\nBo's own.");
    notes.commit("b", "broken");
    notes.git("b", &["push", "--quiet"]);
    notes.edit("a", "rank", 5);
    let error = notes.try_push("a").unwrap_err();
    assert!(error.to_string().contains("notes/apple.md"), "{error}");
    assert!(notes.committed("origin", "notes/apple.md").contains("Bo's own."));
    assert_eq!(notes.value("a", "rank"), 5);
}

fn a_diverged_branch_with_a_file_of_somebody_s_in_conflict_is_merged_by_hand(database: &Scratch) {
    let notes = Notes::shared(database);
    diverged(&notes);
    notes.write("a/LICENSE", "mine\n");
    notes.commit("a", "mine");
    notes.write("b/LICENSE", "yours\n");
    notes.commit("b", "yours");
    notes.git("b", &["push", "--quiet"]);
    let before = (notes.tip("a"), notes.tip("origin"));
    let error = notes.try_sync("a").unwrap_err();
    assert!(matches!(error, GitError::MergeByHand { .. }), "{error}");
    assert!(error.to_string().contains("both changed LICENSE; merge by hand"), "{error}");
    assert_eq!((notes.tip("a"), notes.tip("origin")), before);
    assert_eq!(notes.value("a", "rank"), 1);
    notes.git("a", &["rm", "--quiet", "LICENSE"]);
    notes.commit("a", "yours then");
    notes.sync("a");
    assert_eq!(notes.committed("origin", "LICENSE"), "yours\n");
    assert_eq!(notes.value("a", "rank"), 9);
    notes.assert_in_step("a");
}

fn what_one_side_moved_and_the_other_changed_is_merged(database: &Scratch) {
    let notes = Notes::shared(database);
    diverged(&notes);
    notes.git("a", &["mv", "notes/banana.md", "notes/yellow.md"]);
    notes.replace("a/notes/yellow.md", "One.", "Won.");
    notes.commit("a", "moved");
    notes.git("b", &["mv", "notes/apple.md", "notes/red.md"]);
    notes.replace("b/notes/banana.md", "One.", "1.");
    notes.commit("b", "moved as well");
    notes.git("b", &["push", "--quiet"]);
    notes.sync("a");
    let files = ["notes/cherry.md", "notes/red.md", "notes/yellow.md"];
    assert_eq!(notes.files("origin"), files);
    let text = notes.committed("origin", "notes/yellow.md");
    assert!(text.contains("level: 7") && text.contains("Won."), "{text}");
    assert!(notes.committed("origin", "notes/red.md").contains("rank: 9"));
    notes.assert_in_step("a");
}

/// Removed there and changed here, by a person in the database; removed here and changed there; moved here and
/// removed there.
pub fn removed(notes: &Notes<'_>) {
    for step in ["in_review", "published"] {
        notes.open().review(&notes.bundle, &note("d"), step, &anna()).unwrap();
    }
    notes.push("a");
    std::fs::rename(notes.path("origin"), notes.path("away")).unwrap();
    notes.edit("a", "level", 2);
    assert!(matches!(notes.try_push("a").unwrap_err(), GitError::Push { .. }));
    std::fs::rename(notes.path("away"), notes.path("origin")).unwrap();
    notes.git("a", &["rm", "--quiet", "notes/banana.md"]);
    notes.git("a", &["mv", "notes/cherry.md", "notes/red.md"]);
    notes.commit("a", "no banana");
    notes.git("b", &["pull", "--quiet"]);
    notes.git("b", &["rm", "--quiet", "notes/apple.md", "notes/cherry.md"]);
    notes.replace("b/notes/banana.md", "rank: 1", "rank: 6");
    notes.commit("b", "no apple, no cherry");
    notes.git("b", &["push", "--quiet"]);
}

fn what_one_side_removed_and_the_other_changed_follows_its_policy(database: &Scratch) {
    for (policy, states) in [
        ("keep", ["active"; 3]),
        ("deprecate", ["deprecated"; 3]),
        ("delete", ["active", "deleted", "deleted"]),
    ] {
        let notes = fresh(database, policy);
        removed(&notes);
        let report = notes.sync("a");
        assert_eq!((failed(&report), report.merged.as_deref()), (vec![], Some("origin/main")));
        assert_eq!(notes.files("origin"), ["notes/date.md"], "{policy}");
        let state = "SELECT state FROM seedbank_record WHERE key IN ('a', 'b', 'c') ORDER BY key";
        assert_eq!(database.texts(state), states, "{policy}");
        assert_eq!(notes.value("a", "level"), 2, "{policy}");
        let conflicts = notes.open().conflicts(&notes.bundle, false).unwrap();
        let mut waiting: Vec<_> = conflicts
            .iter()
            .map(|one| (one.record.key.as_str(), one.target.as_ref().map(|it| it["rank"].clone())))
            .collect();
        waiting.sort_by_key(|(key, _)| *key);
        if policy == "delete" {
            assert_eq!(waiting, [("a", None), ("b", Some(json!(6)))], "what people changed waits");
        } else {
            assert_eq!((waiting, notes.value("b", "rank")), (vec![], json!(6)), "{policy}");
        }
        assert!(notes.status("a").healthy);
        notes.assert_in_step("a");
    }
}

/// A booted database of this policy with an origin and two clones, whatever was there before.
pub fn fresh<'d>(database: &'d Scratch, policy: &str) -> Notes<'d> {
    database.clear();
    for folder in ["origin", "a", "b"] {
        let _ = std::fs::remove_dir_all(database.directory().join(folder));
    }
    Notes::shared_with(database, policy)
}

fn what_was_deleted_in_the_database_and_changed_upstream_waits(database: &Scratch) {
    let notes = Notes::shared_with(database, "delete");
    notes.replace("b/notes/apple.md", "rank: 1", "rank: 6");
    notes.commit("b", "rank");
    notes.git("b", &["push", "--quiet"]);
    notes.open().delete(&notes.bundle, &note("a"), &anna()).unwrap();
    let report = notes.push("a");
    assert_eq!((report.merged.as_deref(), report.conflicts.len()), (Some("origin/main"), 1));
    assert_eq!(notes.files("origin"), ["notes/banana.md", "notes/cherry.md"]);
    assert_eq!(database.text("SELECT state FROM seedbank_record WHERE key = 'a'"), "deleted");
    let conflicts = notes.open().conflicts(&notes.bundle, false).unwrap();
    assert_eq!(conflicts[0].target.as_ref().unwrap()["rank"], 6);
    notes.assert_in_step("a");
}

fn an_upstream_without_any_file_removes_nothing_in_a_merge(database: &Scratch) {
    let notes = Notes::shared_with(database, "delete");
    notes.git("b", &["rm", "--quiet", "-r", "notes"]);
    notes.commit("b", "oh");
    notes.git("b", &["push", "--quiet"]);
    notes.edit("a", "level", 2);
    let error = notes.try_push("a").unwrap_err();
    assert!(matches!(error, GitError::MergeByHand { .. }), "{error}");
    assert!(error.to_string().contains("notes/apple.md"), "{error}");
    assert_eq!(database.text("SELECT count(*) FROM club_note"), "4");
    assert!(notes.committed("a", "notes/apple.md").contains("level: 2"));
}

fn what_the_database_does_not_take_is_not_merged_in_silence(database: &Scratch) {
    let notes = Notes::shared(database);
    diverged(&notes);
    notes.replace("b/notes/apple.md", "rank: 9", "rank: 9\nafter: nobody");
    notes.commit("b", "after nobody");
    notes.git("b", &["push", "--quiet"]);
    let before = (notes.tip("a"), notes.tip("origin"));
    let error = notes.try_sync("a").unwrap_err();
    assert!(error.to_string().contains("notes/apple.md"), "{error}");
    assert_eq!((notes.tip("a"), notes.tip("origin")), before);
    assert!(!notes.status("a").healthy);
    notes.replace("b/notes/apple.md", "\nafter: nobody", "");
    notes.commit("b", "after none");
    notes.git("b", &["push", "--quiet"]);
    notes.sync("a");
    assert_eq!(notes.value("a", "rank"), 9);
    notes.assert_in_step("a");
}

fn histories_without_a_common_commit_are_merged(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.git(".", &["init", "--quiet", "--initial-branch=main", "other"]);
    notes.write("other/README.md", "# Theirs\n");
    notes.write("other/notes/elder.md", &file("e", "Elder", ""));
    notes.commit("other", "theirs");
    let other = notes.path("other");
    notes.git("origin", &["fetch", "--quiet", other.to_str().unwrap(), "+main:main"]);
    notes.sync("a");
    assert_eq!(notes.files("origin").len(), 5);
    assert_eq!(database.text("SELECT count(*) FROM club_note"), "5");
    notes.assert_in_step("a");
}

fn a_rejected_push_fetches_merges_and_pushes_once_more(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.replace("b/notes/apple.md", "level: 1", "level: 2");
    notes.write("b/README.md", "# Ours\n");
    notes.commit("b", "level");
    notes.git("b", &["push", "--quiet"]);
    notes.edit("a", "rank", 5);
    notes.edit("b", "level", 3);
    let report = notes.push("a");
    assert_eq!(report.merged.as_deref(), Some("origin/main"));
    assert_eq!(report.pushed_to.as_deref(), Some("origin"));
    assert_eq!((notes.value("a", "level"), notes.value("a", "rank")), (json!(2), json!(5)));
    let text = notes.committed("origin", "notes/apple.md");
    assert!(text.contains("level: 2") && text.contains("rank: 5"), "{text}");
    assert_eq!(notes.files("origin").len(), 4);
    assert_eq!(
        notes.git("a", &["log", "-1", "--format=%s", "--merges"]),
        "Merge origin/main into main\n"
    );
    assert_eq!(notes.tip("origin"), notes.tip("a"));
    notes.assert_in_step("a");
}

/// Git follows moved files by what is in them, and notes are alike.
fn what_looks_like_a_record_s_file_moved_is_still_another_s(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.write("b/docs/page.md", "One line.\n\nTwo lines.\n\nThree lines.\n");
    notes.git("b", &["mv", "notes/apple.md", "notes/moved.md"]);
    notes.commit("b", "moved");
    notes.git("b", &["push", "--quiet"]);
    notes.sync("a");
    notes.git("b", &["pull", "--quiet"]);
    notes.git("b", &["rm", "--quiet", "notes/cherry.md"]);
    notes.git("b", &["mv", "notes/moved.md", "notes/red.md"]);
    notes.replace("b/notes/red.md", "title: Apple", "title: Cherry");
    notes.git("b", &["mv", "docs/page.md", "docs/pages.md"]);
    notes.commit("b", "out, and on");
    notes.git("b", &["push", "--quiet"]);
    notes.replace("a/notes/cherry.md", "level: 1", "level: 9");
    notes.replace("a/docs/page.md", "Two lines.", "2 lines.");
    notes.commit("a", "level");
    notes.sync("a");
    let levels = ["a", "b", "c"].map(|id| notes.value(id, "level"));
    assert_eq!(levels, [json!(1), json!(1), json!(9)]);
    assert_eq!(notes.files("origin"), ["docs/pages.md", "notes/banana.md", "notes/red.md"]);
    assert!(notes.committed("origin", "notes/red.md").contains("level: 1"));
    assert!(notes.committed("origin", "docs/pages.md").contains("2 lines."), "others are followed");
    notes.assert_in_step("a");
}
