//! The records that are exported, as they are at one moment.

use std::collections::{BTreeSet, HashMap};

use seedbank_codegen::model::{Dataset, SetAside};
use serde_json::{Map, Value};

use super::{ExportError, ExportOptions};
use crate::bundle::Bundle;
use crate::store::{Error, Import, Reader, RecordFilter, RecordId, RecordName, State, Stored};
use crate::sync::in_step;

/// The records of a dataset.
pub(super) struct Records<'m> {
    pub dataset: &'m Dataset,
    /// Those that count, active and deprecated ones: by collection, unit and key.
    pub present: Vec<Record>,
    /// All others of which the database has a row.
    pub gone: HashMap<RecordName, Record>,
    /// The units that were imported, those that are asked for.
    pub imported: BTreeSet<String>,
}

/// A record as it is in the database.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub name: RecordName,
    pub id: RecordId,
    pub state: State,
    pub value: Map<String, Value>,
    /// What the factory delivered, where that is something else: canonical JSON.
    pub base: Option<String>,
}

/// Reads what the options ask for, dataset by dataset, and says what the bundle knows nothing of.
pub(super) fn read<'m>(
    reader: &mut dyn Reader,
    database: &str,
    bundle: &'m Bundle,
    options: &ExportOptions,
) -> Result<(Vec<Records<'m>>, Vec<SetAside>), ExportError> {
    let imports = reader.imports()?;
    let there: BTreeSet<&str> = imports.iter().map(|import| import.dataset.as_str()).collect();
    let mut left_out = Vec::new();
    let datasets: Vec<&Dataset> = if let Some(name) = &options.dataset {
        vec![asked_for(bundle, name, &there, database)?]
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
        in_step(reader, dataset, database)?;
        found.push(records(reader, dataset, &imports, options.unit.as_deref(), &mut left_out)?);
    }
    if let (Some(unit), [only]) = (&options.unit, &found[..])
        && only.present.is_empty()
        && only.gone.is_empty()
        && only.imported.is_empty()
    {
        let (dataset, unit) = (only.dataset.name.clone(), unit.clone());
        return Err(ExportError::NoUnit { dataset, unit, database: database.to_owned() });
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

fn records<'m>(
    reader: &mut dyn Reader,
    dataset: &'m Dataset,
    imports: &[Import],
    unit: Option<&str>,
    left_out: &mut Vec<SetAside>,
) -> Result<Records<'m>, Error> {
    let own = imports.iter().filter(|import| import.dataset == dataset.name);
    let imported = own.map(|import| import.unit.clone());
    let imported = imported.filter(|name| unit.is_none_or(|unit| name == unit)).collect();
    let (mut present, mut gone) = (Vec::new(), HashMap::new());
    let filter = RecordFilter { dataset: Some(&dataset.name), unit, ..RecordFilter::default() };
    reader.each_record(&filter, &mut |place, stored| {
        let name = place.name(&stored.key);
        if dataset.collections.iter().any(|known| known.name == name.collection) {
            let record = Record::read(name, stored)?;
            if record.state.counts() {
                present.push(record);
            } else {
                gone.insert(record.name.clone(), record);
            }
        } else if stored.state.counts() {
            let reason = "this bundle does not have the collection".to_owned();
            left_out.push(SetAside { record: name.to_string(), reason });
        }
        Ok(())
    })?;
    Ok(Records { dataset, present, gone, imported })
}

impl Record {
    fn read(name: RecordName, stored: Stored) -> Result<Self, Error> {
        let Stored { id, state, data, base, .. } = stored;
        match serde_json::from_str(&data) {
            Ok(value) => Ok(Self { name, id, state, value, base }),
            Err(problem) => Err(Error::Unreadable { record: name, problem: problem.to_string() }),
        }
    }
}
