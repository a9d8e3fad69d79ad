//! What people have made of the factory's records.

use serde::Serialize;
use serde_json::{Map, Value};

use super::merge::{RecordType, changes};
use super::settle::object;
use super::transaction::{installed, kind};
use crate::bundle::Bundle;
use crate::store::{Error, HistoryFilter, RecordFilter, RecordName, Source, State, Store, Stored};

/// A record that is not as the factory delivered it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Drift {
    /// The record.
    pub record: RecordName,
    /// How it differs.
    pub kind: DriftKind,
    /// The fields that differ.
    pub fields: Vec<FieldDifference>,
    /// When it was last changed: RFC 3339, in UTC.
    pub at: String,
    /// By whom.
    pub by: String,
}

/// How a record differs from what the factory delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DriftKind {
    /// Fields of it were changed.
    Edited,
    /// It was deleted.
    Deleted,
    /// A person made it, or brought it in.
    Added,
}

/// A field with two values; absent is `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FieldDifference {
    /// Its path, as a person would write it.
    pub field: String,
    /// The one.
    pub before: Option<Value>,
    /// The other.
    pub after: Option<Value>,
}

/// Every record that differs from the factory, by name.
pub(crate) fn drift(store: &mut dyn Store, bundle: &Bundle) -> Result<Vec<Drift>, Error> {
    let name = store.name().to_owned();
    installed(store.installation()?, &name)?;
    let mut reader = store.snapshot()?;
    let filter = RecordFilter { drifted: true, ..RecordFilter::default() };
    let records = super::reset::all(reader.as_mut(), &filter)?;
    let mut drifts = Vec::new();
    for (name, stored) in records {
        let Some(mut drift) = drifted(bundle, name, &stored) else { continue };
        // The row also changes when a release moves what the factory delivered.
        let filter = HistoryFilter { record: Some(stored.id), ..HistoryFilter::default() };
        reader.each_history(&filter, &mut |entry| {
            if entry.row.import.is_none() {
                (drift.at, drift.by) = (entry.row.signature.at, entry.row.signature.by);
            }
            Ok(())
        })?;
        drifts.push(drift);
    }
    Ok(drifts)
}

fn drifted(bundle: &Bundle, record: RecordName, stored: &Stored) -> Option<Drift> {
    let kind = match (stored.state, stored.source) {
        (State::Deleted, _) => DriftKind::Deleted,
        (State::Removed, _) => return None,
        (_, Source::Factory) => DriftKind::Edited,
        (_, Source::Person | Source::Import) if stored.base.is_none() => DriftKind::Added,
        // The factory has delivered what a person had made before.
        _ if stored.base.as_ref() == Some(&stored.data) => return None,
        _ => DriftKind::Edited,
    };
    let fields = match (kind, &stored.base) {
        (DriftKind::Edited, Some(base)) => differences(bundle, &record, Some(base), &stored.data),
        _ => Vec::new(),
    };
    let last = stored.updated.as_ref().unwrap_or(&stored.created).clone();
    Some(Drift { record, kind, fields, at: last.at, by: last.by })
}

/// The fields in which two versions of a record, in canonical JSON, differ.
pub(super) fn differences(
    bundle: &Bundle,
    record: &RecordName,
    before: Option<&str>,
    after: &str,
) -> Vec<FieldDifference> {
    let before = before.map(object);
    differences_of(bundle, record, before.as_ref(), &object(after))
}

/// The fields in which two versions of a record differ. A collection that the bundle does not have
/// differs as a whole.
pub(crate) fn differences_of(
    bundle: &Bundle,
    record: &RecordName,
    before: Option<&Map<String, Value>>,
    after: &Map<String, Value>,
) -> Vec<FieldDifference> {
    match kind(bundle, record) {
        Ok((dataset, collection)) => {
            let ty = RecordType::new(dataset, collection);
            changes(ty, before, Some(after)).into_iter().map(FieldDifference::of).collect()
        }
        Err(_) => vec![FieldDifference {
            field: String::new(),
            before: before.cloned().map(Value::Object),
            after: Some(Value::Object(after.clone())),
        }],
    }
}

impl FieldDifference {
    pub(super) fn of(change: super::merge::FieldChange) -> Self {
        let super::merge::FieldChange { field, before, after } = change;
        Self { field: field.to_string(), before, after }
    }
}
