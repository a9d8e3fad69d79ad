//! Lists without order: `x-list-type: set`.

use std::collections::HashSet;

use seedbank_codegen::canon::canonical;
use serde_json::Value;

/// Merges sets: current without what target removed, and then what target added.
///
/// Without a base it can't be told what was added from what was removed, so that two sets are one only
/// if they have the same values.
pub(super) fn merge_sets(base: Option<&Value>, current: &Value, target: &Value) -> Option<Value> {
    let (current, target) = (current.as_array()?, target.as_array()?);
    let (had, has) = (texts(current), texts(target));
    let Some(base) = base else {
        return (had == has).then(|| current.clone().into());
    };
    let base = texts(base.as_array()?);
    let stays = |text: &String| has.contains(text) || !base.contains(text);
    let mut merged: Vec<Value> =
        current.iter().filter(|value| stays(&canonical(value))).cloned().collect();
    let mut added = HashSet::new();
    merged.extend(
        target
            .iter()
            .filter(|value| {
                let text = canonical(value);
                !base.contains(&text) && !had.contains(&text) && added.insert(text)
            })
            .cloned(),
    );
    Some(merged.into())
}

fn texts(list: &[Value]) -> HashSet<String> {
    list.iter().map(canonical).collect()
}
