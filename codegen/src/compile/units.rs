//! Seed files of a dataset that is known already: read as its model says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::aside::Asides;
use super::dataset::Prepared;
use super::{pack_all, sort};
use crate::check;
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::model::{Collection, Dataset, FilePattern, SetAside};
use crate::pack::Packed;
use crate::schema::types::Types;
use crate::schema::{self, parse};
use crate::source::{
    self, Candidate, CollectionPolicy, Document, Format, Manifest, Mapping, ReadAs,
};

/// Units that were compiled for a dataset that is known already.
#[derive(Debug)]
pub struct CompiledUnits {
    /// All that is wrong, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The dataset with these units and no others, and their records that are right; nothing where its
    /// schema can't be used or there is no room.
    pub packed: Option<Packed>,
    /// What is not in the pack because something is wrong with it.
    pub set_aside: Vec<SetAside>,
}

/// Compiles the seed files in a folder as units of a dataset, whose model says how: the folder needs no
/// manifest and no schema, and those that it has are not looked at. Where the folder holds one with the
/// dataset's name, the files are taken from that.
///
/// References are not followed, because what they lead to may be in a unit that is not in the folder.
///
/// A file is a unit where the dataset's patterns match it, or match it under another ending of YAML, JSON
/// or JSON Lines.
#[must_use]
pub fn compile_units(dataset: &Dataset, folder: &Path) -> CompiledUnits {
    compile_mapped_units(dataset, folder, &Mapping::default())
}

/// A seed file that is at hand.
#[derive(Debug, Clone)]
pub struct UnitText {
    /// The path below the dataset's folder, with `/`: it names the unit and says the format.
    pub relative: String,
    /// How messages name the file.
    pub path: PathBuf,
    /// What is in it.
    pub bytes: Arc<[u8]>,
}

/// Compiles seed files that are at hand, as [`compile_units`] does those of a folder.
///
/// A file that none of the dataset's patterns matches is read by the first pattern of its format, if there is
/// one, and else as it is.
#[must_use]
pub fn compile_unit_texts(
    dataset: &Dataset,
    texts: impl IntoIterator<Item = UnitText>,
) -> CompiledUnits {
    let texts = texts.into_iter();
    let files: Vec<Candidate> = texts
        .map(|UnitText { relative, path, bytes }| Candidate { relative, path, bytes: Some(bytes) })
        .collect();
    let mut dataset = dataset.clone();
    if let Some(patterns) = &mut dataset.files {
        let others = patterns_of_others(patterns, &files);
        patterns.extend(others);
    }
    compile_candidates(&dataset, &files, &Mapping::default(), Vec::new(), Path::new(""))
}

/// Patterns for the files that none of the known ones matches, one for each ending.
fn patterns_of_others(patterns: &[FilePattern], files: &[Candidate]) -> Vec<FilePattern> {
    let known = ReadAs::new(patterns);
    let mut others: BTreeMap<&str, FilePattern> = BTreeMap::new();
    for Candidate { relative, .. } in files {
        let stem = Format::of(relative).map_or(0, |(_, stem)| stem.len());
        let ending = &relative[stem..];
        if known.matching(relative).is_some() || others.contains_key(ending) {
            continue;
        }
        let alike = known.of(relative);
        let (at, body) = alike.map_or((None, None), |alike| (alike.at.clone(), alike.body.clone()));
        others.insert(ending, FilePattern { glob: source::glob_of_ending(ending), at, body });
    }
    others.into_values().collect()
}

/// Compiles the seed files in a folder, after a mapping, as [`compile_units`] does.
#[must_use]
pub fn compile_mapped_units(dataset: &Dataset, folder: &Path, mapping: &Mapping) -> CompiledUnits {
    let own = folder.join(&dataset.name);
    let folder = if own.is_dir() { own.as_path() } else { folder };
    let (mut files, problems) = source::unit_candidates(folder);
    files.retain(|file| !mapping.is_in(&file.path));
    compile_candidates(dataset, &files, mapping, problems, folder)
}

fn compile_candidates(
    dataset: &Dataset,
    files: &[Candidate],
    mapping: &Mapping,
    mut diagnostics: Vec<Diagnostic>,
    folder: &Path,
) -> CompiledUnits {
    let mut asides = Asides::default();
    let packed = Prepared::of_model(dataset, &mut diagnostics).and_then(|mut prepared| {
        prepared.read_units(files, mapping, &mut diagnostics, &mut asides);
        let mut checked = [prepared.check_units(&mut diagnostics)];
        sort(&mut diagnostics);
        asides.take_from(&mut checked, &diagnostics);
        let generation = |_: &str| dataset.generation;
        pack_all(&mut checked, generation, &mut diagnostics, &mut asides, folder).1
    });
    sort(&mut diagnostics);
    CompiledUnits { diagnostics, packed, set_aside: asides.found }
}

impl Prepared {
    /// A dataset that has no files yet, if its schema is one that a build lets through.
    fn of_model(dataset: &Dataset, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let manifest = manifest(dataset);
        let manifest_document =
            written(dataset, "dataset.yaml", &json!({ "files": manifest.files }), found)?;
        let schema = written(dataset, "schema.json", &dataset.schema, found)?;
        let validator = check::validator(&schema).map_err(|problems| found.extend(problems)).ok();
        let shapes = parse(&schema, found);
        let sites = schema::sites(&shapes, found);
        Some(Self {
            name: dataset.name.clone(),
            manifest,
            manifest_document,
            shapes,
            sites,
            types: Types::of(dataset),
            validator: validator?,
            schema,
            units: Vec::new(),
            unread: 0,
        })
    }
}

/// A part of the model as the file that it came from, for what is said of it.
fn written(
    dataset: &Dataset,
    name: &str,
    value: &Value,
    found: &mut Vec<Diagnostic>,
) -> Option<Document> {
    let path = PathBuf::from(format!("bundle:{}/{name}", dataset.name));
    let file = Arc::new(SourceFile { path, text: format!("{value:#}\n") });
    source::from_text(Format::Json, file, None).map_err(|problems| found.extend(problems)).ok()
}

/// The manifest that gives the model what it has.
fn manifest(dataset: &Dataset) -> Manifest {
    let policy = |collection: &Collection| CollectionPolicy {
        constants: Some(collection.constants),
        merge: Some(collection.merge),
        removed: Some(collection.removed),
    };
    let renamed = |collection: &Collection| collection.renamed_from.iter().cloned().collect();
    let named = |collection: &Collection| collection.name.clone();
    Manifest {
        title: dataset.title.clone(),
        version: dataset.version.clone(),
        description: dataset.description.clone(),
        files: dataset.files.as_deref().map(source::with_other_endings),
        database: dataset.database,
        git: dataset.git.clone(),
        review: dataset.review.clone(),
        constants: None,
        merge: crate::model::Merge::default(),
        removed: crate::model::Removed::default(),
        collections: dataset.collections.iter().map(|one| (named(one), policy(one))).collect(),
        renamed_from: dataset
            .collections
            .iter()
            .map(|one| (named(one), renamed(one)))
            .collect::<BTreeMap<_, BTreeMap<String, String>>>(),
    }
}
