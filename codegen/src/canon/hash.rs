//! A content hash and its text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// SHA-256 of something canonical. Its text names the algorithm, so that a later one can be told
/// from a change of content.
///
/// ```
/// use seedbank_codegen::canon::{Hash, canonical, schema_hash};
/// use serde_json::json;
///
/// let hash = schema_hash(&json!({ "type": "object" }));
/// assert!(hash.to_string().starts_with("sb1-"));
/// assert_eq!(hash.to_string().parse::<Hash>()?, hash);
/// # Ok::<_, seedbank_codegen::canon::ParseHashError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub(super) [u8; 32]);

/// A text that is no hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a hash: expected `sb1-` and 64 digits of 0-9, a-f")]
pub struct ParseHashError(String);

impl Hash {
    /// What every hash of this algorithm begins with.
    pub const PREFIX: &str = "sb1-";

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        // At once: a formatted write a byte is dearer than the hashing of a history row.
        let mut text = String::with_capacity(Self::PREFIX.len() + 64);
        text.push_str(Self::PREFIX);
        for byte in self.0 {
            let halves = [byte >> 4, byte & 15];
            text.extend(halves.map(|half| char::from(DIGITS[usize::from(half)])));
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        let refused = || ParseHashError(text.to_owned());
        let digits = text.strip_prefix(Self::PREFIX).ok_or_else(refused)?.as_bytes();
        let (pairs, []) = digits.as_chunks::<2>() else { return Err(refused()) };
        let mut bytes = [0; 32];
        if pairs.len() != bytes.len() {
            return Err(refused());
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high).ok_or_else(refused)? << 4 | digit(*low).ok_or_else(refused)?;
        }
        Ok(Self(bytes))
    }
}

/// Lower case only: a hash has one text.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_no_hash_is_refused() {
        let text = Hash([0xab; 32]).to_string();
        assert_eq!(text.parse(), Ok(Hash([0xab; 32])));
        for wrong in ["", "sb1-", "sb2-", &text[4..], &text[..66], &text.to_uppercase()] {
            assert!(wrong.parse::<Hash>().is_err(), "{wrong}");
        }
        assert!(text.replace('a', "é").parse::<Hash>().is_err());
        assert!(format!("{text}00").parse::<Hash>().is_err());
    }
}
