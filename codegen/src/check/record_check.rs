//! Single records, checked at run time: after people changed one, or after a merge.

use std::fmt;
use std::sync::Arc;

use jsonschema::{JsonType, Validator};
use serde_json::{Map, Value};

use super::key::{self, Nameless};
use super::root_record::without_collections;
use super::validator::part_validator;
use super::violations::violations_below;
use super::{Rules, Unit, brief, wording};
use crate::diagnostic::{Diagnostic, Severity, SourceFile};
use crate::model::{Dataset, Key};
use crate::record::Record;
use crate::schema::parse::{escape, parse};
use crate::schema::{Shapes, Site, sites};
use crate::source::Document;

/// Checks single records of a dataset against its schema and rules.
///
/// It says what a build says of the same record in a seed file. What can be seen only beside other
/// records (references, unique indexes, keys that are there twice) is not looked at.
///
/// ```
/// use seedbank_codegen::check::RecordCheck;
/// use serde_json::json;
///
/// # let folder = tempfile::tempdir()?;
/// # let data = folder.path();
/// # std::fs::create_dir(data.join("fees"))?;
/// # std::fs::write(data.join("fees/dataset.yaml"), "title: Fees\nversion: '1'\n")?;
/// # std::fs::write(data.join("fees/schema.json"), r#"{
/// #     "additionalProperties": {
/// #         "type": "object", "title": "Fee", "x-collection": "fee",
/// #         "properties": { "cents": { "type": "integer" } } } }"#)?;
/// # std::fs::write(data.join("fees/season.yaml"), "adult: { cents: 1850 }\n")?;
/// # let packed = seedbank_codegen::compile(data).packed.ok_or("nothing is packed")?;
/// # let dataset = &packed.model().datasets[0];
/// let check = RecordCheck::new(dataset)?;
/// let fee = json!({ "cents": 7.5 });
/// let wrong = check.check("fee", fee.as_object().ok_or("no object")?);
/// assert_eq!(wrong[0].pointer, "/cents");
/// assert_eq!(wrong[0].message, "`cents`: expected integer, found number 7.5");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct RecordCheck {
    dataset: String,
    shapes: Shapes,
    rules: Rules,
    collections: Vec<Collection>,
    /// The file that a record is in as far as diagnostics know: nameless and empty.
    file: Arc<SourceFile>,
}

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The JSON Pointer, within the record, to what it is about; empty for the record as a whole.
    pub pointer: String,
    /// What was found, in one line without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// Why records cannot be checked: the dataset's schema is none that a build lets through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "can't check records of `{dataset}` against its schema: {problem}; build the bundle again with \
     this version"
)]
pub struct SchemaError {
    dataset: String,
    problem: String,
}

struct Collection {
    name: String,
    key: Key,
    /// The places at which its records can be.
    places: Vec<Place>,
}

struct Place {
    site: Site,
    validator: Validator,
}

impl RecordCheck {
    /// Compiles a dataset's schema and rules, which takes milliseconds: once a dataset and process.
    pub fn new(dataset: &Dataset) -> Result<Self, SchemaError> {
        let wrong = |problem| SchemaError { dataset: dataset.name.clone(), problem };
        let mut schema = dataset.schema.clone();
        let (mut shapes, mut sites) = read(&schema).map_err(wrong)?;
        if sites.iter().any(|site| site.steps.is_empty()) {
            without_collections(&mut schema, &sites);
            (shapes, sites) = read(&schema).map_err(wrong)?;
        }
        let mut found = Vec::new();
        let rules = Rules::compile(&shapes, &mut found);
        first_error(&found).map_err(wrong)?;
        let collection = |known: &crate::model::Collection| {
            let own = sites.iter().filter(|site| site.collection == known.name);
            let places: Result<Vec<Place>, String> = own
                .map(|site| {
                    let validator = part_validator(&schema, &shapes[site.node].pointer);
                    let validator = validator.map_err(|error| error.masked().to_string())?;
                    Ok(Place { site: site.clone(), validator })
                })
                .collect();
            let places = places?;
            if places.is_empty() {
                return Err(format!("it has no `x-collection: {}`", known.name));
            }
            Ok(Collection { name: known.name.clone(), key: known.key.clone(), places })
        };
        let collections: Result<Vec<Collection>, String> =
            dataset.collections.iter().map(collection).collect();
        Ok(Self {
            dataset: dataset.name.clone(),
            rules,
            collections: collections.map_err(wrong)?,
            shapes,
            file: Arc::new(SourceFile { path: "record".into(), text: String::new() }),
        })
    }

