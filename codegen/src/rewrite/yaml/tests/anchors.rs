//! Anchors, aliases and merge keys.

use std::fmt::Write as _;

use serde_json::json;

use crate::rewrite::testing::{becomes, of, remove, set};

const OLD: &str = "\
templates:
  base: &base
    name: Base # of all
    level: 1
  more: &more { on: true, tags: [x] }
items:
  - <<: *base
    id: a
  - id: b
    <<: [*base, *more]
    free: *more
";

#[test]
fn what_a_merge_brings_is_overridden_where_it_is_merged() {
    let new = OLD.replace("    id: a\n", "    id: a\n    level: 2\n");
    becomes("u.yaml", OLD, |all| set(all, "a", "level", json!(2)), &new);
    let new = OLD.replace("  - id: b\n", "  - id: b\n    name: B\n");
    becomes("u.yaml", OLD, |all| set(all, "b", "name", json!("B")), &new);
}

#[test]
fn what_a_merge_brings_goes_with_the_merge() {
    let new = OLD.replace("  - <<: *base\n    id: a\n", "  - level: 1\n    id: a\n");
    becomes("u.yaml", OLD, |all| drop(of(all, "a").remove("name")), &new);
    let new = OLD.replace("    <<: [*base, *more]\n", "    <<: *base\n    on: true\n");
    let new = new.replace("<<: *base\n    on", "<<: [*base]\n    on");
    becomes("u.yaml", OLD, |all| drop(of(all, "b").remove("tags")), &new);
}

#[test]
fn an_alias_becomes_a_merge_and_what_is_different() {
    let new = OLD.replace("    free: *more\n", "    free:\n      <<: *more\n      on: false\n");
    becomes("u.yaml", OLD, |all| set(all, "b", "free", json!({"on": false, "tags": ["x"]})), &new);
    let new = OLD.replace("    free: *more\n", "    free:\n      tags:\n        - x\n");
    let new = new.replace("tags:\n        - x\n", "tags: [x]\n");
    becomes("u.yaml", OLD, |all| set(all, "b", "free", json!({"tags": ["x"]})), &new);
}

#[test]
fn who_merges_a_template_that_changes_keeps_what_it_had() {
    let new = OLD
        .replace("    level: 1\n", "    level: 5\n")
        .replace("    id: a\n", "    id: a\n    level: 1\n")
        .replace("  - id: b\n", "  - id: b\n    level: 1\n");
    let change = |all: &mut Vec<_>| {
        of(all, "u")["templates"]["base"]["level"] = json!(5);
    };
    becomes("u.yaml", OLD, change, &new);
    // Where those that merge it are to change alike, they need not be touched.
    let new = OLD.replace("    level: 1\n", "    level: 5\n");
    let change = |all: &mut Vec<_>| {
        of(all, "u")["templates"]["base"]["level"] = json!(5);
        set(all, "a", "level", json!(5));
        set(all, "b", "level", json!(5));
    };
    becomes("u.yaml", OLD, change, &new);
}

#[test]
fn who_refers_to_a_record_that_goes_keeps_what_it_had() {
    let old = "items:\n  - &a\n    id: a\n    name: A\n    level: 1\n  - <<: *a\n    id: b\n  - id: c\n    free: *a\n";
    becomes(
        "u.yaml",
        old,
        |all| remove(all, "a"),
        "items:\n  - name: A\n    level: 1\n    id: b\n  - id: c\n    free:\n      id: a\n      level: 1\n      name: A\n",
    );
    becomes(
        "u.yaml",
        old,
        |all| set(all, "a", "level", json!(2)),
        "items:\n  - &a\n    id: a\n    name: A\n    level: 2\n  - <<: *a\n    id: b\n    level: 1\n  - id: c\n    free:\n      <<: *a\n      level: 1\n",
    );
}

#[test]
fn a_scalar_keeps_its_anchor() {
    let old = "items:\n  - id: a\n    name: &n Name\n  - id: b\n    name: *n\n";
    becomes(
        "u.yaml",
        old,
        |all| set(all, "a", "name", json!("Other")),
        "items:\n  - id: a\n    name: &n Other\n  - id: b\n    name: Name\n",
    );
    becomes(
        "u.yaml",
        old,
        |all| set(all, "b", "name", json!("Other")),
        "items:\n  - id: a\n    name: &n Name\n  - id: b\n    name: Other\n",
    );
    becomes(
        "u.yaml",
        old,
        |all| drop(of(all, "a").remove("name")),
        "items:\n  - id: a\n  - id: b\n    name: Name\n",
    );
}

#[test]
fn many_templates_change_at_once() {
    let file = |level: fn(usize) -> usize, own_level: fn(usize) -> String| {
        let mut text = "templates:\n".to_owned();
        for at in 0..400 {
            let level = level(at);
            writeln!(text, "  t{at}: &t{at} # of {at}\n    name: 'T'\n    level: {level}").unwrap();
        }
        text.push_str("items:\n");
        for at in 0..400 {
            let own = own_level(at);
            write!(text, "  # uses {at}\n  - <<: *t{at}\n    id: i{at}\n{own}").unwrap();
        }
        text
    };
    let change = |all: &mut Vec<_>| {
        for at in 0..400 {
            of(all, "u")["templates"][format!("t{at}")]["level"] = json!(at + 1);
        }
    };
    let new = file(|at| at + 1, |at| format!("    level: {at}\n"));
    becomes("u.yaml", &file(|at| at, |_| String::new()), change, &new);
}
