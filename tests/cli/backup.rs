use insta::assert_snapshot;

use crate::project::Project;

/// A project with an edit and a tombstone, and its full backup.
fn backed_up() -> Project {
    let project = Project::booted();
    project.told(&["edit", "skills/skill/gaa/solo", "name=Solo run", "--reason", "club wording"]);
    project.told(&["delete", "skills/skill/gaa/kick/out"]);
    let told = project.told(&["backup", "create", "--full", "--to", "all.json"]);
    assert_snapshot!(told, @"backed up seedbank.db to all.json: 2 records, 4 rows of the history, 0 conflicts");
    project
}

#[test]
fn what_is_taken_is_proved_and_comes_back() {
    let project = backed_up();
    assert_snapshot!(project.told(&["backup", "verify", "all.json"]), @"all.json reached L3: the history is whole, and schema, references and rules hold");
    assert_snapshot!(project.told(&["backup", "verify", "all.json", "--level", "L4"]), @"all.json reached L4: brought back and taken again, it is the same to the byte");
    project.told(&["edit", "skills/skill/gaa/solo", "name=Something else", "level=1"]);
    let replace = ["backup", "restore", "all.json", "--replace", "--reason", "wrong edit"];
    assert_snapshot!(project.told(&replace), @r"
    kept the state before in seedbank-20260101T000000Z.json
    seedbank.db is what all.json says: 2 records
    ");
    let solo = project.json(&["get", "skills/skill/gaa/solo"]);
    assert_eq!(solo["value"]["name"], "Solo run");
    assert_eq!(project.json(&["get", "skills/skill/gaa/kick/out"])["state"], "deleted");
    assert_snapshot!(project.told(&["verify"]), @"all is well: history, records, references and views");
    assert_snapshot!(project.told(&["history"]), @r#"
    2026-01-01T00:00:00Z  import 1  skills  by seedbank 0.1.0
        1.0.0 (generation 1)
    2026-01-01T00:00:00Z  import 1  skills/gaa  by seedbank 0.1.0
        2 added
    2026-01-01T00:00:00Z  edit  skills/skill/gaa/solo  by anna: club wording
        ~ name: "Soloing" → "Solo run"
    2026-01-01T00:00:00Z  delete  skills/skill/gaa/kick/out  active → deleted  by anna
    2026-01-01T00:00:00Z  restore  everything, from a backup  by anna: wrong edit
    "#);
}
