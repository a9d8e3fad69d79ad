//! Seed files in the dataset's own format: a file that is there changes no more than it must.

mod names;
mod seen;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use seedbank_codegen::model::{Dataset, SetAside};
use seedbank_codegen::rewrite::Rewriter;
use seedbank_codegen::source::is_unit_name;
use seedbank_codegen::{UnitText, compile_unit_texts};

use self::names::candidates;
use self::seen::unseen;
use self::text::{Text, text};
use super::records::{Record, Records};
use super::write::place;
use super::{ExportError, NewFile};
use crate::bundle::Bundle;
use crate::store::{Error, Reader};

/// A unit, and the records that its file is to hold.
struct Unit<'r> {
    name: String,
    /// Below the dataset's folder: the file, or those that it may become, the best first.
    files: Vec<String>,
    /// In the order of the bundle, then of their keys.
    records: Vec<&'r Record>,
}

/// The files of a dataset's units. What is on the disk is only read.
pub(super) fn files(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    records: &Records<'_>,
    to: &Path,
    left_out: &mut Vec<SetAside>,
) -> Result<Vec<NewFile>, ExportError> {
    let dataset = records.dataset;
    let units = units(bundle, records);
    let (old, mut leave) = old_files(dataset, &units, to);
    leave.extend(unseen(reader, records, &old)?);
    let rewriter =
        Rewriter::new(dataset).map_err(|problem| Error::Schema { problem: problem.to_string() })?;
    let mut files = Vec::new();
    for unit in &units {
        let file = match leave.remove(&unit.name) {
            Some(reason) => Err(reason),
            None => file(&rewriter, dataset, unit, old.get(&unit.name), left_out),
        };
        match file {
            Ok(file) => files.extend(file),
            Err(reason) => {
                let record = format!("{}/{}", dataset.name, unit.name);
                left_out.push(SetAside { record, reason });
            }
        }
    }
    Ok(files)
}

/// The units that the bundle and the database have, and those that only the database has.
fn units<'r>(bundle: &Bundle, records: &'r Records<'_>) -> Vec<Unit<'r>> {
    let dataset = records.dataset;
    let mut of_units: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in &records.present {
        of_units.entry(&record.name.unit).or_default().push(record);
    }
    let names = records.imported.iter().chain(records.gone.keys().map(|name| &name.unit));
    for name in names {
        of_units.entry(name).or_default();
    }
    let unit = |(name, mut records): (&str, Vec<&'r Record>)| {
        sort(bundle, dataset, name, &mut records);
        Unit { name: name.to_owned(), files: candidates(dataset, name), records }
    };
    of_units.into_iter().map(unit).collect()
}

/// Puts records into the order of the bundle, and those that it does not have behind.
fn sort(bundle: &Bundle, dataset: &Dataset, unit: &str, records: &mut [&Record]) {
    let tables = bundle.tables().filter(|table| table.dataset().name == dataset.name);
    let rows = tables.flat_map(|table| table.in_unit(unit));
    let named = rows.map(|row| (row.table().collection().name.as_str(), row.key()));
    let ranks: HashMap<(&str, &str), usize> =
        named.enumerate().map(|(rank, name)| (name, rank)).collect();
    records.sort_by_key(|record| {
        let name = (record.name.collection.as_str(), record.name.key.as_str());
        ranks.get(&name).copied().unwrap_or(usize::MAX)
    });
}

/// A file that is there.
struct OldFile {
    relative: String,
    bytes: Arc<[u8]>,
}

/// The files that units have in the folder already, and the units that can have none, with the reason.
fn old_files(
    dataset: &Dataset,
    units: &[Unit<'_>],
    to: &Path,
) -> (HashMap<String, OldFile>, HashMap<String, String>) {
    let (mut old, mut leave) = (HashMap::new(), HashMap::new());
    for unit in units {
        match old_file(dataset, unit, to) {
            Ok(None) => {}
            Ok(Some(file)) => drop(old.insert(unit.name.clone(), file)),
            Err(reason) => drop(leave.insert(unit.name.clone(), reason)),
        }
    }
    (old, leave)
}

fn old_file(dataset: &Dataset, unit: &Unit<'_>, to: &Path) -> Result<Option<OldFile>, String> {
    let is_known = dataset.units.iter().any(|known| known.name == unit.name);
    if !is_known && !is_unit_name(&unit.name) {
        return Err(
            "no seed file can give a unit this name; import its records as another one".to_owned()
        );
    }
    for relative in &unit.files {
        let below = format!("{}/{relative}", dataset.name);
        let path = place(to, &below).map_err(|problem| problem.to_string())?;
        match fs::read(&path) {
            Ok(bytes) => {
                let relative = relative.clone();
                return Ok(Some(OldFile { relative, bytes: bytes.into() }));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => {
                let path = to.join(below);
                return Err(ExportError::File { doing: "read", path, source }.to_string());
            }
        }
    }
    Ok(None)
}

/// The file of a unit, or why there is none. A unit that is no file and has no record needs none.
fn file(
    rewriter: &Rewriter<'_>,
    dataset: &Dataset,
    unit: &Unit<'_>,
    old: Option<&OldFile>,
    left_out: &mut Vec<SetAside>,
) -> Result<Option<NewFile>, String> {
    let is_empty = unit.records.is_empty();
    let is_known = dataset.units.iter().any(|known| known.name == unit.name);
    if is_empty && old.is_none() && !is_known {
        return Ok(None);
    }
    let written = text(rewriter, dataset, unit, old).and_then(|written| {
        let is_valid = !is_empty || may_be_empty(dataset, &written.relative, &written.content);
        let invalid = || "its schema wants a record in it".to_owned();
        if is_valid { Ok(written) } else { Err(invalid()) }
    });
    match written {
        Ok(Text { relative, content, without }) => {
            let records = (unit.records.len() - without.len()) as u64;
            left_out.extend(without);
            let relative = format!("{}/{relative}", dataset.name);
            Ok(Some(NewFile { relative, bytes: content.into_bytes(), records }))
        }
        Err(problem) if is_empty => Err(format!(
            "no record is left of it, and its file can't be empty, so remove that yourself: {problem}"
        )),
        Err(problem) => Err(problem),
    }
}

/// Whether a build takes a file that holds no record.
fn may_be_empty(dataset: &Dataset, relative: &str, text: &str) -> bool {
    let bytes = text.as_bytes().into();
    let text = UnitText { relative: relative.to_owned(), path: relative.into(), bytes };
    compile_unit_texts(dataset, [text]).set_aside.is_empty()
}
