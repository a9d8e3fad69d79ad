//! Names the lists that files of rows (CSV, JSON Lines) become.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Example;
use super::words::name;
use crate::source::Document;

/// The part of the columns that two files of one list share.
const ALIKE: f64 = 0.5;

/// For each file of rows the list that they become; files with like columns share one.
pub(super) fn lists(dataset: &str, examples: &[Example]) -> Vec<Option<String>> {
    let mut groups: Vec<(BTreeSet<&str>, Vec<usize>)> = Vec::new();
    for (index, example) in examples.iter().enumerate().filter(|(_, example)| is_rows(example.file))
    {
        let columns = columns(example.document);
        match groups.iter_mut().find(|(known, _)| alike(known, &columns)) {
            Some((_, members)) => members.push(index),
            None => groups.push((columns, vec![index])),
        }
    }
    let mut lists: Vec<Option<String>> = vec![None; examples.len()];
    for (_, members) in groups {
        let own = match members.as_slice() {
            [one] => name(stem(examples[*one].file)),
            _ => name(dataset),
        };
        let numbered = (2..).map(|number| format!("{own}_{number}"));
        let taken = |name: &String| lists.iter().flatten().any(|known| known == name);
        let list = std::iter::once(own.clone()).chain(numbered).find(|name| !taken(name));
        for member in members {
            lists[member].clone_from(&list);
        }
    }
    lists
}

fn is_rows(file: &str) -> bool {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("csv" | "jsonl" | "ndjson"))
}

fn stem(file: &str) -> &str {
    let file = file.rsplit_once('/').map_or(file, |(_, file)| file);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn columns(document: &Document) -> BTreeSet<&str> {
    let rows = document.value.as_array().into_iter().flatten();
    rows.filter_map(Value::as_object).flat_map(|row| row.keys()).map(String::as_str).collect()
}

fn alike(one: &BTreeSet<&str>, other: &BTreeSet<&str>) -> bool {
    // Counts of columns are far below what a float holds exactly.
    #[expect(clippy::cast_precision_loss)]
    let part = one.intersection(other).count() as f64 / one.union(other).count().max(1) as f64;
    part >= ALIKE
}
