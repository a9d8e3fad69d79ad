//! The string pool as it grows.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::error::Full;

/// Where a string lies in the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StrRef {
    pub at: u32,
    pub len: u32,
}

/// All strings. Short ones that are alike are stored once.
#[derive(Default)]
pub(super) struct Pool {
    text: String,
    /// By the hash of a string, where it lies. Two strings that share a hash are both stored, and
    /// the first stays here; so that nothing depends on the hash but the size.
    seen: HashMap<u64, StrRef>,
}

/// Longer strings are seldom alike: looking them up would cost more than it saves.
const LONGEST: usize = 64;

/// Strings remembered at a time, which bounds the memory (about 70 MB); past it, remembering begins
/// anew.
const MOST: usize = 1 << 21;

impl Pool {
    pub fn add(&mut self, text: &str) -> Result<StrRef, Full> {
        if text.is_empty() {
            return Ok(StrRef { at: 0, len: 0 });
        }
        if text.len() > LONGEST {
            return self.append(text);
        }
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        if let Some(there) = self.seen.get(&hash) {
            return if self.get(*there) == text { Ok(*there) } else { self.append(text) };
        }
        let added = self.append(text)?;
        if self.seen.len() == MOST {
            self.seen.clear();
        }
        self.seen.insert(hash, added);
        Ok(added)
    }

    pub fn get(&self, string: StrRef) -> &str {
        &self.text[string.at as usize..][..string.len as usize]
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn into_text(self) -> String {
        self.text
    }

    fn append(&mut self, text: &str) -> Result<StrRef, Full> {
        let too_large = |_| Full("seedbank.str");
        let at = u32::try_from(self.text.len()).map_err(too_large)?;
        let end = u32::try_from(self.text.len() + text.len()).map_err(too_large)?;
        self.text.push_str(text);
        Ok(StrRef { at, len: end - at })
    }
}

impl StrRef {
    pub fn to_bytes(self) -> [u8; 8] {
        let mut bytes = [0; 8];
        bytes[..4].copy_from_slice(&self.at.to_le_bytes());
        bytes[4..].copy_from_slice(&self.len.to_le_bytes());
        bytes
    }
}
