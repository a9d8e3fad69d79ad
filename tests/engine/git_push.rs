//! What the database has goes into commits.

use seedbank::{GitOptions, GitState};

use crate::database::{Scratch, on_each};
use crate::git_notes::{Notes, anna, done, failed, note, ops};

on_each!(
    published_records_are_files_and_drafts_stay_in_the_database,
    an_edit_is_a_commit_by_who_made_it_and_changes_its_own_lines,
    a_new_title_renames_the_file_and_a_taken_name_gets_the_key,
    what_is_deleted_or_not_published_any_more_leaves_git_and_may_come_back,
    a_batch_is_one_commit,
    what_git_changed_is_pulled_before_it_is_pushed,
    a_file_that_people_moved_is_followed,
    what_somebody_is_changing_is_left_alone,
    going_back_to_earlier_content_is_a_change,
    what_is_no_record_keeps_its_name,
);

fn what_is_no_record_keeps_its_name(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.write("a/notes/folder.md/one.txt", "mine");
    std::os::unix::fs::symlink("../README.md", notes.path("a/notes/link.md")).unwrap();
    notes.commit("a", "mine");
    notes.edit("a", "title", "Folder");
    notes.edit("b", "title", "Link");
    notes.push("a");
    let files = ["README.md", "notes/cherry.md", "notes/folder-a.md", "notes/folder.md/one.txt"];
    assert_eq!(notes.files("a")[..4], files);
    assert_eq!(notes.files("a")[4..], ["notes/link-b.md", "notes/link.md"]);
    database.clear();
    let notes = Notes::without_repository(database, "keep");
    notes.git(".", &["init", "--quiet", "--initial-branch=main", "taken"]);
    notes.write("taken/notes", "a list");
    notes.commit("taken", "a list");
    let error = notes.try_push("taken").unwrap_err();
    assert!(error.to_string().contains("`notes` is a file there"), "{error}");
    assert_eq!(notes.committed("taken", "notes"), "a list");
}

fn published_records_are_files_and_drafts_stay_in_the_database(database: &Scratch) {
    let notes = Notes::new(database, "keep");
    let report = notes.push("a");
    assert_eq!(
        done(&report),
        [("push", "create", "a"), ("push", "create", "b"), ("push", "create", "c")]
    );
    let files = ["README.md", "notes/apple.md", "notes/banana.md", "notes/cherry.md"];
    assert_eq!(notes.files("a"), files);
    assert_eq!(
        notes.git("a", &["log", "--format=%s"]),
        "Add Cherry\nAdd Banana\nAdd Apple\nfirst\n"
    );
    assert_eq!(notes.git("a", &["status", "--porcelain"]), "");
    assert_eq!(notes.read("a/README.md"), "# Ours\n");
    notes.open().review(&notes.bundle, &note("d"), "in_review", &anna()).unwrap();
    notes.assert_in_step("a");
    let status = notes.status("a");
    assert_eq!((status.totals.synced, status.records.len()), (3, 3));
    assert!(status.healthy);
    notes.open().review(&notes.bundle, &note("d"), "published", &anna()).unwrap();
    assert_eq!(notes.state("a", "d"), Some(GitState::Ahead));
    assert_eq!(done(&notes.push("a")), [("push", "create", "d")]);
    notes.assert_in_step("a");
}

