//! YAML files, changed.

mod anchors;
mod comments;
mod losses;
mod scalars;

use serde_json::json;

use crate::rewrite::testing::{add, becomes, of, of_schema, remove, set, text};

const OLD: &str = "\
# About the items.
title: Old # as printed
items:
  # the first
  - id: a     # its key
    name: 'A' # its name
    tags: [x, y]

  - id: b
    name: B
    tags:
      - x
      - y # why

areas:
  here: { label: Here, size: 1 }
  there:
    label: There
";

#[test]
fn a_changed_field_changes_its_own_line() {
    let new = OLD.replace("'A' #", "'A 2' #");
    becomes("u.yaml", OLD, |all| set(all, "a", "name", json!("A 2")), &new);
    let new = OLD.replace("title: Old #", "title: New #");
    becomes("u.yaml", OLD, |all| set(all, "u", "title", json!("New")), &new);
    let new = OLD.replace("size: 1", "size: 2");
    becomes("u.yaml", OLD, |all| set(all, "here", "size", json!(2)), &new);
}

#[test]
fn a_new_field_is_where_the_schema_has_it() {
    let new = OLD.replace("    name: B\n", "    name: B\n    level: 3\n");
    becomes("u.yaml", OLD, |all| set(all, "b", "level", json!(3)), &new);
    let new = OLD.replace("    tags: [x, y]\n", "    tags: [x, y]\n    other: 1\n");
    becomes("u.yaml", OLD, |all| set(all, "a", "other", json!(1)), &new);
    let new = OLD.replace("    label: There\n", "    label: There\n    size: 4\n");
    becomes("u.yaml", OLD, |all| set(all, "there", "size", json!(4)), &new);
}

#[test]
fn a_removed_field_leaves_with_its_line() {
    let new = OLD.replace("    name: 'A' # its name\n", "");
    becomes("u.yaml", OLD, |all| drop(of(all, "a").remove("name")), &new);
    let new = OLD.replace(", size: 1", "");
    becomes("u.yaml", OLD, |all| drop(of(all, "here").remove("size")), &new);
    let new = OLD.replace("title: Old # as printed\n", "");
    becomes("u.yaml", OLD, |all| drop(of(all, "u").remove("title")), &new);
}

#[test]
fn items_of_a_list_come_and_go_alone() {
    let new = OLD.replace("      - x\n", "");
    becomes("u.yaml", OLD, |all| set(all, "b", "tags", json!(["y"])), &new);
    let new = OLD.replace("      - y # why\n", "      - y # why\n      - z\n");
    becomes("u.yaml", OLD, |all| set(all, "b", "tags", json!(["x", "y", "z"])), &new);
    let new = OLD.replace("[x, y]", "[w, x, z]");
    becomes("u.yaml", OLD, |all| set(all, "a", "tags", json!(["w", "x", "z"])), &new);
    let new = OLD.replace("    tags: [x, y]\n", "    tags: [a, b, c]\n");
    becomes("u.yaml", OLD, |all| set(all, "a", "tags", json!(["a", "b", "c"])), &new);
    let new = OLD.replace("    tags: [x, y]\n", "    tags: []\n");
    becomes("u.yaml", OLD, |all| set(all, "a", "tags", json!([])), &new);
}

#[test]
fn a_new_record_is_written_as_its_neighbours_are() {
    let new = OLD.replace(
        "      - y # why\n",
        "      - y # why\n\n  - id: c\n    name: C\n    tags: [x]\n    steps:\n      - 'n': 1\n        do: go\n",
    );
    let record = json!({"id": "c", "name": "C", "tags": ["x"], "steps": [{"n": 1, "do": "go"}]});
    // One list of scalars is in brackets here and one is not.
    let new = new.replace("tags: [x]\n    steps", "tags:\n      - x\n    steps");
    becomes("u.yaml", OLD, |all| add(all, "item", "c", record), &new);
    let new = format!("{OLD}  new:\n    label: New\n");
    becomes("u.yaml", OLD, |all| add(all, "area", "new", json!({"label": "New"})), &new);
}

#[test]
fn a_record_goes_with_the_comments_that_belong_to_it() {
    let new = OLD.replace(
        "  # the first\n  - id: a     # its key\n    name: 'A' # its name\n    tags: [x, y]\n\n",
        "",
    );
    becomes("u.yaml", OLD, |all| remove(all, "a"), &new);
    let new = OLD.replace("\n  - id: b\n    name: B\n    tags:\n      - x\n      - y # why\n", "");
    becomes("u.yaml", OLD, |all| remove(all, "b"), &new);
    let new = OLD.replace("  here: { label: Here, size: 1 }\n", "");
    becomes("u.yaml", OLD, |all| remove(all, "here"), &new);
}

