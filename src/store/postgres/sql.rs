//! Names and texts inside a statement.

use seedbank_codegen::canon::text_hash;

/// PostgreSQL cuts longer names, and so makes two of them one.
const LONGEST: usize = 63;

/// A name in quotes.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in quotes.
pub(super) fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        format!("E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}

/// A name that fits: one that is too long has the beginning of its hash for its end.
pub(super) fn fitting(name: &str) -> String {
    const HASH: usize = 8;
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let mut kept = LONGEST - HASH - 1;
    while !name.is_char_boundary(kept) {
        kept -= 1;
    }
    let hash = text_hash(name).to_string();
    let digits = hash.rsplit('-').next().unwrap_or_default();
    format!("{}_{}", &name[..kept], &digits[..HASH.min(digits.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_are_only_text() {
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\'b"), "E'a\\\\''b'");
    }

    #[test]
    fn long_names_stay_different_and_fit() {
        let long = |end: &str| fitting(&("ä".repeat(40) + end));
        assert_eq!(fitting("skills_skill"), "skills_skill");
        assert_eq!(fitting(&"x".repeat(63)), "x".repeat(63));
        assert!(long("a").len() <= 63 && long("a").starts_with("ääää"));
        assert_ne!(long("a"), long("b"));
        assert_eq!(long("a"), long("a"));
    }
}
