//! From a key to the rows that have it, in one step however large the table is.

use std::iter::FusedIterator;
use std::ops::Range;

use super::Pack;

/// A perfect hash over the keys of a table, or over the values of a field.
///
/// Both forms answer alike. A key's entry is `(row, 1)`, or `(at, rows)` where the numbers of several
/// rows lie at an offset of the pack.
#[derive(Debug, Clone, Copy)]
pub enum Index {
    /// As generated code writes it out, for a small table.
    Map(&'static phf::Map<&'static str, (u32, u32)>),
    /// As it lies in the pack.
    Packed(PackedIndex),
}

/// Where an index lies in a pack, with what every lookup needs of it.
#[derive(Debug, Clone, Copy)]
pub struct PackedIndex {
    len: Divisor,
    buckets: Divisor,
    hash_key: u64,
    /// Bytes of a bucket: [`NARROW`], or 8.
    bucket: u32,
    /// Bytes of a key that its entry holds too.
    inline: u32,
    buckets_at: u32,
}

/// A number to divide by, prepared so that a remainder takes two multiplications: a division takes
/// as long as the rest of a lookup in a small table.
#[derive(Debug, Clone, Copy)]
struct Divisor {
    value: u32,
    /// 2⁶⁴ / value, rounded up.
    inverse: u64,
}

/// The numbers of the rows that have a key, ascending.
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    pack: Pack<'a>,
    entry: (u32, u32),
    ranks: Range<u32>,
}

/// Bytes in front of the buckets.
pub(super) const PREFIX: u32 = 24;
/// Bytes of a bucket with two displacements.
#[cfg(feature = "source")]
pub(super) const WIDE: u32 = 8;
/// Bytes of a bucket with two displacements in one number, the second in its lowest
/// [`SECOND_BITS`]: in all but freak tables the first is 0 or 1.
pub(super) const NARROW: u32 = 4;
pub(super) const SECOND_BITS: u32 = 28;
/// Bytes of a key's entry, in front of the key itself.
pub(super) const ENTRY: u32 = 16;

impl Index {
    /// The index that lies at an offset.
    #[must_use]
    pub const fn packed(pack: Pack<'_>, at: u32) -> Self {
        Self::Packed(PackedIndex::new(pack, at))
    }

    /// The rows that have a key; none if it isn't there.
    #[must_use]
    pub fn rows<'a>(&self, pack: Pack<'a>, key: &str) -> Rows<'a> {
        let entry = match self {
            Self::Map(map) => map.get(key).copied(),
            Self::Packed(index) => index.get(pack, key),
        };
        let entry = entry.unwrap_or((0, 0));
        Rows { pack, entry, ranks: 0..entry.1 }
    }
}

impl PackedIndex {
    /// The index that lies at an offset.
    #[must_use]
    pub const fn new(pack: Pack<'_>, at: u32) -> Self {
        Self {
            len: Divisor::new(pack.u32(at)),
            buckets: Divisor::new(pack.u32(at + 4)),
            hash_key: pack.u64(at + 8),
            bucket: pack.u32(at + 16),
            inline: pack.u32(at + 20),
            buckets_at: at + PREFIX,
        }
    }

    /// How many keys it has.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.len.value
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len.value == 0
    }

    /// The seed of its hash: `phf::Map::key`.
    #[must_use]
    pub const fn hash_key(&self) -> u64 {
        self.hash_key
    }

    /// The displacements of its buckets: `phf::Map::disps`.
    #[must_use]
    pub fn displacements(self, pack: Pack<'_>) -> impl ExactSizeIterator<Item = (u32, u32)> {
        (0..self.buckets.value).map(move |bucket| self.displacement(pack, bucket))
    }

    /// Its keys and what they point to, in the order of their hashes: `phf::Map::entries`.
    #[must_use]
    pub fn entries(self, pack: Pack<'_>) -> impl ExactSizeIterator<Item = (&str, (u32, u32))> {
        (0..self.len.value).map(move |slot| {
            let at = self.entry_at(slot);
            (pack.str(at), (pack.u32(at + 8), pack.u32(at + 12)))
        })
    }

    fn get(&self, pack: Pack<'_>, key: &str) -> Option<(u32, u32)> {
        if self.is_empty() {
            return None;
        }
        let hashes = phf_shared::hash(key, &self.hash_key);
        let (first, second) = self.displacement(pack, self.buckets.remainder(hashes.g));
        let slot = self.len.remainder(phf_shared::displace(hashes.f1, hashes.f2, first, second));
        let at = self.entry_at(slot);
        let [start, len, first, rows] = pack.u32s(at);
        let is_here = if len as usize != key.len() {
            false
        } else if len <= self.inline {
            pack.has(at + ENTRY, key.as_bytes())
        } else {
            pack.has_text(start, key)
        };
        is_here.then_some((first, rows))
    }

    fn displacement(&self, pack: Pack<'_>, bucket: u32) -> (u32, u32) {
        let at = self.buckets_at + bucket * self.bucket;
        if self.bucket == NARROW {
            let both = pack.u32(at);
            return (both >> SECOND_BITS, both & ((1 << SECOND_BITS) - 1));
        }
        let [first, second] = pack.u32s(at);
        (first, second)
    }

    fn entry_at(&self, slot: u32) -> u32 {
        self.buckets_at + self.buckets.value * self.bucket + slot * (ENTRY + self.inline)
    }
}

impl Divisor {
    const fn new(value: u32) -> Self {
        let inverse = if value == 0 { 0 } else { (u64::MAX / value as u64).wrapping_add(1) };
        Self { value, inverse }
    }

    /// `number % self.value` (Lemire, Kaser and Kurz, "Faster remainder by direct computation");
    /// exact for all numbers of 32 bits.
    const fn remainder(self, number: u32) -> u32 {
        let fraction = self.inverse.wrapping_mul(number as u64);
        ((fraction as u128 * self.value as u128) >> 64) as u32
    }
}

impl Rows<'_> {
    fn row(&self, rank: u32) -> u32 {
        match self.entry {
            (row, 1) => row,
            (at, _) => self.pack.u32(at + 4 * rank),
        }
    }

    /// The row within a range, if the key has one there: of a unit's rows, its own.
    #[must_use]
    pub(super) fn within(&self, range: &Range<u32>) -> Option<u32> {
        let mut ranks = self.ranks.clone();
        while !ranks.is_empty() {
            let middle = ranks.start + (ranks.end - ranks.start) / 2;
            match self.row(middle) {
                row if row < range.start => ranks.start = middle + 1,
                row if row >= range.end => ranks.end = middle,
                row => return Some(row),
            }
        }
        None
    }
}

impl Iterator for Rows<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.ranks.next().map(|rank| self.row(rank))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ranks.size_hint()
    }
}

impl DoubleEndedIterator for Rows<'_> {
    fn next_back(&mut self) -> Option<u32> {
        self.ranks.next_back().map(|rank| self.row(rank))
    }
}

impl ExactSizeIterator for Rows<'_> {}

impl FusedIterator for Rows<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Divisor;

    proptest! {
        #[test]
        fn a_remainder_is_what_division_says(number: u32, divisor in 1_u32..) {
            prop_assert_eq!(Divisor::new(divisor).remainder(number), number % divisor);
            let near = divisor.wrapping_mul(number % 7).wrapping_sub(1);
            prop_assert_eq!(Divisor::new(divisor).remainder(near), near % divisor);
        }
    }
}
