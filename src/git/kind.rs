//! The records of which a repository has a file each.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use seedbank_codegen::canon::record_hash;
use seedbank_codegen::diagnostic::{Diagnostic, Severity};
use seedbank_codegen::model::{Collection, Dataset, FilePattern, Git, Key, Struct};
use seedbank_codegen::source::{Format, ReadAs};
use seedbank_codegen::{UnitText, compile_unit_texts};
use serde_json::{Map, Value};

use super::error::GitError;
use crate::bundle::Bundle;
use crate::store::{RecordName, State};
use crate::sync::is_published;

/// A collection whose records are files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind<'b> {
    pub dataset: &'b Dataset,
    pub collection: &'b Collection,
    pub git: &'b Git,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    pub unit: String,
    pub key: String,
    pub value: Map<String, Value>,
    pub hash: String,
}

/// A file, or what was one.
#[derive(Debug, Clone)]
pub(super) struct Text {
    /// In the repository.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// The collections of a bundle that are kept in git.
pub(super) fn kinds(bundle: &Bundle) -> Result<Vec<Kind<'_>>, GitError> {
    let kinds: Vec<Kind<'_>> = bundle.model().datasets.iter().filter_map(Kind::of).collect();
    if kinds.is_empty() { Err(GitError::NoDataset) } else { Ok(kinds) }
}

impl<'b> Kind<'b> {
    fn of(dataset: &'b Dataset) -> Option<Self> {
        let git = dataset.git.as_ref().filter(|_| dataset.database)?;
        let collection = dataset.collections.iter().find(|known| known.name == git.collection)?;
        Some(Self { dataset, collection, git })
    }

    pub(super) fn shape(&self) -> &'b Struct {
        &self.dataset.structs[self.collection.record]
    }

    /// The record of the collection with this unit and key.
    pub(super) fn name(&self, unit: &str, key: &str) -> RecordName {
        RecordName {
            dataset: self.dataset.name.clone(),
            collection: self.collection.name.clone(),
            unit: unit.to_owned(),
            key: key.to_owned(),
        }
    }

    pub(super) fn has(&self, record: &RecordName) -> bool {
        record.dataset == self.dataset.name && record.collection == self.collection.name
    }

    /// The hash of a record's content, as the sync log has it.
    pub(super) fn hash(&self, value: &Map<String, Value>) -> String {
        let fields = value.iter().map(|(name, value)| (name.as_str(), value));
        record_hash(fields, self.shape()).to_string()
    }

    /// Whether a record is for readers, and so in git.
    pub(super) fn is_published(
        &self,
        name: &RecordName,
        state: State,
        value: &Map<String, Value>,
    ) -> bool {
        state.counts() && is_published(self.dataset, name, value)
    }

    /// What a person calls a record.
    pub(super) fn title<'v>(&self, value: &'v Map<String, Value>) -> &'v str {
        value.get(&self.git.field).and_then(Value::as_str).unwrap_or_default()
    }

    /// The name of a record's file before its ending.
    pub(super) fn slug(&self, key: &str, value: &Map<String, Value>) -> String {
        let slug = slug(self.title(value));
        if slug.is_empty() { slug_of_key(key) } else { slug }
    }

    /// Where a file of this name is, beside another one or in the folder itself.
    pub(super) fn path(&self, beside: Option<&str>, name: &str) -> String {
        let folder = match beside {
            Some(path) => path.rsplit_once('/').map_or("", |(folder, _)| folder),
            None => &self.git.folder,
        };
        let slash = if folder.is_empty() { "" } else { "/" };
        format!("{folder}{slash}{name}.{}", self.git.ending)
    }

    /// Whether a path may be that of a record's file.
    pub(super) fn takes(&self, path: &str) -> bool {
        let folder = &self.git.folder;
        let below = folder.is_empty()
            || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
        // Git's own listings are read by lines.
        below
            && !path.contains('\n')
            && file_name(path)
                .strip_suffix(&self.git.ending)
                .is_some_and(|stem| stem.len() > 1 && stem.ends_with('.'))
    }

    /// What these files hold, in their order; or what is wrong, and where.
    pub(super) fn read(&self, texts: &[Text]) -> Vec<Result<Content, String>> {
        let (dataset, relatives) = self.apart(texts);
        let given = texts.iter().zip(&relatives).map(|(Text { path, bytes }, relative)| UnitText {
            relative: relative.clone(),
            path: path.into(),
            bytes: Arc::from(bytes.as_slice()),
        });
        let compiled = compile_unit_texts(&dataset, given);
        let mut problems: HashMap<&Path, &Diagnostic> = HashMap::new();
        let errors = compiled.diagnostics.iter();
        for problem in errors.filter(|problem| problem.severity() == Severity::Error) {
            problems.entry(&problem.place.file.path).or_insert(problem);
        }
        let mut errors = compiled.diagnostics.iter();
        let first = errors.find(|problem| problem.severity() == Severity::Error);
        let first = first.map_or_else(String::new, said);
        let bundle = compiled.packed.map(Bundle::from_packed);
        let contents = texts.iter().zip(&relatives).map(|(Text { path, .. }, relative)| {
            match (problems.get(Path::new(path)), &bundle) {
                (Some(problem), _) => Err(said(problem)),
                (None, Some(bundle)) => self.only(bundle, path, relative),
                (None, None) => Err(first.clone()),
            }
        });
        contents.collect()
    }

    /// A path for each file, so that files of one name in several folders are units of their own; and the
    /// dataset by which a file of that path is read as one of its name is.
    fn apart(&self, texts: &[Text]) -> (Dataset, Vec<String>) {
        let read_as = ReadAs::new(self.dataset.files.as_deref().unwrap_or_default());
        let mut patterns: Vec<FilePattern> = Vec::new();
        let relatives = texts.iter().enumerate().map(|(rank, Text { path, .. })| {
            let name = file_name(path);
            let (at, body) = read_as
                .of(name)
                .map_or((None, None), |alike| (alike.at.clone(), alike.body.clone()));
            let alike = |known: &FilePattern| known.at == at && known.body == body;
            let folder = patterns.iter().position(alike).unwrap_or_else(|| {
                let folder = patterns.len();
                patterns.push(FilePattern { glob: format!("{folder}/**"), at, body });
                folder
            });
            format!("{folder}/{rank}/{name}")
        });
        let relatives = relatives.collect();
        (Dataset { files: Some(patterns), ..self.dataset.clone() }, relatives)
    }

    /// The one record of a file.
    fn only(&self, bundle: &Bundle, path: &str, relative: &str) -> Result<Content, String> {
        let read = unit_name(relative);
        let rows: Vec<_> = bundle.tables().flat_map(|table| table.in_unit(&read)).collect();
        match rows.as_slice() {
            [row] if row.table().collection().name == self.collection.name => {
                let unit = unit_name(file_name(path));
                let key = if self.collection.key == Key::Unit { &unit } else { row.key() };
                Ok(Content {
                    key: key.to_owned(),
                    unit,
                    value: row.to_value(),
                    hash: row.hash().to_string(),
                })
            }
            rows => {
                let (count, wanted) = (rows.len(), &self.collection.name);
                Err(format!("{path}:1:1: it holds {count} records; write one `{wanted}`"))
            }
        }
    }
}

