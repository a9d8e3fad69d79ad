//! `x-ref`: every key that is referred to must be there.

use std::collections::{HashMap, HashSet};
use std::ptr;

use serde_json::Value;

use super::circles::{Edge, circles};
use super::record_references::{distinct, names, referred};
use super::resolve::{Id, Index, Resolved};
use super::walk::{Visit, Walk};
use super::{Schema, Unit, brief, records};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::schema::members::members;
use crate::schema::{Reference, Shapes};
use crate::source::Mark;

/// Follows the references of all units of a dataset.
pub fn references(schema: Schema<'_>, units: &[Unit<'_>], found: &mut Vec<Diagnostic>) {
    let targets = targets(schema, found);
    let walk = Walk::new(schema.shapes, |shape| shape.words.reference.is_some());
    let index = Index::new(schema.types.collections.len(), units);
    let mut follower = Follower {
        schema,
        units,
        targets,
        index,
        found,
        edges: Vec::new(),
        comparisons: COMPARISONS,
    };
    for unit in 0..units.len() {
        follower.unit(unit, &walk);
    }
    let edges = std::mem::take(&mut follower.edges);
    circles(schema, units, &edges, found);
}

/// How many keys are compared, in all, to find out what was meant: a file in which everything is
/// wrong must not take minutes.
const COMPARISONS: usize = 500_000;

/// The collections that the schema's references name, by name; those that nothing defines are
/// reported once each.
fn targets<'s>(schema: Schema<'s>, found: &mut Vec<Diagnostic>) -> HashMap<&'s str, usize> {
    let names = || schema.types.collections.iter().map(|collection| collection.name.as_str());
    let known: HashMap<&str, usize> = names().zip(0..).collect();
    let mut said = HashSet::new();
    for (_, shape) in schema.shapes.iter() {
        let Some(reference) = &shape.words.reference else { continue };
        let name = reference.collection.as_str();
        if known.contains_key(name) || !said.insert(name) {
            continue;
        }
        let near = nearest(name, names()).map(|near| format!("did you mean `{near}`?"));
        let wrong = Diagnostic::new(
            Code::Annotation,
            format!(
                "`x-ref` names the collection `{}`, which no `x-collection` defines",
                brief::text(name, 60)
            ),
            reference.place.clone(),
        );
        let all: Vec<&str> = names().collect();
        found.push(
            wrong.help(near.unwrap_or_else(|| format!("there are {}", brief::list(&all, 20)))),
        );
    }
    known
}

struct Follower<'d, 'f> {
    schema: Schema<'d>,
    units: &'d [Unit<'d>],
    targets: HashMap<&'d str, usize>,
    index: Index<'d>,
    found: &'f mut Vec<Diagnostic>,
    /// References that may not run in a circle.
    edges: Vec<Edge>,
    comparisons: usize,
}

