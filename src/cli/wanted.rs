//! How a value that is written on the command line is read: as the schema wants it.

use seedbank::model::{Collection, Dataset, Element, FieldMerge, Struct, Type};
use seedbank::{Bundle, FieldPath, RecordName};
use serde_json::Value;

use super::failure::Failure;
use super::fields::named;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The text as it is written.
    Text,
    /// JSON of this kind.
    Json(&'static str),
    /// JSON of any kind.
    AnyJson,
    /// Anything: JSON where it is that, else a text.
    Open,
}

impl Wanted {
    /// What the schema wants at a field.
    pub fn of(bundle: &Bundle, record: &RecordName, field: &FieldPath) -> Self {
        let datasets = &bundle.model().datasets;
        let dataset = datasets.iter().find(|dataset| dataset.name == record.dataset);
        let collection = dataset.and_then(|dataset| {
            dataset.collections.iter().find(|collection| collection.name == record.collection)
        });
        match dataset.zip(collection) {
            Some((dataset, collection)) => at(dataset, collection, field),
            None => Self::Open,
        }
    }

    /// The value that a text means.
    pub fn read(self, field: &FieldPath, text: &str) -> Result<Value, Failure> {
        let wanted = match (self, serde_json::from_str(text)) {
            (Self::Text, _) | (Self::Open, Err(_)) => return Ok(text.into()),
            (_, Ok(value)) => return Ok(value),
            (Self::AnyJson, Err(error)) => format!("this is not JSON ({error})"),
            (Self::Json(kind), Err(error)) if text.starts_with(['[', '{']) => {
                format!("it takes {kind}, and this is not JSON ({error})")
            }
            (Self::Json(kind), Err(_)) => format!("it takes {kind}"),
        };
        Err(Failure::NotWanted {
            field: named(&field.to_string()).to_owned(),
            text: text.to_owned(),
            wanted,
        })
    }
}

fn at(dataset: &Dataset, collection: &Collection, field: &FieldPath) -> Wanted {
    let mut names =
        field.as_str().split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"));
    let Some(first) = names.next() else { return Wanted::Json("an object") };
    let Some(mut found) = member(&dataset.structs[collection.record], &first) else {
        return Wanted::Open;
    };
    for name in names {
        found = match inside(dataset, found, &name) {
            Inside::Type(ty, merge) => (ty, merge),
            Inside::Tag => return Wanted::Text,
            Inside::Open => return Wanted::Open,
        };
    }
    match found.0 {
        Type::String(_) | Type::Enum(_) => Wanted::Text,
        Type::Bool => Wanted::Json("true or false"),
        Type::Int(_) => Wanted::Json("an integer"),
        Type::Number => Wanted::Json("a number"),
        Type::List(_) => Wanted::Json("a list"),
        Type::Struct(_) | Type::Union(_) | Type::Map(_) => Wanted::Json("an object"),
        Type::Json => Wanted::Open,
    }
}

/// A type, and how its field merges: that tells whether a list's elements have names.
type Place<'m> = (&'m Type, &'m FieldMerge);

enum Inside<'m> {
    Type(&'m Type, &'m FieldMerge),
    /// The property that tells which of several types an object is.
    Tag,
    Open,
}

fn inside<'m>(dataset: &'m Dataset, (ty, merge): Place<'m>, name: &str) -> Inside<'m> {
    let element = |element: &'m Element| Inside::Type(&element.ty, &FieldMerge::Atomic);
    let found = match (ty, merge) {
        (Type::Struct(index), _) => member(&dataset.structs[*index], name),
        (Type::Union(index), _) => {
            let union = &dataset.unions[*index];
            if union.tag == name {
                return Inside::Tag;
            }
            let mut variants = union.variants.iter();
            variants.find_map(|(_, index)| member(&dataset.structs[*index], name))
        }
        (Type::Map(of), _) | (Type::List(of), FieldMerge::Map(_)) => return element(of),
        _ => None,
    };
    found.map_or(Inside::Open, |(ty, merge)| Inside::Type(ty, merge))
}

fn member<'m>(shape: &'m Struct, name: &str) -> Option<Place<'m>> {
    let field = shape.fields.iter().find(|field| field.name == name)?;
    Some((&field.ty, &field.merge))
}
