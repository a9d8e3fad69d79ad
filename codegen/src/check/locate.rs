//! From the place that the validator names to the place in the file.

use std::collections::HashMap;
use std::ptr;

use serde_json::{Map, Value};

use crate::schema::{ShapeId, Shapes};
use crate::source::{Document, Mark};

/// Finds values by JSON Pointer. It remembers the keys of large objects, so that many look-ups in
/// one of them do not each go through all of its keys.
pub(super) struct Locator<'d> {
    pub(super) document: &'d Document,
    keys: HashMap<*const Map<String, Value>, Vec<&'d str>>,
}

/// A value at a pointer.
#[derive(Clone, Copy)]
pub(super) struct Located<'d> {
    pub(super) value: &'d Value,
    pub(super) mark: &'d Mark,
}

/// From how many members on the sorted keys are worth remembering.
const LARGE: usize = 32;

impl<'d> Locator<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, keys: HashMap::new() }
    }

    /// The value at a pointer, or the nearest around it that exists.
    pub(super) fn find(&mut self, pointer: &str) -> Located<'d> {
        let mut here = Located { value: &self.document.value, mark: &self.document.mark };
        for token in tokens(pointer) {
            match self.child(here, &token) {
                Some(child) => here = child,
                None => break,
            }
        }
        here
    }

    /// The mark of an object's member.
    pub(super) fn member(&mut self, of: Located<'d>, name: &str) -> Option<&'d Mark> {
        Some(self.child(of, name)?.mark)
    }

    fn child(&mut self, of: Located<'d>, token: &str) -> Option<Located<'d>> {
        let (value, rank) = match of.value {
            Value::Object(object) => (object.get(token)?, self.rank(object, token)),
            Value::Array(items) => {
                let index = token.parse::<usize>().ok()?;
                (items.get(index)?, index)
            }
            _ => return None,
        };
        Some(Located { value, mark: of.mark.children.get(rank)? })
    }

    fn rank(&mut self, object: &'d Map<String, Value>, name: &str) -> usize {
        if object.len() < LARGE {
            return object.keys().filter(|key| key.as_str() < name).count();
        }
        let keys = self.keys.entry(ptr::from_ref(object)).or_insert_with(|| {
            let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
            keys.sort_unstable();
            keys
        });
        keys.partition_point(|key| *key < name)
    }
}

/// The shapes that apply to the value at a pointer; `of` is the one that the root is of.
pub(super) fn shapes_at(shapes: &Shapes, of: ShapeId, root: &Value, pointer: &str) -> Vec<ShapeId> {
    let mut value = root;
    let mut applicable = shapes.applicable(of, value);
    for token in tokens(pointer) {
        let (child, inner) = match value {
            Value::Object(object) => (object.get(&token), shapes.property(&applicable, &token)),
            Value::Array(items) => (
                token.parse::<usize>().ok().and_then(|index| items.get(index)),
                applicable.iter().filter_map(|&id| shapes[id].items).collect(),
            ),
            _ => break,
        };
        let Some(child) = child else { break };
        value = child;
        applicable = inner.iter().flat_map(|&id| shapes.applicable(id, value)).collect();
    }
    applicable
}

/// The unescaped parts of a JSON Pointer.
pub(super) fn tokens(pointer: &str) -> impl DoubleEndedIterator<Item = String> + '_ {
    let inner = pointer.strip_prefix('/');
    inner
        .into_iter()
        .flat_map(|inner| inner.split('/'))
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::json;

    #[test]
    fn values_are_found_in_small_and_large_objects() {
        let many: String = (0..100)
            .map(|number| format!("\"k{number}\": {number}, "))
            .collect::<Vec<_>>()
            .concat();
        let document = json("u.json", &format!("{{{many}\"a/b\": [{{\"~\": true}}]}}"));
        let mut locator = Locator::new(&document);
        let mut text = |pointer| document.place(locator.find(pointer).mark).span;
        for (pointer, expected) in [("/k7", "7"), ("/k42", "42"), ("/a~1b/0/~0", "true")] {
            assert_eq!(&document.file.text[text(pointer)], expected);
        }
        // What is not there is reported around the place where it would be.
        assert_eq!(&document.file.text[text("/a~1b/7/x")], "[{\"~\": true}]");
    }
}
