//! What a schema leaves open.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// A value whose type the schema leaves open: canonical JSON text, which costs nothing until it is
/// parsed.
///
/// ```
/// use seedbank_codegen::pack::Json;
///
/// const LIMITS: Json = Json::new(r#"{"min":1}"#);
/// assert_eq!(LIMITS.to_value()["min"], 1);
/// assert!(LIMITS.parse::<Vec<u8>>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Json(&'static str);

impl Json {
    /// A value, from its canonical text. The empty text is an object without properties: what
    /// [`Struct::extra_at`](crate::model::Struct::extra_at) points to where there are none.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(if text.is_empty() { "{}" } else { text })
    }

    /// The canonical text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Parses it as a type of your own.
    pub fn parse<T: Deserialize<'static>>(self) -> serde_json::Result<T> {
        serde_json::from_str(self.0)
    }

    /// Parses it.
    ///
    /// # Panics
    ///
    /// If the text that it was made from isn't JSON; a pack holds no such text.
    #[must_use]
    pub fn to_value(self) -> Value {
        self.parse().expect("a pack holds canonical JSON, nested no deeper than the parser goes")
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// As the value itself, in any format.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}
