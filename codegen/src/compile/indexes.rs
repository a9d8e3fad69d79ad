//! Unique indexes: no two records of a dataset may share a value.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::members::member;
use crate::schema::types::Types;

pub(super) fn duplicates(types: &Types, units: &[Unit<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (rank, collection) in types.collections.iter().enumerate() {
        for (field, _) in collection.indexes.iter().filter(|(_, unique)| *unique) {
            let mut seen = HashMap::new();
            for unit in units {
                for record in unit.records.iter().filter(|record| record.collection == rank) {
                    let map_key = record.map_keys.iter().find(|(name, _)| name == field);
                    let (value, mark) = match (map_key, record.object.get(field)) {
                        (Some((_, key)), _) => ((*key).to_owned(), record.mark),
                        (None, Some(value)) if !value.is_null() => {
                            let mark = member(record.object, record.mark, field);
                            (text(value), mark.unwrap_or(record.mark))
                        }
                        _ => continue,
                    };
                    let place = unit.document.place(mark);
                    let Some(first) = seen.insert(value, place.clone()) else { continue };
                    found.push(
                        Diagnostic::new(
                            Code::DuplicateIndex,
                            format!(
                                "two `{}` records have the same `{field}`, which is unique",
                                collection.name
                            ),
                            place,
                        )
                        .related(first, "the other one")
                        .help(
                            "change one of them, or write `\"x-index\": true` if they may be equal",
                        ),
                    );
                }
            }
        }
    }
    found
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
