//! Every combination of what became of a field on either side, for every type of field.

mod cases;

use serde_json::{Map, Value, json};

use super::{FieldConflict, FieldPath, Merged, RecordType, merge, rich};
use cases::{Case, cases};

impl Case {
    /// What the rule says of these three; each is absent, the base or an edit.
    fn expected(
        &self,
        base: Option<&Value>,
        current: Option<&Value>,
        target: Option<&Value>,
    ) -> (Option<Value>, Vec<String>) {
        if current == base {
            return (target.cloned(), Vec::new());
        }
        if target == base || current == target {
            return (current.cloned(), Vec::new());
        }
        let edits = self.edits.each_ref().map(Some);
        if let Some(merged) = self.merged.as_ref().filter(|_| [current, target] == edits) {
            let (value, fields) = &merged[usize::from(base.is_none())];
            return (Some(value.clone()), fields.iter().map(|&field| field.to_owned()).collect());
        }
        let conflict = (!self.volatile).then(|| self.field.to_owned());
        (current.cloned(), conflict.into_iter().collect())
    }

    fn record(&self, value: Option<&Value>) -> Map<String, Value> {
        let other = ("other".to_owned(), json!(1));
        value
            .map(|value| (self.field.to_owned(), value.clone()))
            .into_iter()
            .chain([other])
            .collect()
    }
}

#[test]
fn every_combination_for_every_type() {
    let dataset = rich::dataset();
    let ty = rich::record_type(&dataset);
    let mut combinations = 0;
    for case in cases() {
        let [one, other] = case.edits.each_ref().map(Some);
        for base in [None, Some(&case.base)] {
            for current in [None, Some(&case.base), one] {
                for target in [None, Some(&case.base), one, other] {
                    if base.is_none() && [current, target].contains(&Some(&case.base)) {
                        continue;
                    }
                    combinations += 1;
                    let (value, fields) = case.expected(base, current, target);
                    let [was, has, gets] = [base, current, target].map(|side| case.record(side));
                    let known = merge(ty, Some(&was), &has, &gets);
                    assert_told(&known, [&was, &has, &gets], ty);
                    let told: Vec<String> =
                        known.conflicts.iter().map(|conflict| conflict.field.to_string()).collect();
                    let label = format!("{}: {base:?}, {current:?}, {target:?}", case.field);
                    assert_eq!(known.value, case.record(value.as_ref()), "{label}");
                    assert_eq!(told, fields, "{label}");
                    if base.is_none() {
                        assert_eq!(merge(ty, None, &has, &gets), known, "{label}, base unknown");
                    }
                }
            }
        }
    }
    assert_eq!(combinations, cases().len() * 18);
}

/// Each conflict has the three values that its field has, and current's stayed.
fn assert_told(merged: &Merged, sides: [&Map<String, Value>; 3], ty: RecordType<'_>) {
    for FieldConflict { field, base, current, target } in &merged.conflicts {
        let [was, has, gets] = sides.map(|side| field.get(ty, side));
        assert_eq!((base.as_ref(), current.as_ref(), target.as_ref()), (was, has, gets), "{field}");
        assert_eq!(field.get(ty, &merged.value), has, "{field}");
    }
}

#[test]
fn without_a_base_only_what_one_side_has_is_taken() {
    let dataset = rich::dataset();
    let ty = rich::record_type(&dataset);
    let object = |value: Value| value.as_object().unwrap().clone();
    let current = object(json!({ "int": 1, "name": "a", "kind": "a", "number": 1 }));
    let target = object(json!({ "int": 2, "day": "2026-01-01", "kind": "a", "number": 1.0 }));
    let merged = merge(ty, None, &current, &target);
    let expected = json!({ "int": 1, "name": "a", "kind": "a", "number": 1, "day": "2026-01-01" });
    assert_eq!(merged.value, object(expected));
    let conflict = FieldConflict {
        field: FieldPath::parse("int").unwrap(),
        base: None,
        current: Some(json!(1)),
        target: Some(json!(2)),
    };
    assert_eq!(merged.conflicts, [conflict]);
}

#[test]
fn the_order_of_a_list_by_key_is_settled_too() {
    let dataset = rich::dataset();
    let ty = rich::record_type(&dataset);
    let record = |codes: &str, edited: &str| {
        let steps = codes.chars().map(|code| {
            let n = i32::from(edited.contains(code));
            json!({ "code": code.to_string(), "n": n })
        });
        Map::from_iter([("steps".to_owned(), steps.collect())])
    };
    for (base, current, target, expected) in [
        ("abc", "abc", "cab", "cab"),
        ("abc", "cba", "abc", "cba"),
        ("abc", "cba", "bca", "cba"),
        ("abc", "abxc", "abyc", "abyxc"),
        ("abc", "axbc", "cab", "caxb"),
        ("abc", "ac", "cab", "ca"),
    ] {
        // Each side edits an element as well, so that neither is taken as it is.
        let merged =
            merge(ty, Some(&record(base, "")), &record(current, "a"), &record(target, "c"));
        assert_eq!(merged.value, record(expected, "ac"), "{base}, {current}, {target}");
        assert_eq!(merged.conflicts, []);
    }
}
