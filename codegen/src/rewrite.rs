//! Seed files written again from records: an old file changes no more than it must.
//!
//! A file is read as a build reads it, and what it holds compared with what it is to hold, part by part.
//! Only what differs is written, where it is written: comments, order, quotes, anchors and blank lines stay.
//! The text is read again and compared before anybody has it.

mod change;
mod csv;
mod edit;
mod flow;
mod json;
mod jsonl;
mod layout;
mod markdown;
mod node;
mod number;
mod order;
#[cfg(test)]
mod properties;
mod seed;
mod surgery;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod tree;
mod wanted;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use self::layout::Layout;
use self::seed::Seed;
use self::surgery::Stuck;
use self::tree::Tree;
use crate::canon;
use crate::check::SchemaError;
use crate::diagnostic::{Diagnostic, Place, SourceFile};
use crate::model::Dataset;
use crate::source::Document;
use crate::unit_document::{UnitDocumentError, UnitRecord, unit_document};

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RewriteError {
    /// The dataset's schema is none that a build lets through.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A record that the schema has no place for.
    #[error(transparent)]
    Document(#[from] UnitDocumentError),
    /// The file's ending names no format.
    #[error("can't write `{}`: its ending names no format; use .json, .yaml, .jsonl, .csv or .md", path.display())]
    Ending {
        /// The path below the dataset's folder.
        path: PathBuf,
    },
    /// The old file can't be read, so nothing may take its place.
    #[error("can't change `{}`, which can't be read: {}", path.display(), first(problems))]
    Unreadable {
        /// The path below the dataset's folder.
        path: PathBuf,
        /// What is wrong with it.
        problems: Vec<Diagnostic>,
    },
    /// The old file holds something that would be lost, so nothing may take its place.
    #[error(
        "can't change `{}:{line}:{column}`: {why}; change what is there by hand, and try again",
        path.display()
    )]
    Stuck {
        /// The path below the dataset's folder.
        path: PathBuf,
        /// Of what stands in the way, from 1.
        line: usize,
        /// Counts characters, from 1.
        column: usize,
        /// What stands in the way.
        why: String,
    },
    /// What the file is to hold can't be in a file of its kind.
    #[error("can't write `{}`: a file that is read like this can't hold {what}; {help}", path.display())]
    Unwritable {
        /// The path below the dataset's folder.
        path: PathBuf,
        /// What it can't hold.
        what: String,
        /// What to do.
        help: &'static str,
        /// The records that it can't hold, each by its collection and key; empty where that is not known.
        records: Vec<(String, String)>,
    },
}

impl RewriteError {
    /// The records without which there may be a text, each by its collection and key.
    #[must_use]
    pub fn records(&self) -> Vec<(String, String)> {
        match self {
            Self::Unwritable { records, .. } => records.clone(),
            Self::Document(UnitDocumentError::NoPlace { collection, key, .. }) => {
                vec![(collection.clone(), key.clone())]
            }
            _ => Vec::new(),
        }
    }
}

fn first(problems: &[Diagnostic]) -> String {
    problems.first().map_or_else(String::new, |problem| {
        let (line, column) = problem.place.line_column();
        format!("{} at {line}:{column}: {}", problem.code, problem.message)
    })
}

