//! "Did you mean": the known word that a wrong one was probably meant to be.

/// The known word nearest to this one, if one is near enough to be worth a guess.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |other: &str| strsim::damerau_levenshtein(&word.to_lowercase(), other);
    known
        .into_iter()
        .map(|other| (distance(other), other))
        .filter(|(distance, other)| *distance <= 1 + other.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_another_word_is_not() {
        let known = ["title", "version", "files", "at"];
        for (word, expected) in [
            ("titel", Some("title")),
            ("Version", Some("version")),
            ("file", Some("files")),
            ("versoin", Some("version")),
            ("at_", Some("at")),
            ("author", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}
