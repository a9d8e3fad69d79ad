//! Adds the records of another state that a database does not have, and touches nothing else.

use std::collections::{HashMap, HashSet};

use seedbank_codegen::model::SetAside;
use serde::Serialize;

use super::author::Author;
use super::batch::BATCH;
use super::chain::{Event, Subject, release};
use super::image::Image;
use super::record_check::problem;
use super::references::References;
use super::settle::object;
use super::transaction::{Numbering, Transaction, kind, write};
use crate::bundle::Bundle;
use crate::store::{
    Action, Change, Error, ImportState, NewRecord, Placed, RecordId, RecordName, Rejected, Rows,
    State, Store, Stored,
};

/// What adding what was missing did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Restored {
    /// The records that were missing, by name.
    pub added: Vec<RecordName>,
    /// Records that are missing still, each with the reason.
    pub left_out: Vec<SetAside>,
}

/// Adds the records that the database does not have in any state. Their numbers come back where they are
/// free.
pub(crate) fn add_missing(
    store: &mut dyn Store,
    bundle: &Bundle,
    rows: &Rows,
    author: &Author,
) -> Result<Restored, Error> {
    write(store, author, Numbering::None, &mut |transaction| {
        let mut restored = Restored { added: Vec::new(), left_out: Vec::new() };
        let (missing, taken) = missing(transaction, rows)?;
        let missing = valid(transaction, bundle, missing, &mut restored.left_out)?;
        let (anew, back): (Vec<&Placed>, Vec<&Placed>) =
            missing.into_iter().partition(|placed| taken.contains(&placed.stored.id));
        let back: Vec<Placed> = back
            .into_iter()
            .map(|placed| {
                // No import of this database brought it.
                Placed {
                    stored: Stored { import: None, ..placed.stored.clone() },
                    ..placed.clone()
                }
            })
            .collect();
        back.chunks(BATCH).try_for_each(|records| transaction.writer.add(records))?;
        let mut added: Vec<(RecordId, &Placed)> =
            back.iter().map(|placed| (placed.stored.id, placed)).collect();
        for placed in anew {
            match add_anew(transaction, placed)? {
                Ok(id) => added.push((id, placed)),
                Err(reason) => restored.left_out.push(aside(placed, reason)),
            }
        }
        added.sort_by_key(|(_, placed)| placed.order());
        tell(transaction, &added, author)?;
        units(transaction, rows, &added)?;
        restored.added = added.iter().map(|(_, placed)| placed.name()).collect();
        Ok(restored)
    })
}

/// The records that the database does not have, and which of their numbers it has given to others.
fn missing<'r>(
    transaction: &mut Transaction<'_>,
    rows: &'r Rows,
) -> Result<(Vec<&'r Placed>, HashSet<RecordId>), Error> {
    let mut missing = Vec::new();
    for records in rows.records.chunk_by(|a, b| a.place() == b.place()) {
        for records in records.chunks(BATCH) {
            let keys: Vec<&str> = records.iter().map(|placed| placed.stored.key.as_str()).collect();
            let found = transaction.reader().records(records[0].place(), &keys)?;
            let lacked = records
                .iter()
                .zip(found)
                .filter(|(placed, found)| found.is_none() && placed.stored.state != State::Removed);
            missing.extend(lacked.map(|(placed, _)| placed));
        }
    }
    let ids: Vec<RecordId> = missing.iter().map(|placed| placed.stored.id).collect();
    let found = transaction.reader().records_by_id(&ids)?;
    let found: HashMap<RecordId, (RecordName, Stored)> =
        found.into_iter().map(|(name, stored)| (stored.id, (name, stored))).collect();
    // A record that has another key by now is there. A name that the other state knows too is another record.
    let is_renamed = |placed: &&Placed| {
        found.get(&placed.stored.id).is_some_and(|(name, stored)| {
            (&name.dataset, &name.collection, &name.unit)
                == (&placed.dataset, &placed.collection, &placed.stored.unit)
                && stored.created == placed.stored.created
                && rows.record(placed.place(), &name.key).is_none()
        })
    };
    missing.retain(|placed| !is_renamed(placed));
    Ok((missing, found.into_keys().collect()))
}

