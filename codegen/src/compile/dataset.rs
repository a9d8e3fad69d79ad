//! One dataset: read, checked, and its part of the model.

use serde_json::{Value, json};

use crate::canon;
use crate::check::{self, Rules, Schema, Unit};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::digest::{Entry, content_hash, name_hash};
use crate::model::{self, Collection, FieldIndex};
use crate::pack::Located;
use crate::schema::types::{self, Types};
use crate::schema::{self, Shapes, Site};
use crate::source::{self, Candidate, DatasetFolder, Document, Manifest, Mapping, UnitFile};

use super::aside::Asides;
use super::{indexes, renamed, workflow};

/// Up to so many records a dataset's records are named constants, unless the manifest says otherwise.
const MOST_CONSTANTS: usize = 5_000;

/// A dataset's files, read. Everything else borrows from here.
pub(super) struct Prepared {
    pub name: String,
    pub manifest: Manifest,
    pub manifest_document: Document,
    pub schema: Document,
    pub shapes: Shapes,
    pub sites: Vec<Site>,
    pub types: Types,
    pub(super) validator: check::Validator,
    /// Sorted by name.
    pub(super) units: Vec<PreparedUnit>,
    /// Files that could not be read, and may hold records.
    pub(super) unread: usize,
}

pub(super) struct PreparedUnit {
    name: String,
    file: String,
    document: Document,
    /// The root's properties that hold collections of their own.
    without: Vec<String>,
}

impl PreparedUnit {
    fn new(file: UnitFile, document: Document, sites: &[Site]) -> Self {
        let without = document.value.as_object().map(|root| schema::root_leftovers(sites, root));
        Self {
            name: file.name,
            file: file.relative,
            without: without.unwrap_or_default(),
            document,
        }
    }
}

/// A dataset's records, after all checks.
pub(super) struct Checked<'d> {
    pub prepared: &'d Prepared,
    pub units: Vec<Unit<'d>>,
}

impl Prepared {
    /// Reads a dataset. Where its manifest or schema is wrong, it is set aside as a whole.
    pub fn read(
        folder: &DatasetFolder,
        found: &mut Vec<Diagnostic>,
        asides: &mut Asides,
    ) -> Option<Self> {
        let before = found.len();
        let prepared = Self::read_schema(folder, found);
        let Some(mut prepared) = prepared.filter(|_| !has_errors(&found[before..])) else {
            asides.dataset(&folder.name, &folder.path, found);
            return None;
        };
        prepared.read_units(&folder.files, &Mapping::default(), found, asides);
        Some(prepared)
    }

    /// Reads those of these files that are units, as a mapping says.
    pub fn read_units(
        &mut self,
        files: &[Candidate],
        mapping: &Mapping,
        found: &mut Vec<Diagnostic>,
        asides: &mut Asides,
    ) {
        let (files, problems) =
            source::unit_files(files, mapping, &self.manifest, &self.manifest_document);
        found.extend(problems);
        for file in files {
            match file.read() {
                Ok(mut document) => {
                    mapping.apply(&mut document, found);
                    schema::coerce::coerce(&self.shapes, &mut document, found);
                    self.units.push(PreparedUnit::new(file, document, &self.sites));
                }
                Err(problems) => {
                    asides.unit(&self.name, &file.name, &problems);
                    found.extend(problems);
                    self.unread += 1;
                }
            }
        }
    }

    fn read_schema(folder: &DatasetFolder, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut read =
            |path| source::read(path, None).map_err(|problems| found.extend(problems)).ok();
        let manifest_document = read(&folder.manifest);
        let schema = read(folder.schema.as_ref()?);
        let (manifest_document, schema) = (manifest_document?, schema?);
        let manifest = Manifest::from_document(&manifest_document)
            .map_err(|problems| found.extend(problems))
            .ok();
        let shapes = schema::parse(&schema, found);
        let sites = schema::sites(&shapes, found);
        let types = types::types(&shapes, &sites, found);
        let validator = check::validator(&schema).map_err(|problems| found.extend(problems)).ok();
        Some(Self {
            name: folder.name.clone(),
            manifest: manifest?,
            manifest_document,
            shapes,
            sites,
            types,
            validator: validator?,
            schema,
            units: Vec::new(),
            unread: 0,
        })
    }

    /// Runs every check over a dataset.
    pub fn check(&self, found: &mut Vec<Diagnostic>) -> Checked<'_> {
        let before = found.len();
        let checked = self.check_units(found);
        let (schema, units) = (self.schema(), &checked.units);
        check::references(schema, units, found);
        found.extend(renamed::check(self, units));
        found.extend(workflow::check(self));
        let constants: Vec<bool> = self
            .types
            .collections
            .iter()
            .map(|collection| checked.constants(&collection.name))
            .collect();
        check::names(schema, units, &constants, found);
        if self.unread == 0
            && units.iter().all(|unit| unit.records.is_empty())
            && !has_errors(&found[before..])
        {
            found.push(
                Diagnostic::new(
                    Code::EmptyDataset,
                    format!("`{}` holds no record", self.name),
                    Place::whole(&self.manifest_document.file),
                )
                .help("add a seed file that `files` matches, or remove the folder"),
            );
        }
        checked
    }

    /// Runs the checks that concern the units alone: whatever the dataset may have beside them.
    pub fn check_units(&self, found: &mut Vec<Diagnostic>) -> Checked<'_> {
        let schema = self.schema();
        let rules = Rules::compile(&self.shapes, found);
        let mut units = Vec::with_capacity(self.units.len());
        for PreparedUnit { name, document, without, .. } in &self.units {
            found.extend(check::schema_violations(&self.validator, document, &self.shapes));
            let records = check::records(schema, name, document, without, found);
            let unit = Unit { name, document, records };
            rules.check(&unit, found);
            units.push(unit);
        }
        found.extend(indexes::duplicates(&self.types, &units));
        Checked { prepared: self, units }
    }

    fn schema(&self) -> Schema<'_> {
        Schema {
            document: &self.schema,
            shapes: &self.shapes,
            sites: &self.sites,
            types: &self.types,
        }
    }
}

