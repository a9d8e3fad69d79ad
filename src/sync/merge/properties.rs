//! What holds of the merge and of changes for any records.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use super::equal::same;
use super::{FieldChange, FieldPath, RecordType, changes, merge, rich};

type Record = Map<String, Value>;

proptest! {
    #[test]
    fn merging_with_an_unchanged_side_gives_the_other(base in record(), side in record()) {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        for (current, target) in [(&base, &side), (&side, &base), (&side, &side)] {
            let merged = merge(ty, Some(&base), current, target);
            prop_assert!(alike(&merged.value, &side), "{:?}", merged.value);
            prop_assert_eq!(merged.conflicts, []);
        }
    }

    #[test]
    fn no_edit_is_lost(base in record(), current in record(), target in record()) {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        let merged = merge(ty, Some(&base), &current, &target);
        for change in element_changes(ty, &base, &current) {
            prop_assert!(is_in(ty, &change, &merged.value), "{:?} in {:?}", change, merged);
        }
        for change in element_changes(ty, &base, &target) {
            let told = merged.conflicts.iter().any(|conflict| overlap(&conflict.field, &change.field))
                || change.field.as_str().starts_with("/fetched");
            prop_assert!(told || is_in(ty, &change, &merged.value), "{:?} in {:?}", change, merged);
        }
    }

    #[test]
    fn conflicts_have_what_each_side_has(
        base in record(), current in record(), target in record(), known in any::<bool>(),
    ) {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        let base = known.then_some(&base);
        let merged = merge(ty, base, &current, &target);
        prop_assert!(merged.conflicts.is_sorted_by(|a, b| a.field < b.field));
        let mut settled = merged.value.clone();
        for conflict in &merged.conflicts {
            let field = &conflict.field;
            prop_assert!(!same(conflict.current.as_ref(), conflict.target.as_ref()));
            prop_assert_eq!(field.get(ty, &current), conflict.current.as_ref());
            prop_assert_eq!(field.get(ty, &target), conflict.target.as_ref());
            prop_assert_eq!(base.and_then(|base| field.get(ty, base)), conflict.base.as_ref());
            prop_assert_eq!(field.get(ty, &merged.value), conflict.current.as_ref());
            // It can be settled for the factory afterwards.
            field.set(ty, &mut settled, conflict.target.clone()).unwrap();
            prop_assert_eq!(field.get(ty, &settled), conflict.target.as_ref());
        }
        prop_assert_eq!(merge(ty, base, &current, &target), merged);
    }

    #[test]
    fn without_a_base_each_difference_is_told(current in record(), target in record()) {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        let merged = merge(ty, None, &current, &target);
        for change in changes(ty, Some(&merged.value), Some(&target)) {
            let told = merged.conflicts.iter().any(|conflict| overlap(&conflict.field, &change.field));
            let only_current = change.after.is_none();
            let volatile = change.field.as_str().starts_with("/fetched");
            // Lists may differ in their order.
            let there = change.after.as_ref().zip(change.field.get(ty, &merged.value));
            let there = there.is_some_and(|(after, found)| {
                let [after, found] = [after, found].map(|value| json!({ "tags": value }));
                covers(&found, &after) || covers(&found["tags"], &after["tags"])
            });
            prop_assert!(told || only_current || volatile || there, "{:?} in {:?}", change, merged);
        }
    }

    #[test]
    fn merging_again_changes_nothing(base in record(), current in record(), target in record()) {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        let merged = merge(ty, Some(&base), &current, &target).value;
        let again = merge(ty, Some(&target), &merged, &target);
        prop_assert!(alike(&again.value, &merged), "{:?}", again.value);
        prop_assert_eq!(again.conflicts, []);
    }

    #[test]
    fn changes_lead_from_one_version_to_the_other(before in record(), after in record()) {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        let found = changes(ty, Some(&before), Some(&after));
        prop_assert!(found.is_sorted_by(|a, b| a.field < b.field));
        let mut changed = before.clone();
        for FieldChange { field, before: was, after: gets } in &found {
            prop_assert_eq!(field.get(ty, &before), was.as_ref());
            prop_assert_eq!(field.get(ty, &after), gets.as_ref());
            field.set(ty, &mut changed, gets.clone()).unwrap();
        }
        // New elements of a list by key were added at its end.
        prop_assert_eq!(by_name(&changed), by_name(&after));
        prop_assert_eq!(found.is_empty(), alike(&before, &after));
    }

    #[test]
    fn a_record_that_is_not_there_has_no_fields(record in record()) {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        let fields: Vec<_> = changes(ty, None, Some(&record)).into_iter().map(|new| new.after).collect();
        prop_assert_eq!(fields, record.values().cloned().map(Some).collect::<Vec<_>>());
        prop_assert_eq!(changes(ty, Some(&record), None).len(), record.len());
    }

    #[test]
    fn texts_merge_whatever_they_are(base in text(8), current in text(8), target in text(8)) {
        let dataset = rich::dataset();
        let ty = rich::record_type(&dataset);
        let [base, current, target] =
            [base, current, target].map(|text| Map::from_iter([("body".to_owned(), text)]));
        let merged = merge(ty, Some(&base), &current, &target);
        for change in changes(ty, Some(&base), Some(&current)) {
            prop_assert!(is_in(ty, &change, &merged.value), "{:?} in {:?}", change, merged);
        }
    }
}

