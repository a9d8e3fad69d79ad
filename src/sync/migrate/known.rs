//! What of an earlier migration is known: the history says which files came in.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::store::{Action, Error, HistoryFilter, HistoryRow, Reader};

/// What the history says of a file that came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::sync) struct CameIn {
    /// The hash of its unit.
    pub hash: String,
    /// The records of it that did not, as `COLLECTION/KEY`; `COLLECTION` for one without a key.
    pub left_out: BTreeSet<String>,
    /// How many records did, by name of the count.
    pub records: serde_json::Value,
}

impl CameIn {
    /// Canonical JSON.
    pub(in crate::sync) fn to_text(&self) -> String {
        seedbank_codegen::canon::canonical(&serde_json::json!(self))
    }

    /// From a row that says so of a unit.
    fn of(row: &HistoryRow) -> Option<Self> {
        (row.action == Action::Migrate && row.record.is_none())
            .then(|| serde_json::from_str(row.after.as_deref()?).ok())?
    }

    /// Whether a record is still to come: it was left out, and may be right now. `there`: the database
    /// has it.
    pub(super) fn lacks(&self, collection: &str, key: &str, there: bool) -> bool {
        self.left_out.contains(&format!("{collection}/{key}"))
            || !there && self.left_out.contains(collection)
    }
}

/// The files of a dataset that came in, by unit.
pub(super) fn known(
    reader: &mut dyn Reader,
    dataset: &str,
) -> Result<BTreeMap<String, CameIn>, Error> {
    let mut known = BTreeMap::new();
    let filter = HistoryFilter { dataset: Some(dataset), ..HistoryFilter::default() };
    reader.each_history(&filter, &mut |entry| {
        if let (Some(came_in), Some(unit)) = (CameIn::of(&entry.row), entry.row.unit) {
            known.insert(unit, came_in);
        }
        Ok(())
    })?;
    Ok(known)
}