impl Checked<'_> {
    /// The dataset's part of the model, with generation 0, and what each of its units consists of.
    pub fn model(&self) -> (model::Dataset, Vec<Vec<Located>>) {
        let Prepared { name, manifest, types, .. } = self.prepared;
        let mut digests = Vec::with_capacity(self.units.len());
        let units: Vec<(model::Unit, canon::Hash)> = self
            .units
            .iter()
            .zip(&self.prepared.units)
            .map(|(unit, read)| {
                let (unit, hash, digest) = self.unit(unit, read);
                digests.push(digest);
                (unit, hash)
            })
            .collect();
        let collections: Vec<Collection> =
            types.collections.iter().map(|collection| self.collection(collection)).collect();
        let schema_hash = canon::schema_hash(&self.prepared.schema.value);
        let names = units.iter().map(|(unit, hash)| (unit.name.as_str(), *hash));
        let hash =
            canon::dataset_hash(schema_hash, policies(manifest.database, &collections), names);
        let dataset = model::Dataset {
            name: name.clone(),
            title: manifest.title.clone(),
            description: manifest.description.clone(),
            version: manifest.version.clone(),
            generation: 0,
            hash: hash.to_string(),
            schema_hash: schema_hash.to_string(),
            schema: self.prepared.schema.value.clone(),
            files: manifest.files.clone(),
            database: manifest.database,
            git: manifest.git.clone(),
            review: manifest.review.clone(),
            units: units.into_iter().map(|(unit, _)| unit).collect(),
            collections,
            structs: types.structs.clone(),
            enums: types.enums.clone(),
            unions: types.unions.clone(),
        };
        (dataset, digests)
    }

    fn unit(
        &self,
        unit: &Unit<'_>,
        read: &PreparedUnit,
    ) -> (model::Unit, canon::Hash, Vec<Located>) {
        let types = &self.prepared.types;
        let mut ranks = vec![0; types.collections.len()];
        let mut digest = Vec::with_capacity(unit.records.len());
        let hashes = unit.records.iter().map(|record| {
            let collection = &types.collections[record.collection];
            let (name, key) = (collection.name.as_str(), record.key.as_str());
            let hash = record.hash(&types.structs[collection.record]);
            let entry = Entry { name: name_hash(name, key), content: content_hash(&hash) };
            let rank = &mut ranks[record.collection];
            digest.push(Located { entry, collection: record.collection as u32, rank: *rank });
            *rank += 1;
            (name, key, hash)
        });
        let hash = canon::unit_hash(hashes);
        let (name, file) = (unit.name.to_owned(), read.file.clone());
        let unit = model::Unit { name, file, hash: hash.to_string(), digest_at: None };
        (unit, hash, digest)
    }

    fn collection(&self, collection: &types::RecordType) -> Collection {
        let manifest = &self.prepared.manifest;
        let policy = manifest.collections.get(&collection.name);
        let renamed = manifest.renamed_from.get(&collection.name);
        let index = |(field, unique): &(String, bool)| FieldIndex {
            field: field.clone(),
            unique: *unique,
            at: 0,
        };
        Collection {
            name: collection.name.clone(),
            record: collection.record,
            key: collection.key.clone(),
            merge: policy.and_then(|policy| policy.merge).unwrap_or(manifest.merge),
            removed: policy.and_then(|policy| policy.removed).unwrap_or(manifest.removed),
            constants: self.constants(&collection.name),
            renamed_from: renamed
                .into_iter()
                .flatten()
                .map(|(now, then)| (now.clone(), then.clone()))
                .collect(),
            rows_at: 0,
            row_width: 0,
            unit_rows: Vec::new(),
            units_at: 0,
            key_index_at: 0,
            indexes: collection.indexes.iter().map(index).collect(),
        }
    }

    /// Whether the records of a collection are named constants.
    fn constants(&self, collection: &str) -> bool {
        let manifest = &self.prepared.manifest;
        let policy = manifest.collections.get(collection).and_then(|policy| policy.constants);
        policy.or(manifest.constants).unwrap_or_else(|| {
            self.units.iter().map(|unit| unit.records.len()).sum::<usize>() <= MOST_CONSTANTS
        })
    }
}

/// The hash of what the manifest says of databases.
fn policies(database: bool, collections: &[Collection]) -> canon::Hash {
    let collections = collections.iter().map(|Collection { name, merge, removed, renamed_from, .. }| {
        json!({ "name": name, "merge": merge, "removed": removed, "renamed_from": renamed_from })
    });
    let policies = json!({ "database": database, "collections": collections.collect::<Value>() });
    canon::text_hash(&canon::canonical(&policies))
}

fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|problem| problem.severity() == crate::diagnostic::Severity::Error)
}
