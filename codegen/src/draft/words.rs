//! Names made from the words of the files.

use heck::{ToSnakeCase, ToTitleCase};

/// One of what a plural names: `categories` → `category`. A word that is no plural stays.
pub(super) fn singular(word: &str) -> String {
    let ends = |ending: &str| word.len() > ending.len() + 1 && word.ends_with(ending);
    let without = |count: usize| &word[..word.len() - count];
    match () {
        () if ends("ies") => format!("{}y", without(3)),
        () if ["sses", "shes", "ches", "xes", "zes"].iter().any(|ending| ends(ending)) => {
            without(2).to_owned()
        }
        () if ["ss", "us", "is"].iter().any(|ending| ends(ending)) || !ends("s") => word.to_owned(),
        () => without(1).to_owned(),
    }
}

/// A name of a collection or field as the schema wants it: `a-z`, `0-9` and `_`, a letter first.
pub(super) fn name(words: &str) -> String {
    let ascii: String = words.chars().map(|c| if c.is_ascii() { c } else { ' ' }).collect();
    let snake = ascii.to_snake_case();
    if snake.starts_with(|first: char| first.is_ascii_lowercase()) {
        snake
    } else {
        format!("item_{snake}").trim_end_matches('_').to_owned()
    }
}

/// A title for people: `coach_models` → `Coach models`.
pub(super) fn title(name: &str) -> String {
    let words = name.to_title_case().to_lowercase();
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_is_named_by_one_of_its_records() {
        let cases = [
            ("skills", "skill"),
            ("categories", "category"),
            ("classes", "class"),
            ("boxes", "box"),
            ("status", "status"),
            ("devices", "device"),
            ("area", "area"),
            ("s", "s"),
        ];
        for (plural, one) in cases {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn a_name_is_one_that_the_schema_allows() {
        let cases = [
            ("dgnPairs", "dgn_pairs"),
            ("Live Sessions", "live_sessions"),
            ("17E00", "item_17e00"),
            ("größe", "gr_e"),
        ];
        for (words, expected) in cases {
            assert_eq!(name(words), expected);
        }
    }
}