    /// All that is wrong with a record as the database stores it; nothing where it is valid.
    ///
    /// That is the record with the keys of the maps that it is in (`x-map-key`), and for a root record
    /// without the collections of its file. It may hold derived fields. A record of a collection that is
    /// at several places is valid where it is valid at one of them.
    #[must_use]
    pub fn check(&self, collection: &str, record: &Map<String, Value>) -> Vec<Wrong> {
        let Some(known) = self.collection(collection) else {
            let dataset = &self.dataset;
            let message = format!("the dataset `{dataset}` has no collection `{collection}`");
            return vec![Wrong { pointer: String::new(), message, help: None }];
        };
        let mut least: Option<Vec<Wrong>> = None;
        for place in &known.places {
            let found = self.check_at(known, place, record);
            if found.is_empty() {
                return found;
            }
            if least.as_ref().is_none_or(|least| found.len() < least.len()) {
                least = Some(found);
            }
        }
        least.unwrap_or_default()
    }

    /// The key that a record's own fields say it has; nothing where they say none, or where the key of
    /// its map or the name of its unit is what names it.
    #[must_use]
    pub fn key_of(&self, collection: &str, record: &Map<String, Value>) -> Option<String> {
        let Key::Fields(names) = &self.collection(collection)?.key else { return None };
        let part = |name: &String| key::text(record.get(name)?).ok();
        Some(names.iter().map(part).collect::<Option<Vec<String>>>()?.join("/"))
    }

    fn collection(&self, name: &str) -> Option<&Collection> {
        self.collections.iter().find(|collection| collection.name == name)
    }

    fn check_at(
        &self,
        collection: &Collection,
        place: &Place,
        record: &Map<String, Value>,
    ) -> Vec<Wrong> {
        let names = match &collection.key {
            Key::Fields(names) => names.as_slice(),
            Key::MapKey | Key::Unit => &[],
        };
        let mut wrong = Vec::new();
        let map_keys = map_keys(&place.site, names, record, &mut wrong);
        let mut own = record.clone();
        own.retain(|name, _| place.site.map_keys().all(|(_, field)| field != name));
        let document = Document::unwritten(Arc::clone(&self.file), Value::Object(own));
        let Value::Object(object) = &document.value else { return wrong };

        let mark = &document.mark;
        let mut found =
            violations_below(place.site.node, &place.validator, &document, &self.shapes);
        Nameless {
            collection: &collection.name,
            document: &document,
            object,
            mark,
            map_keys: &map_keys,
        }
        .fields(names, &mut found);
        let record =
            Record { collection: 0, key: String::new(), map_keys, object, without: &[], mark };
        let unit = Unit { name: "", document: &document, records: vec![record] };
        self.rules.check_below(place.site.node, &unit, &mut found);

        crate::diagnostic::sort(&mut found);
        found.dedup();
        wrong.extend(found.into_iter().map(|Diagnostic { message, place, help, .. }| Wrong {
            pointer: document.pointer_at(&place),
            message,
            help,
        }));
        wrong
    }
}

impl fmt::Debug for RecordCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.collections.iter().map(|known| known.name.as_str()).collect();
        f.debug_struct("RecordCheck")
            .field("dataset", &self.dataset)
            .field("collections", &names)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, " ({help})"))
    }
}

/// The keys of the maps that a record is in, as it holds them itself.
fn map_keys<'r>(
    site: &'r Site,
    names: &[String],
    record: &'r Map<String, Value>,
    wrong: &mut Vec<Wrong>,
) -> Vec<(&'r str, &'r str)> {
    let mut keys = Vec::new();
    for (step, field) in site.map_keys() {
        let (message, pointer) = match record.get(field) {
            Some(Value::String(key)) => {
                keys.push((field, key.as_str()));
                // An empty one is reported where it names the record.
                if step.takes(key) || key.is_empty() {
                    continue;
                }
                let shown = brief::value(&record[field]);
                (format!("`{field}`: {shown} is no key of the map that the record is in"), field)
            }
            Some(other) => {
                (format!("`{field}`: {}", wording::expected(&[JsonType::String], other)), field)
            }
            // So is one that is missing.
            None if names.iter().any(|name| name == field) => continue,
            None => (format!("missing property `{field}`"), ""),
        };
        let pointer =
            if pointer.is_empty() { String::new() } else { format!("/{}", escape(pointer)) };
        wrong.push(Wrong { pointer, message, help: None });
    }
    keys
}

/// A dataset's schema, and where its records are.
pub(crate) fn read_schema(dataset: &Dataset) -> Result<(Shapes, Vec<Site>), SchemaError> {
    read(&dataset.schema).map_err(|problem| SchemaError { dataset: dataset.name.clone(), problem })
}

fn read(schema: &Value) -> Result<(Shapes, Vec<Site>), String> {
    let file = Arc::new(SourceFile { path: "schema.json".into(), text: String::new() });
    let document = Document::unwritten(file, schema.clone());
    let mut found = Vec::new();
    let shapes = parse(&document, &mut found);
    let sites = sites(&shapes, &mut found);
    first_error(&found).map(|()| (shapes, sites))
}

fn first_error(found: &[Diagnostic]) -> Result<(), String> {
    let error = found.iter().find(|problem| problem.severity() == Severity::Error);
    error.map_or(Ok(()), |error| Err(error.message.clone()))
}

#[cfg(test)]
mod tests;
