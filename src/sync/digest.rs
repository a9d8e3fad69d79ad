//! What a unit consisted of when it was imported: enough to find the records that differ without
//! reading any, so that an update costs what it changes.

use std::collections::HashSet;

/// A record of a digest: the hashes of its name and of its content.
///
/// A change is missed only where a record's new content hashes as its old one did: once in 2⁶⁴
/// changes, since the two are compared with each other and not with all others. Nobody is kept from
/// doing so on purpose; who writes the data needs no trick to leave a record as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub name: u64,
    pub content: u64,
}

/// The records of a unit, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digest(Vec<Entry>);

const WIDTH: usize = 16;

impl Digest {
    /// Of these records, or `None` where two names hash alike and only reading can tell.
    pub(super) fn new(mut entries: Vec<Entry>) -> Option<Self> {
        entries.sort_unstable();
        let unique = entries.windows(2).all(|pair| pair[0].name != pair[1].name);
        unique.then_some(Self(entries))
    }

    /// From what [`Digest::to_bytes`] gave, or `None` where it is something else.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (chunks, []) = bytes.as_chunks::<WIDTH>() else { return None };
        let entries = chunks
            .iter()
            .map(|chunk| {
                let both = u128::from_be_bytes(*chunk);
                Entry { name: (both >> 64) as u64, content: both as u64 }
            })
            .collect();
        Self::new(entries)
    }

    /// For the database.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * WIDTH);
        for entry in &self.0 {
            bytes.extend_from_slice(&entry.name.to_be_bytes());
            bytes.extend_from_slice(&entry.content.to_be_bytes());
        }
        bytes
    }

    /// The names of the other's records that are new to it, or have other content.
    pub(super) fn differing(&self, other: &Self) -> HashSet<u64> {
        let mut ours = self.0.iter().peekable();
        let differs = |entry: &&Entry| {
            while ours.next_if(|ours| ours < entry).is_some() {}
            ours.peek() != Some(entry)
        };
        other.0.iter().filter(differs).map(|entry| entry.name).collect()
    }

    /// Whether a record of it has no namesake in the other.
    pub(super) fn has_lost_a_name(&self, other: &Self) -> bool {
        let mut names = other.0.iter().map(|entry| entry.name);
        self.0.iter().any(|entry| names.find(|name| *name >= entry.name) != Some(entry.name))
    }
}

/// The hash of a record's name in its unit: FNV-1a, the same on every machine.
pub(super) fn name_hash(collection: &str, key: &str) -> u64 {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    let add = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    // A zero between the two; as a third fold, since a chain of iterators is several times slower.
    let hash = collection.as_bytes().iter().fold(START, add);
    key.as_bytes().iter().fold(add(hash, &0), add)
}

/// The hash of a record's content, from its canonical text: half of a `SipHash` 1-3 of 128 bits, which is
/// the same on every machine and takes a fifth of a SHA-256's time.
pub(super) fn content_hash(canonical: &str) -> u64 {
    let hash = phf_shared::hash(canonical, &0);
    u64::from(hash.g) << 32 | u64::from(hash.f1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(name: u64, content: u64) -> Entry {
        Entry { name, content }
    }

    #[test]
    fn it_tells_which_records_differ() {
        let of = |entries: &[Entry]| Digest::new(entries.to_vec()).unwrap();
        let digest = of(&[entry(2, 20), entry(1, 10), entry(5, 50)]);
        let other = of(&[entry(5, 50), entry(0, 1), entry(1, 11), entry(2, 20), entry(9, 9)]);
        assert_eq!(digest.differing(&other), HashSet::from([0, 1, 9]));
        assert_eq!(digest.differing(&digest), HashSet::new());
        assert!(!digest.has_lost_a_name(&other));
        assert!(digest.has_lost_a_name(&of(&[entry(1, 10), entry(3, 30), entry(5, 50)])));
        assert!(digest.has_lost_a_name(&of(&[entry(1, 10), entry(2, 20)])));
    }

    #[test]
    fn names_that_hash_alike_make_no_digest() {
        assert_eq!(Digest::new(vec![entry(1, 10), entry(1, 11)]), None);
        assert_eq!(Digest::from_bytes(&[0; 17]), None);
        assert_eq!(Digest::from_bytes(&[0; 32]), None);
    }

    #[test]
    fn the_hash_of_a_name_never_changes() {
        assert_eq!(name_hash("skill", "soloing"), 0x850e_a94d_f710_f7cb);
        assert_ne!(name_hash("a", "bc"), name_hash("ab", "c"));
    }

    #[test]
    fn the_hash_of_a_content_never_changes() {
        // If it does, nothing is lost, but the next update reads every record.
        assert_eq!(content_hash("[1]"), 0xfaae_def4_5ed1_45db);
    }

    proptest! {
        #[test]
        fn bytes_read_back(entries in proptest::collection::vec(any::<(u64, u64)>(), 0..50)) {
            let entries = entries.into_iter().map(|(name, content)| entry(name, content)).collect();
            if let Some(digest) = Digest::new(entries) {
                prop_assert_eq!(Digest::from_bytes(&digest.to_bytes()), Some(digest));
            }
        }
    }
}