fn an_edit_is_a_commit_by_who_made_it_and_changes_its_own_lines(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.replace("a/notes/apple.md", "rank: 1\n", "rank: 1\n# Mind the level.\n");
    notes.commit("a", "a comment");
    notes.pull("a");
    notes.edit("a", "level", 2);
    notes.edit("b", "body", "One.\n\nTwo and a half.\n\nThree.");
    assert_eq!(notes.state("a", "a"), Some(GitState::Ahead));
    assert_eq!(done(&notes.push("a")), [("push", "update", "a"), ("push", "update", "b")]);
    let changed = notes.git("a", &["diff", "--unified=0", "HEAD~2", "--", "notes"]);
    let changed: Vec<&str> = changed
        .lines()
        .filter(|line| {
            (line.starts_with('+') || line.starts_with('-'))
                && line.get(1..3) != Some("++")
                && line.get(1..3) != Some("--")
        })
        .collect();
    assert_eq!(changed, ["-level: 1", "+level: 2", "-Two.", "+Two and a half."]);
    let about = notes.git("a", &["log", "-1", "--format=%an <%ae>%n%B"]);
    assert_eq!(
        about.trim_end(),
        "Anna Lee <anna@example.org>\nclub wording\n\nSeedbank-Record: club/note/b/b"
    );
    let at = database.text("SELECT updated_at FROM seedbank_record WHERE key = 'b'");
    assert_eq!(
        notes.git("a", &["log", "-1", "--format=%ad", "--date=format:%Y-%m-%dT%H:%M:%SZ"]).trim(),
        at
    );
    let log = notes.open().git_log(Some(&note("b"))).unwrap();
    let last = log.last().unwrap();
    assert_eq!((last.operation, last.direction, last.state), ("update", "push", "success"));
    assert_eq!((last.by.as_str(), last.commit.as_ref()), ("ops", Some(&notes.tip("a"))));
    assert!(last.completed.is_some());
    notes.assert_in_step("a");
}

fn a_new_title_renames_the_file_and_a_taken_name_gets_the_key(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.write("a/notes/plum.md", "This is about no record.\n");
    notes.commit("a", "a page");
    notes.edit("a", "title", "Äpple: red & green!");
    notes.edit("b", "title", "Plum");
    notes.edit("c", "title", "???");
    notes.push("a");
    let files =
        ["README.md", "notes/apple-red-green.md", "notes/c.md", "notes/plum-b.md", "notes/plum.md"];
    assert_eq!(notes.files("a"), files);
    let renamed = notes.git("a", &["log", "-3", "--name-status", "--find-renames", "--format="]);
    assert_eq!(renamed.lines().filter(|line| line.starts_with('R')).count(), 3, "{renamed}");
    assert_eq!(notes.read("a/notes/plum.md"), "This is about no record.\n");
    notes.assert_in_step("a");
    // A file's name follows its title only when that changes.
    notes.edit("b", "level", 5);
    notes.push("a");
    assert!(notes.committed("a", "notes/plum-b.md").contains("level: 5"));
    notes.assert_in_step("a");
}

fn what_is_deleted_or_not_published_any_more_leaves_git_and_may_come_back(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.open().delete(&notes.bundle, &note("a"), &anna()).unwrap();
    notes.open().review(&notes.bundle, &note("b"), "archived", &anna()).unwrap();
    assert_eq!(done(&notes.push("a")), [("push", "delete", "a"), ("push", "delete", "b")]);
    assert_eq!(notes.files("a"), ["README.md", "notes/cherry.md"]);
    let log = notes.git("a", &["log", "-2", "--format=%an: %B"]);
    let said = |why: &str, key: &str| {
        format!("Anna Lee: club wording\n\n{why}.\n\nSeedbank-Record: club/note/{key}/{key}\n\n")
    };
    assert_eq!(log, said("No longer published", "b") + &said("Deleted", "a"));
    assert_eq!(notes.state("a", "a"), None);
    notes.assert_in_step("a");
    notes.open().restore(&note("a"), &anna()).unwrap();
    assert_eq!(done(&notes.push("a")), [("push", "create", "a")]);
    notes.assert_in_step("a");
}

fn a_batch_is_one_commit(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.edit("a", "level", 2);
    notes.edit("b", "level", 2);
    notes.open().delete(&notes.bundle, &note("c"), &anna()).unwrap();
    let before = notes.tip("a");
    let options = GitOptions::default().batch();
    let report = notes.open().git_push(&notes.bundle, &notes.path("a"), &options, &ops()).unwrap();
    assert_eq!(report.operations.len(), 3);
    let commits = notes.git("a", &["log", "--format=%an%n%B", &format!("{before}..")]);
    assert_eq!(commits.lines().next(), Some("Anna Lee"));
    assert_eq!(commits.matches("Seedbank-Record: club/note/").count(), 3);
    assert_eq!(notes.git("a", &["rev-list", "--count", &format!("{before}..")]).trim(), "1");
    notes.assert_in_step("a");
}

