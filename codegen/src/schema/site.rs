//! Where a collection's records are in a document.

use fancy_regex::Regex;
use serde_json::{Map, Value};

use super::members::members;
use super::shape::matches;
use super::{Additional, ShapeId, Shapes};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Mark;

/// The way from a document's root to the records of one collection.
#[derive(Debug, Clone)]
pub struct Site {
    /// The collection's name.
    pub collection: String,
    /// The shape that carries `x-collection`.
    pub shape: ShapeId,
    /// The shape that the way ends at, of which `shape` is a part.
    pub node: ShapeId,
    /// The steps from the root; none where the root is the record.
    pub steps: Vec<Step>,
}

/// One step down into a document.
#[derive(Debug, Clone)]
pub enum Step {
    /// Into a property.
    Property(String),
    /// Into each item.
    Items,
    /// Into each value of a map.
    Values {
        /// The keys that belong to the map; without it, all that no property or pattern names.
        pattern: Option<Regex>,
        /// Properties that are no part of the map.
        except: Vec<String>,
        /// Patterns whose properties are no part of it.
        beside: Vec<Regex>,
        /// The field that the map's keys become.
        map_key: Option<String>,
    },
}

/// An object that a [`Site`] leads to.
#[derive(Debug, Clone)]
pub struct Instance<'d> {
    /// The value there, which may be no object if the document is invalid.
    pub value: &'d Value,
    /// Where it is written.
    pub mark: &'d Mark,
    /// The keys of the maps on the way that are fields, with the fields' names.
    pub map_keys: Vec<(&'d str, &'d str)>,
    /// The key of the last map on the way.
    pub last_key: Option<&'d str>,
}

/// The sites of every collection, in schema order.
#[must_use]
pub fn sites(shapes: &Shapes, found: &mut Vec<Diagnostic>) -> Vec<Site> {
    let mut finder = Finder { shapes, sites: Vec::new(), path: Vec::new(), trail: Vec::new() };
    finder.visit(Shapes::ROOT);
    let sites = finder.sites;
    for (id, shape) in shapes.iter() {
        if shape.words.collection.is_some() && !sites.iter().any(|site| site.shape == id) {
            found.push(
                Diagnostic::new(
                    Code::Annotation,
                    "this `x-collection` is at no place where records can be",
                    shape.place.clone(),
                )
                .help(
                    "put it at the root, or at the items or map values that properties of the root lead \
                     to; not inside another record, and not in a branch of `oneOf` or `anyOf`",
                ),
            );
        }
    }
    sites
}

struct Finder<'s> {
    shapes: &'s Shapes,
    sites: Vec<Site>,
    path: Vec<Step>,
    /// The shapes on the way here, so that a recursive schema ends.
    trail: Vec<ShapeId>,
}

impl Finder<'_> {
    fn visit(&mut self, id: ShapeId) {
        if self.trail.contains(&id) {
            return;
        }
        self.trail.push(id);
        let parts = self.shapes.parts(id);
        let record = parts.iter().find(|&&part| self.shapes[part].words.collection.is_some());
        if let Some(&shape) = record {
            let collection = self.shapes[shape].words.collection.clone().unwrap_or_default();
            self.sites.push(Site { collection, shape, node: id, steps: self.path.clone() });
        }
        if record.is_none() || self.path.is_empty() {
            for part in parts {
                self.descend(part);
            }
        }
        self.trail.pop();
    }

    fn descend(&mut self, part: ShapeId) {
        let shapes = self.shapes;
        let shape = &shapes[part];
        let except: Vec<String> = shape.properties.iter().map(|(name, _)| name.clone()).collect();
        for (name, id) in &shape.properties {
            self.step(Step::Property(name.clone()), *id);
        }
        let map_key = &shape.words.map_key;
        for (pattern, id) in &shape.patterns {
            let (pattern, except, map_key) =
                (Some(pattern.clone()), except.clone(), map_key.clone());
            self.step(Step::Values { pattern, except, beside: Vec::new(), map_key }, *id);
        }
        if let Additional::Shape(id) = shape.additional {
            let beside = shape.patterns.iter().map(|(pattern, _)| pattern.clone()).collect();
            let map_key = map_key.clone();
            self.step(Step::Values { pattern: None, except, beside, map_key }, id);
        }
        if let Some(id) = shape.items {
            self.step(Step::Items, id);
        }
    }

    fn step(&mut self, step: Step, to: ShapeId) {
        self.path.push(step);
        self.visit(to);
        self.path.pop();
    }
}

