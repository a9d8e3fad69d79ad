//! Records that files have come in as people's edits.

mod follow;
mod settle;
#[cfg(all(test, feature = "sqlite"))]
mod tests;

use std::collections::HashSet;

use seedbank_codegen::model::SetAside;
use serde::Serialize;
use serde_json::{Map, Value};

use self::settle::Outcome;
use super::author::Author;
use super::batch::BATCH;
use super::drift::{FieldDifference, differences};
use super::image::Image;
use super::merge::{FieldPath, RecordType};
use super::obsolete::supersede;
use super::step::FieldConflict;
use super::transaction::{Numbering, Transaction, installed, kind, place, write};
use crate::bundle::Bundle;
use crate::store::{
    Action, Error, Import, ImportState, NewRecord, Reader, RecordName, Source, Store, Stored,
    SyncEnd,
};

/// A record as a file has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Incoming {
    pub record: RecordName,
    pub target: Target,
    pub base: Base,
}

/// What a record is to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    /// This, without derived fields.
    Record(Map<String, Value>),
    /// This, and it counts again where it was marked or deleted.
    Back(Map<String, Value>),
    /// As it is, but only marked.
    Deprecated,
    /// Gone.
    Deleted,
}

/// What the file and the database had in common before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Base {
    /// What the database has now: the file is taken as it is.
    Current,
    /// This.
    Common(Map<String, Value>),
    /// Nobody knows.
    Unknown,
}

/// What came, or would come, of records that files have.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Brought {
    /// Those that are another now, or wait for a person.
    pub records: Vec<BroughtRecord>,
    /// How many are as they were.
    pub unchanged: u64,
    /// What did not come in, and why.
    pub left_out: Vec<SetAside>,
}

/// A record that came in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BroughtRecord {
    /// Its name.
    pub record: RecordName,
    /// What was done to it.
    pub verdict: BroughtVerdict,
    /// The fields that are another.
    pub fields: Vec<FieldDifference>,
    /// The fields that wait for a person; empty for the record as a whole.
    pub conflicts: Vec<String>,
}

/// What was done to a record that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BroughtVerdict {
    /// The database did not have it.
    Created,
    /// Fields of it are another.
    Edited,
    /// It was deleted, and is there again.
    Restored,
    /// It is marked.
    Deprecated,
    /// It is deleted.
    Deleted,
    /// It is as it was, and waits for a person.
    Waiting,
}

/// Brings records in, in one transaction. `ended` says of rows of the sync log how they ended with it.
pub(crate) fn bring(
    store: &mut dyn Store,
    bundle: &Bundle,
    incoming: &[Incoming],
    author: &Author,
    ended: &dyn Fn(&Brought) -> Vec<SyncEnd>,
) -> Result<Brought, Error> {
    write(store, author, Numbering::None, &mut |transaction| {
        let brought = bring_into(transaction, bundle, incoming)?;
        transaction.writer.end_syncs(&ended(&brought))?;
        Ok(brought)
    })
}

/// Says which records come in, from what the database has, and something besides.
pub(crate) type Look<'l, T> =
    &'l mut dyn FnMut(&mut dyn Reader) -> Result<(Vec<Incoming>, T), Error>;

/// Brings records in that are known only when nobody else writes. The work is begun again where the connection
/// was lost.
pub(crate) fn bring_what<T>(
    store: &mut dyn Store,
    bundle: &Bundle,
    author: &Author,
    what: Look<'_, T>,
) -> Result<(Brought, T), Error> {
    write(store, author, Numbering::None, &mut |transaction| {
        let (incoming, more) = what(transaction.reader())?;
        Ok((bring_into(transaction, bundle, &incoming)?, more))
    })
}

fn bring_into(
    transaction: &mut Transaction<'_>,
    bundle: &Bundle,
    incoming: &[Incoming],
) -> Result<Brought, Error> {
    for dataset in datasets(bundle, incoming)? {
        transaction.in_step(dataset)?;
    }
    let (items, mut brought) = settle(transaction.reader(), bundle, incoming)?;
    put(transaction, bundle, items, &mut brought)?;
    Ok(brought)
}

