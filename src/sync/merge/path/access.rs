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
        let is_last = next == self.names.len();
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
            (Some(at), None) if is_last => {
                items.remove(at);
                return Ok(());
            }
            (_, Some(value)) if is_last => value,
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
mod tests;
