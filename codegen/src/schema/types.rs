//! From shapes to the types of the model.

mod collections;

use std::collections::{HashMap, HashSet};

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::flatten::Flat;
use super::{Kinds, ShapeId, Shapes, Site};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Collection, Dataset, Element, Enum, Field, FieldMerge, Int, Key, Struct, Type, Union,
};
use crate::names;

/// The types of a dataset and the structure of its collections.
#[derive(Debug, Clone, Default)]
pub struct Types {
    /// In schema order.
    pub collections: Vec<RecordType>,
    /// By [`Type::Struct`].
    pub structs: Vec<Struct>,
    /// By [`Type::Enum`].
    pub enums: Vec<Enum>,
    /// By [`Type::Union`].
    pub unions: Vec<Union>,
}

/// What the schema says of a collection.
#[derive(Debug, Clone)]
pub struct RecordType {
    /// The collection's name.
    pub name: String,
    /// Index into [`Types::structs`].
    pub record: usize,
    /// What names a record.
    pub key: Key,
    /// The indexed fields, and whether their values are unique.
    pub indexes: Vec<(String, bool)>,
}

impl Types {
    /// The types that a dataset's model has.
    #[must_use]
    pub fn of(dataset: &Dataset) -> Self {
        let collection = |known: &Collection| RecordType {
            name: known.name.clone(),
            record: known.record,
            key: known.key.clone(),
            indexes: known.indexes.iter().map(|one| (one.field.clone(), one.unique)).collect(),
        };
        Self {
            collections: dataset.collections.iter().map(collection).collect(),
            structs: dataset.structs.clone(),
            enums: dataset.enums.clone(),
            unions: dataset.unions.clone(),
        }
    }
}

/// Builds the types of every collection that `sites` lead to.
#[must_use]
pub fn types(shapes: &Shapes, sites: &[Site], found: &mut Vec<Diagnostic>) -> Types {
    let mut builder = Builder {
        shapes,
        found,
        types: Types::default(),
        names: names::OF_DATASET.iter().map(|&name| name.to_owned()).collect(),
        known: HashMap::new(),
        open: Vec::new(),
    };
    for site in sites {
        match sites.iter().find(|first| first.collection == site.collection) {
            Some(first) if std::ptr::eq(first, site) => builder.record(site, sites),
            Some(first) if first.shape == site.shape => {}
            first => {
                let mut clash = Diagnostic::new(
                    Code::Annotation,
                    format!("two schemas are marked `x-collection: {}`", site.collection),
                    shapes[site.shape].place.clone(),
                )
                .help(
                    "write the record's schema once under `$defs` and refer to it from both places",
                );
                if let Some(first) = first {
                    clash = clash.related(shapes[first.shape].place.clone(), "the other one");
                }
                builder.found.push(clash);
            }
        }
    }
    builder.unused_words();
    builder.types
}

struct Builder<'a> {
    shapes: &'a Shapes,
    found: &'a mut Vec<Diagnostic>,
    types: Types,
    /// The Rust names given so far, those of types still being made included.
    names: HashSet<String>,
    /// Types made so far: a shape that is reached twice is one type.
    known: HashMap<ShapeId, Type>,
    /// Shapes being made: one that holds itself is [`Type::Json`].
    open: Vec<ShapeId>,
}

