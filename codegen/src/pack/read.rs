//! Reads single values out of a pack, in a `const` too.

use super::{FORMAT, HeaderError};
use crate::model::Int;

/// A pack's two files.
///
/// Every method is `const`, so that generated accessors can be. A method panics when its offset lies
/// outside of the pack: offsets come from the pack's own model, and [`Packed::open`] lets no damaged
/// one in.
///
/// ```
/// use seedbank_codegen::pack::{HeaderError, Pack};
///
/// assert_eq!(Pack::open(b"PK\x03\x04", "").unwrap_err(), HeaderError::NotAPack);
/// ```
///
/// [`Packed::open`]: super::Packed::open
#[derive(Clone, Copy)]
pub struct Pack<'a> {
    bin: &'a [u8],
    text: &'a str,
}

/// Whether a value that may be missing is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The property isn't there at all.
    Absent,
    /// It is `null`.
    Null,
    /// The value follows.
    Present,
}

pub(super) const MAGIC: &[u8; 8] = b"seedbank";
pub(super) const FORMAT_AT: u32 = 8;
pub(super) const BIN_LEN_AT: u32 = 12;
pub(super) const TEXT_LEN_AT: u32 = 16;
pub(super) const HASH_AT: u32 = 20;
pub(super) const MODEL_AT: u32 = 28;
pub(super) const CHECKSUM_AT: u32 = 36;
pub(super) const HEADER: u32 = 44;

impl<'a> Pack<'a> {
    /// The pack that a build wrote, for a `static`.
    ///
    /// # Panics
    ///
    /// Where [`Pack::open`] returns an error: in a `static` or `const`, that stops the build.
    #[must_use]
    pub const fn new(bin: &'a [u8], text: &'a str) -> Self {
        match Self::open(bin, text) {
            Ok(pack) => pack,
            Err(HeaderError::NotAPack) => panic!("seedbank.bin is not a pack; build it again"),
            Err(HeaderError::Format { .. }) => {
                panic!("seedbank.bin was made by another version of seedbank; build it again")
            }
            Err(HeaderError::Length { .. }) => {
                panic!("seedbank.bin and seedbank.str are not of one build; build them again")
            }
        }
    }

    /// Looks at the header only. [`Packed::open`](super::Packed::open) looks at every byte.
    pub const fn open(bin: &'a [u8], text: &'a str) -> Result<Self, HeaderError> {
        let pack = Self { bin, text };
        let Some((magic, _)) = bin.split_first_chunk::<8>() else {
            return Err(HeaderError::NotAPack);
        };
        if u64::from_le_bytes(*magic) != u64::from_le_bytes(*MAGIC) {
            return Err(HeaderError::NotAPack);
        }
        if bin.len() < HEADER as usize {
            let (expected, found) = (HEADER, bin.len());
            return Err(HeaderError::Length { file: "seedbank.bin", expected, found });
        }
        let found = pack.u32(FORMAT_AT);
        if found != FORMAT {
            return Err(HeaderError::Format { found });
        }
        let (expected, found) = (pack.u32(BIN_LEN_AT), bin.len());
        if expected as usize != found {
            return Err(HeaderError::Length { file: "seedbank.bin", expected, found });
        }
        let (expected, found) = (pack.u32(TEXT_LEN_AT), text.len());
        if expected as usize != found {
            return Err(HeaderError::Length { file: "seedbank.str", expected, found });
        }
        Ok(pack)
    }

    /// A pack that is being written.
    #[cfg(feature = "source")]
    pub(super) const fn unfinished(bin: &'a [u8], text: &'a str) -> Self {
        Self { bin, text }
    }