/// What [`bring`] would do. Writes nothing.
pub(crate) fn plan_bring(
    store: &mut dyn Store,
    bundle: &Bundle,
    incoming: &[Incoming],
) -> Result<Brought, Error> {
    let planned = plan_bring_what(store, bundle, &mut |_| Ok((incoming.to_vec(), ())))?;
    Ok(planned.0)
}

/// What [`bring_what`] would do. Writes nothing.
pub(crate) fn plan_bring_what<T>(
    store: &mut dyn Store,
    bundle: &Bundle,
    what: Look<'_, T>,
) -> Result<(Brought, T), Error> {
    let database = store.name().to_owned();
    installed(store.installation()?, &database)?;
    let mut reader = store.snapshot()?;
    let (incoming, more) = what(reader.as_mut())?;
    datasets(bundle, &incoming)?;
    let (items, mut brought) = settle(reader.as_mut(), bundle, &incoming)?;
    brought.records.extend(items.into_iter().map(|item| item.report));
    Ok((brought, more))
}

/// A record that comes in, and what becomes of it.
struct Item {
    /// Before; `None` where the database does not have it.
    stored: Option<Stored>,
    /// Canonical JSON of what it then is.
    after: Image,
    action: Action,
    conflicts: Vec<FieldConflict>,
    report: BroughtRecord,
}

fn datasets<'b>(
    bundle: &'b Bundle,
    incoming: &[Incoming],
) -> Result<Vec<&'b seedbank_codegen::model::Dataset>, Error> {
    let mut found: Vec<&seedbank_codegen::model::Dataset> = Vec::new();
    for one in incoming {
        let (dataset, _) = kind(bundle, &one.record)?;
        if !found.iter().any(|known| known.name == dataset.name) {
            found.push(dataset);
        }
    }
    Ok(found)
}

/// Decides about all of them. What is refused is in the report already.
fn settle(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    incoming: &[Incoming],
) -> Result<(Vec<Item>, Brought), Error> {
    let mut brought = Brought::default();
    let mut items = Vec::new();
    let same_place = |a: &Incoming, b: &Incoming| place(&a.record) == place(&b.record);
    for group in incoming.chunk_by(same_place) {
        for group in group.chunks(BATCH) {
            let Some(first) = group.first() else { continue };
            let keys: Vec<&str> = group.iter().map(|one| one.record.key.as_str()).collect();
            let stored = reader.records(place(&first.record), &keys)?;
            for (one, stored) in group.iter().zip(stored) {
                match settle::settle(bundle, one, stored.as_ref())? {
                    Outcome::Unchanged => brought.unchanged += 1,
                    Outcome::Refused(reason) => {
                        let record = one.record.to_string();
                        brought.left_out.push(SetAside { record, reason });
                    }
                    Outcome::Becomes { after, action, conflicts } => {
                        items.push(Item::new(
                            bundle,
                            &one.record,
                            stored,
                            after,
                            action,
                            conflicts,
                        ));
                    }
                }
            }
        }
    }
    follow::follow(reader, bundle, &mut items, &mut brought.left_out)?;
    // What is new before what may refer to it.
    items.sort_by_key(|item| item.stored.is_some());
    Ok((items, brought))
}

impl Item {
    fn new(
        bundle: &Bundle,
        record: &RecordName,
        stored: Option<Stored>,
        after: Image,
        action: Action,
        conflicts: Vec<FieldConflict>,
    ) -> Self {
        let verdict = match action {
            _ if stored.as_ref().is_some_and(|stored| Image::of(stored) == after) => {
                BroughtVerdict::Waiting
            }
            Action::Create => BroughtVerdict::Created,
            Action::Delete => BroughtVerdict::Deleted,
            Action::Retire => BroughtVerdict::Deprecated,
            Action::Restore => BroughtVerdict::Restored,
            _ => BroughtVerdict::Edited,
        };
        let fields = match &stored {
            Some(stored) => differences(bundle, record, Some(&stored.data), &after.data),
            None => Vec::new(),
        };
        let shown = |conflict: &FieldConflict| {
            FieldPath::parse(&conflict.field)
                .map_or_else(|_| conflict.field.clone(), |path| path.to_string())
        };
        let conflicts_shown = conflicts.iter().map(shown).collect();
        let report =
            BroughtRecord { record: record.clone(), verdict, fields, conflicts: conflicts_shown };
        Self { stored, after, action, conflicts, report }
    }
}

