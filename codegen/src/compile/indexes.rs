//! Unique indexes: no two records of a dataset may share a value.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::types::Types;

pub(super) fn duplicates(types: &Types, units: &[Unit<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (rank, collection) in types.collections.iter().enumerate() {
        for (field, _) in collection.indexes.iter().filter(|(_, unique)| *unique) {
            let mut seen = HashMap::new();
            for unit in units {
                for record in unit.records.iter().filter(|record| record.collection == rank) {
                    let Some(value) = record.object.get(field).filter(|value| !value.is_null())
                    else {
                        continue;
                    };
                    let rank = record.object.keys().filter(|key| *key < field).count();
                    let place = unit.document.place(&record.mark.children[rank]);
                    let Some(first) = seen.insert(text(value), place.clone()) else { continue };
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
