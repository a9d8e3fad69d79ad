//! What differs between two versions of a record.

use serde_json::{Map, Value};

use super::equal::same;
use super::place::{Members, Place, Rule};
use super::{FieldPath, RecordType};

/// A field that differs: `None` is absent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldChange {
    pub field: FieldPath,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// What differs between two versions of a record, sorted by field; a record that is not there has no
/// fields.
///
/// Objects of which both versions have one are told apart by their members, and lists by key by their
/// elements; anything else is one difference. So is a list by key of which the elements that both
/// versions have changed their order. Where an element was added in its list is not told.
pub(crate) fn changes(
    ty: RecordType<'_>,
    before: Option<&Map<String, Value>>,
    after: Option<&Map<String, Value>>,
) -> Vec<FieldChange> {
    let mut differences = Differences { field: FieldPath::default(), found: Vec::new() };
    let none = Map::new();
    differences.members(ty.members(), before.unwrap_or(&none), after.unwrap_or(&none));
    let mut found = differences.found;
    found.sort_unstable_by(|a, b| a.field.cmp(&b.field));
    found
}

struct Differences {
    /// Where the comparison is.
    field: FieldPath,
    found: Vec<FieldChange>,
}

impl Differences {
    fn value(&mut self, place: Place<'_>, before: Option<&Value>, after: Option<&Value>) {
        if same(before, after) || self.inside(place, before, after).is_some() {
            return;
        }
        let (before, after) = (before.cloned(), after.cloned());
        self.found.push(FieldChange { field: self.field.clone(), before, after });
    }

    /// Compares what is inside two values, if they can be taken apart.
    fn inside(
        &mut self,
        place: Place<'_>,
        before: Option<&Value>,
        after: Option<&Value>,
    ) -> Option<()> {
        if let (Value::Object(before), Value::Object(after)) = (before?, after?) {
            let alike = place.is_alike(before, after);
            return alike.then(|| self.members(place.members(before), before, after));
        }
        let Rule::Keyed(list) = place.rule else { return None };
        let (before, after) = (list.read(before?)?, list.read(after?)?);
        if !before.orders_alike(&after) {
            return None;
        }
        for name in before.names_with(&after) {
            self.named(name, list.element(), before.get(name), after.get(name));
        }
        Some(())
    }

    fn members(
        &mut self,
        members: Members<'_>,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) {
        let added = after.keys().filter(|name| !before.contains_key(*name));
        for name in before.keys().chain(added) {
            self.named(name, members.at(name), before.get(name), after.get(name));
        }
    }

    fn named(
        &mut self,
        name: &str,
        place: Place<'_>,
        before: Option<&Value>,
        after: Option<&Value>,
    ) {
        let outer = self.field.enter(name);
        self.value(place, before, after);
        self.field.leave(outer);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sync::merge::rich;

    #[test]
    fn differences_are_told_by_field() {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        for (before, after, fields) in [
            (json!({ "int": 1, "name": "a" }), json!({ "name": "a", "int": 1.0 }), &[][..]),
            (
                json!({ "int": 1, "name": "a" }),
                json!({ "int": 2, "day": null }),
                &["day", "int", "name"],
            ),
            (
                json!({ "size": { "min": 1, "max": 2 } }),
                json!({ "size": { "min": 1 } }),
                &["size.max"],
            ),
            (json!({ "size": { "min": 1 } }), json!({ "size": null }), &["size"]),
            (json!({}), json!({ "size": { "min": 1, "max": 2 } }), &["size"]),
            (
                json!({ "shape": { "type": "box", "w": 1 } }),
                json!({ "shape": { "type": "box", "w": 2 } }),
                &["shape.w"],
            ),
            (
                json!({ "shape": { "type": "box", "w": 1 } }),
                json!({ "shape": { "type": "circle", "w": 2 } }),
                &["shape"],
            ),
            (json!({ "list": [{ "a": 1 }] }), json!({ "list": [{ "a": 2 }] }), &["list"]),
            (json!({ "tags": ["a", "b"] }), json!({ "tags": ["b", "a"] }), &["tags"]),
            (
                json!({ "json": { "a.b": { "c": 1 } } }),
                json!({ "json": { "a.b": {} } }),
                &["/json/a.b/c"],
            ),
            (
                json!({ "steps": [{ "code": "a" }, { "code": "b", "n": 1 }, { "code": "c/d" }] }),
                json!({ "steps": [{ "code": "x" }, { "code": "a", "n": 1 }, { "code": "b" }] }),
                &["/steps/c~1d", "steps.a.n", "steps.b.n", "steps.x"],
            ),
            (
                json!({ "steps": [{ "code": "a" }, { "code": "b" }] }),
                json!({ "steps": [{ "code": "b" }, { "code": "a" }] }),
                &["steps"],
            ),
            (
                json!({ "steps": [{ "code": "a" }, { "code": "b" }] }),
                json!({ "steps": [{ "code": "a" }, { "code": "a" }] }),
                &["steps"],
            ),
        ] {
            let found = changes(ty, before.as_object(), after.as_object());
            let mut found: Vec<String> =
                found.into_iter().map(|change| change.field.to_string()).collect();
            found.sort();
            assert_eq!(found, fields, "{before} to {after}");
        }
    }
}
