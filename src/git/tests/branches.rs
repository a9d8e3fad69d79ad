use super::{Place, by_anna, write};
use crate::git::error::GitError;
use crate::git::lock::Move;
use crate::git::repository::{Commit, Repository};

/// Commits a new text of a file.
fn next(repository: &Repository, path: &str, text: &str) -> (Option<Commit>, Commit) {
    let tip = repository.tip().unwrap();
    let commits = [by_anna("next", vec![write(path, text)])];
    let made = repository.make(tip.as_ref(), None, &commits).unwrap().remove(0);
    (tip, made)
}

#[test]
fn checked_out_files_come_along_and_dirty_ones_stay() {
    let place = Place::with_a();
    place.write("a/docs/mine.md", "kept\n");
    place.commit("a", "mine");
    place.write("a/docs/mine.md", "changed\n");
    place.write("a/docs/new.md", "untracked\n");
    let repository = place.open("a");
    let mut lock = repository.lock().unwrap();
    let (old, new) = next(&repository, "docs/one.md", "two\n");
    repository.advance(&mut lock, old.as_ref(), &new).unwrap();
    assert_eq!(place.read("a/docs/one.md"), "two\n");
    assert_eq!(place.git("a", &["status", "--porcelain"]), " M docs/mine.md\n?? docs/new.md\n");

    let dirty = repository.dirty("docs").unwrap();
    assert!(dirty.has("docs/mine.md") && dirty.has("docs/new.md") && !dirty.has("docs/one.md"));
    for path in ["docs/mine.md", "docs/new.md"] {
        let (old, new) = next(&repository, path, "factory\n");
        let error = repository.advance(&mut lock, old.as_ref(), &new).unwrap_err();
        assert!(matches!(error, GitError::WorkTree { .. }), "{error}");
        assert!(error.to_string().contains(path), "{error}");
        assert_eq!(repository.tip().unwrap(), old);
    }
    assert_eq!(place.read("a/docs/mine.md"), "changed\n");
    assert_eq!(place.read("a/docs/new.md"), "untracked\n");
}

#[test]
fn what_git_ignores_is_somebody_s_too() {
    let place = Place::with_a();
    place.write("a/.gitignore", "*.tmp\nout/\n");
    place.write("a/docs/x.tmp", "x");
    place.write("a/docs/out/y.md", "y");
    let dirty = place.open("a").dirty("docs").unwrap();
    assert!(dirty.has("docs/x.tmp") && dirty.has("docs/out/y.md"), "{dirty:?}");
}

#[test]
fn a_branch_that_moved_meanwhile_is_left_alone() {
    let place = Place::with_a();
    let repository = place.open("a");
    let (old, new) = next(&repository, "docs/one.md", "two\n");
    place.git("a", &["commit", "--quiet", "--allow-empty", "--message", "meanwhile"]);
    let meanwhile = repository.tip().unwrap();
    let mut lock = repository.lock().unwrap();
    let error = repository.advance(&mut lock, old.as_ref(), &new).unwrap_err();
    assert!(matches!(error, GitError::Moved { .. }), "{error}");
    assert_eq!(repository.tip().unwrap(), meanwhile);
    assert_eq!(place.git("a", &["status", "--porcelain"]), "");
    assert_eq!(place.read("a/docs/one.md"), "one\n");
    assert_eq!(lock.noted().unwrap(), None);
}

#[test]
fn what_a_killed_run_brought_along_goes_back() {
    let place = Place::with_a();
    let repository = place.open("a");
    let (old, new) = next(&repository, "docs/one.md", "two\n");
    let (from, to) = (old.unwrap().0, new.0);
    // As far as it comes before the branch moves.
    place.git("a", &["read-tree", "-m", "-u", &from, &to]);
    let mut lock = repository.lock().unwrap();
    let moving = Move { branch: "main".to_owned(), from, to };
    lock.note(&moving).unwrap();
    drop(lock);
    assert_eq!(place.read("a/docs/one.md"), "two\n");
    let mut lock = repository.lock().unwrap();
    assert_eq!(lock.noted().unwrap(), Some(moving));
    repository.recover(&mut lock).unwrap();
    assert_eq!(place.read("a/docs/one.md"), "one\n");
    assert_eq!(place.git("a", &["status", "--porcelain"]), "");
    assert_eq!(lock.noted().unwrap(), None);
}

