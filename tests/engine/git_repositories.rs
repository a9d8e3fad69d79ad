//! Whatever the repository looks like.

use seedbank::{GitError, GitOptions};

use crate::database::{Scratch, on_each};
use crate::git_notes::{Notes, done, note, ops};

on_each!(
    a_bare_repository_and_an_empty_one,
    a_repository_that_was_made_anew_is_filled_again,
    a_clone_follows_and_leads_its_upstream,
    a_dirty_work_tree_is_left_alone,
    a_detached_head_stays_where_it_is,
    a_remote_that_is_away_is_an_error_and_what_was_committed_goes_later,
    two_runs_do_not_overlap,
    what_the_clone_would_have_git_run_does_not_run,
    a_folder_inside_of_a_repository_is_refused,
    a_bundle_without_git_is_refused,
);

fn a_repository_that_was_made_anew_is_filled_again(database: &Scratch) {
    let notes = Notes::pushed(database, "delete");
    std::fs::remove_dir_all(notes.path("a")).unwrap();
    notes.git(".", &["init", "--quiet", "--initial-branch=main", "a"]);
    assert_eq!(notes.state("a", "a"), Some(seedbank::GitState::Ahead));
    assert_eq!(notes.sync("a").operations.len(), 3);
    assert_eq!(notes.files("a").len(), 3);
    notes.assert_in_step("a");
}

fn a_bare_repository_and_an_empty_one(database: &Scratch) {
    let notes = Notes::without_repository(database, "keep");
    notes.git(".", &["init", "--quiet", "--bare", "--initial-branch=main", "bare"]);
    assert_eq!(notes.pull("bare").operations, []);
    assert_eq!((notes.status("bare").commit, notes.status("bare").totals.ahead), (None, 3));
    assert_eq!(notes.sync("bare").operations.len(), 3);
    assert_eq!(notes.files("bare").len(), 3);
    notes.git(".", &["clone", "--quiet", "bare", "clone"]);
    notes.replace("clone/notes/apple.md", "level: 1", "level: 2");
    notes.commit("clone", "level");
    notes.git("clone", &["push", "--quiet"]);
    assert_eq!(done(&notes.sync("bare")), [("pull", "update", "a")]);
    notes.assert_in_step("bare");
}

fn a_clone_follows_and_leads_its_upstream(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.replace("b/notes/apple.md", "level: 1", "level: 2");
    notes.commit("b", "level");
    notes.git("b", &["push", "--quiet"]);
    notes.edit("b", "level", 3);
    let report = notes.sync("a");
    assert_eq!(done(&report), [("pull", "update", "a"), ("push", "update", "b")]);
    assert_eq!((report.pushed_to.as_deref(), report.merged), (Some("origin"), None));
    assert_eq!(notes.tip("origin"), notes.tip("a"));
    assert!(notes.read("a/notes/apple.md").contains("level: 2"), "checked-out files come along");
    assert_eq!(notes.git("a", &["status", "--porcelain"]), "");
    notes.assert_in_step("a");
    assert_eq!(notes.sync("a").pushed_to, None);
}

fn a_dirty_work_tree_is_left_alone(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.write("a/README.md", "mine\n");
    notes.replace("a/notes/cherry.md", "One.", "Mine.");
    notes.git("a", &["add", "README.md"]);
    notes.replace("b/notes/apple.md", "level: 1", "level: 2");
    notes.commit("b", "level");
    notes.git("b", &["push", "--quiet"]);
    notes.edit("b", "level", 3);
    let before = notes.git("a", &["status", "--porcelain"]);
    assert_eq!(notes.sync("a").operations.len(), 2);
    assert_eq!(notes.git("a", &["status", "--porcelain"]), before);
    assert!(notes.read("a/notes/cherry.md").contains("Mine."));
    assert!(notes.read("a/notes/apple.md").contains("level: 2"));
    notes.replace("b/notes/cherry.md", "level: 1", "level: 9");
    notes.git("b", &["pull", "--quiet"]);
    notes.commit("b", "level");
    notes.git("b", &["push", "--quiet"]);
    let error = notes.try_sync("a").unwrap_err();
    assert!(matches!(error, GitError::WorkTree { .. }), "{error}");
    assert!(error.to_string().contains("notes/cherry.md"), "{error}");
    assert!(notes.read("a/notes/cherry.md").contains("Mine."));
}

