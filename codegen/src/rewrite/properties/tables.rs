//! Files of flat records, changed at random.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{same, word};
use crate::rewrite::testing::{Owned, ROWS, of_schema, text};

fn cell() -> impl Strategy<Value = Option<String>> {
    // What CSV and the text of a page can hold.
    prop::option::of(word().prop_filter("white space that is trimmed", |text| {
        !text.is_empty() && text.trim() == text && !text.contains('\r')
    }))
}

fn row() -> impl Strategy<Value = Map<String, Value>> {
    (cell(), prop::option::of(any::<i16>()), prop::option::of(any::<bool>()), cell()).prop_map(
        |(name, level, on, body)| {
            let mut row = Map::new();
            row.extend(name.map(|name| ("name".to_owned(), name.into())));
            row.extend(level.map(|level| ("level".to_owned(), level.into())));
            row.extend(on.map(|on| ("on".to_owned(), on.into())));
            row.extend(body.map(|body| ("body".to_owned(), body.into())));
            row
        },
    )
}

fn owned(rows: &[(String, Map<String, Value>)]) -> Vec<Owned> {
    let owned = rows.iter().map(|(id, row)| {
        let mut row = row.clone();
        row.insert("id".to_owned(), json!(id));
        ("row".to_owned(), id.clone(), row)
    });
    owned.collect()
}

fn rows() -> impl Strategy<Value = Vec<(String, Map<String, Value>)>> {
    prop::collection::btree_map("[a-z]{1,2}", row(), 1..6)
        .prop_map(|rows| rows.into_iter().collect())
}

/// The lines of a table, where no cell has any.
fn has(text: &str, line: &str) -> bool {
    text.lines().any(|own| own == line)
}

proptest! {
    #[test]
    fn tables_change_by_rows(
        before in rows(), after in rows(), crlf: bool, end: bool, csv: bool,
    ) {
        let dataset = of_schema(ROWS, Some("rows"), None);
        let name = if csv { "u.csv" } else { "u.jsonl" };
        let (before, after) = (owned(&before), owned(&after));
        let mut old = text(&dataset, name, None, &before).unwrap();
        let lines = before.iter().flat_map(|(_, _, row)| row.values()).all(|value| {
            value.as_str().is_none_or(|text| !text.contains('\n'))
        });
        if crlf && lines {
            old = old.replace('\n', "\r\n");
        }
        if end {
            old.truncate(old.trim_end_matches(['\r', '\n']).len());
        }
        prop_assert_eq!(&text(&dataset, name, Some(&old), &before).unwrap(), &old);
        let new = text(&dataset, name, Some(&old), &after).unwrap();
        prop_assert!(same(&dataset, name, &new, &after), "{}", new);
        if !csv {
            for record in before.iter().filter(|record| after.contains(record)) {
                let line = text(&dataset, name, None, std::slice::from_ref(record)).unwrap();
                prop_assert!(has(&new, line.trim_end()), "{line} is not in\n{new}");
            }
        }
        prop_assert_eq!(text(&dataset, name, Some(&new), &after).unwrap(), new);
    }

    #[test]
    fn pages_change_by_fields(before in row(), after in row(), crlf: bool, blank in 0..3_usize) {
        let dataset = of_schema(ROWS, Some("rows"), Some("body"));
        let page = |row: &Map<String, Value>| {
            let mut row = row.clone();
            row.entry("body").or_insert_with(|| "".into());
            owned(&[("a".to_owned(), row)])
        };
        let (before, after) = (page(&before), page(&after));
        let mut old = text(&dataset, "a.md", None, &before).unwrap();
        old = old.replacen("---\nid: a\n", "---\n# HEADER\nid: a # its key\n", 1);
        old.push_str(&"\n".repeat(blank));
        if crlf {
            old = old.replace('\n', "\r\n");
        }
        prop_assert_eq!(&text(&dataset, "a.md", Some(&old), &before).unwrap(), &old);
        let new = text(&dataset, "a.md", Some(&old), &after).unwrap();
        prop_assert!(same(&dataset, "a.md", &new, &after), "{}", new);
        prop_assert!(new.starts_with(if crlf { "---\r\n# HEADER\r\nid: a # its key\r\n" } else { "---\n# HEADER\nid: a # its key\n" }), "{}", new);
        prop_assert_eq!(text(&dataset, "a.md", Some(&new), &after).unwrap(), new);
    }
}
