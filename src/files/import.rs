//! Seed files come in as people's edits.

use std::collections::HashSet;

use serde::Serialize;

use super::unit_of;
use crate::bundle::Bundle;
use crate::store::{Error, RecordFilter, RecordName, Store};
use crate::sync::{Author, Base, Brought, Incoming, Target, bring, installed, plan_bring};

/// How files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ImportOptions {
    allow_delete: bool,
}

impl ImportOptions {
    /// Records that the files do not have stay.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Deletes the records of the files' units that the files do not have.
    #[must_use]
    pub fn allow_delete(mut self) -> Self {
        self.allow_delete = true;
        self
    }
}

/// What came, or would come, of files.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct FileImport {
    /// What came of the records.
    #[serde(flatten)]
    pub brought: Brought,
    /// Records of the files' units that the files do not have, and that stay.
    pub only_in_database: Vec<RecordName>,
}

/// Brings in the records of files.
pub(crate) fn import(
    store: &mut dyn Store,
    bundle: &Bundle,
    files: &Bundle,
    options: ImportOptions,
    author: &Author,
) -> Result<FileImport, Error> {
    let (incoming, only_in_database) = incoming(store, files, options)?;
    let mut brought = bring(store, bundle, &incoming, author, &|_| Vec::new())?;
    brought.left_out.extend_from_slice(files.set_aside());
    Ok(FileImport { brought, only_in_database })
}

/// What [`import`] would do. Writes nothing.
pub(crate) fn plan_import(
    store: &mut dyn Store,
    bundle: &Bundle,
    files: &Bundle,
    options: ImportOptions,
) -> Result<FileImport, Error> {
    let (incoming, only_in_database) = incoming(store, files, options)?;
    let mut brought = plan_bring(store, bundle, &incoming)?;
    brought.left_out.extend_from_slice(files.set_aside());
    Ok(FileImport { brought, only_in_database })
}

/// What the files have, and the records that they do not have.
fn incoming(
    store: &mut dyn Store,
    files: &Bundle,
    options: ImportOptions,
) -> Result<(Vec<Incoming>, Vec<RecordName>), Error> {
    let mut incoming = Vec::new();
    let mut names = HashSet::new();
    for row in files.tables().flat_map(|table| table.rows()) {
        let record = RecordName::of(&row);
        names.insert(record.clone());
        let target = Target::Record(row.to_value());
        incoming.push(Incoming { record, target, base: Base::Current });
    }
    let database = store.name().to_owned();
    installed(store.installation()?, &database)?;
    let mut reader = store.snapshot()?;
    let mut missing = Vec::new();
    for dataset in &files.model().datasets {
        // What is wrong in a file is not missing from it.
        let is_whole = |unit: &str| {
            let mut asides = files.set_aside().iter();
            !asides.any(|aside| unit_of(aside, dataset) == Some(unit))
        };
        for unit in dataset.units.iter().filter(|unit| is_whole(&unit.name)) {
            let filter = RecordFilter {
                dataset: Some(&dataset.name),
                unit: Some(&unit.name),
                ..RecordFilter::default()
            };
            reader.each_record(&filter, &mut |place, stored| {
                let name = place.name(&stored.key);
                if stored.state.counts() && !names.contains(&name) {
                    missing.push(name);
                }
                Ok(())
            })?;
        }
    }
    if !options.allow_delete {
        return Ok((incoming, missing));
    }
    let gone = missing.into_iter();
    incoming.extend(gone.map(|record| Incoming {
        record,
        target: Target::Deleted,
        base: Base::Current,
    }));
    Ok((incoming, Vec::new()))
}
