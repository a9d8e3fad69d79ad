use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn every_record_that_differs_is_told_field_by_field() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["drift"]), @"every record is as the factory delivered it");
    project.told(&[
        "edit",
        "skills/skill/gaa/solo",
        "name=Solo run",
        "tags=[\"ball\",\"run\"]",
        "--unset",
        "level",
    ]);
    project.told(&["delete", "skills/skill/gaa/kick/out", "--by", "ben"]);
    assert_snapshot!(project.told(&["drift"]), @r#"
    2 records differ from the factory

    - skills/skill/gaa/kick/out
        deleted, last changed by ben at 2026-01-01T00:00:00Z
    ~ skills/skill/gaa/solo
        edited, last changed by anna at 2026-01-01T00:00:00Z
        - level: 3
        ~ name: "Soloing" → "Solo run"
        ~ tags: ["ball"] → ["ball","run"]
    "#);
    assert_eq!(project.told(&["drift", "skills"]), project.told(&["drift"]));
    assert_eq!(project.json(&["drift"])[0]["kind"], "deleted");
}

#[test]
fn a_dataset_that_is_not_there_is_told_with_the_nearest_name() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["drift", "skils"]), @r"
    error: no dataset `skils`; did you mean `skills`?
    [exit 1]
    ");
}
