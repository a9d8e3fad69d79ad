//! The records that are exported, as they are at one moment.

use std::collections::BTreeSet;

use seedbank_codegen::model::{Dataset, SetAside};
use serde_json::{Map, Value};

use super::{ExportError, ExportOptions};
use crate::bundle::Bundle;
use crate::store::{Error, Reader, RecordFilter, RecordId, RecordName, State, Store};
use crate::sync::installed;

/// The records of a dataset that count: active and deprecated ones.
pub(super) struct Records<'m> {
    pub dataset: &'m Dataset,
    /// By collection, unit and key.
    pub records: Vec<Record>,
}

/// A record as it is in the database.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub name: RecordName,
    pub id: RecordId,
    pub state: State,
    pub value: Map<String, Value>,
}

/// Reads what the options ask for, dataset by dataset, and says what the bundle knows nothing of.
pub(super) fn read<'m>(
    store: &mut dyn Store,
    bundle: &'m Bundle,
    options: &ExportOptions,
) -> Result<(Vec<Records<'m>>, Vec<SetAside>), ExportError> {
    let database = store.name().to_owned();
    installed(store.installation()?, &database)?;
    let mut reader = store.snapshot()?;
    let imports = reader.imports()?;
    let there: BTreeSet<&str> = imports.iter().map(|import| import.dataset.as_str()).collect();
    let mut left_out = Vec::new();
    let datasets: Vec<&Dataset> = if let Some(name) = &options.dataset {
        vec![asked_for(bundle, name, &there, &database)?]
    } else {
        let unknown = there.iter().filter(|name| known(bundle, name).is_none());
        left_out.extend(unknown.map(|name| SetAside {
            record: (*name).to_owned(),
            reason: "this bundle does not have the dataset".to_owned(),
        }));
        there.iter().filter_map(|name| known(bundle, name)).collect()
    };
    let mut found = Vec::new();
    for dataset in datasets {
        in_step(reader.as_mut(), dataset, &database)?;
        found.push(records(reader.as_mut(), dataset, options.unit.as_deref(), &mut left_out)?);
    }
    if let (Some(unit), [only]) = (&options.unit, &found[..]) {
        let imported = || {
            let mut units = imports.iter().filter(|import| import.dataset == only.dataset.name);
            units.any(|import| import.unit == *unit)
        };
        if only.records.is_empty() && !imported() {
            let (dataset, unit) = (only.dataset.name.clone(), unit.clone());
            return Err(ExportError::NoUnit { dataset, unit, database });
        }
    }
    Ok((found, left_out))
}

fn known<'m>(bundle: &'m Bundle, name: &str) -> Option<&'m Dataset> {
    bundle.model().datasets.iter().find(|dataset| dataset.name == name)
}

fn asked_for<'m>(
    bundle: &'m Bundle,
    name: &str,
    there: &BTreeSet<&str>,
    database: &str,
) -> Result<&'m Dataset, ExportError> {
    let owned = || name.to_owned();
    let dataset = known(bundle, name).ok_or_else(|| ExportError::NoDataset { dataset: owned() })?;
    if !dataset.database {
        return Err(ExportError::OnlyEmbedded { dataset: owned() });
    }
    if !there.contains(name) {
        let database = database.to_owned();
        return Err(ExportError::NotThere { dataset: owned(), database });
    }
    Ok(dataset)
}

/// Refuses a dataset of which the database has a later release.
fn in_step(reader: &mut dyn Reader, dataset: &Dataset, database: &str) -> Result<(), ExportError> {
    let found = reader.stamp(&dataset.name)?.map(|stamp| stamp.generation);
    match found {
        Some(found) if found > dataset.generation => Err(ExportError::OlderBundle {
            database: database.to_owned(),
            dataset: dataset.name.clone(),
            found,
            generation: dataset.generation,
        }),
        _ => Ok(()),
    }
}

fn records<'m>(
    reader: &mut dyn Reader,
    dataset: &'m Dataset,
    unit: Option<&str>,
    left_out: &mut Vec<SetAside>,
) -> Result<Records<'m>, Error> {
    let mut records = Vec::new();
    let filter = RecordFilter { dataset: Some(&dataset.name), unit, ..RecordFilter::default() };
    reader.each_record(&filter, &mut |place, stored| {
        if !stored.state.counts() {
            return Ok(());
        }
        let name = place.name(&stored.key);
        if !dataset.collections.iter().any(|known| known.name == name.collection) {
            let reason = "this bundle does not have the collection".to_owned();
            left_out.push(SetAside { record: name.to_string(), reason });
            return Ok(());
        }
        let value = serde_json::from_str(&stored.data).map_err(|problem| Error::Unreadable {
            record: name.clone(),
            problem: problem.to_string(),
        })?;
        records.push(Record { name, id: stored.id, state: stored.state, value });
        Ok(())
    })?;
    Ok(Records { dataset, records })
}
