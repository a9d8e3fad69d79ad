//! A person changes fields, deletes a record, or takes that back.

use seedbank_codegen::canon;
use seedbank_codegen::model::{Collection, Dataset, Merge};
use serde_json::{Map, Value};

use super::author::Author;
use super::derived::{anew, plain};
use super::image::Image;
use super::merge::{FieldPath, RecordType};
use super::obsolete::supersede;
use super::record_check::problems;
use super::settle::{base_of, object};
use super::transaction::{Numbering, Transaction, kind, write};
use super::{references, review};
use crate::bundle::Bundle;
use crate::store::{Action, Error, RecordName, State, Store, Stored};

/// Fields that a person gives other values.
///
/// ```
/// use serde_json::json;
///
/// let edit = seedbank::Edit::new().set("name", json!("Solo run"))?.remove("hint")?;
/// # Ok::<_, seedbank::FieldPathError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edit {
    fields: Vec<(FieldPath, Option<Value>)>,
    revision: Option<i64>,
}

impl Edit {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a field a value: `name`, `levels.u10`, or a JSON Pointer.
    pub fn set(mut self, field: &str, value: Value) -> Result<Self, super::merge::FieldPathError> {
        self.fields.push((FieldPath::parse(field)?, Some(value)));
        Ok(self)
    }

    /// Removes a field.
    pub fn remove(mut self, field: &str) -> Result<Self, super::merge::FieldPathError> {
        self.fields.push((FieldPath::parse(field)?, None));
        Ok(self)
    }

    /// Says on which revision of the record the edit is based: if the record has another by now, the
    /// edit is refused.
    #[must_use]
    pub fn based_on(mut self, revision: i64) -> Self {
        self.revision = Some(revision);
        self
    }
}

/// Changes fields of a record; gives its revision.
pub(crate) fn edit(
    store: &mut dyn Store,
    bundle: &Bundle,
    name: &RecordName,
    edit: &Edit,
    author: &Author,
) -> Result<i64, Error> {
    let (dataset, collection) = kind(bundle, name)?;
    let ty = RecordType::new(dataset, collection);
    write(store, author, Numbering::None, &mut |transaction| {
        transaction.in_step(dataset)?;
        let before = transaction.stored(name)?;
        changeable(collection, name, &before)?;
        if let Some(revision) = edit.revision
            && revision != before.revision
        {
            return Err(stale(name, revision, &before, edit, ty));
        }
        let mut value = object(&before.data);
        for (field, new) in &edit.fields {
            set(ty, name, &mut value, field, new.clone())?;
        }
        takes_no_step(dataset, collection, name, &object(&before.data), &value)?;
        change(transaction, bundle, (name, &before), &value, Action::Edit)
    })
}

/// Deletes a record: it stays deleted through updates.
pub(crate) fn delete(
    store: &mut dyn Store,
    bundle: &Bundle,
    name: &RecordName,
    author: &Author,
) -> Result<(), Error> {
    let (dataset, collection) = kind(bundle, name)?;
    write(store, author, Numbering::None, &mut |transaction| {
        transaction.in_step(dataset)?;
        let before = transaction.stored(name)?;
        changeable(collection, name, &before)?;
        let referring = references::referring(transaction.reader(), bundle, name)?;
        if !referring.is_empty() {
            return Err(Error::Referenced { record: name.clone().into(), by: referring });
        }
        let after = Image { state: State::Deleted, ..Image::of(&before) };
        transaction.put(name, &before, &after, Action::Delete)
    })
}

/// Takes a deletion back.
pub(crate) fn restore(
    store: &mut dyn Store,
    name: &RecordName,
    author: &Author,
) -> Result<(), Error> {
    write(store, author, Numbering::None, &mut |transaction| {
        let before = transaction.stored(name)?;
        if before.state != State::Deleted {
            return Err(Error::NotDeleted { record: name.clone().into() });
        }
        let after = Image { state: State::Active, ..Image::of(&before) };
        transaction.put(name, &before, &after, Action::Restore)
    })
}

