//! A schema as a validator, or what is wrong with it.

use std::fmt::Write as _;

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Map, Value, json};

use super::locate::Locator;
use super::violations::Report;
use super::{brief, subschemas};
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::members::member;
use crate::schema::parse::{parse, percent_decoded};
use crate::source::{Document, Mark};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Compiles a schema. Nothing is fetched: `$ref` leads to parts of the schema itself.
///
/// The error is what is wrong with the schema, without what [`crate::schema::parse`] says of it: it
/// is empty where that has said it all.
pub fn validator(schema: &Document) -> Result<Validator, Vec<Diagnostic>> {
    let mut found = dialect(schema);
    if found.is_empty() {
        found = against_metaschema(schema);
        subschemas::visit(&schema.value, &schema.mark, &mut |object, mark| {
            let mut part = Part { schema, object, mark, found: &mut found };
            part.patterns();
            part.reference();
        });
    }
    if found.is_empty() {
        match options().build(&schema.value) {
            Ok(validator) => return Ok(validator),
            Err(error) => found.push(unforeseen(schema, &error)),
        }
    }
    let mut said = Vec::new();
    // Only for what it reports: reading a schema is quick, and both may be called in any order.
    let _shapes = parse(schema, &mut said);
    found.retain(|one| {
        !said.iter().any(|other| other.code == Code::Schema && other.place == one.place)
    });
    Err(found)
}

/// Compiles the part at a JSON Pointer of a schema; references in it lead to the whole.
pub(super) fn part_validator(
    schema: &Value,
    pointer: &str,
) -> Result<Validator, ValidationError<'static>> {
    const WHOLE: &str = "seedbank:schema";
    let mut whole = schema.clone();
    if let Value::Object(whole) = &mut whole {
        // In place of its own: all that refers to it does so as `#`.
        whole.insert("$id".to_owned(), WHOLE.into());
    }
    let reference = format!("{WHOLE}#{}", fragment(pointer));
    options().build(&json!({ "$ref": reference, "$defs": { "whole": whole } }))
}

/// A JSON Pointer as a URI has it after `#`.
fn fragment(pointer: &str) -> String {
    let mut text = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

fn options<'i>() -> jsonschema::ValidationOptions<'i> {
    jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).offline()
}

/// A `$schema` that names another version: its keywords mean other things.
fn dialect(schema: &Document) -> Vec<Diagnostic> {
    let Value::Object(object) = &schema.value else { return Vec::new() };
    let Some(mark) = member(object, &schema.mark, "$schema") else { return Vec::new() };
    match object["$schema"].as_str() {
        // What is no text is the metaschema's to report.
        None => Vec::new(),
        Some(text) if text.trim_end_matches('#') == DIALECT => Vec::new(),
        Some(text) => vec![
            Diagnostic::new(
                Code::Schema,
                format!(
                    "`{}` is not the version of JSON Schema that is read here",
                    brief::text(text, 60)
                ),
                schema.place(mark),
            )
            .help(format!("write `{DIALECT}`, or leave `$schema` out")),
        ],
    }
}

fn against_metaschema(schema: &Document) -> Vec<Diagnostic> {
    // Patterns are tried out one by one, with the reason for what is wrong.
    let options =
        jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(false);
    match options.offline().build(&json!({ "$ref": DIALECT })) {
        Ok(metaschema) => {
            let mut report = Report::new(Code::Schema, schema, None);
            for error in metaschema.iter_errors(&schema.value) {
                report.error(&error);
            }
            report.finish()
        }
        // It is part of the crate; should it ever be missing, building the schema checks it again.
        Err(_) => Vec::new(),
    }
}

/// What stops the compiler and none of the checks before it foresaw.
fn unforeseen(schema: &Document, error: &ValidationError<'_>) -> Diagnostic {
    let at = [error.instance_path().as_str(), error.schema_path().as_str()];
    let pointer = at.into_iter().max_by_key(|pointer| pointer.len()).unwrap_or_default();
    let mark = Locator::new(schema).find(pointer).mark;
    let message = brief::text(&error.masked().to_string(), 200);
    Diagnostic::new(Code::Schema, message, brief::place(schema, mark))
}

/// One subschema.
struct Part<'d, 'f> {
    schema: &'d Document,
    object: &'d Map<String, Value>,
    mark: &'d Mark,
    found: &'f mut Vec<Diagnostic>,
}

