//! How a value that is written differs from the one that is to be written.

use std::collections::HashSet;

use serde_json::{Map, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::tree::{By, Entries, Tree};
use crate::canon;
use crate::schema::parse::escape;

/// What becomes of a value.
#[derive(Debug, Clone)]
pub(super) struct Change<'t> {
    /// The JSON Pointer to it in what is to be written.
    pub path: String,
    /// What is to be written.
    pub wanted: &'t Tree,
    /// How it differs from what is written.
    pub what: What<'t>,
}

/// How a value differs.
#[derive(Debug, Clone)]
pub(super) enum What<'t> {
    /// It is written anew.
    Whole,
    /// A list: its items in their new order. Those that are written and not named here go.
    List(Vec<Item<'t>>),
    /// An object. What is not named here stays as it is.
    Map(Vec<Member<'t>>),
}

/// An item of a list, by its rank in what is written.
#[derive(Debug, Clone)]
pub(super) enum Item<'t> {
    Kept(usize),
    Changed(usize, Change<'t>),
    New(&'t Tree),
}

/// What becomes of an object's entry.
#[derive(Debug, Clone)]
pub(super) enum Member<'t> {
    Changed(&'t str, Change<'t>),
    Removed(String),
    New(&'t str, &'t Tree),
}

impl Member<'_> {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Changed(name, _) | Self::New(name, _) => name,
            Self::Removed(name) => name,
        }
    }
}

impl<'t> Change<'t> {
    /// From what is written to what is wanted, if they differ. What is at the pointers in `whole` is
    /// written anew where anything in it differs.
    pub(super) fn between(old: &Value, wanted: &'t Tree, whole: &HashSet<String>) -> Option<Self> {
        Differ { whole }.value(old, wanted, String::new())
    }

    /// The JSON Pointer to where the value is written that is to be at this one, or to what it is to be in.
    pub(super) fn written_at(&self, path: &str) -> String {
        let is_in = |change: &Change<'_>| {
            path.strip_prefix(&change.path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let inner = match &self.what {
            What::Whole => None,
            What::List(items) => items.iter().find_map(|item| match item {
                Item::Changed(rank, change) if is_in(change) => Some((rank.to_string(), change)),
                _ => None,
            }),
            What::Map(members) => members.iter().find_map(|member| match member {
                Member::Changed(name, change) if is_in(change) => Some((escape(name), change)),
                _ => None,
            }),
        };
        inner.map_or_else(String::new, |(name, change)| {
            format!("/{name}{}", change.written_at(path))
        })
    }
}

struct Differ<'w> {
    whole: &'w HashSet<String>,
}

impl Differ<'_> {
    fn value<'t>(&self, old: &Value, wanted: &'t Tree, path: String) -> Option<Change<'t>> {
        if wanted.is(old) {
            return None;
        }
        let what = match (old, wanted) {
            _ if self.whole.contains(&path) => What::Whole,
            (Value::Array(items), Tree::List(wanted, by)) => {
                What::List(self.list(items, wanted, by, &path))
            }
            (Value::Object(object), Tree::Map(wanted)) => {
                What::Map(self.map(object, wanted, &path))
            }
            _ => What::Whole,
        };
        Some(Change { path, wanted, what })
    }

    fn map<'t>(
        &self,
        old: &Map<String, Value>,
        wanted: &'t Entries,
        path: &str,
    ) -> Vec<Member<'t>> {
        let names: HashSet<&str> = wanted.iter().map(|(name, _)| name).collect();
        let removed = old.keys().filter(|name| !names.contains(name.as_str()));
        let mut members: Vec<_> = removed.map(|name| Member::Removed(name.clone())).collect();
        for (name, tree) in wanted.iter() {
            let Some(old) = old.get(name) else {
                members.push(Member::New(name, tree));
                continue;
            };
            let change = self.value(old, tree, format!("{path}/{}", escape(name)));
            members.extend(change.map(|change| Member::Changed(name, change)));
        }
        members
    }

    fn list<'t>(&self, old: &[Value], wanted: &'t [Tree], by: &By, path: &str) -> Vec<Item<'t>> {
        let mut items = Vec::with_capacity(wanted.len());
        let pair = |old_rank: usize, rank: usize| {
            let change = self.value(&old[old_rank], &wanted[rank], format!("{path}/{rank}"));
            change.map_or(Item::Kept(old_rank), |change| Item::Changed(old_rank, change))
        };
        let names = |value: &Value| by.name(value);
        let old_names: Vec<String> = old.iter().map(names).collect();
        let new_names: Vec<String> = wanted.iter().map(|tree| by.name(&tree.to_value())).collect();
        // Names are unique, which makes even long lists with many changes quick to compare.
        let algorithm = if *by == By::Value { Algorithm::Myers } else { Algorithm::Patience };
        for step in capture_diff_slices(algorithm, &old_names, &new_names) {
            match step {
                DiffOp::Equal { old_index, new_index, len } => {
                    items.extend((0..len).map(|at| pair(old_index + at, new_index + at)));
                }
                DiffOp::Delete { .. } => {}
                DiffOp::Insert { new_index, new_len, .. } => {
                    items.extend(wanted[new_index..new_index + new_len].iter().map(Item::New));
                }
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    for at in 0..new_len {
                        // Without a name, an item is taken for the one in whose place it is.
                        let same = at < old_len
                            && *by == By::Value
                            && (old_len == new_len
                                || alike(&old[old_index + at], &wanted[new_index + at]));
                        items.push(if same {
                            pair(old_index + at, new_index + at)
                        } else {
                            Item::New(&wanted[new_index + at])
                        });
                    }
                }
            }
        }
        items
    }
}

fn alike(old: &Value, wanted: &Tree) -> bool {
    match wanted {
        Tree::Scalar(_) => !old.is_object() && !old.is_array(),
        Tree::List(..) => old.is_array(),
        Tree::Map(_) | Tree::Template(..) => old.is_object(),
    }
}

impl By {
    /// What tells an item from the others of its list.
    fn name(&self, item: &Value) -> String {
        match (self, item) {
            (Self::Fields(names), Value::Object(object)) => {
                let fields = names.iter().filter_map(|name| object.get(name));
                canon::canonical(&fields.cloned().collect::<Value>())
            }
            _ => canon::canonical(item),
        }
    }
}
