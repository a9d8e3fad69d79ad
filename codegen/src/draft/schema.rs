//! Writes the types down as `schema.json`.

use serde_json::Value;

use super::layout::Json;
use super::maps::CODES;
use super::node::{Kind, Map, Node, Object};

/// The text of `schema.json`.
pub(super) fn schema(root: &Node) -> String {
    let mut members =
        vec![("$schema".to_owned(), Json::text("https://json-schema.org/draft/2020-12/schema"))];
    members.extend(node(root));
    Json::Object(members).print()
}

type Members = Vec<(String, Json)>;

fn node(node: &Node) -> Members {
    let mut members = Members::new();
    let mut add = |name: &str, value: Json| members.push((name.to_owned(), value));
    let mut types = types(&node.kind);
    if node.nullable {
        types.push("null");
    }
    match types.as_slice() {
        [] => {}
        [one] => add("type", Json::text(*one)),
        _ => add("type", Json::texts(types)),
    }
    match &node.kind {
        Kind::Free(_)
        | Kind::Boolean
        | Kind::Integer { large: false }
        | Kind::Number
        | Kind::List(None) => {}
        Kind::Integer { large: true } => add("minimum", Json::Leaf(0.into())),
        Kind::Text { format, variants } => {
            if let Some(format) = format {
                add("format", Json::text(*format));
            }
            if !variants.is_empty() {
                let null = node.nullable.then_some(Json::Leaf(Value::Null));
                let values = variants.iter().map(Json::text).chain(null);
                add("enum", Json::List(values.collect()));
            }
        }
        Kind::List(Some(items)) => add("items", Json::Object(self::node(items))),
        Kind::Object(object) => members.extend(self::object(object)),
    }
    members
}

fn types(kind: &Kind) -> Vec<&'static str> {
    vec![match kind {
        Kind::Free(types) => return types.clone(),
        Kind::Boolean => "boolean",
        Kind::Integer { .. } => "integer",
        Kind::Number => "number",
        Kind::Text { .. } => "string",
        Kind::List(_) => "array",
        Kind::Object(_) => "object",
    }]
}

fn object(object: &Object) -> Members {
    let mut members = Members::new();
    let mut add = |name: &str, value: Json| members.push((name.to_owned(), value));
    if let Some(record) = &object.record {
        add("x-collection", Json::text(&record.collection));
        match record.key.as_slice() {
            [] => {}
            [one] => add("x-key", Json::text(one)),
            several => add("x-key", Json::texts(several)),
        }
    }
    if let Some(field) = object.map.as_ref().and_then(|map| map.field.as_ref()) {
        add("x-map-key", Json::text(field));
    }
    let required = object.fields.iter().filter(|field| field.required);
    let required: Vec<&String> = required.map(|field| &field.name).collect();
    if !required.is_empty() {
        add("required", Json::texts(required));
    }
    if !object.fields.is_empty() {
        let properties = object.fields.iter();
        let properties =
            properties.map(|field| (field.name.clone(), Json::Object(node(&field.node))));
        add("properties", Json::Object(properties.collect()));
    }
    match &object.map {
        Some(Map { codes: true, values, .. }) => {
            let pattern = (CODES.to_owned(), Json::Object(node(values)));
            add("patternProperties", Json::Object(vec![pattern]));
            add("additionalProperties", Json::Leaf(false.into()));
        }
        Some(Map { values, .. }) => add("additionalProperties", Json::Object(node(values))),
        // An object that was always empty may hold anything.
        None if object.fields.is_empty() => {}
        None => add("additionalProperties", Json::Leaf(false.into())),
    }
    members
}
