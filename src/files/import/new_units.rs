//! Units that come in with a file, and may be a name that was mistyped.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::bundle::Bundle;
use crate::store::{Error, Import, Reader, RecordFilter};

/// A unit that the database did not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewUnit {
    /// Its dataset.
    pub dataset: String,
    /// Its name.
    pub unit: String,
    /// The unit that most of its keys are in too, if there is one: perhaps that was meant.
    pub alike: Option<String>,
}

/// Those of the files' units that the database does not have.
pub(super) fn new_units(reader: &mut dyn Reader, files: &Bundle) -> Result<Vec<NewUnit>, Error> {
    let imports = reader.imports()?;
    let mut new = Vec::new();
    for dataset in &files.model().datasets {
        for unit in &dataset.units {
            let is_it =
                |import: &Import| import.dataset == dataset.name && import.unit == unit.name;
            if !imports.iter().any(is_it) {
                let alike = alike(reader, files, &dataset.name, &unit.name)?;
                new.push(NewUnit { dataset: dataset.name.clone(), unit: unit.name.clone(), alike });
            }
        }
    }
    Ok(new)
}

/// The unit that has the most of a file's keys, if that is more than half of them.
fn alike(
    reader: &mut dyn Reader,
    files: &Bundle,
    dataset: &str,
    unit: &str,
) -> Result<Option<String>, Error> {
    let tables = files.tables().filter(|table| table.dataset().name == dataset);
    let rows = tables.flat_map(|table| table.in_unit(unit));
    let keys: HashSet<(String, String)> =
        rows.map(|row| (row.table().collection().name.clone(), row.key().to_owned())).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let filter = RecordFilter { dataset: Some(dataset), ..RecordFilter::default() };
    reader.each_record(&filter, &mut |place, stored| {
        let key = (place.collection.to_owned(), stored.key);
        if stored.state.counts() && keys.contains(&key) {
            *counts.entry(place.unit.to_owned()).or_default() += 1;
        }
        Ok(())
    })?;
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    Ok(most.filter(|(_, count)| count * 2 > keys.len()).map(|(unit, _)| unit))
}
