//! Finds the datasets of a data folder and their files, and reads none of them.

mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::walk::{Entry, Kind, Walk};
use crate::diagnostic::{Code, Diagnostic};
use crate::lock;

/// The manifest's file name.
pub const MANIFEST: &str = "dataset.yaml";
/// The schema's file name.
pub const SCHEMA: &str = "schema.json";

/// What is in a data folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataFolder {
    /// As it was given.
    pub path: PathBuf,
    /// In the order of their names.
    pub datasets: Vec<DatasetFolder>,
    /// Every file and folder that a change of could change a build: for `cargo:rerun-if-changed`.
    pub inputs: Vec<PathBuf>,
}

/// A folder in it that holds a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetFolder {
    /// The folder's name: `a-z`, `0-9` and `_`, beginning with a letter.
    pub name: String,
    /// The folder.
    pub path: PathBuf,
    /// Its `dataset.yaml`.
    pub manifest: PathBuf,
    /// Its `schema.json`; where there is none, that was reported.
    pub schema: Option<PathBuf>,
    /// All other files, in the order of their relative paths.
    pub files: Vec<Candidate>,
}

/// A file that may be a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Below the dataset's folder, with `/`.
    pub relative: String,
    /// With the data folder as it was given.
    pub path: PathBuf,
    /// What is in it, where that is at hand; otherwise it is read when it is needed.
    pub bytes: Option<Arc<[u8]>>,
}

impl DataFolder {
    /// Looks through a folder. What is wrong is left out and reported.
    #[must_use]
    pub fn open(path: &Path) -> (Self, Vec<Diagnostic>) {
        let mut data = Self { path: path.to_owned(), ..Self::default() };
        let Some(mut walk) = Walk::begin(path) else {
            data.inputs.push(path.to_owned());
            return (data, vec![no_folder(path, "data folder")]);
        };
        for entry in walk.list(path) {
            match entry.kind {
                Kind::File => walk.report(stray(&entry)),
                Kind::Folder => data.datasets.extend(dataset(&mut walk, &entry)),
            }
        }
        data.inputs = walk.inputs;
        (data, walk.problems)
    }
}

/// A file beside the datasets.
fn stray(entry: &Entry) -> Option<Diagnostic> {
    if entry.name == lock::FILE_NAME
        || entry.name.starts_with("README")
        || entry.name.starts_with("LICENSE")
    {
        return None;
    }
    let problem =
        walk::problem(Code::UnmatchedFile, "a file that belongs to no dataset", &entry.path);
    Some(problem.help("put it in the folder of its dataset"))
}

/// The files of a folder that holds the units of a dataset, in the order of their relative paths.
#[must_use]
pub(crate) fn unit_candidates(folder: &Path) -> (Vec<Candidate>, Vec<Diagnostic>) {
    let Some(mut walk) = Walk::begin(folder) else {
        return (Vec::new(), vec![no_folder(folder, "folder")]);
    };
    let files = walk.all_files(folder).into_iter();
    // What says how to read them is known already, and may be there all the same.
    let files = files.filter(|(relative, _)| ![MANIFEST, SCHEMA].contains(&relative.as_str()));
    let files = files.map(|(relative, path)| Candidate { relative, path, bytes: None }).collect();
    (files, walk.problems)
}

/// Says why a walk could not begin.
fn no_folder(path: &Path, what: &str) -> Diagnostic {
    let message = match path.metadata() {
        Ok(_) => "not a folder".to_owned(),
        Err(error) => format!("can't read the {what}: {error}"),
    };
    walk::problem(Code::Unreadable, message, path)
}

fn dataset(walk: &mut Walk, folder: &Entry) -> Option<DatasetFolder> {
    if !is_name(&folder.name) {
        let message = format!("`{}` can't name a dataset", folder.name);
        let problem = walk::problem(Code::Manifest, message, &folder.path);
        walk.report(Some(problem.help("use a-z, 0-9 and _, starting with a letter")));
        return None;
    }
    let (mut manifest, mut schema, mut files) = (None, None, Vec::new());
    for (relative, path) in walk.files(folder) {
        match relative.as_str() {
            MANIFEST => manifest = Some(path),
            SCHEMA => schema = Some(path),
            _ => files.push(Candidate { relative, path, bytes: None }),
        }
    }
    if manifest.is_none() {
        let mut problem =
            walk::problem(Code::Manifest, format!("no {MANIFEST} in this folder"), &folder.path);
        if files.iter().any(|file| file.relative == "dataset.yml") {
            problem = problem.help("rename dataset.yml to dataset.yaml");
        }
        walk.report(Some(problem));
    }
    if schema.is_none() && manifest.is_some() {
        let message = format!("no {SCHEMA} in this folder");
        walk.report(Some(walk::problem(Code::Schema, message, &folder.path)));
    }
    Some(DatasetFolder {
        name: folder.name.clone(),
        path: folder.path.clone(),
        manifest: manifest?,
        schema,
        files,
    })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

#[cfg(test)]
mod tests;
