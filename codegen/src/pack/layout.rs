//! Where the fields of an object lie.
//!
//! Fields lie side by side in the order of the model, without gaps, derived ones left out. An object
//! inside another lies in place, so that its width must be known first. What the schema leaves open
//! comes last.

use crate::model::{Dataset, Element, Int, Type};

/// Why a dataset's types have no layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// An object that holds itself has no width.
    #[error("type `{0}` contains itself: put the inner one in a list or a map")]
    Endless(String),
    /// A type refers to one that isn't there.
    #[error("a field of `{0}` has a type that the model does not have")]
    NoType(String),
    /// More choices than their number has room for.
    #[error("type `{name}` has {found} choices, at most {most} can be packed")]
    TooMany {
        /// The enum's or the union's.
        name: String,
        /// How many it has.
        found: usize,
        /// How many fit.
        most: usize,
    },
    /// More bytes than an offset reaches.
    #[error("type `{0}` is wider than 4 GiB")]
    TooWide(String),
}

/// Fills in the offsets and widths of a dataset's objects and rows.
///
/// `extra_at` of an open object must be `Some`, of a closed one `None`.
pub fn lay_out(dataset: &mut Dataset) -> Result<(), LayoutError> {
    for listed in &dataset.enums {
        at_most(1 << 16, &listed.name, listed.values.len())?;
    }
    for union in &dataset.unions {
        at_most(1 << 8, &union.name, union.variants.len())?;
        if union.variants.iter().any(|(_, shape)| *shape >= dataset.structs.len()) {
            return Err(LayoutError::NoType(union.name.clone()));
        }
    }
    let mut done = vec![Progress::Todo; dataset.structs.len()];
    for shape in 0..dataset.structs.len() {
        lay_out_struct(dataset, shape, &mut done)?;
    }
    for collection in &mut dataset.collections {
        let shape = dataset.structs.get(collection.record);
        let shape = shape.ok_or_else(|| LayoutError::NoType(collection.name.clone()))?;
        let width = shape.width.checked_add(super::RECORD_AT);
        collection.row_width = width.ok_or_else(|| LayoutError::TooWide(shape.name.clone()))?;
    }
    Ok(())
}

/// Bytes of a value of a type, when the dataset is laid out.
///
/// # Panics
///
/// If the dataset has no such type; [`lay_out`] has seen to that.
#[must_use]
pub fn width(dataset: &Dataset, ty: &Type) -> u32 {
    match ty {
        Type::Bool => 1,
        Type::Int(int) => int_width(*int),
        Type::Number | Type::String(_) | Type::List(_) | Type::Map(_) | Type::Json => 8,
        Type::Enum(listed) => enum_width(dataset.enums[*listed].values.len()),
        Type::Struct(shape) => dataset.structs[*shape].width,
        Type::Union(_) => 5,
    }
}

/// Bytes of an element of a list, or of a map's value.
///
/// # Panics
///
/// As [`width`].
#[must_use]
pub fn element_width(dataset: &Dataset, element: &Element) -> u32 {
    u32::from(element.nullable) + width(dataset, &element.ty)
}

/// Bytes of a value of an enum that has so many.
#[must_use]
pub const fn enum_width(values: usize) -> u32 {
    if values > 1 << 8 { 2 } else { 1 }
}

/// Bytes of an integer.
#[must_use]
pub const fn int_width(int: Int) -> u32 {
    match int {
        Int::U8 | Int::I8 => 1,
        Int::U16 | Int::I16 => 2,
        Int::U32 | Int::I32 => 4,
        Int::U64 | Int::I64 => 8,
    }
}

#[derive(Clone, Copy)]
enum Progress {
    Todo,
    Begun,
    Done,
}

fn lay_out_struct(
    dataset: &mut Dataset,
    shape: usize,
    done: &mut [Progress],
) -> Result<(), LayoutError> {
    let name = dataset.structs[shape].name.clone();
    match done[shape] {
        Progress::Done => return Ok(()),
        Progress::Begun => return Err(LayoutError::Endless(name)),
        Progress::Todo => done[shape] = Progress::Begun,
    }
    let mut at = 0_u32;
    for rank in 0..dataset.structs[shape].fields.len() {
        let field = &dataset.structs[shape].fields[rank];
        if field.derived {
            continue;
        }
        let state = u32::from(field.optional || field.nullable);
        let ty = field.ty.clone();
        if !is_known(dataset, &ty) {
            return Err(LayoutError::NoType(name));
        }
        if let Type::Struct(inner) = ty {
            lay_out_struct(dataset, inner, done)?;
        }
        dataset.structs[shape].fields[rank].at = at;
        let end = at.checked_add(state).and_then(|at| at.checked_add(width(dataset, &ty)));
        at = end.ok_or_else(|| LayoutError::TooWide(name.clone()))?;
    }
    let open = dataset.structs[shape].extra_at.is_some();
    dataset.structs[shape].extra_at = open.then_some(at);
    let end = at.checked_add(if open { 8 } else { 0 });
    dataset.structs[shape].width = end.ok_or(LayoutError::TooWide(name))?;
    done[shape] = Progress::Done;
    Ok(())
}

fn is_known(dataset: &Dataset, ty: &Type) -> bool {
    match ty {
        Type::Enum(listed) => *listed < dataset.enums.len(),
        Type::Struct(shape) => *shape < dataset.structs.len(),
        Type::Union(union) => *union < dataset.unions.len(),
        Type::List(element) | Type::Map(element) => is_known(dataset, &element.ty),
        Type::Bool | Type::Int(_) | Type::Number | Type::String(_) | Type::Json => true,
    }
}

fn at_most(most: usize, name: &str, found: usize) -> Result<(), LayoutError> {
    if found > most {
        return Err(LayoutError::TooMany { name: name.to_owned(), found, most });
    }
    Ok(())
}
