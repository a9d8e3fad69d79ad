//! Splits a CSV text into cells with their places.
//!
//! The crate `csv` says where a row begins but not where a cell does, so the splitting is ours; a
//! test holds it against that crate.

use std::borrow::Cow;
use std::ops::Range;

/// One cell.
pub(crate) struct Cell<'t> {
    text: &'t str,
    /// With its quotes.
    pub whole: Range<usize>,
    /// Without them.
    pub content: Range<usize>,
}

impl<'t> Cell<'t> {
    /// What it says: `""` in quotes is one quote.
    pub(crate) fn text(&self) -> Cow<'t, str> {
        let content = &self.text[self.content.clone()];
        if self.whole != self.content && content.contains('"') {
            return content.replace("\"\"", "\"").into();
        }
        content.into()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.content.is_empty()
    }
}

/// What is left of a text.
pub(crate) struct Cells<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cells<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Puts the cells of the next row that is not blank into `row`; `false` at the end. An error is
    /// where and why the rest of the text can't be split.
    pub(crate) fn next_row(
        &mut self,
        row: &mut Vec<Cell<'t>>,
    ) -> Result<bool, (Range<usize>, &'static str)> {
        row.clear();
        while self.byte().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.byte().is_none() {
            return Ok(false);
        }
        loop {
            row.push(if self.byte() == Some(b'"') { self.quoted()? } else { self.bare() });
            let after = self.byte();
            self.at += 1;
            match after {
                Some(b',') => {}
                // The `\n` of a `\r\n` is passed over as a blank line.
                None | Some(b'\n' | b'\r') => return Ok(true),
                Some(_) => {
                    let end = self.text[self.at - 1..].chars().next().map_or(0, char::len_utf8);
                    let span = self.at - 1..self.at - 1 + end;
                    return Err((span, "text after the closing quote of a cell"));
                }
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn bare(&mut self) -> Cell<'t> {
        let start = self.at;
        let rest = &self.text[start..];
        self.at = rest.find([',', '\n', '\r']).map_or(self.text.len(), |length| start + length);
        Cell { text: self.text, whole: start..self.at, content: start..self.at }
    }

    fn quoted(&mut self) -> Result<Cell<'t>, (Range<usize>, &'static str)> {
        let start = self.at;
        self.at += 1;
        loop {
            let Some(length) = self.text[self.at..].find('"') else {
                return Err((start..start + 1, "a cell in quotes that does not end"));
            };
            self.at += length + 1;
            if self.byte() != Some(b'"') {
                break;
            }
            self.at += 1;
        }
        Ok(Cell { text: self.text, whole: start..self.at, content: start + 1..self.at - 1 })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ours(text: &str) -> Option<Vec<Vec<String>>> {
        let (mut cells, mut row, mut rows) = (Cells::new(text), Vec::new(), Vec::new());
        while cells.next_row(&mut row).ok()? {
            for cell in &row {
                let raw = &text[cell.whole.clone()];
                let quoted = raw.starts_with('"');
                assert_eq!(quoted, cell.whole != cell.content);
            }
            rows.push(row.iter().map(|cell| cell.text().into_owned()).collect());
        }
        Some(rows)
    }

    proptest! {
        #[test]
        fn cells_are_those_of_the_csv_crate(text in "[ab,\"\n\ré]{0,24}") {
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(ToOwned::to_owned).collect())
                .collect();
            // What we refuse, that crate makes something of.
            if let Some(ours) = ours(&text) {
                prop_assert_eq!(ours, theirs);
            }
        }
    }
}
