//! Names that are different in a dataset and one in Rust: the generated code would not compile.

use std::collections::HashMap;

use serde_json::Value;

use super::{Schema, Unit, brief, records};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::names;
use crate::schema::members::member;
use crate::schema::{Shape, ShapeId};
use crate::source::Mark;

/// Reports the names of a dataset that collide, or that give no name at all.
///
/// `constants` says, by collection, whether its records get a constant each.
pub fn names(
    schema: Schema<'_>,
    units: &[Unit<'_>],
    constants: &[bool],
    found: &mut Vec<Diagnostic>,
) {
    let mut modules = Names::new("two units", "rename one of the two", found);
    for unit in units {
        modules.add(names::module(unit.name), unit.name, move || Place::whole(&unit.document.file));
    }
    drop(modules);
    for unit in units {
        let help = "rename one of the two, or set `constants: false` in the manifest";
        let mut taken = Names::new("two records", help, found);
        let named = |collection: usize| constants.get(collection).copied().unwrap_or(false);
        for own in names::OF_UNIT {
            taken.add(Some((*own).to_owned()), own, move || Place::whole(&unit.document.file));
        }
        for record in unit.records.iter().filter(|record| named(record.collection)) {
            let place = move || records::key_place(schema, unit.document, record);
            let collection = &schema.types.collections[record.collection];
            let name = names::record(&collection.key, &collection.name, &record.key);
            taken.add(name, &record.key, place);
        }
    }
    for (index, of) in schema.types.structs.iter().enumerate() {
        let help = "rename one of the two";
        let mut taken = Names::new("two properties", help, found);
        let lookups =
            schema.types.collections.iter().filter(|collection| collection.record == index);
        for (field, _) in lookups.flat_map(|collection| &collection.indexes) {
            let place = move || Place::whole(&schema.document.file);
            taken.add(names::lookup(field), &format!("{field} (x-index)"), place);
        }
        for field in &of.fields {
            let place = move || {
                property_place(schema, &of.fields.iter().map(|field| &*field.name), &field.name)
            };
            taken.add(names::field(&field.name), &field.name, place);
        }
    }
    for of in &schema.types.enums {
        let help = "rename one of the two, or leave the `enum` out for a plain string";
        let mut taken = Names::new("two values of an enum", help, found);
        for value in &of.values {
            taken.add(names::variant(value), value, move || value_place(schema, &of.values, value));
        }
    }
    for of in &schema.types.unions {
        let mut taken = Names::new("two kinds of a union", "rename one of the two", found);
        for (value, _) in &of.variants {
            let own = std::slice::from_ref(value);
            taken.add(names::variant(value), value, move || value_place(schema, own, value));
        }
    }
}

/// The names in one scope.
struct Names<'f> {
    what: &'static str,
    help: &'static str,
    /// What was written, and how to find it: a place is looked for only where two names collide.
    known: HashMap<String, (String, Box<dyn Fn() -> Place + 'f>)>,
    found: &'f mut Vec<Diagnostic>,
}

impl<'f> Names<'f> {
    fn new(what: &'static str, help: &'static str, found: &'f mut Vec<Diagnostic>) -> Self {
        Self { what, help, known: HashMap::new(), found }
    }

    fn add(&mut self, name: Option<String>, written: &str, place: impl Fn() -> Place + 'f) {
        let shown = brief::text(written, 60);
        let Some(name) = name else {
            let message = format!("`{shown}` has no character that a Rust name can hold");
            let wrong = Diagnostic::new(Code::NameCollision, message, place());
            self.found.push(wrong.help(self.help.replace("one of the two", "it")));
            return;
        };
        if let Some((first, at)) = self.known.get(&name) {
            let first = brief::text(first, 60);
            let message =
                format!("{}, `{first}` and `{shown}`, are both `{name}` in Rust", self.what);
            let wrong = Diagnostic::new(Code::NameCollision, message, place());
            self.found.push(wrong.help(self.help).related(at(), "the first one"));
        } else {
            self.known.insert(name, (written.to_owned(), Box::new(place)));
        }
    }
}

/// Where the schema names a property: in the object that has all of these.
fn property_place<'n>(
    schema: Schema<'_>,
    names: &(impl Iterator<Item = &'n str> + Clone),
    name: &str,
) -> Place {
    let shapes = schema.shapes;
    let has = |id: ShapeId, name: &str| shapes[id].properties.iter().any(|(own, _)| own == name);
    let whole = shapes.iter().map(|(id, _)| shapes.parts(id)).find(|parts| {
        let mut names = names.clone();
        names.all(|name| parts.iter().any(|&part| has(part, name)))
    });
    let part = whole.and_then(|parts| parts.into_iter().find(|&part| has(part, name)));
    // The keys of maps, and the types of unions, have no such object: any that has the property.
    let part = part.or_else(|| shapes.iter().map(|(id, _)| id).find(|&id| has(id, name)));
    part.and_then(|part| {
        keyword(schema, &shapes[part], "properties", |value, mark| {
            member(value.as_object()?, mark, name)
        })
    })
    .unwrap_or_else(|| Place::whole(&schema.document.file))
}

/// Where the schema lists a value: in the `enum` or `const` that lists all of these.
fn value_place(schema: Schema<'_>, values: &[String], value: &str) -> Place {
    let lists = |shape: &Shape| {
        let listed = shape.values.as_ref();
        listed
            .is_some_and(|listed| values.iter().all(|value| listed.iter().any(|one| one == value)))
    };
    let shape = schema.shapes.iter().map(|(_, shape)| shape).find(|shape| lists(shape));
    shape
        .and_then(|shape| {
            keyword(schema, shape, "enum", |list, mark| {
                let at = list.as_array()?.iter().position(|one| one == value)?;
                mark.children.get(at)
            })
            .or_else(|| keyword(schema, shape, "const", |_, mark| Some(mark)))
        })
        .unwrap_or_else(|| Place::whole(&schema.document.file))
}

/// The place of something below a keyword of a subschema.
fn keyword<'s>(
    schema: Schema<'s>,
    shape: &Shape,
    keyword: &str,
    pick: impl Fn(&'s Value, &'s Mark) -> Option<&'s Mark>,
) -> Option<Place> {
    let (value, mark) = at(&schema.document.value, &schema.document.mark, &shape.place)?;
    let object = value.as_object()?;
    let mark = pick(object.get(keyword)?, member(object, mark, keyword)?)?;
    Some(if mark.key.is_some() && keyword == "properties" {
        schema.document.key_place(mark)
    } else {
        schema.document.place(mark)
    })
}

