//! `renamed_from`: what it names must be there, and what it names it after must be gone.

use std::collections::HashSet;

use super::dataset::Prepared;
use crate::check::Unit;
use crate::diagnostic::{Code, Diagnostic, nearest};

pub(super) fn check(dataset: &Prepared, units: &[Unit<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let document = &dataset.manifest_document;
    for (collection, renamed) in &dataset.manifest.renamed_from {
        let pointer = format!("/renamed_from/{collection}");
        let names = dataset.types.collections.iter().map(|known| known.name.as_str());
        let Some(rank) =
            dataset.types.collections.iter().position(|known| known.name == *collection)
        else {
            let place = document.key_place(document.mark_at(&pointer));
            let mut wrong = Diagnostic::new(
                Code::Renamed,
                format!("the schema has no collection `{collection}`"),
                place,
            );
            wrong.help = nearest(collection, names).map(|near| format!("did you mean `{near}`?"));
            found.push(wrong);
            continue;
        };
        let records: HashSet<(&str, &str)> = units
            .iter()
            .flat_map(|unit| unit.records.iter().map(move |record| (unit.name, record)))
            .filter(|(_, record)| record.collection == rank)
            .map(|(unit, record)| (unit, record.key.as_str()))
            .collect();
        for (now, before) in renamed {
            let pointer = format!("{pointer}/{}", now.replace('~', "~0").replace('/', "~1"));
            let mark = document.mark_at(&pointer);
            match now.split_once('/') {
                Some((unit, key)) if records.contains(&(unit, key)) => {
                    if records.contains(&(unit, before.as_str())) {
                        let message = format!("`{unit}/{before}` is still there");
                        found.push(
                            Diagnostic::new(Code::Renamed, message, document.place(mark))
                                .help("a key can go to another record only in a later release"),
                        );
                    }
                }
                _ => found.push(
                    Diagnostic::new(
                        Code::Renamed,
                        format!("no `{collection}` is named `{now}`"),
                        document.key_place(mark),
                    )
                    .help(
                        "write the record's name now, `UNIT/KEY`, and after it the key that it had",
                    ),
                ),
            }
        }
    }
    found
}
