//! Seed files come in as people's edits.

mod new_units;

use std::collections::HashSet;

use serde::Serialize;

pub use self::new_units::NewUnit;
use self::new_units::new_units;
use super::unit_of;
use crate::bundle::Bundle;
use crate::store::{Error, Reader, RecordFilter, RecordName, Store};
use crate::sync::{
    Author, Base, Brought, BroughtVerdict, Incoming, Target, bring_what, plan_bring_what,
};

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
    /// The files' units that the database did not have.
    pub new_units: Vec<NewUnit>,
}

/// Brings in the records of files. What they do not have is looked up when nobody else writes.
pub(crate) fn import(
    store: &mut dyn Store,
    bundle: &Bundle,
    files: &Bundle,
    options: ImportOptions,
    author: &Author,
) -> Result<FileImport, Error> {
    let what = &mut |reader: &mut dyn Reader| incoming(reader, files, options);
    bring_what(store, bundle, author, what).map(|brought| reported(brought, files))
}

/// What [`import`] would do. Writes nothing.
pub(crate) fn plan_import(
    store: &mut dyn Store,
    bundle: &Bundle,
    files: &Bundle,
    options: ImportOptions,
) -> Result<FileImport, Error> {
    let what = &mut |reader: &mut dyn Reader| incoming(reader, files, options);
    plan_bring_what(store, bundle, what).map(|brought| reported(brought, files))
}

/// How files and database differ besides the files' records.
struct Besides {
    only_in_database: Vec<RecordName>,
    new_units: Vec<NewUnit>,
}

fn reported((mut brought, besides): (Brought, Besides), files: &Bundle) -> FileImport {
    let Besides { only_in_database, mut new_units } = besides;
    brought.left_out.extend_from_slice(files.set_aside());
    // A unit of which nothing comes in is none.
    new_units.retain(|new| {
        let mut records = brought.records.iter();
        records.any(|report| {
            report.verdict == BroughtVerdict::Created
                && report.record.dataset == new.dataset
                && report.record.unit == new.unit
        })
    });
    FileImport { brought, only_in_database, new_units }
}

/// What the files have, the records that they do not have, and the units that the database does not.
fn incoming(
    reader: &mut dyn Reader,
    files: &Bundle,
    options: ImportOptions,
) -> Result<(Vec<Incoming>, Besides), Error> {
    let mut incoming = Vec::new();
    let mut names = HashSet::new();
    for row in files.tables().flat_map(|table| table.rows()) {
        let record = RecordName::of(&row);
        names.insert(record.clone());
        let target = Target::Record(row.to_value());
        incoming.push(Incoming { record, target, base: Base::Current });
    }
    let new_units = new_units(reader, files)?;
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
        return Ok((incoming, Besides { only_in_database: missing, new_units }));
    }
    let gone = missing.into_iter();
    incoming.extend(gone.map(|record| Incoming {
        record,
        target: Target::Deleted,
        base: Base::Current,
    }));
    Ok((incoming, Besides { only_in_database: Vec::new(), new_units }))
}