/// Those that are valid here, and refer to what is there or comes with them.
fn valid<'r>(
    transaction: &mut Transaction<'_>,
    bundle: &Bundle,
    missing: Vec<&'r Placed>,
    left_out: &mut Vec<SetAside>,
) -> Result<Vec<&'r Placed>, Error> {
    let mut leave = |placed: &Placed, reason: String| left_out.push(aside(placed, reason));
    let mut valid = Vec::new();
    let mut in_step: HashSet<&str> = HashSet::new();
    for placed in missing {
        let Ok((dataset, _)) = kind(bundle, &placed.name()) else {
            leave(placed, "this bundle has no such collection".to_owned());
            continue;
        };
        if in_step.insert(&placed.dataset) {
            transaction.in_step(dataset)?;
        }
        let Placed { dataset, collection, stored } = placed;
        let counts = stored.state.counts();
        match counts.then(|| problem(bundle, dataset, collection, &object(&stored.data))).flatten()
        {
            Some(problem) => leave(placed, problem),
            None => valid.push(placed),
        }
    }
    // What refers to what is left out is left out too.
    loop {
        let coming: HashSet<[&str; 3]> = valid
            .iter()
            .filter(|placed| placed.stored.state.counts())
            .map(|placed| [placed.dataset.as_str(), &placed.collection, &placed.stored.key])
            .collect();
        let before = valid.len();
        let mut kept = Vec::with_capacity(before);
        for placed in valid {
            let name = placed.name();
            let references = References::of(bundle, &name.dataset)?;
            let is_coming = |collection: &str, key: &str| {
                coming.contains(&[name.dataset.as_str(), collection, key])
            };
            let data = (None, placed.stored.data.as_str());
            let lost = if placed.stored.state.counts() {
                references.missing(transaction.reader(), &name, data, &is_coming)?
            } else {
                None
            };
            match lost {
                Some((collection, key)) => {
                    leave(
                        placed,
                        format!("it refers to `{collection}` `{key}`, which is not there"),
                    );
                }
                None => kept.push(placed),
            }
        }
        valid = kept;
        if valid.len() == before {
            return Ok(valid);
        }
    }
}

/// Adds a record under the next number, or gives the reason why the database refuses it.
fn add_anew(
    transaction: &mut Transaction<'_>,
    placed: &Placed,
) -> Result<Result<RecordId, String>, Error> {
    let Stored { key, data, base, source, state, .. } = &placed.stored;
    let (place, records) = (placed.place(), [NewRecord { key, data }]);
    let refused = |rejected: Rejected| Err(format!("the database refused it: {}", rejected.reason));
    if let Some(rejected) = transaction.writer.insert(place, *source, None, &records)?.pop() {
        return Ok(refused(rejected));
    }
    let id = transaction.stored(&placed.name())?.id;
    if base.is_some() || *state != State::Active {
        let change = Change { id, key: None, data, base: base.as_deref(), state: *state };
        if let Some(rejected) = transaction.writer.update(&[change])?.pop() {
            return Ok(refused(rejected));
        }
    }
    Ok(Ok(id))
}

/// Says in the history what came back.
fn tell(
    transaction: &mut Transaction<'_>,
    added: &[(RecordId, &Placed)],
    author: &Author,
) -> Result<(), Error> {
    for of_dataset in added.chunk_by(|(_, a), (_, b)| a.dataset == b.dataset) {
        let Some((_, Placed { dataset, .. })) = of_dataset.first() else { continue };
        let release = transaction.reader().stamp(dataset)?.as_ref().map(release);
        for (id, placed) in of_dataset {
            let event = Event {
                before: None,
                after: Some(Image::of(&placed.stored).to_text()),
                reason: author.reason(),
                release: release.as_deref(),
            };
            let subject = Subject::Record(*id, placed.place(), &placed.stored.key);
            transaction.chain.push(transaction.writer, subject, Action::Restore, event)?;
        }
    }
    Ok(())
}

/// Units that came in from files are known again by the records that they have.
fn units(
    transaction: &mut Transaction<'_>,
    rows: &Rows,
    added: &[(RecordId, &Placed)],
) -> Result<(), Error> {
    let known = transaction.reader().imports()?;
    let units: HashSet<(&str, &str)> = added
        .iter()
        .map(|(_, placed)| (placed.dataset.as_str(), placed.stored.unit.as_str()))
        .collect();
    for import in rows.imports.iter().filter(|import| import.state == ImportState::Migrated) {
        let name = (import.dataset.as_str(), import.unit.as_str());
        let is_known =
            known.iter().any(|known| (known.dataset.as_str(), known.unit.as_str()) == name);
        if units.contains(&name) && !is_known {
            transaction.writer.put_import(import, None)?;
        }
    }
    Ok(())
}

fn aside(placed: &Placed, reason: String) -> SetAside {
    SetAside { record: placed.name().to_string(), reason }
}