impl Builder<'_> {
    fn field(&mut self, owner: &str, name: &str, ids: &[ShapeId], required: &[String]) -> Field {
        let id = ids[0];
        let flat = self.shapes.flatten(id);
        let (ty, nullable) =
            if ids.len() == 1 { self.ty(id, owner, name) } else { (Type::Json, false) };
        let words = |pick: fn(&super::Words) -> bool| {
            ids.iter().chain(&flat.parts).any(|&part| pick(&self.shapes[part].words))
        };
        let reference =
            flat.parts.iter().find_map(|&part| self.shapes[part].words.reference.clone());
        let merge = flat.parts.iter().map(|&part| &self.shapes[part].words.merge);
        Field {
            name: name.to_owned(),
            doc: self.shapes.doc(&flat.parts),
            optional: !required.iter().any(|required| required == name),
            nullable,
            at: 0,
            volatile: words(|words| words.volatile),
            derived: words(|words| words.derived),
            map_key: false,
            merge: merge
                .into_iter()
                .find(|merge| **merge != FieldMerge::Atomic)
                .cloned()
                .unwrap_or_default(),
            reference: reference.map(|reference| reference.collection),
            ty,
        }
    }

    /// A property of an object inside a record, where the words of a record's own fields mean nothing.
    fn inner_field(
        &mut self,
        owner: &str,
        name: &str,
        ids: &[ShapeId],
        required: &[String],
    ) -> Field {
        let parts: Vec<ShapeId> = ids.iter().flat_map(|&id| self.shapes.parts(id)).collect();
        for id in parts {
            if let Some(word) = self.word_of_a_record(id) {
                self.annotation(id, format!("`{word}` stands at a field of a record"));
            }
        }
        Field { volatile: false, derived: false, ..self.field(owner, name, ids, required) }
    }

    /// The type of a shape, and whether it may be `null`.
    fn ty(&mut self, id: ShapeId, owner: &str, name: &str) -> (Type, bool) {
        let flat = self.shapes.flatten(id);
        let nullable = flat.kinds.allows(Kinds::NULL);
        if self.open.contains(&id) {
            return (Type::Json, false);
        }
        // A `$ref` alone is the type that it refers to; so is the one branch that is not `null`.
        if let Some(target) = self.only_refers(id) {
            self.open.push(id);
            let (ty, also) = self.ty(target, owner, name);
            self.open.pop();
            return if ty == Type::Json { (ty, false) } else { (ty, nullable && also) };
        }
        let ty = if let Some(ty) = self.known.get(&id) {
            ty.clone()
        } else {
            self.open.push(id);
            let ty = self.make(&flat, owner, name);
            self.open.pop();
            self.known.insert(id, ty.clone());
            ty
        };
        // A free JSON value holds its own `null`.
        let nullable = nullable && ty != Type::Json;
        (ty, nullable)
    }

    /// The one schema that a shape refers to, where it says nothing of the type itself.
    fn only_refers(&self, id: ShapeId) -> Option<ShapeId> {
        let shape = &self.shapes[id];
        let &[target] = shape.all_of.as_slice() else { return None };
        let types = self.shapes.kinds(target).without(Kinds::NULL);
        let silent = shape.properties.is_empty()
            && shape.values.is_none()
            && shape.items.is_none()
            && (shape.minimum, shape.maximum) == (None, None)
            && types.without(shape.kinds) == Kinds::NONE;
        silent.then_some(target)
    }

    fn make(&mut self, flat: &Flat, owner: &str, name: &str) -> Type {
        let kinds = flat.kinds.without(Kinds::NULL);
        if !flat.any_of.is_empty() {
            return self.alternatives(flat, owner, name);
        }
        if let Some(constants) = &flat.constants {
            let texts: Option<Vec<String>> = constants
                .iter()
                .filter(|value| !value.is_null())
                .map(|value| value.as_str().map(str::to_owned))
                .collect();
            if let Some(values) = texts.filter(|texts| !texts.is_empty()) {
                let name = self.type_name(flat, name, owner);
                let doc = self.shapes.doc(&flat.parts);
                self.types.enums.push(Enum { name, doc, values });
                return Type::Enum(self.types.enums.len() - 1);
            }
        }
        match kinds {
            Kinds::BOOLEAN => Type::Bool,
            Kinds::INTEGER => integer(flat),
            Kinds::NUMBER => Type::Number,
            Kinds::STRING => Type::String(flat.format),
            Kinds::ARRAY => match flat.items.as_slice() {
                [items] if !flat.tuple => {
                    let (ty, nullable) = self.ty(*items, owner, name);
                    Type::List(Box::new(Element { ty, nullable }))
                }
                _ => Type::Json,
            },
            Kinds::OBJECT => self.object(flat, owner, name),
            _ => Type::Json,
        }
    }

    fn object(&mut self, flat: &Flat, owner: &str, name: &str) -> Type {
        if flat.properties.is_empty() {
            let [values] = flat.values.as_slice() else { return Type::Json };
            // With a pattern and an open rest, a value may be of another type.
            if flat.open {
                return Type::Json;
            }
            let (ty, nullable) = self.ty(*values, owner, name);
            return Type::Map(Box::new(Element { ty, nullable }));
        }
        let type_name = self.type_name(flat, name, owner);
        let fields = flat
            .properties
            .iter()
            .map(|(property, ids)| self.inner_field(&type_name, property, ids, &flat.required))
            .collect();
        let extra = flat.open || !flat.values.is_empty();
        Type::Struct(self.push_struct(type_name, flat, fields, extra))
    }

    fn alternatives(&mut self, flat: &Flat, owner: &str, name: &str) -> Type {
        let [branches] = flat.any_of.as_slice() else { return Type::Json };
        let branches: Vec<ShapeId> =
            branches.iter().copied().filter(|&id| self.shapes.kinds(id) != Kinds::NULL).collect();
        if !flat.properties.is_empty() || flat.constants.is_some() {
            return Type::Json;
        }
        if let [branch] = branches.as_slice() {
            return self.ty(*branch, owner, name).0;
        }
        let Some((tag, values)) = self.tag(&branches) else { return Type::Json };
        let union = self.type_name(flat, name, owner);
        let mut variants = Vec::new();
        for (value, &branch) in values.into_iter().zip(&branches) {
            let flat = self.shapes.flatten(branch);
            let type_name = self.type_name(&flat, &value, &union);
            let properties = flat.properties.iter().filter(|(property, _)| *property != tag);
            let fields = properties
                .map(|(property, ids)| self.inner_field(&type_name, property, ids, &flat.required))
                .collect();
            let extra = flat.open || !flat.values.is_empty();
            variants.push((value, self.push_struct(type_name, &flat, fields, extra)));
        }
        let doc = self.shapes.doc(&flat.parts);
        self.types.unions.push(Union { name: union, doc, tag, variants });
        Type::Union(self.types.unions.len() - 1)
    }

    /// The property whose constant tells the branches apart, and its value in each.
    fn tag(&self, branches: &[ShapeId]) -> Option<(String, Vec<String>)> {
        let flats: Vec<Flat> = branches.iter().map(|&branch| self.shapes.flatten(branch)).collect();
        if flats.iter().any(|flat| flat.kinds != Kinds::OBJECT || !flat.any_of.is_empty()) {
            return None;
        }
        let constant = |flat: &Flat, tag: &str| {
            let (_, ids) = flat.properties.iter().find(|(name, _)| name == tag)?;
            match self.shapes.flatten(ids[0]).constants?.as_slice() {
                [Value::String(value)] if flat.required.iter().any(|name| name == tag) => {
                    Some(value.clone())
                }
                _ => None,
            }
        };
        flats.first()?.properties.iter().find_map(|(tag, _)| {
            let values: Vec<String> =
                flats.iter().map(|flat| constant(flat, tag)).collect::<Option<_>>()?;
            let distinct =
                values.iter().enumerate().all(|(index, value)| !values[..index].contains(value));
            distinct.then(|| (tag.clone(), values))
        })
    }

    fn push_struct(&mut self, name: String, flat: &Flat, fields: Vec<Field>, extra: bool) -> usize {
        let doc = self.shapes.doc(&flat.parts);
        self.types.structs.push(Struct {
            name,
            doc,
            fields,
            extra_at: extra.then_some(0),
            width: 0,
        });
        self.types.structs.len() - 1
    }

    /// The Rust name of a type: the schema's title, else the property's name; with its owner's name
    /// before it where that is taken.
    fn type_name(&mut self, flat: &Flat, property: &str, owner: &str) -> String {
        let title = flat.parts.iter().find_map(|&part| self.shapes[part].title.as_deref());
        let title = title.map(camel).filter(|name| is_type_name(name));
        let plain = title.unwrap_or_else(|| camel(property));
        let full = format!("{owner}{plain}");
        let first = Some(plain).filter(|plain| is_type_name(plain)).unwrap_or_else(|| full.clone());
        // One more than there are names is always free.
        let numbered = (2..=self.names.len() + 2).map(|number| format!("{full}{number}"));
        let free = [first, full.clone()]
            .into_iter()
            .chain(numbered)
            .find(|name| !self.names.contains(name))
            .unwrap_or(full);
        self.names.insert(free.clone());
        free
    }

    fn annotation(&mut self, id: ShapeId, message: String) {
        self.found.push(Diagnostic::new(Code::Annotation, message, self.shapes[id].place.clone()));
    }
}

