//! Makes derived fields that are missing. Whoever makes them is asked outside of any transaction.

use seedbank_codegen::canon::canonical;
use seedbank_codegen::model::{Dataset, SetAside};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::author::Author;
use super::chain::Subject;
use super::derived::plain;
use super::merge::RecordType;
use super::record_check::problem;
use super::settle::object;
use super::transaction::{Numbering, installed, write};
use crate::bundle::Bundle;
use crate::store::{Action, Error, Place, Placed, RecordFilter, RecordId, Store};

/// Makes the values of derived fields.
///
/// ```
/// use seedbank::{Derive, DeriveError, DerivedField};
/// use serde_json::{Map, Value};
///
/// /// How long each title is.
/// struct Lengths;
///
/// impl Derive for Lengths {
///     fn derive(
///         &mut self,
///         _: &DerivedField<'_>,
///         records: &[Map<String, Value>],
///     ) -> Result<Vec<Value>, DeriveError> {
///         let length = |record: &Map<String, Value>| {
///             record.get("title").and_then(Value::as_str).map_or(0, str::len).into()
///         };
///         Ok(records.iter().map(length).collect())
///     }
/// }
/// ```
pub trait Derive {
    /// The field's value for each of these records, which are without their derived fields, in their order.
    fn derive(
        &mut self,
        field: &DerivedField<'_>,
        records: &[Map<String, Value>],
    ) -> Result<Vec<Value>, DeriveError>;
}

/// A field with `x-derived`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DerivedField<'f> {
    /// The dataset.
    pub dataset: &'f str,
    /// The collection.
    pub collection: &'f str,
    /// The field's name.
    pub field: &'f str,
}

/// Why derived fields could not be made, in a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DeriveError(pub String);

/// What making derived fields did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Derived {
    /// How many fields of records were made.
    pub made: u64,
    /// How many are missing still.
    pub missing: u64,
    /// Why no more were made, where that failed; what was made stays, and the next run goes on from there.
    pub failed: Option<String>,
    /// Records whose schema does not allow what was made.
    pub left_out: Vec<SetAside>,
}

/// So many records are asked for, and written, at once.
const BATCH: usize = 64;

/// How many derived fields of records are missing.
pub(crate) fn missing(store: &mut dyn Store, bundle: &Bundle) -> Result<u64, Error> {
    let mut missing = 0;
    for dataset in in_step(store, bundle)? {
        for (ty, field) in fields(dataset) {
            missing += lacking(store, dataset, ty, field)?.len() as u64;
        }
    }
    Ok(missing)
}

/// Makes what is missing, batch by batch, each in a transaction of its own.
pub(crate) fn derive(
    store: &mut dyn Store,
    bundle: &Bundle,
    provider: &mut dyn Derive,
    author: &Author,
) -> Result<Derived, Error> {
    let mut derived = Derived::default();
    for dataset in in_step(store, bundle)? {
        for (ty, field) in fields(dataset) {
            let records = lacking(store, dataset, ty, field)?;
            derived.missing += records.len() as u64;
            if derived.failed.is_some() {
                continue;
            }
            let collection = &ty.collection().name;
            let field = DerivedField { dataset: &dataset.name, collection, field };
            for records in records.chunks(BATCH) {
                match values(provider, &field, records) {
                    Ok(values) => {
                        let made = valid((bundle, &field), records, values, &mut derived.left_out);
                        let made = put(store, &field, ty, &made, author)?;
                        derived.made += made;
                        derived.missing -= made;
                    }
                    Err(DeriveError(why)) => {
                        derived.failed = Some(why);
                        break;
                    }
                }
            }
        }
    }
    Ok(derived)
}

/// The datasets whose schema is the database's.
fn in_step<'b>(store: &mut dyn Store, bundle: &'b Bundle) -> Result<Vec<&'b Dataset>, Error> {
    let name = store.name().to_owned();
    installed(store.installation()?, &name)?;
    let mut reader = store.snapshot()?;
    let mut found = Vec::new();
    for dataset in bundle.model().datasets.iter().filter(|dataset| dataset.database) {
        let stamp = reader.stamp(&dataset.name)?;
        if stamp.is_some_and(|stamp| stamp.schema_hash == dataset.schema_hash) {
            found.push(dataset);
        }
    }
    Ok(found)
}

