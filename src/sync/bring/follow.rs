//! What would leave a reference to nothing does not come in.

use std::collections::{HashMap, HashSet};

use seedbank_codegen::model::SetAside;

use super::Item;
use crate::bundle::Bundle;
use crate::store::{Error, Reader, RecordName};
use crate::sync::references::{self, References};

/// Leaves out what refers to records that are nowhere, then what refers to that, and last the deletion
/// of what is still referred to.
pub(super) fn follow(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    items: &mut Vec<Item>,
    left_out: &mut Vec<SetAside>,
) -> Result<(), Error> {
    loop {
        let coming: HashSet<(String, String, String)> = items
            .iter()
            .filter(|item| item.comes())
            .map(|item| {
                let RecordName { dataset, collection, key, .. } = item.report.record.clone();
                (dataset, collection, key)
            })
            .collect();
        let before = items.len();
        let mut kept = Vec::with_capacity(before);
        for item in std::mem::take(items) {
            match missing(reader, bundle, &item, &coming)? {
                Some(reason) => {
                    left_out.push(SetAside { record: item.report.record.to_string(), reason });
                }
                None => kept.push(item),
            }
        }
        *items = kept;
        if items.len() == before {
            break;
        }
    }
    held(reader, bundle, items, left_out)
}

impl Item {
    /// Whether it will count.
    fn stays(&self) -> bool {
        self.after.state.counts()
    }

    /// Whether it does not count yet, and will.
    fn comes(&self) -> bool {
        self.stays() && self.stored.as_ref().is_none_or(|stored| !stored.state.counts())
    }

    /// Whether it counts, and will not any more.
    fn goes(&self) -> bool {
        !self.stays() && self.stored.as_ref().is_some_and(|stored| stored.state.counts())
    }
}

/// A reference that is new in a record and leads nowhere, in words.
fn missing(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    item: &Item,
    coming: &HashSet<(String, String, String)>,
) -> Result<Option<String>, Error> {
    if !item.stays() {
        return Ok(None);
    }
    let name = &item.report.record;
    let references = References::of(bundle, &name.dataset)?;
    if references.is_empty() {
        return Ok(None);
    }
    let comes = |collection: &str, key: &str| {
        coming.contains(&(name.dataset.clone(), collection.to_owned(), key.to_owned()))
    };
    // What did not count until now was not looked at.
    let before = item.stored.as_ref().filter(|_| !item.comes());
    let texts = (before.map(|stored| stored.data.as_str()), item.after.data.as_str());
    let found = references.missing(reader, name, texts, &comes)?;
    Ok(found.map(|(collection, key)| format!("there is no `{collection}` with the key `{key}`")))
}

/// Leaves out the deletion of what records refer to that stay.
fn held(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    items: &mut Vec<Item>,
    left_out: &mut Vec<SetAside>,
) -> Result<(), Error> {
    loop {
        let going: Vec<&RecordName> =
            items.iter().filter(|item| item.goes()).map(|item| &item.report.record).collect();
        if going.is_empty() {
            return Ok(());
        }
        let after: HashMap<&RecordName, Option<&str>> = items
            .iter()
            .map(|item| (&item.report.record, item.stays().then_some(item.after.data.as_str())))
            .collect();
        let mut held = HashMap::new();
        for group in going.chunk_by(|a, b| a.dataset == b.dataset) {
            held.extend(references::held(reader, bundle, group, &after)?);
        }
        if held.is_empty() {
            return Ok(());
        }
        items.retain(|item| {
            let Some(by) = held.get(&item.report.record).filter(|_| item.goes()) else {
                return true;
            };
            let record = item.report.record.to_string();
            let reason = format!("it can't be deleted: {} refers to it", names(by));
            left_out.push(SetAside { record, reason });
            false
        });
    }
}

fn names(records: &[RecordName]) -> String {
    const SHOWN: usize = 3;
    let names: Vec<String> = records.iter().take(SHOWN).map(ToString::to_string).collect();
    let more = records.len().saturating_sub(SHOWN);
    if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
}
