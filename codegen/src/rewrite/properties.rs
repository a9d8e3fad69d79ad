//! Files in every style, changed at random: they read as they are to, and what did not change stays.

mod referring;
mod styled;
mod tables;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use self::styled::{Choices, Styled, styled};
use super::testing::{Owned, SCHEMA, of_schema, records, text};
use crate::canon;
use crate::model::Dataset;

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z]{1,8}",
        2 => "[a-z]{1,6}( [a-z]{1,6}){1,30}",
        1 => prop::sample::select(vec![
            "yes", "off", "null", "~", "17E00", "0010", "1e3", "12:30", "- a", "a: b", "a #b", "#", "[x]", "{", "*a",
            "&a", "!x", "%", "@", "`", "'", "\"", "it's", "say \"x\"", "", " a", "a ", "true", "1.5", "<<", "---",
            "a:", ":a", "?", "? a", "-", "|", ">", "\t", "a\tb", "é ü", "\u{1f600}", "a\\b", "\u{feff}x", "\u{85}",
            "a, b", "x\u{2028}y", "\u{0}", "2026-11-20", "=", "...", "a\r\nb",
        ]).prop_map(str::to_owned),
        1 => "[a-z #:'\"\n-]{0,20}",
        1 => "[a-z]{1,9}( [a-z]{1,9}){0,9}(\n{1,3}[a-z]{1,9}( [a-z]{1,9}){0,9}){1,4}\n{0,3}",
        1 => "( {0,2}[a-z]{1,5}\n){1,4}",
    ]
}

fn free(depth: u32) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |float| float.is_finite()).prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(depth, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => "[a-z]{1,5}",
        1 => prop::sample::select(vec!["off", "17E00", "a b", "x: y", "<<", "#", "é", "1", "null", "a#", "-", "'"])
            .prop_map(str::to_owned),
    ]
}

fn item() -> impl Strategy<Value = Map<String, Value>> {
    let steps = prop::collection::btree_map(0..6_u8, word(), 0..4).prop_map(|steps| {
        steps.into_iter().map(|(n, text)| json!({"n": n, "do": text})).collect::<Value>()
    });
    let field = prop_oneof![
        word().prop_map(|text| ("name", Value::from(text))),
        (0..900).prop_map(|level| ("level", Value::from(f64::from(level) / 4.0))),
        any::<bool>().prop_map(|on| ("on", Value::from(on))),
        prop::collection::vec(word(), 0..4).prop_map(|tags| ("tags", Value::from(tags))),
        steps.prop_map(|steps| ("steps", steps)),
        prop::collection::vec((key(), free(2)), 0..3)
            .prop_map(|meta| ("meta", Value::Object(meta.into_iter().collect()))),
        free(2).prop_map(|free| ("free", free)),
    ];
    prop::collection::vec(field, 0..6).prop_map(|fields| {
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    })
}

fn area() -> impl Strategy<Value = Map<String, Value>> {
    (word(), prop::option::of(any::<i16>())).prop_map(|(label, size)| {
        let mut area = Map::from_iter([("label".to_owned(), label.into())]);
        area.extend(size.map(|size| ("size".to_owned(), size.into())));
        area
    })
}

#[derive(Debug, Clone)]
struct Unit {
    title: Option<String>,
    items: Vec<(String, Map<String, Value>)>,
    areas: Vec<(String, Map<String, Value>)>,
}

fn unit() -> impl Strategy<Value = Unit> {
    let items = prop::collection::btree_map("[a-z]{1,4}", item(), 0..5);
    let areas = prop::collection::btree_map("[a-z]{1,4}", area(), 0..4);
    (prop::option::of(word()), items, areas).prop_map(|(title, items, areas)| Unit {
        title,
        items: items.into_iter().collect(),
        areas: areas.into_iter().collect(),
    })
}

impl Unit {
    fn document(&self) -> Value {
        let items = self.items.iter().map(|(id, item)| {
            let mut item = item.clone();
            item.insert("id".to_owned(), id.clone().into());
            Value::Object(item)
        });
        let areas = self.areas.iter().map(|(key, area)| (key.clone(), Value::from(area.clone())));
        let mut document = json!({
            "items": items.collect::<Value>(), "areas": Value::Object(areas.collect()),
        });
        if let Some(title) = &self.title {
            document["title"] = title.clone().into();
        }
        document
    }
}

/// A change to some records.
#[derive(Debug, Clone)]
enum Act {
    Remove(prop::sample::Index),
    Add(String, Map<String, Value>),
    Put(prop::sample::Index, Map<String, Value>),
    Unset(prop::sample::Index, prop::sample::Index),
    Deep(prop::sample::Index, prop::sample::Index, Value),
}

fn act() -> impl Strategy<Value = Act> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        index().prop_map(Act::Remove),
        ("[A-Z]{1,3}", item()).prop_map(|(id, item)| Act::Add(id, item)),
        (index(), item()).prop_map(|(at, item)| Act::Put(at, item)),
        (index(), index()).prop_map(|(at, field)| Act::Unset(at, field)),
        (index(), index(), free(1)).prop_map(|(at, field, value)| Act::Deep(at, field, value)),
    ]
}

