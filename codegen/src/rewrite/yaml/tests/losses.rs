//! What people wrote is not lost: where a value can't be changed in its place, the file stays as it is.

use serde_json::json;

use crate::rewrite::testing::{Owned, SCHEMA, becomes, edited, of, of_schema, records, set, text};

/// Why a change to a file is not made.
fn refused(old: &str, change: impl FnOnce(&mut Vec<Owned>)) -> String {
    let dataset = of_schema(SCHEMA, None, None);
    let mut all = records(&dataset, "u.yaml", old);
    change(&mut all);
    text(&dataset, "u.yaml", Some(old), &all).unwrap_err().to_string()
}

#[test]
fn a_comment_in_what_would_be_written_anew_is_named() {
    let old = "items:\n  - id: a\n    free:\n      # the first\n      ? a\n      : 4\n      ? b\n      : 1\n";
    assert_eq!(
        refused(old, |all| set(all, "a", "free", json!({"a": 5, "b": 1}))),
        "can't change `u.yaml:4:7`: `# the first` would be lost; change what is there by hand, and try again"
    );
}

#[test]
fn an_anchor_in_what_would_be_written_anew_is_named() {
    let old = "items:\n  - id: a\n    free:\n      ? a\n      : 4\n      ? b\n      : &b {c: 1}\n    meta: *b\n";
    assert_eq!(
        refused(old, |all| set(all, "a", "free", json!({"a": 5, "b": {"c": 1}}))),
        "can't change `u.yaml:7:9`: `&b` would be lost; change what is there by hand, and try again"
    );
    let old = "items:\n  - id: a\n    meta: &m {c: 1}\n    free:\n      ? a\n      : 4\n      ? b\n      : *m\n";
    assert_eq!(
        refused(old, |all| set(all, "a", "free", json!({"a": 5, "b": {"c": 1}}))),
        "can't change `u.yaml:8:9`: `*m` would be lost; change what is there by hand, and try again"
    );
}

#[test]
fn what_goes_takes_its_comments_with_it() {
    let old = "items:\n  - id: a # one\n    free:\n      # x\n      x: 1 # y\n    # after\n    on: true\n";
    let dataset = of_schema(SCHEMA, None, None);
    let new = edited(&dataset, "u.yaml", old, |all| set(all, "a", "free", json!(7)));
    assert_eq!(new, "items:\n  - id: a # one\n    free: 7\n    # after\n    on: true\n");
    let new = edited(&dataset, "u.yaml", old, |all| drop(of(all, "a").remove("free")));
    assert_eq!(new, "items:\n  - id: a # one\n    # after\n    on: true\n");
}

#[test]
fn fields_that_are_written_anew_stay_in_their_order() {
    let old = "items:\n  - id: a\n    free:\n      ? z\n      : 4\n      ? b\n      : 1\n";
    becomes(
        "u.yaml",
        old,
        |all| set(all, "a", "free", json!({"a": 0, "b": 1, "z": 5})),
        "items:\n  - id: a\n    free:\n      a: 0\n      z: 5\n      b: 1\n",
    );
}

#[test]
fn a_comment_between_a_key_and_its_value_stays() {
    let old = "items:\n  - id: a\n    name: # why\n      # how\n      A\n    on: true\n";
    becomes(
        "u.yaml",
        old,
        |all| set(all, "a", "name", json!("B: c")),
        &old.replace("  A\n", "  \"B: c\"\n"),
    );
}