fn what_git_changed_is_pulled_before_it_is_pushed(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.replace("a/notes/apple.md", "rank: 1", "rank: 7");
    notes.commit("a", "rank");
    notes.edit("a", "level", 2);
    assert_eq!(notes.state("a", "a"), Some(GitState::Both));
    let report = notes.push("a");
    assert_eq!((report.operations.len(), report.waiting), (0, vec![note("a")]));
    assert!(notes.committed("a", "notes/apple.md").contains("level: 1"));
    notes.sync("a");
    let text = notes.committed("a", "notes/apple.md");
    assert!(text.contains("level: 2") && text.contains("rank: 7"), "{text}");
    notes.assert_in_step("a");
}

fn a_file_that_people_moved_is_followed(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.git("a", &["mv", "notes/apple.md", "notes/first one.md"]);
    notes.write("a/notes/old/x", "");
    notes.git("a", &["mv", "notes/banana.md", "notes/old/ü.md"]);
    notes.commit("a", "moved");
    let report = notes.pull("a");
    assert_eq!(done(&report), [("pull", "refresh", "a"), ("pull", "refresh", "b")]);
    notes.edit("a", "level", 2);
    notes.edit("b", "title", "Berry");
    notes.push("a");
    assert!(notes.committed("a", "notes/first one.md").contains("level: 2"));
    assert!(notes.committed("a", "notes/old/berry.md").contains("title: Berry"));
    assert_eq!(notes.files("a").len(), 5);
    notes.assert_in_step("a");
}

fn what_somebody_is_changing_is_left_alone(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.replace("a/notes/apple.md", "One.", "One, as I write.");
    notes.write("a/notes/berry.md", "Not committed yet.\n");
    notes.edit("a", "level", 2);
    notes.edit("b", "title", "Berry");
    notes.edit("c", "level", 3);
    for rows in [2, 0] {
        let before = notes.log().len();
        let report = notes.push("a");
        let problem = |path: &str| {
            format!("{path} has changes where the branch is checked out; commit or undo them")
        };
        let (apple, berry) = (problem("notes/apple.md"), problem("notes/berry.md"));
        assert_eq!(failed(&report), [("a", apple.as_str()), ("b", berry.as_str())]);
        assert_eq!(notes.log().len() - before - done(&report).len(), rows);
    }
    assert!(notes.committed("a", "notes/cherry.md").contains("level: 3"));
    assert!(notes.read("a/notes/apple.md").contains("One, as I write."));
    assert_eq!(notes.read("a/notes/berry.md"), "Not committed yet.\n");
    assert_eq!(notes.state("a", "a"), Some(GitState::Failed));
    let status = notes.status("a");
    assert_eq!((status.healthy, status.failures.len(), status.totals.failed), (false, 2, 2));
    std::fs::remove_file(notes.path("a/notes/berry.md")).unwrap();
    notes.commit("a", "as I wrote");
    notes.sync("a");
    let text = notes.committed("a", "notes/apple.md");
    assert!(text.contains("One, as I write.") && text.contains("level: 2"), "{text}");
    assert!(notes.status("a").healthy);
    notes.assert_in_step("a");
}

fn going_back_to_earlier_content_is_a_change(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.edit("a", "level", 2);
    notes.push("a");
    notes.edit("a", "level", 1);
    assert_eq!(done(&notes.push("a")), [("push", "update", "a")]);
    assert!(notes.committed("a", "notes/apple.md").contains("level: 1"));
    notes.replace("a/notes/apple.md", "level: 1", "level: 2");
    notes.commit("a", "back");
    assert_eq!(done(&notes.pull("a")), [("pull", "update", "a")]);
    assert_eq!(notes.value("a", "level"), 2);
    notes.assert_in_step("a");
}
