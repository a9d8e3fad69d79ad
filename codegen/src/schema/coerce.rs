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
            applicable.extend(self.shapes.applicable(id, value));
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::check::testing::Owned;
    use crate::diagnostic::SourceFile;
    use crate::source::{Format, from_text};

    /// A file as a schema wants it, and what is warned of: `line:column message`.
    fn read(format: Format, schema: &str, text: &str) -> (String, Vec<String>) {
        let schema = Owned::new(schema);
        let file = Arc::new(SourceFile { path: "seed".into(), text: text.to_owned() });
        let mut document = from_text(format, file, None).unwrap();
        let mut found = Vec::new();
        coerce(&schema.shapes, &mut document, &mut found);
        let warnings = found.iter().map(|warning| {
            assert_eq!(warning.code, Code::AmbiguousScalar);
            let (line, column) = warning.place.line_column();
            format!("{line}:{column} {}", warning.message)
        });
        (document.value.to_string(), warnings.collect())
    }

    /// A plain scalar in a field of this schema.
    fn yaml(schema: &str, scalar: &str) -> String {
        let schema = format!(r#"{{"properties": {{"f": {schema}}}}}"#);
        let (value, warnings) = read(Format::Yaml, &schema, &format!("f: {scalar}\n"));
        assert_eq!(warnings, [""; 0], "{schema} {scalar}");
        value.strip_prefix(r#"{"f":"#).unwrap().strip_suffix('}').unwrap().to_owned()
    }

    /// A cell in a column of this schema.
    fn cell(schema: &str, cell: &str) -> String {
        let schema = format!(r#"{{"items": {{"properties": {{"f": {schema}}}}}}}"#);
        let text = format!("f\n\"{}\"\n", cell.replace('"', "\"\""));
        let (value, warnings) = read(Format::Csv, &schema, &text);
        assert_eq!(warnings, [""; 0], "{schema} {cell}");
        value.strip_prefix(r#"[{"f":"#).unwrap().strip_suffix("}]").unwrap().to_owned()
    }

    #[test]
    fn a_plain_scalar_of_yaml_is_the_text_where_a_string_is_asked_for() {
        let string = r#"{"type": "string"}"#;
        for text in ["0010", "17E00", "off", "1.10", "12:30", "0x1F", "true", "2026-11-20", "007"] {
            assert_eq!(yaml(string, text), format!("\"{text}\""));
        }
        for (schema, scalar, expected) in [
            (string, "null", r#""null""#),
            (string, "\"0010\"", r#""0010""#),
            (r#"{"enum": ["010", "off"]}"#, "010", r#""010""#),
            (r#"{"const": "1"}"#, "1", r#""1""#),
            (r#"{"type": ["string", "null"]}"#, "null", "null"),
            (r#"{"type": ["string", "null"]}"#, "010", r#""010""#),
            (r#"{"type": ["string", "integer"]}"#, "10", "10"),
            (r#"{"type": ["string", "integer"]}"#, "1.5", r#""1.5""#),
            (r#"{"oneOf": [{"type": "string"}, {"type": "null"}]}"#, "1", r#""1""#),
            (r#"{"type": "integer"}"#, "10", "10"),
            // What fits no type stays what YAML reads, for the validator to refuse.
            (r#"{"type": "integer"}"#, "ten", r#""ten""#),
            (r#"{"type": "boolean"}"#, "off", r#""off""#),
            (r#"{"type": "boolean"}"#, "true", "true"),
            (r#"{"type": "array", "items": {"type": "string"}}"#, "[1, b]", r#"["1","b"]"#),
            (r#"{"additionalProperties": {"type": "string"}}"#, "{1: 2}", r#"{"1":"2"}"#),
        ] {
            assert_eq!(yaml(schema, scalar), expected, "{schema} {scalar}");
        }
    }

    #[test]
    fn a_cell_of_csv_is_what_its_column_asks_for() {
        for (schema, text, expected) in [
            (r#"{"type": "string"}"#, "0010", r#""0010""#),
            (r#"{"type": "string"}"#, "17E00", r#""17E00""#),
            (r#"{"type": "string"}"#, "off", r#""off""#),
            (r#"{"type": "string"}"#, "[1]", r#""[1]""#),
            (r#"{"type": "string"}"#, "true", r#""true""#),
            (r#"{"type": ["string", "null"]}"#, "null", r#""null""#),
            (r#"{"type": "integer"}"#, "10", "10"),
            (r#"{"type": "integer"}"#, "-3", "-3"),
            (r#"{"type": "integer"}"#, "1.0", "1.0"),
            (r#"{"type": "integer"}"#, "1.5", r#""1.5""#),
            (r#"{"type": "integer"}"#, "0010", r#""0010""#),
            (r#"{"type": "integer"}"#, "ten", r#""ten""#),
            (r#"{"type": ["integer", "null"]}"#, "7", "7"),
            (r#"{"type": ["integer", "null"]}"#, "null", "null"),
            (r#"{"type": "number"}"#, "1.5", "1.5"),
            (r#"{"type": "number"}"#, "1e3", "1000.0"),
            (r#"{"type": "boolean"}"#, "true", "true"),
            (r#"{"type": "boolean"}"#, "TRUE", "true"),
            (r#"{"type": "boolean"}"#, "False", "false"),
            (r#"{"type": "boolean"}"#, "1", r#""1""#),
            (r#"{"type": "array"}"#, r#"["a", 1]"#, r#"["a",1]"#),
            (r#"{"type": "array"}"#, "a, 1", r#""a, 1""#),
            (r#"{"type": "object"}"#, r#"{"a": [1]}"#, r#"{"a":[1]}"#),
            // Where the type is open, a number or a truth value and no more.
            ("true", "7", "7"),
            ("true", "TRUE", "true"),
            ("true", "[1]", r#""[1]""#),
            ("true", "a b", r#""a b""#),
        ] {
            assert_eq!(cell(schema, text), expected, "{schema} {text}");
        }
    }

    #[test]
    fn a_branch_is_chosen_by_the_constants_beside() {
        let schema = r#"{"oneOf": [
            {"type": "object", "properties": {"kind": {"const": "code"}, "value": {"type": "string"}}},
            {"type": "object", "properties": {"kind": {"const": "count"}, "value": {"type": "integer"}}}]}"#;
        let value = |text: &str| read(Format::Yaml, schema, text).0;
        assert_eq!(value("kind: code\nvalue: 010\n"), r#"{"kind":"code","value":"010"}"#);
        assert_eq!(value("kind: count\nvalue: 10\n"), r#"{"kind":"count","value":10}"#);
    }

    #[test]
    fn an_open_type_warns_of_what_is_read_in_two_ways() {
        let schema = r#"{"properties": {"a": {"type": "integer"}}}"#;
        let (value, warnings) =
            read(Format::Yaml, schema, "a: 010\nb: 010\nc: 17E00\nd: off\ne: \"010\"\nf: 10\n");
        assert_eq!(value, r#"{"a":10,"b":10,"c":17.0,"d":"off","e":"010","f":10}"#);
        assert_eq!(
            warnings,
            [
                "2:4 `010` is read as the number 10, and the schema leaves its type open",
                "3:4 `17E00` is read as the number 17.0, and the schema leaves its type open",
                "4:4 `off` is read as a text, and the schema leaves its type open",
            ]
        );
        let (value, warnings) = read(Format::Csv, "true", "code\n010\n");
        assert_eq!(value, r#"[{"code":"010"}]"#);
        assert_eq!(warnings, ["2:1 `010` is read as a text, and the schema leaves its type open"]);
    }
}
