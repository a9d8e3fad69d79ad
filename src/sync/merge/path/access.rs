//! Reading and writing a field of a record.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{FieldPath, FieldPathError, MAX_DEPTH};
use crate::sync::merge::RecordType;
use crate::sync::merge::keyed::KeyedList;
use crate::sync::merge::place::{Members, Place, Rule};

impl FieldPath {
    /// The value of this field, if the record has one. The whole record is no field of itself.
    pub(crate) fn get<'v>(
        &self,
        ty: RecordType<'_>,
        record: &'v Map<String, Value>,
    ) -> Option<&'v Value> {
        let mut names = self.names();
        let first = names.next()?;
        let mut found = (ty.members().at(&first), record.get(&*first)?);
        for name in names {
            let (place, value) = found;
            found = match value {
                Value::Object(object) => (place.members(object).at(&name), object.get(&*name)?),
                _ => match place.rule {
                    Rule::Keyed(list) => (list.element(), list.read(value)?.get(&name)?),
                    _ => return None,
                },
            };
        }
        Some(found.1)
    }

    /// Sets this field, or removes it. If that can't be, the record stays as it is.
    ///
    /// Objects and lists by key that are missing on the way are made, and an element that its list does
    /// not have becomes the last one. To remove what is not there changes nothing.
    pub(crate) fn set(
        &self,
        ty: RecordType<'_>,
        record: &mut Map<String, Value>,
        value: Option<Value>,
    ) -> Result<(), FieldPathError> {
        let setter = Setter { field: self, names: self.names().collect() };
        let depth = setter.names.len() + value.as_ref().map_or(0, levels);
        if depth > MAX_DEPTH {
            return Err(FieldPathError::TooDeep { depth });
        }
        if !setter.names.is_empty() {
            return setter.member(ty.members(), record, 0, value);
        }
        match value {
            Some(Value::Object(object)) => {
                *record = object;
                Ok(())
            }
            other => {
                Err(FieldPathError::NoRecord { found: other.as_ref().map_or("nothing", kind) })
            }
        }
    }
}

struct Setter<'f> {
    field: &'f FieldPath,
    names: Vec<Cow<'f, str>>,
}

impl Setter<'_> {
    /// Sets what the name at `depth` and those after it lead to, from an object.
    fn member(
        &self,
        members: Members<'_>,
        object: &mut Map<String, Value>,
        depth: usize,
        value: Option<Value>,
    ) -> Result<(), FieldPathError> {
        let name = &*self.names[depth];
        let place = members.at(name);
        let next = depth + 1;
        match (object.get_mut(name), value) {
            (_, Some(value)) if next == self.names.len() => {
                object.insert(name.to_owned(), value);
            }
            (_, None) if next == self.names.len() => {
                object.remove(name);
            }
            (Some(inner), value) => self.inside(place, inner, next, value)?,
            (None, None) => {}
            (None, value) => {
                let mut inner = match place.rule {
                    Rule::Struct(_) | Rule::Values(_) | Rule::Union(_) | Rule::Json => {
                        Value::Object(Map::new())
                    }
                    Rule::Keyed(_) => Value::Array(Vec::new()),
                    Rule::Set | Rule::Text | Rule::Whole => {
                        return Err(self.not_entered(next, "one value"));
                    }
                };
                self.inside(place, &mut inner, next, value)?;
                object.insert(name.to_owned(), inner);
            }
        }
        Ok(())
    }

    fn inside(
        &self,
        place: Place<'_>,
        outer: &mut Value,
        depth: usize,
        value: Option<Value>,
    ) -> Result<(), FieldPathError> {
        match (outer, place.rule) {
            (Value::Object(object), _) => self.member(place.members(object), object, depth, value),
            (Value::Array(items), Rule::Keyed(list)) => self.element(list, items, depth, value),
            (other, _) => Err(self.not_entered(depth, kind(other))),
        }
    }

    fn element(
        &self,
        list: KeyedList<'_>,
        items: &mut Vec<Value>,
        depth: usize,
        value: Option<Value>,
    ) -> Result<(), FieldPathError> {
        let name = &*self.names[depth];
        let next = depth + 1;
        let last = next == self.names.len();
        let no_keys = || FieldPathError::NoKeys {
            field: self.field.clone(),
            inside: self.first(depth),
            keys: list.keys(),
        };
        let other_key = || FieldPathError::OtherKey {
            field: self.field.clone(),
            element: self.first(next),
            keys: list.keys(),
        };
        let at = list.read_items(items).ok_or_else(no_keys)?.position(name);
        let element = match (at, value) {
            (None, None) => return Ok(()),
            (Some(at), None) if last => {
                items.remove(at);
                return Ok(());
            }
            (_, Some(value)) if last => value,
            (at, value) => {
                let found = at.map(|at| items[at].clone());
                let mut element = found.or_else(|| list.named(name)).ok_or_else(other_key)?;
                self.inside(list.element(), &mut element, next, value)?;
                element
            }
        };
        if list.name(&element).is_none_or(|given| given != name) {
            return Err(other_key());
        }
        match at {
            Some(at) => items[at] = element,
            None => items.push(element),
        }
        Ok(())
    }

    /// The field that the first `depth` names lead to.
    fn first(&self, depth: usize) -> FieldPath {
        let mut path = FieldPath::default();
        for name in &self.names[..depth] {
            path.enter(name);
        }
        path
    }

    fn not_entered(&self, depth: usize, found: &'static str) -> FieldPathError {
        let inside = self.first(depth);
        FieldPathError::NotEntered { field: self.field.clone(), inside, found }
    }
}