#[test]
fn the_last_record_leaves_an_empty_list() {
    becomes(
        "u.yaml",
        "items: # none yet\n- id: a\n  name: A\n# the end\n",
        |all| remove(all, "a"),
        "items: [] # none yet\n# the end\n",
    );
}

#[test]
fn a_list_of_objects_changes_by_its_keys() {
    let old = "items:\n- id: a\n  steps:\n  - n: 1 # one\n    do: x\n  - n: 2 # two\n    do: y\n  - n: 3 # three\n    do: z\n";
    becomes(
        "u.yaml",
        old,
        |all| {
            set(
                all,
                "a",
                "steps",
                json!([{"n": 1, "do": "x"}, {"n": 3, "do": "zz"}, {"n": 4, "do": "w"}]),
            );
        },
        "items:\n- id: a\n  steps:\n  - n: 1 # one\n    do: x\n  - n: 3 # three\n    do: zz\n  - n: 4\n    do: w\n",
    );
}

#[test]
fn line_endings_the_byte_order_mark_and_the_end_of_the_file_stay() {
    let old = "\u{feff}items:\r\n  - id: a\r\n    name: A";
    let all = crate::rewrite::testing::records(
        &of_schema(crate::rewrite::testing::SCHEMA, None, None),
        "u.yaml",
        &old[3..],
    );
    let dataset = of_schema(crate::rewrite::testing::SCHEMA, None, None);
    let mut all = all;
    assert_eq!(text(&dataset, "u.yaml", Some(old), &all).unwrap(), old);
    set(&mut all, "a", "level", json!(1));
    add(&mut all, "item", "b", json!({"id": "b", "name": "one\ntwo\n"}));
    assert_eq!(
        text(&dataset, "u.yaml", Some(old), &all).unwrap(),
        "\u{feff}items:\r\n  - id: a\r\n    name: A\r\n    level: 1\r\n  - id: b\r\n    name: |\r\n      one\r\n      two"
    );
}

#[test]
fn a_file_without_records_takes_the_first() {
    becomes(
        "u.yaml",
        "# Nothing yet.\n",
        |all| {
            all.clear();
            add(all, "root", "u", json!({}));
            add(all, "area", "a", json!({"label": "A"}));
        },
        "# Nothing yet.\nareas:\n  a:\n    label: A\n",
    );
    becomes(
        "u.yaml",
        "areas: # where\ntitle: T\n",
        |all| add(all, "area", "a", json!({"label": "A"})),
        "areas: # where\n  a:\n    label: A\ntitle: T\n",
    );
}

#[test]
fn anew_it_is_plain_and_in_the_order_of_the_schema() {
    let dataset = of_schema(crate::rewrite::testing::SCHEMA, None, None);
    let mut all = Vec::new();
    add(&mut all, "root", "u", json!({}));
    add(&mut all, "area", "17E00", json!({"size": 1, "label": "off"}));
    let long = "word ".repeat(30);
    add(
        &mut all,
        "item",
        "a",
        json!({
            "id": "a", "free": {"z": [], "a": {}}, "name": "One: two", "level": 1.0, "tags": ["x", "2"],
            "meta": {"text": "one\ntwo\n", "long": long.trim()},
        }),
    );
    assert_eq!(
        text(&dataset, "u.yaml", None, &all).unwrap(),
        "\
items:
  - id: a
    name: \"One: two\"
    level: 1
    tags:
      - x
      - \"2\"
    meta:
      long: >-
        word word word word word word word word word word word word word word word word word word
        word word word word word word word word word word word word
      text: |
        one
        two
    free:
      a: {}
      z: []
areas:
  \"17E00\":
    label: \"off\"
    size: 1
"
    );
}

#[test]
fn what_is_written_oddly_is_written_anew_and_nothing_around_it() {
    let change = |all: &mut Vec<_>| set(all, "a", "free", json!({"a": 5, "b": 1}));
    let old = "items:\n  - id: a # first\n    free: {a, b: 1} # odd\n    on: true\n";
    becomes("u.yaml", old, change, &old.replace("{a, b: 1}", "{b: 1, a: 5}"));
    becomes(
        "u.yaml",
        "items:\n  - id: a # first\n    free:\n      ? a\n      : 4\n      ? b\n      : 1\n    on: true\n",
        change,
        "items:\n  - id: a # first\n    free:\n      a: 5\n      b: 1\n    on: true\n",
    );
}
