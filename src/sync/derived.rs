//! Records without what is made from their other fields.

use seedbank_codegen::canon::canonical;
use serde_json::{Map, Value};

use super::merge::RecordType;
use super::settle::object;
use crate::store::Stored;

/// A stored record without its derived fields: what it is to merges and to the history.
pub(super) fn plain(stored: Stored, ty: RecordType<'_>) -> Stored {
    if ty.derived_fields().next().is_none() {
        return stored;
    }
    let without = |text: &str| {
        let mut record = object(text);
        let found = ty.derived_fields().filter(|field| record.remove(*field).is_some()).count();
        // What is no JSON, because somebody wrote it there, stays as it is.
        if found == 0 { text.to_owned() } else { canonical(&Value::Object(record)) }
    };
    let (data, base) = (without(&stored.data), stored.base.as_deref().map(without));
    Stored { data, base, ..stored }
}

/// A record with new values, without the derived fields that were made from those `before`. One that is new
/// itself stays.
pub(super) fn anew(
    value: &Map<String, Value>,
    before: &Map<String, Value>,
    ty: RecordType<'_>,
) -> Map<String, Value> {
    let mut value = value.clone();
    for field in ty.derived_fields() {
        if value.get(field) == before.get(field) {
            value.remove(field);
        }
    }
    value
}
