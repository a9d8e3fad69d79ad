use std::collections::HashSet;

use super::{Place, by_anna, write};
use crate::git::commit::FileChange;

/// Names that git quotes, or that would end early.
const ODD: [&str; 4] = ["docs/ü ö.md", "docs/a\"b\\c.md", "docs/tab\tline\nend.md", "docs/-x *.md"];

#[test]
fn files_with_odd_names_come_and_go() {
    let place = Place::with_a();
    let repository = place.open("a");
    let first = repository.tip().unwrap();
    let writes = ODD.iter().map(|path| write(path, path)).collect();
    let gone = vec![FileChange::Remove { path: ODD[0].to_owned() }, write(ODD[1], "")];
    let commits = [by_anna("odd", writes), by_anna("less\n\nA trailer: x\n", gone)];
    let made = repository.make(first.as_ref(), None, &commits).unwrap();
    let [odd, less] = made.as_slice() else { panic!("{made:?}") };

    let tree = repository.tree(odd, "docs").unwrap();
    assert_eq!(tree.len(), 5);
    let blobs: Vec<&str> = ODD.iter().map(|path| tree[*path].blob.as_str()).collect();
    let contents = repository.read(&blobs).unwrap();
    assert!(contents.iter().zip(ODD).all(|(content, path)| content == path.as_bytes()));
    let tree = repository.tree(less, "").unwrap();
    assert!(!tree.contains_key(ODD[0]) && tree.len() == 4, "{tree:?}");

    let about = place.git("a", &["log", "-1", "--format=%an <%ae> %aI%n%B", &less.0]);
    assert_eq!(
        about.trim_end(),
        "Anna x <anna@example.org> 2026-01-02T03:04:05Z\nless\n\nA trailer: x"
    );
    assert_eq!(repository.tip().unwrap(), first, "no branch moved");
    repository.let_go().unwrap();
    assert_eq!(place.git("a", &["for-each-ref", "--format=%(refname)"]), "refs/heads/main\n");
}

#[test]
fn an_executable_file_stays_one() {
    let place = Place::with_a();
    place.git("a", &["update-index", "--chmod=+x", "docs/one.md"]);
    place.git("a", &["commit", "--quiet", "--message", "x"]);
    let repository = place.open("a");
    let tip = repository.tip().unwrap();
    let tree = repository.tree(tip.as_ref().unwrap(), "docs").unwrap();
    assert!(tree["docs/one.md"].executable);
    let path = "docs/one.md".to_owned();
    let change = FileChange::Write { path, content: b"two\n".to_vec(), executable: true };
    let made = repository.make(tip.as_ref(), None, &[by_anna("two", vec![change])]).unwrap();
    assert!(repository.tree(&made[0], "docs").unwrap()["docs/one.md"].executable);
}

#[test]
fn the_newest_commit_of_each_file_is_found() {
    let place = Place::with_a();
    place.write("a/docs/two.md", "two\n");
    place.commit("a", "second: a\tb");
    place.git("a", &["rm", "--quiet", "docs/one.md"]);
    place.commit("a", "gone");
    place.write("a/docs/three.md", "three\n");
    place.commit("a", "third");
    let repository = place.open("a");
    let tip = repository.tip().unwrap().unwrap();
    let paths = HashSet::from(["docs/one.md", "docs/two.md", "docs/never.md"]);
    let found = repository.last_changes(&tip, "docs", &paths).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found["docs/one.md"].subject, "gone");
    let two = &found["docs/two.md"];
    assert_eq!((two.subject.as_str(), two.author.name.as_str()), ("second: a\tb", "Bo"));
    assert_eq!(two.author.email, "bo@example.org");
    assert!(two.date.parse::<jiff::Timestamp>().is_ok(), "{}", two.date);
}

#[test]
fn what_is_no_file_is_not_listed() {
    let place = Place::with_a();
    std::os::unix::fs::symlink("one.md", place.path().join("a/docs/link.md")).unwrap();
    place.commit("a", "link");
    let repository = place.open("a");
    let tip = repository.tip().unwrap().unwrap();
    assert_eq!(repository.tree(&tip, "").unwrap().len(), 1);
    assert_eq!(repository.tree(&tip, "nowhere").unwrap().len(), 0);
}
