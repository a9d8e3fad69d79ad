//! Builds an index.

use std::collections::HashMap;

use super::encode::Encoder;
use super::error::Full;
use super::pool::StrRef;
use crate::pack::index::{BUCKET, ENTRY, PREFIX};

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

    // The hash is seeded with a constant, so that the same keys give the same bytes.
    let keys: Vec<&str> = entries.iter().map(|entry| encoder.pool.get(entry.key)).collect();
    let hash = phf_generator::generate_hash(&keys);
    let len = PREFIX as usize + hash.disps.len() * BUCKET as usize + keys.len() * ENTRY as usize;
    let mut bytes = Vec::with_capacity(len);
    bytes.extend((keys.len() as u32).to_le_bytes());
    bytes.extend((hash.disps.len() as u32).to_le_bytes());
    bytes.extend(hash.key.to_le_bytes());
    for (first, second) in hash.disps {
        bytes.extend(first.to_le_bytes());
        bytes.extend(second.to_le_bytes());
    }
    for slot in hash.map {
        let entry = &entries[slot];
        bytes.extend(entry.key.to_bytes());
        bytes.extend(entry.first.to_le_bytes());
        bytes.extend(entry.rows.to_le_bytes());
    }
    encoder.append(&bytes)
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