/// The unit that a file of this path is.
fn unit_name(relative: &str) -> String {
    Format::of(relative).map_or(relative, |(_, stem)| stem).replace('/', ".")
}

/// The part of a path behind the last `/`.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The name of a file before its ending.
pub(super) fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// A key as a part of a file's name.
pub(super) fn slug_of_key(key: &str) -> String {
    let slug = slug(key);
    if slug.is_empty() { "record".to_owned() } else { slug }
}

/// A text in small letters, digits and dashes, as a file's name may be everywhere.
fn slug(text: &str) -> String {
    const LONGEST: usize = 100;
    let mut slug = slug::slugify(text);
    if slug.len() > LONGEST {
        // It is ASCII.
        slug.truncate(LONGEST);
        slug.truncate(slug.trim_end_matches('-').len());
    }
    slug
}

/// A problem in one line.
fn said(problem: &Diagnostic) -> String {
    let (line, column) = problem.place.line_column();
    let path = problem.place.file.path.display();
    let help = problem.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    format!("{path}:{line}:{column}: {}{help}", problem.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "data")]
    #[test]
    fn files_of_one_name_are_each_read_as_that_name_says() {
        let kinds = kinds(&crate::BUNDLE).unwrap();
        let page = |title: &str| {
            format!(
                "---\ntitle: {title}\nslug: {title}\nsummary: {}\ncategories: [formats]\nowners: [ana]\n\
                 sources: []\nstatus: draft\ntier: practitioner\nactive: true\ncreated: 2026-04-22\n\
                 reviewed: 2026-06-03\n---\n{}\n",
                "It says what there is to know of this one. ".repeat(2).trim(),
                format!("Text of {title}. ").repeat(40).trim()
            )
        };
        let text = |path: &str, text: &str| Text { path: path.to_owned(), bytes: text.into() };
        let texts = [
            text("a/index.md", &page("one-page")),
            text("b/index.md", "---\ntitle: [\n---\n"),
            text("index.md", &page("other-page")),
        ];
        let alone: Vec<_> =
            texts.iter().flat_map(|text| kinds[0].read(std::slice::from_ref(text))).collect();
        let read = kinds[0].read(&texts);
        assert_eq!(read, alone);
        let [Ok(one), Err(problem), Ok(other)] = &read[..] else { panic!("{read:?}") };
        assert_eq!((one.unit.as_str(), one.key.as_str()), ("index", "one-page"));
        assert_eq!((other.unit.as_str(), other.key.as_str()), ("index", "other-page"));
        assert!(problem.starts_with("b/index.md:"), "{problem}");
    }

    #[test]
    fn a_title_is_the_name_of_a_file() {
        for (title, expected) in [
            ("YAML pitfalls in seed files", "yaml-pitfalls-in-seed-files"),
            ("Über Ärger: 50 % mehr!", "uber-arger-50-mehr"),
            ("../../etc/passwd", "etc-passwd"),
            ("???", ""),
        ] {
            assert_eq!(slug(title), expected);
        }
        assert!(slug(&"long title ".repeat(40)).len() <= 100);
        assert_eq!(slug_of_key("///"), "record");
    }
}
