use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn a_record_is_told_field_by_field_with_where_each_comes_from() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["get", "skills/skill/gaa/solo"]), @r#"
    skills/skill/gaa/solo
    id 1, revision 1, active, source factory

    field  value      from
    code   "solo"     factory
    name   "Soloing"  factory
    level  3          factory
    tags   ["ball"]   factory
    "#);
    project.run(&[
        "edit",
        "skills/skill/gaa/solo",
        "name=Solo run",
        "--unset",
        "level",
        "--reason",
        "club wording",
        "--data",
        "data",
    ]);
    assert_snapshot!(project.told(&["get", "skills/skill/gaa/solo"]), @r#"
    skills/skill/gaa/solo
    id 1, revision 2, active, source factory

    field  value       from
    code   "solo"      factory
    name   "Solo run"  anna 2026-01-01: club wording
    tags   ["ball"]    factory
    level  (absent)    anna 2026-01-01: club wording
    "#);
    let view = project.json(&["get", "skills/skill/gaa/solo"]);
    assert_eq!(view["value"]["name"], "Solo run");
    assert_eq!(view["fields"][1]["origin"]["by"], "anna");
}

#[test]
fn what_does_not_fit_is_cut_and_that_is_told() {
    let project = Project::booted();
    let long = "Running with the ball by kicking it to oneself, without losing a stride";
    project.run(&["edit", "skills/skill/gaa/solo", &format!("name={long}"), "--data", "data"]);
    let told = project.told(&["get", "skills/skill/gaa/solo"]);
    assert!(
        told.contains("\"Running with the ball by kicking it to oneself, withou…  anna"),
        "{told}"
    );
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    assert!(told.ends_with("… is more than fits; --json has it all\n"), "{told}");
}

#[test]
fn what_is_not_there_is_told_with_the_nearest_name() {
    let project = Project::locked();
    assert_snapshot!(project.told(&["get", "skills/skill/gaa/solo"]), @r"
    error: cannot use sqlite://seedbank.db: nothing was imported into it yet; boot it first
    [exit 1]
    ");
    project.run(&["--data", "data"]);
    assert_snapshot!(project.told(&["get", "skills/skill/gaa/sol"]), @r"
    error: no record `skills/skill/gaa/sol`; did you mean `skills/skill/gaa/solo`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["get", "skills/skill/gga/solo"]), @r"
    error: no unit `skills/skill/gga`; did you mean `skills/skill/gaa`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["get", "skils/skill/gaa/solo"]), @r"
    error: no dataset `skils`; did you mean `skills`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["get", "skills/skill/gaa/header"]), @r"
    error: no record `skills/skill/gaa/header` in sqlite://seedbank.db; `seedbank show --data data` lists what there is
    [exit 1]
    ");
    assert_snapshot!(project.told(&["get", "skills/skill/gaa"]), @r"
    error: `skills/skill/gaa` names no record: write DATASET/COLLECTION/UNIT/KEY
    [exit 2]
    ");
    project.release("skills:\n- { code: header, name: Header }\n");
    assert_snapshot!(project.told(&["get", "skills/skill/gaa/header"]), @r"
    error: no record `skills/skill/gaa/header` in seedbank.db: this bundle has it; `seedbank boot --data data` brings it in
    [exit 1]
    ");
}
