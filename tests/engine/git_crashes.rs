//! Killed at any step, the next run ends right.

use seedbank::GitOptions;
use serde_json::json;

use crate::database::{Scratch, count, on_each};
use crate::git_killed::{Kill, states, sync};
use crate::git_merges::{fresh, removed};
use crate::git_notes::{Notes, anna, file, note, ops};

on_each!(
    killed_at_any_step_nothing_is_lost_and_the_next_run_finishes,
    killed_at_any_step_of_a_merge_with_removals_what_was_changed_waits,
    ended_before_any_transaction_nothing_is_lost_and_the_next_run_finishes,
    what_a_killed_run_committed_is_found_and_what_it_did_not_is_done,
    what_a_killed_run_brought_along_goes_back_before_another_branch_s_files_move,
);

/// All that can be: edits here, in the clone and upstream, of one record and of others; a record that goes,
/// one that comes, one that moves.
fn changes(database: &Scratch) -> Notes<'_> {
    let notes = fresh(database, "keep");
    notes.edit("a", "level", 2);
    notes.edit("b", "title", "Berry");
    notes.open().review(&notes.bundle, &note("d"), "in_review", &anna()).unwrap();
    notes.open().review(&notes.bundle, &note("d"), "published", &anna()).unwrap();
    notes.replace("a/notes/apple.md", "One.", "1.");
    notes.commit("a", "here");
    notes.replace("b/notes/apple.md", "level: 1", "level: 3");
    notes.replace("b/notes/apple.md", "rank: 1", "rank: 9");
    notes.git("b", &["mv", "notes/cherry.md", "notes/red.md"]);
    notes.write("b/notes/elder.md", &file("e", "Elder", ""));
    notes.commit("b", "there");
    notes.git("b", &["push", "--quiet"]);
    notes
}

fn assert_changed(notes: &Notes<'_>, when: Kill) {
    let all = ["level", "rank", "body"].map(|field| notes.value("a", field));
    assert_eq!(all, [json!(2), json!(9), json!("1.\n\nTwo.\n\nThree.")], "{when:?}");
    let files = ["apple", "berry", "date", "elder", "red"].map(|name| format!("notes/{name}.md"));
    assert_eq!(notes.files("origin"), files, "{when:?}");
    let text = notes.committed("origin", "notes/apple.md");
    assert!(text.contains("level: 2\nrank: 9") && text.contains("\n1.\n"), "{when:?}: {text}");
    let conflicts = notes.open().conflicts(&notes.bundle, false).unwrap();
    assert_eq!((conflicts.len(), &conflicts[0].target), (1, &Some(json!(3))), "{when:?}");
    let totals = notes.status("a").totals;
    assert_eq!((totals.synced, totals.both), (4, 1), "{when:?}");
}

/// What one side changed and the other removed, where a record follows its file.
fn removals(database: &Scratch) -> Notes<'_> {
    let notes = fresh(database, "delete");
    removed(&notes);
    notes
}

fn assert_removed(notes: &Notes<'_>, when: Kill) {
    assert_eq!(notes.files("origin"), ["notes/date.md"], "{when:?}");
    let states = "SELECT state FROM seedbank_record WHERE key IN ('a', 'b', 'c') ORDER BY key";
    assert_eq!(notes.database.texts(states), ["active", "deleted", "deleted"], "{when:?}");
    let conflicts = notes.open().conflicts(&notes.bundle, false).unwrap();
    let target = |key: &str| {
        let one = conflicts.iter().find(|one| one.record.key == key);
        one.unwrap_or_else(|| panic!("{when:?}: {conflicts:?}")).target.clone()
    };
    assert_eq!((conflicts.len(), target("a")), (2, None), "{when:?}");
    assert_eq!((notes.value("a", "level"), &target("b").unwrap()["rank"]), (json!(2), &json!(6)));
}

/// What a run has to do, and what must hold after it.
type Work = (for<'d> fn(&'d Scratch) -> Notes<'d>, fn(&Notes<'_>, Kill));

const CHANGES: Work = (changes, assert_changed);
const REMOVALS: Work = (removals, assert_removed);

/// That another run ends right.
fn assert_done(notes: &Notes<'_>, (_, assert): Work, when: Kill) {
    notes.sync("a");
    assert(notes, when);
    assert_eq!(notes.tip("origin"), notes.tip("a"), "{when:?}");
    assert_eq!(notes.git("a", &["status", "--porcelain"]), "", "{when:?}");
    let status = notes.status("a");
    assert_eq!((status.pending, status.healthy), (0, true), "{when:?}");
    notes.assert_in_step("a");
    notes.database.assert_sound();
}

/// Between two calls of git that leave everything as it was, a kill changes nothing: so it is killed once in
/// each state that there is, which SQLite's file shows; on PostgreSQL in some of them, of which
/// `SEEDBANK_TEST_KILLS` makes more. What lies between two transactions without git, the next test sees.
fn killed_at_any_step_nothing_is_lost_and_the_next_run_finishes(database: &Scratch) {
    killed(database, CHANGES);
}

fn killed_at_any_step_of_a_merge_with_removals_what_was_changed_waits(database: &Scratch) {
    killed(database, REMOVALS);
}

fn killed(database: &Scratch, work: Work) {
    let (prepare, _) = work;
    let states = states(&prepare(&Scratch::sqlite()));
    let some = count("SEEDBANK_TEST_KILLS", 6) as usize;
    let step = if database.is_sqlite() { 1 } else { states.len().div_ceil(some) };
    for kill in states.into_iter().step_by(step) {
        let notes = prepare(database);
        sync(&notes, kill);
        assert_done(&notes, work, kill);
    }
}

