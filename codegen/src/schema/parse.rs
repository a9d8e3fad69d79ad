//! Reads `schema.json` into [`Shapes`].

use std::collections::HashMap;

use fancy_regex::Regex;
use serde_json::{Map, Value};

use super::members::{member, members};
use super::{Additional, Kinds, Shape, ShapeId, Shapes, words};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{FieldMerge, Format};
use crate::source::{Document, Mark};

/// Reads a schema. What is wrong with it goes to `found`; the shapes are usable all the same.
#[must_use]
pub fn parse(document: &Document, found: &mut Vec<Diagnostic>) -> Shapes {
    let mut parser = Parser { document, found, shapes: Vec::new(), known: HashMap::new() };
    parser.at("", &document.value, &document.mark);
    Shapes(parser.shapes.into())
}

struct Parser<'a> {
    document: &'a Document,
    found: &'a mut Vec<Diagnostic>,
    shapes: Vec<Shape>,
    /// By JSON Pointer: a subschema is one node however it is reached.
    known: HashMap<String, ShapeId>,
}

impl<'a> Parser<'a> {
    fn at(&mut self, pointer: &str, value: &'a Value, mark: &'a Mark) -> ShapeId {
        if let Some(&id) = self.known.get(pointer) {
            return id;
        }
        let id = ShapeId(self.shapes.len());
        self.shapes.push(self.open(pointer, mark));
        self.known.insert(pointer.to_owned(), id);
        match value {
            Value::Object(object) => {
                let shape = self.object(pointer, object, mark);
                self.shapes[id.0] = shape;
            }
            Value::Bool(true) => {}
            Value::Bool(false) => self.shapes[id.0].kinds = Kinds::NONE,
            _ => self.found.push(Diagnostic::new(
                Code::Schema,
                "a schema is an object, `true` or `false`",
                self.document.place(mark),
            )),
        }
        id
    }

    /// A schema that allows everything.
    fn open(&self, pointer: &str, mark: &Mark) -> Shape {
        Shape {
            pointer: pointer.to_owned(),
            place: self.document.place(mark),
            kinds: Kinds::ANY,
            title: None,
            description: None,
            properties: Vec::new(),
            required: Vec::new(),
            patterns: Vec::new(),
            additional: Additional::Open,
            names: None,
            items: None,
            tuple: false,
            all_of: Vec::new(),
            any_of: Vec::new(),
            values: None,
            format: Format::Text,
            minimum: None,
            maximum: None,
            words: words::Words::default(),
        }
    }

    fn object(&mut self, pointer: &str, object: &'a Map<String, Value>, mark: &'a Mark) -> Shape {
        let mut shape = self.open(pointer, mark);
        shape.words = words::read(self.document, object, mark, self.found);
        for (name, value, mark) in members(object, mark) {
            let here = format!("{pointer}/{}", escape(name));
            match name {
                "type" => shape.kinds = shape.kinds.and(types(value)),
                "title" => shape.title = value.as_str().map(str::to_owned),
                "description" => shape.description = value.as_str().map(str::to_owned),
                "properties" => {
                    let named = self.named(&here, value, mark);
                    shape.properties =
                        named.into_iter().map(|(name, id)| (name.to_owned(), id)).collect();
                }
                "required" => shape.required = strings(value),
                "patternProperties" => {
                    for (pattern, id) in self.named(&here, value, mark) {
                        match Regex::new(pattern) {
                            Ok(regex) => shape.patterns.push((regex, id)),
                            Err(error) => self.bad_pattern(pattern, &error, value, mark),
                        }
                    }
                }
                "additionalProperties" if value == &Value::Bool(true) => {}
                "additionalProperties" if value == &Value::Bool(false) => {
                    shape.additional = Additional::Closed;
                }
                "additionalProperties" => {
                    shape.additional = Additional::Shape(self.at(&here, value, mark));
                }
                "propertyNames" => shape.names = Some(self.at(&here, value, mark)),
                "items" => shape.items = Some(self.at(&here, value, mark)),
                "prefixItems" => {
                    shape.tuple = true;
                    drop(self.listed(&here, value, mark));
                }
                "allOf" => shape.all_of.extend(self.listed(&here, value, mark)),
                "oneOf" | "anyOf" => shape.any_of.extend(self.listed(&here, value, mark)),
                "$ref" => shape.all_of.extend(self.reference(value, mark)),
                "const" => shape.values = Some(vec![value.clone()]),
                "enum" => shape.values = value.as_array().cloned(),
                "format" if value == "date" => shape.format = Format::Date,
                "format" if value == "date-time" => shape.format = Format::DateTime,
                "minimum" => shape.at_least(value.as_f64().map(f64::ceil), 0),
                "exclusiveMinimum" => shape.at_least(value.as_f64().map(f64::floor), 1),
                "maximum" => shape.at_most(value.as_f64().map(f64::floor), 0),
                "exclusiveMaximum" => shape.at_most(value.as_f64().map(f64::ceil), 1),
                // Reached by `$ref` alone, but what is wrong in an unused one should be said too.
                "$defs" => drop(self.named(&here, value, mark)),
                _ => {}
            }
        }
        if let Some(values) = &shape.values {
            let kinds = values.iter().map(Kinds::of).reduce(Kinds::or).unwrap_or(Kinds::NONE);
            shape.kinds = shape.kinds.and(kinds);
        }
        self.misplaced(object, mark, &shape);
        shape
    }

