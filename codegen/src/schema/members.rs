//! An object's members with their marks.

use serde_json::{Map, Value};

use crate::source::Mark;

/// The members of an object in the order of the file.
pub(crate) fn members<'a>(
    object: &'a Map<String, Value>,
    mark: &'a Mark,
) -> Vec<(&'a str, &'a Value, &'a Mark)> {
    let mut members = members_by_name(object, mark);
    members.sort_by_key(|(_, _, mark)| mark.key);
    members
}

/// The members of an object by name, which is the order of marks.
pub(crate) fn members_by_name<'a>(
    object: &'a Map<String, Value>,
    mark: &'a Mark,
) -> Vec<(&'a str, &'a Value, &'a Mark)> {
    let mut sorted: Vec<_> = object.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    let marks = &mark.children;
    sorted
        .into_iter()
        .zip(marks)
        .map(|((name, value), mark)| (name.as_str(), value, mark))
        .collect()
}

/// The mark of one member.
pub(crate) fn member<'a>(
    object: &Map<String, Value>,
    mark: &'a Mark,
    name: &str,
) -> Option<&'a Mark> {
    let rank = object.keys().filter(|key| key.as_str() < name).count();
    object.contains_key(name).then(|| mark.children.get(rank)).flatten()
}