/// The text of a unit's seed file that holds exactly these records: the `old` one with no more changed than
/// must be, or, without an old one, written anew. Where a value can't be changed in its place, and a comment, an
/// anchor or an alias would be lost with it, there is no text but [`RewriteError::Stuck`].
///
/// `relative` is the file's path below the dataset's folder: it gives the format, and the manifest's pattern
/// that matches it says under which name the file's root is put. A byte order mark in the old text stays.
///
/// ```
/// # use std::sync::Arc;
/// # use seedbank_codegen::{UnitRecord, compile, diagnostic::SourceFile, rewrite::unit_text};
/// # let folder = tempfile::tempdir()?;
/// # let data = folder.path();
/// # std::fs::create_dir(data.join("fees"))?;
/// # std::fs::write(data.join("fees/dataset.yaml"), "title: Fees\nversion: '1'\n")?;
/// # std::fs::write(data.join("fees/schema.json"), r#"{
/// #     "additionalProperties": {
/// #         "type": "object", "title": "Fee", "x-collection": "fee",
/// #         "properties": { "cents": { "type": "integer" } } } }"#)?;
/// let old = "adult: { cents: 1850 } # a year\njunior: { cents: 700 }\n";
/// # std::fs::write(data.join("fees/season.yaml"), old)?;
/// # let packed = compile(data).packed.unwrap();
/// # let dataset = &packed.model().datasets[0];
/// let value = serde_json::json!({ "cents": 1900 });
/// let adult = UnitRecord { collection: "fee", key: "adult", value: value.as_object().unwrap() };
/// let old = SourceFile { path: "fees/season.yaml".into(), text: old.to_owned() };
/// let new = unit_text(dataset, "season.yaml".as_ref(), Some(Arc::new(old)), [adult]).unwrap();
/// assert_eq!(new, "adult: { cents: 1900 } # a year\n");
/// # Ok::<_, std::io::Error>(())
/// ```
pub fn unit_text<'r>(
    dataset: &Dataset,
    relative: &Path,
    old: Option<Arc<SourceFile>>,
    records: impl IntoIterator<Item = UnitRecord<'r>>,
) -> Result<String, RewriteError> {
    Rewriter::new(dataset)?.unit_text(relative, old, records)
}

/// Writes files of one dataset, whose schema is read once.
pub struct Rewriter<'m> {
    seed: Seed<'m>,
}

impl<'m> Rewriter<'m> {
    /// For files of this dataset.
    pub fn new(dataset: &'m Dataset) -> Result<Self, RewriteError> {
        Ok(Self { seed: Seed::new(dataset)? })
    }

    /// As [`unit_text`].
    pub fn unit_text<'r>(
        &self,
        relative: &Path,
        old: Option<Arc<SourceFile>>,
        records: impl IntoIterator<Item = UnitRecord<'r>>,
    ) -> Result<String, RewriteError> {
        let records: Vec<_> = records.into_iter().collect();
        let unit = Unit::new(&self.seed, relative, &records)?;
        match old {
            Some(old) => unit.changed(old),
            None => unit.anew().map(|document| document.file.text.clone()),
        }
    }
}