/// A record that has some of the fields, of which some have a value of another type.
fn record() -> impl Strategy<Value = Record> {
    let fields = vec![
        ("flag", any::<bool>().prop_map(Value::from).boxed()),
        ("int", int().boxed()),
        ("number", select(vec![json!(1), json!(1.0), json!(1.5)]).boxed()),
        ("body", text(4).boxed()),
        ("size", size().boxed()),
        ("shape", shape().boxed()),
        ("list", list(int()).boxed()),
        ("tags", list(name()).boxed()),
        ("steps", steps()),
        ("pairs", pairs()),
        ("limits", object(vec![("a", size().boxed()), ("b/c", size().boxed())]).boxed()),
        ("json", free().boxed()),
        ("fetched", free().boxed()),
        ("op.en", free().boxed()),
    ];
    let fields = fields.into_iter().map(|(name, value)| {
        (name, prop_oneof![12 => value, 1 => free(), 1 => size(), 1 => steps()].boxed())
    });
    object(fields.collect()).prop_map(|record| record.as_object().cloned().unwrap_or_default())
}

fn object(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> impl Strategy<Value = Value> {
    let entries = fields.into_iter().map(|(name, value)| {
        let entry = value.prop_map(move |value| (name.to_owned(), value));
        prop::option::weighted(0.7, entry)
    });
    let entries: Vec<_> = entries.collect();
    entries.prop_map(|entries| Value::Object(entries.into_iter().flatten().collect()))
}

fn list(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec(of, 0..4).prop_map(Value::from)
}

fn int() -> impl Strategy<Value = Value> {
    (0..3).prop_map(Value::from)
}

fn name() -> impl Strategy<Value = Value> {
    select(vec!["a", "b/c", "~d", "e.f"]).prop_map(Value::from)
}

fn text(lines: usize) -> impl Strategy<Value = Value> {
    let line = select(vec!["a\n", "b\n", "c\r\n", "d\n", "\n"]);
    let end = select(vec!["", "", "a", "e"]);
    (prop::collection::vec(line, 0..=lines), end)
        .prop_map(|(lines, end)| Value::from(lines.concat() + end))
}

fn size() -> impl Strategy<Value = Value> {
    object(vec![("min", int().boxed()), ("max", int().boxed()), ("note", text(4).boxed())])
}

fn shape() -> impl Strategy<Value = Value> {
    let tagged = |tag: &'static str| {
        move |mut object: Value| {
            object["type"] = tag.into();
            object
        }
    };
    let boxes = object(vec![("w", int().boxed()), ("h", text(4).boxed())]);
    prop_oneof![boxes.prop_map(tagged("box")), size().prop_map(tagged("circle"))]
}

fn free() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(Value::Null), int(), name(), list(int())];
    leaf.prop_recursive(2, 6, 3, |inner| {
        object(vec![
            ("a", inner.clone().boxed()),
            ("", inner.clone().boxed()),
            ("b~", inner.boxed()),
        ])
    })
}

/// Elements in any order, mostly with keys that are all there and differ.
fn elements(keys: &[Value], of: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let with_key = |(key, mut element): (Value, Value)| {
        for (name, value) in key.as_object().into_iter().flatten() {
            element[name] = value.clone();
        }
        element
    };
    let any_keys = prop::collection::vec(select(keys.to_vec()), 0..3);
    let own_keys = subsequence(keys.to_vec(), 0..=keys.len()).prop_shuffle();
    let keys = prop_oneof![8 => own_keys, 1 => any_keys];
    (keys, prop::collection::vec(of, 4))
        .prop_map(move |(keys, of)| keys.into_iter().zip(of).map(with_key).collect::<Value>())
        .boxed()
}

