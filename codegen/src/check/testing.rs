//! What the tests of checks share.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Rules, Schema, Unit, names, records, references, schema_violations, validator};
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::model::{self, Dataset, Merge, Removed};
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

/// A dataset with this schema and no units.
pub(crate) fn dataset(schema: &str) -> Dataset {
    let owned = Owned::new(schema);
    assert_eq!(owned.found, []);
    let collections = owned.types.collections.iter().map(|known| model::Collection {
        name: known.name.clone(),
        record: known.record,
        key: known.key.clone(),
        merge: Merge::Fields,
        removed: Removed::Keep,
        constants: false,
        renamed_from: Vec::new(),
        rows_at: 0,
        row_width: 0,
        unit_rows: Vec::new(),
        units_at: 0,
        key_index_at: 0,
        indexes: Vec::new(),
    });
    Dataset {
        name: "d".to_owned(),
        title: String::new(),
        description: String::new(),
        version: String::new(),
        generation: 1,
        hash: String::new(),
        schema_hash: String::new(),
        schema: owned.document.value.clone(),
        files: None,
        database: true,
        git: None,
        review: None,
        units: Vec::new(),
        collections: collections.collect(),
        structs: owned.types.structs.clone(),
        enums: owned.types.enums.clone(),
        unions: owned.types.unions.clone(),
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
