//! Of which dataset the files in a folder are.

use std::path::Path;

use seedbank::Bundle;
use seedbank_codegen::compile_mapped_units;
use seedbank_codegen::diagnostic::Severity;
use seedbank_codegen::model::Dataset;
use seedbank_codegen::source::Mapping;

use crate::cli::failure::Failure;
use crate::cli::lookup;
use crate::cli::wording::dataset_records;

/// The one that is named; else those that the folders in the folder are named like; else the only one
/// whose schema all files follow.
pub fn datasets<'b>(
    bundle: &'b Bundle,
    folder: &Path,
    name: Option<&str>,
    mapping: &Mapping,
) -> Result<Vec<&'b Dataset>, Failure> {
    if !folder.is_dir() {
        let problem = "there is no such folder; name the one that holds the files";
        return Err(Failure::NoFolder { path: folder.to_owned(), problem });
    }
    if let Some(name) = name {
        return Ok(vec![lookup::dataset(bundle, name)?]);
    }
    let all: Vec<&Dataset> =
        bundle.model().datasets.iter().filter(|dataset| dataset.database).collect();
    let inside: Vec<&Dataset> =
        all.iter().filter(|dataset| folder.join(&dataset.name).is_dir()).copied().collect();
    if !inside.is_empty() {
        return Ok(inside);
    }
    let fitting: Vec<&Dataset> =
        all.iter().filter(|dataset| fits(dataset, folder, mapping)).copied().collect();
    let (possible, problem) = match fitting.as_slice() {
        [one] => return Ok(vec![*one]),
        [] => (&all, "they follow no schema as they are"),
        [..] => (&fitting, "several schemas allow them"),
    };
    let names: Vec<&str> = possible.iter().map(|dataset| dataset.name.as_str()).collect();
    let names = names.join(", ");
    Err(Failure::WhichDataset { path: folder.to_owned(), problem, names })
}

/// Whether the files are units of the dataset, and nothing is wrong with them.
fn fits(dataset: &Dataset, folder: &Path, mapping: &Mapping) -> bool {
    let compiled = compile_mapped_units(dataset, folder, mapping);
    let wrong = compiled.diagnostics.iter().any(|problem| problem.severity() == Severity::Error);
    let datasets = compiled.packed.as_ref().map(|packed| packed.model().datasets.as_slice());
    !wrong && datasets.unwrap_or_default().iter().any(|dataset| dataset_records(dataset) > 0)
}
