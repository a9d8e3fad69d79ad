//! From a data folder to a pack: reads, checks, hashes and packs all datasets in one go.

mod aside;
mod dataset;
mod indexes;
mod locked;
mod renamed;
mod units;
mod workflow;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Place, Severity, SourceFile};
use crate::model::{Model, SetAside};
use crate::pack::{Located, Packed, WriteError, Writer};
use crate::source::DataFolder;
use aside::Asides;
use dataset::{Checked, Prepared};

pub use locked::LockState;
pub use units::{CompiledUnits, UnitText, compile_mapped_units, compile_unit_texts, compile_units};

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
    asides.take_from(&mut checked, &diagnostics);

    let mut lock = LockState::read(folder, &data.inputs, &mut diagnostics);
    let generation = |dataset: &str| lock.generation(dataset);
    let (model, packed) = pack_all(&mut checked, generation, &mut diagnostics, &mut asides, folder);
    lock.compare(&checked, &model, &mut diagnostics);
    sort(&mut diagnostics);
    Compilation { diagnostics, packed, set_aside: asides.found, inputs: data.inputs, lock }
}

/// Packs what can be packed, and takes the rest out of the datasets.
fn pack_all(
    checked: &mut [Checked<'_>],
    generation: impl Fn(&str) -> u64,
    diagnostics: &mut Vec<Diagnostic>,
    asides: &mut Asides,
    folder: &Path,
) -> (Model, Option<Packed>) {
    loop {
        let (datasets, digests): (_, Vec<_>) = checked.iter().map(Checked::model).unzip();
        let mut model = Model { datasets };
        for dataset in &mut model.datasets {
            dataset.generation = generation(&dataset.name);
        }
        match pack(&model, checked, digests, diagnostics, folder) {
            Ok(packed) => return (model, packed),
            // What has no room in the pack is found by packing. The hashes must cover what is in it,
            // so the rest is packed anew.
            Err(refused) => {
                // From the last to the first, so that the ranks of those before stay what they are.
                for Refused { dataset, unit, record, problem } in refused.into_iter().rev() {
                    let taken = checked[dataset].units[unit].records.remove(record);
                    let dataset = &checked[dataset];
                    asides.record(dataset, &dataset.units[unit], &taken, &problem);
                    diagnostics.push(problem);
                }
            }
        }
    }
}

/// A record that the packed format does not hold, by the ranks of its dataset, its unit and itself.
struct Refused {
    dataset: usize,
    unit: usize,
    record: usize,
    problem: Diagnostic,
}

/// The pack, if there is anything to pack and room for it; or what its format does not hold.
fn pack(
    model: &Model,
    datasets: &[Checked<'_>],
    digests: Vec<Vec<Vec<Located>>>,
    diagnostics: &mut Vec<Diagnostic>,
    folder: &Path,
) -> Result<Option<Packed>, Vec<Refused>> {
    // Without its lock nobody knows which release this is.
    let ordered = diagnostics.iter().all(|problem| problem.code != Code::BrokenLock);
    if model.datasets.is_empty() || !ordered {
        return Ok(None);
    }
    let whole = |error: WriteError| {
        let file = SourceFile { path: folder.to_owned(), text: String::new() };
        Diagnostic::new(Code::PackLimit, error.to_string(), Place::whole(&file.into()))
            .help("split the data into several data folders")
    };
    let mut refused = Vec::new();
    let written = Writer::new(model.clone()).and_then(|mut writer| {
        for (dataset, checked) in datasets.iter().enumerate() {
            for (unit, of) in checked.units.iter().enumerate() {
                for (rank, record) in of.records.iter().enumerate() {
                    if let Err(error) = writer.push(dataset, unit, record) {
                        let mark = match &error {
                            WriteError::Value { pointer, .. } => record.mark_at(pointer),
                            _ => record.mark,
                        };
                        let place = of.document.place(mark);
                        let problem = Diagnostic::new(Code::PackLimit, error.to_string(), place);
                        refused.push(Refused { dataset, unit, record: rank, problem });
                    }
                }
            }
        }
        if !refused.is_empty() {
            return Ok(None);
        }
        for (dataset, units) in digests.into_iter().enumerate() {
            for (unit, digest) in units.into_iter().enumerate() {
                writer.digest(dataset, unit, digest)?;
            }
        }
        writer.finish().map(Some)
    });
    if !refused.is_empty() {
        return Err(refused);
    }
    written.or_else(|error| {
        diagnostics.push(whole(error));
        Ok(None)
    })
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
