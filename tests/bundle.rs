//! What goes into a pack comes out of it, whatever the schema; and no damage goes unseen.
#![cfg(feature = "source")]

#[path = "bundle/kinds.rs"]
mod kinds;
#[path = "bundle/packing.rs"]
mod packing;

use kinds::{Kind, any_record_kind, any_value};
use packing::{Sample, pack};
use proptest::prelude::*;
use seedbank::bundle::{Bundle, LookupError, TableView};
use seedbank::canon::{canonical, object_hash};
use seedbank::pack::{OpenError, Pack, Packed};
use serde_json::{Map, Value, json};

fn any_sample() -> impl Strategy<Value = Sample> {
    any_record_kind().prop_flat_map(|kind| {
        let records = prop::collection::vec(
            (any_value(&kind), prop_oneof!["[ab]", ".{0,6}"], 0..3_usize),
            0..8,
        );
        (Just(kind), records).prop_map(|(kind, records)| Sample::new(kind, records))
    })
}

fn check_table(table: TableView<'_>, sample: &Sample) -> Result<(), TestCaseError> {
    prop_assert_eq!(table.len(), sample.records.len());
    for (row, record) in table.rows().zip(&sample.records) {
        let expected = record.expected();
        let text = canonical(&Value::Object(expected.clone()));
        let mut written = String::new();
        row.write_canonical(&mut written);
        prop_assert_eq!(&written, &text);
        prop_assert_eq!(canonical(&Value::Object(row.to_value())), text);
        prop_assert_eq!(row.hash(), object_hash(&expected, table.record_type()));
        for (name, value) in &expected {
            prop_assert_eq!(row.field(name).map(|value| canonical(&value)), Some(canonical(value)));
        }
        prop_assert_eq!(row.field("no such property"), None);

        prop_assert_eq!((row.unit(), row.key()), (record.unit_name(), record.key.as_str()));
        let got = table.get(row.unit(), row.key()).map(|row| row.number());
        prop_assert_eq!(got, Some(row.number()));
        let found = table.find(row.key()).map(|row| row.number()).collect::<Vec<_>>();
        let shared = sample.records.iter().enumerate();
        let shared = shared.filter(|(_, other)| other.key == record.key).map(|(rank, _)| rank);
        prop_assert_eq!(found, shared.collect::<Vec<_>>());
    }
    for (rank, unit) in packing::UNITS.iter().enumerate() {
        let rows = table.in_unit(unit).map(|row| row.number());
        let expected = sample.records.iter().enumerate();
        let expected = expected.filter(|(_, record)| record.unit == rank).map(|(rank, _)| rank);
        prop_assert_eq!(rows.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }
    prop_assert!(table.get("no such unit", "").is_none());
    prop_assert!(table.find("no such key").next().is_none());
    Ok(())
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(sample in any_sample()) {
        let packed = pack(&sample).expect("the values are made to fit");
        let opened = Packed::open(packed.bin().to_vec(), packed.text().as_bytes().to_vec())
            .expect("it was just packed");
        prop_assert_eq!(opened.model(), packed.model());
        // Three ways to the same bytes: just made, read from files, and as a binary has them.
        let leaked: &'static Packed = Box::leak(Box::new(packed.clone()));
        let bundles = [
            Bundle::from_packed(packed),
            Bundle::from_packed(opened),
            Bundle::from_static(Pack::new(leaked.bin(), leaked.text())),
        ];
        for bundle in &bundles {
            prop_assert_eq!(bundle.hash(), bundles[0].hash());
            check_table(bundle.table("sample", "thing").expect("the sample has it"), &sample)?;
            prop_assert_eq!(bundle.tables().count(), 1);
        }
    }

    #[test]
    fn the_same_records_give_the_same_bytes(sample in any_sample()) {
        let [one, other] = [(), ()].map(|()| pack(&sample).expect("the values are made to fit"));
        prop_assert_eq!(one.bin(), other.bin());
        prop_assert_eq!(one.text(), other.text());
    }

    #[test]
    fn damage_is_seen(sample in any_sample(), at: prop::sample::Index, bit in 0..8_u32, cut: bool) {
        let packed = pack(&sample).expect("the values are made to fit");
        let (mut bin, mut text) = (packed.bin().to_vec(), packed.text().as_bytes().to_vec());
        let at = at.index(bin.len() + text.len());
        let (file, at) = if at < bin.len() { (&mut bin, at) } else { let at = at - bin.len(); (&mut text, at) };
        if cut { file.truncate(at) } else { file[at] ^= 1 << bit }
        prop_assert!(Packed::open(bin, text).is_err());
    }

    #[test]
    fn any_value_either_fits_or_is_refused(kind in any_record_kind(), value in any_value(&Kind::Json)) {
        // A value of any other type: an error or the same value again, and never a panic.
        let mut object = Map::new();
        if let Value::Object(map) = &value { object.clone_from(map); }
        object.extend(kind.field_names().map(|name| (name.to_owned(), value.clone())));
        let sample = Sample::new(kind, vec![(Value::Object(object), "key".to_owned(), 0)]);
        if let Ok(packed) = pack(&sample) {
            let bundle = Bundle::from_packed(packed);
            check_table(bundle.table("sample", "thing").expect("the sample has it"), &sample)?;
        }
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let level = |kind| vec![("level".to_owned(), kind)];
    for (fields, value, message) in [
        (level(Kind::Bool), json!({}), "the value at `/level` is missing"),
        (
            level(Kind::Int(seedbank::model::Int::U8)),
            json!({ "level": 300 }),
            "the value at `/level` is `300`, expected an integer of 0 to 255 (u8)",
        ),
        (
            level(Kind::Number),
            json!({ "level": 9_007_199_254_740_993_u64 }),
            "the value at `/level` is 9007199254740993, which a `number` can't hold exactly: make it an `integer`",
        ),
        (
            level(Kind::List(Box::new(Kind::Bool), false)),
            json!({ "level": [true, "a/b"] }),
            "the value at `/level/1` is `\"a/b\"`, expected true or false",
        ),
        (
            level(Kind::Map(Box::new(Kind::Text), false)),
            json!({ "level": { "a/b": null } }),
            "the value at `/level/a~1b` is `null`, expected a string",
        ),
        (
            level(Kind::Bool),
            json!({ "level": true, "lvl": 1 }),
            "the value at `/lvl` is no property of `Struct0`, which allows no others",
        ),
        (
            level(Kind::Json),
            json!({ "level": (0..120).fold(json!(0), |inner, _| json!([inner])) }),
            "the value at `/level` is nested deeper than 100 levels",
        ),
    ] {
        let sample = Sample::new(Kind::required(fields), vec![(value, "one".to_owned(), 0)]);
        let error = pack(&sample).expect_err(message).to_string();
        assert_eq!(error, format!("record `sample/thing/a/one`: {message}"));
    }
}

#[test]
fn a_name_that_is_not_there_is_answered_with_those_that_are() {
    let packed = pack(&Sample::new(Kind::required(vec![]), vec![])).expect("it is empty");
    let bundle = Bundle::from_packed(packed);
    let message = |result: Result<TableView<'_>, LookupError>| result.unwrap_err().to_string();
    assert_eq!(
        message(bundle.table("skills", "thing")),
        "there is no dataset `skills`; there is: sample"
    );
    assert_eq!(
        message(bundle.table("sample", "skill")),
        "dataset `sample` has no collection `skill`; it has: thing"
    );
    assert!(bundle.row("sample", "thing", "a", "one").expect("the table is there").is_none());
}

#[test]
fn a_field_with_an_index_finds_its_rows() {
    let fields = vec![
        ("code".to_owned(), Kind::Text),
        ("level".to_owned(), Kind::Int(seedbank::model::Int::I16)),
        ("size".to_owned(), Kind::Enum(2)),
    ];
    let record = |code: &str, level: i64, size: &str, unit| {
        (json!({ "code": code, "level": level, "size": size }), format!("{code}{unit}"), unit)
    };
    let records = vec![record("x", -3, "v0", 0), record("y", -3, "v1", 0), record("x", 2, "v1", 2)];
    let mut sample = Sample::new(Kind::required(fields), records);
    sample.indexes = vec!["code", "level", "size"];
    let bundle = Bundle::from_packed(pack(&sample).expect("the values fit"));
    let table = bundle.table("sample", "thing").expect("the sample has it");
    let found = |field: &str, value: &str| {
        let rows = table.by(field, value).expect("the field has an index");
        rows.map(|row| row.number()).collect::<Vec<_>>()
    };
    assert_eq!(found("code", "x"), [0, 2]);
    assert_eq!(found("code", "y"), [1]);
    assert_eq!(found("level", "-3"), [0, 1]);
    assert_eq!(found("size", "v1"), [1, 2]);
    assert_eq!(found("size", "v2"), [0; 0]);
    assert!(table.by("name", "x").is_err());
}

#[test]
fn files_of_two_builds_are_refused() {
    let fields = || Kind::required(vec![("a".to_owned(), Kind::Text)]);
    let one = pack(&Sample::new(fields(), vec![(json!({ "a": "x" }), "k".to_owned(), 0)]));
    let other = pack(&Sample::new(fields(), vec![(json!({ "a": "y" }), "k".to_owned(), 0)]));
    let [one, other] = [one.expect("it fits"), other.expect("it fits")];
    let mixed = Packed::open(one.bin().to_vec(), other.text().as_bytes().to_vec());
    assert!(matches!(mixed, Err(OpenError::Damaged)));
}
