use insta::assert_snapshot;

use crate::project::Project;

fn show(path: &str) -> String {
    let ran = Project::locked().run(&["show", "--data", "data", path]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{path}");
    ran.out
}

fn missing(path: &str) -> String {
    let ran = Project::locked().run(&["show", "--data", "data", path]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{path}");
    ran.err
}

#[test]
fn each_level_has_its_table() {
    assert_snapshot!(show(""), @r"
    dataset  title   version  generation  units  records  database
    skills   Skills  1.0.0             1      1        2  yes
    ");
    assert_snapshot!(show("skills"), @r"
    skills: Skills
    What players can do.
    version 1.0.0, generation 1, 2 records, sb1-0d593728

    collection  key   records
    skill       code        2

    unit  file      hash          skill
    gaa   gaa.yaml  sb1-53f7d5d1      2
    ");
    assert_snapshot!(show("skills/skill"), @r"
    unit  key       name      level
    gaa   solo      Soloing   3
    gaa   kick/out  Kick-out  -
    ");
    assert_eq!(show("skills/skill/gaa"), show("skills/skill"));
}

#[test]
fn the_overview_tells_what_is_never_imported() {
    let project = Project::new();
    let manifest = project.read("data/skills/dataset.yaml");
    project.write("data/skills/dataset.yaml", &format!("{manifest}database: false\n"));
    project.run(&["lock"]);
    assert_snapshot!(project.run(&["show", "--data", "data"]).out, @r"
    dataset  title   version  generation  units  records  database
    skills   Skills  1.0.0             1      1        2  no
    ");
}

#[test]
fn a_record_is_yaml_or_json_in_the_order_of_its_schema() {
    assert_snapshot!(show("skills/skill/gaa/solo"), @r"
    code: solo
    name: Soloing
    level: 3
    tags:
    - ball
    ");
    let project = Project::locked();
    let json = project.run(&["show", "--data", "data", "skills/skill/gaa/kick/out", "--json"]);
    assert_snapshot!(json.out, @r#"
    {
      "code": "kick/out",
      "name": "Kick-out"
    }
    "#);
    let path = "skills/skill/gaa/kick/out";
    let format = project.run(&["show", "--data", "data", path, "--format", "json"]);
    assert_eq!(format.out, json.out);
}

#[test]
fn json_has_whole_records() {
    let ran = Project::locked().run(&["show", "--data", "data", "skills/skill", "--json"]);
    let rows: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(rows[0]["record"]["tags"], serde_json::json!(["ball"]));
    for path in ["", "skills"] {
        let ran = Project::locked().run(&["show", "--data", "data", path, "--json"]);
        let _: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    }
}

#[test]
fn the_nearest_name_is_offered() {
    assert_snapshot!(missing("skils"), @"error: no dataset `skils`; did you mean `skills`?");
    assert_snapshot!(missing("skills/skil"), @"error: no collection `skills/skil`; did you mean `skills/skill`?");
    assert_snapshot!(missing("skills/skill/gga"), @"error: no unit `skills/skill/gga`; did you mean `skills/skill/gaa`?");
    assert_snapshot!(missing("skills/skill/gaa/kick/ou"), @"error: no record `skills/skill/gaa/kick/ou`; did you mean `skills/skill/gaa/kick/out`?");
    assert_snapshot!(missing("weather"), @"error: no dataset `weather`; there is skills; `--data DIR` names a folder with others");
}

#[test]
fn only_the_first_records_are_printed_unless_all_are_asked_for() {
    let project = Project::new();
    let rows: Vec<String> = (0..60).map(|n| format!("- {{ code: c{n}, name: N }}")).collect();
    project.write("data/skills/gaa.yaml", &format!("skills:\n{}\n", rows.join("\n")));
    let ran = project.run(&["show", "--data", "data", "skills/skill"]);
    assert_eq!(ran.out.lines().count(), 52);
    assert_eq!(ran.out.lines().last().unwrap(), "… and 10 more; --all prints them");
    let ran = project.run(&["show", "--data", "data", "skills/skill", "--all"]);
    assert_eq!(ran.out.lines().count(), 61);
}
