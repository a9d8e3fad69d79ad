//! The document that a unit's file is to hold.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::RewriteError;
use super::seed::Seed;
use crate::record::Record;
use crate::schema::Step;
use crate::schema::members::members_by_name;
use crate::source::{Document, Mark};
use crate::unit_document::{UnitRecord, unit_document};

/// The document that holds these records, and whatever else the old one does.
pub(super) fn wanted(
    seed: &Seed<'_>,
    old: &Document,
    unit: &str,
    records: &[UnitRecord<'_>],
) -> Result<Value, RewriteError> {
    let without = seed.without(old);
    let found = seed.records(unit, old, &without);
    let by_name: HashMap<(&str, &str), usize> = records
        .iter()
        .enumerate()
        .map(|(rank, record)| ((record.collection, record.key), rank))
        .collect();
    let mut fates = HashMap::with_capacity(found.len());
    let mut placed: HashSet<usize> = HashSet::with_capacity(found.len());
    for record in &found {
        let collection = seed.dataset.collections[record.collection].name.as_str();
        let rank = by_name.get(&(collection, record.key.as_str())).copied();
        let rank = rank.filter(|&rank| is_at_home(record, records[rank].value));
        placed.extend(rank);
        let new = rank.map(|rank| records[rank]);
        fates.insert(&raw const *record.mark, Fate { old: record, new });
    }
    let walk = Walk { seed, fates };
    let ways: Vec<&[Step]> = seed.sites.iter().map(|site| site.steps.as_slice()).collect();
    let mut document = walk.value(&old.value, &old.mark, &ways);
    let new: Vec<UnitRecord<'_>> = records
        .iter()
        .enumerate()
        .filter(|(rank, _)| !placed.contains(rank))
        .map(|(_, record)| *record)
        .collect();
    if !new.is_empty() {
        join(&mut document, unit_document(seed.dataset, new)?);
    }
    Ok(document)
}

/// Whether a record is in the maps that its fields name.
fn is_at_home(record: &Record<'_>, value: &Map<String, Value>) -> bool {
    record.map_keys.iter().all(|(field, key)| value.get(*field).is_some_and(|own| own == *key))
}

/// A record of the old document, and what is to be in its place.
struct Fate<'w> {
    old: &'w Record<'w>,
    new: Option<UnitRecord<'w>>,
}

struct Walk<'w> {
    seed: &'w Seed<'w>,
    /// By where they are written.
    fates: HashMap<*const Mark, Fate<'w>>,
}

impl Walk<'_> {
    /// A value as it is to be.
    fn value(&self, value: &Value, mark: &Mark, ways: &[&[Step]]) -> Value {
        match (value, self.fates.get(&(&raw const *mark))) {
            (Value::Object(object), Some(fate)) => {
                let mut wanted = self.fields(fate);
                // The root record shares its object with the collections that its file holds.
                wanted.extend(self.members(object, mark, ways, |name| {
                    ways.iter().any(|way| way.first().is_some_and(|step| step.takes(name)))
                }));
                Value::Object(wanted)
            }
            (Value::Object(object), None) => self.members(object, mark, ways, |_| true).into(),
            (Value::Array(items), _) => {
                let inner = onward(ways, |step| matches!(step, Step::Items));
                let kept = items.iter().zip(&mark.children).filter(|(_, mark)| !self.goes(mark));
                kept.map(|(item, mark)| self.value(item, mark, &inner)).collect()
            }
            (scalar, _) => scalar.clone(),
        }
    }

    fn members(
        &self,
        object: &Map<String, Value>,
        mark: &Mark,
        ways: &[&[Step]],
        which: impl Fn(&str) -> bool,
    ) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, value, mark) in members_by_name(object, mark) {
            if !which(name) || self.goes(mark) {
                continue;
            }
            let inner = onward(ways, |step| step.takes(name));
            let wanted = self.value(value, mark, &inner);
            // A group of records that has none left goes with the last of them.
            let group = ways.iter().any(
                |way| matches!(way.first(), Some(step @ Step::Values { .. }) if step.takes(name)),
            );
            let record = self.fates.contains_key(&(&raw const *mark));
            if record || !group || !is_empty(&wanted) || is_empty(value) {
                kept.insert(name.to_owned(), wanted);
            }
        }
        kept
    }

    /// Whether a record is there that is not wanted.
    fn goes(&self, mark: &Mark) -> bool {
        self.fates.get(&(&raw const *mark)).is_some_and(|fate| fate.new.is_none())
    }

    /// What a record is to hold itself.
    fn fields(&self, Fate { old, new }: &Fate<'_>) -> Map<String, Value> {
        let Some(new) = new else { return Map::new() };
        let shape = self.seed.record(new.collection);
        let own = new.value.iter().filter(|(name, _)| {
            let mut fields = shape.iter().flat_map(|shape| &shape.fields);
            let derived = fields.any(|field| field.derived && field.name == **name);
            !derived && old.map_keys.iter().all(|(key, _)| key != name)
        });
        own.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

fn onward<'s>(ways: &[&'s [Step]], takes: impl Fn(&Step) -> bool) -> Vec<&'s [Step]> {
    let split = ways.iter().filter_map(|way| way.split_first());
    split.filter(|(step, _)| takes(step)).map(|(_, left)| left).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

/// Adds what a document holds to another.
fn join(document: &mut Value, more: Value) {
    match (document, more) {
        (Value::Object(object), Value::Object(more)) => {
            for (name, value) in more {
                match object.get_mut(&name) {
                    Some(known) => join(known, value),
                    None => drop(object.insert(name, value)),
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more),
        (document, more) => *document = more,
    }
}
