use insta::assert_snapshot;

use crate::project::{GAA, Project};

const DELETING: &str =
    "title: Skills\nversion: 1.0.0\ndescription: What players can do.\nremoved: delete\n";

#[test]
fn a_plan_that_was_kept_is_what_is_done_once() {
    let project = Project::booted();
    project.release(&GAA.replace("Soloing", "Solo run"));
    let planned = project.told(&["plan", "--out", "update.plan"]);
    assert!(
        planned.contains("to do exactly this: `seedbank apply update.plan --data data`"),
        "{planned}"
    );
    assert_eq!(
        project.json(&["plan"]),
        serde_json::from_str::<serde_json::Value>(&project.read("update.plan")).unwrap()
    );
    assert_snapshot!(project.told(&["apply", "update.plan"]), @r"
    updated seedbank.db: 1 changed, in … s
    dataset  version  generation  units  records  changed  result
    skills   1.0.0             2      1        2        1  updated
    ");
    assert_snapshot!(project.told(&["apply", "update.plan"]), @r"
    error: cannot apply the plan to sqlite://seedbank.db: it was applied, or the database moved on since it was made, and nothing was written; make a new one with `seedbank plan --data data`
    [exit 1]
    ");
    assert_snapshot!(project.told(&["apply"]), @r"
    up to date: seedbank.db has 1 dataset
    dataset  version  generation  units  records  result
    skills   1.0.0             2      1        2  up to date
    ");
}

#[test]
fn a_plan_is_refused_where_somebody_edited_since() {
    let project = Project::booted();
    project.release(&GAA.replace("Soloing", "Solo run"));
    project.run(&["plan", "--out", "update.plan", "--data", "data"]);
    project.run(&["edit", "skills/skill/gaa/solo", "level=4", "--data", "data"]);
    assert_snapshot!(project.told(&["apply", "update.plan"]), @r"
    error: cannot apply the plan to sqlite://seedbank.db: the database or the bundle changed since it was made, and nothing was written; make a new one with `seedbank plan --data data`
    [exit 1]
    ");
    assert!(project.told(&["plan"]).contains("1 to change"));
}

#[test]
fn a_plan_of_nothing_does_nothing() {
    let project = Project::booted();
    project.run(&["plan", "--out", "update.plan", "--data", "data"]);
    assert!(project.told(&["apply", "update.plan"]).starts_with("up to date"));
    assert_eq!(project.json(&["apply", "update.plan"])["verdict"], "up_to_date");
}

#[test]
fn records_go_only_where_that_is_allowed() {
    let project = Project::booted();
    project.write("data/skills/dataset.yaml", DELETING);
    project.release("skills:\n- { code: solo, name: Soloing, level: 3, tags: [ball] }\n");
    assert_snapshot!(project.told(&["plan"]), @r"
    seedbank.db would be updated
    1 to delete

    - skills/skill/gaa/kick/out: left the release, is deleted

    to do this: `seedbank apply --allow-delete --data data`
    [exit 2]
    ");
    assert_snapshot!(project.told(&["apply"]), @r"
    error: cannot apply this to sqlite://seedbank.db: it deletes `skills/skill/gaa/kick/out`; if that is meant, say --allow-delete
    [exit 1]
    ");
    assert_snapshot!(project.told(&["apply", "--allow-delete"]), @r"
    updated seedbank.db: 1 removed, in … s
    dataset  version  generation  units  records  removed  result
    skills   1.0.0             2      1        1        1  updated
    ");
}

#[test]
fn what_is_no_plan_is_told_from_one() {
    let project = Project::booted();
    for text in ["", "{}", "[1]", "{\"hash\": 1, \"records\": []}"] {
        project.write("no.plan", text);
        assert_eq!(
            project.told(&["apply", "no.plan"]),
            "error: cannot apply no.plan: it is not a plan; make one with `seedbank plan --out FILE --data data`\n[exit 1]",
            "{text}"
        );
    }
    assert_snapshot!(project.told(&["apply", "nowhere.plan"]), @r"
    error: cannot read the plan nowhere.plan: No such file or directory (os error 2)
    [exit 1]
    ");
}
