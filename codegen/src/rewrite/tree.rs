//! A value as it is to be written: its fields in the order of the schema, and for each list what tells its
//! items apart.

use serde_json::{Map, Value};

use super::change::Member;
use super::seed::Seed;
use crate::canon;
use crate::model::{FieldMerge, Key, Type};
use crate::schema::{Site, Step};

/// A value that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    /// `null`, a truth value, a number or a text.
    Scalar(Value),
    /// A list.
    List(Vec<Tree>, By),
    /// An object.
    Map(Entries),
    /// An object that takes in what a YAML alias names (`<<: *alias`) and says the rest itself.
    Template(String, Entries),
}

/// What tells the items of a list apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum By {
    /// All of them.
    #[default]
    Value,
    /// The values of these fields.
    Fields(Vec<String>),
}

/// The entries of an object in the order in which they are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entries {
    all: Vec<(String, Tree)>,
    /// How many of them the schema names; the others have no place of their own.
    named: usize,
}

impl Entries {
    /// What an object says besides the one that it takes in; nothing where something of that goes.
    pub(super) fn over(members: &[Member<'_>]) -> Option<Self> {
        let said = members.iter().map(|member| match member {
            Member::Changed(name, change) => Some(((*name).to_owned(), change.wanted.clone())),
            Member::New(name, tree) => Some(((*name).to_owned(), (*tree).clone())),
            Member::Removed(_) => None,
        });
        Some(Self { all: said.collect::<Option<_>>()?, named: 0 })
    }

    /// Others, of which the schema names as many.
    pub(super) fn like(&self, all: Vec<(String, Tree)>) -> Self {
        Self { all, named: self.named }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Tree)> {
        self.all.iter().map(|(name, tree)| (name.as_str(), tree))
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Tree> {
        self.find(name).map(|(_, tree)| tree)
    }

    /// An entry, with its own name.
    pub(super) fn find(&self, name: &str) -> Option<(&str, &Tree)> {
        self.iter().find(|(own, _)| *own == name)
    }

    /// The entries that one with this name stands behind, the nearest first; nothing where it has no place
    /// of its own.
    pub(super) fn before(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        let rank = self.all[..self.named].iter().position(|(own, _)| own == name)?;
        Some(self.all[..rank].iter().rev().map(|(own, _)| own.as_str()))
    }

    /// Takes an entry out.
    pub(super) fn take(&mut self, name: &str) -> Option<Tree> {
        let rank = self.all.iter().position(|(own, _)| own == name)?;
        self.named -= usize::from(rank < self.named);
        Some(self.all.remove(rank).1)
    }
}

impl Tree {
    /// Whether a value is this one, as canonical JSON tells values apart.
    pub(super) fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Scalar(own), other) => canon::canonical(own) == canon::canonical(other),
            (Self::List(own, _), Value::Array(items)) => {
                own.len() == items.len() && own.iter().zip(items).all(|(own, item)| own.is(item))
            }
            (Self::Map(own), Value::Object(object)) => {
                own.len() == object.len()
                    && own.iter().all(|(name, own)| object.get(name).is_some_and(|it| own.is(it)))
            }
            _ => false,
        }
    }

    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Self::Scalar(_))
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::List(items, _) => items.is_empty(),
            Self::Map(entries) => entries.len() == 0,
            Self::Scalar(_) | Self::Template(..) => false,
        }
    }

    /// The value itself.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Scalar(value) => value.clone(),
            Self::List(items, _) => items.iter().map(Self::to_value).collect(),
            Self::Map(entries) | Self::Template(_, entries) => {
                entries.iter().map(|(name, tree)| (name.to_owned(), tree.to_value())).collect()
            }
        }
    }

    /// A document of a dataset, to be written.
    pub(super) fn of_document(seed: &Seed<'_>, value: &Value) -> Self {
        let rank = |site: &Site| {
            let collections = &seed.dataset.collections;
            collections.iter().position(|known| known.name == site.collection)
        };
        let mut ways: Vec<Way<'_>> =
            seed.sites.iter().map(|site| (site, site.steps.as_slice())).collect();
        // The model has the order of the schema; the schema that it carries may not.
        ways.sort_by_key(|(site, _)| rank(site));
        Shaper { seed }.container(value, &ways)
    }
}

/// A site, and what is left of the way to it.
type Way<'s> = (&'s Site, &'s [Step]);

struct Shaper<'s> {
    seed: &'s Seed<'s>,
}

