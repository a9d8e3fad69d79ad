//! Comments and blank lines.

use serde_json::json;

use crate::rewrite::testing::{add, becomes, of, remove, set};

#[test]
fn a_comment_behind_a_value_stays_whatever_the_value_becomes() {
    let old = "items:\n  - id: a\n    name: one # why\n    tags: [x] # which\n    free: # anything\n      deep: 1\n";
    becomes(
        "u.yaml",
        old,
        |all| set(all, "a", "name", json!("one\ntwo\n")),
        "items:\n  - id: a\n    name: | # why\n      one\n      two\n    tags: [x] # which\n    free: # anything\n      deep: 1\n",
    );
    becomes(
        "u.yaml",
        old,
        |all| set(all, "a", "free", json!(7)),
        "items:\n  - id: a\n    name: one # why\n    tags: [x] # which\n    free: 7 # anything\n",
    );
    becomes(
        "u.yaml",
        "items:\n  - id: a\n    free: 7 # anything\n",
        |all| set(all, "a", "free", json!({"deep": 1})),
        "items:\n  - id: a\n    free: # anything\n      deep: 1\n",
    );
    becomes(
        "u.yaml",
        "items:\n  - id: a\n    name: | # why\n      one\n      two\n    level: 1\n",
        |all| set(all, "a", "name", json!("three")),
        "items:\n  - id: a\n    name: |- # why\n      three\n    level: 1\n",
    );
}

#[test]
fn a_comment_behind_an_item_stays() {
    becomes(
        "u.yaml",
        "items:\n- id: a\n  free:\n  - 1 # one\n  - 2 # two\n",
        |all| set(all, "a", "free", json!([1, {"w": 2, "x": 3}])),
        "items:\n- id: a\n  free:\n  - 1 # one\n  - w: 2 # two\n    x: 3\n",
    );
}

#[test]
fn a_comment_above_the_next_field_stays_there() {
    let old = "items:\n  - id: a\n    # about the name\n    name: A\n    # about the level\n    level: 1\n\n    # about the tags\n    tags: [x]\n";
    becomes(
        "u.yaml",
        old,
        |all| drop(of(all, "a").remove("level")),
        "items:\n  - id: a\n    # about the name\n    name: A\n\n    # about the tags\n    tags: [x]\n",
    );
}

#[test]
fn what_follows_the_first_field_of_an_item_takes_its_place() {
    let old = "items:\n  - name: A\n    id: a\n    level: 1\n";
    becomes(
        "u.yaml",
        old,
        |all| drop(of(all, "a").remove("name")),
        "items:\n  - id: a\n    level: 1\n",
    );
    let old = "items:\n  - name: A\n    # about the key\n    id: a\n";
    becomes(
        "u.yaml",
        old,
        |all| drop(of(all, "a").remove("name")),
        "items:\n  -\n    # about the key\n    id: a\n",
    );
}

#[test]
fn a_title_at_the_head_of_the_file_is_about_no_record() {
    let old = "# All areas.\nareas:\n  # by the door\n  a: { label: A }\n\n  # further in\n  b: { label: B }\n\n# The end.\n";
    becomes(
        "u.yaml",
        old,
        |all| remove(all, "a"),
        "# All areas.\nareas:\n  # further in\n  b: { label: B }\n\n# The end.\n",
    );
    becomes(
        "u.yaml",
        old,
        |all| remove(all, "b"),
        "# All areas.\nareas:\n  # by the door\n  a: { label: A }\n\n# The end.\n",
    );
    becomes(
        "u.yaml",
        old,
        |all| add(all, "area", "c", json!({"label": "C"})),
        "# All areas.\nareas:\n  # by the door\n  a: { label: A }\n\n  # further in\n  b: { label: B }\n\n  c:\n    label: C\n\n# The end.\n",
    );
}

#[test]
fn a_comment_that_ends_in_a_question_mark_is_only_a_comment() {
    becomes(
        "u.yaml",
        "items:\n  - id: a # keep me?\n    level: 1 # b\n    name: one # c\n",
        |all| set(all, "a", "name", json!("two")),
        "items:\n  - id: a # keep me?\n    level: 1 # b\n    name: two # c\n",
    );
}