fn a_detached_head_stays_where_it_is(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.git("a", &["checkout", "--quiet", "--detach"]);
    let head = notes.git("a", &["rev-parse", "HEAD"]);
    notes.edit("a", "level", 2);
    assert_eq!(done(&notes.sync("a")), [("push", "update", "a")]);
    assert_eq!(notes.git("a", &["rev-parse", "HEAD"]), head);
    assert!(notes.read("a/notes/apple.md").contains("level: 1"));
    assert!(notes.committed("a", "notes/apple.md").contains("level: 2"));
    notes.git("a", &["branch", "other"]);
    let error = notes.try_sync("a").unwrap_err();
    assert!(error.to_string().contains("there is main, other; say --branch NAME"), "{error}");
    let options = GitOptions::default().branch("main");
    notes.open().git_sync(&notes.bundle, &notes.path("a"), &options, &ops()).unwrap();
}

fn a_remote_that_is_away_is_an_error_and_what_was_committed_goes_later(database: &Scratch) {
    let notes = Notes::shared(database);
    std::fs::rename(notes.path("origin"), notes.path("away")).unwrap();
    notes.edit("a", "level", 2);
    let error = notes.try_push("a").unwrap_err();
    assert!(error.to_string().contains("the next push takes them along"), "{error}");
    let log = notes.open().git_log(Some(&note("a"))).unwrap();
    assert_eq!(log.last().unwrap().state, "success", "it is in the branch");
    assert!(notes.try_sync("a").unwrap_err().to_string().contains("origin"));
    std::fs::rename(notes.path("away"), notes.path("origin")).unwrap();
    let report = notes.sync("a");
    assert_eq!((report.operations.len(), report.pushed_to.as_deref()), (0, Some("origin")));
    assert_eq!(notes.tip("origin"), notes.tip("a"));
}

fn two_runs_do_not_overlap(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    let lock = std::fs::File::open(notes.path("a/.git/seedbank.lock")).unwrap();
    lock.lock().unwrap();
    let error = notes.try_sync("a").unwrap_err();
    assert!(matches!(error, GitError::Busy { .. }), "{error}");
    assert!(notes.status("a").healthy, "a look needs no lock");
    drop(lock);
    notes.assert_in_step("a");
}

fn a_bundle_without_git_is_refused(database: &Scratch) {
    let bundle = crate::process::bundle(1);
    database.boot(&bundle).unwrap();
    let (options, path) = (GitOptions::default(), database.directory());
    let error = database.open().git_sync(&bundle, path, &options, &ops()).unwrap_err();
    assert!(matches!(error, GitError::NoDataset), "{error}");
}

fn what_the_clone_would_have_git_run_does_not_run(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.replace("b/notes/apple.md", "level: 1", "level: 2");
    notes.commit("b", "level");
    notes.git("b", &["push", "--quiet"]);
    notes.edit("b", "level", 3);
    let ran = notes.path("ran");
    let put = |path: &str| {
        notes.write(path, &format!("#!/bin/sh\necho {path} >>{}\nexit 1\n", ran.display()));
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(notes.path(path), mode).unwrap();
    };
    for hook in ["reference-transaction", "post-index-change", "pre-push", "post-checkout"] {
        put(&format!("a/.git/hooks/{hook}"));
    }
    put("monitor");
    notes.git("a", &["config", "core.fsmonitor", notes.path("monitor").to_str().unwrap()]);
    assert_eq!(notes.sync("a").operations.len(), 2);
    assert_eq!(notes.status("a").totals.synced, 3);
    assert!(!ran.exists(), "{}", notes.read("ran"));
    assert_eq!(notes.tip("origin"), notes.tip("a"));
}

fn a_folder_inside_of_a_repository_is_refused(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.edit("a", "level", 2);
    let tip = notes.tip("a");
    let options = GitOptions::default();
    let refused = [
        notes.try_push("a/notes").unwrap_err(),
        notes.try_sync("a/notes").unwrap_err(),
        notes.open().git_status(&notes.bundle, &notes.path("a/notes"), &options).unwrap_err(),
    ];
    for error in refused {
        assert!(matches!(error, GitError::Inside { .. }), "{error}");
        assert!(error.to_string().contains("it is the folder `notes/` of a repository"), "{error}");
    }
    assert_eq!(notes.tip("a"), tip);
    assert_eq!(done(&notes.push("a/.git")), [("push", "update", "a")], "that is the repository");
    assert!(notes.read("a/notes/apple.md").contains("level: 2"));
    assert_eq!(notes.git("a", &["status", "--porcelain"]), "");
}
