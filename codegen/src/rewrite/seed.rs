//! What there is to know of a dataset to read and write its seed files.

use std::sync::Arc;

use super::RewriteError;
use super::layout::Layout;
use crate::check::{self, Schema, read_schema};
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::model::{Dataset, Key, Struct};
use crate::record::Record;
use crate::schema::coerce::coerce;
use crate::schema::types::Types;
use crate::schema::{Shapes, Site, root_leftovers};
use crate::source::{Document, ReadAs, from_text, wrap};

/// A dataset, ready to read files of it.
pub(super) struct Seed<'m> {
    pub dataset: &'m Dataset,
    pub sites: Vec<Site>,
    pub read_as: ReadAs,
    shapes: Shapes,
    types: Types,
    schema: Document,
}

impl<'m> Seed<'m> {
    pub(super) fn new(dataset: &'m Dataset) -> Result<Self, RewriteError> {
        let (shapes, sites) = read_schema(dataset)?;
        let file = Arc::new(SourceFile { path: "schema.json".into(), text: String::new() });
        let schema = Document::unwritten(file, dataset.schema.clone());
        let read_as = ReadAs::new(dataset.files.as_deref().unwrap_or_default());
        Ok(Self { dataset, sites, read_as, shapes, types: Types::of(dataset), schema })
    }

    /// The type of a collection's records.
    pub(super) fn record(&self, collection: &str) -> Option<&'m Struct> {
        let known = self.dataset.collections.iter().find(|known| known.name == collection)?;
        self.dataset.structs.get(known.record)
    }

    /// A file's text as a build reads it.
    pub(super) fn read(
        &self,
        layout: &Layout,
        file: Arc<SourceFile>,
    ) -> Result<Document, Vec<Diagnostic>> {
        let mut document = from_text(layout.format, file, layout.body.as_deref())?;
        if let Some(at) = &layout.at {
            document = wrap(document, layout.format, at);
        }
        // What is warned of is so in the old text too, and concerns nobody here.
        coerce(&self.shapes, &mut document, &mut Vec::new());
        Ok(document)
    }

    /// The root's properties that are no part of the root record.
    pub(super) fn without(&self, document: &Document) -> Vec<String> {
        document.value.as_object().map_or_else(Vec::new, |root| root_leftovers(&self.sites, root))
    }

    /// The records of a document.
    pub(super) fn records<'d>(
        &'d self,
        unit: &str,
        document: &'d Document,
        without: &'d [String],
    ) -> Vec<Record<'d>> {
        let schema = Schema {
            document: &self.schema,
            shapes: &self.shapes,
            sites: &self.sites,
            types: &self.types,
        };
        // What has no key is no record, and stays in the file as it is.
        check::records(schema, unit, document, without, &mut Vec::new())
    }

    /// Whether a collection's one record has the name of its unit.
    pub(super) fn is_root(&self, collection: &str) -> bool {
        let found = self.dataset.collections.iter().find(|known| known.name == collection);
        found.is_some_and(|known| known.key == Key::Unit)
    }
}
