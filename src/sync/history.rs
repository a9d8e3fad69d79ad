//! The chain of history rows.

use sha2::{Digest as _, Sha256};

use super::report::Counts;
use crate::store::{Error, HistoryRow, Signature, Writer};

/// Writes the one row that an import of a unit leaves.
pub(super) fn record_import(
    writer: &mut dyn Writer,
    signature: &Signature,
    (dataset, unit): (&str, &str),
    counts: &Counts,
) -> Result<(), Error> {
    let after = serde_json::json!(counts).to_string();
    let previous = writer.last_history()?;
    let action = "import";
    let hash = link(&[
        previous.as_deref().unwrap_or_default(),
        dataset,
        unit,
        action,
        &after,
        &signature.at,
        &signature.by,
    ]);
    let previous = previous.as_deref();
    writer.append_history(&HistoryRow {
        dataset,
        unit,
        action,
        after: &after,
        previous,
        hash: &hash,
    })
}

/// The hash over a row's columns: a JSON array, so that no two rows are the same text.
fn link(columns: &[&str]) -> String {
    let digest = Sha256::digest(serde_json::json!(columns).to_string());
    let mut hash = "sb1-".to_owned();
    for byte in digest {
        hash.extend(
            [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[digit as usize])),
        );
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_in_hexadecimal() {
        // printf '["a"]' | sha256sum
        assert_eq!(
            link(&["a"]),
            "sb1-0eb5b8d6f81bc677da8a08567cc4fa9a06a57e9ec8da85ed73a7f62727996002"
        );
    }

    #[test]
    fn every_column_counts_and_its_borders_too() {
        assert_eq!(link(&["a", "b"]), link(&["a", "b"]));
        assert_ne!(link(&["a", "b"]), link(&["ab", ""]));
        assert_ne!(link(&["a", "b"]), link(&["a", "c"]));
    }
}
