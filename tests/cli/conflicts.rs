use insta::assert_snapshot;

use crate::project::{GAA, Project};

const SOLO: &str = "skills/skill/gaa/solo";

/// Two fields that a person and a release changed.
fn disputed() -> Project {
    let project = Project::booted();
    project.told(&["edit", SOLO, "name=Solo", "level=5"]);
    project.release(&GAA.replace("Soloing, level: 3", "Solo run, level: 4"));
    project
}

#[test]
fn an_update_says_what_waits_and_a_person_settles_it() {
    let project = disputed();
    assert_snapshot!(project.told(&["boot"]), @r"
    updated seedbank.db: 1 kept as people have them, in … s
    dataset  version  generation  units  records  kept  conflicts  result
    skills   1.0.0             2      1        2     1          2  updated
    2 conflicts need you: `seedbank conflicts --data data`
    ");
    assert_snapshot!(project.told(&["conflicts"]), @r#"
    2 conflicts need you

    conflict 1: level of skills/skill/gaa/solo
      base     3
      current  5
      target   4
      `seedbank resolve 1 --keep current|target|base --data data`, or --value VALUE

    conflict 2: name of skills/skill/gaa/solo
      base     "Soloing"
      current  "Solo"
      target   "Solo run"
      `seedbank resolve 2 --keep current|target|base --data data`, or --value VALUE
    "#);
    assert_snapshot!(project.told(&["get", SOLO]), @r#"
    skills/skill/gaa/solo
    id 1, revision 3, active, source factory

    field  value     from
    code   "solo"    factory
    name   "Solo"    anna 2026-01-01
    level  5         anna 2026-01-01
    tags   ["ball"]  factory
    conflict 2: another `name` waits for you; `seedbank conflicts --data data`
    conflict 1: another `level` waits for you; `seedbank conflicts --data data`
    "#);
    assert_snapshot!(project.told(&["resolve", "2", "--keep", "target", "--reason", "agreed"]), @r#"
    settled conflict 2 of skills/skill/gaa/solo
        name: "Solo run"
    1 conflict needs you: `seedbank conflicts --data data`
    "#);
    assert_snapshot!(project.told(&["resolve", "1", "--value", "Solo runs"]), @r"
    error: cannot set `level` to `Solo runs`: it takes an integer
    [exit 1]
    ");
    assert_snapshot!(project.told(&["conflicts"]), @r"
    1 conflict needs you

    conflict 1: level of skills/skill/gaa/solo
      base     3
      current  5
      target   4
      `seedbank resolve 1 --keep current|target|base --data data`, or --value VALUE
    ");
    assert_snapshot!(project.told(&["conflicts", "--all"]), @r#"
    1 conflict needs you

    conflict 1: level of skills/skill/gaa/solo
      base     3
      current  5
      target   4
      `seedbank resolve 1 --keep current|target|base --data data`, or --value VALUE

    conflict 2: name of skills/skill/gaa/solo
      base     "Soloing"
      current  "Solo"
      target   "Solo run"
      settled as target by anna at 2026-01-01T00:00:00Z
    "#);
    assert_eq!(project.json(&["conflicts", "--all"]).as_array().unwrap().len(), 2);
}

#[test]
fn each_side_and_any_other_value_can_be_kept() {
    for (field, choice, expected) in [
        ("name", &["--keep", "current"][..], serde_json::json!("Solo")),
        ("name", &["--keep", "target"], serde_json::json!("Solo run")),
        ("name", &["--keep", "base"], serde_json::json!("Soloing")),
        ("name", &["--value", "7"], serde_json::json!("7")),
        ("name", &["--value", "current"], serde_json::json!("current")),
        ("level", &["--value", "7"], serde_json::json!(7)),
        ("level", &["--value-json", "-8"], serde_json::json!(-8)),
    ] {
        let project = disputed();
        project.told(&["boot"]);
        let conflicts = project.json(&["conflicts"]);
        let found = conflicts.as_array().unwrap().iter().find(|one| one["field"] == field);
        let id = found.unwrap()["id"].to_string();
        let settled = project.json(&[&["resolve", &id], choice].concat());
        assert_eq!(settled["value"], expected, "{field} {choice:?}");
        assert_eq!(project.json(&["get", SOLO])["value"][field], expected, "{field} {choice:?}");
    }
}

#[test]
fn what_cannot_be_settled_says_why() {
    let project = disputed();
    project.told(&["boot"]);
    let level = &["resolve", "1", "--value", "high"];
    assert!(project.told(&["conflicts"]).contains("conflict 1: level"));
    assert_snapshot!(project.told(level), @r"
    error: cannot set `level` to `high`: it takes an integer
    [exit 1]
    ");
    assert_snapshot!(project.told(&["resolve", "1", "--value-json", "high"]), @r"
    error: cannot set `level` to `high`: this is not JSON (expected value at line 1 column 1)
    [exit 1]
    ");
    assert_snapshot!(project.told(&["resolve", "1", "--value", "[]"]), @r"
    error: cannot change `skills/skill/gaa/solo`: `level`: expected integer, found an array of 0 items
    [exit 1]
    ");
    assert_snapshot!(project.told(&["resolve", "9", "--keep", "target"]), @r"
    error: no open conflict `9`; `seedbank conflicts --data data` lists them
    [exit 1]
    ");
    assert_snapshot!(project.told(&["resolve", "one", "--keep", "target"]), @r"
    error: no conflict `one`: write the number that `seedbank conflicts --data data` shows
    [exit 2]
    ");
    assert_snapshot!(project.told(&["resolve", "1", "--keep", "tarjet"]), @r"
    error: invalid value 'tarjet' for '--keep <WORD>': write current, target or base; another value is given with --value VALUE

    For more information, try '--help'.
    [exit 2]
    ");
    assert_eq!(project.run(&["resolve", "1"]).code, 2);
    assert_eq!(project.run(&["resolve", "1", "--keep", "base", "--value", "1"]).code, 2);
    assert_eq!(project.json(&["conflicts"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_mix_that_is_not_valid_waits_as_a_whole() {
    let project = Project::new();
    let schema = project.read("data/skills/schema.json");
    let rule = r#""x-validations": [
          { "rule": "self.level <= size(self.tags)", "message": "a level needs as many tags" }
        ],
        "required""#;
    project.write("data/skills/schema.json", &schema.replacen("\"required\"", rule, 1));
    let gaa = "skills:\n- { code: solo, name: Soloing, level: 1, tags: [a, b, c] }\n";
    project.release(gaa);
    project.told(&["boot"]);
    project.told(&["edit", SOLO, "level=3"]);
    project.release(&gaa.replace("[a, b, c]", "[a]"));
    assert_snapshot!(project.told(&["plan"]), @r#"
    seedbank.db would be updated
    1 to keep as people have them, 1 needs you

    ! skills/skill/gaa/solo: stays as people have it
        ! the whole record: what both changed is not valid together: a level needs as many tags (the rule is `self.level <= size(self.tags)`)
            level
              base     1
              current  3
              target   1
            tags
              base     ["a","b","c"]
              current  ["a","b","c"]
              target   ["a"]

    to do this: `seedbank apply --data data`
    [exit 2]
    "#);
    project.told(&["boot"]);
    assert_snapshot!(project.told(&["conflicts"]), @r#"
    1 conflict needs you

    conflict 1: the whole record of skills/skill/gaa/solo
      what both changed is not valid together: a level needs as many tags (the rule is `self.level <= size(self.tags)`)
      level
        base     1
        current  3
        target   1
      tags
        base     ["a","b","c"]
        current  ["a","b","c"]
        target   ["a"]
      `seedbank resolve 1 --keep current|target|base --data data`, or --value VALUE
    "#);
    assert_snapshot!(project.told(&["resolve", "1", "--keep", "target"]), @r#"
    settled conflict 1 of skills/skill/gaa/solo
        the whole record: {"code":"solo","level":1,"name":"Soloing","tags":["a"]}
    "#);
    assert_eq!(project.json(&["get", SOLO])["value"]["tags"], serde_json::json!(["a"]));
}

#[test]
fn a_bundle_without_the_collection_says_so() {
    let project = disputed();
    project.told(&["boot"]);
    project.write("other/skills/dataset.yaml", "title: Skills\nversion: 1.0.0\n");
    let schema = project.read("data/skills/schema.json").replace("\"skill\"", "\"trick\"");
    project.write("other/skills/schema.json", &schema);
    project.write("other/skills/gaa.yaml", GAA);
    assert_eq!(project.run(&["lock", "other"]).code, 0);
    let ran = project.run(&["conflicts", "--data", "other"]);
    assert_snapshot!(ran.out, @r#"
    2 conflicts need you

    conflict 1: level of skills/skill/gaa/solo
      base     3
      target   4
      this bundle has no collection `skills/skill`; `--data DIR` names a folder that has it

    conflict 2: name of skills/skill/gaa/solo
      base     "Soloing"
      target   "Solo run"
      this bundle has no collection `skills/skill`; `--data DIR` names a folder that has it
    "#);
    for command in
        [&["get", SOLO][..], &["edit", SOLO, "name=X"], &["resolve", "1", "--keep", "target"]]
    {
        let ran = project.run(&[command, &["--data", "other"]].concat());
        assert_eq!(ran.code, 1);
        let expected = "error: cannot read or change `skills/skill/gaa/solo`: this bundle has no collection \
                        `skills/skill`; `--data DIR` names a folder that has it\n";
        assert_eq!(ran.err, expected, "{command:?}");
    }
}
