use insta::assert_snapshot;

use crate::project::{GAA, Project};

/// Another level, and a skill more.
fn list() -> String {
    GAA.replace("level: 3", "level: 4") + "- { code: hop, name: Hopping }\n"
}

#[test]
fn a_file_comes_in_as_edits_and_a_dry_run_says_which() {
    let project = Project::booted();
    project.write("gaa.yaml", &list());
    let dry = project.told(&["import", "gaa.yaml", "--as", "skills", "--dry-run"]);
    assert_snapshot!(dry, @r"
    would import into seedbank.db: 1 new, 1 changed
    + skills/skill/gaa/hop
    ~ skills/skill/gaa/solo
        ~ level: 3 → 4
    nothing was written: without --dry-run it is
    ");
    assert_eq!(project.told(&["drift"]), "every record is as the factory delivered it\n");
    let why =
        &["import", "gaa.yaml", "--as", "skills", "--by", "ben", "--reason", "the county's list"];
    let done = project.told(why);
    let dry = dry.replace("nothing was written: without --dry-run it is\n", "");
    assert_eq!(done, dry.replace("would import", "imported"));
    let history = project.told(&["history", "skills/skill/gaa/solo"]);
    assert!(history.contains("by ben: the county's list"), "{history}");
    assert_snapshot!(project.told(why), @"nothing to import into seedbank.db: 3 records are there already");
}

#[test]
fn what_a_file_does_not_have_stays_unless_it_may_go() {
    let project = Project::booted();
    project.write("gaa.yaml", "skills: [{ code: solo, name: Soloing, level: 3, tags: [ball] }]\n");
    let import = ["import", "gaa.yaml", "--as", "skills"];
    assert_snapshot!(project.told(&import), @r"
    nothing to import into seedbank.db: its 1 record is there already
    1 record of the same unit is not in the files, and stayed; --allow-delete deletes them
    ");
    assert_snapshot!(project.told(&[&import[..], &["--allow-delete"]].concat()), @r"
    imported into seedbank.db: 1 deleted
    - skills/skill/gaa/kick/out
    ");
}

#[test]
fn what_is_wrong_is_told_at_its_line_and_left_out() {
    let project = Project::booted();
    project.write("gaa.yaml", &list().replace("level: 4", "level: high"));
    assert_snapshot!(project.told(&["import", "gaa.yaml", "--as", "skills"]), @r#"
    imported into seedbank.db: 1 new
    + skills/skill/gaa/hop
    left out: skills/skill/gaa/solo: see above
    error[SB0020]: `level`: expected integer, found string "high"
     --> gaa.yaml:2:39
      |
    2 | - { code: solo, name: Soloing, level: high, tags: [ball] }
      |                                       ^^^^

    1 error
    [exit 3]
    "#);
    project.write("bad.yaml", "skills: [\n");
    assert_snapshot!(project.told(&["import", "bad.yaml", "--as", "skills"]), @r"
    nothing to import into seedbank.db
    left out: skills/bad: see above
    error[SB0003]: did not find expected node content
     --> bad.yaml:2:1
      |
    2 |
      | ^

    1 error
    [exit 3]
    ");
}

#[test]
fn several_files_are_units_of_their_names_and_one_can_be_given_another() {
    let project = Project::booted();
    project.write("new/gaa.json", r#"{"skills": [{"code": "solo", "name": "Solo"}]}"#);
    project.write("new/soccer.yaml", "skills: [{ code: juggle, name: Juggling }]\n");
    let files = ["new/gaa.json", "new/soccer.yaml"];
    assert_snapshot!(project.told(&[&["import"], &files[..], &["--as", "skills"]].concat()), @r#"
    imported into seedbank.db: 1 new, 1 changed
    new unit `soccer`
    + skills/skill/soccer/juggle
    ~ skills/skill/gaa/solo
        - level: 3
        ~ name: "Soloing" → "Solo"
        - tags: ["ball"]
    1 record of the same unit is not in the files, and stayed; --allow-delete deletes them
    "#);
    let unit = ["import", "new/soccer.yaml", "--as", "skills", "--unit", "rugby", "--dry-run"];
    assert_snapshot!(project.told(&unit), @r"
    would import into seedbank.db: 1 new
    new unit `rugby`
        its keys are in unit `soccer` too; was `--unit soccer` meant?
    + skills/skill/rugby/juggle
    nothing was written: without --dry-run it is
    ");
    assert_snapshot!(project.told(&[&["import"], &files[..], &["--as", "skills", "--unit", "gaa"]].concat()), @r"
    error: cannot import several files as one unit: say --unit with one file
    [exit 2]
    ");
}

#[test]
fn a_mistyped_name_is_a_new_unit_and_says_so() {
    let project = Project::booted();
    project.write("gaaa.yaml", &list());
    let import = ["import", "gaaa.yaml", "--as", "skills"];
    assert_snapshot!(project.told(&[&import[..], &["--dry-run"]].concat()), @r"
    would import into seedbank.db: 3 new
    new unit `gaaa`
        its keys are in unit `gaa` too; was `--unit gaa` meant?
    + skills/skill/gaaa/solo
    + skills/skill/gaaa/kick/out
    + skills/skill/gaaa/hop
    nothing was written: without --dry-run it is
    ");
    assert!(project.told(&import).contains("new unit `gaaa`\n"));
    // From then on it is known.
    project.write("gaaa.yaml", &list().replace("Hopping", "Hop"));
    assert_snapshot!(project.told(&import), @r#"
    imported into seedbank.db: 1 changed
    ~ skills/skill/gaaa/hop
        ~ name: "Hopping" → "Hop"
    "#);
}

#[test]
fn the_unit_as_it_was_takes_an_import_back() {
    let project = Project::booted();
    project.told(&["edit", "skills/skill/gaa/solo", "name=Solo run"]);
    project.told(&["export", "skills/gaa", "--to", "before"]);
    project.write("gaa.yaml", &list());
    project.told(&["import", "gaa.yaml", "--as", "skills"]);
    let back = ["import", "before/skills/gaa.yaml", "--as", "skills", "--allow-delete"];
    assert_snapshot!(project.told(&back), @r#"
    imported into seedbank.db: 1 changed, 1 deleted
    ~ skills/skill/gaa/solo
        ~ level: 4 → 3
        ~ name: "Soloing" → "Solo run"
    - skills/skill/gaa/hop
    "#);
}

#[test]
fn what_it_cannot_import_says_why() {
    let project = Project::booted();
    project.write("gaa.yaml", GAA);
    project.write("gaa.txt", GAA);
    assert_eq!(project.run(&["import", "gaa.yaml"]).code, 2);
    assert_eq!(project.run(&["import", "--as", "skills"]).code, 2);
    assert_snapshot!(project.told(&["import", "gaa.yaml", "--as", "skils"]), @r"
    error: no dataset `skils`; did you mean `skills`?
    [exit 1]
    ");
    assert_snapshot!(project.told(&["import", "gone.yaml", "--as", "skills"]), @r"
    error: cannot read gone.yaml: No such file or directory (os error 2)
    [exit 1]
    ");
    assert_snapshot!(project.told(&["import", "gaa.txt", "--as", "skills"]), @r"
    error: cannot read gaa.txt: its ending names no format; use one of .json, .yaml, .yml, .jsonl, .ndjson, .csv, .md
    [exit 1]
    ");
    let manifest = project.read("data/skills/dataset.yaml");
    project.write("data/skills/dataset.yaml", &format!("{manifest}database: false\n"));
    project.run(&["lock"]);
    assert_snapshot!(project.told(&["import", "gaa.yaml", "--as", "skills"]), @r"
    error: cannot import into `skills`: it is only embedded (`database: false`), and never in a database
    [exit 1]
    ");
    let project = Project::locked();
    project.write("gaa.yaml", GAA);
    assert_snapshot!(project.told(&["import", "gaa.yaml", "--as", "skills"]), @r"
    error: cannot use sqlite://seedbank.db: nothing was imported into it yet; boot it first
    [exit 1]
    ");
}

#[test]
fn json_has_what_came_of_each_record() {
    let project = Project::booted();
    project.write("gaa.yaml", &list());
    let json = project.json(&["import", "gaa.yaml", "--as", "skills"]);
    assert_snapshot!(serde_json::to_string_pretty(&json).unwrap(), @r#"
    {
      "left_out": [],
      "new_units": [],
      "only_in_database": [],
      "records": [
        {
          "conflicts": [],
          "fields": [],
          "record": "skills/skill/gaa/hop",
          "verdict": "created"
        },
        {
          "conflicts": [],
          "fields": [
            {
              "after": 4,
              "before": 3,
              "field": "level"
            }
          ],
          "record": "skills/skill/gaa/solo",
          "verdict": "edited"
        }
      ],
      "unchanged": 1
    }
    "#);
}
