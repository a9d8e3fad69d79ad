//! A person takes a record a step further on its way to readers, or back.

use seedbank_codegen::model::{Collection, Dataset, Review};
use serde_json::{Map, Value};

use super::author::Author;
use super::edit::{change, changeable};
use super::settle::object;
use super::transaction::{Numbering, kind, write};
use crate::bundle::Bundle;
use crate::store::{Action, Error, RecordName, Store};

/// Takes a record to a step; gives its revision.
pub(crate) fn review(
    store: &mut dyn Store,
    bundle: &Bundle,
    name: &RecordName,
    to: &str,
    author: &Author,
) -> Result<i64, Error> {
    let (dataset, collection) = kind(bundle, name)?;
    let review = of(dataset, &collection.name)
        .ok_or_else(|| Error::NoReview { record: name.clone().into() })?;
    write(store, author, Numbering::None, &mut |transaction| {
        transaction.in_step(dataset)?;
        let before = transaction.stored(name)?;
        changeable(collection, name, &before)?;
        let current = object(&before.data);
        let mut value = current.clone();
        value.insert(review.field.clone(), to.into());
        if let Some(problem) = refused(dataset, collection, &current, &value) {
            let (record, field) = (name.clone().into(), review.field.clone());
            return Err(Error::Field { record, field, problem });
        }
        change(transaction, bundle, (name, &before), &value, Action::Review)
    })
}

/// How the records of a collection are reviewed, if they are.
pub(super) fn of<'d>(dataset: &'d Dataset, collection: &str) -> Option<&'d Review> {
    dataset.review.as_ref().filter(|review| review.collection == collection)
}

/// Whether readers see a record: it is published, or not reviewed at all.
pub(crate) fn is_published(
    dataset: &Dataset,
    name: &RecordName,
    record: &Map<String, Value>,
) -> bool {
    of(dataset, &name.collection).is_none_or(|review| {
        record.get(&review.field).and_then(Value::as_str) == Some(Review::PUBLISHED)
    })
}

/// Why a record can't go from one step to another; `None`: it can, or takes none.
pub(super) fn refused(
    dataset: &Dataset,
    collection: &Collection,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Option<String> {
    let review = of(dataset, &collection.name)?;
    let (from, to) = (before.get(&review.field), after.get(&review.field));
    if from == to {
        return None;
    }
    let from = from.and_then(Value::as_str);
    // What is at no step can go to any.
    let (from, allowed) = Review::STEPS.iter().find(|(step, _)| Some(*step) == from)?;
    if to.and_then(Value::as_str).is_some_and(|to| allowed.contains(&to)) {
        return None;
    }
    Some(format!("it is `{from}`, and goes from there to {} only", allowed.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_leads_to_a_step_and_none_to_itself() {
        for (step, allowed) in Review::STEPS {
            assert!(!allowed.is_empty() && !allowed.contains(&step));
            for next in allowed {
                assert!(Review::STEPS.iter().any(|(known, _)| known == next), "{next}");
            }
        }
        assert!(Review::STEPS.iter().any(|(step, _)| *step == Review::PUBLISHED));
    }
}
