//! Builds an index.

use std::collections::HashMap;

use phf_generator::HashState;

use super::encode::Encoder;
use super::error::Full;
use super::pool::StrRef;
use crate::pack::index::{ENTRY, NARROW, PREFIX, SECOND_BITS, WIDE};

/// A key, the number of its first row, and how many rows have it.
struct Entry {
    key: StrRef,
    first: u32,
    rows: u32,
}

/// Appends an index over rows in ascending order, each with its key, and says where it lies.
pub(super) fn append(encoder: &mut Encoder, rows: &[(StrRef, u32)]) -> Result<u32, Full> {
    let (mut entries, entry_of) = group(encoder, rows);
    postings(encoder, rows, &mut entries, &entry_of)?;

    let keys: Vec<&str> = entries.iter().map(|entry| encoder.pool.get(entry.key)).collect();
    // The hash is seeded with a constant, so that the same keys give the same bytes.
    let hash = phf_generator::generate_hash(&keys);
    let is_narrow = hash
        .disps
        .iter()
        .all(|(first, second)| *first < 1 << (32 - SECOND_BITS) && *second < 1 << SECOND_BITS);
    let bucket = if is_narrow { NARROW } else { WIDE };
    encoder.append(&to_bytes(&hash, &entries, &keys, bucket))
}

fn to_bytes(hash: &HashState, entries: &[Entry], keys: &[&str], bucket: u32) -> Vec<u8> {
    let inline = inline_width(keys);
    let mut bytes = Vec::with_capacity(
        PREFIX as usize
            + hash.disps.len() * bucket as usize
            + keys.len() * (ENTRY as usize + inline),
    );
    bytes.extend((keys.len() as u32).to_le_bytes());
    bytes.extend((hash.disps.len() as u32).to_le_bytes());
    bytes.extend(hash.key.to_le_bytes());
    bytes.extend(bucket.to_le_bytes());
    bytes.extend((inline as u32).to_le_bytes());
    for (first, second) in &hash.disps {
        if bucket == NARROW {
            bytes.extend((first << SECOND_BITS | second).to_le_bytes());
        } else {
            bytes.extend(first.to_le_bytes());
            bytes.extend(second.to_le_bytes());
        }
    }
    for slot in &hash.map {
        let (entry, key) = (&entries[*slot], keys[*slot]);
        bytes.extend(entry.key.to_bytes());
        bytes.extend(entry.first.to_le_bytes());
        bytes.extend(entry.rows.to_le_bytes());
        let end = bytes.len() + inline;
        if key.len() <= inline {
            bytes.extend(key.as_bytes());
        }
        bytes.resize(end, 0);
    }
    bytes
}

/// How many bytes of a key to store in its entry: as many as nine in ten keys need; none where that
/// would be too many. It spares a lookup the way to the pool, which is most of its time in a table
/// that is larger than the processor's caches.
fn inline_width(keys: &[&str]) -> usize {
    /// A UUID has 36.
    const LONGEST: usize = 40;
    let fit = |width: usize| keys.iter().filter(|key| key.len() <= width).count();
    (0..=LONGEST).find(|width| fit(*width) * 10 >= keys.len() * 9).unwrap_or(0)
}

/// The distinct keys in the order of their first rows, and for each row the entry of its key.
fn group(encoder: &Encoder, rows: &[(StrRef, u32)]) -> (Vec<Entry>, Vec<usize>) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::with_capacity(rows.len());
    let entry_of = rows.iter().map(|(key, row)| {
        let rank = *known.entry(encoder.pool.get(*key)).or_insert_with(|| {
            entries.push(Entry { key: *key, first: *row, rows: 0 });
            entries.len() - 1
        });
        entries[rank].rows += 1;
        rank
    });
    let entry_of = entry_of.collect();
    (entries, entry_of)
}

/// Appends the row numbers of keys that have several, and lets `first` say where they lie.
fn postings(
    encoder: &mut Encoder,
    rows: &[(StrRef, u32)],
    entries: &mut [Entry],
    entry_of: &[usize],
) -> Result<(), Full> {
    let mut ranks = Vec::with_capacity(entries.len());
    let mut len = 0;
    for entry in &*entries {
        ranks.push(len);
        len += if entry.rows > 1 { entry.rows as usize } else { 0 };
    }
    let mut numbers = vec![0; len * 4];
    let mut next = ranks.clone();
    for ((_, row), entry) in rows.iter().zip(entry_of) {
        if entries[*entry].rows > 1 {
            numbers[next[*entry] * 4..][..4].copy_from_slice(&row.to_le_bytes());
            next[*entry] += 1;
        }
    }
    let at = encoder.append(&numbers)?;
    for (entry, rank) in entries.iter_mut().zip(ranks) {
        if entry.rows > 1 {
            // No overflow: the numbers were appended, so their end is an offset too.
            entry.first = at + 4 * rank as u32;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::write::pool::Pool;
    use crate::pack::{Index, Pack};

    #[test]
    fn every_key_is_found_whatever_its_length_and_the_width_of_a_bucket() {
        for longest in [1, 39, 45, 200] {
            let mut encoder = Encoder { bin: vec![0; 7], pool: Pool::default() };
            let key = |row: u32| format!("{row:x}{}", "k".repeat(row as usize % longest));
            let rows: Vec<_> = (0..2000)
                .map(|row| (encoder.pool.add(&key(row)).expect("it is small"), row))
                .collect();
            let (entries, _) = group(&encoder, &rows);
            let keys: Vec<&str> = entries.iter().map(|entry| encoder.pool.get(entry.key)).collect();
            let hash = phf_generator::generate_hash(&keys);
            for bucket in [NARROW, WIDE] {
                let bytes = to_bytes(&hash, &entries, &keys, bucket);
                let pack = Pack::unfinished(&bytes, encoder.pool.as_str());
                let index = Index::packed(pack, 0);
                for (row, key) in keys.iter().enumerate() {
                    assert_eq!(index.rows(pack, key).collect::<Vec<_>>(), [row as u32], "{key}");
                    assert_eq!(index.rows(pack, &format!("{key}?")).len(), 0);
                }
                let Index::Packed(packed) = index else { unreachable!("it is made above") };
                assert!(packed.displacements(pack).eq(hash.disps.iter().copied()));
                assert_eq!(packed.entries(pack).len(), keys.len());
            }
        }
    }
}
