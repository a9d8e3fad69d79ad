//! Whose values a derived field holds: the history says it, and no two of them are mixed.

use seedbank_codegen::canon::canonical;
use serde_json::{Value, json};

use super::{DerivedField, of_type};
use crate::store::{Action, Error, HistoryFilter, RecordId, Store};
use crate::sync::author::Author;
use crate::sync::chain::Subject;
use crate::sync::merge::RecordType;
use crate::sync::settle::object;
use crate::sync::transaction::{Numbering, Transaction, write};

/// Who made the values of a field last.
pub(super) fn maker(
    store: &mut dyn Store,
    field: &DerivedField<'_>,
) -> Result<Option<String>, Error> {
    let (dataset, action) = (Some(field.dataset), Some(Action::Derive));
    let filter = HistoryFilter { dataset, action, ..HistoryFilter::default() };
    let mut maker = None;
    store.snapshot()?.each_history(&filter, &mut |entry| {
        let said = entry.row.after.as_deref().map(object).unwrap_or_default();
        let is = |name, value: &str| said.get(name).is_some_and(|said| said == value);
        if is("collection", field.collection) && is("field", field.field) {
            maker = said.get("maker").and_then(Value::as_str).map(str::to_owned);
        }
        Ok(())
    })?;
    Ok(maker)
}

/// Says in the history that somebody made so many.
pub(super) fn say(
    transaction: &mut Transaction<'_>,
    field: &DerivedField<'_>,
    maker: &str,
    records: usize,
) -> Result<(), Error> {
    let DerivedField { dataset, collection, field } = field;
    let after =
        json!({ "collection": collection, "field": field, "maker": maker, "records": records });
    let texts = (None, Some(canonical(&after)));
    transaction.say(Subject::Dataset(dataset), Action::Derive, texts).map(drop)
}

/// Takes away all values of a field, and says who makes it from now on.
pub(super) fn hand_over(
    store: &mut dyn Store,
    (field, ty): (&DerivedField<'_>, RecordType<'_>),
    maker: &str,
    author: &Author,
) -> Result<(), Error> {
    write(store, author, Numbering::None, &mut |transaction| {
        let mut without: Vec<(RecordId, String)> = Vec::new();
        let filter = of_type(field.dataset, ty);
        transaction.reader().each_record(&filter, &mut |_, stored| {
            let mut record = object(&stored.data);
            if record.remove(field.field).is_some() {
                without.push((stored.id, canonical(&Value::Object(record))));
            }
            Ok(())
        })?;
        let texts: Vec<(RecordId, &str)> =
            without.iter().map(|(id, data)| (*id, data.as_str())).collect();
        transaction.writer.fill(&texts)?;
        say(transaction, field, maker, 0)
    })
}
