//! What a unit consists of, in 16 bytes a record: enough to find the records that differ between two
//! versions of it without reading any, so that an update costs what it changes.
//!
//! A build writes a unit's digest into the pack; an import puts it into the database; the next one
//! compares the two.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::canon::Hash;

/// A record of a digest: the hashes of its name and of its content.
///
/// A change is missed only where a record's new content hashes as its old one did: once in 2⁶⁴
/// changes, since the two are compared with each other and not with all others. Nobody is kept from
/// doing so on purpose; who writes the data needs no trick to leave a record as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// [`name_hash`]
    pub name: u64,
    /// [`content_hash`]
    pub content: u64,
}

/// The records of a unit by [`Entry::name`], each as two big-endian numbers of eight bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest<'d>(Cow<'d, [u8]>);

/// Bytes of an entry.
const WIDTH: usize = 16;

impl<'d> Digest<'d> {
    /// Of these records, or `None` where two names hash alike and only reading can tell.
    ///
    /// ```
    /// use seedbank_codegen::digest::{Digest, Entry};
    ///
    /// let before = Digest::new([Entry { name: 1, content: 10 }, Entry { name: 2, content: 20 }]).unwrap();
    /// let after = Digest::new([Entry { name: 2, content: 21 }, Entry { name: 3, content: 30 }]).unwrap();
    /// assert_eq!(before.differing(&after), [0, 1]);
    /// assert!(before.has_lost_a_name(&after));
    /// ```
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Option<Self> {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        entries.sort_unstable();
        let bytes: Vec<u8> = entries
            .iter()
            .flat_map(|entry| [entry.name.to_be_bytes(), entry.content.to_be_bytes()])
            .flatten()
            .collect();
        Digest::from_bytes(bytes)
    }

    /// From [`Digest::as_bytes`], or `None` where it is something else.
    pub fn from_bytes(bytes: impl Into<Cow<'d, [u8]>>) -> Option<Self> {
        let bytes = bytes.into();
        let (entries, []) = bytes.as_chunks::<WIDTH>() else { return None };
        let sorted = entries.windows(2).all(|pair| name(&pair[0]) < name(&pair[1]));
        sorted.then_some(Self(bytes))
    }

    /// For the pack and the database.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The ranks of the other's entries that are new to it, or have other content.
    #[must_use]
    pub fn differing(&self, other: &Digest<'_>) -> Vec<usize> {
        let mut ours = self.entries().iter().peekable();
        let differs = |(_, entry): &(usize, &[u8; WIDTH])| {
            while ours.next_if(|ours| ours < entry).is_some() {}
            ours.peek() != Some(entry)
        };
        other.entries().iter().enumerate().filter(differs).map(|(rank, _)| rank).collect()
    }

    /// Whether a record of it has no namesake in the other.
    #[must_use]
    pub fn has_lost_a_name(&self, other: &Digest<'_>) -> bool {
        let mut names = other.entries().iter().map(name);
        self.entries().iter().map(name).any(|ours| names.find(|name| *name >= ours) != Some(ours))
    }

    /// Without the records of these names.
    #[must_use]
    pub fn without(&self, names: &HashSet<u64>) -> Digest<'static> {
        let kept = self.entries().iter().filter(|entry| !names.contains(&name(entry)));
        Digest(Cow::Owned(kept.flatten().copied().collect()))
    }

    fn entries(&self) -> &[[u8; WIDTH]] {
        // The length was looked at when it was made.
        self.0.as_chunks().0
    }
}

/// The name of an entry.
fn name(entry: &[u8; WIDTH]) -> u64 {
    // The upper half.
    (u128::from_be_bytes(*entry) >> 64) as u64
}

/// The hash of a record's name in its unit: FNV-1a, the same on every machine.
#[must_use]
pub fn name_hash(collection: &str, key: &str) -> u64 {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    let add = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    // A zero between the two; as a third fold, since a chain of iterators is several times slower.
    let hash = collection.as_bytes().iter().fold(START, add);
    key.as_bytes().iter().fold(add(hash, &0), add)
}

/// The hash of a record's content: the first eight bytes of its own.
#[must_use]
pub fn content_hash(record: &Hash) -> u64 {
    let (first, _) = record.as_bytes().as_chunks();
    u64::from_be_bytes(first[0])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canon::text_hash;

    fn entry(name: u64, content: u64) -> Entry {
        Entry { name, content }
    }

    #[test]
    fn it_tells_which_records_differ() {
        let of = |entries: &[Entry]| Digest::new(entries.to_vec()).unwrap();
        let digest = of(&[entry(2, 20), entry(1, 10), entry(5, 50)]);
        let other = of(&[entry(5, 50), entry(0, 1), entry(1, 11), entry(2, 20), entry(9, 9)]);
        assert_eq!(digest.differing(&other), [0, 1, 4]);
        assert_eq!(digest.differing(&digest), [0; 0]);
        assert!(!digest.has_lost_a_name(&other));
        assert!(digest.has_lost_a_name(&of(&[entry(1, 10), entry(3, 30), entry(5, 50)])));
        assert!(digest.has_lost_a_name(&of(&[entry(1, 10), entry(2, 20)])));
        assert_eq!(other.without(&[0, 1, 9].into()).as_bytes(), &digest.as_bytes()[WIDTH..]);
    }

    #[test]
    fn names_that_hash_alike_make_no_digest() {
        assert_eq!(Digest::new([entry(1, 10), entry(1, 11)]), None);
        assert_eq!(Digest::from_bytes(vec![0; 17]), None);
        assert_eq!(Digest::from_bytes(vec![0; 32]), None);
    }

    #[test]
    fn the_hashes_never_change() {
        // If one does, nothing is lost, but the next update reads every record.
        assert_eq!(name_hash("skill", "soloing"), 0x850e_a94d_f710_f7cb);
        assert_ne!(name_hash("a", "bc"), name_hash("ab", "c"));
        let hash = text_hash("[1]");
        assert_eq!(hash.to_string()[4..20], format!("{:016x}", content_hash(&hash)));
    }

    proptest! {
        #[test]
        fn bytes_read_back(entries in proptest::collection::vec(any::<(u64, u64)>(), 0..50)) {
            let entries = entries.into_iter().map(|(name, content)| entry(name, content));
            if let Some(digest) = Digest::new(entries) {
                prop_assert_eq!(Digest::from_bytes(digest.as_bytes()), Some(digest.clone()));
            }
        }
    }
}
