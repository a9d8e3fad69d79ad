//! What a killed git, or a killed run, has left in a repository.

use seedbank::GitError;

use crate::database::{Scratch, on_each};
use crate::git_notes::Notes;

on_each!(
    a_lock_file_of_git_is_named_and_said_once_in_the_log,
    a_lock_file_in_a_merge_is_named_and_said_once_in_the_log,
);

/// That another run says which file is in the way, and that the log does not grow with every try.
fn assert_locked(notes: &Notes<'_>, file: &str, rows: &[usize]) {
    notes.write(file, "");
    let tip = notes.tip("a");
    for rows in rows {
        let before = notes.log().len();
        let error = notes.try_sync("a").unwrap_err();
        assert!(matches!(error, GitError::Locked { .. }), "{error}");
        let (told, file) = (error.to_string(), file.strip_prefix("a/").unwrap());
        assert!(told.contains(file) && told.contains("remove that file and try again"), "{told}");
        assert_eq!(notes.log().len() - before, *rows, "{file}");
        assert_eq!(notes.tip("a"), tip);
        assert!(!notes.status("a").healthy);
        assert_eq!(notes.status("a").pending, 0);
    }
    std::fs::remove_file(notes.path(file)).unwrap();
}

fn a_lock_file_of_git_is_named_and_said_once_in_the_log(database: &Scratch) {
    let notes = Notes::pushed(database, "keep");
    notes.edit("a", "level", 2);
    notes.edit("b", "level", 2);
    assert_locked(&notes, "a/.git/index.lock", &[2, 0, 0]);
    assert_locked(&notes, "a/.git/refs/heads/main.lock", &[2, 0]);
    assert_eq!(notes.status("a").failures.len(), 4);
    database.run("UPDATE seedbank_sync SET started_at = '2026-01-02T03:04:05Z' WHERE id IN (4, 5)");
    assert_eq!(notes.status("a").failures.len(), 2, "of the last day");
    assert_eq!(notes.git("a", &["status", "--porcelain"]), "");
    notes.sync("a");
    assert!(notes.read("a/notes/apple.md").contains("level: 2"));
    assert!(notes.status("a").healthy);
    notes.assert_in_step("a");
}

fn a_lock_file_in_a_merge_is_named_and_said_once_in_the_log(database: &Scratch) {
    let notes = Notes::shared(database);
    notes.replace("b/notes/apple.md", "level: 1", "level: 3");
    notes.commit("b", "level");
    notes.git("b", &["push", "--quiet"]);
    notes.replace("a/notes/apple.md", "rank: 1", "rank: 5");
    notes.commit("a", "rank");
    // What comes in is done with; what would go out fails.
    assert_locked(&notes, "a/.git/index.lock", &[3, 0]);
    notes.sync("a");
    let text = notes.committed("origin", "notes/apple.md");
    assert!(text.contains("level: 3\nrank: 5"), "{text}");
    notes.assert_in_step("a");
}
