//! The queue of conflicts, and how a person settles one.

use seedbank_codegen::model::Merge;
use serde::Serialize;
use serde_json::Value;

use super::author::Author;
use super::edit::{change, changeable, set};
use super::image::Image;
use super::merge::{FieldPath, RecordType};
use super::settle::object;
use super::transaction::{Numbering, installed, kind, write};
use super::{references, review};
use crate::bundle::Bundle;
use crate::store::{
    Action, ConflictFilter, ConflictRow, Error, RecordName, Settlement, State, Store, Stored,
};

/// A field that a release, or a file that came in, and a person changed differently. Absent values are `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Conflict {
    /// Its number.
    pub id: i64,
    /// The record.
    pub record: RecordName,
    /// The field, as a person would write it; empty for the record as a whole.
    pub field: String,
    /// What both had changed.
    pub base: Option<Value>,
    /// What the record has now.
    pub current: Option<Value>,
    /// What the release or the file has.
    pub target: Option<Value>,
    /// Why it is one, where it is not that both sides changed the field.
    pub reason: Option<String>,
    /// Since when: RFC 3339, in UTC.
    pub at: String,
    /// How it was settled: `current`, `target`, `base`, `value` or `superseded`; `None`: it is open.
    pub settled: Option<&'static str>,
    /// When it was settled, and by whom.
    pub settled_at: Option<String>,
    /// By whom it was settled.
    pub settled_by: Option<String>,
}

/// Which of a conflict's values a record is to have.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Keep {
    /// What it has now.
    Current,
    /// What the release or the file has.
    Target,
    /// What both had changed.
    Base,
    /// Another one.
    Value(Value),
}

/// The conflicts by number: those that are open, or all.
pub(crate) fn conflicts(
    store: &mut dyn Store,
    bundle: &Bundle,
    open_only: bool,
) -> Result<Vec<Conflict>, Error> {
    let name = store.name().to_owned();
    installed(store.installation()?, &name)?;
    let mut reader = store.snapshot()?;
    let rows =
        reader.conflicts(&ConflictFilter { open: open_only, ..ConflictFilter::default() })?;
    let ids: Vec<_> = rows.iter().map(|row| row.conflict.record).collect();
    let records: std::collections::HashMap<_, _> = reader
        .records_by_id(&ids)?
        .into_iter()
        .map(|(name, stored)| (stored.id, (name, stored)))
        .collect();
    let named = rows.into_iter().filter_map(|row| {
        let (name, stored) = records.get(&row.conflict.record)?;
        Some(view(bundle, row, name, stored))
    });
    Ok(named.collect())
}

fn view(bundle: &Bundle, row: ConflictRow, name: &RecordName, stored: &Stored) -> Conflict {
    let ConflictRow { id, conflict, created, settled } = row;
    let value = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    let path = FieldPath::parse(&conflict.field).ok();
    let now =
        kind(bundle, name).ok().zip(path.as_ref()).and_then(|((dataset, collection), path)| {
            let record = object(&stored.data);
            if conflict.field.is_empty() {
                return Some(Value::Object(record));
            }
            path.get(RecordType::new(dataset, collection), &record).cloned()
        });
    let is_open = settled.is_none();
    let (settlement, signature) = settled.unzip();
    Conflict {
        id,
        record: name.clone(),
        field: path.map_or_else(|| conflict.field.clone(), |path| path.to_string()),
        base: value(conflict.base),
        // People may have changed it again since.
        current: if is_open { now } else { value(conflict.current) },
        target: value(conflict.target),
        reason: conflict.reason,
        at: created.at,
        settled: settlement.map(Settlement::as_str),
        settled_at: signature.as_ref().map(|signature| signature.at.clone()),
        settled_by: signature.map(|signature| signature.by),
    }
}

