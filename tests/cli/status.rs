use insta::assert_snapshot;

use crate::project::{GAA, Project};

#[test]
fn a_unit_is_new_then_up_to_date_then_changed() {
    let project = Project::locked();
    let status = || {
        let ran = project.run(&["status", "--data", "data"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    assert_snapshot!(status(), @r"
    dataset  unit  embedded      embedded generation  imported  imported generation  at  verdict
    skills   gaa   sb1-53f7d5d1                    1  -         -                    -   new
    ");
    assert!(!project.files().contains(&"seedbank.db".to_owned()));
    project.run(&["--data", "data"]);
    assert_snapshot!(status(), @r"
    dataset  unit  embedded      embedded generation  imported      imported generation  at                    verdict
    skills   gaa   sb1-53f7d5d1                    1  sb1-53f7d5d1                    1  2026-01-01T00:00:00Z  up to date
    ");
    project.write("data/skills/gaa.yaml", &GAA.replace("Soloing", "Solo run"));
    project.run(&["lock"]);
    assert_snapshot!(status(), @r"
    dataset  unit  embedded      embedded generation  imported      imported generation  at                    verdict
    skills   gaa   sb1-4207a66c                    2  sb1-53f7d5d1                    1  2026-01-01T00:00:00Z  changed
    ");
}

#[test]
fn json_has_a_line_a_unit() {
    let ran = Project::locked().run(&["status", "--data", "data", "--json"]);
    let units: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(units[0]["unit"], "gaa");
    assert_eq!(units[0]["verdict"], "new");
}
