//! Records that left the bundle follow their policies.

use std::collections::{HashMap, HashSet};

use seedbank_codegen::model::{Dataset, Removed, SetAside};

use super::batch::BATCH;
use super::image::Image;
use super::references::References;
use super::report::RecordVerdict;
use super::settle::is_edited;
use super::sink::Sink;
use super::step::Step;
use crate::bundle::Bundle;
use crate::store::{Action, Error, Place, Rejected, Source, State, Stored};

/// Records of one collection and unit that the bundle no longer has.
#[derive(Debug)]
pub(super) struct Lost {
    /// Its rank in the dataset.
    pub collection: usize,
    pub unit: String,
    pub keys: Vec<String>,
}

/// What became of the records of a unit that left.
#[derive(Debug, Default)]
pub(super) struct Retired {
    /// How many are no longer as they were.
    pub records: u64,
    /// Those that the database would not let go.
    pub refused: Vec<SetAside>,
}

/// Lets them follow their policies; gives what became of them, by unit.
/// Records of a collection that the dataset no longer has are left alone: what their policy was went
/// with it.
pub(super) fn retire(
    sink: &mut dyn Sink,
    (bundle, dataset): (&Bundle, &Dataset),
    lost: &[Lost],
) -> Result<HashMap<String, Retired>, Error> {
    let mut retired: HashMap<String, Retired> = HashMap::new();
    let mut leaving = Vec::new();
    for Lost { collection, unit, keys } in lost {
        let collection = &dataset.collections[*collection];
        let place = Place { dataset: &dataset.name, collection: &collection.name, unit };
        for keys in keys.chunks(BATCH) {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let stored = sink.reader().records(place, &keys)?;
            leaving.push((
                place,
                collection.removed,
                stored.into_iter().flatten().collect::<Vec<_>>(),
            ));
        }
    }
    let held = held(sink, (bundle, dataset), &leaving)?;
    for (place, policy, stored) in leaving {
        let steps: Vec<Step> = stored
            .into_iter()
            .filter_map(|stored| {
                let referenced = held.contains(&name(place, &stored));
                step(stored, policy, referenced)
            })
            .collect();
        let of_unit = retired.entry(place.unit.to_owned()).or_default();
        let names: Vec<_> = steps.iter().map(|step| step.stored.key.clone()).collect();
        let rejected = sink.change(place, steps)?;
        of_unit.records += (names.len() - rejected.len()) as u64;
        of_unit.refused.extend(rejected.into_iter().map(|Rejected { index, reason }| SetAside {
            record: place.name(&names[index]).to_string(),
            reason: format!("the database refused that it leaves: {reason}"),
        }));
    }
    Ok(retired)
}

/// A record in its dataset: collection, unit and key.
pub(super) type Name = (String, String, String);

fn name(place: Place<'_>, stored: &Stored) -> Name {
    (place.collection.to_owned(), place.unit.to_owned(), stored.key.clone())
}

/// What a record becomes that left the bundle, if anything.
fn step(stored: Stored, policy: Removed, referenced: bool) -> Option<Step> {
    if stored.source != Source::Factory {
        return None;
    }
    let state = match (policy, stored.state) {
        (Removed::Delete, State::Active | State::Deprecated)
            if !is_edited(&stored) && !referenced =>
        {
            State::Removed
        }
        // What is to go is held by a person's edit or by a reference: it is only marked.
        (Removed::Deprecate | Removed::Delete, State::Active) => State::Deprecated,
        _ => return None,
    };
    let after = Image { state, ..Image::of(&stored) };
    let verdict = RecordVerdict::Removed;
    Some(Step { stored, after, action: Action::Retire, verdict, conflicts: Vec::new() })
}

/// Which of the records that are to be deleted are referred to by one that stays.
fn held(
    sink: &mut dyn Sink,
    (bundle, dataset): (&Bundle, &Dataset),
    lost: &[(Place<'_>, Removed, Vec<Stored>)],
) -> Result<HashSet<Name>, Error> {
    let mut leaving: HashSet<Name> = HashSet::new();
    for (place, policy, stored) in lost {
        // What a person has had a hand in stays, and holds others.
        let goes = |stored: &&Stored| *policy == Removed::Delete && !is_edited(stored);
        leaving.extend(stored.iter().filter(goes).map(|stored| name(*place, stored)));
    }
    if leaving.is_empty() {
        return Ok(HashSet::new());
    }
    let references = References::of(bundle, &dataset.name)?;
    if references.is_empty() {
        return Ok(HashSet::new());
    }
    // From each record, by name, to those that it refers to.
    let mut edges: HashMap<Name, Vec<(String, String)>> = HashMap::new();
    sink.each_after(&dataset.name, &mut |place, key, state, data| {
        if state.counts() {
            let name = (place.collection.to_owned(), place.unit.to_owned(), key.to_owned());
            edges.insert(name, references.from(place.collection, key, data));
        }
    })?;
    Ok(held_by(&edges, &leaving))
}

/// Which of those that are `leaving` are referred to by a record that stays, or by one that is held;
/// `edges` leads from each record that counts to the collections and keys that it refers to.
pub(super) fn held_by(
    edges: &HashMap<Name, Vec<(String, String)>>,
    leaving: &HashSet<Name>,
) -> HashSet<Name> {
    let names: HashSet<_> = edges.keys().cloned().collect();
    let mut by_key: HashMap<(&str, &str), Vec<Name>> = HashMap::new();
    for name in leaving {
        by_key.entry((&name.0, &name.2)).or_default().push(name.clone());
    }
    let resolve = |unit: &str, (collection, key): &(String, String)| {
        let own = (collection.clone(), unit.to_owned(), key.clone());
        if names.contains(&own) {
            return vec![own];
        }
        // A reference that leaves its unit leads to the one unit that has the key.
        by_key.get(&(collection.as_str(), key.as_str())).cloned().unwrap_or_default()
    };
    let mut held = HashSet::new();
    let mut reached: Vec<_> = names.iter().filter(|name| !leaving.contains(*name)).collect();
    let mut found: Vec<Name>;
    while !reached.is_empty() {
        found = reached
            .iter()
            .flat_map(|name| edges[*name].iter().flat_map(|edge| resolve(&name.1, edge)))
            .filter(|name| leaving.contains(name) && held.insert(name.clone()))
            .collect();
        // What is held holds others in turn.
        reached = found.iter().filter_map(|name| names.get(name)).collect();
    }
    held
}
