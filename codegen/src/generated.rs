//! What generated code calls beside the readers of [`pack`](crate::pack).

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::Visitor;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

pub use {phf, serde, serde_json};

use crate::pack::Json;

/// A text that is no value of an enum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is none of {}", expected.join(", "))]
pub struct UnknownValue {
    found: String,
    expected: &'static [&'static str],
}

impl UnknownValue {
    /// What was found, and the texts that the enum has.
    #[must_use]
    pub fn new(found: &str, expected: &'static [&'static str]) -> Self {
        Self { found: found.to_owned(), expected }
    }
}

/// Prints a handle as its type's name and its JSON.
pub fn debug<T: Serialize>(name: &str, value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let value = serde_json::to_value(value).map_err(|_| fmt::Error)?;
    if f.alternate() { write!(f, "{name} {value:#}") } else { write!(f, "{name} {value}") }
}

/// Writes the members of a JSON object into a map that is being written.
pub fn serialize_members<M: SerializeMap>(object: Json, map: &mut M) -> Result<(), M::Error> {
    if let Value::Object(members) = object.to_value() {
        for (name, value) in &members {
            map.serialize_entry(name, value)?;
        }
    }
    Ok(())
}

/// Writes an object together with the property that tells its type.
pub fn serialize_tagged<T: Serialize, S: Serializer>(
    tag: &str,
    text: &str,
    object: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let value = serde_json::to_value(object).map_err(S::Error::custom)?;
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry(tag, text)?;
    for (name, value) in value.as_object().into_iter().flatten() {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// Reads an enum from its text.
pub fn deserialize_text<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err = UnknownValue>,
    D: Deserializer<'de>,
{
    struct Text<T>(PhantomData<T>);

    impl<T: FromStr<Err = UnknownValue>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text of an enum")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

/// Reads a property that is there, so that its `null` is not taken for its absence.
pub fn deserialize_present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
