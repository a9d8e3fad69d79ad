//! Some records at a time, in buffers that are used again.

use crate::bundle::Row;
use crate::store::NewRecord;

/// What is sent to the database at once.
pub(super) const BATCH: usize = 1000;

/// Records of one collection and unit, with their text.
#[derive(Debug, Default)]
pub(super) struct Batch<'b> {
    rows: Vec<Row<'b>>,
    /// The canonical text of all rows.
    text: String,
    /// Where each row's text ends.
    ends: Vec<usize>,
}

impl<'b> Batch<'b> {
    pub(super) fn push(&mut self, row: Row<'b>) {
        row.write_canonical(&mut self.text);
        self.ends.push(self.text.len());
        self.rows.push(row);
    }

    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.text.clear();
        self.ends.clear();
    }

    pub(super) fn records(&self) -> impl Iterator<Item = NewRecord<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.rows
            .iter()
            .zip(starts.zip(&self.ends))
            .map(|(row, (start, end))| NewRecord { key: row.key(), data: &self.text[start..*end] })
    }
}
