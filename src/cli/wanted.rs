//! How a value that is written on the command line is read: as the schema wants it.

use std::sync::Arc;

use seedbank::model::{Collection, Dataset, Element, FieldMerge, Struct, Type};
use seedbank::{Bundle, FieldPath, RecordName};
use seedbank_codegen::diagnostic::{SourceFile, nearest};
use seedbank_codegen::source::{Format, from_text};
use serde_json::Value;

use super::failure::{Failure, Near};
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
    /// What the schema wants at a field that it has.
    pub fn of(bundle: &Bundle, record: &RecordName, field: &FieldPath) -> Result<Self, Failure> {
        let datasets = &bundle.model().datasets;
        let dataset = datasets.iter().find(|dataset| dataset.name == record.dataset);
        let collection = dataset.and_then(|dataset| {
            dataset.collections.iter().find(|collection| collection.name == record.collection)
        });
        match dataset.zip(collection) {
            Some((dataset, collection)) => at(dataset, collection, field),
            None => Ok(Self::Open),
        }
    }

    /// The value that a text means.
    pub fn read(self, field: &FieldPath, text: &str) -> Result<Value, Failure> {
        let wanted = match (self, serde_json::from_str(text)) {
            (Self::Text, _) | (Self::Open, Err(_)) => return Ok(text.into()),
            (_, Ok(value)) => match lost(text) {
                None => return Ok(value),
                Some(problem) => problem,
            },
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

/// What of JSON would not be as it is written: a number that is too large, a key that is there twice.
fn lost(text: &str) -> Option<String> {
    let file = Arc::new(SourceFile { path: "the value".into(), text: text.to_owned() });
    let problems = from_text(Format::Json, file, None).err()?;
    let problem = problems.into_iter().next()?;
    Some(match problem.help {
        Some(help) => format!("{}; {help}", problem.message),
        None => problem.message,
    })
}

fn at(dataset: &Dataset, collection: &Collection, field: &FieldPath) -> Result<Wanted, Failure> {
    let record = Type::Struct(collection.record);
    let mut found: Place = (&record, &FieldMerge::Atomic);
    let mut above = String::new();
    for raw in field.as_str().split('/').skip(1) {
        let name = raw.replace("~1", "/").replace("~0", "~");
        found = match inside(dataset, found, &name) {
            Inside::Type(ty, merge) => (ty, merge),
            Inside::Tag => return Ok(Wanted::Text),
            Inside::Open => return Ok(Wanted::Open),
            Inside::Unknown(known) => {
                let of = format!("{}/{}", dataset.name, collection.name);
                return Err(unknown(&above, &name, &known, of));
            }
        };
        above.extend(["/", raw]);
    }
    Ok(match found.0 {
        Type::String(_) | Type::Enum(_) => Wanted::Text,
        Type::Bool => Wanted::Json("true or false"),
        Type::Int(_) => Wanted::Json("an integer"),
        Type::Number => Wanted::Json("a number"),
        Type::List(_) => Wanted::Json("a list"),
        Type::Struct(_) | Type::Union(_) | Type::Map(_) => Wanted::Json("an object"),
        Type::Json => Wanted::Open,
    })
}

/// Says that there is no such field below the place that a JSON pointer names.
fn unknown(above: &str, name: &str, known: &[&str], of: String) -> Failure {
    let written = |name: &str| {
        let pointer = format!("{above}/{}", name.replace('~', "~0").replace('/', "~1"));
        FieldPath::parse(&pointer).map_or(pointer, |path| path.to_string())
    };
    let near = nearest(name, known.iter().copied())
        .map_or_else(|| Near::Some(known.join(", ")), |near| Near::One(written(near)));
    Failure::NoField { field: written(name), of, near }
}

/// A type, and how its field merges: that tells whether a list's elements have names.
type Place<'m> = (&'m Type, &'m FieldMerge);

enum Inside<'m> {
    Type(&'m Type, &'m FieldMerge),
    /// The property that tells which of several types an object is.
    Tag,
    Open,
    /// There is none of that name, only these.
    Unknown(Vec<&'m str>),
}

fn inside<'m>(dataset: &'m Dataset, (ty, merge): Place<'m>, name: &str) -> Inside<'m> {
    let element = |element: &'m Element| Inside::Type(&element.ty, &FieldMerge::Atomic);
    match (ty, merge) {
        (Type::Struct(index), _) => member([&dataset.structs[*index]], name),
        (Type::Union(index), _) => {
            let union = &dataset.unions[*index];
            if union.tag == name {
                return Inside::Tag;
            }
            member(union.variants.iter().map(|(_, index)| &dataset.structs[*index]), name)
        }
        (Type::Map(of), _) | (Type::List(of), FieldMerge::Map(_)) => element(of),
        _ => Inside::Open,
    }
}

/// A property of an object that has one of these shapes.
fn member<'m>(shapes: impl IntoIterator<Item = &'m Struct>, name: &str) -> Inside<'m> {
    let mut known = Vec::new();
    let mut open = false;
    for shape in shapes {
        if let Some(field) = shape.fields.iter().find(|field| field.name == name) {
            return Inside::Type(&field.ty, &field.merge);
        }
        known.extend(shape.fields.iter().map(|field| field.name.as_str()));
        open |= shape.extra_at.is_some();
    }
    if open { Inside::Open } else { Inside::Unknown(known) }
}
