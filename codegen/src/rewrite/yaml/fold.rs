//! Folded blocks (`>`): paragraphs whose lines break where there is a space.

use super::scalar::{chomping, is_block, lines};

/// Whether a text can be folded so that it reads as before.
pub(super) fn foldable(text: &str) -> bool {
    is_block(text)
        && !text.starts_with('\n')
        && !text.ends_with("\n\n")
        && text.split('\n').all(|line| !line.starts_with(' ') && !line.ends_with(' '))
}

/// A folded block whose lines are indented by `inner` and end before `width`.
pub(super) fn fold(text: &str, inner: usize, width: usize) -> String {
    let room = width.saturating_sub(inner).max(20);
    let mut folded = String::with_capacity(text.len() + 16);
    for (rank, line) in text.strip_suffix('\n').unwrap_or(text).split('\n').enumerate() {
        if rank > 0 {
            // One line break folds into a space, so a text's own take one more.
            folded.push_str(if line.is_empty() { "\n" } else { "\n\n" });
        }
        wrap(&mut folded, line, room);
    }
    let mut out = format!(">{}", chomping(text));
    lines(&mut out, &folded, inner);
    out
}

/// Breaks a line at single spaces.
fn wrap(out: &mut String, line: &str, room: usize) {
    let mut used = 0;
    let mut rest = line;
    while !rest.is_empty() {
        let end = word_end(rest);
        let (word, after) = rest.split_at(end);
        let length = word.chars().count();
        if used > 0 {
            if used + 1 + length > room {
                out.push('\n');
                used = 0;
            } else {
                out.push(' ');
                used += 1;
            }
        }
        out.push_str(word);
        used += length;
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
}

/// Where the first single space is, which is between two words.
fn word_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let single = |at: &usize| {
        bytes[*at] == b' '
            && *at > 0
            && !matches!(bytes[at - 1], b' ' | b'\t')
            && bytes.get(at + 1).is_some_and(|next| !matches!(next, b' ' | b'\t'))
    };
    (0..bytes.len()).find(single).unwrap_or(bytes.len())
}
