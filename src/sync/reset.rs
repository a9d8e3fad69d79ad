//! Gives records, or single fields, the factory's value again.

use serde_json::Value;

use super::author::Author;
use super::edit::set;
use super::image::Image;
use super::merge::{FieldPath, RecordType};
use super::obsolete::supersede;
use super::record_check::problems;
use super::settle::{base_of, object};
use super::transaction::{Numbering, Transaction, kind, write};
use crate::bundle::Bundle;
use crate::store::{Action, Error, Reader, RecordFilter, RecordName, State, Store, Stored};
use seedbank_codegen::canon;

/// Which records, or which part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selection {
    /// One record.
    Record(RecordName),
    /// One field of a record: its path.
    Field(RecordName, FieldPath),
    /// All records of a unit that are not as the factory has them.
    Unit {
        /// Its dataset.
        dataset: String,
        /// Its name.
        unit: String,
    },
    /// All records of a dataset that are not as the factory has them.
    Dataset(String),
}

/// Which of the factory's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetTo {
    /// The one that it last delivered to this database.
    Installed,
    /// The one of this bundle, imported or not.
    Incoming,
}

/// Gives the selected records the factory's values; gives their names.
pub(crate) fn reset(
    store: &mut dyn Store,
    bundle: &Bundle,
    selection: &Selection,
    to: ResetTo,
    author: &Author,
) -> Result<Vec<RecordName>, Error> {
    write(store, author, Numbering::None, &mut |transaction| {
        let mut done = Vec::new();
        let one = matches!(selection, Selection::Record(_) | Selection::Field(..));
        for (name, stored) in selected(transaction, selection)? {
            if to == ResetTo::Incoming
                && let Ok((dataset, _)) = kind(bundle, &name)
            {
                transaction.in_step(dataset)?;
            }
            let after = match after(bundle, selection, to, &name, &stored) {
                // Of many, those that the factory never delivered stay as they are.
                Err(Error::NoReset { .. }) if !one => None,
                found => found?,
            };
            if let Some(after) = after {
                transaction.put(&name, &stored, &after, Action::Reset)?;
                let (dataset, collection) = kind(bundle, &name)?;
                let ty = RecordType::new(dataset, collection);
                supersede(transaction.writer, Some(ty), stored.id, &after, &[])?;
                done.push(name);
            }
        }
        Ok(done)
    })
}

fn selected(
    transaction: &mut Transaction<'_>,
    selection: &Selection,
) -> Result<Vec<(RecordName, Stored)>, Error> {
    let filter = match selection {
        Selection::Record(name) | Selection::Field(name, _) => {
            return Ok(vec![(name.clone(), transaction.stored(name)?)]);
        }
        Selection::Unit { dataset, unit } => RecordFilter {
            dataset: Some(dataset),
            unit: Some(unit),
            drifted: true,
            ..RecordFilter::default()
        },
        Selection::Dataset(dataset) => {
            RecordFilter { dataset: Some(dataset), drifted: true, ..RecordFilter::default() }
        }
    };
    known(transaction, selection)?;
    all(transaction.reader(), &filter)
}

/// A unit or a dataset that the database has.
fn known(transaction: &mut Transaction<'_>, selection: &Selection) -> Result<(), Error> {
    let imports = transaction.reader().imports()?;
    let (what, found) = match selection {
        Selection::Unit { dataset, unit } => (
            format!("`{dataset}/{unit}`"),
            imports.iter().any(|import| import.dataset == *dataset && import.unit == *unit),
        ),
        Selection::Dataset(dataset) => {
            (format!("`{dataset}`"), imports.iter().any(|import| import.dataset == *dataset))
        }
        Selection::Record(_) | Selection::Field(..) => return Ok(()),
    };
    let problem = "the database has none of that name; `seedbank status` lists what it has";
    if found { Ok(()) } else { Err(Error::NoReset { what, problem }) }
}

/// The records that a filter lets through, with their names.
pub(super) fn all(
    reader: &mut dyn Reader,
    filter: &RecordFilter<'_>,
) -> Result<Vec<(RecordName, Stored)>, Error> {
    let mut found = Vec::new();
    reader.each_record(filter, &mut |place, stored| {
        found.push((place.name(&stored.key), stored));
        Ok(())
    })?;
    Ok(found)
}

/// What a record becomes; `None`: it is that already.
fn after(
    bundle: &Bundle,
    selection: &Selection,
    to: ResetTo,
    name: &RecordName,
    stored: &Stored,
) -> Result<Option<Image>, Error> {
    let (dataset, collection) = kind(bundle, name)?;
    let ty = RecordType::new(dataset, collection);
    let what = || format!("`{name}`");
    let factory = super::settle::is_edited(stored).then(|| stored.base.clone()).flatten();
    let delivered = match (factory, stored.source) {
        (Some(base), _) => Some(base),
        (None, crate::store::Source::Factory) => Some(stored.data.clone()),
        (None, _) => None,
    };
    let value = match to {
        ResetTo::Installed => delivered.clone().ok_or_else(|| Error::NoReset {
            what: what(),
            problem: "the factory never delivered it",
        })?,
        ResetTo::Incoming => {
            let row = bundle.row(&name.dataset, &name.collection, &name.unit, &name.key);
            let row = row.ok().flatten().ok_or_else(|| Error::NoReset {
                what: what(),
                problem: "this bundle does not have it",
            })?;
            let mut text = String::new();
            row.write_canonical(&mut text);
            text
        }
    };
    let data = match selection {
        Selection::Field(_, field) => {
            let mut record = object(&stored.data);
            let new: Option<Value> = field.get(ty, &object(&value)).cloned();
            set(ty, name, &mut record, field, new)?;
            let problems = problems(bundle, &dataset.name, &collection.name, &record);
            if !problems.is_empty() {
                return Err(Error::Invalid { record: name.clone().into(), problems });
            }
            canon::canonical(&Value::Object(record))
        }
        _ => value,
    };
    let state = match (selection, stored.state) {
        (Selection::Field(..), state) => state,
        (_, State::Deleted) => State::Active,
        (_, state) => state,
    };
    let base = delivered.and_then(|delivered| base_of(stored.source, &data, &delivered));
    let after = Image { data, base, state, ..Image::of(stored) };
    Ok((after != Image::of(stored)).then_some(after))
}
