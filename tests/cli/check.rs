use insta::assert_snapshot;

use crate::project::{GAA, Project};

#[test]
fn valid_data_is_counted() {
    let project = Project::locked();
    let ran = project.run(&["check"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_snapshot!(ran.out, @"data: 1 dataset, 1 unit, 2 records: valid");
}

#[test]
fn invalid_data_is_shown_at_its_place() {
    let project = Project::locked();
    project.write("data/skills/gaa.yaml", &GAA.replace("level: 3", "level: high"));
    let ran = project.run(&["check", "data"]);
    assert_eq!(ran.code, 1);
    assert_snapshot!(ran.out, @"data: 1 dataset, 1 unit, 1 record: invalid");
    assert!(ran.err.contains("data/skills/gaa.yaml:2:39"), "{}", ran.err);
}

#[test]
fn a_stale_lock_is_a_warning_unless_it_is_demanded() {
    let project = Project::new();
    let ran = project.run(&["check"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("SB0031"), "{}", ran.err);
    for strict in [&["check", "--locked"][..], &["check", "--deny", "warnings"]] {
        assert_eq!(project.run(strict).code, 1, "{strict:?}");
    }
    assert_snapshot!(project.run(&["check", "--locked"]).out, @"data: 1 dataset, 1 unit, 2 records: invalid");
}

#[test]
fn machines_read_standard_output() {
    let project = Project::locked();
    project.write("data/skills/gaa.yaml", &GAA.replace("level: 3", "level: high"));
    for format in ["json", "sarif"] {
        let ran = project.run(&["check", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""));
        let _: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    }
    let ran = project.run(&["check", "--format", "github"]);
    assert!(ran.out.contains("::error file=data/skills/gaa.yaml,line=2,"), "{}", ran.out);
    assert_eq!(
        project.run(&["check", "--json"]).out,
        project.run(&["check", "--format", "json"]).out
    );
}

#[test]
fn a_folder_that_is_not_there_is_wrong_usage() {
    let project = Project::empty();
    let ran = project.run(&["check", "nowhere"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_snapshot!(ran.err, @"error: cannot read the data folder nowhere: there is none; name one, or start one with `seedbank new`");
    project.write("file", "");
    let ran = project.run(&["check", "--data", "file"]);
    assert_eq!(ran.code, 2);
    assert_snapshot!(ran.err, @"error: cannot read the data folder file: it is a file; name the folder that holds the datasets");
}

#[test]
fn the_folder_to_lock_is_named() {
    let project = Project::new();
    std::fs::rename(project.path("data"), project.path("my data")).unwrap();
    for arguments in [["check", "my data"], ["--data", "my data"]] {
        let ran = project.run(&arguments);
        assert!(ran.err.contains("help: run `seedbank lock 'my data'` and commit"), "{}", ran.err);
    }
}

#[test]
fn a_folder_that_was_not_meant_is_named() {
    let project = Project::locked();
    let ran = project.run(&["check", "data/skills"]);
    assert_snapshot!(ran.err, @"error: cannot read the data folder data/skills: it is the folder of one dataset; name the folder above it");
    assert_eq!(ran.code, 2);
    // The data that this program carries has `skills`, and no dataset of this name.
    assert_eq!(project.run(&["show"]).err, "");
    project.write("data/plants/dataset.yaml", "title: Plants\nversion: 1.0.0\n");
    assert_snapshot!(project.run(&["show"]).err, @"note: data/plants is not used, but the data that is compiled in; --data data uses it");
    assert_eq!(project.run(&["show", "--json"]).code, 0);
}