/// Makes a change; which record it is of.
fn make(records: &mut Vec<Owned>, act: &Act) -> Option<String> {
    let pick = |at: &prop::sample::Index| (!records.is_empty()).then(|| at.index(records.len()));
    match act {
        Act::Remove(at) => {
            let at = pick(at).filter(|at| records[*at].0 != "root")?;
            Some(records.remove(at).1)
        }
        Act::Add(id, item) => {
            let mut item = item.clone();
            item.insert("id".to_owned(), id.clone().into());
            if records.iter().any(|(_, key, _)| key == id) {
                return None;
            }
            records.push(("item".to_owned(), id.clone(), item));
            Some(id.clone())
        }
        Act::Put(at, item) => {
            let at = pick(at).filter(|at| records[*at].0 == "item")?;
            records[at].2.extend(item.clone());
            Some(records[at].1.clone())
        }
        Act::Unset(at, field) => {
            let at = pick(at)?;
            let names: Vec<_> =
                records[at].2.keys().filter(|name| *name != "id").cloned().collect();
            let name = (!names.is_empty()).then(|| &names[field.index(names.len())])?;
            records[at].2.remove(name);
            Some(records[at].1.clone())
        }
        Act::Deep(at, field, value) => {
            let at = pick(at)?;
            let deep = records[at]
                .2
                .iter_mut()
                .filter(|(name, _)| matches!(name.as_str(), "meta" | "free" | "templates"));
            let mut places = Vec::new();
            deep.for_each(|(_, value)| inside(value, &mut places));
            let place = if places.is_empty() { return None } else { field.index(places.len()) };
            *places.swap_remove(place) = value.clone();
            Some(records[at].1.clone())
        }
    }
}

fn inside<'v>(value: &'v mut Value, found: &mut Vec<&'v mut Value>) {
    let empty =
        value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
    if empty || !(value.is_array() || value.is_object()) {
        return found.push(value);
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| inside(item, found)),
        Value::Object(object) => object.values_mut().for_each(|value| inside(value, found)),
        _ => {}
    }
}

fn same(dataset: &Dataset, name: &str, text: &str, wanted: &[Owned]) -> bool {
    let sorted = |records: &[Owned]| {
        let mut all: Vec<_> = records
            .iter()
            .map(|(collection, key, value)| {
                format!("{collection} {key} {}", canon::canonical(&Value::from(value.clone())))
            })
            .collect();
        all.sort();
        all
    };
    sorted(&records(dataset, name, text)) == sorted(wanted)
}

/// Changes a file and looks at what became of it.
fn check(name: &str, file: &Styled, acts: &[Act]) -> Result<(), TestCaseError> {
    let dataset = of_schema(SCHEMA, None, None);
    let mut all = records(&dataset, name, &file.text);
    prop_assert_eq!(&text(&dataset, name, Some(&file.text), &all).unwrap(), &file.text);
    let touched: Vec<_> = acts.iter().filter_map(|act| make(&mut all, act)).collect();
    let new = text(&dataset, name, Some(&file.text), &all).unwrap();
    prop_assert!(same(&dataset, name, &new, &all), "{}", new);
    for (key, lines) in &file.records {
        if !touched.contains(key) {
            prop_assert!(
                new.contains(lines),
                "{key} is not as it was\n--- old\n{}\n--- new\n{new}",
                file.text
            );
        }
    }
    for comment in &file.kept {
        prop_assert!(
            new.contains(comment),
            "{comment} is gone\n--- old\n{}\n--- new\n{new}",
            file.text
        );
    }
    let again = text(&dataset, name, Some(&new), &all).unwrap();
    prop_assert_eq!(again, new);
    Ok(())
}

proptest! {
    #[test]
    fn yaml_in_every_style(
        unit in unit(), choices in prop::collection::vec(any::<u8>(), 200),
        acts in prop::collection::vec(act(), 1..3),
    ) {
        check("u.yaml", &styled(&unit.document(), Choices::new(choices)), &acts)?;
    }

    #[test]
    fn json_in_every_style(
        unit in unit(), choices in prop::collection::vec(any::<u8>(), 60),
        acts in prop::collection::vec(act(), 1..3),
    ) {
        check("u.json", &styled::json(&unit.document(), Choices::new(choices)), &acts)?;
    }

    #[test]
    fn yaml_that_refers_to_itself(
        text in referring::text(), acts in prop::collection::vec(act(), 1..3),
    ) {
        check("u.yaml", &referring::styled(text), &acts)?;
    }

    #[test]
    fn yaml_that_refers_to_itself_and_changes_in_many_places(
        text in referring::text(), acts in prop::collection::vec(act(), 5..25),
    ) {
        check("u.yaml", &referring::styled(text), &acts)?;
    }

    #[test]
    fn anew_is_anew_again(unit in unit()) {
        let dataset = of_schema(SCHEMA, None, None);
        let all = records(&dataset, "u.json", &unit.document().to_string());
        for name in ["u.json", "u.yaml"] {
            let new = text(&dataset, name, None, &all).unwrap();
            prop_assert!(same(&dataset, name, &new, &all), "{}", new);
            prop_assert_eq!(text(&dataset, name, None, &records(&dataset, name, &new)).unwrap(), new);
        }
    }
}
