//! Digests of units in the pack: how many records, an entry for each, and where each lies.

use super::Pack;
use crate::digest::{Digest, Entry};

/// A record of a unit: its entry in the digest, its collection, and its rank among the unit's records of
/// that collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// Its hashes.
    pub entry: Entry,
    /// The rank of its collection.
    pub collection: u32,
    /// Its rank in the unit.
    pub rank: u32,
}

/// The digest of a unit that lies in a pack.
#[derive(Debug, Clone)]
pub struct PackedDigest<'a> {
    digest: Digest<'a>,
    pack: Pack<'a>,
    places_at: u32,
}

impl<'a> PackedDigest<'a> {
    /// At an offset; `None` where there is something else.
    #[must_use]
    pub fn at(pack: Pack<'a>, at: u32) -> Option<Self> {
        let len = pack.u32(at);
        let places_at = at + 4 + len * 16;
        let digest = Digest::from_bytes(pack.slice(at + 4, len * 16))?;
        Some(Self { digest, pack, places_at })
    }

    /// The digest.
    #[must_use]
    pub fn digest(&self) -> &Digest<'a> {
        &self.digest
    }

    /// The collection of an entry's record, and its rank among the unit's records of that collection.
    #[must_use]
    pub fn place(&self, entry: usize) -> (usize, u32) {
        let at = self.places_at + entry as u32 * 8;
        (self.pack.u32(at) as usize, self.pack.u32(at + 4))
    }
}

/// The bytes of a unit's digest; `None` where two names hash alike.
#[cfg(feature = "source")]
pub(super) fn bytes(mut records: Vec<Located>) -> Option<Vec<u8>> {
    records.sort_unstable();
    let digest = Digest::new(records.iter().map(|record| record.entry))?;
    let mut bytes = (records.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(digest.as_bytes());
    for Located { collection, rank, .. } in records {
        bytes.extend(collection.to_le_bytes());
        bytes.extend(rank.to_le_bytes());
    }
    Some(bytes)
}