impl Site {
    /// Every instance in a document, in the order of the file.
    #[must_use]
    pub fn instances<'d>(&'d self, value: &'d Value, mark: &'d Mark) -> Vec<Instance<'d>> {
        let mut found = vec![Instance { value, mark, map_keys: Vec::new(), last_key: None }];
        for step in &self.steps {
            found = found.into_iter().flat_map(|instance| step.into(&instance)).collect();
        }
        found
    }

    /// The fields of a record that are keys of maps on the way, from the outside in, each with the step
    /// into the map.
    pub(crate) fn map_keys(&self) -> impl Iterator<Item = (&Step, &str)> {
        self.steps.iter().filter_map(|step| match step {
            Step::Values { map_key: Some(field), .. } => Some((step, field.as_str())),
            _ => None,
        })
    }

    /// Whether the way to this collection leads through this property of the root.
    pub(crate) fn takes(&self, name: &str) -> bool {
        self.steps.first().is_some_and(|step| step.takes(name))
    }
}

impl Step {
    /// Whether the step leads into an object's member of this name.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        match self {
            Self::Property(own) => own == name,
            Self::Items => false,
            Self::Values { pattern, except, beside, .. } => {
                !except.iter().any(|own| own == name)
                    && !beside.iter().any(|pattern| matches(pattern, name))
                    && pattern.as_ref().is_none_or(|pattern| matches(pattern, name))
            }
        }
    }

    fn into<'d>(&'d self, from: &Instance<'d>) -> Vec<Instance<'d>> {
        match (self, from.value) {
            (Self::Items, Value::Array(items)) => items
                .iter()
                .zip(&from.mark.children)
                .map(|(value, mark)| Instance { value, mark, ..from.clone() })
                .collect(),
            (Self::Property(_) | Self::Values { .. }, Value::Object(object)) => {
                members(object, from.mark)
                    .into_iter()
                    .filter(|(name, ..)| self.takes(name))
                    .map(|(name, value, mark)| {
                        let mut next = Instance { value, mark, ..from.clone() };
                        if let Self::Values { map_key, .. } = self {
                            next.last_key = Some(name);
                            next.map_keys.extend(map_key.as_deref().map(|field| (field, name)));
                        }
                        next
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The root's properties that lead to collections, and so are no part of the root record.
#[must_use]
pub fn root_leftovers(sites: &[Site], root: &Map<String, Value>) -> Vec<String> {
    root.keys().filter(|name| sites.iter().any(|site| site.takes(name))).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{Owned, json};

    /// The instances in a document: `collection where-it-is-written [field=key ...] last-key`.
    fn instances(schema: &str, document: &str) -> Vec<String> {
        let schema = Owned::new(schema);
        assert_eq!(schema.found, []);
        let document = json("seed.json", document);
        let of_site = |site: &Site| -> Vec<String> {
            let found = site.instances(&document.value, &document.mark);
            let shown = found.into_iter().map(|instance| {
                let (line, column) = document.place(instance.mark).line_column();
                let keys: Vec<_> =
                    instance.map_keys.iter().map(|(field, key)| format!("{field}={key}")).collect();
                let last = instance.last_key.unwrap_or("-");
                format!("{} {line}:{column} [{}] {last}", site.collection, keys.join(" "))
            });
            shown.collect()
        };
        schema.sites.iter().flat_map(of_site).collect()
    }

    #[test]
    fn the_root_is_a_record_and_what_its_properties_hold_are_others() {
        let schema = r#"{"type": "object", "x-collection": "root", "properties": {
            "list": {"type": "array", "items": {"type": "object", "x-collection": "item", "x-key": "id",
                "properties": {"id": {"type": "string"}}}}}}"#;
        assert_eq!(
            instances(schema, "{\"list\":\n[{\"id\": \"b\"},\n{\"id\": \"a\"}]}"),
            ["root 1:1 [] -", "item 2:2 [] -", "item 3:1 [] -"]
        );
        assert_eq!(instances(schema, "{}"), ["root 1:1 [] -"]);
        assert_eq!(instances(schema, r#"{"list": {"no": "list"}}"#), ["root 1:1 [] -"]);
    }

    #[test]
    fn the_root_is_a_list_or_a_map() {
        let record = r#"{"type": "object", "x-collection": "a", "x-key": "id",
            "properties": {"id": {"type": "string"}}}"#;
        let list = format!(r#"{{"type": "array", "items": {record}}}"#);
        assert_eq!(instances(&list, "[{},\n{}]"), ["a 1:2 [] -", "a 2:1 [] -"]);
        let map = format!(r#"{{"type": "object", "additionalProperties": {record}}}"#);
        // In the order of the file.
        assert_eq!(instances(&map, "{\"z\": {},\n\"a\": {}}"), ["a 1:7 [] z", "a 2:6 [] a"]);
    }

    #[test]
    fn the_keys_of_maps_on_the_way_are_fields() {
        let schema = r#"{"type": "object", "properties": {"map": {"type": "object", "x-map-key": "dgn",
            "additionalProperties": {"type": "object", "x-map-key": "instance", "additionalProperties":
                {"type": "array", "items": {"type": "object", "x-collection": "a", "x-key": ["dgn", "instance", "id"],
                    "properties": {"id": {"type": "string"}}}}}}}}"#;
        assert_eq!(
            instances(schema, r#"{"map": {"1F": {"1": [{}], "2": [{}, {}]}, "0A": {"1": [{}]}}}"#),
            [
                "a 1:23 [dgn=1F instance=1] 1",
                "a 1:34 [dgn=1F instance=2] 2",
                "a 1:38 [dgn=1F instance=2] 2",
                "a 1:57 [dgn=0A instance=1] 1",
            ]
        );
    }

    #[test]
    fn a_map_at_the_root_leaves_named_properties_and_other_patterns_alone() {
        let schema = r##"{"type": "object", "properties": {"xtitle": {"type": "object"}},
            "patternProperties": {"^x": {"$ref": "#/$defs/x"}, "^y": {"type": "object", "x-collection": "y"}},
            "$defs": {"x": {"type": "object", "x-collection": "x"}}}"##;
        assert_eq!(
            instances(schema, r#"{"xtitle": {}, "x1": {}, "y1": {}, "z": {}}"#),
            ["x 1:22 [] x1", "y 1:32 [] y1"]
        );
        let rest = r#"{"type": "object", "properties": {"title": {"type": "object"}},
            "patternProperties": {"^x": true}, "additionalProperties": {"type": "object", "x-collection": "rest"}}"#;
        assert_eq!(instances(rest, r#"{"title": {}, "x1": {}, "a": {}}"#), ["rest 1:30 [] a"]);
    }

    #[test]
    fn a_collection_in_two_places_has_two_sites() {
        let schema = r##"{"type": "object", "properties": {
            "one": {"type": "object", "additionalProperties": {"$ref": "#/$defs/a"}},
            "two": {"type": "object", "additionalProperties": {"$ref": "#/$defs/a"}}},
            "$defs": {"a": {"type": "object", "x-collection": "a"}}}"##;
        assert_eq!(
            instances(schema, r#"{"one": {"k": {}}, "two": {"l": {}}}"#),
            ["a 1:15 [] k", "a 1:33 [] l"]
        );
    }
}
