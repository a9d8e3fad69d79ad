//! A file against its schema.

use std::collections::{HashMap, HashSet};

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::alternatives::{Meant, meant};
use super::locate::{Located, Locator, shapes_at, tokens};
use super::wording::{self, Words};
use super::{brief, key};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::schema::{ShapeId, Shapes};
use crate::source::Document;

/// Everything that the schema does not allow in a document, where it is written.
///
/// What is wrong with a record's key is left to [`super::records`], which says it as such.
#[must_use]
pub fn schema_violations(
    validator: &Validator,
    document: &Document,
    shapes: &Shapes,
) -> Vec<Diagnostic> {
    violations_below(Shapes::ROOT, validator, document, shapes)
}

/// The same for a document that is not what the whole schema is about, but this node; so is the
/// validator.
pub(super) fn violations_below(
    root: ShapeId,
    validator: &Validator,
    document: &Document,
    shapes: &Shapes,
) -> Vec<Diagnostic> {
    // Most documents are right, and to see that is many times quicker than to list errors.
    if validator.is_valid(&document.value) {
        return Vec::new();
    }
    let mut report = Report::new(Code::Invalid, document, Some((shapes, root)));
    for error in validator.iter_errors(&document.value) {
        report.error(&error);
    }
    report.finish()
}

/// Diagnostics from a validator's errors.
pub(super) struct Report<'d> {
    code: Code,
    locator: Locator<'d>,
    /// Those of the schema that is validated against, and the one that the document is of.
    shapes: Option<(&'d Shapes, ShapeId)>,
    found: Vec<Diagnostic>,
    /// What was said: several keywords of a schema may find one fault.
    said: HashSet<(usize, String)>,
}

impl<'d> Report<'d> {
    /// `shapes` are those of the schema that is validated against, if they are known, and the one that
    /// the document is of.
    pub(super) fn new(
        code: Code,
        document: &'d Document,
        shapes: Option<(&'d Shapes, ShapeId)>,
    ) -> Self {
        let locator = Locator::new(document);
        Self { code, locator, shapes, found: Vec::new(), said: HashSet::new() }
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    pub(super) fn error(&mut self, error: &ValidationError<'_>) {
        let pointer = error.instance_path().as_str();
        let at = self.locator.find(pointer);
        match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                self.alternatives(context, pointer, at);
            }
            Kind::Required { property } => {
                self.required(pointer, at, property.as_str().unwrap_or_default());
            }
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => {
                for name in unexpected {
                    self.unknown(pointer, at, name);
                }
            }
            Kind::PropertyNames { error } => self.name(pointer, at, error),
            Kind::UniqueItems => self.repeated(pointer, at),
            kind => {
                let words = wording::words(kind, at.value);
                self.say(pointer, at, words);
            }
        }
    }

    fn alternatives(
        &mut self,
        branches: &[Vec<ValidationError<'static>>],
        pointer: &str,
        at: Located<'d>,
    ) {
        match meant(branches, pointer) {
            Meant::Branch(errors) => {
                for error in errors {
                    self.error(error);
                }
            }
            Meant::OneOf(pointer, allowed) => {
                let at = self.locator.find(&pointer);
                self.say(&pointer, at, wording::one_of(at.value, &allowed));
            }
            Meant::Types(types) => {
                self.say(pointer, at, (wording::expected(&types, at.value), None));
            }
            Meant::Unclear(branches) => {
                let mut reasons: Vec<String> = Vec::new();
                for branch in branches {
                    let mut inner = Self::new(self.code, self.locator.document, self.shapes);
                    for error in branch {
                        inner.error(error);
                    }
                    let reason = inner.found.first().map(|first| first.message.clone());
                    reasons.extend(reason.filter(|reason| !reasons.contains(reason)));
                }
                let found = brief::value(at.value);
                let help = format!("each fails: {}", reasons.join("; or "));
                self.say(
                    pointer,
                    at,
                    (
                        format!("{found} fits none of the allowed forms"),
                        Some(brief::text(&help, 300)),
                    ),
                );
            }
        }
    }

    fn required(&mut self, pointer: &str, at: Located<'d>, property: &str) {
        if self.is_key(pointer, property, None) {
            return;
        }
        let near = at.value.as_object().and_then(|object| {
            let known = self.known(pointer);
            nearest(
                property,
                object.keys().map(String::as_str).filter(|name| !known.contains(name)),
            )
        });
        let help = near.map(|near| format!("`{near}` looks like it: rename it to `{property}`"));
        let place = brief::place(self.locator.document, at.mark);
        self.push(pointer, format!("missing property `{property}`"), place, help);
    }

    fn unknown(&mut self, pointer: &str, at: Located<'d>, name: &str) {
        let Some(mark) = self.locator.member(at, name) else { return };
        let known = self.known(pointer);
        let missing = |known: &&str| at.value.get(known).is_none();
        let near = nearest(name, known.iter().copied().filter(missing));
        let help = match (near, known.is_empty()) {
            (Some(near), _) => Some(format!("did you mean `{near}`?")),
            (None, false) => Some(format!("the properties here are {}", brief::list(&known, 20))),
            (None, true) => None,
        };
        let place = self.locator.document.key_place(mark);
        let message = format!("unknown property `{}`", brief::text(name, 60));
        self.push(pointer, message, place, help);
    }

    /// A property's name that `propertyNames` does not allow.
    fn name(&mut self, pointer: &str, at: Located<'d>, error: &ValidationError<'_>) {
        let name = error.instance();
        let text = name.as_str().unwrap_or_default();
        let Some(mark) = self.locator.member(at, text) else { return };
        let (message, help) = wording::words(error.kind(), name);
        let place = self.locator.document.key_place(mark);
        self.push(pointer, format!("a property's name: {message}"), place, help);
    }

    fn repeated(&mut self, pointer: &str, at: Located<'d>) {
        let Value::Array(items) = at.value else { return };
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            let Some(first) = seen.insert(item.to_string(), index) else { continue };
            let place = |index: usize| {
                let mark = at.mark.children.get(index).unwrap_or(at.mark);
                brief::place(self.locator.document, mark)
            };
            let (place, first) = (place(index), place(first));
            let message = format!("{} is in the list twice", brief::value(item));
            let wrong = Diagnostic::new(self.code, prefixed(pointer, &message), place);
            self.found.push(wrong.related(first, "it is here already"));
            return;
        }
        self.say(pointer, at, ("two items are equal".to_owned(), None));
    }

