//! What the tests of checks share.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Rules, Schema, Unit, names, records, references, schema_violations, validator};
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::record::Record;
use crate::schema::coerce::coerce;
use crate::schema::types::{Types, types};
use crate::schema::{Shapes, Site, parse, root_leftovers, sites};
use crate::source::{Document, Format, from_text};

/// Reads JSON that is known to be right.
pub(crate) fn json(path: &str, text: &str) -> Document {
    let file = Arc::new(SourceFile { path: PathBuf::from(path), text: text.to_owned() });
    from_text(Format::Json, file, None).unwrap()
}

/// A schema with all that is derived from it.
pub(crate) struct Owned {
    pub(crate) document: Document,
    pub(crate) shapes: Shapes,
    pub(crate) sites: Vec<Site>,
    pub(crate) types: Types,
    pub(crate) found: Vec<Diagnostic>,
}

impl Owned {
    pub(crate) fn new(text: &str) -> Self {
        Self::of(json("schema.json", text))
    }

    pub(crate) fn of(document: Document) -> Self {
        let mut found = Vec::new();
        let shapes = parse(&document, &mut found);
        let sites = sites(&shapes, &mut found);
        let types = types(&shapes, &sites, &mut found);
        Self { document, shapes, sites, types, found }
    }

    pub(crate) fn schema(&self) -> Schema<'_> {
        Schema {
            document: &self.document,
            shapes: &self.shapes,
            sites: &self.sites,
            types: &self.types,
        }
    }

    pub(crate) fn leftovers(&self, document: &Document) -> Vec<String> {
        document.value.as_object().map_or_else(Vec::new, |root| root_leftovers(&self.sites, root))
    }
}

/// Everything that is wrong with a dataset of one seed file.
pub(crate) fn checked(schema: Document, mut seed: Document) -> Vec<Diagnostic> {
    let schema = Owned::of(schema);
    let mut found = schema.found.clone();
    let validator = match validator(&schema.document) {
        Ok(validator) => validator,
        Err(wrong) => {
            found.extend(wrong);
            return found;
        }
    };
    coerce(&schema.shapes, &mut seed, &mut found);
    found.extend(schema_violations(&validator, &seed, &schema.shapes));
    let without = schema.leftovers(&seed);
    let records = records(schema.schema(), "seed", &seed, &without, &mut found);
    let units = [unit("seed", &seed, records)];
    references(schema.schema(), &units, &mut found);
    Rules::compile(&schema.shapes, &mut found).check(&units[0], &mut found);
    names(schema.schema(), &units, &vec![true; schema.types.collections.len()], &mut found);
    found
}

/// A unit without what its root record leaves out, which few checks look at.
pub(crate) fn unit<'d>(
    name: &'d str,
    document: &'d Document,
    records: Vec<Record<'d>>,
) -> Unit<'d> {
    Unit { name, document, records }
}

/// Diagnostics as tests compare them: `SB0020 1:5 «text» message | help`, related places below.
pub(crate) fn lines(found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in found {
        let place = &diagnostic.place;
        let (line, column) = place.line_column();
        let text = &place.file.text[place.span.clone()];
        write!(out, "{} {line}:{column} «{text}» {}", diagnostic.code, diagnostic.message).unwrap();
        if let Some(help) = &diagnostic.help {
            write!(out, " | {help}").unwrap();
        }
        out.push('\n');
        for (place, why) in &diagnostic.related {
            let (line, column) = place.line_column();
            writeln!(out, "  {} {line}:{column} {why}", place.file.path.display()).unwrap();
        }
    }
    out
}
