//! A pack that is owned: just made, or read from files.

use super::read::{CHECKSUM_AT, HEADER};
use super::{OpenError, Pack};
use crate::model::Model;

/// A pack in memory: the contents of `seedbank.bin` and `seedbank.str`, and the model in it.
///
/// Only [`Writer::finish`] and [`Packed::open`] make one, so that whoever holds it can read it
/// without looking for damage.
///
/// ```
/// use seedbank_codegen::pack::{OpenError, Packed};
///
/// let error = Packed::open(b"seedbank".to_vec(), Vec::new()).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "seedbank.bin has 8 bytes, the pack says 44; the two files must be of one build"
/// );
/// ```
///
/// [`Writer::finish`]: super::Writer::finish
#[derive(Debug, Clone)]
pub struct Packed {
    bin: Vec<u8>,
    text: String,
    model: Model,
}

impl Packed {
    /// Opens the contents of `seedbank.bin` and `seedbank.str`.
    ///
    /// A checksum over both stands in for looking at every offset: bytes that were cut off, changed
    /// or mixed up are refused here, and what passes is what a writer wrote.
    pub fn open(bin: Vec<u8>, text: Vec<u8>) -> Result<Self, OpenError> {
        let text = String::from_utf8(text)?;
        let pack = Pack::open(&bin, &text)?;
        if pack.u64(CHECKSUM_AT) != checksum(&bin, &text) {
            return Err(OpenError::Damaged);
        }
        let model = serde_json::from_str(pack.model_text())?;
        Ok(Self { bin, text, model })
    }

    #[cfg(feature = "source")]
    pub(super) fn written(mut bin: Vec<u8>, text: String, model: Model) -> Self {
        let checksum = checksum(&bin, &text);
        bin[CHECKSUM_AT as usize..HEADER as usize].copy_from_slice(&checksum.to_le_bytes());
        Self { bin, text, model }
    }

    /// Reads it.
    #[must_use]
    pub fn pack(&self) -> Pack<'_> {
        Pack::new(&self.bin, &self.text)
    }

    /// What it says of itself.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The contents of `seedbank.bin`.
    #[must_use]
    pub fn bin(&self) -> &[u8] {
        &self.bin
    }

    /// The contents of `seedbank.str`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Of all bytes but its own. It guards against accidents, so it need not be cryptographic; this one
/// is the hash that the indexes use anyhow, the same on every machine.
fn checksum(bin: &[u8], text: &str) -> u64 {
    let parts = [&bin[..CHECKSUM_AT as usize], &bin[HEADER as usize..], text.as_bytes()];
    parts.into_iter().fold(0, |key, part| {
        let hash = phf_shared::hash(part, &key);
        u64::from(hash.g) << 32 | u64::from(hash.f1)
    })
}
