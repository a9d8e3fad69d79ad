use insta::assert_snapshot;

use crate::project::{GAA, Project};

const SOLO: &str = "skills/skill/gaa/solo";

fn edited() -> Project {
    let project = Project::booted();
    project.told(&["edit", SOLO, "name=Solo", "level=5"]);
    project.told(&["delete", "skills/skill/gaa/kick/out"]);
    project
}

#[test]
fn a_field_then_a_record_then_the_rest() {
    let project = edited();
    assert_snapshot!(project.told(&["reset", "skills/skill/gaa/solo.name", "--to", "installed"]), @r#"
    reset skills/skill/gaa/solo
        ~ name: "Solo" → "Soloing"
    "#);
    assert_snapshot!(project.told(&["reset", SOLO, "--field", "level", "--to", "installed"]), @r"
    reset skills/skill/gaa/solo
        ~ level: 5 → 3
    ");
    assert_snapshot!(project.told(&["reset", SOLO, "--to", "installed"]), @"nothing to reset: skills/skill/gaa/solo is like that already");
    project.told(&["edit", SOLO, "name=Solo"]);
    assert_snapshot!(project.told(&["reset", "skills/gaa", "--to", "installed"]), @r"
    reset 2 records
        skills/skill/gaa/kick/out
        skills/skill/gaa/solo
    ");
    assert_eq!(project.json(&["drift"]), serde_json::json!([]));
    project.told(&["edit", SOLO, "name=Solo"]);
    assert_eq!(project.json(&["reset", "skills", "--to", "installed"]), serde_json::json!([SOLO]));
}

#[test]
fn incoming_is_what_the_bundle_has_imported_or_not() {
    let project = edited();
    project.release(&GAA.replace("Soloing", "Solo run"));
    assert_snapshot!(project.told(&["reset", SOLO, "--to", "incoming"]), @r#"
    reset skills/skill/gaa/solo
        ~ level: 5 → 3
        ~ name: "Solo" → "Solo run"
    "#);
}

#[test]
fn a_key_with_dots_is_a_record_before_it_is_a_field() {
    let project = Project::new();
    project.release("skills:\n- { code: solo, name: A }\n- { code: solo.name, name: B }\n");
    project.told(&["boot"]);
    project.told(&["edit", SOLO, "name=X"]);
    project.told(&["edit", "skills/skill/gaa/solo.name", "name=Y"]);
    let reset = project.told(&["reset", "skills/skill/gaa/solo.name", "--to", "installed"]);
    assert!(reset.contains("\"Y\" → \"B\""), "{reset}");
    let reset = project.told(&["reset", SOLO, "--field", "name", "--to", "installed"]);
    assert!(reset.contains("\"X\" → \"A\""), "{reset}");
}

#[test]
fn what_cannot_be_reset_says_why() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["reset", "skils", "--to", "installed"]), @r"
    error: no dataset `skils`; did you mean `skills`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["reset", "skills/gga", "--to", "installed"]), @r"
    error: no unit `skills/gga`; did you mean `skills/gaa`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["reset", "skills/skill/gaa/sol", "--to", "installed"]), @r"
    error: no record `skills/skill/gaa/sol`; did you mean `skills/skill/gaa/solo`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["reset", "skills/skill/gaa", "--to", "installed"]), @r"
    error: `skills/skill/gaa` names no record: write DATASET/COLLECTION/UNIT/KEY
    [exit 2]
    ");
    assert_snapshot!(project.told(&["reset", "skills/skill/gaa/solo.naem", "--to", "installed"]), @r"
    error: no field `naem` in `skills/skill`; did you mean `name`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["reset", SOLO, "--field", "x", "--to", "installed"]), @r"
    error: no field `x` in `skills/skill`; there is code, name, level, tags
    [exit 1]
    ");
    assert_eq!(project.run(&["reset", SOLO]).code, 2);
}
