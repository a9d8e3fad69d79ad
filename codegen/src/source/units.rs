//! Which files of a dataset are its units.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use globset::{Error, Glob, GlobBuilder, GlobMatcher};

use super::find::Candidate;
use super::manifest::Manifest;
use super::mapping::Mapping;
use super::read::{Format, read, read_bytes, wrap};
use super::{Document, find};
use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};
use crate::model::{Dataset, FilePattern};

/// A seed file that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFile {
    /// The path below the dataset's folder without the ending, with `.` for `/`.
    pub name: String,
    /// The path below the dataset's folder, with `/`.
    pub relative: String,
    /// With the data folder as it was given.
    pub path: PathBuf,
    /// What its ending says.
    pub format: Format,
    /// The name under which its root value is put.
    pub at: Option<String>,
    /// The field for the text of a Markdown file.
    pub body: Option<String>,
    /// What is in the file, where that is at hand.
    pub bytes: Option<Arc<[u8]>>,
}

impl UnitFile {
    /// Reads the file, and puts its root value under the name that the manifest asks for.
    pub fn read(&self) -> Result<Document, Vec<Diagnostic>> {
        let document = match &self.bytes {
            Some(bytes) => read_bytes(&self.path, bytes, self.format, self.body.as_deref())?,
            None => read(&self.path, self.body.as_deref())?,
        };
        Ok(match &self.at {
            Some(at) => wrap(document, self.format, at),
            None => document,
        })
    }
}

/// Picks the units among these files of a dataset, in the order of their names.
///
/// The manifest's `files` say which: for each file the first pattern that matches. Without `files` it
/// is every file that can be read. `document` is the manifest's own, for what is wrong with it. The mapping
/// gives units other names.
#[must_use]
pub fn unit_files(
    files: &[Candidate],
    mapping: &Mapping,
    manifest: &Manifest,
    document: &Document,
) -> (Vec<UnitFile>, Vec<Diagnostic>) {
    let patterns = manifest.files.as_ref().map(|patterns| Patterns::new(patterns));
    let mut units: BTreeMap<String, UnitFile> = BTreeMap::new();
    let mut problems = Vec::new();
    for file in files {
        let picked = match &patterns {
            Some(patterns) => patterns.pick(file),
            None => {
                Format::of(&file.relative).filter(|_| !is_about(file)).map(|_| Picked::default())
            }
        };
        let Some(picked) = picked else {
            problems.extend(unmatched(file));
            continue;
        };
        match unit(file, &picked, mapping) {
            Ok(unit) => match units.get(&unit.name) {
                Some(first) => problems.push(taken(&unit, first)),
                None => drop(units.insert(unit.name.clone(), unit)),
            },
            Err(problem) => problems.push(match picked.index {
                Some(index) => {
                    let mark = document.mark_at(&format!("/files/{index}"));
                    problem.related(document.place(mark), "picked by this pattern")
                }
                None => problem,
            }),
        }
    }
    (units.into_values().collect(), problems)
}

/// A pattern of file paths: `*` and `?` stay within a folder.
pub(super) fn glob(pattern: &str) -> Result<Glob, Error> {
    GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build()
}

/// The pattern of every path with this ending.
pub(crate) fn glob_of_ending(ending: &str) -> String {
    format!("**/*{}", globset::escape(ending))
}

/// Whether a build picks a file of this path below the dataset's folder as a unit.
#[must_use]
pub fn is_unit_file(dataset: &Dataset, relative: &str) -> bool {
    match &dataset.files {
        Some(patterns) => Patterns::new(patterns).first(relative).is_some(),
        None => Format::of(relative).is_some(),
    }
}

/// Whether a seed file can give a unit this name.
#[must_use]
pub fn is_unit_name(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(['/', '\\', ':']);
    !name.chars().any(char::is_control)
        && name.split('.').all(is_part)
        && !matches!(name, "dataset" | "schema" | "README" | "LICENSE")
}

/// How files are read that a dataset's patterns may know nothing of.
pub struct ReadAs {
    /// With those of other endings.
    patterns: Vec<FilePattern>,
    globs: Vec<(GlobMatcher, usize)>,
}

impl ReadAs {
    /// By these patterns.
    #[must_use]
    pub fn new(patterns: &[FilePattern]) -> Self {
        let patterns = with_other_endings(patterns);
        let globs = Patterns::new(&patterns).globs.into_iter();
        let globs = globs.map(|(glob, index, _)| (glob, index)).collect();
        Self { patterns, globs }
    }

    /// The pattern that matches a path below the dataset's folder, perhaps under another ending.
    #[must_use]
    pub fn matching(&self, relative: &str) -> Option<&FilePattern> {
        let found = self.globs.iter().find(|(glob, _)| glob.is_match(relative));
        found.and_then(|(_, index)| self.patterns.get(*index))
    }

