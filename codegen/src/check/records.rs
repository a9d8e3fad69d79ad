//! The records of a file, each with its key.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::key::Nameless;
use super::{Schema, brief, leftovers};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Key;
use crate::record::Record;
use crate::schema::members::member;
use crate::schema::{Instance, Kinds, Site};
use crate::source::Document;

/// The records of a unit, in the order of the file.
///
/// `without` are the properties of the root that lead to collections
/// ([`crate::schema::root_leftovers`]). A record without a usable key is reported and left out; of
/// two with one key both are reported and the first is kept.
#[must_use]
pub fn records<'d>(
    schema: Schema<'d>,
    unit: &str,
    document: &'d Document,
    without: &'d [String],
    found: &mut Vec<Diagnostic>,
) -> Vec<Record<'d>> {
    leftovers::leftovers(schema, document, found);
    let mut reader = Reader { schema, unit, document, without, found };
    let mut records = Vec::new();
    for site in schema.sites {
        for instance in site.instances(&document.value, &document.mark) {
            records.extend(reader.record(site, instance));
        }
    }
    records.sort_by_key(|record| (record.mark.start, record.mark.end));
    reader.distinct(records)
}

struct Reader<'d, 'r> {
    schema: Schema<'d>,
    unit: &'r str,
    document: &'d Document,
    without: &'d [String],
    found: &'r mut Vec<Diagnostic>,
}

