//! One view of a shape and all that always applies with it (`$ref`, `allOf`).

use serde_json::Value;

use super::{Additional, Kinds, ShapeId, Shapes};
use crate::model::Format;

/// What a shape and its parts say together.
#[derive(Debug, Clone)]
pub struct Flat {
    /// The parts, the shape itself first.
    pub parts: Vec<ShapeId>,
    /// The types that all of them allow.
    pub kinds: Kinds,
    /// The properties of all of them; where two name one, both shapes.
    pub properties: Vec<(String, Vec<ShapeId>)>,
    /// What any of them requires.
    pub required: Vec<String>,
    /// The values of maps: `patternProperties` and `additionalProperties`.
    pub values: Vec<ShapeId>,
    /// Whether other properties may hold anything.
    pub open: bool,
    /// `items` of all of them.
    pub items: Vec<ShapeId>,
    /// Whether items differ by place.
    pub tuple: bool,
    /// Groups of alternatives.
    pub any_of: Vec<Vec<ShapeId>>,
    /// `const` and `enum`.
    pub constants: Option<Vec<Value>>,
    /// `format`
    pub format: Format,
    /// The narrowest `minimum`.
    pub minimum: Option<i128>,
    /// The narrowest `maximum`.
    pub maximum: Option<i128>,
}

impl Shapes {
    /// Puts a shape and its parts together.
    #[must_use]
    pub(super) fn flatten(&self, id: ShapeId) -> Flat {
        let parts = self.parts(id);
        let mut flat = Flat {
            kinds: self.kinds(id),
            properties: Vec::new(),
            required: Vec::new(),
            values: Vec::new(),
            open: true,
            items: Vec::new(),
            tuple: false,
            any_of: Vec::new(),
            constants: None,
            format: Format::Text,
            minimum: None,
            maximum: None,
            parts,
        };
        for part in flat.parts.clone() {
            let shape = &self[part];
            for (name, property) in &shape.properties {
                match flat.properties.iter_mut().find(|(known, _)| known == name) {
                    Some((_, shapes)) => shapes.push(*property),
                    None => flat.properties.push((name.clone(), vec![*property])),
                }
            }
            flat.required.extend(shape.required.iter().cloned());
            flat.values.extend(shape.patterns.iter().map(|&(_, id)| id));
            match shape.additional {
                Additional::Open => {}
                Additional::Closed => flat.open = false,
                Additional::Shape(id) => {
                    flat.values.push(id);
                    flat.open = false;
                }
            }
            flat.items.extend(shape.items);
            flat.tuple |= shape.tuple;
            if !shape.any_of.is_empty() {
                flat.any_of.push(shape.any_of.clone());
            }
            if let Some(values) = &shape.values {
                flat.constants = Some(match flat.constants.take() {
                    Some(both) => both.into_iter().filter(|value| values.contains(value)).collect(),
                    None => values.clone(),
                });
            }
            if shape.format != Format::Text {
                flat.format = shape.format;
            }
            flat.minimum = flat.minimum.max(shape.minimum);
            flat.maximum = match (flat.maximum, shape.maximum) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        flat
    }

    /// The first of the parts that has a word of documentation, as Markdown: title, then description.
    #[must_use]
    pub(super) fn doc(&self, parts: &[ShapeId]) -> String {
        let first = |pick: fn(&super::Shape) -> &Option<String>| {
            parts.iter().find_map(|&part| pick(&self[part]).as_deref())
        };
        match (first(|shape| &shape.title), first(|shape| &shape.description)) {
            (Some(title), Some(description)) => format!("{title}\n\n{description}"),
            (Some(text), None) | (None, Some(text)) => text.to_owned(),
            (None, None) => String::new(),
        }
    }
}
