use insta::assert_snapshot;

use crate::project::Project;

const PRICES: &str = "sku,label,cents,currency,valid_from\n\
    A-1,Adult,1850,EUR,2026-01-01\nJ-1,Junior,750,EUR,2026-01-01\n";

#[test]
fn a_draft_is_valid_at_once() {
    let project = Project::empty();
    project.write("prices.csv", PRICES);
    let ran = project.run(&["new", "prices", "--from", "prices.csv"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_snapshot!(ran.out, @r"
    drafted data/prices with 1 collection: price
      data/prices/dataset.yaml
      data/prices/schema.json
      data/prices/prices.csv
    next: look through data/prices/schema.json (keys, enums, titles, x-ref), then run `seedbank check data` and `seedbank lock data`
    ");
    assert_snapshot!(project.read("data/prices/dataset.yaml"), @r#"
    title: "Prices"
    version: 0.1.0
    files:
      - { match: "*.csv", at: prices }
    "#);
    assert_snapshot!(project.read("data/prices/schema.json"), @r#"
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "required": ["prices"],
      "properties": {
        "prices": {
          "type": "array",
          "items": {
            "type": "object",
            "x-collection": "price",
            "x-key": "sku",
            "required": ["sku", "label", "cents", "currency", "valid_from"],
            "properties": {
              "sku": { "type": "string" },
              "label": { "type": "string" },
              "cents": { "type": "integer" },
              "currency": { "type": "string" },
              "valid_from": { "type": "string", "format": "date" }
            },
            "additionalProperties": false
          }
        }
      },
      "additionalProperties": false
    }
    "#);
    assert_eq!(project.run(&["lock"]).code, 0);
    assert_eq!(project.run(&["check", "--locked"]).code, 0);
    assert_eq!(project.run(&["--data", "data"]).code, 0);
}

#[test]
fn every_format_can_be_drafted_from() {
    let files = [
        ("a.json", r#"{ "1": { "name": "x" }, "2": { "name": "y" } }"#),
        ("a.yaml", "year: 2026\nareas:\n- &a { id: a }\n- { <<: *a, id: b }\n"),
        ("a.jsonl", "{\"id\":1}\n{\"id\":2}\n"),
        ("a.csv", "id,zip\n1,0010\n"),
        ("a.md", "---\ntitle: A\n---\ntext\n"),
    ];
    for (file, text) in files {
        let project = Project::empty();
        project.write(file, text);
        let ran = project.run(&["new", "mine", "--from", file]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{file}");
    }
}

#[test]
fn files_in_the_folder_stay_where_they_are() {
    let project = Project::empty();
    project.write("data/prices/2026/prices.csv", PRICES);
    let ran = project.run(&["new", "prices", "--from", "data/prices/2026/prices.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let files =
        ["data/prices/2026/prices.csv", "data/prices/dataset.yaml", "data/prices/schema.json"];
    assert_eq!(project.files(), files);
}

#[test]
fn nothing_that_exists_is_overwritten() {
    let project = Project::new();
    project.write("more.yaml", "skills: []\n");
    let before = project.files();
    let ran = project.run(&["new", "skills", "--from", "more.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_snapshot!(ran.err, @"error: cannot write data/skills/dataset.yaml: it exists; move it away, or choose another dataset name");
    assert_eq!(project.files(), before);
}

#[test]
fn a_file_that_cannot_be_read_is_shown_and_nothing_is_written() {
    let project = Project::empty();
    project.write("bad.json", "{ \"a\": }");
    let ran = project.run(&["new", "bad", "--from", "bad.json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("bad.json:1:8"), "{}", ran.err);
    assert_eq!(project.files(), ["bad.json"]);
    assert_eq!(project.run(&["new", "bad", "--from", "none.json"]).code, 1);
}

#[test]
fn a_name_that_no_dataset_can_have_is_wrong_usage() {
    let project = Project::empty();
    project.write("a.csv", PRICES);
    let ran = project.run(&["new", "My-Prices", "--from", "a.csv"]);
    assert_eq!(ran.code, 2);
    assert_snapshot!(ran.err, @"error: cannot name a dataset `My-Prices`: use a-z, 0-9 and _, starting with a letter");
}
