//! Makes derived fields that are missing. Whoever makes them is asked outside of any transaction.

mod maker;

use seedbank_codegen::canon::canonical;
use seedbank_codegen::model::{Dataset, SetAside};
use serde::Serialize;
use serde_json::{Map, Value};

use self::maker::{hand_over, maker, say};
use super::author::Author;
use super::derived::plain;
use super::merge::RecordType;
use super::record_check::problem;
use super::settle::object;
use super::transaction::{Numbering, installed, write};
use crate::bundle::Bundle;
use crate::store::{Error, Place, Placed, RecordFilter, RecordId, Store};

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
///     fn maker(&self) -> &'static str {
///         "lengths"
///     }
///
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
    /// Whose values these are, as a model is named: those of two makers are never mixed in one field.
    fn maker(&self) -> &str;

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
            missing += wanted(store, dataset, ty, field, false)?.1;
        }
    }
    Ok(missing)
}

/// Makes what is missing, or all of it anew, batch by batch, each in a transaction of its own.
pub(crate) fn derive(
    store: &mut dyn Store,
    bundle: &Bundle,
    provider: &mut dyn Derive,
    author: &Author,
    anew: bool,
) -> Result<Derived, Error> {
    let mut derived = Derived::default();
    for dataset in in_step(store, bundle)? {
        for (ty, field) in fields(dataset) {
            let (records, mut missing) = wanted(store, dataset, ty, field, anew)?;
            let collection = &ty.collection().name;
            let field = DerivedField { dataset: &dataset.name, collection, field };
            let name = provider.maker().to_owned();
            let all = records.len() as u64;
            let mut batches = records.chunks(BATCH).enumerate();
            if derived.failed.is_none() && !anew {
                derived.failed = refused(maker(store, &field)?, &field, &name);
            }
            while derived.failed.is_none()
                && let Some((rank, records)) = batches.next()
            {
                match values(provider, &field, records) {
                    Ok(values) => {
                        if anew && rank == 0 {
                            hand_over(store, (&field, ty), &name, author)?;
                            missing = all;
                        }
                        let made = valid((bundle, &field), records, values, &mut derived.left_out);
                        let made = put(store, (&field, &name), ty, &made, author)?;
                        derived.made += made;
                        missing -= made;
                    }
                    Err(DeriveError(why)) => derived.failed = Some(why),
                }
            }
            derived.missing += missing;
        }
    }
    Ok(derived)
}

/// Why somebody may not make a field.
fn refused(maker: Option<String>, field: &DerivedField<'_>, name: &str) -> Option<String> {
    let DerivedField { dataset, collection, field } = field;
    maker.filter(|maker| maker != name).map(|maker| {
        format!(
            "`{field}` of {dataset}/{collection} was made by {maker}, and values of two makers are never \
             mixed: ask {maker} again, or let {name} make all of them: `seedbank derive --anew`"
        )
    })
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

/// The records that lack a field, or all of them, without all that is derived; and how many lack it.
fn wanted(
    store: &mut dyn Store,
    dataset: &Dataset,
    ty: RecordType<'_>,
    field: &str,
    all: bool,
) -> Result<(Vec<Placed>, u64), Error> {
    let (mut found, mut lacking) = (Vec::new(), 0);
    store.snapshot()?.each_record(&of_type(&dataset.name, ty), &mut |place, stored| {
        let lacks = lacks(&stored.data, field);
        if stored.state.counts() && (all || lacks) {
            found.push(Placed::new(place, plain(stored, ty)));
            lacking += u64::from(lacks);
        }
        Ok(())
    })?;
    Ok((found, lacking))
}

fn of_type<'d>(dataset: &'d str, ty: RecordType<'d>) -> RecordFilter<'d> {
    let (dataset, collection) = (Some(dataset), Some(ty.collection().name.as_str()));
    RecordFilter { dataset, collection, ..RecordFilter::default() }
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
    (field, maker): (&DerivedField<'_>, &str),
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
        say(transaction, field, maker, filled.len())?;
        Ok(filled.len() as u64)
    })
}