impl<'d> Part<'d, '_> {
    fn patterns(&mut self) {
        if let (Some(Value::String(pattern)), Some(mark)) =
            (self.object.get("pattern"), self.child("pattern"))
        {
            self.pattern(pattern, self.schema.place(mark));
        }
        if let (Some(Value::Object(patterns)), Some(mark)) =
            (self.object.get("patternProperties"), self.child("patternProperties"))
        {
            for (pattern, _, mark) in crate::schema::members::members(patterns, mark) {
                self.pattern(pattern, self.schema.key_place(mark));
            }
        }
    }

    /// A pattern is right if the validator takes it: it reads them as ECMAScript does.
    fn pattern(&mut self, pattern: &str, place: crate::diagnostic::Place) {
        if let Err(error) = options().build(&json!({ "pattern": pattern })) {
            // The validator does not say why, but its engine does for most that is wrong.
            let reason = fancy_regex::Regex::new(pattern).err().map_or_else(
                || error.masked().to_string(),
                |error| error.to_string().lines().last().unwrap_or_default().to_owned(),
            );
            let message = format!(
                "`{}` is no regular expression: {}",
                brief::text(pattern, 60),
                brief::text(&reason, 120)
            );
            self.found.push(Diagnostic::new(Code::Schema, message, place));
        }
    }

    fn reference(&mut self) {
        let (Some(Value::String(reference)), Some(mark)) =
            (self.object.get("$ref"), self.child("$ref"))
        else {
            return;
        };
        let leads = reference.strip_prefix('#').is_some_and(|fragment| {
            let pointer = percent_decoded(fragment);
            (pointer.is_empty() || pointer.starts_with('/'))
                && self.schema.value.pointer(&pointer).is_some()
        });
        if !leads {
            let shown = brief::text(reference, 60);
            let message = if reference.starts_with('#') {
                format!("`{shown}` names no part of this schema")
            } else {
                format!("`{shown}` is outside this schema, and nothing is fetched")
            };
            let wrong = Diagnostic::new(Code::Schema, message, self.schema.place(mark));
            self.found.push(
                wrong.help("write `#/$defs/NAME`, and the schema itself under `$defs` at the top"),
            );
        }
    }

    fn child(&self, name: &str) -> Option<&'d Mark> {
        member(self.object, self.mark, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{json, lines};

    #[test]
    fn what_is_wrong_with_a_schema_is_shown_where_it_is() {
        for (schema, expected) in [
            (
                r#"{"type": "strng"}"#,
                "SB0012 1:10 «\"strng\"» `type`: \"strng\" is not one of the allowed values | did you mean `string`?\n",
            ),
            (
                r#"{"properties": {"a": {"minLength": -1}}}"#,
                "SB0012 1:36 «-1» `minLength`: -1 is less than 0\n",
            ),
            (
                r#"{"required": ["a", 2]}"#,
                "SB0012 1:20 «2» `required[1]`: expected string, found number 2\n",
            ),
            (r#"{"pattern": "a("}"#, "SB0012 1:13 «\"a(\"» `a(` is no regular expression: "),
            (
                r#"{"not": {"patternProperties": {"[": true}}}"#,
                "SB0012 1:32 «\"[\"» `[` is no regular expression: ",
            ),
            (
                r#"{"not": {"$ref": "other.json"}}"#,
                "SB0012 1:18 «\"other.json\"» `other.json` is outside this schema",
            ),
            (
                r##"{"$ref": "#name", "$defs": {"x": {"$anchor": "name"}}}"##,
                "SB0012 1:10 «\"#name\"» `#name` names no part of this schema | write",
            ),
            (
                r#"{"$schema": "http://json-schema.org/draft-07/schema#"}"#,
                "SB0012 1:13 «\"http://json-schema.org/draft-07/schema#\"» `http://json-schema.org/draft-07/schema#` is not the version",
            ),
            // These the reader of the schema has reported.
            (r##"{"$ref": "#/$defs/missing"}"##, ""),
            (r#"{"items": 5}"#, ""),
            (r#"{"patternProperties": {"[": true}}"#, ""),
        ] {
            let found = validator(&json("schema.json", schema)).unwrap_err();
            let text = lines(&found);
            assert!(text.starts_with(expected), "{schema}\n{text}");
            assert_eq!(found.len(), usize::from(!expected.is_empty()), "{schema}\n{text}");
        }
    }

    #[test]
    fn a_schema_that_refers_to_itself_is_no_problem() {
        for schema in [
            r##"{"$ref": "#"}"##,
            r##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}"##,
            r##"{"properties": {"inner": {"$ref": "#"}}}"##,
        ] {
            let validator = validator(&json("schema.json", schema)).unwrap();
            assert!(validator.is_valid(&json!({"inner": {"inner": {}}})), "{schema}");
        }
    }
}