/// Settles an open conflict.
pub(crate) fn resolve(
    store: &mut dyn Store,
    bundle: &Bundle,
    id: i64,
    keep: &Keep,
    author: &Author,
) -> Result<RecordName, Error> {
    write(store, author, Numbering::None, &mut |transaction| {
        let none = || Error::NoConflict { database: transaction.name.to_owned(), id };
        let filter = ConflictFilter { id: Some(id), open: true, ..ConflictFilter::default() };
        let row = transaction.writer.reader().conflicts(&filter)?.pop().ok_or_else(none)?;
        let found = transaction.reader().records_by_id(&[row.conflict.record])?.pop();
        let (name, before) =
            found.ok_or_else(|| Error::NoConflict { database: transaction.name.to_owned(), id })?;
        let (dataset, collection) = kind(bundle, &name)?;
        transaction.in_step(dataset)?;
        // What is locked by now can still follow the factory; what was deleted can stay so, or come back
        // as a whole.
        let (stays, is_whole) = (*keep == Keep::Current, row.conflict.field.is_empty());
        let is_locked = collection.merge == Merge::Locked;
        let follows = is_locked && (stays || *keep == Keep::Target);
        let is_deleted = before.state == State::Deleted;
        if !(follows || !is_locked && is_deleted && (stays || is_whole)) {
            changeable(collection, &name, &before)?;
        }
        let ty = RecordType::new(dataset, collection);
        let value = |text: &Option<String>| {
            text.as_deref().map(|text| serde_json::from_str(text).unwrap_or_default())
        };
        let (settlement, new) = match keep {
            Keep::Current => (Settlement::Current, None),
            Keep::Target => (Settlement::Target, Some(value(&row.conflict.target))),
            Keep::Base => (Settlement::Base, Some(value(&row.conflict.base))),
            Keep::Value(value) => (Settlement::Value, Some(Some(value.clone()))),
        };
        transaction.writer.settle_conflicts(&[id], settlement)?;
        if is_whole && new == Some(None) && *keep == Keep::Target {
            // Its file is gone.
            let referring = references::referring(transaction.reader(), bundle, &name)?;
            if !referring.is_empty() {
                return Err(Error::Referenced { record: name.into(), by: referring });
            }
            let after = Image { state: State::Deleted, ..Image::of(&before) };
            transaction.put(&name, &before, &after, Action::Resolve)?;
            return Ok(name);
        }
        let mut before = before;
        if is_deleted && is_whole && !stays {
            let after = Image { state: State::Active, ..Image::of(&before) };
            transaction.put(&name, &before, &after, Action::Restore)?;
            before = transaction.stored(&name)?;
        }
        let mut revision = before.revision;
        if let Some(new) = new {
            let mut record = object(&before.data);
            if is_whole {
                record = whole(&name, new)?;
            } else {
                let field =
                    FieldPath::parse(&row.conflict.field).map_err(|problem| Error::Field {
                        record: name.clone().into(),
                        field: row.conflict.field.clone(),
                        problem: problem.to_string(),
                    })?;
                set(ty, &name, &mut record, &field, new)?;
            }
            let current = object(&before.data);
            if let Some(problem) = review::refused(dataset, collection, &current, &record) {
                let field =
                    review::of(dataset, &collection.name).map(|review| review.field.clone());
                let (record, field) = (name.into(), field.unwrap_or_default());
                return Err(Error::Field { record, field, problem });
            }
            let names = (&name, &before);
            revision = change(transaction, bundle, names, &record, Action::Resolve)?;
        }
        if revision == before.revision {
            // It has that value already; that a person wants it so is worth a row.
            let after = Image::of(&before);
            transaction.put(&name, &before, &after, Action::Resolve)?;
        }
        Ok(name)
    })
}

/// The value of a record as a whole.
fn whole(name: &RecordName, value: Option<Value>) -> Result<serde_json::Map<String, Value>, Error> {
    match value {
        Some(Value::Object(record)) => Ok(record),
        _ => Err(Error::Invalid {
            record: name.clone().into(),
            problems: vec!["a record is a JSON object".to_owned()],
        }),
    }
}