/// A unit's records on their way into a file.
struct Unit<'u> {
    seed: &'u Seed<'u>,
    layout: Layout,
    name: String,
    records: &'u [UnitRecord<'u>],
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl<'u> Unit<'u> {
    fn new(
        seed: &'u Seed<'u>,
        relative: &Path,
        records: &'u [UnitRecord<'u>],
    ) -> Result<Self, RewriteError> {
        let layout = Layout::of(seed, relative)?;
        // The file may have another name than the unit.
        let root = records.iter().find(|record| seed.is_root(record.collection));
        let name = root.map_or_else(|| layout.unit(), |record| record.key.to_owned());
        Ok(Self { seed, layout, name, records })
    }

    fn changed(&self, old: Arc<SourceFile>) -> Result<String, RewriteError> {
        let (mark, old) = match old.text.strip_prefix(BYTE_ORDER_MARK) {
            Some(text) => {
                let file = SourceFile { path: old.path.clone(), text: text.to_owned() };
                (BYTE_ORDER_MARK.to_string(), Arc::new(file))
            }
            None => (String::new(), old),
        };
        let old = self.seed.read(&self.layout, old).map_err(|problems| {
            RewriteError::Unreadable { path: self.layout.path.clone(), problems }
        })?;
        let wanted = wanted::wanted(self.seed, &old, &self.name, self.records)?;
        let tree = self.root(&wanted)?;
        let changed = surgery::changed(self.seed, &self.layout, &old, &tree);
        let changed = changed.and_then(|document| match self.differences(&document).first() {
            None => Ok(document),
            Some((collection, key)) => {
                let why = format!("`{collection}` `{key}` can't be made to read as it is to");
                Err(Stuck { at: 0, why })
            }
        });
        let document = match changed {
            Ok(document) => document,
            // What no file of its kind can hold is told as that.
            Err(stuck) => self.written(&tree).and_then(|document| {
                if old.file.text.trim().is_empty() {
                    Ok(document)
                } else {
                    Err(self.stuck(&old, stuck))
                }
            })?,
        };
        Ok(format!("{mark}{}", document.file.text))
    }

    fn stuck(&self, old: &Document, Stuck { at, why }: Stuck) -> RewriteError {
        let place = Place { file: old.file.clone(), span: at..at };
        let (line, column) = place.line_column();
        RewriteError::Stuck { path: self.layout.path.clone(), line, column, why }
    }

    fn anew(&self) -> Result<Document, RewriteError> {
        let wanted = unit_document(self.seed.dataset, self.records.iter().copied())?;
        self.written(&self.root(&wanted)?)
    }

    /// The text of this and nothing else, read again.
    fn written(&self, tree: &Tree) -> Result<Document, RewriteError> {
        let text = self.layout.anew(tree, &self.columns());
        let file = Arc::new(SourceFile { path: self.layout.path.clone(), text });
        let help = "write it in another format";
        let document = self.seed.read(&self.layout, file).map_err(|problems| {
            let what = format!("what it is to hold ({})", first(&problems));
            let (path, records) = (self.layout.path.clone(), Vec::new());
            RewriteError::Unwritable { path, what, help, records }
        })?;
        let records = self.differences(&document);
        match records.first() {
            None => Ok(document),
            Some((collection, key)) => {
                let what = format!("`{collection}` `{key}` as it is");
                let path = self.layout.path.clone();
                Err(RewriteError::Unwritable { path, what, help, records })
            }
        }
    }

    fn root(&self, document: &Value) -> Result<Tree, RewriteError> {
        let tree = Tree::of_document(self.seed, document);
        self.layout.root(tree).ok_or_else(|| RewriteError::Unwritable {
            path: self.layout.path.clone(),
            what: "these records".to_owned(),
            help: "it holds one list or one record, as the manifest's `files` say; write others to a file \
                   of their own",
            records: Vec::new(),
        })
    }

    /// The fields that a record of this file may have, for the columns of a table.
    fn columns(&self) -> Vec<String> {
        let steps = usize::from(self.layout.at.is_some());
        let in_file = self.seed.sites.iter().filter(|site| {
            site.steps.len() == steps + 1
                && self.layout.at.as_ref().is_none_or(|at| site.steps[0].takes(at))
        });
        let fields = in_file
            .filter_map(|site| self.seed.record(&site.collection))
            .flat_map(|shape| &shape.fields)
            .filter(|field| !field.derived && !field.map_key);
        fields.map(|field| field.name.clone()).collect()
    }

    /// The records that a document holds otherwise than it is to, or that only one of both has.
    fn differences(&self, document: &Document) -> Vec<(String, String)> {
        let without = self.seed.without(document);
        let found = self.seed.records(&self.name, document, &without);
        let mut found: BTreeMap<(&str, &str), String> = found
            .iter()
            .map(|record| {
                let collection = self.seed.dataset.collections[record.collection].name.as_str();
                ((collection, record.key.as_str()), self.text(collection, &record.to_value()))
            })
            .collect();
        let mut differ = Vec::new();
        for UnitRecord { collection, key, value } in self.records {
            let text = found.remove(&(*collection, *key));
            if text.is_none_or(|text| text != self.text(collection, value)) {
                differ.push((*collection, *key));
            }
        }
        differ.extend(found.into_keys());
        differ
            .into_iter()
            .map(|(collection, key)| (collection.to_owned(), key.to_owned()))
            .collect()
    }

    /// A record without its derived fields.
    fn text(&self, collection: &str, value: &Map<String, Value>) -> String {
        let shape = self.seed.record(collection);
        let derived = |name: &str| {
            let mut fields = shape.iter().flat_map(|shape| &shape.fields);
            fields.any(|field| field.derived && field.name == name)
        };
        let own = value.iter().filter(|(name, _)| !derived(name));
        let mut text = String::new();
        canon::write_entries(own.map(|(name, value)| (name.as_str(), value)).collect(), &mut text);
        text
    }
}
