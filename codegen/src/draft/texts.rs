//! What the texts at one place have in common.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;

/// So few distinct texts can be an enum.
const FEW: usize = 12;

/// So often, on average, each must occur.
const OFTEN: usize = 3;

/// So long a text can be the name of something.
const NAME_LENGTH: usize = 40;

/// Every text seen at one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    count: usize,
    /// Those seen and how often, until there are too many for an enum.
    distinct: BTreeMap<String, usize>,
    many: bool,
    dates: usize,
    instants: usize,
}

impl Texts {
    pub(super) fn add(&mut self, text: &str) {
        self.count += 1;
        self.dates += usize::from(is_date(text));
        self.instants += usize::from(is_instant(text));
        self.add_distinct(text, 1);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.dates += other.dates;
        self.instants += other.instants;
        self.many |= other.many;
        for (text, count) in other.distinct {
            self.add_distinct(&text, count);
        }
    }

    fn add_distinct(&mut self, text: &str, count: usize) {
        if self.many {
            return;
        }
        *self.distinct.entry(text.to_owned()).or_default() += count;
        if self.distinct.len() > FEW || !is_name(text) {
            self.many = true;
            self.distinct.clear();
        }
    }

    /// The `format` that all of them have.
    pub(super) fn format(&self) -> Option<&'static str> {
        match self.count {
            0 => None,
            count if count == self.dates => Some("date"),
            count if count == self.instants => Some("date-time"),
            _ => None,
        }
    }

    /// The texts of an enum, if it looks like one: few, often, and different as Rust names.
    pub(super) fn variants(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.distinct.keys().map(|text| text.to_upper_camel_case()).collect();
        names.sort();
        names.dedup();
        let distinct = names.len() == self.distinct.len();
        if self.many || self.distinct.len() < 2 || !distinct || self.count < OFTEN * names.len() {
            return Vec::new();
        }
        self.distinct.keys().cloned().collect()
    }
}

fn is_name(text: &str) -> bool {
    text.chars().count() <= NAME_LENGTH
        && !text.chars().any(char::is_control)
        && text.chars().any(|c| c.is_ascii_alphabetic())
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// As RFC 3339 has it: with a `T`, seconds and an offset.
fn is_instant(text: &str) -> bool {
    text.len() >= 20 && text.as_bytes()[10] == b'T' && text.parse::<jiff::Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[&str]) -> Texts {
        let mut texts = Texts::default();
        for text in all {
            texts.add(text);
        }
        texts
    }

    #[test]
    fn few_texts_that_come_often_are_an_enum() {
        let few = ["draft", "published", "draft", "draft", "published", "draft"];
        assert_eq!(texts(&few).variants(), ["draft", "published"]);
        assert!(texts(&few[..5]).variants().is_empty());
    }

    #[test]
    fn texts_that_would_be_one_variant_are_no_enum() {
        let alike = ["on off", "on_off", "on off", "on_off", "on off", "on_off"];
        assert!(texts(&alike).variants().is_empty());
    }

    #[test]
    fn a_format_is_what_all_texts_have() {
        assert_eq!(texts(&["2026-11-20", "2024-02-29"]).format(), Some("date"));
        assert_eq!(texts(&["2026-11-20", "2025-02-29"]).format(), None);
        assert_eq!(texts(&["2026-11-20T18:46:00Z"]).format(), Some("date-time"));
        assert_eq!(texts(&["2026-11-20 18:46:00Z"]).format(), None);
    }
}