/// How often a row of the sync log was written.
const WRITTEN: &str = "SELECT count(*) + count(completed_at) FROM seedbank_sync";

/// Lets no row of the sync log be written once that was done so often.
fn stop(database: &Scratch, at: usize) {
    for event in ["INSERT", "UPDATE"] {
        database.run(&if database.is_sqlite() {
            format!(
                "CREATE TRIGGER stop_{event} BEFORE {event} ON seedbank_sync WHEN ({WRITTEN}) >= {at} \
                 BEGIN SELECT RAISE(ABORT, 'stopped'); END"
            )
        } else {
            format!(
                "CREATE FUNCTION stop_{event}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF ({WRITTEN}) >= {at} THEN RAISE 'stopped'; END IF; RETURN new; END $$; \
                 CREATE TRIGGER stop_{event} BEFORE {event} ON seedbank_sync FOR EACH ROW \
                 EXECUTE FUNCTION stop_{event}()"
            )
        });
    }
}

fn go_on(database: &Scratch) {
    let of_table = if database.is_sqlite() { "" } else { "ON seedbank_sync" };
    for event in ["INSERT", "UPDATE"] {
        database.run(&format!("DROP TRIGGER stop_{event} {of_table}"));
    }
}

/// A run that ends with such an error leaves all as one that is killed there.
fn ended_before_any_transaction_nothing_is_lost_and_the_next_run_finishes(database: &Scratch) {
    for work in [CHANGES, REMOVALS] {
        ended(database, work);
    }
}

fn ended(database: &Scratch, work: Work) {
    let (prepare, _) = work;
    let written = |notes: &Notes<'_>| notes.database.text(WRITTEN).parse::<usize>().unwrap();
    let notes = prepare(database);
    let first = written(&notes);
    notes.sync("a");
    let last = written(&notes);
    let some = count("SEEDBANK_TEST_KILLS", 4) as usize;
    let step = if database.is_sqlite() { 1 } else { (last - first).div_ceil(some) };
    let (mut ended, mut unsaid) = (usize::MAX, 0);
    for at in (first..last).step_by(step) {
        let notes = prepare(database);
        stop(database, at);
        let error = notes.try_sync("a").unwrap_err();
        assert!(error.to_string().contains("stopped"), "{error}");
        go_on(database);
        // What was begun shows.
        let pending = "SELECT count(*) FROM seedbank_sync WHERE completed_at IS NULL";
        let pending: u64 = database.text(pending).parse().unwrap();
        let status = notes.status("a");
        assert_eq!(status.pending, pending);
        assert!(!(status.healthy && pending > 0), "{status:?}");
        unsaid += pending;
        // In the middle of a transaction it is as before the first row of it.
        if std::mem::replace(&mut ended, written(&notes)) != ended {
            assert_done(&notes, work, Kill::Never);
        }
    }
    assert!(unsaid > 0);
}

fn what_a_killed_run_committed_is_found_and_what_it_did_not_is_done(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    let before = notes.tip("a");
    notes.edit("a", "level", 2);
    notes.open().delete(&notes.bundle, &note("b"), &anna()).unwrap();
    notes.push("a");
    let after = notes.tip("a");
    let rows =
        "SELECT state || ' ' || coalesce(error, '-') FROM seedbank_sync WHERE id > 3 ORDER BY id";
    // Killed when it had committed, but not said so.
    let unsaid = "UPDATE seedbank_sync SET state = 'pending', completed_at = NULL, \"commit\" = NULL WHERE id > 3";
    database.run(unsaid);
    assert!(!notes.status("a").healthy);
    notes.push("a");
    assert_eq!(database.texts(rows), ["success -", "success -"]);
    assert_eq!((notes.tip("a"), notes.log().len()), (after, 5));
    let log = notes.log();
    assert_eq!(log[4].commit.as_ref(), Some(&notes.tip("a")));
    notes.assert_in_step("a");
    // Killed before that.
    database.run(unsaid);
    notes.git("a", &["reset", "--quiet", "--hard", &before]);
    notes.push("a");
    let expected = ["failed interrupted", "failed interrupted", "success -", "success -"];
    assert_eq!(database.texts(rows), expected);
    assert!(notes.committed("a", "notes/apple.md").contains("level: 2"));
    notes.assert_in_step("a");
}

/// Two branches, each checked out, in one repository: what the note of the one says is done before the other
/// writes its own.
fn what_a_killed_run_brought_along_goes_back_before_another_branch_s_files_move(
    database: &Scratch,
) {
    let prepared = || {
        let notes = changes(database);
        let _ = std::fs::remove_dir_all(notes.path("side"));
        notes.git("a", &["branch", "side"]);
        notes.git("a", &["worktree", "add", "--quiet", "../side", "side"]);
        notes
    };
    let calls = sync(&prepared(), Kill::Never);
    let moves = |call: &String| call.contains("update-ref -m seedbank refs/heads/main");
    let moving = calls.iter().position(moves).unwrap() as u32 + 1;
    let notes = prepared();
    sync(&notes, Kill::Before(moving));
    assert_ne!(notes.git("a", &["status", "--porcelain"]), "", "it was killed in between");
    let options = GitOptions::default().branch("side");
    notes.open().git_push(&notes.bundle, &notes.path("a"), &options, &ops()).unwrap();
    assert_ne!(
        notes.git("side", &["rev-parse", "HEAD"]),
        notes.git("side", &["rev-parse", "main"])
    );
    assert_eq!(notes.git("a", &["status", "--porcelain"]), "");
}
