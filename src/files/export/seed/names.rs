//! Which file a unit is.

use std::collections::BTreeMap;

use seedbank_codegen::model::Dataset;
use seedbank_codegen::source::{Format, is_unit_file};

/// The file of a unit below the dataset's folder: the bundle's, or, for a unit that the bundle does not have,
/// those that it may become. What a build would pick comes first, and of that the ending that most of the
/// dataset's files have.
pub(super) fn candidates(dataset: &Dataset, unit: &str) -> Vec<String> {
    if let Some(known) = dataset.units.iter().find(|known| known.name == unit) {
        return vec![known.file.clone()];
    }
    let mut endings: BTreeMap<&str, usize> = BTreeMap::new();
    for known in &dataset.units {
        if let Some((_, stem)) = Format::of(&known.file) {
            *endings.entry(&known.file[stem.len()..]).or_default() += 1;
        }
    }
    // These hold whatever a schema describes.
    for ending in [".yaml", ".json"] {
        endings.entry(ending).or_default();
    }
    let stem = unit.replace('.', "/");
    let mut files: Vec<(String, usize)> =
        endings.into_iter().map(|(ending, count)| (format!("{stem}{ending}"), count)).collect();
    files.sort_by_key(|(file, count)| (!is_unit_file(dataset, file), usize::MAX - count));
    files.into_iter().map(|(file, _)| file).collect()
}
