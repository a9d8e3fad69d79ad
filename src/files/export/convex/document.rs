//! A record as a document that Convex reads back as it was.

use serde_json::{Map, Value};

use super::shape::Shape;
use crate::files::export::records::Record;
use crate::files::export::table::Table;

/// Why there is no document: the path of the value, and what is wrong with it.
type Problem = (String, String);

/// The document of a row.
pub(super) fn document(table: &Table<'_>, row: &Record, shape: &Shape) -> Result<Value, Problem> {
    let mut object = Map::new();
    object.insert("id".to_owned(), row.id.0.into());
    object.insert("unit".to_owned(), row.name.unit.as_str().into());
    object.insert("key".to_owned(), row.name.key.as_str().into());
    object.insert("record_state".to_owned(), row.state.as_str().into());
    for (column, value) in table.cells(row) {
        if let Some(value) = value {
            object.insert(column.name.clone(), value.clone());
        }
    }
    written(&Value::Object(object), &[shape], "")
}

/// A value at a place where its table's shape has one of these.
fn written(value: &Value, shapes: &[&Shape], path: &str) -> Result<Value, Problem> {
    let failed = |problem: &str| (path.to_owned(), problem.to_owned());
    let is_integer = reads_integers(shapes);
    Ok(match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            if is_integer {
                let problem = "Convex has no integers above 9223372036854775807";
                let integer = number.as_i64().ok_or_else(|| failed(problem))?;
                return Ok(integer.to_string().into());
            }
            if !is_exact(number.as_i64()) {
                let problem = "a float does not hold this integer exactly, and the schema does not say that it \
                               is one; say `type: integer` there, or write a text";
                return Err(failed(problem));
            }
            value.clone()
        }
        Value::String(_) if is_integer => {
            return Err(failed("it is a text where the schema has an integer; correct it"));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        Value::Array(items) => {
            let inner = inner(shapes, |shape| match shape {
                Shape::Array(of) => Some(of),
                _ => None,
            });
            let items = items.iter().enumerate();
            let items = items.map(|(rank, item)| written(item, &inner, &format!("{path}/{rank}")));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => {
            let mut object = Map::new();
            for (name, value) in fields {
                let path = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
                if !is_field_name(name) {
                    let problem = "Convex has no field of that name: it is printable ASCII, at most 1024 \
                                   characters, and does not begin with _ or $";
                    return Err((path, problem.to_owned()));
                }
                let inner = inner(shapes, |shape| match shape {
                    Shape::Object(fields) => fields.get(name).map(|(_, shape)| shape),
                    Shape::Record(of) => Some(of),
                    _ => None,
                });
                object.insert(name.clone(), written(value, &inner, &path)?);
            }
            Value::Object(object)
        }
    })
}

/// The shapes of what is in a value with one of these.
fn inner<'s>(
    shapes: &[&'s Shape],
    pick: impl Fn(&'s Shape) -> Option<&'s Shape>,
) -> Vec<&'s Shape> {
    let variants = shapes.iter().flat_map(|shape| shape.variants());
    variants
        .filter_map(|shape| if *shape == Shape::Unknown { Some(shape) } else { pick(shape) })
        .collect()
}

/// Whether a text of digits is read as an integer: where it can be nothing else.
fn reads_integers(shapes: &[&Shape]) -> bool {
    let mut variants = shapes.iter().flat_map(|shape| shape.variants());
    variants.clone().any(|shape| *shape == Shape::Int64)
        && variants.all(|shape| !matches!(shape, Shape::Text | Shape::Float64 | Shape::Unknown))
}

/// Whether a float holds an integer.
fn is_exact(integer: Option<i64>) -> bool {
    const LARGEST: u64 = 1 << 53;
    integer.is_some_and(|integer| integer.unsigned_abs() <= LARGEST)
}

fn is_field_name(name: &str) -> bool {
    (1..=1024).contains(&name.len())
        && !name.starts_with(['_', '$'])
        && name.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