    fn say(&mut self, pointer: &str, at: Located<'d>, (message, help): Words) {
        let (outer, last) = pointer.rsplit_once('/').unwrap_or_default();
        if let Some(name) = tokens(&format!("/{last}")).next()
            && self.is_key(outer, &name, Some(at.value))
        {
            return;
        }
        let place = brief::first_line(self.locator.document.place(at.mark));
        self.push(pointer, prefixed(pointer, &message), place, help);
    }

    fn push(&mut self, pointer: &str, message: String, place: Place, help: Option<String>) {
        if !self.said.insert((place.span.start, format!("{pointer} {message}"))) {
            return;
        }
        let mut wrong = Diagnostic::new(self.code, message, place);
        wrong.help = help;
        self.found.push(wrong);
    }

    /// Whether the property names a record, and cannot, as it is: [`super::records`] says so.
    fn is_key(&self, pointer: &str, property: &str, value: Option<&Value>) -> bool {
        let Some((shapes, of)) = self.shapes else { return false };
        if value.is_some_and(|value| key::text(value).is_ok()) {
            return false;
        }
        let root = &self.locator.document.value;
        shapes_at(shapes, of, root, pointer).iter().any(|&id| {
            let words = &shapes[id].words;
            let names = words.key.iter().flatten();
            words.collection.is_some() && names.into_iter().any(|name| name == property)
        })
    }

    /// The properties that the schema names for the object at a pointer.
    fn known(&self, pointer: &str) -> Vec<&'d str> {
        let Some((shapes, of)) = self.shapes else { return Vec::new() };
        let applicable = shapes_at(shapes, of, &self.locator.document.value, pointer);
        let properties = applicable.iter().flat_map(|&id| &shapes[id].properties);
        properties.map(|(name, _)| name.as_str()).collect()
    }
}

