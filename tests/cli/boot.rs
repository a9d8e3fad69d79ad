use insta::assert_snapshot;

use crate::project::{GAA, Project};

#[test]
fn the_first_boot_imports_and_the_second_finds_nothing_new() {
    let project = Project::locked();
    let ran = project.run(&["--data", "data"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_snapshot!(ran.out, @r"
    imported 1 dataset, 2 records into seedbank.db in … s
    dataset  version  generation  units  records  added  result
    skills   1.0.0             1      1        2      2  imported
    ");
    let ran = project.run(&["boot", "--data", "data"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_snapshot!(ran.out, @r"
    up to date: seedbank.db has 1 dataset
    dataset  version  generation  units  records
    skills   1.0.0             1      1        2
    ");
}

#[test]
fn a_change_is_told_in_numbers() {
    let project = Project::locked();
    project.run(&["--data", "data"]);
    project.write("data/skills/gaa.yaml", &GAA.replace("Soloing", "Solo run"));
    project.run(&["lock"]);
    let ran = project.run(&["--data", "data"]);
    assert_eq!(ran.code, 0);
    assert_snapshot!(ran.out, @r"
    updated seedbank.db: 1 changed, in … s
    dataset  version  generation  units  records  changed  result
    skills   1.0.0             2      1        2        1  updated
    ");
}

#[test]
fn an_older_release_writes_nothing_and_says_so() {
    let project = Project::locked();
    let lock = project.read("data/seedbank.lock");
    project.write("data/skills/gaa.yaml", &GAA.replace("Soloing", "Solo run"));
    project.run(&["lock"]);
    project.run(&["--data", "data"]);
    project.write("data/skills/gaa.yaml", GAA);
    project.write("data/seedbank.lock", &lock);
    let ran = project.run(&["--data", "data"]);
    assert_eq!(ran.code, 0);
    assert_snapshot!(ran.out, @r"
    nothing written: seedbank.db has newer data
    dataset  version  generation  units  records  result
    skills   1.0.0             1      1        2  database is newer
    skills: the database has generation 2, this is 1
      if this folder is the newer one, run `seedbank lock data`, then set `generation: 3` for skills in data/seedbank.lock
    ");
    // What it says to do does it.
    assert_eq!(project.run(&["lock", "data"]).code, 0);
    let lock = project.read("data/seedbank.lock").replace("generation: 1", "generation: 3");
    project.write("data/seedbank.lock", &lock);
    let ran = project.run(&["--data", "data"]);
    assert!(ran.out.starts_with("updated seedbank.db: 1 changed"), "{}", ran.out);
}

#[test]
fn a_bad_record_is_set_aside_and_the_rest_goes_in() {
    let project = Project::locked();
    project.write(
        "data/skills/gaa.yaml",
        &format!("{GAA}- {{ code: bad, name: Bad, level: high }}\n"),
    );
    let ran = project.run(&["--data", "data"]);
    assert_eq!(ran.code, 3);
    assert_snapshot!(ran.out, @r#"
    imported 1 dataset, 2 records into seedbank.db in … s
    dataset  version  generation  units  records  added  result
    skills   1.0.0             1      1        2      2  imported
    set aside: 1 record
      skills/skill/gaa/bad: see above
    "#);
    assert!(ran.err.contains("data/skills/gaa.yaml:4"), "{}", ran.err);
    assert_eq!(ran.err.matches("found string").count(), 1, "{}", ran.err);
    let ran = project.run(&["get", "skills/skill/gaa/solo", "--data", "data"]);
    assert_eq!(ran.code, 0);
    assert_snapshot!(ran.err, @"1 problem in data: `seedbank check data`");
}

#[test]
fn what_is_set_aside_is_counted_as_what_it_is() {
    let project = Project::locked();
    project.write("data/skills/rugby.yaml", "skills: [\n");
    project.write("data/broken/dataset.yaml", "titel: Broken\n");
    project.write(
        "data/skills/gaa.yaml",
        &format!("{GAA}- {{ code: bad, name: Bad, level: high }}\n"),
    );
    let ran = project.run(&["--data", "data"]);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("\nset aside: 1 dataset, 1 unit, 1 record\n"), "{}", ran.out);
}

#[test]
fn json_is_the_whole_report() {
    let project = Project::locked();
    let ran = project.run(&["--data", "data", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["verdict"], "imported");
    assert_eq!(report["datasets"][0]["units"][0]["records"]["added"], 2);
}

#[test]
fn the_database_can_be_named_and_one_that_cannot_be_opened_is_an_error() {
    let project = Project::locked();
    assert_eq!(project.run(&["--data", "data", "--db", "sqlite://other.db"]).code, 0);
    assert!(project.files().contains(&"other.db".to_owned()));
    let ran = project.run(&["--data", "data", "--db", "mysql://x"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.starts_with("error: cannot open `mysql://…`"), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1);
}

#[test]
#[cfg(feature = "data")]
fn without_a_folder_the_embedded_data_is_used() {
    let project = Project::empty();
    let ran = project.run(&[]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("imported "), "{}", ran.out);
    assert_eq!(project.files(), ["seedbank.db"]);
}
