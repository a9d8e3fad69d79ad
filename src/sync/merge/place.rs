//! What the schema says of a place in a record.

use seedbank_codegen::model::{Collection, Dataset, Field, FieldMerge, Struct, Type, Union};
use serde_json::{Map, Value};

use super::keyed::KeyedList;

/// A place in a record where a value may be.
#[derive(Clone, Copy)]
pub(super) struct Place<'m> {
    dataset: &'m Dataset,
    /// How two edits of a value merge here.
    pub rule: Rule<'m>,
    /// Whether it is no part of the content.
    pub volatile: bool,
}

/// How two edits of a value merge.
#[derive(Clone, Copy)]
pub(super) enum Rule<'m> {
    /// By key, as the properties of this type.
    Struct(&'m Struct),
    /// By key; every member has this type.
    Values(&'m Type),
    /// By key, as long as the tag is the same.
    Union(&'m Union),
    /// A list, by the keys of its elements.
    Keyed(KeyedList<'m>),
    /// A list without order.
    Set,
    /// Line by line.
    Text,
    /// By key if it is an object, else as a whole.
    Json,
    /// As a whole.
    Whole,
}

impl<'m> Place<'m> {
    /// Where values of this type are, of which no field's policy speaks.
    pub fn of_type(dataset: &'m Dataset, ty: &'m Type) -> Self {
        let rule = match ty {
            Type::Struct(index) => dataset.structs.get(*index).map(Rule::Struct),
            Type::Union(index) => dataset.unions.get(*index).map(Rule::Union),
            Type::Map(element) => Some(Rule::Values(&element.ty)),
            Type::Json => None,
            Type::Bool
            | Type::Int(_)
            | Type::Number
            | Type::String(_)
            | Type::Enum(_)
            | Type::List(_) => Some(Rule::Whole),
        };
        Self { dataset, rule: rule.unwrap_or(Rule::Json), volatile: false }
    }

    fn of_field(dataset: &'m Dataset, field: &'m Field) -> Self {
        let place = Self::of_type(dataset, &field.ty);
        let rule = match (&field.merge, &field.ty) {
            (FieldMerge::Atomic, _) => place.rule,
            (FieldMerge::Set, _) => Rule::Set,
            (FieldMerge::Text, _) => Rule::Text,
            (FieldMerge::Map(keys), Type::List(element)) => {
                Rule::Keyed(KeyedList::new(keys, dataset, &element.ty))
            }
            (FieldMerge::Map(keys), _) => Rule::Keyed(KeyedList::new(keys, dataset, &Type::Json)),
        };
        Self { rule, volatile: field.volatile, ..place }
    }

    /// The members of an object that is here.
    pub fn members(self, object: &Map<String, Value>) -> Members<'m> {
        let by = match self.rule {
            Rule::Struct(shape) => By::Struct(shape),
            Rule::Values(ty) => By::Values(ty),
            Rule::Union(union) => {
                let tag = object.get(&union.tag).and_then(Value::as_str);
                let variant = union.variants.iter().find(|(name, _)| tag == Some(name));
                let shape = variant.and_then(|(_, index)| self.dataset.structs.get(*index));
                shape.map_or(By::Name, By::Struct)
            }
            Rule::Keyed(_) | Rule::Set | Rule::Text | Rule::Json | Rule::Whole => By::Name,
        };
        Members { dataset: self.dataset, by }
    }

    /// Whether two objects that are here in two versions have members of the same types.
    pub fn is_alike(self, a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
        match self.rule {
            Rule::Union(union) => a.get(&union.tag) == b.get(&union.tag),
            _ => true,
        }
    }
}

/// The members of an object.
#[derive(Clone, Copy)]
pub(super) struct Members<'m> {
    dataset: &'m Dataset,
    by: By<'m>,
}

/// What tells the type of a member.
#[derive(Clone, Copy)]
enum By<'m> {
    Struct(&'m Struct),
    Values(&'m Type),
    /// Nothing but its name is known.
    Name,
}

impl<'m> Members<'m> {
    /// The fields of a collection's records.
    pub fn of_record(dataset: &'m Dataset, collection: &'m Collection) -> Self {
        let by = dataset.structs.get(collection.record).map_or(By::Name, By::Struct);
        Self { dataset, by }
    }

    /// The place of the member with this name.
    pub fn at(self, name: &str) -> Place<'m> {
        let open = Place::of_type(self.dataset, &Type::Json);
        match self.by {
            By::Struct(shape) => shape
                .fields
                .iter()
                .find(|field| field.name == name)
                .map_or(open, |field| Place::of_field(self.dataset, field)),
            By::Values(ty) => Place::of_type(self.dataset, ty),
            By::Name => open,
        }
    }
}