fn steps() -> BoxedStrategy<Value> {
    let id = |id: i32| json!({ "id": id });
    let part = object(vec![("text", text(3).boxed())]).boxed();
    let parts = elements(&[id(0), id(1), id(2)], part);
    let step = object(vec![("n", int().boxed()), ("tags", list(name()).boxed()), ("parts", parts)]);
    let code = |code: &str| json!({ "code": code });
    elements(&[code("a"), code("b/c"), code("~d"), code("")], step.boxed())
}

fn pairs() -> BoxedStrategy<Value> {
    let pair = |a: Value, b: Value| json!({ "a": a, "b": b });
    let keys = [
        pair(json!("x"), json!(1)),
        pair(json!("x"), json!(2)),
        pair(json!("x"), json!(1.0)),
        pair(json!("y/z"), json!(1)),
    ];
    elements(&keys, object(vec![("n", int().boxed())]).boxed())
}

/// The changes as they were if no list by key had been reordered: element by element.
fn element_changes(ty: RecordType<'_>, before: &Record, after: &Record) -> Vec<FieldChange> {
    let mut before = before.clone();
    loop {
        let found = changes(ty, Some(&before), Some(after));
        let reordered = found.iter().find_map(|change| {
            let was = change.before.as_ref()?.as_array()?;
            let gets = change.after.as_ref()?.as_array()?;
            let place = |element: &Value| gets.iter().position(|other| key(other) == key(element));
            let mut ordered = was.clone();
            ordered.sort_by_key(|element| place(element).unwrap_or(usize::MAX));
            (ordered != *was).then(|| (change.field.clone(), ordered))
        });
        let Some((field, ordered)) = reordered else { return found };
        field.set(ty, &mut before, Some(ordered.into())).unwrap();
    }
}

/// What names an element of a list by key, if it is one.
fn key(element: &Value) -> Option<String> {
    let text = |key: &str| element.get(key).map(seedbank_codegen::canon::canonical);
    text("code").or_else(|| text("id")).or_else(|| Some(text("a")? + "/" + &text("b")?))
}

fn alike(a: &Record, b: &Record) -> bool {
    same(Some(&a.clone().into()), Some(&b.clone().into()))
}

/// Whether one of the fields is the other or in it.
fn overlap(a: &FieldPath, b: &FieldPath) -> bool {
    let (a, b) = (format!("{}/", a.as_str()), format!("{}/", b.as_str()));
    a.starts_with(&b) || b.starts_with(&a)
}

/// Whether the record has what a change made of its field.
fn is_in(ty: RecordType<'_>, change: &FieldChange, record: &Record) -> bool {
    let found = change.field.get(ty, record);
    match (&change.before, &change.after, found) {
        (_, after, found) if same(after.as_ref(), found) => true,
        (Some(Value::String(was)), Some(Value::String(gets)), Some(Value::String(found))) => gets
            .split_inclusive('\n')
            .filter(|line| !was.split_inclusive('\n').any(|other| other == *line))
            .all(|line| found.split_inclusive('\n').any(|other| other == line)),
        (was, Some(Value::Array(gets)), Some(Value::Array(found)))
            if change.field.as_str().ends_with("/tags") =>
        {
            let was = was.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            gets.iter().all(|value| has(was, value) || has(found, value))
                && was.iter().all(|value| has(gets, value) || !has(found, value))
        }
        (None, Some(gets), Some(found)) => covers(found, gets),
        _ => false,
    }
}

fn has(list: &[Value], value: &Value) -> bool {
    list.iter().any(|other| same(Some(other), Some(value)))
}

/// Whether a value has all that another has, so that both may have added to one field.
fn covers(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Object(value), Value::Object(other)) => {
            other.iter().all(|(name, other)| match (value.get(name), other) {
                (Some(Value::Array(value)), Value::Array(other)) if name == "tags" => {
                    other.iter().all(|other| has(value, other))
                }
                (Some(value), other) => covers(value, other),
                (None, _) => false,
            })
        }
        (Value::Array(value), Value::Array(other)) if other.iter().all(Value::is_object) => {
            other.iter().all(|other| value.iter().any(|value| covers(value, other)))
        }
        _ => same(Some(value), Some(other)),
    }
}

/// The record's canonical text, with lists of objects sorted.
fn by_name(record: &Record) -> String {
    by_name_of(&Value::Object(record.clone()))
}

fn by_name_of(value: &Value) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Array(items) => {
                let mut items: Vec<_> = items.iter().map(sorted).collect();
                if items.iter().all(Value::is_object) {
                    items.sort_by_key(seedbank_codegen::canon::canonical);
                }
                items.into()
            }
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect()
            }
            other => other.clone(),
        }
    }
    seedbank_codegen::canon::canonical(&sorted(value))
}
