//! The tags that the core schema knows: `!!str`, `!!int` and their like.

use saphyr_parser::Tag;
use serde_json::Value;

use super::scalar;

/// What a tag makes of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Core {
    Str,
    Int,
    Float,
    Bool,
    Null,
    Seq,
    Map,
    /// `!`: a scalar is text, a list or mapping is itself.
    NonSpecific,
}

impl Core {
    /// What a tag means; none for a tag of another schema.
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        if tag.handle.is_empty() && tag.suffix == "!" {
            return Some(Self::NonSpecific);
        }
        // A verbatim tag (`!<tag:yaml.org,2002:str>`) is all suffix.
        let whole = format!("{}{}", tag.handle, tag.suffix);
        Some(match whole.strip_prefix("tag:yaml.org,2002:")? {
            "str" => Self::Str,
            "int" => Self::Int,
            "float" => Self::Float,
            "bool" => Self::Bool,
            "null" => Self::Null,
            "seq" => Self::Seq,
            "map" => Self::Map,
            _ => return None,
        })
    }

    /// The scalar's value, if the text is one of this kind.
    pub(super) fn value(self, text: &str) -> Option<Value> {
        match self {
            Self::Str | Self::NonSpecific => Some(text.into()),
            Self::Float => scalar::float(text),
            Self::Int => {
                scalar::resolve(text).ok().filter(|value| value.is_i64() || value.is_u64())
            }
            Self::Bool => scalar::resolve(text).ok().filter(Value::is_boolean),
            Self::Null => scalar::resolve(text).ok().filter(Value::is_null),
            Self::Seq | Self::Map => None,
        }
    }
}
