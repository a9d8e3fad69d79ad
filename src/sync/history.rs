//! The chain of history rows.

use seedbank_codegen::canon::history_hash;

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
    let columns = [
        previous.as_deref().unwrap_or_default(),
        dataset,
        unit,
        action,
        &after,
        &signature.at,
        &signature.by,
    ];
    let hash = history_hash(columns).to_string();
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
