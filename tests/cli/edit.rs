use insta::assert_snapshot;

use crate::project::Project;

const SOLO: &str = "skills/skill/gaa/solo";

#[test]
fn fields_are_told_before_and_after_and_once() {
    let project = Project::booted();
    assert_snapshot!(project.told(&["edit", SOLO, "name=Solo run", "level=4", "--unset", "tags"]), @r#"
    edited skills/skill/gaa/solo: revision 2
        ~ level: 3 → 4
        ~ name: "Soloing" → "Solo run"
        - tags: ["ball"]
    "#);
    assert_snapshot!(project.told(&["edit", SOLO, "name=Solo run"]), @"skills/skill/gaa/solo is like that already: revision 2");
    let edited = project.json(&["edit", SOLO, "level=5"]);
    let fields = serde_json::json!([{ "field": "level", "before": 4, "after": 5 }]);
    assert_eq!(edited, serde_json::json!({ "record": SOLO, "revision": 3, "fields": fields }));
}

#[test]
fn a_value_is_read_as_the_schema_wants_it() {
    let project = Project::new();
    let open = r#""levels": {
        "type": "object",
        "additionalProperties": {
          "type": "object",
          "properties": { "text": { "type": "string" }, "from": { "type": "number" } }
        }
      },
      "steps": {
        "type": "array",
        "x-list-type": "map",
        "x-list-map-keys": ["id"],
        "items": {
          "type": "object",
          "required": ["id"],
          "properties": { "id": { "type": "string" }, "text": { "type": "string" } }
        }
      },
      "shape": {
        "oneOf": [
          {
            "type": "object",
            "required": ["type"],
            "properties": { "type": { "const": "circle" }, "label": { "type": "string" } }
          },
          {
            "type": "object",
            "required": ["type"],
            "properties": { "type": { "const": "square" }, "side": { "type": "integer" } }
          }
        ]
      },
      "note": {},
      "tags""#;
    let schema = project.read("data/skills/schema.json").replace("\"tags\"", open);
    project.write("data/skills/schema.json", &schema);
    assert_eq!(project.run(&["lock"]).code, 0);
    assert_eq!(project.run(&["--data", "data"]).code, 0);
    for (assignment, field, value) in [
        ("name=25", "name", serde_json::json!("25")),
        ("name=\"quoted\"", "name", serde_json::json!("\"quoted\"")),
        ("name:=\"JSON\"", "name", serde_json::json!("JSON")),
        ("level=7", "level", serde_json::json!(7)),
        ("tags=[\"a\",\"b\"]", "tags", serde_json::json!(["a", "b"])),
        ("levels.u10.text=1e3", "levels", serde_json::json!({ "u10": { "text": "1e3" } })),
        (
            "levels.u10.from=1.5",
            "levels",
            serde_json::json!({ "u10": { "text": "1e3", "from": 1.5 } }),
        ),
        (
            "levels={\"u8\":{\"text\":\"x\"}}",
            "levels",
            serde_json::json!({ "u8": { "text": "x" } }),
        ),
        ("steps.7.text=1e3", "steps", serde_json::json!([{ "id": "7", "text": "1e3" }])),
        ("shape={\"type\":\"circle\"}", "shape", serde_json::json!({ "type": "circle" })),
        ("shape.label=25", "shape", serde_json::json!({ "type": "circle", "label": "25" })),
        ("note=plain text", "note", serde_json::json!("plain text")),
        ("note=[1]", "note", serde_json::json!([1])),
        ("note.a=false", "note", serde_json::json!({ "a": false })),
    ] {
        if field == "note" && assignment.contains(".a") {
            project.told(&["edit", SOLO, "note={}"]);
        }
        let told = project.told(&["edit", SOLO, assignment]);
        assert!(told.starts_with("edited "), "{assignment}: {told}");
        assert_eq!(project.json(&["get", SOLO])["value"][field], value, "{assignment}");
    }
}