/// Writes what was decided.
fn put(
    transaction: &mut Transaction<'_>,
    bundle: &Bundle,
    items: Vec<Item>,
    brought: &mut Brought,
) -> Result<(), Error> {
    let (new, changed): (Vec<Item>, Vec<Item>) =
        items.into_iter().partition(|item| item.stored.is_none());
    let same_place = |a: &Item, b: &Item| place(&a.report.record) == place(&b.report.record);
    for group in new.chunk_by(same_place) {
        for group in group.chunks(BATCH) {
            add(transaction, group, brought)?;
        }
    }
    units(transaction, bundle, &new)?;
    brought.records.extend(new.into_iter().map(|item| item.report));
    let refused: HashSet<&str> =
        brought.left_out.iter().map(|aside| aside.record.as_str()).collect();
    brought.records.retain(|report| !refused.contains(report.record.to_string().as_str()));
    for item in changed {
        if change(transaction, bundle, &item, brought)? {
            brought.records.push(item.report);
        }
    }
    Ok(())
}

fn add(
    transaction: &mut Transaction<'_>,
    items: &[Item],
    brought: &mut Brought,
) -> Result<(), Error> {
    let Some(first) = items.first() else { return Ok(()) };
    let records: Vec<NewRecord<'_>> = items
        .iter()
        .map(|item| NewRecord { key: &item.after.key, data: &item.after.data })
        .collect();
    let place = place(&first.report.record);
    for rejected in transaction.add(place, Source::Person, &records, Action::Create)? {
        let record = items[rejected.index].report.record.to_string();
        let reason = format!("the database refused it: {}", rejected.reason);
        brought.left_out.push(SetAside { record, reason });
    }
    Ok(())
}

/// A unit that the database did not have is one that came in from files.
fn units(transaction: &mut Transaction<'_>, bundle: &Bundle, new: &[Item]) -> Result<(), Error> {
    if new.is_empty() {
        return Ok(());
    }
    let imports = transaction.reader().imports()?.into_iter();
    let mut known: HashSet<(String, String)> =
        imports.map(|import| (import.dataset, import.unit)).collect();
    for item in new {
        let RecordName { dataset, unit, .. } = &item.report.record;
        if !known.insert((dataset.clone(), unit.clone())) {
            continue;
        }
        let (model, _) = kind(bundle, &item.report.record)?;
        let stamp = match transaction.reader().stamp(dataset)? {
            Some(stamp) => stamp,
            None => super::agenda::stamp(model),
        };
        let import = Import {
            dataset: dataset.clone(),
            unit: unit.clone(),
            hash: None,
            stamp,
            state: ImportState::Migrated,
            set_aside: Vec::new(),
            signature: transaction.signature.clone(),
        };
        transaction.writer.put_import(&import, None)?;
    }
    Ok(())
}

/// Writes a record that the database has; whether it took it.
fn change(
    transaction: &mut Transaction<'_>,
    bundle: &Bundle,
    item: &Item,
    brought: &mut Brought,
) -> Result<bool, Error> {
    let Some(stored) = &item.stored else { return Ok(true) };
    let record = &item.report.record;
    if item.after != Image::of(stored) {
        match transaction.put(record, stored, &item.after, item.action) {
            Err(Error::Rejected { reason, .. }) => {
                let reason = format!("the database refused it: {reason}");
                brought.left_out.push(SetAside { record: record.to_string(), reason });
                return Ok(false);
            }
            put => put?,
        }
    }
    let filed: Vec<&str> = item.conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
    let (dataset, collection) = kind(bundle, record)?;
    let ty = RecordType::new(dataset, collection);
    supersede(transaction.writer, Some(ty), stored.id, &item.after, &filed)?;
    let conflicts = item.conflicts.iter().cloned().map(|conflict| conflict.of(stored.id, None));
    transaction.writer.put_conflicts(&conflicts.collect::<Vec<_>>())?;
    Ok(true)
}
