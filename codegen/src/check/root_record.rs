//! A schema as it holds for a root record alone, which is stored without the collections that its file
//! has beside it.

use serde_json::Value;

use super::rules::fields;
use crate::schema::Site;
use crate::schema::parse::{escape, percent_decoded};

/// Takes out of the root of a schema what it asks of the properties that lead to collections.
pub(super) fn without_collections(schema: &mut Value, sites: &[Site]) {
    let leads = |name: &str| sites.iter().any(|site| site.takes(name));
    let mut parts = Vec::new();
    collect(schema, String::new(), &mut parts);
    for part in parts {
        let Some(Value::Object(object)) = schema.pointer_mut(&part) else { continue };
        // How many of the properties are the record's own, nobody has said.
        object.remove("minProperties");
        if let Some(required) = object.get_mut("required") {
            forget(required, leads);
        }
        if let Some(Value::Object(dependent)) = object.get_mut("dependentRequired") {
            dependent.values_mut().for_each(|required| forget(required, leads));
        }
        if let Some(Value::Array(rules)) = object.get_mut("x-validations") {
            rules.retain(|rule| !rule["rule"].as_str().is_some_and(|rule| fields(rule).any(leads)));
        }
    }
}

fn forget(names: &mut Value, leads: impl Fn(&str) -> bool) {
    if let Value::Array(names) = names {
        names.retain(|name| !name.as_str().is_some_and(&leads));
    }
}

/// The pointers of all subschemas that say something of the very value that this one is about.
fn collect(schema: &Value, pointer: String, found: &mut Vec<String>) {
    let Some(Value::Object(object)) = schema.pointer(&pointer) else { return };
    if found.contains(&pointer) {
        return;
    }
    let inner = |keyword: &str, name: &str| format!("{pointer}/{keyword}/{}", escape(name));
    let mut next = Vec::new();
    for (keyword, value) in object {
        match (keyword.as_str(), value) {
            ("$ref", Value::String(reference)) => {
                next.extend(reference.strip_prefix('#').map(percent_decoded));
            }
            ("then" | "else", _) => next.push(format!("{pointer}/{keyword}")),
            ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                next.extend((0..branches.len()).map(|branch| inner(keyword, &branch.to_string())));
            }
            ("dependentSchemas", Value::Object(named)) => {
                next.extend(named.keys().map(|name| inner(keyword, name)));
            }
            _ => {}
        }
    }
    found.push(pointer);
    for pointer in next {
        collect(schema, pointer, found);
    }
}