impl<'d> Follower<'d, '_> {
    fn unit(&mut self, number: usize, walk: &Walk) {
        let unit = &self.units[number];
        let records: HashMap<*const Mark, usize> =
            unit.records.iter().map(|record| ptr::from_ref(record.mark)).zip(0..).collect();
        // The records that the walk is in, each with its depth: a root record holds the others.
        let mut within: Vec<(usize, Id)> = Vec::new();
        walk.visit(Shapes::ROOT, unit.document, &mut |visit| {
            while within.last().is_some_and(|(depth, _)| *depth >= visit.depth) {
                within.pop();
            }
            if let Some(&record) = records.get(&ptr::from_ref(visit.mark)) {
                within.push((visit.depth, Id { unit: number, record }));
            }
            self.value(number, visit, within.last().map(|(_, id)| *id));
        });
    }

    fn value(&mut self, unit: usize, visit: &Visit<'d, '_>, from: Option<Id>) {
        let shapes = self.schema.shapes;
        let document = self.units[unit].document;
        for reference in distinct(shapes, visit.shapes) {
            // What is neither text nor an integer is null, or the validator's to report.
            if let Some(key) = referred(visit.value) {
                self.follow(unit, reference, &key, document.place(visit.mark), from);
            }
        }
        let Value::Object(object) = visit.value else { return };
        for reference in distinct(shapes, &names(shapes, visit.shapes)) {
            for (name, _, mark) in members(object, visit.mark) {
                self.follow(unit, reference, name, document.key_place(mark), from);
            }
        }
    }

    fn follow(
        &mut self,
        unit: usize,
        reference: &Reference,
        key: &str,
        place: Place,
        from: Option<Id>,
    ) {
        let Some(&collection) = self.targets.get(reference.collection.as_str()) else { return };
        match self.index.resolve(collection, key, unit) {
            Resolved::One(to) => {
                if let Some(from) = from.filter(|_| reference.acyclic) {
                    self.edges.push(Edge { from, to, place });
                }
            }
            Resolved::Several(holders) => self.ambiguous(reference, key, place, &holders),
            Resolved::Nothing => self.unresolved(collection, reference, key, place),
        }
    }

    fn unresolved(&mut self, collection: usize, reference: &Reference, key: &str, place: Place) {
        let keys = self.index.keys(collection);
        let mut help = None;
        if keys.len() == 0 {
            help = Some(format!("the dataset has no record of `{}`", reference.collection));
        } else if keys.len() <= self.comparisons {
            self.comparisons -= keys.len();
            // The keys have no order; of two that are as near, always the same one is shown.
            let mut near: Vec<&str> = keys.filter(|other| similar(key, other)).collect();
            near.sort_unstable();
            help = nearest(key, near).map(|near| format!("did you mean `{near}`?"));
        }
        let message =
            format!("no `{}` has the key `{}`", reference.collection, brief::text(key, 100));
        let mut wrong = Diagnostic::new(Code::UnresolvedReference, message, place);
        wrong.help = help;
        self.found.push(wrong);
    }

    fn ambiguous(&mut self, reference: &Reference, key: &str, place: Place, holders: &[Id]) {
        let names: Vec<&str> = holders.iter().map(|id| self.units[id.unit].name).collect();
        let message = format!(
            "`{}` is a `{}` of several units: {}",
            brief::text(key, 100),
            reference.collection,
            brief::list(&names, 8)
        );
        let mut wrong = Diagnostic::new(Code::UnresolvedReference, message, place).help(
            "a key that other units refer to must be in one of them alone: rename all but one",
        );
        for id in holders.iter().take(8) {
            let unit = &self.units[id.unit];
            let place = records::key_place(self.schema, unit.document, &unit.records[id.record]);
            wrong = wrong.related(place, format!("in `{}`", unit.name));
        }
        self.found.push(wrong);
    }
}

