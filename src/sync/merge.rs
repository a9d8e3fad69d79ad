//! The three-way merge of a record: base, current and target, field by field.
//!
//! A field that only one side changed is that side's; one that both changed alike is that. Where both
//! changed it differently, what is inside is settled in the same way, as far as the schema takes the
//! value apart: objects and maps by key, lists by `x-list-type`, text line by line. What is left is a
//! conflict: current stays, and all three values are told. *Absent* is a value of its own.
//!
//! Values need not match the schema, since a database may hold those of an older or a newer one: an
//! object is then merged by key, and anything else as a whole.

mod changes;
mod equal;
mod keyed;
mod path;
mod place;
mod set;
mod text;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod rich;
#[cfg(test)]
mod table;

use seedbank_codegen::model::{Collection, Dataset, Key};
use serde_json::{Map, Value};

use equal::same;
use keyed::{Keyed, KeyedList};
use place::{Members, Place, Rule};

pub(crate) use changes::{FieldChange, changes};
pub use path::{FieldPath, FieldPathError};

/// The schema of a collection's records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordType<'m> {
    dataset: &'m Dataset,
    collection: &'m Collection,
}

impl<'m> RecordType<'m> {
    /// The type of the records of one of the dataset's collections.
    pub(crate) fn new(dataset: &'m Dataset, collection: &'m Collection) -> Self {
        Self { dataset, collection }
    }

    pub(crate) fn collection(self) -> &'m Collection {
        self.collection
    }

    /// The fields whose values are the record's key, or keys of maps around it.
    pub(crate) fn naming_fields(self) -> impl Iterator<Item = &'m str> {
        let keys: &[String] = match &self.collection.key {
            Key::Fields(keys) => keys,
            Key::MapKey | Key::Unit => &[],
        };
        let fields = self.dataset.structs[self.collection.record].fields.iter();
        let names = fields.filter(|field| field.map_key || keys.contains(&field.name));
        names.map(|field| field.name.as_str())
    }

    /// The fields that are made from the others, and are no content.
    pub(crate) fn derived_fields(self) -> impl Iterator<Item = &'m str> {
        let fields = self.dataset.structs[self.collection.record].fields.iter();
        fields.filter(|field| field.derived).map(|field| field.name.as_str())
    }

    fn members(self) -> Members<'m> {
        Members::of_record(self.dataset, self.collection)
    }
}

/// What became of a record that both sides may have changed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Merged {
    /// The record.
    pub value: Map<String, Value>,
    /// What stayed current's although the factory changed it too, by field.
    pub conflicts: Vec<FieldConflict>,
}

/// A field that both sides changed, differently: `None` is absent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldConflict {
    pub field: FieldPath,
    pub base: Option<Value>,
    pub current: Option<Value>,
    pub target: Option<Value>,
}

/// Settles a record by its three versions.
///
/// Without a base nobody knows who changed what: a field that both have and that differs is a conflict,
/// and one that only one side has is taken from it.
///
/// The elements of a list by key are in current's order, unless only the factory reordered them; what
/// is new on the other side follows the element that it follows there. An order that both sides changed
/// is current's and no conflict, because a conflict would take the elements with it.
pub(crate) fn merge(
    ty: RecordType<'_>,
    base: Option<&Map<String, Value>>,
    current: &Map<String, Value>,
    target: &Map<String, Value>,
) -> Merged {
    let mut merger = Merger { field: FieldPath::default(), conflicts: Vec::new() };
    let value = merger.members(ty.members(), base, current, target);
    let mut conflicts = merger.conflicts;
    conflicts.sort_unstable_by(|a, b| a.field.cmp(&b.field));
    Merged { value, conflicts }
}

/// One place in the three versions of a record.
#[derive(Clone, Copy)]
struct Sides<'v> {
    base: Option<&'v Value>,
    current: Option<&'v Value>,
    target: Option<&'v Value>,
}

struct Merger {
    /// Where the merge is.
    field: FieldPath,
    conflicts: Vec<FieldConflict>,
}

impl Merger {
    fn value(&mut self, place: Place<'_>, sides: Sides<'_>) -> Option<Value> {
        let Sides { base, current, target } = sides;
        if same(current, base) {
            return target.cloned();
        }
        if same(target, base) || same(current, target) {
            return current.cloned();
        }
        if let Some(merged) = self.inside(place, sides) {
            return Some(merged);
        }
        self.conflicts.push(FieldConflict {
            field: self.field.clone(),
            base: base.cloned(),
            current: current.cloned(),
            target: target.cloned(),
        });
        current.cloned()
    }

    /// Merges what is inside a value that both sides have, if it can be taken apart.
    fn inside(&mut self, place: Place<'_>, sides: Sides<'_>) -> Option<Value> {
        let (current, target) = (sides.current?, sides.target?);
        let by_rule = match place.rule {
            Rule::Keyed(list) => self.keyed(list, sides),
            Rule::Set => set::merge_sets(sides.base, current, target),
            Rule::Text => text::merge_texts(sides.base, current, target),
            Rule::Struct(_) | Rule::Values(_) | Rule::Union(_) | Rule::Json | Rule::Whole => None,
        };
        if by_rule.is_some() {
            return by_rule;
        }
        let (current, target) = (current.as_object()?, target.as_object()?);
        let base = sides.base.map(|base| base.as_object().ok_or(())).transpose().ok()?;
        let alike = |other| place.is_alike(current, other);
        (alike(target) && base.is_none_or(alike))
            .then(|| Value::Object(self.members(place.members(current), base, current, target)))
    }

    fn members(
        &mut self,
        members: Members<'_>,
        base: Option<&Map<String, Value>>,
        current: &Map<String, Value>,
        target: &Map<String, Value>,
    ) -> Map<String, Value> {
        let added = target.keys().filter(|name| !current.contains_key(*name));
        let mut merged = Map::new();
        for name in current.keys().chain(added) {
            let sides = Sides {
                base: base.and_then(|base| base.get(name)),
                current: current.get(name),
                target: target.get(name),
            };
            let place = members.at(name);
            let conflicts = self.conflicts.len();
            if let Some(value) = self.named(name, place, sides) {
                merged.insert(name.clone(), value);
            }
            if place.volatile {
                self.conflicts.truncate(conflicts);
            }
        }
        merged
    }

    /// Merges lists by key, where every element of each has a key of its own.
    fn keyed(&mut self, list: KeyedList<'_>, sides: Sides<'_>) -> Option<Value> {
        let base = match sides.base {
            Some(base) => list.read(base)?,
            None => Keyed::default(),
        };
        let (current, target) = (list.read(sides.current?)?, list.read(sides.target?)?);
        let (lead, other) = if base.orders_alike(&current) && !base.orders_alike(&target) {
            (&target, &current)
        } else {
            (&current, &target)
        };
        let merged = lead.names_with(other).into_iter().filter_map(|name| {
            let sides = Sides {
                base: base.get(name),
                current: current.get(name),
                target: target.get(name),
            };
            self.named(name, list.element(), sides)
        });
        Some(merged.collect())
    }

    fn named(&mut self, name: &str, place: Place<'_>, sides: Sides<'_>) -> Option<Value> {
        let outer = self.field.enter(name);
        let value = self.value(place, sides);
        self.field.leave(outer);
        value
    }
}