    /// The bundle's hash, `sb1-…`.
    #[must_use]
    pub const fn hash(self) -> &'a str {
        self.str(HASH_AT)
    }

    /// The [`Model`](crate::model::Model) as JSON.
    #[must_use]
    pub const fn model_text(self) -> &'a str {
        self.str(MODEL_AT)
    }

    /// A byte.
    #[must_use]
    pub const fn u8(self, at: u32) -> u8 {
        self.bin[at as usize]
    }

    /// Two bytes.
    #[must_use]
    pub const fn u16(self, at: u32) -> u16 {
        u16::from_le_bytes(self.bytes(at))
    }

    /// Four bytes.
    #[must_use]
    pub const fn u32(self, at: u32) -> u32 {
        u32::from_le_bytes(self.bytes(at))
    }

    /// Eight bytes.
    #[must_use]
    pub const fn u64(self, at: u32) -> u64 {
        u64::from_le_bytes(self.bytes(at))
    }

    /// A byte.
    #[must_use]
    pub const fn i8(self, at: u32) -> i8 {
        i8::from_le_bytes(self.bytes(at))
    }

    /// Two bytes.
    #[must_use]
    pub const fn i16(self, at: u32) -> i16 {
        i16::from_le_bytes(self.bytes(at))
    }

    /// Four bytes.
    #[must_use]
    pub const fn i32(self, at: u32) -> i32 {
        i32::from_le_bytes(self.bytes(at))
    }

    /// Eight bytes.
    #[must_use]
    pub const fn i64(self, at: u32) -> i64 {
        i64::from_le_bytes(self.bytes(at))
    }

    /// Eight bytes.
    #[must_use]
    pub const fn f64(self, at: u32) -> f64 {
        f64::from_le_bytes(self.bytes(at))
    }

    /// A byte.
    #[must_use]
    pub const fn bool(self, at: u32) -> bool {
        self.u8(at) != 0
    }

    /// The string whose reference lies here.
    #[must_use]
    pub const fn str(self, at: u32) -> &'a str {
        let [start, len] = [self.u32(at), self.u32(at + 4)];
        self.text.split_at(start as usize).1.split_at(len as usize).0
    }

    /// Bytes that lie here.
    pub(super) fn slice(self, at: u32, len: u32) -> &'a [u8] {
        &self.bin[at as usize..][..len as usize]
    }

    /// Several numbers of four bytes, side by side.
    pub(super) fn u32s<const N: usize>(self, at: u32) -> [u32; N] {
        let (numbers, _) = self.bin[at as usize..][..4 * N].as_chunks();
        std::array::from_fn(|rank| u32::from_le_bytes(numbers[rank]))
    }

    /// Whether these bytes lie here.
    pub(super) fn has(self, at: u32, bytes: &[u8]) -> bool {
        self.bin[at as usize..].starts_with(bytes)
    }

    /// Whether this string lies here in the pool. That it is text need not be proved again.
    pub(super) fn has_text(self, start: u32, text: &str) -> bool {
        self.text.as_bytes()[start as usize..].starts_with(text.as_bytes())
    }

    /// Whether the value that follows this byte is there.
    #[must_use]
    pub const fn state(self, at: u32) -> State {
        match self.u8(at) {
            0 => State::Absent,
            1 => State::Null,
            _ => State::Present,
        }
    }

    /// An integer, by its type in the model.
    #[must_use]
    pub const fn int(self, int: Int, at: u32) -> i128 {
        match int {
            Int::U8 => self.u8(at) as i128,
            Int::U16 => self.u16(at) as i128,
            Int::U32 => self.u32(at) as i128,
            Int::U64 => self.u64(at) as i128,
            Int::I8 => self.i8(at) as i128,
            Int::I16 => self.i16(at) as i128,
            Int::I32 => self.i32(at) as i128,
            Int::I64 => self.i64(at) as i128,
        }
    }

    /// The index of a value of an enum that has so many.
    #[must_use]
    pub const fn choice(self, of: usize, at: u32) -> usize {
        if of > 1 << 8 { self.u16(at) as usize } else { self.u8(at) as usize }
    }

    const fn bytes<const N: usize>(self, at: u32) -> [u8; N] {
        match self.bin.split_at(at as usize).1.first_chunk::<N>() {
            Some(bytes) => *bytes,
            None => panic!("the offset lies outside of the pack"),
        }
    }
}

impl State {
    /// Whether there is a value: neither absent nor `null`.
    #[must_use]
    pub const fn is_present(self) -> bool {
        matches!(self, Self::Present)
    }
}

impl std::fmt::Debug for Pack<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack").field("hash", &self.hash()).finish_non_exhaustive()
    }
}
