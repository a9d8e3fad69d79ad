//! Open conflicts that a change to their record has left nothing of.

use super::image::Image;
use super::merge::{FieldPath, RecordType};
use super::settle::object;
use crate::store::{ConflictFilter, ConflictRow, Error, RecordId, Settlement, Writer};
use serde_json::{Map, Value};

/// Takes those out of the queue which nobody needs to settle any more: the record has what the factory
/// last delivered there, or that is not the conflict's target any more; or it has what a file said. Those in
/// `filed` are new.
pub(super) fn supersede(
    writer: &mut dyn Writer,
    ty: Option<RecordType<'_>>,
    record: RecordId,
    after: &Image,
    filed: &[&str],
) -> Result<(), Error> {
    let filter = ConflictFilter { record: Some(record), open: true, ..ConflictFilter::default() };
    let open = writer.reader().conflicts(&filter)?;
    if open.is_empty() {
        return Ok(());
    }
    let delivered = object(after.base.as_deref().unwrap_or(&after.data));
    let current = object(&after.data);
    let (mut settled, mut obsolete) = (Vec::new(), Vec::new());
    for row in &open {
        let field = row.conflict.field.as_str();
        if filed.contains(&field) {
            continue;
        }
        let at = |record: &Map<String, Value>| value(ty, field, record);
        if row.conflict.import.is_none() {
            // Of a file, which the factory does not change.
            if at(&current) == target(row) {
                settled.push(row.id);
            }
        } else if target(row) != at(&delivered) {
            obsolete.push(row.id);
        } else if at(&current) == at(&delivered) {
            settled.push(row.id);
        }
    }
    writer.settle_conflicts(&settled, Settlement::Target)?;
    writer.settle_conflicts(&obsolete, Settlement::Superseded)
}

fn target(row: &ConflictRow) -> Option<Value> {
    row.conflict.target.as_deref().and_then(|text| serde_json::from_str(text).ok())
}

/// What a record has at a path; the empty one is the record.
fn value(ty: Option<RecordType<'_>>, field: &str, record: &Map<String, Value>) -> Option<Value> {
    if field.is_empty() {
        return Some(Value::Object(record.clone()));
    }
    FieldPath::parse(field).ok()?.get(ty?, record).cloned()
}
