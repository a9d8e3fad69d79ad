//! Tells a map, whose keys are data, from an object, whose keys are fields.

use std::collections::{BTreeSet, HashMap};

use super::seen::Seen;

/// So many keys, whose values look alike, are a map.
const MANY_KEYS: usize = 4;

/// The part of the fields of a map's values that more than one value has, at least.
const ALIKE: f64 = 0.75;

/// As a pattern of the schema, what all codes and no fields start with.
pub(super) const CODES: &str = "^[0-9A-Z]*[0-9]";

/// Which keys of an object are data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// None: they are fields.
    Fields,
    /// All.
    Data,
    /// Those that [`CODES`] matches.
    Codes,
}

/// What the keys of the objects at a place are.
pub(super) fn keys(seen: &Seen, depth: usize) -> Keys {
    let codes = seen.fields.iter().filter(|(name, _)| is_code(name)).count();
    let all: Vec<&Seen> = seen.fields.iter().map(|(_, value)| value).collect();
    match codes {
        0 if looks_like_map(seen, &all, depth) => Keys::Data,
        0 => Keys::Fields,
        codes if codes == all.len() => Keys::Data,
        // `25:` beside `default:`
        _ if all.iter().all(|value| value.scalars() == 0) && alike(&all) => Keys::Data,
        _ if seen.fields.iter().any(|(name, _)| starts_like_code(name) && !is_code(name)) => {
            Keys::Fields
        }
        _ => Keys::Codes,
    }
}

/// `25`, `17E00`, `0x7C`, `Z0004`, or a range such as `3-4`.
pub(super) fn is_code(key: &str) -> bool {
    let parts = key.strip_prefix("0x").unwrap_or(key).split(['-', '.']);
    let code = |c: char| c.is_ascii_hexdigit() || c.is_ascii_uppercase();
    starts_like_code(key)
        && parts.into_iter().all(|part| !part.is_empty() && part.chars().all(code))
}

/// What [`CODES`] matches.
fn starts_like_code(key: &str) -> bool {
    key.trim_start_matches(|c: char| c.is_ascii_uppercase())
        .starts_with(|first: char| first.is_ascii_digit())
}

fn looks_like_map(seen: &Seen, values: &[&Seen], depth: usize) -> bool {
    let objects = !values.is_empty()
        && values.iter().all(|value| value.objects > 0 && value.objects == value.count());
    let always = seen.fields.iter().all(|(_, value)| value.count() == seen.objects);
    if objects && !(seen.objects >= 3 && always) {
        // Near the root, two objects of one kind are more likely two records than two fields.
        let twins = depth <= 1 && values.len() >= 2 && values[0].fields.len() >= 2;
        return (twins && same_fields(values)) || (values.len() >= MANY_KEYS && alike(values));
    }
    // Free words: many keys, of which each object has a few.
    let count: usize = values.iter().map(|value| value.count()).sum();
    !objects
        && values.len() >= 2 * MANY_KEYS
        && seen.objects >= MANY_KEYS
        && count * 4 <= values.len() * seen.objects
        && alike(values)
}

/// Whether values are of one type and, if they are objects, have like fields.
fn alike(values: &[&Seen]) -> bool {
    let all = |count: fn(&Seen) -> usize| values.iter().all(|value| count(value) == value.count());
    if all(|value| value.objects) {
        return share_fields(values);
    }
    if all(|value| value.lists) {
        let items: Vec<&Seen> = values
            .iter()
            .filter_map(|value| value.items.as_deref())
            .filter(|items| items.count() > 0)
            .collect();
        return alike(&items);
    }
    all(|value| value.strings)
        || all(|value| value.integers + value.floats)
        || all(|value| value.booleans)
}

fn same_fields(values: &[&Seen]) -> bool {
    let names = |value: &Seen| -> BTreeSet<String> {
        value.fields.iter().map(|(name, _)| name.clone()).collect()
    };
    values.iter().all(|value| names(value) == names(values[0]))
}

/// Whether most fields of most values are in more than one of them.
// Counts of fields are far below what a float holds exactly.
#[expect(clippy::cast_precision_loss)]
fn share_fields(values: &[&Seen]) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (name, _) in values.iter().flat_map(|value| &value.fields) {
        *counts.entry(name).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let shared: usize = counts.values().filter(|&&count| count > 1).sum();
    all > 0 && (values.len() == 1 || shared as f64 >= ALIKE * all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_digit_and_no_words() {
        assert!(
            ["25", "17E00", "0010", "0x7C", "3-4", "1FEDA", "Z0004"].iter().all(|key| is_code(key))
        );
        assert!(
            !["default", "FEDA", "3d_model", "", "2nd", "-", "1-", "v2"]
                .iter()
                .any(|key| is_code(key))
        );
    }
}