#[test]
fn a_value_that_cannot_be_is_refused() {
    let project = Project::booted();
    let told = |assignment: &str| project.told(&["edit", SOLO, assignment]);
    assert_snapshot!(told("level=high"), @r"
    error: cannot set `level` to `high`: it takes an integer
    [exit 1]
    ");
    assert_snapshot!(told("tags=[a"), @r"
    error: cannot set `tags` to `[a`: it takes a list, and this is not JSON (expected value at line 1 column 2)
    [exit 1]
    ");
    assert_snapshot!(told("name:=Solo"), @r"
    error: cannot set `name` to `Solo`: this is not JSON (expected value at line 1 column 1)
    [exit 1]
    ");
    assert_snapshot!(told("level=1.5"), @r"
    error: cannot change `skills/skill/gaa/solo`: `level`: expected integer, found number 1.5
    [exit 1]
    ");
    assert_snapshot!(told("nme=Solo"), @r"
    error: no field `nme` in `skills/skill`; did you mean `name`?
    [exit 1]
    ");
    let twice = project.told(&["edit", SOLO, "name=A", "/name:=\"B\""]);
    assert_snapshot!(twice, @r"
    error: cannot change `/name` twice in one edit; say it once
    [exit 2]
    ");
    assert_eq!(project.run(&["edit", SOLO, "name=A", "--unset", "name"]).code, 2);
    assert_snapshot!(told("code=other"), @r"
    error: cannot change `code` of `skills/skill/gaa/solo`: it names the record; delete the record and make another one
    [exit 1]
    ");
    assert_snapshot!(told("a..b=1"), @r"
    error: `a..b` names no field: between two dots nothing stands; write `/a//b` if the name is empty
    [exit 2]
    ");
    assert_snapshot!(told("name"), @r"
    error: invalid value 'name' for '[FIELD=VALUE]...': write FIELD=VALUE, or FIELD:=JSON

    For more information, try '--help'.
    [exit 2]
    ");
    assert_eq!(project.json(&["get", SOLO])["revision"], 1);
}

#[test]
fn an_edit_of_an_earlier_revision_is_refused_with_both_values() {
    let project = Project::booted();
    project.told(&["edit", SOLO, "name=Solo run", "--by", "ben"]);
    assert_snapshot!(project.told(&["edit", SOLO, "name=Solo", "--revision", "1"]), @r#"
    error: cannot change `skills/skill/gaa/solo`: it has revision 2 by now and the edit is based on 1 (name: yours "Solo", now "Solo run"); look again with `seedbank get RECORD --data data`
    [exit 1]
    "#);
    assert!(project.told(&["edit", SOLO, "name=Solo", "--revision", "2"]).starts_with("edited"));
}

#[test]
fn a_locked_collection_is_not_edited() {
    let project = Project::new();
    let manifest = project.read("data/skills/dataset.yaml");
    project.write("data/skills/dataset.yaml", &format!("{manifest}merge: locked\n"));
    project.run(&["lock"]);
    project.run(&["--data", "data"]);
    assert_snapshot!(project.told(&["edit", SOLO, "name=Solo"]), @r"
    error: cannot change `skills/skill/gaa/solo`: its collection is `merge: locked`; change the seed file, or the policy in dataset.yaml
    [exit 1]
    ");
}

#[test]
fn somebody_does_it() {
    let project = Project::booted();
    let by = |environment: &[(&str, &str)], arguments: &[&str]| {
        let ran =
            project.run_with(environment, &[&["edit", SOLO, "--data", "data"], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        project.json(&["history", SOLO]).as_array().unwrap().last().unwrap()["by"].clone()
    };
    assert_eq!(by(&[("LOGNAME", "carla")], &["level=1"]), "carla");
    assert_eq!(by(&[("USER", "ben"), ("LOGNAME", "carla")], &["level=2"]), "ben");
    assert_eq!(by(&[("USER", "ben"), ("SEEDBANK_BY", "dora")], &["level=3"]), "dora");
    assert_eq!(by(&[("SEEDBANK_BY", "dora")], &["level=4", "--by", "eva"]), "eva");
    assert_eq!(by(&[("USER", "ben"), ("SEEDBANK_BY", "")], &["level=5"]), "ben");
    let ran = project.run_with(&[], &["edit", SOLO, "level=5", "--data", "data"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_snapshot!(ran.err, @"error: cannot change anything without a name for the history: say --by WHO, or set SEEDBANK_BY");
}

#[test]
fn what_would_not_be_as_it_is_written_is_refused() {
    let project = Project::booted();
    let edit = |what: &str| project.told(&["edit", "skills/skill/gaa/solo", what]);
    assert_snapshot!(edit("level=12345678901234567890123"), @r"
    error: cannot set `level` to `12345678901234567890123`: `12345678901234567890123` does not fit in 64 bits; write it in quotes if it is a name and not a quantity
    [exit 1]
    ");
    assert_snapshot!(edit(r#"level:={"a":1,"a":2}"#), @r#"
    error: cannot set `level` to `{"a":1,"a":2}`: the key `a` a second time
    [exit 1]
    "#);
}