/// The value that is written at a place.
fn at<'s>(value: &'s Value, mark: &'s Mark, place: &Place) -> Option<(&'s Value, &'s Mark)> {
    if (mark.start as usize, mark.end as usize) == (place.span.start, place.span.end) {
        return Some((value, mark));
    }
    if place.span.start < mark.start as usize || place.span.end > mark.end as usize {
        return None;
    }
    match value {
        Value::Object(object) => crate::schema::members::members_by_name(object, mark)
            .into_iter()
            .find_map(|(_, value, mark)| at(value, mark, place)),
        Value::Array(items) => {
            items.iter().zip(&mark.children).find_map(|(value, mark)| at(value, mark, place))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{Owned, json, lines, unit};

    fn check(schema: &str, files: &[(&str, &str)], constants: bool) -> String {
        let schema = Owned::new(schema);
        let documents: Vec<_> =
            files.iter().map(|(name, text)| json(&format!("{name}.json"), text)).collect();
        let mut found = schema.found.clone();
        let units: Vec<_> = documents
            .iter()
            .zip(files)
            .map(|(document, (name, _))| {
                unit(
                    name,
                    document,
                    records::records(schema.schema(), name, document, &[], &mut found),
                )
            })
            .collect();
        names(schema.schema(), &units, &[constants; 2], &mut found);
        lines(&found)
    }

    const SCHEMA: &str = r#"{"properties": {
        "a": {"type": "array", "items": {"type": "object", "x-collection": "a", "x-key": "id",
            "properties": {"id": {"type": "string"}}}},
        "b": {"type": "object", "additionalProperties": {"type": "object", "x-collection": "b"}}}}"#;

    #[test]
    fn constants_collide_within_a_unit_across_collections_unless_there_are_none() {
        let text = "{\"a\": [{\"id\": \"x-y\"}],\n\"b\": {\"x_y\": {}, \"+\": {}}}";
        let found = check(SCHEMA, &[("u", text)], true);
        assert_eq!(
            found,
            "SB0029 2:7 «\"x_y\"» two records, `x-y` and `x_y`, are both `X_Y` in Rust | rename one of the two, or set `constants: false` in the manifest\n  \
             u.json 1:15 the first one\n\
             SB0029 2:18 «\"+\"» `+` has no character that a Rust name can hold | rename it, or set `constants: false` in the manifest\n"
        );
        assert_eq!(check(SCHEMA, &[("u", text)], false), "");
        assert_eq!(
            check(SCHEMA, &[("u", r#"{"b": {"x": {}}}"#), ("v", r#"{"b": {"X": {}}}"#)], true),
            ""
        );
    }

    #[test]
    fn modules_collide_within_a_dataset() {
        let found = check(SCHEMA, &[("u.one", "{}"), ("u-one", "{}")], true);
        assert!(
            found.contains("two units, `u.one` and `u-one`, are both `u_one` in Rust"),
            "{found}"
        );
    }

    #[test]
    fn properties_and_enum_values_are_shown_in_the_schema() {
        let schema = r#"{"type": "object", "x-collection": "a", "properties": {
            "sort-order": {"type": "integer"}, "sortOrder": {"type": "integer"},
            "unit": {"type": "string", "enum": ["m/s", "m s", "+"]}}}"#;
        assert_eq!(
            check(schema, &[], true),
            "SB0029 2:48 «\"sortOrder\"» two properties, `sort-order` and `sortOrder`, are both `sort_order` in Rust | rename one of the two\n  \
             schema.json 2:13 the first one\n\
             SB0029 3:56 «\"m s\"» two values of an enum, `m/s` and `m s`, are both `MS` in Rust | rename one of the two, or leave the `enum` out for a plain string\n  \
             schema.json 3:49 the first one\n\
             SB0029 3:63 «\"+\"» `+` has no character that a Rust name can hold | rename it, or leave the `enum` out for a plain string\n"
        );
    }
}
