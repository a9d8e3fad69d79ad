use insta::assert_snapshot;

use crate::project::Project;

/// A booted project, and files that an application kept: one of the factory's and one of its own.
fn kept() -> Project {
    let project = Project::booted();
    project.write(
        "etc/gaa.yml",
        "skills:\n- { code: solo, name: Solo run, level: 3, tags: [ball] }\n- { code: puck, name: Puck-out }\n",
    );
    project.write("etc/chess.json", r#"{"skills": [{"code": "castle", "name": "Castling"}]}"#);
    project
}

#[test]
fn files_come_in_once_and_a_dry_run_says_what_would() {
    let project = kept();
    assert_snapshot!(project.told(&["migrate-from", "etc", "--dry-run"]), @r#"
    would migrate into seedbank.db: 1 record edited, 2 added
    dataset  unit   edited  added  only factory  result
    skills   chess       -      1             -  a new unit
    skills   gaa         1      1             1  compared
    skills/skill/chess/castle (new)
    skills/skill/gaa/puck (new)
    skills/skill/gaa/solo
        ~ name: "Soloing" → "Solo run"
    "#);
    assert_snapshot!(project.told(&["migrate-from", "etc", "--reason", "moved"]), @r"
    migrated into seedbank.db: 1 record edited, 2 added
    dataset  unit   edited  added  only factory  result
    skills   chess       -      1             -  a new unit
    skills   gaa         1      1             1  compared
    ");
    assert_snapshot!(project.told(&["migrate-from", "etc"]), @r"
    nothing to migrate into seedbank.db
    dataset  unit   result
    skills   chess  came in before
    skills   gaa    came in before
    ");
    project.write("etc/chess.json", r#"{"skills": [{"code": "castle", "name": "Other"}]}"#);
    assert_snapshot!(project.told(&["migrate-from", "etc"]), @r"
    nothing to migrate into seedbank.db
    dataset  unit   result
    skills   chess  came in before, and the file has changed since: use `edit`
    skills   gaa    came in before
    ");
    assert_snapshot!(project.told(&["status"]), @r"
    dataset  unit   embedded      embedded generation  imported      imported generation  at                    verdict
    skills   chess  -                               -  sb1-9ffebfb0                    1  2026-01-01T00:00:00Z  from files
    skills   gaa    sb1-53f7d5d1                    1  sb1-53f7d5d1                    1  2026-01-01T00:00:00Z  up to date
    ");
    assert_eq!(project.told(&["verify"]).lines().count(), 1);
}

#[test]
fn what_is_wrong_is_shown_at_its_line_and_left_out() {
    let project = kept();
    project.write(
        "etc/gaa.yml",
        "skills:\n- { code: solo, name: 7 }\n- { code: kick/out, name: [] }\n",
    );
    let ran = project.run(&["migrate-from", "etc", "--data", "data"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("say which with --dataset (skills)"), "{}", ran.err);
    let ran = project.run(&["migrate-from", "etc", "--dataset", "skills", "--data", "data"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("etc/gaa.yml:3:27"), "{}", ran.err);
    assert_snapshot!(ran.out, @r"
    migrated into seedbank.db: 1 record edited, 1 added
    dataset  unit   edited  added  only factory  fields only factory  left out  result
    skills   chess       -      1             -                    -         -  a new unit
    skills   gaa         1      -             1                    2         1  compared
    left out: skills/skill/gaa/kick/out: SB0020 at etc/gaa.yml:3:27: `name`: expected string, found an array of 0 items
    ");
    let json = project.json(&["migrate-from", "etc", "--dataset", "skills"]);
    assert_eq!(json[0]["units"][1]["verdict"], "compared");
    assert_eq!(json[0]["left_out"][0]["record"], "skills/skill/gaa/kick/out");
}

#[test]
fn a_mapping_reads_files_of_an_older_schema() {
    let project = kept();
    project.write("etc/gaa.yml", "list:\n- { id: solo, name: Solo run, level: 3, tags: [ball] }\n");
    project.write("etc/mapping.yaml", "rename: { /list: skills, /list/*/id: code }\n");
    let arguments = ["migrate-from", "etc", "--mapping", "etc/mapping.yaml"];
    assert_snapshot!(project.told(&arguments), @r"
    migrated into seedbank.db: 1 record edited, 1 added
    dataset  unit   edited  added  only factory  result
    skills   chess       -      1             -  a new unit
    skills   gaa         1      -             1  compared
    ");
    project.write("etc/mapping.yaml", "rename: {}\nrenamed: {}\n");
    let ran = project.run(&[&arguments[..], &["--data", "data"]].concat());
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("etc/mapping.yaml:2:1"), "{}", ran.err);
}

#[test]
fn a_folder_for_each_dataset_and_a_folder_that_is_not_there() {
    let project = kept();
    project.write("seeds/skills/golf.yaml", "skills: [{ code: putt, name: Putting }]\n");
    let told = project.told(&["migrate-from", "seeds"]);
    assert!(told.contains("golf") && told.contains("a new unit"), "{told}");
    let ran = project.run(&["migrate-from", "nowhere", "--data", "data"]);
    assert_eq!(ran.code, 2);
    let ran = project.run(&["migrate-from", "etc", "--dataset", "skill", "--data", "data"]);
    assert!(ran.err.contains("did you mean `skills`?"), "{}", ran.err);
}