    /// The pattern by which a file of this path is read: one that matches it, or else the first of its format.
    #[must_use]
    pub fn of(&self, relative: &str) -> Option<&FilePattern> {
        self.matching(relative).or_else(|| {
            let (format, _) = Format::of(relative)?;
            let is_alike =
                |pattern: &&FilePattern| Format::of(&pattern.glob).is_some_and(|of| of.0 == format);
            self.patterns.iter().find(is_alike)
        })
    }
}

/// The patterns, and after them the same ones with the other endings of what holds a tree of values: people
/// chose another than the release did.
pub(crate) fn with_other_endings(patterns: &[FilePattern]) -> Vec<FilePattern> {
    const ENDINGS: [&[&str]; 2] = [&[".yaml", ".yml", ".json"], &[".jsonl", ".ndjson"]];
    let others = patterns.iter().flat_map(|pattern| {
        let alike = ENDINGS.iter().find_map(|endings| {
            let stem = endings.iter().find_map(|ending| pattern.glob.strip_suffix(ending))?;
            Some(endings.iter().map(move |ending| format!("{stem}{ending}")))
        });
        let globs = alike.into_iter().flatten().filter(|glob| *glob != pattern.glob);
        globs.map(|glob| FilePattern { glob, ..pattern.clone() })
    });
    patterns.iter().cloned().chain(others).collect()
}

/// How a file was picked.
#[derive(Default)]
struct Picked<'m> {
    index: Option<usize>,
    at: Option<&'m String>,
    body: Option<&'m String>,
}

struct Patterns<'m> {
    globs: Vec<(GlobMatcher, usize, &'m FilePattern)>,
}

impl<'m> Patterns<'m> {
    fn new(patterns: &'m [FilePattern]) -> Self {
        let numbered = patterns.iter().enumerate();
        let globs = numbered.filter_map(|(index, pattern)| {
            // One that does not compile was reported with the manifest.
            Some((glob(&pattern.glob).ok()?.compile_matcher(), index, pattern))
        });
        Self { globs: globs.collect() }
    }

    fn pick(&self, file: &Candidate) -> Option<Picked<'m>> {
        let (index, pattern) = self.first(&file.relative)?;
        let (at, body) = (pattern.at.as_ref(), pattern.body.as_ref());
        Some(Picked { index: Some(index), at, body })
    }

    fn first(&self, relative: &str) -> Option<(usize, &'m FilePattern)> {
        let mut globs = self.globs.iter();
        let (_, index, pattern) = globs.find(|(glob, ..)| glob.is_match(relative))?;
        Some((*index, *pattern))
    }
}

fn unit(file: &Candidate, picked: &Picked, mapping: &Mapping) -> Result<UnitFile, Diagnostic> {
    let Some((format, stem)) = Format::of(&file.relative) else {
        let endings: Vec<_> = Format::ENDINGS.iter().map(|(ending, _)| *ending).collect();
        let message = "a unit whose ending names no format that can be read";
        return Err(Diagnostic::new(Code::Manifest, message, place(file))
            .help(format!("use one of .{}", endings.join(", ."))));
    };
    if picked.body.is_some() && format != Format::Markdown {
        let message = "a unit with `body` that is not Markdown";
        return Err(Diagnostic::new(Code::Manifest, message, place(file))
            .help("leave `body` out, or let the pattern match .md files only"));
    }
    Ok(UnitFile {
        name: mapping.unit(&stem.replace('/', ".")).to_owned(),
        relative: file.relative.clone(),
        path: file.path.clone(),
        format,
        at: picked.at.cloned(),
        body: picked.body.cloned(),
        bytes: file.bytes.clone(),
    })
}

fn taken(unit: &UnitFile, first: &UnitFile) -> Diagnostic {
    let whole = |unit: &UnitFile| {
        let file = SourceFile { path: unit.path.clone(), text: String::new() };
        Place::whole(&Arc::new(file))
    };
    Diagnostic::new(Code::NameTaken, format!("a second unit `{}`", unit.name), whole(unit))
        .related(whole(first), "the first")
        .help("rename one of the files")
}

fn unmatched(file: &Candidate) -> Option<Diagnostic> {
    if is_about(file) {
        return None;
    }
    let message = "a file that is no unit: nothing in `files` matches it";
    Some(
        Diagnostic::new(Code::UnmatchedFile, message, place(file))
            .help(format!("add a pattern to `files` in {}, or move it away", find::MANIFEST)),
    )
}

/// Whether a file is about the data and not part of it.
fn is_about(file: &Candidate) -> bool {
    let name = file.relative.rsplit('/').next().unwrap_or(&file.relative);
    name == "README.md" || name.starts_with("LICENSE")
}

fn place(file: &Candidate) -> Place {
    Place::whole(&Arc::new(SourceFile { path: file.path.clone(), text: String::new() }))
}

#[cfg(test)]
mod tests;
