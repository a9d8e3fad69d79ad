//! Files of records one after the other (JSON Lines, CSV) and of one alone (Markdown), changed.

use serde_json::json;

use super::RewriteError;
use super::testing::{ROWS, add, edited, of, of_schema, records, remove, set, text};
use crate::model::Dataset;

fn rows() -> Dataset {
    of_schema(ROWS, Some("rows"), None)
}

fn pages() -> Dataset {
    of_schema(ROWS, Some("rows"), Some("body"))
}

#[test]
fn a_line_of_json_changes_alone() {
    let old = "{\"id\":\"a\",\"name\":\"A\"}\r\n\r\n{\"id\": \"b\"}\r\n{\"id\": \"c\"}";
    let new = edited(&rows(), "u.jsonl", old, |all| set(all, "b", "level", json!(1)));
    assert_eq!(new, old.replace("{\"id\": \"b\"}", "{\"id\": \"b\",\"level\":1}"));
    let new = edited(&rows(), "u.jsonl", old, |all| remove(all, "b"));
    assert_eq!(new, old.replace("{\"id\": \"b\"}\r\n", ""));
    let new = edited(&rows(), "u.jsonl", old, |all| {
        add(all, "row", "d", json!({"id": "d", "tags": ["x", "y"]}));
    });
    assert_eq!(new, format!("{old}\r\n{{\"id\":\"d\",\"tags\":[\"x\",\"y\"]}}"));
    let new = edited(&rows(), "u.jsonl", old, Vec::clear);
    assert_eq!(new.trim(), "");
    let new =
        edited(&rows(), "u.jsonl", "", |all| add(all, "row", "d", json!({"id": "d", "name": "D"})));
    assert_eq!(new, "{\"id\": \"d\", \"name\": \"D\"}\n");
}

#[test]
fn a_cell_changes_alone() {
    let old = "name,id,on\r\n\"A, B\",a,true\r\n\r\n\"B\",b,\r\nC,c,false";
    let changed = |change: fn(&mut Vec<_>)| edited(&rows(), "u.csv", old, change);
    assert_eq!(changed(|all| set(all, "a", "name", json!("A"))), old.replace("\"A, B\"", "\"A\""));
    assert_eq!(
        changed(|all| set(all, "c", "name", json!("a \"C\""))),
        old.replace("C,c", "\"a \"\"C\"\"\",c")
    );
    assert_eq!(changed(|all| set(all, "b", "on", json!(true))), old.replace("b,", "b,true"));
    assert_eq!(changed(|all| drop(of(all, "c").remove("on"))), old.replace("c,false", "c,"));
    assert_eq!(changed(|all| remove(all, "a")), old.replace("\r\n\"A, B\",a,true", ""));
    assert_eq!(changed(|all| remove(all, "c")), old.replace("\r\nC,c,false", ""));
    assert_eq!(
        changed(|all| add(all, "row", "d", json!({"id": "d", "name": "one\ntwo"}))),
        format!("{old}\r\n\"one\ntwo\",d,")
    );
}

#[test]
fn a_field_without_a_column_gets_one_in_every_row() {
    let old = "id,name\na,A\nb,B\n";
    let change = |all: &mut Vec<_>| {
        set(all, "b", "tags", json!(["x", "y"]));
        add(all, "row", "c", json!({"id": "c", "level": 2}));
    };
    let new = edited(&rows(), "u.csv", old, change);
    assert_eq!(new, "id,name,tags,level\na,A,,\nb,B,\"[\"\"x\"\",\"\"y\"\"]\",\nc,,,2\n");
}

#[test]
fn what_a_cell_cannot_say_is_an_error() {
    let old = "id,name\na,A\n";
    let mut all = records(&rows(), "u.csv", old);
    set(&mut all, "a", "name", json!(""));
    let error = text(&rows(), "u.csv", Some(old), &all).unwrap_err();
    assert_eq!(
        error.to_string(),
        "can't write `u.csv`: a file that is read like this can't hold `row` `a` as it is; write it in another format"
    );
}

#[test]
fn tables_anew() {
    let mut all = Vec::new();
    assert_eq!(text(&rows(), "u.csv", None, &all).unwrap(), "id,name,level,tags,on,body\n");
    assert_eq!(text(&rows(), "u.jsonl", None, &all).unwrap(), "");
    add(&mut all, "row", "a", json!({"name": "x, y", "id": "a", "made": "never written"}));
    add(&mut all, "row", "b", json!({"id": "b", "on": true}));
    assert_eq!(text(&rows(), "u.csv", None, &all).unwrap(), "id,name,on\na,\"x, y\",\nb,,true\n");
    assert_eq!(
        text(&rows(), "u.jsonl", None, &all).unwrap(),
        "{\"id\": \"a\", \"name\": \"x, y\"}\n{\"id\": \"b\", \"on\": true}\n"
    );
}

#[test]
fn front_matter_and_the_text_below_it_change_apart() {
    let old = "---\nid: a # its key\ntags: [x]\n---\n\n\n# Title\n\nText.\n\n\n";
    let changed = |change: fn(&mut Vec<_>)| edited(&pages(), "a.md", old, change);
    assert_eq!(
        changed(|all| set(all, "a", "name", json!("A"))),
        old.replace("key\n", "key\nname: A\n")
    );
    assert_eq!(
        changed(|all| set(all, "a", "body", json!("New.\n\nText."))),
        old.replace("# Title\n\nText.", "New.\n\nText.")
    );
    let new =
        edited(&pages(), "a.md", "---\nid: a\n---\n", |all| set(all, "a", "body", json!("New.")));
    assert_eq!(new, "---\nid: a\n---\n\nNew.\n");
    let crlf = old.replace('\n', "\r\n");
    let new = edited(&pages(), "a.md", &crlf, |all| set(all, "a", "body", json!("One.\nTwo.")));
    assert_eq!(new, crlf.replace("# Title\r\n\r\nText.", "One.\r\nTwo."));
    let new = edited(&pages(), "a.md", old, |all| set(all, "a", "body", json!("")));
    assert_eq!(new, "---\nid: a # its key\ntags: [x]\n---\n\n\n\n\n\n");
}

#[test]
fn a_page_anew() {
    let mut all = Vec::new();
    add(&mut all, "row", "a", json!({"body": "# Title\n\nText.", "name": "A", "id": "a"}));
    assert_eq!(
        text(&pages(), "a.md", None, &all).unwrap(),
        "---\nid: a\nname: A\n---\n\n# Title\n\nText.\n"
    );
    set(&mut all, "a", "body", json!(""));
    assert_eq!(text(&pages(), "a.md", None, &all).unwrap(), "---\nid: a\nname: A\n---\n");
    set(&mut all, "a", "body", json!("ends with a line break\n"));
    assert!(matches!(text(&pages(), "a.md", None, &all), Err(RewriteError::Unwritable { .. })));
    add(&mut all, "row", "b", json!({"id": "b"}));
    let error = text(&pages(), "a.md", None, &all).unwrap_err().to_string();
    assert!(error.contains("can't hold these records"), "{error}");
}

#[test]
fn a_file_that_cannot_be_read_is_not_overwritten() {
    let error = text(&rows(), "u.yaml", Some("- id: a\n- id: [\n"), &[]).unwrap_err();
    assert!(
        error.to_string().starts_with("can't change `u.yaml`, which can't be read: SB0003 at "),
        "{error}"
    );
    let error = text(&rows(), "u.txt", None, &[]).unwrap_err();
    assert!(
        error.to_string().starts_with("can't write `u.txt`: its ending names no format"),
        "{error}"
    );
}
