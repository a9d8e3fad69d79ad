//! The values that a place of the schema stands for.

use serde_json::{Map, Value};

use super::maps::is_code;

/// A file's root value, as the schema sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Root<'a> {
    /// The list that the rows of the file become.
    pub(super) at: Option<&'a str>,
    pub(super) value: &'a Value,
}

/// One step down from a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a field.
    Field(String),
    /// Into each item.
    Items,
    /// Into the value of each key that is data.
    Values {
        /// Only of those that are codes.
        codes: bool,
        /// The fields beside the map.
        except: Vec<String>,
    },
}

/// An object that a path leads to.
#[derive(Debug, Clone)]
pub(super) struct Instance<'a> {
    /// Which file it is in.
    pub(super) unit: usize,
    /// The keys of the maps on the way, from the outside in.
    pub(super) keys: Vec<&'a str>,
    pub(super) value: &'a Value,
}

/// Every object that `path` leads to.
pub(super) fn instances<'a>(roots: &[Root<'a>], path: &[Step]) -> Vec<Instance<'a>> {
    let mut found = Vec::new();
    for (unit, root) in roots.iter().enumerate() {
        let here = Instance { unit, keys: Vec::new(), value: root.value };
        let rest = match (root.at, path.split_first()) {
            (None, _) => path,
            (Some(at), Some((Step::Field(name), rest))) if at == name => rest,
            _ => continue,
        };
        let mut level = vec![here];
        for step in rest {
            level = level.into_iter().flat_map(|instance| step.descend(instance)).collect();
        }
        found.extend(level);
    }
    found
}

impl Step {
    fn descend<'a>(&self, from: Instance<'a>) -> Vec<Instance<'a>> {
        match (self, from.value) {
            (Self::Field(name), Value::Object(object)) => {
                object.get(name).map(|value| Instance { value, ..from }).into_iter().collect()
            }
            (Self::Items, Value::Array(items)) => {
                items.iter().map(|value| Instance { value, ..from.clone() }).collect()
            }
            (Self::Values { codes, except }, Value::Object(object)) => {
                let taken = |name: &String| (!codes || is_code(name)) && !except.contains(name);
                let values = object.iter().filter(|(name, _)| taken(name));
                values
                    .map(|(name, value)| {
                        let mut next = Instance { value, ..from.clone() };
                        next.keys.push(name);
                        next
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

impl<'a> Instance<'a> {
    /// Its fields.
    pub(super) fn object(&self) -> Option<&'a Map<String, Value>> {
        self.value.as_object()
    }
}