/// How many lists and objects are in one another at most.
fn levels(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(levels).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

/// What a value is, as a message has it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list that changes as a whole",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sync::merge::rich;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(object) => object,
            other => panic!("{other} is no object"),
        }
    }

    fn record() -> Map<String, Value> {
        object(json!({
            "name": "n",
            "size": { "min": 1, "a.b/c~d": 2, "": 3 },
            "shape": { "type": "box", "w": 1 },
            "list": [1, 2],
            "steps": [
                { "code": "a/b", "n": 1, "parts": [{ "id": 7, "text": "x" }] },
                { "code": "c" },
            ],
            "pairs": [{ "a": "x", "b": 1 }, { "a": "x", "b": 2, "note": "z" }],
            "limits": { "ü": { "min": 0 } },
            "json": { "deep": { "er": null }, "list": [{ "code": "c" }] },
            "open": 5,
        }))
    }

    #[test]
    fn fields_are_found() {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        for (path, expected) in [
            ("name", Some(json!("n"))),
            ("size.min", Some(json!(1))),
            ("/size/a.b~1c~0d", Some(json!(2))),
            ("/size/", Some(json!(3))),
            ("shape.w", Some(json!(1))),
            ("/steps/a~1b/n", Some(json!(1))),
            ("/steps/a~1b/parts/7/text", Some(json!("x"))),
            ("steps.c", Some(json!({ "code": "c" }))),
            ("/pairs/x~12/note", Some(json!("z"))),
            ("limits.ü.min", Some(json!(0))),
            ("json.deep.er", Some(json!(null))),
            ("open", Some(json!(5))),
            ("", None),
            ("missing", None),
            ("name.x", None),
            ("list.0", None),
            ("json.list.c", None),
            ("steps.0", None),
            ("/pairs/x/2", None),
            ("json.deep.er.x", None),
        ] {
            let found = FieldPath::parse(path).unwrap().get(ty, &record()).cloned();
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn fields_are_set_and_removed() {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        for (before, path, value, after) in [
            (json!({}), "name", Some(json!("x")), json!({ "name": "x" })),
            (json!({ "name": "x" }), "name", None, json!({})),
            (json!({ "name": "x" }), "name", Some(json!(null)), json!({ "name": null })),
            (json!({}), "name", None, json!({})),
            (json!({}), "size.min", None, json!({})),
            (json!({}), "size.min", Some(json!(1)), json!({ "size": { "min": 1 } })),
            (json!({ "size": { "min": 1 } }), "size.min", None, json!({ "size": {} })),
            (json!({}), "/size/a.b~1c~0d", Some(json!(1)), json!({ "size": { "a.b/c~d": 1 } })),
            (json!({}), "/limits//min", Some(json!(1)), json!({ "limits": { "": { "min": 1 } } })),
            (json!({}), "json.a.b", Some(json!([1])), json!({ "json": { "a": { "b": [1] } } })),
            (json!({}), "open.a", Some(json!(1)), json!({ "open": { "a": 1 } })),
            (json!({ "list": [1] }), "list", Some(json!([2])), json!({ "list": [2] })),
            (
                json!({ "steps": [{ "code": "a" }, { "code": "b" }] }),
                "steps.a.n",
                Some(json!(2)),
                json!({ "steps": [{ "code": "a", "n": 2 }, { "code": "b" }] }),
            ),
            (
                json!({ "steps": [{ "code": "a" }, { "code": "b" }] }),
                "steps.a",
                None,
                json!({ "steps": [{ "code": "b" }] }),
            ),
            (
                json!({ "steps": [{ "code": "a" }] }),
                "steps.b",
                Some(json!({ "code": "b", "n": 1 })),
                json!({ "steps": [{ "code": "a" }, { "code": "b", "n": 1 }] }),
            ),
            (
                json!({}),
                "/steps/x~1y/parts/7/text",
                Some(json!("t")),
                json!({ "steps": [{ "code": "x/y", "parts": [{ "id": 7, "text": "t" }] }] }),
            ),
            (
                json!({}),
                "/pairs/x~12/note",
                Some(json!("t")),
                json!({ "pairs": [{ "a": "x", "b": "2", "note": "t" }] }),
            ),
            (
                json!({ "steps": [{ "code": "a" }] }),
                "steps.a.code",
                Some(json!("a")),
                json!({ "steps": [{ "code": "a" }] }),
            ),
            (json!({ "name": "x" }), "", Some(json!({ "name": "y" })), json!({ "name": "y" })),
        ] {
            let mut record = object(before.clone());
            let path = FieldPath::parse(path).unwrap();
            path.set(ty, &mut record, value.clone()).unwrap();
            assert_eq!(Value::Object(record), after, "{path} to {value:?} in {before}");
        }
    }

    #[test]
    fn what_cannot_be_set_is_told_and_changes_nothing() {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        for (before, path, value, message) in [
            (
                json!({ "name": "x" }),
                "name.a.b",
                json!(1),
                "`name` is a text; set `name` as a whole",
            ),
            (json!({ "size": null }), "size.min", json!(1), "`size` is null"),
            (
                json!({ "list": [1] }),
                "list.0",
                json!(1),
                "`list` is a list that changes as a whole",
            ),
            (json!({}), "list.0", json!(1), "`list` is one value"),
            (json!({}), "body.x", json!(1), "`body` is one value"),
            (json!({}), "size.min.x", json!(1), "`size.min` is one value"),
            (
                json!({ "steps": [{}] }),
                "steps.a.n",
                json!(1),
                "not every element has a key (`code`)",
            ),
            (json!({}), "steps.a", json!({ "code": "b" }), "`steps.a` is named by its `code`"),
            (json!({}), "steps.a", json!(1), "named by its `code`"),
            (
                json!({ "steps": [{ "code": "a" }] }),
                "steps.a.code",
                json!("b"),
                "`steps.a` is named by its `code`, which must stay",
            ),
            (json!({}), "pairs.x.note", json!(1), "`pairs.x` is named by its `a`, `b`"),
            (json!({}), "/pairs/x~1y~1z/note", json!(1), "named by its `a`, `b`"),
            (json!({}), "", json!(1), "cannot set the whole record to a number"),
        ] {
            let mut record = object(before.clone());
            let path = FieldPath::parse(path).unwrap();
            let error = path.set(ty, &mut record, Some(value)).unwrap_err().to_string();
            assert!(error.contains(message), "{path}: {error}");
            assert_eq!(Value::Object(record), before, "{path}");
        }
    }

    #[test]
    fn what_is_set_can_be_read_back_from_its_json() {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        let mut record = Map::new();
        let deep = |names: usize| FieldPath::parse(&"/a".repeat(names)).unwrap();
        deep(126).set(ty, &mut record, Some(json!([]))).unwrap();
        let text = Value::Object(record.clone()).to_string();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), Value::Object(record.clone()));
        for (names, value) in [(127, json!([])), (126, json!([{}])), (100_000, json!(1))] {
            let error = deep(names).set(ty, &mut record, Some(value)).unwrap_err().to_string();
            assert!(error.contains("too deep"), "{error}");
        }
    }
}
