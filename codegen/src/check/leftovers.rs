//! What stands on the way to the records and belongs to none of them, so that it would be lost.

use serde_json::Value;

use super::{Schema, brief};
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::members::members;
use crate::schema::{Additional, ShapeId, Shapes, Step};
use crate::source::{Document, Mark};

/// Reports what belongs to no record, except what the schema does not allow in the first place.
pub(super) fn leftovers(schema: Schema<'_>, document: &Document, found: &mut Vec<Diagnostic>) {
    let ways: Vec<&[Step]> = schema
        .sites
        .iter()
        .map(|site| site.steps.as_slice())
        .filter(|steps| !steps.is_empty())
        .collect();
    let root_record = schema.sites.iter().any(|site| site.steps.is_empty());
    let mut search = Search { shapes: schema.shapes, document, found };
    let shapes = schema.shapes.applicable(Shapes::ROOT, &document.value);
    let root = Container { value: &document.value, mark: &document.mark, shapes: &shapes, ways };
    search.container(&root, if root_record { Level::RootRecord } else { Level::Root });
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// What leads nowhere belongs to the root record.
    RootRecord,
    Root,
    Below,
}

/// A value that holds no record's fields, but records somewhere below.
struct Container<'d, 's> {
    value: &'d Value,
    mark: &'d Mark,
    shapes: &'s [ShapeId],
    ways: Vec<&'s [Step]>,
}

struct Search<'d, 'f> {
    shapes: &'d Shapes,
    document: &'d Document,
    found: &'f mut Vec<Diagnostic>,
}

impl Search<'_, '_> {
    fn container(&mut self, at: &Container<'_, '_>, level: Level) {
        match at.value {
            Value::Object(object) => {
                for (name, value, mark) in members(object, at.mark) {
                    let ways = after(&at.ways, |step| step.takes(name));
                    if !ways.is_empty() {
                        let inner = self.shapes.property(at.shapes, name);
                        self.enter(value, mark, &inner, ways);
                    } else if level != Level::RootRecord
                        && !(level == Level::Root && name == "$schema")
                        && self.allowed(at.shapes, name)
                    {
                        self.report(name, mark, level);
                    }
                }
            }
            Value::Array(items) => {
                let ways = after(&at.ways, |step| matches!(step, Step::Items));
                if ways.is_empty() {
                    return;
                }
                let inner: Vec<ShapeId> =
                    at.shapes.iter().filter_map(|&id| self.shapes[id].items).collect();
                for (value, mark) in items.iter().zip(&at.mark.children) {
                    self.enter(value, mark, &inner, ways.clone());
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, value: &Value, mark: &Mark, shapes: &[ShapeId], ways: Vec<&[Step]>) {
        // Where a way ends is a record, and all in it is the record's.
        if ways.iter().any(|way| way.is_empty()) {
            return;
        }
        let shapes: Vec<ShapeId> =
            shapes.iter().flat_map(|&id| self.shapes.applicable(id, value)).collect();
        self.container(&Container { value, mark, shapes: &shapes, ways }, Level::Below);
    }

    /// Whether the schema allows the property: if not, the validator has said so.
    fn allowed(&self, shapes: &[ShapeId], name: &str) -> bool {
        shapes.iter().all(|&id| {
            self.shapes[id].additional != Additional::Closed
                || !self.shapes.property(&[id], name).is_empty()
        })
    }

    fn report(&mut self, name: &str, mark: &Mark, level: Level) {
        let shown = brief::text(name, 60);
        let help = if level == Level::Root {
            "give the root of the schema an `x-collection`, so that it has a record of its own, or \
             remove the property"
        } else {
            "move it into the records, or remove it"
        };
        let place = self.document.key_place(mark);
        let message = format!("`{shown}` belongs to no record");
        self.found.push(Diagnostic::new(Code::Invalid, message, place).help(help));
    }
}

/// The rest of the ways whose next step is taken.
fn after<'s>(ways: &[&'s [Step]], takes: impl Fn(&Step) -> bool) -> Vec<&'s [Step]> {
    let rest = ways.iter().filter_map(|way| way.split_first());
    rest.filter(|(step, _)| takes(step)).map(|(_, rest)| rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{Owned, json, lines};

    #[test]
    fn what_belongs_to_no_record_is_reported_at_its_key() {
        let records = r#"{"type": "array", "items": {"type": "object", "x-collection": "item",
            "x-key": "id", "properties": {"id": {"type": "string"}}}}"#;
        let open = format!(r#"{{"properties": {{"items": {records}}}}}"#);
        let closed =
            format!(r#"{{"additionalProperties": false, "properties": {{"items": {records}}}}}"#);
        let deep =
            format!(r#"{{"properties": {{"list": {{"properties": {{"items": {records}}}}}}}}}"#);
        let root = format!(
            r#"{{"type": "object", "x-collection": "root", "properties": {{"list": {{"properties": {{"items": {records}}}}}}}}}"#
        );
        for (schema, text, expected) in [
            (&open, r#"{"$schema": "./schema.json", "items": [{"id": "a", "x": 1}]}"#, ""),
            (
                &open,
                r#"{"items": [], "version": 3}"#,
                "«\"version\"» `version` belongs to no record",
            ),
            (&closed, r#"{"items": [], "version": 3}"#, ""),
            (&deep, r#"{"list": {"items": [], "x": 3}}"#, "«\"x\"» `x` belongs to no record"),
            (&deep, r#"{"list": {"$schema": ""}}"#, "«\"$schema\"» `$schema` belongs to no record"),
            (&root, r#"{"version": 3, "list": {"items": []}}"#, ""),
            (&root, r#"{"list": {"items": [], "x": 3}}"#, "«\"x\"» `x` belongs to no record"),
        ] {
            let schema = Owned::new(schema);
            assert_eq!(lines(&schema.found), "");
            let mut found = Vec::new();
            leftovers(schema.schema(), &json("u.json", text), &mut found);
            let shown = lines(&found);
            assert!(shown.contains(expected), "{text}\n{shown}");
            assert_eq!(found.len(), usize::from(!expected.is_empty()), "{text}\n{shown}");
        }
    }
}