/// A message with the name of the property that it is about.
fn prefixed(pointer: &str, message: &str) -> String {
    let mut name = String::new();
    for token in tokens(pointer).rev().take(3).collect::<Vec<_>>() {
        if token.bytes().all(|byte| byte.is_ascii_digit()) {
            name = format!("[{token}]{name}");
        } else {
            return format!("`{}{name}`: {message}", brief::text(&token, 60));
        }
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{Owned, json, lines};
    use crate::check::validator;

    fn check(schema: &str, text: &str) -> String {
        let schema = Owned::new(schema);
        let validator = validator(&schema.document).unwrap();
        lines(&schema_violations(&validator, &json("u.json", text), &schema.shapes))
    }

    #[test]
    fn each_keyword_says_what_is_there_and_what_is_allowed() {
        for (schema, value, expected) in [
            (
                r#"{"type": "integer"}"#,
                "\"x\"",
                "«\"x\"» `v`: expected integer, found string \"x\"\n",
            ),
            (
                r#"{"type": ["string", "null"]}"#,
                "[1, 2]",
                "«[1, 2]» `v`: expected null or string, found an array of 2 items\n",
            ),
            (r#"{"minimum": 3}"#, "2", "«2» `v`: 2 is less than 3\n"),
            (r#"{"exclusiveMaximum": 3}"#, "3", "«3» `v`: 3 is not less than 3\n"),
            (r#"{"minLength": 1}"#, "\"\"", "«\"\"» `v`: is empty; at least 1 character needed\n"),
            (r#"{"maxLength": 2}"#, "\"äöü\"", "«\"äöü\"» `v`: has 3 characters, 2 at most\n"),
            (
                r#"{"pattern": "^a"}"#,
                "\"b\"",
                "«\"b\"» `v`: \"b\" does not match the pattern `^a`\n",
            ),
            (
                r#"{"format": "date"}"#,
                "\"2026-02-30\"",
                "«\"2026-02-30\"» `v`: \"2026-02-30\" is no valid date | write a date as 2026-11-20\n",
            ),
            (
                r#"{"enum": ["light", "lock"]}"#,
                "\"lihgt\"",
                "«\"lihgt\"» `v`: \"lihgt\" is not one of the allowed values | did you mean `light`?\n",
            ),
            (r#"{"const": 1}"#, "2", "«2» `v`: 2 is not 1\n"),
            (r#"{"minItems": 2}"#, "[1]", "«[1]» `v`: has 1 item, at least 2 needed\n"),
            (
                r#"{"uniqueItems": true}"#,
                "[1, 2, 1]",
                "«1» `v`: 1 is in the list twice\n  u.json 1:8 it is here already\n",
            ),
            (
                r#"{"items": {"type": "string"}}"#,
                "[\"a\", 1]",
                "«1» `v[1]`: expected string, found number 1\n",
            ),
            (r#"{"required": ["a"]}"#, "{\n}", "«\"v\"» missing property `a`\n"),
            (
                r#"{"properties": {"name": true}, "required": ["name"], "additionalProperties": false}"#,
                r#"{"nmae": 1}"#,
                "«\"nmae\"» unknown property `nmae` | did you mean `name`?\n\
                 SB0020 1:2 «\"v\"» missing property `name` | `nmae` looks like it: rename it to `name`\n",
            ),
            (
                r#"{"propertyNames": {"pattern": "^a"}}"#,
                r#"{"b": 1}"#,
                "«\"b\"» a property's name: \"b\" does not match the pattern `^a`\n",
            ),
        ] {
            let found = check(
                &format!("{{\"properties\": {{\"v\": {schema}}}}}"),
                &format!("{{\"v\": {value}}}"),
            );
            let found = found.split_once(' ').and_then(|(_, rest)| rest.split_once(' '));
            assert_eq!(found.map(|(_, rest)| rest), Some(expected), "{schema} {value}");
        }
    }

    const UNION: &str = r#"{"properties": {"v": {"oneOf": [
        {"type": "object", "properties": {"kind": {"const": "dim"}, "level": {"type": "integer"}}, "required": ["kind", "level"]},
        {"type": "object", "properties": {"kind": {"const": "switch"}}, "required": ["kind"]},
        {"type": "null"}]}}}"#;

    #[test]
    fn of_a_union_the_branch_that_was_meant_is_reported() {
        for (value, expected) in [
            (r#"{"kind": "dim"}"#, "SB0020 1:2 «\"v\"» missing property `level`\n"),
            (
                r#"{"kind": "dim", "level": "x"}"#,
                "SB0020 1:32 «\"x\"» `level`: expected integer, found string \"x\"\n",
            ),
            (
                r#"{"kind": "swich"}"#,
                "SB0020 1:16 «\"swich\"» `kind`: \"swich\" is not one of the allowed values | did you mean `switch`?\n",
            ),
            ("3", "SB0020 1:7 «3» `v`: expected null or object, found number 3\n"),
            (
                "{}",
                "SB0020 1:7 «{}» `v`: an object of 0 properties fits none of the allowed forms | each fails: missing property `kind`\n",
            ),
        ] {
            assert_eq!(check(UNION, &format!("{{\"v\": {value}}}")), expected, "{value}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_key_is_left_to_the_check_of_records() {
        let schema = r#"{"type": "object", "x-collection": "a", "x-key": "id", "required": ["id"],
            "properties": {"id": {"type": "string", "minLength": 1, "maxLength": 3}}}"#;
        for (text, expected) in [
            ("{}", 0),
            (r#"{"id": ""}"#, 0),
            (r#"{"id": null}"#, 0),
            (r#"{"id": "long"}"#, 1),
            (r#"{"id": 7}"#, 1),
        ] {
            assert_eq!(check(schema, text).lines().count(), expected, "{text}");
        }
    }
}
