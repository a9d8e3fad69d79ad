use insta::assert_snapshot;

use crate::project::{GAA, Project};

const KICK: &str = "skills/skill/gaa/kick/out";

#[test]
fn a_deleted_record_stays_deleted_and_comes_back_when_a_person_says_so() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["delete", KICK, "--reason", "not coached"]), @"deleted skills/skill/gaa/kick/out: it stays so through updates; `seedbank restore skills/skill/gaa/kick/out --data data` takes that back");
    project.release(&GAA.replace("Kick-out", "Kick out"));
    project.told(&["boot"]);
    assert_eq!(project.json(&["get", KICK])["state"], "deleted");
    assert_snapshot!(project.told(&["edit", KICK, "level=1"]), @r"
    error: cannot change `skills/skill/gaa/kick/out`: it is deleted; `seedbank restore RECORD --data data` takes that back
    [exit 1]
    ");
    assert_snapshot!(project.told(&["delete", KICK]), @r"
    error: cannot change `skills/skill/gaa/kick/out`: it is deleted; `seedbank restore RECORD --data data` takes that back
    [exit 1]
    ");
    assert_snapshot!(project.told(&["restore", KICK]), @"restored skills/skill/gaa/kick/out: revision 4");
    assert_snapshot!(project.told(&["restore", KICK]), @r"
    error: cannot restore `skills/skill/gaa/kick/out`: it is not deleted
    [exit 1]
    ");
    assert_eq!(project.json(&["get", KICK])["state"], "active");
    assert_eq!(project.json(&["delete", KICK])["state"], "deleted");
    assert_eq!(project.json(&["restore", KICK])["state"], "active");
}

#[test]
fn what_is_not_there_is_told_with_the_nearest_name() {
    let project = Project::booted();
    for command in ["delete", "restore"] {
        assert_eq!(
            project.told(&[command, "skills/skill/gaa/kick/ou"]),
            "error: no record `skills/skill/gaa/kick/ou`; did you mean `skills/skill/gaa/kick/out`?\n[exit 1]"
        );
    }
}
