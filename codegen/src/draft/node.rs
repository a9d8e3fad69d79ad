//! The type of what was seen at one place.

use super::maps::{self, Keys};
use super::seen::Seen;

/// A place of the schema.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) nullable: bool,
    pub(super) kind: Kind,
}

/// What a value there is, when it is not `null`.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Values of these types; of none where none was seen.
    Free(Vec<&'static str>),
    Boolean,
    Integer {
        /// Beyond what `i64` holds.
        large: bool,
    },
    Number,
    Text {
        format: Option<&'static str>,
        /// The texts of an enum; empty where it is none.
        variants: Vec<String>,
    },
    /// A list; of anything, where none had an item.
    List(Option<Box<Node>>),
    Object(Object),
}

/// An object: a struct, a map, or both in one.
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    pub(super) fields: Vec<Field>,
    pub(super) map: Option<Map>,
    /// Set where it is a record.
    pub(super) record: Option<Record>,
}

/// A property that has a name.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) node: Node,
    pub(super) required: bool,
}

/// The properties whose names are data.
#[derive(Debug, Clone)]
pub(super) struct Map {
    /// Whether only names that are codes belong to it.
    pub(super) codes: bool,
    pub(super) values: Box<Node>,
    /// The field of the records below that holds the name.
    pub(super) field: Option<String>,
}

/// A record's collection, and its key where it is not the map's own or the unit's name.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) collection: String,
    pub(super) key: Vec<String>,
}

impl Node {
    /// The type of the files' root.
    pub(super) fn of_root(seen: Seen) -> Self {
        Self::of(seen, 0)
    }

    fn of(seen: Seen, depth: usize) -> Self {
        let nullable = seen.nulls > 0;
        let filled = seen.count() - seen.nulls;
        let kind = match filled {
            0 => Kind::Free(Vec::new()),
            count if count == seen.objects => object(seen, depth),
            count if count == seen.lists => Kind::List(
                seen.items
                    .filter(|items| items.count() > 0)
                    .map(|items| Box::new(Self::of(*items, depth + 1))),
            ),
            count if count == seen.scalars() => scalar(&seen),
            _ => free(&seen),
        };
        let nullable = nullable && !matches!(&kind, Kind::Free(types) if types.is_empty());
        Self { nullable, kind }
    }
}

fn scalar(seen: &Seen) -> Kind {
    match seen.scalars() {
        count if count == seen.booleans => Kind::Boolean,
        count if count == seen.integers => Kind::Integer { large: seen.large },
        count if count == seen.integers + seen.floats => Kind::Number,
        // The text of a plain scalar is kept where a string is asked for.
        count if count == seen.strings || !seen.fixed => {
            Kind::Text { format: seen.texts.format(), variants: seen.texts.variants() }
        }
        _ => free(seen),
    }
}

fn free(seen: &Seen) -> Kind {
    let number = if seen.floats > 0 { "number" } else { "integer" };
    let types = [
        ("boolean", seen.booleans),
        (number, seen.integers + seen.floats),
        ("string", seen.strings),
        ("array", seen.lists),
        ("object", seen.objects),
    ];
    Kind::Free(types.into_iter().filter(|(_, count)| *count > 0).map(|(name, _)| name).collect())
}

fn object(seen: Seen, depth: usize) -> Kind {
    let keys = maps::keys(&seen, depth);
    let objects = seen.objects;
    let mut object = Object::default();
    let mut values: Option<Seen> = None;
    for (name, value) in seen.fields {
        let data = keys == Keys::Data || (keys == Keys::Codes && maps::is_code(&name));
        if data {
            match &mut values {
                Some(values) => values.merge(value),
                None => values = Some(value),
            }
        } else {
            let required = value.count() == objects;
            object.fields.push(Field { name, node: Node::of(value, depth + 1), required });
        }
    }
    object.map = values.map(|values| Map {
        codes: keys == Keys::Codes,
        values: Box::new(Node::of(values, depth + 1)),
        field: None,
    });
    Kind::Object(object)
}
