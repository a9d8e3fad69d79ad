//! Lists and objects without brackets: whole lines go and come, and comments with what they are about.

use std::ops::Range;

use super::style::column;
use crate::rewrite::edit::Edit;

/// A list or object without brackets.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Its items from their dashes, or its entries from their keys.
    parts: Vec<Range<usize>>,
    /// The column of each.
    pub column: usize,
}

impl<'t> Lines<'t> {
    /// Of at least one part.
    pub(super) fn new(text: &'t str, parts: Vec<Range<usize>>) -> Self {
        let column = column(text, parts.first().map_or(0, |part| part.start));
        Self { text, parts, column }
    }

    /// The changes that take out the parts that are not `kept` and add others, each behind so many of the
    /// old ones. At least one part is kept.
    pub(super) fn edits(
        &self,
        kept: &[bool],
        added: Vec<(usize, String)>,
        path: &str,
    ) -> Vec<Edit> {
        let edit = |at, text| Edit { at, text, path: path.to_owned() };
        let indent = " ".repeat(self.column);
        let blank = if self.is_spaced() { "\n" } else { "" };
        let first = kept.iter().position(|kept| *kept).unwrap_or_default();
        let mut edits = Vec::new();
        for (rank, text) in added {
            edits.push(match kept[..rank].iter().rposition(|kept| *kept) {
                Some(before) => {
                    let at = self.tail(before);
                    // The blank lines that a block scalar keeps are part of it.
                    let blank = if self.text[..at].ends_with('\n') { "" } else { blank };
                    edit(at..at, format!("\n{blank}{indent}{text}"))
                }
                None if self.begins_line(first)
                    && (first == 0 || self.begins_line(0) || self.has_head(first)) =>
                {
                    let at = self.head(first);
                    edit(at..at, format!("{indent}{text}\n{blank}"))
                }
                None => {
                    let at = self.parts[first].start;
                    edit(at..at, format!("{text}\n{blank}{indent}"))
                }
            });
        }
        let mut rank = 0;
        while rank < kept.len() {
            let run = kept[rank..].iter().take_while(|kept| !**kept).count();
            if run > 0 {
                edits.push(edit(self.lines_of(rank, rank + run), String::new()));
            }
            rank += run + 1;
        }
        edits
    }

    /// The lines of some parts, of which at least one other is kept.
    fn lines_of(&self, from: usize, to: usize) -> Range<usize> {
        let text = self.text;
        let end = self.tail(to - 1);
        if !self.begins_line(from) {
            // The first of them stands behind a dash, and so will what comes next.
            let start = self.parts[from].start;
            return match self.parts.get(to) {
                Some(_) if self.has_head(to) => text[..start].trim_end_matches(' ').len()..end,
                Some(next) => start..next.start,
                None => start..end,
            };
        }
        let last = end;
        let (mut start, mut end) = (self.head(from), after_line(text, last));
        let floor = from.checked_sub(1).map_or(0, |before| after_line(text, self.tail(before)));
        let blank_before = blank_lines_before(text, start).max(floor).min(start);
        let blank_after = blank_lines_after(text, end);
        if blank_before < start && (blank_after > end || to == self.parts.len()) {
            start = blank_before;
        } else if from == 0 && blank_after > end {
            end = blank_after;
        }
        if to == self.parts.len() && start > 0 {
            // The last line break stays, for what is added behind all of this.
            return end_before(text, start)..last;
        }
        start..end
    }

    /// Where the lines of the last part end.
    pub(super) fn end(&self) -> usize {
        self.parts.len().checked_sub(1).map_or(0, |last| self.tail(last))
    }

    /// Whether a blank line is between the last two parts.
    fn is_spaced(&self) -> bool {
        let Some(before) = self.parts.len().checked_sub(2) else { return false };
        let head = self.head(before + 1);
        blank_lines_before(self.text, head) < head && self.begins_line(before + 1)
    }

    fn begins_line(&self, part: usize) -> bool {
        let start = self.parts[part].start;
        self.text[start - column(self.text, start)..start].trim().is_empty()
    }

    /// Whether comments stand right above a part that are about it.
    fn has_head(&self, part: usize) -> bool {
        self.head(part) < self.parts[part].start - self.column
    }

    /// Where the lines of a part begin: with the comment lines right above it, unless the file begins with
    /// them.
    fn head(&self, part: usize) -> usize {
        let own = self.parts[part].start - column(self.text, self.parts[part].start);
        let floor = part.checked_sub(1).map_or(0, |before| self.tail(before));
        let mut start = own;
        while start > floor {
            let before = line_start(self.text, start - 1);
            let line = &self.text[before..start];
            let comment = line.trim_start().starts_with('#')
                && line.len() - line.trim_start().len() == self.column;
            if !comment || before < floor {
                break;
            }
            start = before;
        }
        if start == 0 { own } else { start }
    }

    /// The end of a part's last line: with the comment, and with those below it that are indented deeper.
    fn tail(&self, part: usize) -> usize {
        let mut end = line_end(self.text, self.parts[part].end);
        loop {
            let next = after_line(self.text, end);
            let line = &self.text[next..line_end(self.text, next)];
            let indent = line.len() - line.trim_start().len();
            if next == end || !line.trim_start().starts_with('#') || indent <= self.column {
                return end;
            }
            end = next + line.len();
        }
    }
}

pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// The end of a line without its line break.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    if end > offset && text[..end].ends_with('\r') { end - 1 } else { end }
}

/// The end of the line before the one that begins here.
fn end_before(text: &str, start: usize) -> usize {
    text[..start].strip_suffix('\n').map_or(start, |line| line.trim_end_matches('\r').len())
}

/// Where the next line begins.
fn after_line(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |at| offset + at + 1)
}

/// Where the blank lines begin that stand right before a line.
fn blank_lines_before(text: &str, start: usize) -> usize {
    let mut found = start;
    while found > 0 {
        let before = line_start(text, found - 1);
        if !text[before..found].trim().is_empty() {
            break;
        }
        found = before;
    }
    found
}

/// Where the blank lines end that a line is followed by.
fn blank_lines_after(text: &str, end: usize) -> usize {
    let mut found = end;
    while found < text.len() {
        let next = after_line(text, found);
        if !text[found..next].trim().is_empty() {
            break;
        }
        found = next;
    }
    found
}
