//! What a record refers to.

use seedbank_codegen::check::RecordReferences;
use seedbank_codegen::model::Dataset;

use crate::store::{Error, Place, Reader, RecordFilter, RecordName, State};

/// The records of the dataset that refer to one.
pub(super) fn referring(
    reader: &mut dyn Reader,
    dataset: &Dataset,
    name: &RecordName,
) -> Result<Vec<RecordName>, Error> {
    let references = References::of(dataset)?;
    let mut found = Vec::new();
    if references.is_empty() {
        return Ok(found);
    }
    let target = (name.collection.clone(), name.key.clone());
    let filter = RecordFilter { dataset: Some(&dataset.name), ..RecordFilter::default() };
    let mut units = Vec::new();
    reader.each_record(&filter, &mut |place, stored| {
        let counts = matches!(stored.state, State::Active | State::Deprecated);
        if !counts {
            return Ok(());
        }
        if place.collection == name.collection && stored.key == name.key {
            units.push(place.unit.to_owned());
        }
        if references.from(place.collection, &stored.key, &stored.data).contains(&target) {
            let (dataset, collection) = (place.dataset.to_owned(), place.collection.to_owned());
            found.push(RecordName { dataset, collection, unit: stored.unit, key: stored.key });
        }
        Ok(())
    })?;
    // A reference looks in its own unit first.
    found
        .retain(|other| other != name && (other.unit == name.unit || !units.contains(&other.unit)));
    Ok(found)
}

/// A reference that is new in `after` and leads nowhere.
pub(super) fn missing(
    reader: &mut dyn Reader,
    dataset: &Dataset,
    name: &RecordName,
    (before, after): (&str, &str),
) -> Result<Option<(String, String)>, Error> {
    let references = References::of(dataset)?;
    references.missing(reader, dataset, name, (Some(before), after), &|_, _| false)
}

/// The references of a dataset's records.
pub(super) struct References(RecordReferences);

impl References {
    pub(super) fn of(dataset: &Dataset) -> Result<Self, Error> {
        let references = RecordReferences::new(dataset);
        references.map(Self).map_err(|error| Error::Schema { problem: error.to_string() })
    }

    /// Whether no record of the dataset can refer to any.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A reference that is new in `after` and leads nowhere. `coming` says of a collection and a key
    /// whether there will be a record that is not there yet.
    pub(super) fn missing(
        &self,
        reader: &mut dyn Reader,
        dataset: &Dataset,
        name: &RecordName,
        (before, after): (Option<&str>, &str),
        coming: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Option<(String, String)>, Error> {
        let of = |data| self.from(&name.collection, &name.key, data);
        let known = before.map_or_else(Vec::new, of);
        let new = of(after);
        let mut units: Option<Vec<String>> = None;
        for (collection, key) in new.into_iter().filter(|reference| !known.contains(reference)) {
            let is_in = |reader: &mut dyn Reader, unit: &str| {
                let place = Place { dataset: &dataset.name, collection: &collection, unit };
                let found = reader.records(place, &[&key])?.pop().flatten();
                let counts = |state| matches!(state, State::Active | State::Deprecated);
                Ok(found.is_some_and(|found| counts(found.state)))
            };
            let mut there = coming(&collection, &key) || is_in(reader, &name.unit)?;
            if !there && units.is_none() {
                let imports = reader.imports()?.into_iter();
                let imports = imports.filter(|import| import.dataset == dataset.name);
                units = Some(imports.map(|import| import.unit).collect());
            }
            for unit in units.iter().flatten() {
                there = there || is_in(reader, unit)?;
            }
            if !there {
                return Ok(Some((collection, key)));
            }
        }
        Ok(None)
    }

    /// The collections and keys that a record refers to.
    pub(super) fn from(&self, collection: &str, key: &str, data: &str) -> Vec<(String, String)> {
        if !self.0.has(collection) {
            return Vec::new();
        }
        // What is no JSON, because somebody wrote it there, refers to nothing.
        self.0.of(collection, key, &serde_json::from_str(data).unwrap_or_default())
    }
}
