//! What people changed is looked at again where a release has another schema: a record whose factory's value
//! did not change is otherwise not looked at.

use std::collections::HashSet;

use seedbank_codegen::model::Dataset;

use super::image::Image;
use super::record_check::problem;
use super::report::RecordVerdict;
use super::sink::Sink;
use super::step::{FieldConflict, Step};
use crate::bundle::Bundle;
use crate::store::{Action, Error, RecordFilter, RecordId, RecordName, Stored};

/// Files a conflict for each record of the dataset that people changed and that is not valid any more, but
/// for those that are `told` already. Gives the names of their units, one for each.
pub(super) fn revalidate(
    sink: &mut dyn Sink,
    bundle: &Bundle,
    dataset: &Dataset,
    told: &HashSet<RecordId>,
) -> Result<Vec<String>, Error> {
    let filter =
        RecordFilter { dataset: Some(&dataset.name), drifted: true, ..RecordFilter::default() };
    let mut invalid: Vec<(RecordName, Stored, String)> = Vec::new();
    sink.reader().each_record(&filter, &mut |place, stored| {
        if stored.state.counts() && !told.contains(&stored.id) {
            let record = super::settle::object(&stored.data);
            if let Some(problem) = problem(bundle, &dataset.name, place.collection, &record) {
                invalid.push((place.name(&stored.key), stored, problem));
            }
        }
        Ok(())
    })?;
    let mut units = Vec::new();
    for (name, stored, problem) in invalid {
        let delivered = stored.base.clone();
        let conflict = FieldConflict {
            field: String::new(),
            base: delivered.clone(),
            current: Some(stored.data.clone()),
            target: delivered,
            reason: Some(format!("it is not valid by the new schema: {problem}")),
        };
        let after = Image::of(&stored);
        let (action, verdict) = (Action::Update, RecordVerdict::Kept);
        let step = Step { stored, after, action, verdict, conflicts: vec![conflict] };
        if sink.change(super::transaction::place(&name), vec![step])?.is_empty() {
            units.push(name.unit);
        }
    }
    Ok(units)
}