impl<'s> Shaper<'s> {
    /// What is on the way to records, or one of them.
    fn container(&self, value: &Value, ways: &[Way<'s>]) -> Tree {
        let record = ways.iter().find(|(_, left)| left.is_empty()).map(|(site, _)| *site);
        match value {
            Value::Object(object) => {
                let record = record.and_then(|site| self.seed.record(&site.collection));
                let fields = record.map_or(&[][..], |shape| shape.fields.as_slice());
                let properties = ways.iter().filter_map(|(_, left)| match left.first()? {
                    Step::Property(name) => Some(name.as_str()),
                    Step::Items | Step::Values { .. } => None,
                });
                let order = fields.iter().map(|field| field.name.as_str()).chain(properties);
                entries(object, order, |name, value| {
                    let inner = onward(ways, |step| step.takes(name));
                    if !inner.is_empty() {
                        return self.container(value, &inner);
                    }
                    let field = fields.iter().find(|field| field.name == name);
                    field.map_or_else(
                        || free(value),
                        |field| self.typed(value, &field.ty, &field.merge),
                    )
                })
            }
            Value::Array(items) => {
                let inner = onward(ways, |step| matches!(step, Step::Items));
                let by = inner.iter().find_map(|(site, left)| self.by(site, left));
                let items = items.iter().map(|item| self.container(item, &inner)).collect();
                Tree::List(items, by.unwrap_or_default())
            }
            scalar => Tree::Scalar(scalar.clone()),
        }
    }

    /// What tells the records of a list apart.
    fn by(&self, site: &Site, left: &[Step]) -> Option<By> {
        let collection =
            self.seed.dataset.collections.iter().find(|known| known.name == site.collection)?;
        match &collection.key {
            Key::Fields(names) if left.is_empty() => Some(By::Fields(names.clone())),
            _ => None,
        }
    }

    fn typed(&self, value: &Value, ty: &Type, merge: &FieldMerge) -> Tree {
        let plain = FieldMerge::Atomic;
        match (ty, value) {
            (Type::List(element), Value::Array(items)) => {
                let by = match merge {
                    FieldMerge::Map(names) => By::Fields(names.clone()),
                    _ => By::Value,
                };
                let items = items.iter().map(|item| self.typed(item, &element.ty, &plain));
                Tree::List(items.collect(), by)
            }
            (Type::Map(element), Value::Object(object)) => {
                entries(object, std::iter::empty(), |_, value| {
                    self.typed(value, &element.ty, &plain)
                })
            }
            (Type::Struct(index), Value::Object(object)) => self.object(object, None, *index),
            (Type::Union(index), Value::Object(object)) => {
                let union = self.seed.dataset.unions.get(*index);
                let variant = union.and_then(|union| {
                    let tag = object.get(&union.tag)?.as_str()?;
                    let variant = union.variants.iter().find(|(name, _)| name == tag)?;
                    Some((union.tag.as_str(), variant.1))
                });
                variant.map_or_else(
                    || free(value),
                    |(tag, index)| self.object(object, Some(tag), index),
                )
            }
            _ => free(value),
        }
    }

    fn object(&self, object: &Map<String, Value>, tag: Option<&str>, index: usize) -> Tree {
        let shape = self.seed.dataset.structs.get(index);
        let fields = shape.map_or(&[][..], |shape| shape.fields.as_slice());
        let order = tag.into_iter().chain(fields.iter().map(|field| field.name.as_str()));
        entries(object, order, |name, value| {
            let field = fields.iter().find(|field| field.name == name);
            field.map_or_else(|| free(value), |field| self.typed(value, &field.ty, &field.merge))
        })
    }
}

/// Those of these ways that a step leads onto.
fn onward<'s>(ways: &[Way<'s>], takes: impl Fn(&Step) -> bool) -> Vec<Way<'s>> {
    let onward = ways.iter().filter_map(|&(site, left)| {
        let (step, left) = left.split_first()?;
        takes(step).then_some((site, left))
    });
    onward.collect()
}

/// A value that the schema says nothing of.
fn free(value: &Value) -> Tree {
    match value {
        Value::Array(items) => Tree::List(items.iter().map(free).collect(), By::Value),
        Value::Object(object) => entries(object, std::iter::empty(), |_, value| free(value)),
        scalar => Tree::Scalar(scalar.clone()),
    }
}

/// An object's entries: those in `order` first, then the others by name.
fn entries<'n>(
    object: &Map<String, Value>,
    order: impl Iterator<Item = &'n str>,
    mut tree: impl FnMut(&str, &Value) -> Tree,
) -> Tree {
    let mut names: Vec<&str> = Vec::with_capacity(object.len());
    for name in order.filter(|name| object.contains_key(*name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let known = names.len();
    let mut others: Vec<&str> =
        object.keys().map(String::as_str).filter(|name| !names[..known].contains(name)).collect();
    others.sort_unstable();
    let all = names.into_iter().chain(others);
    Tree::Map(Entries {
        all: all.map(|name| (name.to_owned(), tree(name, &object[name]))).collect(),
        named: known,
    })
}
