//! What a record refers to.

use std::collections::{HashMap, HashSet};

#[cfg(feature = "check")]
use seedbank_codegen::check::RecordReferences;

use crate::bundle::Bundle;
use crate::store::{Error, Place, Reader, RecordFilter, RecordName};

/// The records of the dataset that refer to one.
pub(super) fn referring(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    name: &RecordName,
) -> Result<Vec<RecordName>, Error> {
    Ok(held(reader, bundle, &[name], &HashMap::new())?.remove(name).unwrap_or_default())
}

/// For each of these records of one dataset, those that refer to it. `after` says what records will be that are
/// something else yet; nothing: they will not count.
pub(super) fn held(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    names: &[&RecordName],
    after: &HashMap<&RecordName, Option<&str>>,
) -> Result<HashMap<RecordName, Vec<RecordName>>, Error> {
    let Some(RecordName { dataset, .. }) = names.first() else { return Ok(HashMap::new()) };
    let references = References::of(bundle, dataset)?;
    if references.is_empty() {
        return Ok(HashMap::new());
    }
    let mut targets: HashMap<(String, String), Vec<&RecordName>> = HashMap::new();
    for name in names {
        targets.entry((name.collection.clone(), name.key.clone())).or_default().push(name);
    }
    // Units that have a record of a target's name, and who refers to that.
    let mut units: HashMap<(String, String), Vec<String>> = HashMap::new();
    let mut edges: Vec<(RecordName, (String, String))> = Vec::new();
    let filter = RecordFilter { dataset: Some(dataset), ..RecordFilter::default() };
    let mut seen: HashSet<RecordName> = HashSet::new();
    reader.each_record(&filter, &mut |place, stored| {
        let other = place.name(&stored.key);
        if after.contains_key(&other) {
            seen.insert(other.clone());
        }
        let own = (other.collection.clone(), other.key.clone());
        if stored.state.counts() && targets.contains_key(&own) {
            units.entry(own).or_default().push(other.unit.clone());
        }
        let data = match after.get(&other) {
            Some(after) => *after,
            None => stored.state.counts().then_some(stored.data.as_str()),
        };
        let Some(data) = data else { return Ok(()) };
        let to = references.from(place.collection, &stored.key, data).into_iter();
        let to = to.filter(|target| targets.contains_key(target));
        edges.extend(to.map(|target| (other.clone(), target)));
        Ok(())
    })?;
    // Those that are not there yet.
    for (other, data) in after.iter().filter(|(name, _)| !seen.contains(**name)) {
        let Some(data) = data.filter(|_| other.dataset == *dataset) else { continue };
        let to = references.from(&other.collection, &other.key, data).into_iter();
        let to = to.filter(|target| targets.contains_key(target));
        edges.extend(to.map(|target| ((*other).clone(), target)));
    }
    let mut found: HashMap<RecordName, Vec<RecordName>> = HashMap::new();
    for (other, target) in edges {
        for name in &targets[&target] {
            // A reference looks in its own unit first.
            let elsewhere = || units.get(&target).is_some_and(|units| units.contains(&other.unit));
            if other != **name && (other.unit == name.unit || !elsewhere()) {
                let by = found.entry((*name).clone()).or_default();
                if !by.contains(&other) {
                    by.push(other.clone());
                }
            }
        }
    }
    Ok(found)
}

/// A reference that is new in `after` and leads nowhere.
pub(super) fn missing(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    name: &RecordName,
    (before, after): (&str, &str),
) -> Result<Option<(String, String)>, Error> {
    let references = References::of(bundle, &name.dataset)?;
    references.missing(reader, name, (Some(before), after), &|_, _| false)
}

/// The references of a dataset's records.
pub(super) struct References<'b> {
    #[cfg(feature = "check")]
    found: &'b RecordReferences,
    /// Without a backend there is no record that refers to any.
    #[cfg(not(feature = "check"))]
    found: std::marker::PhantomData<&'b Bundle>,
}

#[cfg(feature = "check")]
impl<'b> References<'b> {
    pub(super) fn of(bundle: &'b Bundle, dataset: &str) -> Result<Self, Error> {
        let found = bundle.references(dataset);
        let found = found.map_err(|problem| Error::Schema { problem: problem.to_owned() })?;
        Ok(Self { found })
    }

    /// Whether no record of the dataset can refer to any.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The collections and keys that a record refers to.
    pub(super) fn from(&self, collection: &str, key: &str, data: &str) -> Vec<(String, String)> {
        if !self.found.has(collection) {
            return Vec::new();
        }
        // What is no JSON, because somebody wrote it there, refers to nothing.
        self.found.of(collection, key, &serde_json::from_str(data).unwrap_or_default())
    }
}

#[cfg(not(feature = "check"))]
#[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "as with a backend")]
impl<'b> References<'b> {
    pub(super) fn of(_: &'b Bundle, _: &str) -> Result<Self, Error> {
        Ok(Self { found: std::marker::PhantomData })
    }

    pub(super) fn is_empty(&self) -> bool {
        true
    }

    pub(super) fn from(&self, _: &str, _: &str, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
}

impl References<'_> {
    /// A reference that is new in `after` and leads nowhere. `coming` says of a collection and a key
    /// whether there will be a record that is not there yet.
    pub(super) fn missing(
        &self,
        reader: &mut dyn Reader,
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
                let place = Place { dataset: &name.dataset, collection: &collection, unit };
                let found = reader.records(place, &[&key])?.pop().flatten();
                Ok(found.is_some_and(|found| found.state.counts()))
            };
            let mut there = coming(&collection, &key) || is_in(reader, &name.unit)?;
            if !there && units.is_none() {
                let imports = reader.imports()?.into_iter();
                let imports = imports.filter(|import| import.dataset == name.dataset);
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
}