/// Whether people may change a record.
pub(super) fn changeable(
    collection: &Collection,
    name: &RecordName,
    found: &Stored,
) -> Result<(), Error> {
    let record = || name.clone().into();
    match found.state {
        _ if collection.merge == Merge::Locked => Err(Error::LockedRecord { record: record() }),
        State::Active | State::Deprecated => Ok(()),
        State::Deleted => Err(Error::Deleted { record: record() }),
        State::Removed => Err(Error::Gone { record: record() }),
    }
}

/// Gives a field of a record another value.
pub(super) fn set(
    ty: RecordType<'_>,
    name: &RecordName,
    value: &mut Map<String, Value>,
    field: &FieldPath,
    new: Option<Value>,
) -> Result<(), Error> {
    field.set(ty, value, new).map_err(|problem| Error::Field {
        record: name.clone().into(),
        field: field.to_string(),
        problem: problem.to_string(),
    })
}

/// Gives a record another value, if that is valid; gives its revision.
pub(super) fn change(
    transaction: &mut Transaction<'_>,
    bundle: &Bundle,
    (name, before): (&RecordName, &Stored),
    value: &Map<String, Value>,
    action: Action,
) -> Result<i64, Error> {
    let (dataset, collection) = kind(bundle, name)?;
    let ty = RecordType::new(dataset, collection);
    let data = canon::canonical(&Value::Object(value.clone()));
    if data == before.data {
        return Ok(before.revision);
    }
    // What was made from the values before is not what these would make.
    let (value, before) = (&anew(value, &object(&before.data), ty), &plain(before.clone(), ty));
    let data = canon::canonical(&Value::Object(value.clone()));
    keeps_its_name(dataset, collection, name, &object(&before.data), value)?;
    let problems = problems(bundle, &dataset.name, &collection.name, value);
    if !problems.is_empty() {
        return Err(Error::Invalid { record: name.clone().into(), problems });
    }
    let missing = references::missing(transaction.reader(), bundle, name, (&before.data, &data))?;
    if let Some((collection, key)) = missing {
        let problems = vec![format!("there is no `{collection}` with the key `{key}`")];
        return Err(Error::Invalid { record: name.clone().into(), problems });
    }
    let delivered = before.delivered();
    let base = delivered.and_then(|delivered| base_of(before.source, &data, delivered));
    let after = Image { data, base, ..Image::of(before) };
    transaction.put(name, before, &after, action)?;
    supersede(transaction.writer, Some(ty), before.id, &after, &[])?;
    Ok(before.revision + 1)
}

/// A step of its review is taken as such.
fn takes_no_step(
    dataset: &Dataset,
    collection: &Collection,
    name: &RecordName,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Result<(), Error> {
    match review::of(dataset, &collection.name) {
        Some(review) if before.get(&review.field) != after.get(&review.field) => {
            Err(Error::Field {
                record: name.clone().into(),
                field: review.field.clone(),
                problem: "its steps are taken with `seedbank review RECORD --to STEP`".to_owned(),
            })
        }
        _ => Ok(()),
    }
}

/// What names a record is not edited: it would be another one.
fn keeps_its_name(
    dataset: &Dataset,
    collection: &Collection,
    name: &RecordName,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Result<(), Error> {
    for field in RecordType::new(dataset, collection).naming_fields() {
        if before.get(field) != after.get(field) {
            return Err(Error::Field {
                record: name.clone().into(),
                field: field.to_owned(),
                problem: "it names the record; delete the record and make another one".to_owned(),
            });
        }
    }
    Ok(())
}

fn stale(
    name: &RecordName,
    revision: i64,
    before: &Stored,
    edit: &Edit,
    ty: RecordType<'_>,
) -> Error {
    let current = object(&before.data);
    let text = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    let fields = edit.fields.iter().map(|(field, yours)| {
        let theirs = field.get(ty, &current);
        format!("{field}: yours {}, now {}", text(yours.as_ref()), text(theirs))
    });
    Error::Stale {
        record: name.clone().into(),
        based_on: revision,
        revision: before.revision,
        fields: fields.collect(),
    }
}
