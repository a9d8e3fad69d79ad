//! From a data folder to a pack: reads, checks, hashes and packs all datasets in one go.

mod aside;
mod dataset;
mod indexes;
mod locked;
mod renamed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::model::{Model, SetAside};
use crate::pack::{Packed, Writer};
use crate::source::DataFolder;
use aside::Asides;
use dataset::{Checked, Prepared};

pub use locked::LockState;

/// A data folder, compiled.
#[derive(Debug)]
pub struct Compilation {
    /// All that is wrong, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The records that are right, packed; nothing where there is no data folder or no room.
    pub packed: Option<Packed>,
    /// What is not in the pack because something is wrong with it.
    pub set_aside: Vec<SetAside>,
    /// Every file and folder that a build must watch.
    pub inputs: Vec<PathBuf>,
    /// The lock as it is and as it should be.
    pub lock: LockState,
}

impl Compilation {
    /// Whether a build must stop.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity() == Severity::Error)
    }
}

/// Compiles a data folder. Reads files and nothing else; writes nothing.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let data = folder.path();
/// std::fs::create_dir(data.join("fees"))?;
/// std::fs::write(data.join("fees/dataset.yaml"), "title: Fees\nversion: '1'\n")?;
/// std::fs::write(data.join("fees/schema.json"), r#"{
///     "additionalProperties": {
///         "type": "object", "title": "Fee", "x-collection": "fee",
///         "properties": { "cents": { "type": "integer" } } } }"#)?;
/// std::fs::write(data.join("fees/season.yaml"), "adult: { cents: 1850 }\njunior: { cents: 7.5 }\n")?;
///
/// let compilation = seedbank_codegen::compile(data);
/// assert_eq!(compilation.diagnostics[0].place.line_column(), (2, 18));
/// assert_eq!(compilation.set_aside[0].record, "fees/fee/season/junior");
/// # Ok::<_, std::io::Error>(())
/// ```
#[must_use]
pub fn compile(folder: &Path) -> Compilation {
    let (data, mut diagnostics) = DataFolder::open(folder);
    let mut asides = Asides::default();
    let prepared: Vec<Prepared> = data
        .datasets
        .iter()
        .filter_map(|folder| Prepared::read(folder, &mut diagnostics, &mut asides))
        .collect();
    let mut checked: Vec<Checked<'_>> =
        prepared.iter().map(|dataset| dataset.check(&mut diagnostics)).collect();
    sort(&mut diagnostics);
    for dataset in &mut checked {
        asides.take_from(dataset, &diagnostics);
    }

    let models = checked.iter().map(Checked::model).collect();
    let mut model = Model { datasets: models };
    let lock = LockState::read(folder, &checked, &model, &mut diagnostics);
    for dataset in &mut model.datasets {
        dataset.generation = lock.next.0.get(&dataset.name).map_or(1, |entry| entry.generation);
    }
    let packed = pack(model, &checked, &mut asides, &mut diagnostics, folder);
    sort(&mut diagnostics);
    Compilation { diagnostics, packed, set_aside: asides.found, inputs: data.inputs, lock }
}

fn pack(
    model: Model,
    datasets: &[Checked<'_>],
    asides: &mut Asides,
    diagnostics: &mut Vec<Diagnostic>,
    folder: &Path,
) -> Option<Packed> {
    if model.datasets.is_empty() {
        return None;
    }
    let whole = |message: String| {
        let file = crate::diagnostic::SourceFile { path: folder.to_owned(), text: String::new() };
        Diagnostic::new(Code::PackLimit, message, Place::whole(&file.into()))
            .help("split the data into several data folders")
    };
    let mut writer = match Writer::new(model) {
        Ok(writer) => writer,
        Err(error) => {
            diagnostics.push(whole(error.to_string()));
            return None;
        }
    };
    for (rank, dataset) in datasets.iter().enumerate() {
        for (unit_rank, unit) in dataset.units.iter().enumerate() {
            for record in &unit.records {
                if let Err(error) = writer.push(rank, unit_rank, record) {
                    let place = unit.document.place(record.mark);
                    let problem = Diagnostic::new(Code::PackLimit, error.to_string(), place);
                    asides.record(dataset, unit, record, &problem);
                    diagnostics.push(problem);
                }
            }
        }
    }
    writer.finish().map_err(|error| diagnostics.push(whole(error.to_string()))).ok()
}

/// What is said twice of one place is said once.
fn sort(diagnostics: &mut Vec<Diagnostic>) {
    crate::diagnostic::sort(diagnostics);
    diagnostics.dedup();
}

/// Records by collection, for the lock.
fn counts(dataset: &Checked<'_>) -> BTreeMap<String, usize> {
    let names = dataset.prepared.types.collections.iter();
    names
        .enumerate()
        .map(|(rank, collection)| {
            let records = dataset.units.iter().flat_map(|unit| &unit.records);
            (collection.name.clone(), records.filter(|record| record.collection == rank).count())
        })
        .collect()
}
