//! Drafts a dataset from example files: the manifest and the schema that a person would start from.
//!
//! The types, required fields, enums and keys are those that the files have; what they cannot say
//! (titles, references, rules) is left to write. `seen` collects what each place of the files holds,
//! `node` says what type that is, `collections` finds the records, and `schema` writes it down.

mod collections;
mod key;
mod layout;
mod lists;
mod manifest;
mod maps;
mod node;
mod schema;
mod scope;
mod seen;
mod texts;
mod words;

use self::node::Node;
use self::scope::Root;
use self::seen::Seen;
use crate::source::Document;

/// A file to draft from.
#[derive(Debug, Clone, Copy)]
pub struct Example<'a> {
    /// Its path below the dataset's folder, with `/`.
    pub file: &'a str,
    /// What it holds.
    pub document: &'a Document,
    /// The field for the text of a Markdown file, if it was read with one.
    pub body: Option<&'a str>,
}

/// A dataset's first version, to be edited by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text of `dataset.yaml`.
    pub manifest: String,
    /// The text of `schema.json`.
    pub schema: String,
    /// The names of the collections, in schema order.
    pub collections: Vec<String>,
    /// What the files leave open, in a sentence each.
    pub notes: Vec<String>,
}

/// Drafts the dataset `name` from files that are, or will be, in its folder.
#[must_use]
pub fn draft(name: &str, examples: &[Example]) -> Draft {
    let lists = lists::lists(name, examples);
    let mut seen = Seen::default();
    let mut roots = Vec::new();
    for (example, list) in examples.iter().zip(&lists) {
        let document = example.document;
        match list {
            Some(at) => seen.see_member(at, document),
            None => seen.see_document(document),
        }
        roots.push(Root { at: list.as_deref(), value: &document.value });
    }
    let mut root = Node::of_root(seen);
    let records_are_files = examples.iter().any(|example| example.body.is_some());
    let found = if records_are_files {
        collections::whole_files(name, &mut root)
    } else {
        collections::find(name, &mut root, &roots)
    };
    Draft {
        manifest: manifest::manifest(name, examples, &lists),
        schema: schema::schema(&root),
        collections: found.names,
        notes: found.notes,
    }
}

#[cfg(test)]
mod tests;
