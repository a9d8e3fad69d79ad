use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn all_is_well_until_somebody_goes_behind_its_back() {
    let project = Project::booted();
    project.told(&["edit", "skills/skill/gaa/solo", "name=Solo"]);
    assert_snapshot!(project.told(&["verify"]), @"all is well: history, records, references and views");
    let database = rusqlite::Connection::open(project.path("seedbank.db")).unwrap();
    database
        .execute_batch(
            "UPDATE seedbank_record SET data = json_set(data, '$.name', 'Other') WHERE key = 'solo';
             UPDATE seedbank_history SET reason = 'none' WHERE id = 2;
             DROP VIEW skills_skill;",
        )
        .unwrap();
    drop(database);
    assert_snapshot!(project.told(&["verify"]), @r"
    3 things are not well
    check    what                       problem
    history  row 2 of seedbank_history  it was changed after it was written
    record   skills/skill/gaa/solo      it was changed without the history; `seedbank reset --data data` or `seedbank edit --data data` it
    view     skills_skill               it is missing or is not as this release makes it; `seedbank apply --data data` makes it again
    [exit 1]
    ");
    assert_eq!(project.json(&["verify"]).as_array().unwrap().len(), 3);
}

#[test]
fn a_database_without_anything_is_an_error() {
    assert_snapshot!(Project::locked().told(&["verify"]), @r"
    error: cannot use sqlite://seedbank.db: nothing was imported into it yet; boot it first
    [exit 1]
    ");
}
