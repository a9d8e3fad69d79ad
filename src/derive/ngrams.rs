//! Embeddings without a model: character n-grams, hashed into a vector of a fixed length.

use serde_json::{Map, Value, json};

use super::text;
use crate::sync::{Derive, DeriveError, DerivedField};

/// Embeddings that need no download and are the same on every machine: how often each three characters
/// follow each other in a record's texts, hashed into 256 numbers whose vector has the length 1.
///
/// Texts that share words lie near each other, whatever they mean.
///
/// ```
/// let database = seedbank::Database::open("sqlite::memory:")?;
/// database.boot(&seedbank::BUNDLE)?;
/// let author = seedbank::Author::new("ops");
/// let derived = database.derive(&seedbank::BUNDLE, &mut seedbank::NGrams, &author)?;
/// assert_eq!((derived.missing, derived.failed), (0, None));
/// # Ok::<_, seedbank::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct NGrams;

/// Numbers of a vector.
const LENGTH: usize = 256;

/// Characters that are looked at together.
const WINDOW: usize = 3;

impl Derive for NGrams {
    fn maker(&self) -> &'static str {
        "hashed n-grams"
    }

    fn derive(
        &mut self,
        _: &DerivedField<'_>,
        records: &[Map<String, Value>],
    ) -> Result<Vec<Value>, DeriveError> {
        Ok(records.iter().map(|record| json!(embedding(&text(record)))).collect())
    }
}

/// The vector of a text, to six digits: more would only take space.
fn embedding(text: &str) -> Vec<f64> {
    let mut characters = vec![' '];
    for word in text.split_whitespace() {
        characters.extend(word.chars().flat_map(char::to_lowercase));
        characters.push(' ');
    }
    let mut vector = vec![0.0_f64; LENGTH];
    for window in characters.windows(WINDOW) {
        let hash = hash(window);
        // The sign keeps those that fall together by chance from adding up.
        let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
        vector[(hash >> 32) as usize % LENGTH] += sign;
    }
    let length = vector.iter().map(|number| number * number).sum::<f64>().sqrt();
    if length > 0.0 {
        for number in &mut vector {
            *number = (*number / length * 1e6).round() / 1e6;
        }
    }
    vector
}

/// FNV-1a, with its bits mixed once more: some choose the place, the highest the sign.
fn hash(window: &[char]) -> u64 {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    let bytes = window.iter().flat_map(|character| u32::from(*character).to_le_bytes());
    let hash = bytes
        .fold(START, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: &str, other: &str) -> f64 {
        embedding(one).iter().zip(embedding(other)).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn what_shares_words_is_near_and_what_does_not_is_far() {
        let text = "Restart the database server, then check the connection pool.";
        assert!((near(text, text) - 1.0).abs() < 1e-3);
        assert!(near(text, "Check the pool of database connections") > 0.5);
        assert!(near(text, "Feta, Oliven und Tomaten").abs() < 0.3);
        assert_eq!(embedding("  A  b\n"), embedding("a B"));
        assert_eq!(embedding("").len(), LENGTH);
    }

    #[test]
    fn a_vector_never_changes() {
        // If it does, vectors that were stored before are of another kind than those of now.
        let vector = embedding("solo");
        let places: Vec<usize> = (0..LENGTH).filter(|rank| vector[*rank].abs() > 0.0).collect();
        assert_eq!(places, [16, 26, 138, 143]);
    }
}