impl<'d> Reader<'d, '_> {
    fn record(&mut self, site: &Site, instance: Instance<'d>) -> Option<Record<'d>> {
        let of = |known: &crate::schema::types::RecordType| known.name == site.collection;
        let collection = self.schema.types.collections.iter().position(of)?;
        let Value::Object(object) = instance.value else {
            self.no_object(site, &instance);
            return None;
        };
        self.forbidden(collection, object, &instance);
        let key = self.key(collection, object, &instance)?;
        let root = site.steps.is_empty();
        Some(Record {
            collection,
            key,
            map_keys: instance.map_keys,
            object,
            without: if root { self.without } else { &[] },
            mark: instance.mark,
        })
    }

    /// Where the schema allows other types beside objects, the validator has not complained.
    fn no_object(&mut self, site: &Site, instance: &Instance<'d>) {
        let value = instance.value;
        if self.schema.shapes.kinds(site.shape).allows(Kinds::of(value)) {
            let message = format!(
                "{} is where a record of `{}` belongs",
                brief::value(value),
                site.collection
            );
            self.report(Code::Invalid, message, brief::place(self.document, instance.mark));
        }
    }

    /// Fields that a record may not write itself: derived ones, and those that a map's key gives.
    fn forbidden(&mut self, collection: usize, object: &Map<String, Value>, of: &Instance<'d>) {
        let record = &self.schema.types.collections[collection];
        for field in &self.schema.types.structs[record.record].fields {
            let Some(mark) = member(object, of.mark, &field.name) else { continue };
            let (code, message, help) = if field.derived {
                (
                    Code::DerivedField,
                    format!("`{}` is derived, and never in a seed file", field.name),
                    "leave it out: it is made again where it is missing",
                )
            } else if field.map_key {
                (
                    Code::Invalid,
                    format!("`{}` is the key of the map that the record is in", field.name),
                    "leave it out here, or rename one of the two",
                )
            } else {
                continue;
            };
            let wrong = Diagnostic::new(code, message, self.document.key_place(mark));
            self.found.push(wrong.help(help));
        }
    }

    fn key(
        &mut self,
        collection: usize,
        object: &'d Map<String, Value>,
        of: &Instance<'d>,
    ) -> Option<String> {
        let record = &self.schema.types.collections[collection];
        match &record.key {
            Key::Unit => Some(self.unit.to_owned()),
            Key::MapKey => match of.last_key {
                Some("") => {
                    let message = format!("a record of `{}` whose key is empty", record.name);
                    self.report(Code::MissingKey, message, brief::place(self.document, of.mark));
                    None
                }
                key => key.map(str::to_owned),
            },
            Key::Fields(names) => {
                let collection = record.name.as_str();
                let (document, mark, map_keys) = (self.document, of.mark, &of.map_keys);
                Nameless { collection, document, object, mark, map_keys }.fields(names, self.found)
            }
        }
    }

    fn distinct(&mut self, records: Vec<Record<'d>>) -> Vec<Record<'d>> {
        let mut kept: Vec<Record<'d>> = Vec::with_capacity(records.len());
        let mut known: HashMap<(usize, String), usize> = HashMap::with_capacity(records.len());
        for record in records {
            let name = (record.collection, record.key.clone());
            if let Some(&first) = known.get(&name) {
                let collection = &self.schema.types.collections[record.collection];
                let wrong = Diagnostic::new(
                    Code::DuplicateKey,
                    format!(
                        "two records of `{}` have the key `{}`",
                        collection.name,
                        brief::text(&record.key, 100)
                    ),
                    key_place(self.schema, self.document, &record),
                );
                let first = key_place(self.schema, self.document, &kept[first]);
                self.found.push(wrong.related(first, "the first one"));
            } else {
                known.insert(name, kept.len());
                kept.push(record);
            }
        }
        kept
    }

    fn report(&mut self, code: Code, message: String, place: Place) {
        self.found.push(Diagnostic::new(code, message, place));
    }
}

/// Where a record's key is written: the last of its fields that is in the record itself, which is
/// what tells it from its neighbours; else the key of its map, or the record's first line.
pub(super) fn key_place(schema: Schema<'_>, document: &Document, record: &Record<'_>) -> Place {
    let names = match &schema.types.collections[record.collection].key {
        Key::Fields(names) => names.as_slice(),
        Key::MapKey | Key::Unit => &[],
    };
    let field = names.iter().rev().find_map(|name| member(record.object, record.mark, name));
    field.map_or_else(|| brief::place(document, record.mark), |mark| document.place(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{Owned, json, lines};

    fn check(schema: &str, text: &str) -> (Vec<String>, String) {
        let schema = Owned::new(schema);
        assert_eq!(lines(&schema.found), "");
        let document = json("u.json", text);
        let without = schema.leftovers(&document);
        let mut found = Vec::new();
        let records = records(schema.schema(), "u", &document, &without, &mut found);
        (records.into_iter().map(|record| record.key).collect(), lines(&found))
    }

    const LIST: &str = r#"{"type": "object", "properties": {"items": {"type": "array", "items": {
        "type": "object", "x-collection": "item", "x-key": ["a", "b"],
        "properties": {"a": {"type": "string"}, "b": {"type": "integer"},
            "c": {"type": "string", "x-derived": true}}
    }}}}"#;

    #[test]
    fn keys_are_fields_joined_in_the_order_of_the_file() {
        let (keys, found) =
            check(LIST, r#"{"items": [{"a": "z", "b": 1}, {"a": "x y", "b": 2.0}]}"#);
        assert_eq!((keys.join(" "), found.as_str()), ("z/1 x y/2".into(), ""));
    }

    #[test]
    fn a_key_that_is_missing_empty_or_no_name_is_reported() {
        let (keys, found) = check(
            LIST,
            "{\"items\": [{\"a\": \"\", \"b\": 1},\n{\"b\": 2},\n{\"a\": \"x\", \"b\": [1]}, {\"a\": \"y\", \"b\": 1.5}]}",
        );
        assert!(keys.is_empty());
        assert_eq!(
            found,
            "SB0021 1:18 «\"\"» `a`, which names a record of `item`, is empty\n\
             SB0021 2:1 «{\"b\": 2}» `a`, which names a record of `item`, is missing\n\
             SB0021 3:17 «[1]» `b`, which names a record of `item`, is an array of one item, and a key is a string or an integer\n\
             SB0021 3:39 «1.5» `b`, which names a record of `item`, is 1.5, and a key is a string or an integer\n"
        );
    }

    #[test]
    fn two_records_with_one_key_show_both_places() {
        let (keys, found) =
            check(LIST, "{\"items\": [{\"a\": \"z\", \"b\": 1},\n{\"b\": 1, \"a\": \"z\"}]}");
        assert_eq!(keys, ["z/1"]);
        assert_eq!(
            found,
            "SB0022 2:7 «1» two records of `item` have the key `z/1`\n  u.json 1:28 the first one\n"
        );
    }

    #[test]
    fn a_derived_field_is_refused_even_if_it_is_null() {
        let (_, found) = check(LIST, r#"{"items": [{"a": "z", "b": 1, "c": null}]}"#);
        assert_eq!(
            found,
            "SB0027 1:31 «\"c\"» `c` is derived, and never in a seed file | leave it out: it is made again where it is missing\n"
        );
    }

    const MAPS: &str = r#"{"type": "object", "x-collection": "root", "properties": {
        "title": {"type": "string"},
        "areas": {"type": "object", "additionalProperties": {"type": "object", "x-collection": "area"}},
        "maps": {"type": "object", "x-map-key": "outer", "patternProperties": {"": {
            "type": "array", "items": {"type": "object", "x-collection": "mapping",
                "x-key": ["outer", "id"], "properties": {"id": {"type": "string"}}}}},
            "additionalProperties": false}
    }}"#;

    #[test]
    fn records_in_maps_and_at_the_root_are_named_by_their_maps_and_units() {
        let (keys, found) = check(
            MAPS,
            r#"{"maps": {"0A": [{"id": "x"}], "": [{"id": "x"}]}, "areas": {"b": {}, "a": {}, "": {}}}"#,
        );
        assert_eq!(keys, ["u", "0A/x", "b", "a"]);
        assert_eq!(
            found,
            "SB0021 1:80 «\"\"» a record of `area` whose key is empty\n\
             SB0021 1:37 «{\"id\": \"x\"}» `outer`, which names this record of `mapping`, is empty\n"
        );
    }
    #[test]
    fn a_field_that_the_map_gives_is_not_written_again() {
        let (_, found) = check(MAPS, r#"{"maps": {"0A": [{"id": "x", "outer": "0A"}]}}"#);
        assert!(
            found.starts_with("SB0020 1:30 «\"outer\"» `outer` is the key of the map"),
            "{found}"
        );
    }
}
