//! How scalars are written.

use serde_json::{Value, json};

use crate::rewrite::testing::{becomes, set};

fn name(old: &str, value: Value, new: &str) {
    let file = |text: &str| format!("items:\n  - id: a\n    free: {text}\n    on: true\n");
    becomes("u.yaml", &file(old), |all| set(all, "a", "free", value), &file(new));
}

#[test]
fn quotes_stay_where_the_value_allows_it() {
    name("'one'", json!("it's"), "'it''s'");
    name("\"one\"", json!("two"), "\"two\"");
    name("one", json!("two three"), "two three");
    name("'one'", json!("a\tb"), "\"a\\tb\"");
    name("one", json!(2.5), "2.5");
    name("'1'", json!(2), "2");
    name("1", json!("2"), "\"2\"");
    name("'x'", json!(null), "null");
}

#[test]
fn what_others_read_differently_is_in_quotes() {
    for text in [
        "off",
        "yes",
        "NO",
        "17E00",
        "0010",
        "1e3",
        "12:30",
        "1_000",
        "null",
        "~",
        "true",
        "1.5",
        "",
        "0x1F",
        "0x1f",
        "-0x1f",
        "0o7",
        "0b1",
        ".inf",
        "-.INF",
        ".nan",
        "<<",
        "=",
        "y",
        "n",
        "Yes",
        "On",
        "TRUE",
        "Null",
        "12:30:45",
        "-12:30",
        "685.230_15e+03",
        ".5",
        "2001-12-14",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43.10 -5",
    ] {
        name("one", json!(text), &format!("\"{text}\""));
    }
    for text in [
        "- a", "a: b", "a #b", "#a", "[a", "{a", "*a", "&a", "!a", "%a", "@a", "`a", "a:", "? a",
        "| a", "> a", " a", "a ",
    ] {
        name("one", json!(text), &format!("\"{text}\""));
    }
    for text in ["a-b", "a,b", "a:b", "a#b", "-a", "Über", "it's", "a \"b\"", "x [1]", "1FEDA"] {
        name("one", json!(text), text);
    }
}

#[test]
fn days_and_times_are_as_people_here_write_them() {
    name("2026-11-20", json!("2026-11-21"), "2026-11-21");
    name("'2026-11-20'", json!("2026-11-21"), "'2026-11-21'");
    let file = |day: &str, new: &str| {
        format!("items:\n  - id: a\n    free: {day}\n    on: true\n  - id: b\n{new}")
    };
    let change = |all: &mut Vec<_>| set(all, "b", "free", json!("2026-11-21"));
    let new = file("2026-11-20", "    free: 2026-11-21\n");
    becomes("u.yaml", &file("2026-11-20", ""), change, &new);
    let new = file("'2026-11-20'", "    free: '2026-11-21'\n");
    becomes("u.yaml", &file("'2026-11-20'", ""), change, &new);
}

#[test]
fn big_and_small_numbers_are_numbers_to_everybody() {
    name("1", json!(1e21), "1.0e+21");
    name("1", json!(1.5e-9), "1.5e-9");
    name("1", json!(1e20), "100000000000000000000.0");
    name("1", json!(u64::MAX), "18446744073709551615");
    name("1", json!(2.0), "2");
}

#[test]
fn blocks_stay_blocks() {
    name("|\n      one\n      two", json!("one\nthree\n"), "|\n      one\n      three");
    name("|\n      one\n      two", json!("one"), "|-\n      one");
    name("|-\n      one", json!("one\ntwo\n\n"), "|+\n      one\n      two\n");
    name(">-\n      one\n      two", json!("one two three"), ">-\n      one two three");
    name(
        ">\n      one\n\n      two",
        json!("one\ntwo\n\nthree\n"),
        ">\n      one\n\n      two\n\n\n      three",
    );
    name("one", json!("one\n  two"), "|-\n      one\n        two");
    name("one", json!("  one\ntwo"), "|2-\n        one\n      two");
    name("one", json!("one\n \ntwo"), "\"one\\n \\ntwo\"");
}

#[test]
fn a_folded_block_breaks_where_it_broke() {
    let words = |count| vec!["word"; count].join(" ");
    let old = format!(">-\n      {}\n      {}\n      {}", words(15), words(15), words(3));
    let new = format!(">-\n      {}\n      {}\n      {} end", words(15), words(15), words(3));
    name(&old, json!(format!("{} end", words(33))), &new);
}

#[test]
fn a_tag_stays_where_it_is_true() {
    name("!!str 1", json!("2"), "!!str \"2\"");
    name("!!str 1", json!([]), "[]");
}
