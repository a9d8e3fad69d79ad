use insta::assert_snapshot;

use crate::project::{GAA, Project};

#[test]
fn a_lock_is_written_once_and_then_up_to_date() {
    let project = Project::new();
    let ran = project.run(&["lock"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_snapshot!(ran.out, @r"
    skills: new, generation 1, version 1.0.0; skill 2
    data/seedbank.lock written
    ");
    let text = project.read("data/seedbank.lock");
    let ran = project.run(&["lock", "data"]);
    assert_eq!(ran.code, 0);
    assert_snapshot!(ran.out, @"data/seedbank.lock is up to date");
    assert_eq!(project.read("data/seedbank.lock"), text);
    assert!(!project.files().iter().any(|file| file.contains(".new")));
}

#[test]
fn what_changed_is_told_by_dataset() {
    let project = Project::locked();
    project.write("data/skills/gaa.yaml", &format!("{GAA}- {{ code: hook, name: Hooking }}\n"));
    assert_snapshot!(project.run(&["lock"]).out, @r"
    skills: generation 1 to 2, version 1.0.0; skill 2 to 3
    data/seedbank.lock written
    ");
    project.write("data/skills/dataset.yaml", "title: Skills\nversion: 1.1.0\n");
    assert_snapshot!(project.run(&["lock"]).out, @r"
    skills: generation 2 to 3, version 1.0.0 to 1.1.0
    data/seedbank.lock written
    ");
    let ran = project.run(&["lock", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["changes"], serde_json::json!([]));
}

#[test]
fn invalid_data_is_not_locked() {
    let project = Project::locked();
    let text = project.read("data/seedbank.lock");
    project.write("data/skills/gaa.yaml", "skills: [{}]\n");
    let ran = project.run(&["lock"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_snapshot!(ran.err.lines().last().unwrap(), @"error: cannot lock data: the data is not valid; correct what is reported above");
    assert_eq!(project.read("data/seedbank.lock"), text);
}
