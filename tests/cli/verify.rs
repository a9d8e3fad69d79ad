use insta::assert_snapshot;

use crate::git::notes;
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
    record   skills/skill/gaa/solo      it was changed without the history; `seedbank reset RECORD --data data` or `seedbank edit RECORD --data data` puts it right
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

#[test]
fn two_sides_are_compared_in_either_direction() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["verify", "factory", "database"]), @"factory and database have the same 2 records");
    project.told(&["edit", "skills/skill/gaa/solo", "name=Solo"]);
    project.told(&["delete", "skills/skill/gaa/kick/out"]);
    project.write("run.yaml", "skills: [{ code: run, name: Running }]\n");
    project.told(&["import", "run.yaml", "--as", "skills", "--unit", "gaa"]);
    assert_snapshot!(project.told(&["verify", "factory", "database"]), @r#"
    3 records differ between factory and database; 0 the same

    - skills/skill/gaa/kick/out: only in factory
    + skills/skill/gaa/run: only in database
    ~ skills/skill/gaa/solo
        ~ name: "Soloing" → "Solo"
    [exit 1]
    "#);
    assert_snapshot!(project.told(&["verify", "database", "factory"]), @r#"
    3 records differ between database and factory; 0 the same

    - skills/skill/gaa/run: only in database
    + skills/skill/gaa/kick/out: only in factory
    ~ skills/skill/gaa/solo
        ~ name: "Solo" → "Soloing"
    [exit 1]
    "#);
    assert_snapshot!(project.told(&["verify", "database", "factroy"]), @r"
    error: cannot compare `factroy`: a side is `factory`, `database`, `git:DIR` or the file of a backup
    [exit 2]
    ");
    assert_snapshot!(project.told(&["verify", "database"]), @r"
    error: the following required arguments were not provided:
      <SECOND>

    Usage: seedbank verify --data <DIR> <FIRST> <SECOND>

    For more information, try '--help'.
    [exit 2]
    ");
}

#[test]
fn backups_and_branches_are_sides_too() {
    let project = notes(&["repo"]);
    assert_eq!(project.run(&["git", "push", "--repo", "repo", "--data", "data"]).code, 0);
    project.told(&["backup", "create", "--to", "before.json"]);
    let same = |first: &str, second: &str| {
        let told = project.told(&["verify", first, second]);
        assert!(told.starts_with(&format!("{first} and {second} have the same ")), "{told}");
    };
    let sides = ["factory", "database", "git:repo", "before.json"];
    for first in sides {
        for second in sides {
            same(first, second);
        }
    }
    project.told(&["edit", "notes/note/solo/solo", "level=4"]);
    for before in ["factory", "git:repo", "before.json"] {
        let told = project.told(&["verify", before, "database"]);
        assert!(told.ends_with("    ~ level: 3 → 4\n[exit 1]"), "{told}");
        let told = project.told(&["verify", "database", before]);
        assert!(told.ends_with("    ~ level: 4 → 3\n[exit 1]"), "{told}");
    }
    project.told(&["backup", "create", "--to", "after.json"]);
    assert_eq!(project.run(&["verify", "before.json", "after.json", "--data", "data"]).code, 1);
    same("after.json", "database");
}
