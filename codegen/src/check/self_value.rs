//! JSON as CEL sees it: what a rule calls `self`.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value as Cel;
use cel::objects::{Key, Map};
use serde_json::{Map as Object, Number, Value};

/// An object, with the keys of the maps that it is in as fields of it.
pub(super) fn object(object: &Object<String, Value>, map_keys: &[(&str, &str)]) -> Cel {
    let own = object.iter().map(|(name, inner)| (key(name), value(inner)));
    let outer = map_keys.iter().map(|(name, text)| (key(name), string(text)));
    // What the record writes itself goes before what its map says; that both do is reported.
    map(outer.chain(own).collect())
}

/// Integers are `int`, never `uint`, because CEL has no arithmetic between the two.
fn value(value_: &Value) -> Cel {
    match value_ {
        Value::Null => Cel::Null,
        Value::Bool(truth) => Cel::Bool(*truth),
        Value::Number(number) => number_value(number),
        Value::String(text) => string(text),
        Value::Array(items) => Cel::List(Arc::new(items.iter().map(value).collect())),
        Value::Object(object) => {
            map(object.iter().map(|(name, inner)| (key(name), value(inner))).collect())
        }
    }
}

fn number_value(number: &Number) -> Cel {
    if let Some(integer) = number.as_i64() {
        Cel::Int(integer)
    } else if let Some(integer) = number.as_u64() {
        // Beyond 63 bits only `uint` holds it.
        Cel::UInt(integer)
    } else {
        Cel::Float(number.as_f64().unwrap_or(f64::NAN))
    }
}

fn map(members: HashMap<Key, Cel>) -> Cel {
    Cel::Map(Map { map: Arc::new(members) })
}

fn key(name: &str) -> Key {
    Key::String(Arc::new(name.to_owned()))
}

fn string(text: &str) -> Cel {
    Cel::String(Arc::new(text.to_owned()))
}