fn fields(dataset: &Dataset) -> impl Iterator<Item = (RecordType<'_>, &str)> {
    dataset.collections.iter().flat_map(move |collection| {
        let ty = RecordType::new(dataset, collection);
        ty.derived_fields().map(move |field| (ty, field))
    })
}

/// The records that lack a field, without all that is derived.
fn lacking(
    store: &mut dyn Store,
    dataset: &Dataset,
    ty: RecordType<'_>,
    field: &str,
) -> Result<Vec<Placed>, Error> {
    let (dataset, collection) = (Some(dataset.name.as_str()), Some(ty.collection().name.as_str()));
    let filter = RecordFilter { dataset, collection, ..RecordFilter::default() };
    let mut found = Vec::new();
    store.snapshot()?.each_record(&filter, &mut |place, stored| {
        if stored.state.counts() && lacks(&stored.data, field) {
            found.push(Placed::new(place, plain(stored, ty)));
        }
        Ok(())
    })?;
    Ok(found)
}

fn lacks(data: &str, field: &str) -> bool {
    object(data).get(field).is_none_or(Value::is_null)
}

fn values(
    provider: &mut dyn Derive,
    field: &DerivedField<'_>,
    records: &[Placed],
) -> Result<Vec<Value>, DeriveError> {
    let given: Vec<Map<String, Value>> =
        records.iter().map(|placed| object(&placed.stored.data)).collect();
    let values = provider.derive(field, &given)?;
    if values.len() == given.len() {
        return Ok(values);
    }
    let (asked, given) = (given.len(), values.len());
    Err(DeriveError(format!("{given} values were given for {asked} records")))
}

/// The records whose schema allows what was made of them.
fn valid<'r>(
    (bundle, field): (&Bundle, &DerivedField<'_>),
    records: &'r [Placed],
    values: Vec<Value>,
    left_out: &mut Vec<SetAside>,
) -> Vec<(&'r Placed, Value)> {
    let mut valid = Vec::new();
    for (placed, value) in records.iter().zip(values) {
        let mut record = object(&placed.stored.data);
        record.insert(field.field.to_owned(), value.clone());
        match problem(bundle, field.dataset, field.collection, &record) {
            None => valid.push((placed, value)),
            Some(reason) => {
                left_out.push(SetAside { record: placed.name().to_string(), reason });
            }
        }
    }
    valid
}

/// Gives records what was made of them, unless they are others by now.
fn put(
    store: &mut dyn Store,
    field: &DerivedField<'_>,
    ty: RecordType<'_>,
    made: &[(&Placed, Value)],
    author: &Author,
) -> Result<u64, Error> {
    if made.is_empty() {
        return Ok(0);
    }
    write(store, author, Numbering::None, &mut |transaction| {
        let mut filled: Vec<(RecordId, String)> = Vec::new();
        for of_unit in made.chunk_by(|(a, _), (b, _)| a.stored.unit == b.stored.unit) {
            let unit = &of_unit[0].0.stored.unit;
            let place = Place { dataset: field.dataset, collection: field.collection, unit };
            let keys: Vec<&str> =
                of_unit.iter().map(|(placed, _)| placed.stored.key.as_str()).collect();
            let now = transaction.reader().records(place, &keys)?;
            for ((placed, value), now) in of_unit.iter().zip(now) {
                let Some(now) = now.filter(|now| lacks(&now.data, field.field)) else { continue };
                let mut record = object(&now.data);
                if plain(now, ty) == placed.stored {
                    record.insert(field.field.to_owned(), value.clone());
                    filled.push((placed.stored.id, canonical(&Value::Object(record))));
                }
            }
        }
        if filled.is_empty() {
            return Ok(0);
        }
        let records: Vec<(RecordId, &str)> =
            filled.iter().map(|(id, data)| (*id, data.as_str())).collect();
        transaction.writer.fill(&records)?;
        let after = json!({
            "collection": field.collection, "field": field.field, "records": filled.len(),
        });
        let texts = (None, Some(canonical(&after)));
        transaction.say(Subject::Dataset(field.dataset), Action::Derive, texts)?;
        Ok(filled.len() as u64)
    })
}
