//! The records of which a repository has a file each.

use std::path::Path;
use std::sync::Arc;

use seedbank_codegen::canon::record_hash;
use seedbank_codegen::diagnostic::{Diagnostic, Severity};
use seedbank_codegen::model::{Collection, Dataset, Git, Struct};
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
        let mut read: Vec<Option<Result<Content, String>>> = vec![None; texts.len()];
        let mut left: Vec<usize> = (0..texts.len()).collect();
        // Files of one name in several folders would be one unit.
        while !left.is_empty() {
            let mut names = std::collections::HashSet::new();
            let (now, later): (Vec<usize>, Vec<usize>) =
                left.into_iter().partition(|rank| names.insert(file_name(&texts[*rank].path)));
            for (rank, content) in now.iter().zip(self.read_distinct(&now, texts)) {
                read[*rank] = Some(content);
            }
            left = later;
        }
        read.into_iter().flatten().collect()
    }

    fn read_distinct(&self, ranks: &[usize], texts: &[Text]) -> Vec<Result<Content, String>> {
        let given = ranks.iter().map(|rank| {
            let Text { path, bytes } = &texts[*rank];
            UnitText {
                relative: file_name(path).to_owned(),
                path: path.into(),
                bytes: Arc::from(bytes.as_slice()),
            }
        });
        let compiled = compile_unit_texts(self.dataset, given);
        let is_error = |problem: &&Diagnostic| problem.severity() == Severity::Error;
        let problems: Vec<&Diagnostic> = compiled.diagnostics.iter().filter(is_error).collect();
        let bundle = compiled.packed.map(Bundle::from_packed);
        let content = |rank: &usize| {
            let path = texts[*rank].path.as_str();
            let own = problems.iter().find(|problem| problem.place.file.path == Path::new(path));
            match (own, &bundle) {
                (Some(problem), _) => Err(said(problem)),
                (None, Some(bundle)) => self.only(bundle, path),
                (None, None) => Err(problems.first().map_or_else(String::new, |first| said(first))),
            }
        };
        ranks.iter().map(content).collect()
    }

    /// The one record of a file.
    fn only(&self, bundle: &Bundle, path: &str) -> Result<Content, String> {
        let file = file_name(path);
        let units = bundle.model().datasets.first().map_or(&[][..], |dataset| &dataset.units);
        let unit = units.iter().find(|unit| unit.file == file).map(|unit| unit.name.as_str());
        let own = |name: &str| name == self.collection.name;
        let rows: Vec<_> = unit
            .into_iter()
            .flat_map(|unit| bundle.tables().flat_map(move |table| table.in_unit(unit)))
            .collect();
        match rows.as_slice() {
            [row] if own(&row.table().collection().name) => Ok(Content {
                unit: row.unit().to_owned(),
                key: row.key().to_owned(),
                value: row.to_value(),
                hash: row.hash().to_string(),
            }),
            rows => {
                let (count, wanted) = (rows.len(), &self.collection.name);
                Err(format!("{path}:1:1: it holds {count} records; write one `{wanted}`"))
            }
        }
    }
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
