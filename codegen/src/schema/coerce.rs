//! Reads plain scalars (YAML, CSV) as the schema wants them: the text that was written wins where a
//! string is asked for.

use serde_json::Value;

use super::{Kinds, ShapeId, Shapes};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Document, Mark};

/// Turns plain scalars of `document` into strings, numbers or JSON as the schema asks, and warns of
/// those whose type the schema leaves open and that people and YAML read differently.
pub fn coerce(shapes: &Shapes, document: &mut Document, found: &mut Vec<Diagnostic>) {
    let file = std::sync::Arc::clone(&document.file);
    let place = |mark: &Mark| Place {
        file: std::sync::Arc::clone(&file),
        span: mark.start as usize..mark.end as usize,
    };
    let mut coercion = Coercion { shapes, text: &file.text, place: &place, found };
    coercion.value(&[Shapes::ROOT], &mut document.value, &mut document.mark);
}

struct Coercion<'a> {
    shapes: &'a Shapes,
    text: &'a str,
    place: &'a dyn Fn(&Mark) -> Place,
    found: &'a mut Vec<Diagnostic>,
}

impl Coercion<'_> {
    fn value(&mut self, shapes: &[ShapeId], value: &mut Value, mark: &mut Mark) {
        if mark.plain {
            self.scalar(shapes, value, mark);
            return;
        }
        if mark.children.is_empty() {
            return;
        }
        let mut applicable: Vec<ShapeId> = Vec::new();
        for &id in shapes {
            applicable.extend(self.shapes.applicable(id, value, false));
        }
        match value {
            Value::Array(items) => {
                let inner: Vec<ShapeId> =
                    applicable.iter().filter_map(|&id| self.shapes[id].items).collect();
                for (item, mark) in items.iter_mut().zip(&mut mark.children) {
                    self.value(&inner, item, mark);
                }
            }
            Value::Object(object) => {
                let mut members: Vec<_> = object.iter_mut().collect();
                members.sort_unstable_by_key(|(name, _)| *name);
                for ((name, value), mark) in members.into_iter().zip(&mut mark.children) {
                    let inner = self.shapes.property(&applicable, name);
                    self.value(&inner, value, mark);
                }
            }
            _ => {}
        }
    }

    fn scalar(&mut self, shapes: &[ShapeId], value: &mut Value, mark: &Mark) {
        let wanted = shapes.iter().fold(Kinds::ANY, |kinds, &id| kinds.and(self.shapes.kinds(id)));
        let text = &self.text[mark.start as usize..mark.end as usize];
        if let Value::String(cell) = value {
            // Every CSV cell is a string so far. A plain string of YAML is no JSON and stays what it is.
            *value = cell_value(wanted, std::mem::take(cell));
        } else if !wanted.allows(Kinds::of(value)) && wanted.allows(Kinds::STRING) {
            *value = Value::from(text);
        }
        if wanted == Kinds::ANY
            && let Some(why) = crate::source::ambiguous(text)
        {
            let warning = Diagnostic::new(
                Code::AmbiguousScalar,
                format!(
                    "`{text}` is read as {}, and the schema leaves its type open",
                    describe(value)
                ),
                (self.place)(mark),
            );
            self.found.push(warning.help(format!("quote it to keep the text: {why}")));
        }
    }
}

fn cell_value(wanted: Kinds, cell: String) -> Value {
    if wanted.allows(Kinds::STRING) && wanted != Kinds::ANY {
        return Value::String(cell);
    }
    let parsed = || serde_json::from_str::<Value>(&cell).ok();
    let yaml = || match cell.as_str() {
        "TRUE" | "True" => Some(Value::Bool(true)),
        "FALSE" | "False" => Some(Value::Bool(false)),
        _ => None,
    };
    let value = parsed()
        .or_else(yaml)
        .filter(|value| !value.is_string() && wanted.allows(Kinds::of(value)));
    // Where the type is open, only what is plainly a number or a truth value is one.
    let value = if wanted == Kinds::ANY {
        value.filter(|value| !value.is_object() && !value.is_array())
    } else {
        value
    };
    value.unwrap_or(Value::String(cell))
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => format!("the truth value {truth}"),
        Value::Number(number) => format!("the number {number}"),
        _ => "a text".to_owned(),
    }
}
