//! What refers to records that are nowhere does not come in.

use std::collections::HashMap;

use seedbank_codegen::model::SetAside;

use super::compare::{Item, ItemChange, UnitComparison};
use crate::store::{Error, Reader};
use crate::sync::references::References;

/// How many records will be there that are not yet, by collection and key.
type Coming = HashMap<(String, String), u64>;

/// Leaves out what refers to records that are nowhere, and then what refers to that.
pub(super) fn follow(
    reader: &mut dyn Reader,
    references: &References<'_>,
    units: &mut [UnitComparison],
    left_out: &mut Vec<SetAside>,
) -> Result<(), Error> {
    if references.is_empty() {
        return Ok(());
    }
    let mut coming = Coming::new();
    for item in units.iter().flat_map(|unit| &unit.items).filter(|item| item.is_coming()) {
        *coming.entry(item.target()).or_default() += 1;
    }
    loop {
        let mut lost = false;
        for unit in &mut *units {
            let mut kept = Vec::with_capacity(unit.items.len());
            for item in std::mem::take(&mut unit.items) {
                let Some((collection, key)) = missing(reader, references, &item, &coming)? else {
                    kept.push(item);
                    continue;
                };
                let reason = format!("there is no `{collection}` with the key `{key}`");
                unit.leave_out(&item, &reason, left_out);
                if let Some(count) = coming.get_mut(&item.target()).filter(|_| item.is_coming()) {
                    *count -= 1;
                    lost = true;
                }
            }
            unit.items = kept;
        }
        if !lost {
            return Ok(());
        }
    }
}

fn missing(
    reader: &mut dyn Reader,
    references: &References<'_>,
    item: &Item,
    coming: &Coming,
) -> Result<Option<(String, String)>, Error> {
    let texts = match &item.change {
        ItemChange::Add { data } => (None, data.as_str()),
        ItemChange::Edit { stored, after, .. } => (Some(stored.data.as_str()), after.data.as_str()),
    };
    let comes = |collection: &str, key: &str| {
        coming.get(&(collection.to_owned(), key.to_owned())).is_some_and(|count| *count > 0)
    };
    references.missing(reader, &item.name, texts, &comes)
}