#[test]
fn what_was_brought_along_for_another_branch_goes_back() {
    let place = Place::with_a();
    place.git("a", &["branch", "other"]);
    let repository = place.open("a");
    let (old, new) = next(&repository, "docs/one.md", "two\n");
    let (from, to) = (old.unwrap().0, new.0);
    let other = Repository::open(&place.path().join("a"), Some("other")).unwrap();
    for branch in ["main", "gone"] {
        place.git("a", &["read-tree", "-m", "-u", &from, &to]);
        let mut lock = repository.lock().unwrap();
        let (from, to) = (from.clone(), to.clone());
        lock.note(&Move { branch: branch.to_owned(), from, to }).unwrap();
        other.recover(&mut lock).unwrap();
        assert_eq!(lock.noted().unwrap(), None);
        let expected = if branch == "main" { "one\n" } else { "two\n" };
        assert_eq!(place.read("a/docs/one.md"), expected);
    }
}

#[test]
fn one_run_at_a_time() {
    let place = Place::with_a();
    let repository = place.open("a");
    let lock = repository.lock().unwrap();
    assert!(matches!(place.open("a").lock().unwrap_err(), GitError::Busy { .. }));
    drop(lock);
    place.open("a").lock().unwrap();
}

#[test]
fn an_empty_repository_takes_a_first_commit() {
    let place = Place::new();
    place.git("", &["init", "--quiet", "--initial-branch=trunk", "a"]);
    place.git("", &["init", "--quiet", "--bare", "--initial-branch=trunk", "b"]);
    for folder in ["a", "b"] {
        let repository = place.open(folder);
        assert_eq!((repository.branch.as_str(), repository.tip().unwrap()), ("trunk", None));
        let mut lock = repository.lock().unwrap();
        let (old, new) = next(&repository, "docs/one.md", "one\n");
        repository.advance(&mut lock, old.as_ref(), &new).unwrap();
        assert_eq!(repository.tip().unwrap(), Some(new));
        assert_eq!(place.git(folder, &["log", "--format=%s"]), "next\n");
    }
    assert_eq!(place.read("a/docs/one.md"), "one\n");
    assert_eq!(place.git("a", &["status", "--porcelain"]), "");
}

#[test]
fn which_branch_is_meant() {
    let place = Place::with_a();
    let path = place.path().join("a");
    place.git("a", &["checkout", "--quiet", "--detach"]);
    assert_eq!(place.open("a").branch, "main", "the only one");
    assert!(place.open("a").checkout.is_none());
    place.git("a", &["branch", "other"]);
    let error = Repository::open(&path, None).unwrap_err();
    assert!(error.to_string().contains("there is main, other; say --branch NAME"), "{error}");
    assert_eq!(Repository::open(&path, Some("refs/heads/other")).unwrap().branch, "other");
    let error = Repository::open(&path, Some("none")).unwrap_err();
    assert!(matches!(error, GitError::NoBranch { .. }), "{error}");

    place.git("", &["clone", "--quiet", "--branch=main", "a", "b"]);
    place.git("b", &["remote", "set-head", "origin", "main"]);
    place.git("b", &["branch", "other"]);
    place.git("b", &["checkout", "--quiet", "--detach"]);
    assert_eq!(place.open("b").branch, "main", "that of origin/HEAD");
}

#[test]
fn a_branch_may_be_checked_out_elsewhere() {
    let place = Place::with_a();
    place.git("a", &["branch", "side"]);
    place.git("a", &["worktree", "add", "--quiet", "../side", "side"]);
    let repository = Repository::open(&place.path().join("a"), Some("side")).unwrap();
    let mut lock = repository.lock().unwrap();
    let (old, new) = next(&repository, "docs/one.md", "two\n");
    repository.advance(&mut lock, old.as_ref(), &new).unwrap();
    assert_eq!(place.read("side/docs/one.md"), "two\n");
    assert_eq!(place.read("a/docs/one.md"), "one\n");
    assert_eq!(place.git("side", &["status", "--porcelain"]), "");
}

#[test]
fn a_folder_that_is_no_repository_is_refused() {
    let place = Place::new();
    let error = Repository::open(place.path(), None).unwrap_err();
    assert!(matches!(error, GitError::NoRepository { .. }), "{error}");
    let error = Repository::open(&place.path().join("nowhere"), None).unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error}");
}
