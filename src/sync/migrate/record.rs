//! A record of a file that the database has.

use seedbank_codegen::canon::{self, record_hash};
use seedbank_codegen::model::{Collection, Dataset, Key, Struct};
use serde_json::{Map, Value};

use crate::bundle::Bundle;
use crate::store::{State, Stored};
use crate::sync::image::Image;
use crate::sync::merge::{RecordType, merge};
use crate::sync::record_check::problem;
use crate::sync::settle::{base_of, object};
use crate::sync::step::FieldConflict;

/// What becomes of it.
pub(super) struct Edited {
    pub after: Image,
    pub conflicts: Vec<FieldConflict>,
    /// Fields of the factory that the file does not have.
    pub fields_only_factory: u64,
}

/// Merges what the file has into what the database has.
pub(super) fn edited(
    bundle: &Bundle,
    dataset: &Dataset,
    ty: RecordType<'_>,
    stored: &Stored,
    mut target: Map<String, Value>,
) -> Edited {
    let collection = ty.collection();
    let problem =
        |record: &Map<String, Value>| problem(bundle, &dataset.name, &collection.name, record);
    let current = object(&stored.data);
    let shape = &dataset.structs[collection.record];
    keep_name(&mut target, &current, collection, shape);
    let factory = stored.delivered().map(str::to_owned);
    let base = factory.as_deref().map(object);
    let mut fields_only_factory = 0;
    if let Some(base) = &base {
        let mut filled = target.clone();
        let absent = fill(&mut filled, base);
        if absent > 0 && problem(&filled).is_none() {
            (target, fields_only_factory) = (filled, absent);
        }
    }
    let content = |record: &Map<String, Value>| {
        record_hash(record.iter().map(|(name, value)| (name.as_str(), value)), shape)
    };
    // Where the file is as the factory has it, what people changed is in the database alone.
    if content(&current) == content(&target)
        || base.as_ref().is_some_and(|base| content(base) == content(&target))
    {
        return Edited { after: Image::of(stored), conflicts: Vec::new(), fields_only_factory };
    }
    let merged = merge(ty, base.as_ref(), &current, &target);
    let mut conflicts: Vec<FieldConflict> =
        merged.conflicts.into_iter().map(FieldConflict::from).collect();
    let mut data = canon::canonical(&Value::Object(merged.value.clone()));
    if merged.value != current
        && merged.value != target
        && let Some(problem) = problem(&merged.value)
    {
        data.clone_from(&stored.data);
        conflicts = vec![FieldConflict {
            field: String::new(),
            base: factory.clone(),
            current: Some(stored.data.clone()),
            target: Some(canon::canonical(&Value::Object(target))),
            reason: Some(format!("with what the file has, it is not valid: {problem}")),
        }];
    }
    let state = match stored.state {
        // What left with a release and was edited is only marked.
        State::Removed => State::Deprecated,
        state => state,
    };
    let base = factory.and_then(|factory| base_of(stored.source, &data, &factory));
    let after = Image { data, base, state, ..Image::of(stored) };
    Edited { after, conflicts, fields_only_factory }
}

/// What names a record is what names it now, whatever its file calls it.
fn keep_name(
    target: &mut Map<String, Value>,
    current: &Map<String, Value>,
    collection: &Collection,
    shape: &Struct,
) {
    let keys: &[String] = match &collection.key {
        Key::Fields(keys) => keys,
        Key::MapKey | Key::Unit => &[],
    };
    for field in shape.fields.iter().filter(|field| field.map_key || keys.contains(&field.name)) {
        if let Some(value) = current.get(&field.name) {
            target.insert(field.name.clone(), value.clone());
        }
    }
}

/// Takes from the factory what a file does not say, which may be newer than the file; gives how many
/// fields that are.
fn fill(target: &mut Map<String, Value>, factory: &Map<String, Value>) -> u64 {
    let mut absent = 0;
    for (name, value) in factory {
        match (target.get_mut(name), value) {
            (None, value) => {
                target.insert(name.clone(), value.clone());
                absent += 1;
            }
            (Some(Value::Object(inner)), Value::Object(factory)) => absent += fill(inner, factory),
            (Some(_), _) => {}
        }
    }
    absent
}