    fn bad_pattern(
        &mut self,
        pattern: &str,
        error: &fancy_regex::Error,
        patterns: &Value,
        mark: &Mark,
    ) {
        let own = patterns.as_object().and_then(|patterns| member(patterns, mark, pattern));
        // The reason is the last line of what may be a drawing.
        let error = error.to_string();
        let reason = error.lines().last().unwrap_or_default().trim();
        self.found.push(Diagnostic::new(
            Code::Schema,
            format!("`{pattern}` is no regular expression: {reason}"),
            self.document.key_place(own.unwrap_or(mark)),
        ));
    }

    /// Words that stand where they can mean nothing.
    fn misplaced(&mut self, object: &Map<String, Value>, mark: &Mark, shape: &Shape) {
        let kinds = shape.kinds;
        let scalar = Kinds::STRING.or(Kinds::INTEGER);
        let list = matches!(shape.words.merge, FieldMerge::Set | FieldMerge::Map(_));
        let refers = !shape.all_of.is_empty() || !shape.any_of.is_empty();
        let wrong = [
            (
                shape.words.key.is_some() && shape.words.collection.is_none(),
                "x-key",
                "stands beside `x-collection`",
            ),
            (
                shape.words.collection.is_some() && !kinds.allows(Kinds::OBJECT),
                "x-collection",
                "marks objects",
            ),
            (
                shape.words.reference.is_some() && !kinds.allows(scalar),
                "x-ref",
                "stands at a string or an integer",
            ),
            (
                shape.words.map_key.is_some() && !kinds.allows(Kinds::OBJECT),
                "x-map-key",
                "stands at a map",
            ),
            (list && !kinds.allows(Kinds::ARRAY), "x-list-type", "stands at an array"),
            (
                shape.words.merge == FieldMerge::Text && !kinds.allows(Kinds::STRING) && !refers,
                "x-merge",
                "stands at a string",
            ),
            (
                !shape.words.rules.is_empty() && !kinds.allows(Kinds::OBJECT),
                "x-validations",
                "stands at an object",
            ),
        ];
        for (_, word, rule) in wrong.into_iter().filter(|(wrong, ..)| *wrong) {
            let place = self.document.key_place(member(object, mark, word).unwrap_or(mark));
            self.found.push(Diagnostic::new(Code::Annotation, format!("`{word}` {rule}"), place));
        }
    }

    fn named(
        &mut self,
        pointer: &str,
        value: &'a Value,
        mark: &'a Mark,
    ) -> Vec<(&'a str, ShapeId)> {
        let Some(object) = value.as_object() else { return Vec::new() };
        members(object, mark)
            .into_iter()
            .map(|(name, value, mark)| {
                (name, self.at(&format!("{pointer}/{}", escape(name)), value, mark))
            })
            .collect()
    }

    fn listed(&mut self, pointer: &str, value: &'a Value, mark: &'a Mark) -> Vec<ShapeId> {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let marked = items.iter().zip(&mark.children).enumerate();
        marked
            .map(|(index, (value, mark))| self.at(&format!("{pointer}/{index}"), value, mark))
            .collect()
    }

    /// The node that a local `$ref` names; the validator says what is wrong with any other.
    fn reference(&mut self, value: &Value, mark: &Mark) -> Option<ShapeId> {
        let reference = value.as_str()?;
        let pointer = reference.strip_prefix('#')?;
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return None;
        }
        let pointer = percent_decoded(pointer);
        let Some(target) = self.document.value.pointer(&pointer) else {
            self.found.push(
                Diagnostic::new(
                    Code::Schema,
                    format!("`{reference}` names no part of this schema"),
                    self.document.place(mark),
                )
                .help("write `#/$defs/NAME`, and the schema itself under `$defs` at the top"),
            );
            return None;
        };
        let document = self.document;
        Some(self.at(&pointer, target, document.mark_at(&pointer)))
    }
}

fn types(value: &Value) -> Kinds {
    match value {
        Value::String(name) => Kinds::named(name).unwrap_or(Kinds::ANY),
        Value::Array(names) => names
            .iter()
            .filter_map(|name| Kinds::named(name.as_str()?))
            .reduce(Kinds::or)
            .unwrap_or(Kinds::ANY),
        _ => Kinds::ANY,
    }
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A name as a part of a JSON Pointer.
pub(crate) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// A fragment of a URI as the JSON Pointer that it stands for.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let decoded = (byte == b'%')
            .then(|| after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
