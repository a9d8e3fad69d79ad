//! A schema as a graph of nodes.

use std::sync::Arc;

use fancy_regex::Regex;
use serde_json::Value;

use super::{Kinds, Words};
use crate::diagnostic::Place;
use crate::model::Format;

/// A schema: node 0 is its root. A clone is the same nodes, shared.
#[derive(Debug, Clone)]
pub struct Shapes(pub(super) Arc<[Shape]>);

/// A node of [`Shapes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub(super) usize);

impl ShapeId {
    /// Its place in [`Shapes::iter`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0
    }
}

/// One subschema, as far as this crate reads it; the rest is the validator's.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Its JSON Pointer in the schema.
    pub pointer: String,
    /// Where it is written.
    pub place: Place,
    /// `type`, or the types of `const` and `enum`.
    pub kinds: Kinds,
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `properties`, in the order of the file.
    pub properties: Vec<(String, ShapeId)>,
    /// `required`
    pub required: Vec<String>,
    /// `patternProperties`
    pub patterns: Vec<(Regex, ShapeId)>,
    /// `additionalProperties`
    pub additional: Additional,
    /// `propertyNames`
    pub names: Option<ShapeId>,
    /// `items`
    pub items: Option<ShapeId>,
    /// `prefixItems` is there: items differ by place.
    pub tuple: bool,
    /// `$ref` and `allOf`: these apply too.
    pub all_of: Vec<ShapeId>,
    /// `oneOf` and `anyOf`: of these, one or some.
    pub any_of: Vec<ShapeId>,
    /// `const` and `enum`
    pub values: Option<Vec<Value>>,
    /// `format`
    pub format: Format,
    /// `minimum`, `exclusiveMinimum`
    pub minimum: Option<i128>,
    /// `maximum`, `exclusiveMaximum`
    pub maximum: Option<i128>,
    /// The `x-` words.
    pub words: Words,
}

/// What an object may hold beyond what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Additional {
    /// Anything: the keyword is absent or `true`.
    Open,
    /// Nothing.
    Closed,
    /// Values of this shape.
    Shape(ShapeId),
}

impl std::ops::Index<ShapeId> for Shapes {
    type Output = Shape;
    fn index(&self, id: ShapeId) -> &Shape {
        &self.0[id.0]
    }
}

impl Shape {
    /// Takes in a lower bound, `past` above what is written.
    pub(super) fn at_least(&mut self, bound: Option<f64>, past: i128) {
        let bound = bound.map(|bound| (bound as i128).saturating_add(past));
        self.minimum = self.minimum.max(bound);
    }

    /// Takes in an upper bound, `past` below what is written.
    pub(super) fn at_most(&mut self, bound: Option<f64>, past: i128) {
        let bound = bound.map(|bound| (bound as i128).saturating_sub(past));
        self.maximum = self.maximum.into_iter().chain(bound).min();
    }
}

/// How deep chains of `$ref` and `allOf` are followed; a longer one is a circle.
const CHAIN: usize = 32;

impl Shapes {
    /// The schema itself.
    pub const ROOT: ShapeId = ShapeId(0);

    /// Every node.
    pub fn iter(&self) -> impl Iterator<Item = (ShapeId, &Shape)> {
        self.0.iter().enumerate().map(|(index, shape)| (ShapeId(index), shape))
    }

    /// A node and all that applies with it whatever the value: `$ref` and `allOf`.
    #[must_use]
    pub fn parts(&self, id: ShapeId) -> Vec<ShapeId> {
        let mut parts = vec![id];
        let mut next = 0;
        while next < parts.len() && next < CHAIN {
            for &part in &self[parts[next]].all_of {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            next += 1;
        }
        parts
    }

    /// A node and all that applies with it to this value: also the branches of `oneOf` and `anyOf`
    /// that the value fits by its type and by their constant properties.
    #[must_use]
    pub fn applicable(&self, id: ShapeId, value: &Value) -> Vec<ShapeId> {
        let mut found = self.parts(id);
        let mut next = 0;
        while next < found.len() && next < CHAIN {
            for &branch in &self[found[next]].any_of {
                if !found.contains(&branch) && self.admits(branch, value) {
                    found.extend(self.parts(branch));
                }
            }
            next += 1;
        }
        found
    }

    /// The shapes of an object's property, by every shape that applies to the object.
    #[must_use]
    pub fn property(&self, of: &[ShapeId], name: &str) -> Vec<ShapeId> {
        let mut found = Vec::new();
        for &id in of {
            let shape = &self[id];
            let before = found.len();
            found.extend(shape.properties.iter().filter(|(own, _)| own == name).map(|&(_, id)| id));
            found.extend(
                shape
                    .patterns
                    .iter()
                    .filter(|(pattern, _)| matches(pattern, name))
                    .map(|&(_, id)| id),
            );
            if let (true, Additional::Shape(id)) = (found.len() == before, shape.additional) {
                found.push(id);
            }
        }
        found
    }

    /// The types that a value may have.
    #[must_use]
    pub fn kinds(&self, id: ShapeId) -> Kinds {
        self.kinds_within(id, CHAIN)
    }

    fn kinds_within(&self, id: ShapeId, depth: usize) -> Kinds {
        if depth == 0 {
            return Kinds::ANY;
        }
        self.parts(id).iter().fold(Kinds::ANY, |kinds, &part| {
            let shape = &self[part];
            let branches = shape
                .any_of
                .iter()
                .map(|&branch| self.kinds_within(branch, depth - 1))
                .reduce(Kinds::or)
                .unwrap_or(Kinds::ANY);
            kinds.and(shape.kinds).and(branches)
        })
    }

    fn admits(&self, id: ShapeId, value: &Value) -> bool {
        if !self.kinds(id).allows(Kinds::of(value)) {
            return false;
        }
        let Value::Object(object) = value else { return true };
        self.parts(id).iter().all(|&part| {
            let constant =
                |(name, id): &(String, ShapeId)| match (object.get(name), &self[*id].values) {
                    (Some(found), Some(allowed)) => allowed.contains(found),
                    _ => true,
                };
            self[part].properties.iter().all(constant)
        })
    }
}

/// Whether a pattern of `patternProperties` matches; a pattern that gives up does not.
pub(super) fn matches(pattern: &Regex, name: &str) -> bool {
    pattern.is_match(name).unwrap_or(false)
}
