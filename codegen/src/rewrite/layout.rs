//! How one file of a dataset lays out its unit: its format, and what the manifest says of it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::change::Change;
use super::edit::{Edit, Loss};
use super::seed::Seed;
use super::tree::Tree;
use super::{RewriteError, csv, json, jsonl, markdown, yaml};
use crate::source::{Document, Format, Mark};

/// How a file is read and written.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub path: PathBuf,
    pub format: Format,
    /// The name under which the root of the file is put.
    pub at: Option<String>,
    /// The field for the text of a Markdown file.
    pub body: Option<String>,
}

impl Layout {
    /// Of a file at this path below the dataset's folder.
    pub(super) fn of(seed: &Seed<'_>, relative: &Path) -> Result<Self, RewriteError> {
        let name = relative.to_string_lossy().replace('\\', "/");
        let Some((format, _)) = Format::of(&name) else {
            return Err(RewriteError::Ending { path: relative.to_owned() });
        };
        let pattern = seed.read_as.of(&name);
        Ok(Self {
            path: relative.to_owned(),
            format,
            at: pattern.and_then(|pattern| pattern.at.clone()),
            body: pattern.and_then(|pattern| pattern.body.clone()),
        })
    }

    /// The unit that the file is by its name.
    pub(super) fn unit(&self) -> String {
        let name = self.path.to_string_lossy().replace('\\', "/");
        Format::of(&name)
            .map_or_else(|| name.clone(), |(_, stem)| stem.to_owned())
            .replace('/', ".")
    }

    /// What of a document the file itself holds; nothing where it can't hold all of it.
    pub(super) fn root(&self, mut tree: Tree) -> Option<Tree> {
        if let Some(at) = &self.at {
            let Tree::Map(entries) = &mut tree else { return None };
            let inner = entries.take(at).unwrap_or(Tree::List(Vec::new(), super::tree::By::Value));
            if !entries.iter().all(|(_, other)| other.is_empty()) {
                return None;
            }
            tree = inner;
            if self.format == Format::Markdown {
                let Tree::List(items, _) = tree else { return None };
                let [item]: [Tree; 1] = items.try_into().ok()?;
                tree = item;
            }
        }
        let fits = match self.format {
            Format::Json | Format::Yaml => true,
            Format::JsonLines | Format::Csv => matches!(tree, Tree::List(..)),
            Format::Markdown => matches!(tree, Tree::Map(_)),
        };
        fits.then_some(tree)
    }

    /// The value that the file itself holds.
    pub(super) fn value<'d>(&self, document: &'d Document) -> Option<&'d Value> {
        self.written(document).map(|(value, _)| value)
    }

    fn written<'d>(&self, document: &'d Document) -> Option<(&'d Value, &'d Mark)> {
        let (mut value, mut mark) = (&document.value, &document.mark);
        if let Some(at) = &self.at {
            (value, mark) = (value.get(at)?, mark.children.first()?);
            if self.format == Format::Markdown {
                (value, mark) = (value.get(0)?, mark.children.first()?);
            }
        }
        Some((value, mark))
    }

    /// Where the value at a pointer below [`Self::value`] is written, or what it is in.
    pub(super) fn place(&self, document: &Document, path: &str) -> usize {
        let written = self.written(document);
        written.map_or(0, |(value, mark)| mark.at(value, path).start as usize)
    }

    /// What a changed text lacks of what people wrote around the values that stay.
    pub(super) fn lost(&self, old: &str, new: &str, change: &Change<'_>) -> Option<Loss> {
        match self.format {
            Format::Yaml => yaml::lost(old, new, change),
            Format::Markdown => markdown::lost(old, new, self.body.as_deref(), change),
            // They have nothing but values.
            Format::Json | Format::JsonLines | Format::Csv => None,
        }
    }

    /// The edits that bring the text of a document nearer to what is wanted.
    pub(super) fn edits(
        &self,
        seed: &Seed<'_>,
        document: &Document,
        change: &Change<'_>,
    ) -> Vec<Edit> {
        let text = &document.file.text;
        let Some((value, mark)) = self.written(document) else { return Vec::new() };
        let old = || self.root(Tree::of_document(seed, &document.value));
        let mut edits = match self.format {
            Format::Json => json::changed(text, &json::node(value, mark), change),
            Format::Yaml => match old() {
                Some(old) => yaml::edits(text, &old, change),
                None => Vec::new(),
            },
            Format::JsonLines => jsonl::edits(text, value, mark, change),
            Format::Csv => return csv::edits(text, change),
            Format::Markdown => match old() {
                Some(old) => markdown::edits(text, self.body.as_deref(), &old, change),
                None => Vec::new(),
            },
        };
        // A line ends as the file's first one does.
        if text.find('\n').is_some_and(|at| text[..at].ends_with('\r')) {
            for edit in &mut edits {
                edit.text = edit.text.replace('\n', "\r\n");
            }
        }
        edits
    }

    /// A text that holds this and nothing else. `columns` are the fields that a record may have.
    pub(super) fn anew(&self, tree: &Tree, columns: &[String]) -> String {
        match self.format {
            Format::Json => json::document(tree),
            Format::Yaml => yaml::document(tree),
            Format::JsonLines => jsonl::document(tree),
            Format::Csv => csv::document(tree, columns),
            Format::Markdown => markdown::document(tree, self.body.as_deref()),
        }
    }
}