/// The smallest type that holds the range; a range that no type holds is left to the validator.
fn integer(flat: &Flat) -> Type {
    let (low, high) =
        (flat.minimum.unwrap_or(i64::MIN.into()), flat.maximum.unwrap_or(i64::MAX.into()));
    let within = |least: i128, most: i128| low >= least && high <= most;
    Type::Int(match () {
        () if within(0, u8::MAX.into()) => Int::U8,
        () if within(i8::MIN.into(), i8::MAX.into()) => Int::I8,
        () if within(0, u16::MAX.into()) => Int::U16,
        () if within(i16::MIN.into(), i16::MAX.into()) => Int::I16,
        () if within(0, u32::MAX.into()) => Int::U32,
        () if within(i32::MIN.into(), i32::MAX.into()) => Int::I32,
        () if low >= 0 => Int::U64,
        () => Int::I64,
    })
}

/// Words as the name of a type: `some_thing` is `SomeThing`, and `self` is `Self_`.
fn camel(text: &str) -> String {
    let words = |character| if unicode_ident::is_xid_continue(character) { character } else { ' ' };
    let name = text.chars().map(words).collect::<String>().to_upper_camel_case();
    if name == "Self" { "Self_".to_owned() } else { name }
}

fn is_type_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_uppercase() && unicode_ident::is_xid_start(first))
}

#[cfg(test)]
mod tests;
