//! Lines and columns of many places in large files, each in constant time.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Place, SourceFile};

/// Where a place begins and ends, all from 1; the end is that of the character after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Character,
    Utf16,
}

/// The line indexes of the files that were asked for so far.
#[derive(Default)]
pub(crate) struct Lines(HashMap<*const SourceFile, Index>);

/// One file's.
struct Index {
    /// Keeps the file, and so its address, for as long as the index is known by it.
    file: Arc<SourceFile>,
    /// The first byte of each line.
    starts: Vec<usize>,
    /// Characters and UTF-16 units before every [`STEP`]th byte: a file may be one long line.
    counts: Vec<(usize, usize)>,
}

/// Bytes between two counts.
const STEP: usize = 1024;

impl Lines {
    pub(crate) fn region(&mut self, place: &Place, unit: Column) -> Region {
        let index = self.index(&place.file);
        let (line, column) = index.position(place.span.start, unit);
        let (end_line, end_column) = index.position(place.span.end.max(place.span.start), unit);
        Region { line, column, end_line, end_column }
    }

    /// The bytes of a line (from 1), without its end.
    pub(crate) fn line(&mut self, file: &Arc<SourceFile>, line: usize) -> std::ops::Range<usize> {
        let index = self.index(file);
        let start = index.starts.get(line - 1).copied().unwrap_or(file.text.len());
        let end = index.starts.get(line).copied().unwrap_or(file.text.len());
        let text = file.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + text.len()
    }

    fn index(&mut self, file: &Arc<SourceFile>) -> &Index {
        self.0.entry(Arc::as_ptr(file)).or_insert_with(|| Index::new(file))
    }
}

impl Index {
    fn new(file: &Arc<SourceFile>) -> Self {
        let mut starts = vec![0];
        let mut counts = Vec::with_capacity(file.text.len() / STEP + 1);
        let (mut characters, mut units) = (0, 0);
        for (at, character) in file.text.char_indices() {
            while counts.len() * STEP <= at {
                counts.push((characters, units));
            }
            characters += 1;
            units += character.len_utf16();
            if character == '\n' {
                starts.push(at + 1);
            }
        }
        Self { file: Arc::clone(file), starts, counts }
    }

    fn position(&self, at: usize, unit: Column) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at.min(self.file.text.len()));
        let start = self.starts[line - 1];
        (line, self.before(at, unit) - self.before(start, unit) + 1)
    }

    /// How many characters or units are before a byte.
    fn before(&self, at: usize, unit: Column) -> usize {
        let text = &self.file.text;
        let at = at.min(text.len());
        let step = (at / STEP).min(self.counts.len().saturating_sub(1));
        let Some(&(characters, units)) = self.counts.get(step) else { return 0 };
        let counted = match unit {
            Column::Character => characters,
            Column::Utf16 => units,
        };
        // A count is taken at the first character that starts at its byte or after it.
        let mut from = step * STEP;
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let rest = text[from.min(at)..at].chars();
        counted
            + match unit {
                Column::Character => rest.count(),
                Column::Utf16 => rest.map(char::len_utf16).sum(),
            }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;

    fn place(text: &str, span: std::ops::Range<usize>) -> Place {
        let file = SourceFile { path: PathBuf::from("a"), text: text.to_owned() };
        Place { file: Arc::new(file), span }
    }

    #[test]
    fn columns_count_characters_or_utf16_units() {
        let place = place("ab\nä𝄞x\n", 9..10);
        let mut lines = Lines::default();
        let region = lines.region(&place, Column::Character);
        assert_eq!(region, Region { line: 2, column: 3, end_line: 2, end_column: 4 });
        let region = lines.region(&place, Column::Utf16);
        assert_eq!(region, Region { line: 2, column: 4, end_line: 2, end_column: 5 });
        assert_eq!(lines.line(&place.file, 2), 3..10);
        assert_eq!(lines.line(&place.file, 3), 11..11);
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_counting(parts in prop::collection::vec("[aä𝄞]{0,900}\r?\n?", 0..6), at in 0usize..4000) {
            let text = parts.concat();
            let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let place = place(&text, at..at);
            let region = Lines::default().region(&place, Column::Character);
            prop_assert_eq!((region.line, region.column), place.line_column());
        }
    }
}
