//! What becomes of one record that the bundle has.

use seedbank_codegen::canon;
use seedbank_codegen::model::{Dataset, Field, Merge};
use serde_json::{Map, Value};

use super::derived::plain;
use super::image::Image;
use super::merge::{RecordType, merge};
use super::record_check::problem;
use super::report::RecordVerdict;
use super::step::{FieldConflict, Step};
use crate::bundle::Bundle;
use crate::store::{Action, Source, State, Stored};

/// What becomes of a stored record that the bundle has under `key` as `target`, in canonical JSON;
/// `None` where it is as it should be.
pub(super) fn settle(
    stored: Stored,
    (key, target): (&str, &str),
    ty: RecordType<'_>,
    (bundle, dataset): (&Bundle, &str),
) -> Option<Step> {
    let stored = plain(stored, ty);
    let before = Image::of(&stored);
    let (data, base, verdict, conflicts) = match ty.collection().merge {
        Merge::Once => {
            let Image { data, base, .. } = before.clone();
            (data, base, RecordVerdict::Kept, Vec::new())
        }
        Merge::Fields | Merge::Locked if is_edited(&stored) => {
            edited(&stored, target, ty, (bundle, dataset))
        }
        Merge::Fields | Merge::Locked => {
            (target.to_owned(), None, RecordVerdict::Changed, Vec::new())
        }
    };
    let data = if key == stored.key { data } else { named_as(&data, target, ty) };
    let state = match stored.state {
        State::Deleted => State::Deleted,
        State::Active | State::Deprecated | State::Removed => State::Active,
    };
    let after = Image { key: key.to_owned(), data, base, state };
    if after == before && conflicts.is_empty() {
        return None;
    }
    let verdict = if state == State::Deleted { RecordVerdict::Kept } else { verdict };
    let action = if after.key == before.key { Action::Update } else { Action::Rename };
    Some(Step { stored, after, action, verdict, conflicts })
}

/// Whether a person has had a hand in it.
pub(super) fn is_edited(stored: &Stored) -> bool {
    stored.base.is_some() || stored.source != Source::Factory
}

/// The base that is stored where the factory has delivered `delivered`: nothing where it says nothing.
pub(super) fn base_of(source: Source, data: &str, delivered: &str) -> Option<String> {
    (source != Source::Factory || data != delivered).then(|| delivered.to_owned())
}

/// The record with the target's values in the fields that name it: a renamed record never contradicts its
/// key.
fn named_as(data: &str, target: &str, ty: RecordType<'_>) -> String {
    let (mut record, target) = (object(data), object(target));
    for field in ty.naming_fields() {
        match target.get(field) {
            Some(value) => record.insert(field.to_owned(), value.clone()),
            None => record.remove(field),
        };
    }
    canon::canonical(&Value::Object(record))
}

type Outcome = (String, Option<String>, RecordVerdict, Vec<FieldConflict>);

fn edited(
    stored: &Stored,
    target: &str,
    ty: RecordType<'_>,
    (bundle, dataset): (&Bundle, &str),
) -> Outcome {
    let kept = |conflicts| {
        let data = stored.data.clone();
        let base = base_of(stored.source, &data, target);
        (data, base, RecordVerdict::Kept, conflicts)
    };
    if stored.base.as_deref() == Some(target) || stored.data == target {
        return kept(Vec::new());
    }
    let base = stored.base.as_deref().map(object);
    let (current, new) = (object(&stored.data), object(target));
    let merged = merge(ty, base.as_ref(), &current, &new);
    let conflicts = merged.conflicts.into_iter().map(FieldConflict::from).collect();
    if merged.value == current {
        return kept(conflicts);
    }
    let data = canon::canonical(&Value::Object(merged.value.clone()));
    if data != target
        && let Some(problem) = problem(bundle, dataset, &ty.collection().name, &merged.value)
    {
        return kept(vec![FieldConflict {
            field: String::new(),
            base: stored.base.clone(),
            current: Some(stored.data.clone()),
            target: Some(target.to_owned()),
            reason: Some(format!("what both changed is not valid together: {problem}")),
        }]);
    }
    let base = base_of(stored.source, &data, target);
    (data, base, RecordVerdict::Merged, conflicts)
}

/// A record without the fields that are volatile or derived.
pub(crate) fn content(
    dataset: &Dataset,
    collection: &str,
    record: Map<String, Value>,
) -> Map<String, Value> {
    without(dataset, collection, record, |field| field.volatile || field.derived)
}

/// A record without the fields that are derived.
pub(crate) fn without_derived(
    dataset: &Dataset,
    collection: &str,
    record: Map<String, Value>,
) -> Map<String, Value> {
    without(dataset, collection, record, |field| field.derived)
}

fn without(
    dataset: &Dataset,
    collection: &str,
    mut record: Map<String, Value>,
    leave: impl Fn(&Field) -> bool,
) -> Map<String, Value> {
    let collection = dataset.collections.iter().find(|other| other.name == collection);
    let fields = collection.map_or(&[][..], |found| &dataset.structs[found.record].fields);
    for field in fields.iter().filter(|field| leave(field)) {
        record.remove(&field.name);
    }
    record
}

/// A record from canonical JSON. What is no object, because somebody wrote it there, has no fields.
pub(crate) fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}