/// Whether two keys can be near: cheaper than to compare them.
fn similar(key: &str, other: &str) -> bool {
    key.len().abs_diff(other.len()) <= 4 + other.len() / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{Owned, json, lines, unit};

    const SCHEMA: &str = r##"{"type": "object", "properties": {
        "groups": {"type": "object", "additionalProperties": {"type": "object", "x-collection": "group",
            "properties": {"parent": {"type": ["string", "null"], "x-ref": {"collection": "group", "acyclic": true}}}}},
        "items": {"type": "array", "items": {"type": "object", "x-collection": "item", "x-key": "id",
            "properties": {
                "id": {"type": "integer"},
                "group": {"$ref": "#/$defs/group"},
                "groups": {"type": "array", "items": {"$ref": "#/$defs/group"}},
                "weights": {"type": "object", "propertyNames": {"$ref": "#/$defs/group"}, "additionalProperties": {"type": "number"}},
                "next": {"type": "integer", "x-ref": "item"},
                "part": {"oneOf": [
                    {"type": "object", "properties": {"kind": {"const": "a"}, "of": {"type": "string", "x-ref": "group"}}},
                    {"type": "object", "properties": {"kind": {"const": "b"}, "of": {"type": "string"}}}
                ]}
            }}}
    }, "$defs": {"group": {"type": "string", "x-ref": "group"}}}"##;

    fn check(schema: &str, files: &[&str]) -> String {
        let schema = Owned::new(schema);
        let names = ["one", "two", "three"];
        let documents: Vec<_> = files
            .iter()
            .zip(names)
            .map(|(text, name)| json(&format!("{name}.json"), text))
            .collect();
        let mut found = schema.found.clone();
        let units: Vec<_> = documents
            .iter()
            .zip(names)
            .map(|(document, name)| {
                unit(
                    name,
                    document,
                    records::records(schema.schema(), name, document, &[], &mut found),
                )
            })
            .collect();
        references(schema.schema(), &units, &mut found);
        lines(&found)
    }

    #[test]
    fn keys_are_found_in_the_own_unit_first_and_else_in_one_other() {
        for (files, expected) in [
            (vec![r#"{"groups": {"a": {}}, "items": [{"id": 1, "group": "a", "next": 1}]}"#], ""),
            (
                vec![
                    r#"{"groups": {"a": {"parent": null}}}"#,
                    r#"{"items": [{"id": 1, "group": "a"}]}"#,
                ],
                "",
            ),
            (
                vec![
                    r#"{"groups": {"a": {}}}"#,
                    r#"{"groups": {"a": {}}, "items": [{"id": 1, "group": "a"}]}"#,
                ],
                "",
            ),
            (
                vec![
                    r#"{"groups": {"a": {}}}"#,
                    r#"{"groups": {"a": {}}}"#,
                    r#"{"items": [{"id": 1, "group": "a"}]}"#,
                ],
                "SB0023 1:31 «\"a\"» `a` is a `group` of several units: one, two | a key that other units refer to must be in one of them alone: rename all but one\n  \
                 one.json 1:13 in `one`\n  two.json 1:13 in `two`\n",
            ),
        ] {
            assert_eq!(check(SCHEMA, &files), expected, "{files:?}");
        }
    }

    #[test]
    fn references_are_followed_wherever_they_stand() {
        let group = r#""groups": {"alpha": {}}, "#;
        for (item, expected) in [
            (
                r#""group": "alpah""#,
                "«\"alpah\"» no `group` has the key `alpah` | did you mean `alpha`?\n",
            ),
            (r#""groups": ["alpha", "x"]"#, "«\"x\"» no `group` has the key `x`\n"),
            (r#""weights": {"alpha": 1, "x": 2}"#, "«\"x\"» no `group` has the key `x`\n"),
            (r#""next": 7"#, "«7» no `item` has the key `7`\n"),
            (r#""group": """#, "«\"\"» no `group` has the key ``\n"),
            (r#""part": {"kind": "a", "of": "x"}"#, "«\"x\"» no `group` has the key `x`\n"),
            (r#""part": {"kind": "b", "of": "x"}"#, ""),
        ] {
            let found = check(SCHEMA, &[&format!(r#"{{{group}"items": [{{"id": 1, {item}}}]}}"#)]);
            assert!(found.ends_with(expected), "{item}\n{found}");
            assert_eq!(found.lines().count(), expected.lines().count(), "{item}\n{found}");
        }
    }

    #[test]
    fn a_collection_that_nothing_defines_is_the_schemas_fault_and_said_once() {
        let schema = SCHEMA.replace(r#""x-ref": "group"}"#, r#""x-ref": "grop"}"#);
        let found = check(&schema, &[r#"{"items": [{"id": 1, "group": "a", "groups": ["b"]}]}"#]);
        assert!(found.contains("«\"grop\"» `x-ref` names the collection `grop`"), "{found}");
        assert!(found.ends_with("did you mean `group`?\n"), "{found}");
        assert_eq!(found.lines().count(), 1, "{found}");
    }

    #[test]
    fn a_circle_is_shown_once_with_all_its_members() {
        let found = check(
            SCHEMA,
            &[
                "{\"groups\": {\"a\": {\"parent\": \"b\"},\n\"b\": {\"parent\": \"c\"},\n\"c\": {\"parent\": \"a\"}, \"d\": {\"parent\": \"a\"}}}",
            ],
        );
        assert_eq!(
            found,
            "SB0024 1:29 «\"b\"» references run in a circle: a → b → c → a | take one of these references out\n  \
             one.json 2:17 `b` refers to `c`\n  one.json 3:17 `c` refers to `a`\n"
        );
        let itself = check(SCHEMA, &[r#"{"groups": {"a": {"parent": "a"}}}"#]);
        assert!(itself.contains("references run in a circle: a → a"), "{itself}");
    }
}
