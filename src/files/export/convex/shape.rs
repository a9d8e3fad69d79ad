//! What Convex is told of a table's values, in its own words.

use std::collections::BTreeMap;
use std::fmt;

use seedbank_codegen::model::{Dataset, Element, Field, Struct, Type};

use crate::files::export::table::Table;

/// Convex takes no shape of an object with more fields.
const MOST_FIELDS: usize = 64;

/// What values of a place can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// Anything.
    Unknown,
    Null,
    Int64,
    Float64,
    Boolean,
    Text,
    Array(Box<Self>),
    /// Objects with any fields, and these values.
    Record(Box<Self>),
    /// By name: whether it can be left out, and its values.
    Object(BTreeMap<String, (bool, Self)>),
    Union(Vec<Self>),
}

/// The shape of a table's rows.
pub(super) fn row_shape(table: &Table<'_>) -> Result<Shape, String> {
    let named = [("id", Shape::Int64), ("unit", Shape::Text), ("key", Shape::Text)];
    let mut fields: BTreeMap<String, (bool, Shape)> = BTreeMap::new();
    for (name, shape) in named.into_iter().chain([("record_state", Shape::Text)]) {
        fields.insert(name.to_owned(), (false, shape));
    }
    for (column, field) in table.view.columns.iter().zip(table.fields()) {
        fields.insert(column.name.clone(), (field.optional, of_field(table.dataset, field)?));
    }
    object(fields)
}

/// Whether a name is one in Convex's shapes, and can name a table.
pub(super) fn is_identifier(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn of_field(dataset: &Dataset, field: &Field) -> Result<Shape, String> {
    Ok(or_null(of_type(dataset, &field.ty)?, field.nullable))
}

fn of_type(dataset: &Dataset, ty: &Type) -> Result<Shape, String> {
    let element = |element: &Element| -> Result<Box<Shape>, String> {
        Ok(Box::new(or_null(of_type(dataset, &element.ty)?, element.nullable)))
    };
    Ok(match ty {
        Type::Bool => Shape::Boolean,
        Type::Int(_) => Shape::Int64,
        Type::Number => Shape::Float64,
        Type::String(_) | Type::Enum(_) => Shape::Text,
        Type::Struct(number) => object(fields(dataset, &dataset.structs[*number])?)?,
        Type::Union(number) => {
            let union = &dataset.unions[*number];
            let variant = |(_, number): &(String, usize)| {
                let mut fields = fields(dataset, &dataset.structs[*number])?;
                fields.insert(union.tag.clone(), (false, Shape::Text));
                object(fields)
            };
            let variants = union.variants.iter().map(variant).collect::<Result<Vec<_>, _>>()?;
            Shape::Union(variants)
        }
        Type::List(of) => Shape::Array(element(of)?),
        Type::Map(of) => Shape::Record(element(of)?),
        Type::Json => Shape::Unknown,
    })
}

fn fields(dataset: &Dataset, of: &Struct) -> Result<BTreeMap<String, (bool, Shape)>, String> {
    let named =
        |field: &Field| Ok((field.name.clone(), (field.optional, of_field(dataset, field)?)));
    of.fields.iter().map(named).collect()
}

/// An object with these fields. What Convex does not find in a shape it takes as it is written, so only
/// integers have to be in it: other fields give way where there are too many, and where a name is no
/// identifier none can be in it.
fn object(mut fields: BTreeMap<String, (bool, Shape)>) -> Result<Shape, String> {
    fields.retain(|name, _| is_identifier(name));
    if fields.len() > MOST_FIELDS {
        fields.retain(|_, (_, shape)| shape.has_integers());
    }
    if fields.len() > MOST_FIELDS {
        return Err(format!(
            "an object in it has {} fields with integers, and Convex knows of {MOST_FIELDS} which they are; \
             use another format",
            fields.len()
        ));
    }
    Ok(Shape::Object(fields))
}

fn or_null(shape: Shape, nullable: bool) -> Shape {
    match shape {
        shape if !nullable || shape == Shape::Unknown => shape,
        Shape::Union(mut variants) => {
            variants.push(Shape::Null);
            Shape::Union(variants)
        }
        shape => Shape::Union(vec![shape, Shape::Null]),
    }
}

impl Shape {
    /// The alternatives; one that is no union has itself alone.
    pub(super) fn variants(&self) -> &[Self] {
        match self {
            Self::Union(variants) => variants,
            other => std::slice::from_ref(other),
        }
    }

    fn has_integers(&self) -> bool {
        match self {
            Self::Int64 => true,
            Self::Array(of) | Self::Record(of) => of.has_integers(),
            Self::Object(fields) => fields.values().any(|(_, shape)| shape.has_integers()),
            Self::Union(variants) => variants.iter().any(Self::has_integers),
            Self::Unknown | Self::Null | Self::Float64 | Self::Boolean | Self::Text => false,
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => out.write_str("unknown"),
            Self::Null => out.write_str("null"),
            Self::Int64 => out.write_str("int64"),
            Self::Float64 => out.write_str("float64"),
            Self::Boolean => out.write_str("boolean"),
            Self::Text => out.write_str("string"),
            Self::Array(of) => write!(out, "array<{of}>"),
            // The key's shape is the one that Convex lets through here; it is narrower than `string`.
            Self::Record(of) => write!(out, "record<field_name, {of}>"),
            Self::Object(fields) => {
                out.write_str("{")?;
                for (rank, (name, (optional, shape))) in fields.iter().enumerate() {
                    let before = if rank == 0 { "" } else { ", " };
                    let sign = if *optional { "?" } else { "" };
                    write!(out, "{before}\"{name}\"{sign}: {shape}")?;
                }
                out.write_str("}")
            }
            Self::Union(variants) => {
                for (rank, variant) in variants.iter().enumerate() {
                    let before = if rank == 0 { "" } else { " | " };
                    write!(out, "{before}{variant}")?;
                }
                Ok(())
            }
        }
    }
}
