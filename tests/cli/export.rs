use std::fs;

use insta::assert_snapshot;

use crate::project::{GAA, Project};

const SOLO: &str = "skills/skill/gaa/solo";

#[test]
fn what_people_changed_goes_into_the_seed_files() {
    let project = Project::booted();
    project.write("data/skills/gaa.yaml", &GAA.replace("skills:", "# by code\nskills:"));
    project.told(&["edit", SOLO, "level=4"]);
    assert_snapshot!(project.told(&["export", "skills", "--to", "data"]), @r"
    exported 2 records from seedbank.db
    file                  records  result
    data/skills/gaa.yaml        2  changed
    next: `seedbank lock data`, and commit both
    ");
    assert_snapshot!(project.read("data/skills/gaa.yaml"), @r"
    # by code
    skills:
    - { code: solo, name: Soloing, level: 4, tags: [ball] }
    - { code: kick/out, name: Kick-out }
    ");
    assert_snapshot!(project.told(&["export", "skills/gaa", "--to", "data"]), @r"
    exported 2 records from seedbank.db
    file                  records  result
    data/skills/gaa.yaml        2  unchanged
    next: `seedbank lock data`, and commit both
    1 problem in data: `seedbank check data`
    ");
    assert_snapshot!(project.told(&["export", "--to", "out"]), @r"
    exported 2 records from seedbank.db
    file                 records  result
    out/skills/gaa.yaml        2  new
    1 problem in data: `seedbank check data`
    ");
    assert_snapshot!(project.read("out/skills/gaa.yaml"), @r"
    skills:
      - code: solo
        name: Soloing
        level: 4
        tags:
          - ball
      - code: kick/out
        name: Kick-out
    ");
}

#[test]
fn one_unit_of_several_leaves_the_others_alone() {
    let project = Project::booted();
    project.release(&format!("{GAA}- {{ code: hook, name: Hooking }}\n"));
    project.write("data/skills/rugby.yaml", "skills: [{ code: ruck, name: Rucking }]\n");
    project.run(&["lock"]);
    project.told(&["boot"]);
    project.told(&["edit", SOLO, "level=4"]);
    project.told(&["edit", "skills/skill/rugby/ruck", "level=4"]);
    let before = project.read("data/skills/rugby.yaml");
    assert_snapshot!(project.told(&["export", "skills/gaa", "--to", "data"]), @r"
    exported 3 records from seedbank.db
    file                  records  result
    data/skills/gaa.yaml        3  changed
    next: `seedbank lock data`, and commit both
    ");
    assert_eq!(project.read("data/skills/rugby.yaml"), before);
}

#[test]
fn a_lock_that_is_no_longer_right_is_what_comes_next() {
    let project = Project::locked();
    project.told(&["boot"]);
    let export = ["export", "skills", "--to", "data"];
    assert_snapshot!(project.told(&export), @r"
    exported 2 records from seedbank.db
    file                  records  result
    data/skills/gaa.yaml        2  unchanged
    ");
    project.told(&["edit", SOLO, "level=4"]);
    assert_snapshot!(project.told(&export), @r"
    exported 2 records from seedbank.db
    file                  records  result
    data/skills/gaa.yaml        2  changed
    next: `seedbank lock data`, and commit both
    ");
    project.told(&["lock"]);
    assert!(!project.told(&export).contains("next:"));
}

#[test]
fn a_file_that_is_ahead_is_left_alone() {
    let project = Project::booted();
    project.told(&["edit", SOLO, "level=4"]);
    let ahead = GAA.replace("Kick-out", "Kick out");
    project.write("data/skills/gaa.yaml", &ahead);
    assert_snapshot!(project.told(&["export", "--to", "data"]), @r"
    nothing exported from seedbank.db
    left out: skills/gaa: its file has what the database never had (skill `kick/out`), and was left alone; boot or import it, or move it away
    1 problem in data: `seedbank check data`
    [exit 3]
    ");
    assert_eq!(project.read("data/skills/gaa.yaml"), ahead);
}

#[test]
fn tables_are_files_of_other_systems() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["export", "--to", "out", "--format", "csv"]), @r"
    exported 2 records from seedbank.db
    file                  records  result
    out/skills_skill.csv        2  new
    ");
    assert_snapshot!(project.read("out/skills_skill.csv").replace("\r\n", "\n"), @r#"
    id,unit,key,code,name,level,tags,record_state
    2,gaa,kick/out,kick/out,Kick-out,,,active
    1,gaa,solo,solo,Soloing,3,"[""ball""]",active
    "#);
    project.told(&["export", "--to", "out", "--format", "jsonl"]);
    assert_snapshot!(project.read("out/skills_skill.jsonl"), @r#"
    {"id":2,"unit":"gaa","key":"kick/out","code":"kick/out","name":"Kick-out","record_state":"active"}
    {"id":1,"unit":"gaa","key":"solo","code":"solo","name":"Soloing","level":3,"tags":["ball"],"record_state":"active"}
    "#);
    assert_snapshot!(project.told(&["export", "--to", "out", "--format", "sql"]), @r"
    exported 2 records from seedbank.db
    file            records  result
    out/skills.sql        2  new
    ");
    assert_snapshot!(project.read("out/skills.sql"), @r#"
    BEGIN;
    INSERT INTO "skills_skill" ("id", "unit", "key", "code", "name", "level", "tags", "record_state") VALUES
    (2, 'gaa', 'kick/out', 'kick/out', 'Kick-out', NULL, NULL, 'active'),
    (1, 'gaa', 'solo', 'solo', 'Soloing', 3, '["ball"]', 'active');
    COMMIT;
    "#);
    for to in ["out", "all.zip"] {
        let told = project.told(&["export", "--to", to, "--format", "convex"]);
        let file = if to == "out" { "out/convex.zip" } else { "all.zip" };
        assert!(told.contains(&format!("\n{file}        2  new\n")), "{told}");
    }
    let zips = ["out/convex.zip", "all.zip"].map(|path| fs::read(project.path(path)).unwrap());
    assert_eq!(zips[0], zips[1]);
    let json = project.json(&["export", "--to", "out", "--format", "csv"]);
    assert_snapshot!(json.to_string(), @r#"{"files":[{"path":"out/skills_skill.csv","records":2,"verdict":"unchanged"}],"left_out":[]}"#);
}

#[test]
fn what_it_cannot_export_says_why() {
    let project = Project::booted();
    for wrong in [&["export"][..], &["export", "--to", "out", "--format", "xml"]] {
        assert_eq!(project.run(wrong).code, 2, "{wrong:?}");
    }
    assert_snapshot!(project.told(&["export", "skils", "--to", "out"]), @r"
    error: no dataset `skils`; did you mean `skills`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["export", "skills/gga", "--to", "out"]), @r"
    error: cannot export `skills/gga`: sqlite://seedbank.db has no such unit
    [exit 1]
    ");
    project.write("out", "a file");
    let told = project.told(&["export", "--to", "out", "--format", "csv"]);
    assert!(
        told.starts_with("error: cannot ") && told.contains("out/skills_skill.csv: "),
        "{told}"
    );
    let project = Project::locked();
    assert_snapshot!(project.told(&["export", "--to", "out"]), @r"
    error: cannot use sqlite://seedbank.db: nothing was imported into it yet; boot it first
    [exit 1]
    ");
    assert_eq!(project.files().iter().filter(|path| path.starts_with("out")).count(), 0);
}
