//! Writes what a comparison says.

use std::collections::HashSet;

use seedbank_codegen::model::SetAside;

use super::MigrationVerdict;
use super::compare::{Item, ItemChange, UnitComparison};
use crate::store::{Action, Error, Import, ImportState, NewRecord, Rejected, Source};
use crate::sync::batch::BATCH;
use crate::sync::chain::Subject;
use crate::sync::image::Image;
use crate::sync::transaction::Transaction;

/// Writes a unit, and takes out of it what the database refuses.
pub(super) fn write(
    transaction: &mut Transaction<'_>,
    dataset: &str,
    unit: &mut UnitComparison,
    left_out: &mut Vec<SetAside>,
) -> Result<(), Error> {
    let (added, edited): (Vec<Item>, Vec<Item>) = std::mem::take(&mut unit.items)
        .into_iter()
        .partition(|item| matches!(item.change, ItemChange::Add { .. }));
    let known = left_out.len();
    for items in added.chunk_by(|a, b| a.name.collection == b.name.collection) {
        for items in items.chunks(BATCH) {
            add(transaction, unit, items, left_out)?;
        }
    }
    for item in &edited {
        edit(transaction, unit, item, left_out)?;
    }
    let refused: HashSet<&str> =
        left_out[known..].iter().map(|aside| aside.record.as_str()).collect();
    let came_in = |item: &Item| !refused.contains(item.name.to_string().as_str());
    unit.items = added.into_iter().chain(edited).filter(came_in).collect();
    let Some(mut came_in) = unit.came_in.take() else { return Ok(()) };
    if unit.verdict == MigrationVerdict::Added {
        let import = Import {
            dataset: dataset.to_owned(),
            unit: unit.unit.clone(),
            hash: Some(came_in.hash.clone()),
            stamp: unit.stamp.clone(),
            state: ImportState::Migrated,
            set_aside: Vec::new(),
            signature: transaction.signature.clone(),
        };
        transaction.writer.put_import(&import, None)?;
    }
    came_in.records = serde_json::json!(unit.counts);
    let texts = (None, Some(came_in.to_text()));
    transaction.say(Subject::Unit(dataset, &unit.unit), Action::Migrate, texts)
}

fn add(
    transaction: &mut Transaction<'_>,
    unit: &mut UnitComparison,
    items: &[Item],
    left_out: &mut Vec<SetAside>,
) -> Result<(), Error> {
    let Some(place) = items.first().map(Item::place) else { return Ok(()) };
    let records: Vec<NewRecord<'_>> = items
        .iter()
        .filter_map(|item| match &item.change {
            ItemChange::Add { data } => Some(NewRecord { key: &item.name.key, data }),
            ItemChange::Edit { .. } => None,
        })
        .collect();
    for Rejected { index, reason } in
        transaction.add(place, Source::Import, &records, Action::Migrate)?
    {
        let reason = format!("the database refused it: {reason}");
        unit.leave_out(&items[index], &reason, left_out);
    }
    Ok(())
}

fn edit(
    transaction: &mut Transaction<'_>,
    unit: &mut UnitComparison,
    item: &Item,
    left_out: &mut Vec<SetAside>,
) -> Result<(), Error> {
    let ItemChange::Edit { stored, after, conflicts } = &item.change else { return Ok(()) };
    if *after != Image::of(stored) {
        match transaction.put(&item.name, stored, after, Action::Migrate) {
            Err(Error::Rejected { reason, .. }) => {
                let reason = format!("the database refused it: {reason}");
                unit.leave_out(item, &reason, left_out);
                return Ok(());
            }
            put => put?,
        }
    }
    let conflicts = conflicts.iter().cloned().map(|conflict| conflict.of(stored.id, None));
    transaction.writer.put_conflicts(&conflicts.collect::<Vec<_>>())
}
