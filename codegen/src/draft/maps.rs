//! Tells a map, whose keys are data, from an object, whose keys are fields.

use super::seen::Seen;

/// So many keys, whose values look alike, are a map.
const MANY_KEYS: usize = 4;

/// The part of all fields that a value of a map has, on average.
const ALIKE: f64 = 0.5;

/// Which keys of an object are data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// None: they are fields.
    Fields,
    /// All.
    Data,
    /// Those that start with a digit.
    Codes,
}

/// What the keys of the objects at a place are.
pub(super) fn keys(seen: &Seen, root: bool) -> Keys {
    let codes = seen.fields.iter().filter(|(name, _)| is_code(name)).count();
    let all: Vec<&Seen> = seen.fields.iter().map(|(_, value)| value).collect();
    match codes {
        0 if looks_like_map(seen, &all, root) => Keys::Data,
        0 => Keys::Fields,
        codes if codes == all.len() => Keys::Data,
        // `25:` beside `default:`
        _ if all.iter().all(|value| value.scalars() == 0) && alike(&all) => Keys::Data,
        // A field that starts with a digit and is no code would be taken for one.
        _ if seen.fields.iter().any(|(name, _)| {
            name.starts_with(|first: char| first.is_ascii_digit()) && !is_code(name)
        }) =>
        {
            Keys::Fields
        }
        _ => Keys::Codes,
    }
}

/// A number, or a hexadecimal one that starts with a digit, or a range of them.
pub(super) fn is_code(key: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_hexdigit());
    let key = key.strip_prefix("0x").unwrap_or(key);
    key.starts_with(|first: char| first.is_ascii_digit()) && key.split(['-', '.']).all(digits)
}

fn looks_like_map(seen: &Seen, values: &[&Seen], root: bool) -> bool {
    let objects = !values.is_empty()
        && values.iter().all(|value| value.objects > 0 && value.objects == value.count());
    let always = seen.fields.iter().all(|(_, value)| value.count() == seen.objects);
    if objects && !(seen.objects >= 3 && always) {
        let likeness = likeness(values);
        // In a file's root, two objects of one kind are more likely two records than two fields.
        let twins = root && values.len() >= 2 && likeness > 0.99 && values[0].fields.len() >= 2;
        return twins || (values.len() >= MANY_KEYS && likeness >= ALIKE);
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
        return likeness(values) >= ALIKE;
    }
    if all(|value| value.lists) {
        let items: Vec<&Seen> = values
            .iter()
            .filter_map(|value| value.items.as_deref())
            .filter(|items| items.count() > 0)
            .collect();
        return alike(&items);
    }
    all(|value| value.strings) || all(|value| value.integers + value.floats) || all(|value| value.booleans)
}

/// The part of the fields of all objects that one of them has, on average.
fn likeness(values: &[&Seen]) -> f64 {
    let mut union: Vec<&str> =
        values.iter().flat_map(|value| &value.fields).map(|(name, _)| name.as_str()).collect();
    let present = union.len();
    union.sort_unstable();
    union.dedup();
    if union.is_empty() {
        return 0.0;
    }
    // Counts of fields are far below what a float holds exactly.
    #[expect(clippy::cast_precision_loss)]
    let likeness = present as f64 / (union.len() * values.len()) as f64;
    likeness
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_number_a_hexadecimal_or_a_range() {
        assert!(["25", "17E00", "0010", "0x7C", "3-4", "1FEDA", "1.5"].iter().all(|key| is_code(key)));
        assert!(!["default", "FEDA", "3d_model", "", "2nd", "-", "1-"].iter().any(|key| is_code(key)));
    }
}
