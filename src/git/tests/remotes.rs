use super::{Place, by_anna, write};
use crate::git::error::GitError;
use crate::git::upstream::Pushed;

/// A bare repository `origin`, and clones `a` and `b` of it.
fn cloned() -> Place {
    let place = Place::with_a();
    place.git("", &["clone", "--quiet", "--bare", "a", "origin"]);
    for name in ["c", "b"] {
        place.git("", &["clone", "--quiet", "origin", name]);
    }
    place
}

#[test]
fn a_push_arrives_and_a_rejected_one_says_so() {
    let place = cloned();
    let repository = place.open("b");
    let upstream = repository.upstream().unwrap().unwrap();
    let mut lock = repository.lock().unwrap();
    let tip = repository.tip().unwrap();
    let commits = [by_anna("from b", vec![write("docs/two.md", "two\n")])];
    let made = repository.make(tip.as_ref(), None, &commits).unwrap();
    repository.advance(&mut lock, tip.as_ref(), &made[0]).unwrap();
    assert_eq!(repository.push(&upstream).unwrap(), Pushed::Done);
    assert_eq!(place.git("origin", &["log", "-1", "--format=%s"]), "from b\n");
    assert_eq!(repository.commit(&upstream.tracking).unwrap().as_ref(), Some(&made[0]));

    place.write("c/docs/one.md", "c\n");
    place.commit("c", "from c");
    let other = place.open("c");
    let upstream = other.upstream().unwrap().unwrap();
    let pushed = other.push(&upstream).unwrap();
    assert!(matches!(pushed, Pushed::Behind(_)), "{pushed:?}");
    assert_eq!(other.fetch(&upstream).unwrap().as_ref(), Some(&made[0]));
}

#[test]
fn a_push_that_the_remote_refuses_is_an_error_in_its_words() {
    let place = cloned();
    let hook = "origin/hooks/update";
    place.write(hook, "#!/bin/sh\necho 'not on Fridays' >&2\nexit 1\n");
    let path = place.path().join(hook);
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    place.write("c/docs/one.md", "c\n");
    place.commit("c", "from c");
    let repository = place.open("c");
    let error = repository.push(&repository.upstream().unwrap().unwrap()).unwrap_err();
    assert!(matches!(error, GitError::Push { .. }), "{error}");
    assert!(error.to_string().contains("not on Fridays"), "{error}");
}

#[test]
fn a_remote_that_is_not_there_is_an_error() {
    let place = cloned();
    std::fs::remove_dir_all(place.path().join("origin")).unwrap();
    let repository = place.open("c");
    let error = repository.fetch(&repository.upstream().unwrap().unwrap()).unwrap_err();
    assert!(error.to_string().contains("origin"), "{error}");
}

#[test]
fn a_clone_of_an_empty_repository_has_an_upstream() {
    let place = Place::new();
    place.git("", &["init", "--quiet", "--bare", "--initial-branch=main", "origin"]);
    place.git("", &["clone", "--quiet", "origin", "a"]);
    let repository = place.open("a");
    let upstream = repository.upstream().unwrap().unwrap();
    assert_eq!(repository.fetch(&upstream).unwrap(), None);
    let made = repository.make(None, None, &[by_anna("first", vec![write("a", "a")])]).unwrap();
    repository.advance(&mut repository.lock().unwrap(), None, &made[0]).unwrap();
    assert_eq!(repository.push(&upstream).unwrap(), Pushed::Done);
    assert_eq!(repository.fetch(&upstream).unwrap().as_ref(), Some(&made[0]));
    place.git("a", &["branch", "local"]);
    let local = crate::git::repository::Repository::open(&place.path().join("a"), Some("local"));
    assert!(local.unwrap().upstream().unwrap().is_none());
}

#[test]
fn hooks_of_the_clone_do_not_run() {
    let place = cloned();
    for hook in ["pre-push", "reference-transaction", "post-checkout"] {
        let hook = format!("c/.git/hooks/{hook}");
        place.write(&hook, "#!/bin/sh\nexit 1\n");
        let path = place.path().join(hook);
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .unwrap();
    }
    let repository = place.open("c");
    let tip = repository.tip().unwrap();
    let commits = [by_anna("c", vec![write("docs/two.md", "two\n")])];
    let made = repository.make(tip.as_ref(), None, &commits).unwrap();
    repository.advance(&mut repository.lock().unwrap(), tip.as_ref(), &made[0]).unwrap();
    let upstream = repository.upstream().unwrap().unwrap();
    assert_eq!(repository.push(&upstream).unwrap(), Pushed::Done);
}

#[test]
fn two_branches_merge_and_what_both_changed_is_named() {
    let place = cloned();
    place.write("b/docs/one.md", "b\n");
    place.write("b/docs/b.md", "b\n");
    place.commit("b", "from b");
    place.git("b", &["push", "--quiet"]);
    place.write("c/docs/one.md", "c\n");
    place.write("c/docs/c.md", "c\n");
    place.commit("c", "from c");
    let repository = place.open("c");
    let ours = repository.tip().unwrap().unwrap();
    let theirs = repository.fetch(&repository.upstream().unwrap().unwrap()).unwrap().unwrap();
    let base = repository.merge_base(&ours, &theirs).unwrap().unwrap();
    assert!(repository.is_in(&base, &ours).unwrap() && !repository.is_in(&theirs, &ours).unwrap());
    let merged = repository.merge(&ours, &theirs).unwrap();
    assert_eq!(merged.conflicts, ["docs/one.md"]);

    let merging = crate::git::commit::Merging { other: theirs.clone(), tree: merged.tree };
    let settled = by_anna("merge", vec![write("docs/one.md", "both\n")]);
    let made = repository.make(Some(&ours), Some(&merging), &[settled]).unwrap().remove(0);
    repository.advance(&mut repository.lock().unwrap(), Some(&ours), &made).unwrap();
    assert_eq!(place.read("c/docs/one.md"), "both\n");
    assert_eq!(place.read("c/docs/b.md"), "b\n");
    assert_eq!(place.git("c", &["log", "-1", "--format=%P"]).trim(), format!("{ours} {theirs}"));
    assert!(repository.is_in(&theirs, &made).unwrap());
}
