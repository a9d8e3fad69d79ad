//! Lists and objects in brackets: what goes and what comes, with commas and white space as they have it.

use std::ops::Range;

use super::edit::Edit;

/// A list or object in brackets.
pub(super) struct Brackets<'t> {
    text: &'t str,
    /// With the brackets.
    span: Range<usize>,
    /// The items or entries.
    parts: Vec<Range<usize>>,
    /// What stands between a comma and the next part, where there is none to look at.
    gap: &'t str,
}

impl<'t> Brackets<'t> {
    pub(super) fn new(
        text: &'t str,
        span: Range<usize>,
        parts: Vec<Range<usize>>,
        gap: &'t str,
    ) -> Self {
        Self { text, span, parts, gap }
    }

    /// The indentation of its parts, where each is on a line of its own.
    pub(super) fn indent(&self) -> Option<&'t str> {
        let lead = &self.text[self.span.start + 1..self.parts.first()?.start];
        lead.rfind('\n').map(|at| &lead[at + 1..]).filter(|indent| indent.trim().is_empty())
    }

    /// What stands between a comma and the next part.
    fn gap(&self) -> String {
        if let Some(indent) = self.indent() {
            return format!("\n{indent}");
        }
        let between = self.parts.windows(2).next().and_then(|two| {
            self.text[two[0].end..two[1].start].split_once(',').map(|(_, after)| after)
        });
        let usual = |gap: &&str| gap.bytes().all(|byte| byte == b' ');
        between.filter(usual).unwrap_or(self.gap).to_owned()
    }

    /// The changes that take out the parts that are not `kept` and add others: each behind so many of the
    /// old ones. At least one part is kept.
    pub(super) fn edits(
        &self,
        kept: &[bool],
        added: Vec<(usize, String)>,
        path: &str,
    ) -> Vec<Edit> {
        let edit = |at, text| Edit { at, text, path: path.to_owned() };
        let gap = self.gap();
        let mut edits = Vec::new();
        for (rank, text) in added {
            let before = kept[..rank].iter().rposition(|kept| *kept);
            edits.push(match (before, kept.iter().position(|kept| *kept)) {
                (Some(before), _) => {
                    let end = self.parts[before].end;
                    edit(end..end, format!(",{gap}{text}"))
                }
                (None, first) => {
                    let start = self.parts[first.unwrap_or_default()].start;
                    edit(start..start, format!("{text},{gap}"))
                }
            });
        }
        let mut rank = 0;
        while rank < kept.len() {
            let run = kept[rank..].iter().take_while(|kept| !**kept).count();
            if run > 0 {
                let at = if rank + run < kept.len() {
                    self.parts[rank].start..self.parts[rank + run].start
                } else {
                    let before = rank.checked_sub(1).map(|before| self.parts[before].end);
                    before.unwrap_or(self.span.start + 1)..self.parts[rank + run - 1].end
                };
                edits.push(edit(at, String::new()));
            }
            rank += run + 1;
        }
        edits
    }
}
