use insta::assert_snapshot;

use crate::project::{GAA, Project};

const SOLO: &str = "skills/skill/gaa/solo";

/// An edit, an update, a conflict that is settled, a deletion.
fn story() -> Project {
    let project = Project::booted();
    project.told(&["edit", SOLO, "name=Solo", "--reason", "club wording"]);
    project.release(&GAA.replace("Soloing, level: 3", "Solo run, level: 4"));
    project.told(&["boot"]);
    project.told(&["resolve", "1", "--keep", "target", "--by", "ben"]);
    project.told(&["delete", "skills/skill/gaa/kick/out"]);
    project
}

#[test]
fn each_change_is_a_line_and_its_fields() {
    let project = story();
    assert_snapshot!(project.told(&["history"]), @r#"
    2026-01-01T00:00:00Z  import 1  skills  by seedbank 0.1.0
        1.0.0 (generation 1)
    2026-01-01T00:00:00Z  import 1  skills/gaa  by seedbank 0.1.0
        2 added
    2026-01-01T00:00:00Z  edit  skills/skill/gaa/solo  by anna: club wording
        ~ name: "Soloing" → "Solo"
    2026-01-01T00:00:00Z  import 2  skills  by seedbank 0.1.0
        1.0.0 (generation 2)
    2026-01-01T00:00:00Z  update (import 2)  skills/skill/gaa/solo  by seedbank 0.1.0
        ~ level: 3 → 4
    2026-01-01T00:00:00Z  import 2  skills/gaa  by seedbank 0.1.0
        1 merged, 1 conflict
    2026-01-01T00:00:00Z  resolve  skills/skill/gaa/solo  by ben
        ~ name: "Solo" → "Solo run"
    2026-01-01T00:00:00Z  delete  skills/skill/gaa/kick/out  active → deleted  by anna
    "#);
    assert_snapshot!(project.told(&["history", "skills/skill/gaa/kick/out"]), @"2026-01-01T00:00:00Z  delete  skills/skill/gaa/kick/out  active → deleted  by anna");
    let unit = project.told(&["history", "--unit", "skills/gaa"]);
    assert!(unit.contains("  import 2  skills/gaa  ") && !unit.contains("  skills  "), "{unit}");
    assert_eq!(project.told(&["history", "--dataset", "skills"]), project.told(&["history"]));
    assert_eq!(project.told(&["history", "--since", "2026-01-01"]), project.told(&["history"]));
    assert_eq!(project.told(&["history", "--since", "2999-01-01T00:00:00Z"]), "no change\n");
    assert_eq!(project.json(&["history", SOLO])[0]["reason"], "club wording");
}

#[test]
fn a_reason_of_many_lines_stays_in_its_line() {
    let project = Project::booted();
    project.told(&["edit", SOLO, "level=4", "--reason", "one\n\u{1b}[2Jtwo"]);
    let told = project.told(&["history", SOLO]);
    assert!(told.contains("by anna: one  [2Jtwo\n    ~ level"), "{told}");
}

#[test]
fn old_history_can_be_forgotten_and_the_rest_still_verifies() {
    let project = story();
    assert_eq!(project.json(&["history", "prune", "--before", "2020-01-01"])["removed"], 0);
    assert_snapshot!(project.told(&["history", "prune", "--before", "2020-01-01"]), @"nothing to remove: the history has nothing before 2026-01-01");
    let told = project.told(&["history", "prune", "--before", "2999-01-01"]);
    assert!(told.starts_with("removed 8 changes before 2"), "{told}");
    assert!(
        told.ends_with(
            " from the history, which is all of it: who made them is forgotten, and updates among them can \
             no longer be undone\n"
        ),
        "{told}"
    );
    assert_snapshot!(project.told(&["history"]), @r"
    2026-01-01T00:00:00Z  checkpoint  the history  by anna
    2026-01-01T00:00:00Z  prune  the history  by anna
    ");
    assert_eq!(project.run(&["verify", "--data", "data"]).code, 0);
}

#[test]
fn what_it_cannot_look_for_says_why() {
    let project = story();
    for wrong in [
        &["history", "--since", "yesterday"][..],
        &["history", "--unit", "skills"],
        &["history", "prune"],
        &["history", "skills/skill"],
    ] {
        assert_eq!(project.run(wrong).code, 2, "{wrong:?}");
    }
    assert_snapshot!(project.told(&["history", "--dataset", "skils"]), @r"
    error: no dataset `skils`; did you mean `skills`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["history", "--unit", "skills/gga"]), @r"
    error: no unit `skills/gga`; did you mean `skills/gaa`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["history", "skills/skill/gaa/sol"]), @r"
    error: no record `skills/skill/gaa/sol`; did you mean `skills/skill/gaa/solo`?
    [exit 1]
    ");
}
