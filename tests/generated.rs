//! The code that `build.rs` generated from `data/`: it says what the files say.
#![cfg(feature = "data")]

use std::collections::HashSet;

use seedbank::canon::canonical;
use seedbank::pack::Record;
use seedbank::{BUNDLE, coach, golden, knowledge, lms, rvc, skills};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[test]
fn a_constant_is_readable_in_a_const() {
    const NAME: &str = skills::gaa::SOLOING.name();
    const LEVELS: usize = skills::gaa::SOLOING.levels().len();
    assert_eq!((NAME, LEVELS), ("Soloing", 5));
    assert_eq!(skills::Skill::get("gaa", "soloing"), Some(skills::gaa::SOLOING));
}

/// Every record of a type, through its accessors, is the record that the bundle reads without them.
fn same_as_the_bundle<T: Record + serde::Serialize>(dataset: &str, collection: &str, all: &[T]) {
    let table = BUNDLE.table(dataset, collection).unwrap();
    assert!(!all.is_empty());
    assert_eq!(all.len(), table.len());
    for (record, row) in all.iter().zip(table.rows()) {
        assert_eq!((record.unit(), record.key()), (row.unit(), row.key()));
        let mut expected = String::new();
        row.write_canonical(&mut expected);
        assert_eq!(canonical(&serde_json::to_value(record).unwrap()), expected);
    }
}

/// Gives another macro the type and the name of each collection.
macro_rules! each_collection {
    ($then:ident) => {
        $then! {
            skills: Sport "sport", AgeGroup "age_group", Category "category", Skill "skill";
            coach: Coach "coach", Area "area", Interface "interface", Mapping "mapping", Scene "scene", Group "group";
            rvc: Spec "spec", Pgn "pgn";
            knowledge: Skill "skill", Category "category", Owner "owner";
            golden: Analysis "analysis", Finding "finding", Chunk "chunk";
            lms: User "user", Category "category", Course "course", Resource "resource",
                 LiveSession "live_session", Pathway "pathway",
                 NotificationTemplate "notification_template", CertificateTemplate "certificate_template";
        }
    };
}

#[test]
fn handles_serialize_as_the_bundle_has_them() {
    macro_rules! same {
        ($($dataset:ident: $($record:ident $collection:literal),*;)*) => {$($(
            same_as_the_bundle(stringify!($dataset), $collection, &$dataset::$record::all().collect::<Vec<_>>());
        )*)*};
    }
    each_collection!(same);
}

/// Every record of a collection, as its owned struct and back, is the record that the bundle has.
fn same_when_owned<T: DeserializeOwned + Serialize>(dataset: &str, collection: &str) {
    for row in BUNDLE.table(dataset, collection).unwrap().rows() {
        let written = Value::Object(row.to_value());
        let owned: T = serde_json::from_value(written.clone()).unwrap();
        let read = serde_json::to_value(owned).unwrap();
        assert_eq!(canonical(&read), canonical(&written), "{dataset}/{collection} {row:?}");
    }
}

#[test]
fn owned_structs_lose_nothing() {
    macro_rules! same {
        ($($dataset:ident: $($record:ident $collection:literal),*;)*) => {$($(
            same_when_owned::<$dataset::owned::$record>(stringify!($dataset), $collection);
        )*)*};
    }
    each_collection!(same);
}

#[test]
fn a_record_reads_as_its_file_has_it() {
    let file =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/skills/gaa.json"))
            .unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    let written = file["skills"].as_array().unwrap();
    let packed: Vec<Value> = skills::Skill::TABLE
        .in_unit("gaa")
        .map(|skill| serde_json::to_value(skill).unwrap())
        .collect();
    assert_eq!(&packed, written);
}

#[test]
fn lookups_find_by_unit_key_and_index() {
    assert!(skills::Skill::get("gaa", "no such skill").is_none());
    assert!(skills::Skill::get("no such unit", "soloing").is_none());
    let tackling: HashSet<&str> =
        skills::Skill::find("tackling").map(|skill| skill.unit()).collect();
    assert_eq!(tackling, HashSet::from(["gaa", "rugby", "soccer"]));

    let category = skills::gaa::SOLOING.category();
    let by_index = skills::Skill::by_category(category).filter(|skill| skill.unit() == "gaa");
    let by_scan =
        skills::Skill::all().filter(|skill| skill.unit() == "gaa" && skill.category() == category);
    assert_eq!(by_index.collect::<Vec<_>>(), by_scan.collect::<Vec<_>>());

    let user = lms::User::all().next_back().unwrap();
    assert_eq!(lms::User::by_email(user.email()), Some(user));
    assert!(knowledge::Skill::by_status(knowledge::Status::Published).len() > 1);
    let id = rvc::Pgn::all().next().unwrap().id();
    assert_eq!(rvc::Pgn::by_id(id).map(rvc::Pgn::id), Some(id));
}

#[test]
fn the_keys_of_maps_are_fields() {
    let mapping =
        coach::Mapping::get("entegra_aspire_44r_2021", "1FEDA/25/bedroom_ceiling_light").unwrap();
    assert_eq!((mapping.dgn(), mapping.instance()), ("1FEDA", "25"));
}

#[test]
fn enums_go_to_text_and_back() {
    for status in knowledge::Status::ALL {
        assert_eq!(status.to_string().parse(), Ok(*status));
        assert_eq!(serde_json::to_value(status).unwrap(), json!(status.as_str()));
    }
    let error = "done".parse::<knowledge::Status>().unwrap_err();
    assert_eq!(error.to_string(), "`done` is none of draft, in_review, published, archived");
}

#[test]
fn what_is_derived_is_not_embedded() {
    let chunk = serde_json::to_value(golden::Chunk::all().next().unwrap()).unwrap();
    assert!(chunk.get("embedding").is_none());
}

#[test]
fn the_datasets_are_complete() {
    let counts = |unit: &str| {
        let (categories, skills) = (skills::Category::TABLE, skills::Skill::TABLE);
        (categories.in_unit(unit).len(), skills.in_unit(unit).len())
    };
    assert_eq!((counts("gaa"), counts("soccer")), ((8, 16), (6, 28)));
    assert!(counts("rugby").0 == 6 && counts("rugby").1 >= 44);
    assert!(
        skills::Skill::all().all(|skill| skill.levels().iter().map(skills::Level::level).eq(1..=5))
    );
    assert_eq!(rvc::Pgn::all().len(), 71);
    assert_eq!(rvc::Pgn::all().map(|pgn| pgn.signals().len()).sum::<usize>(), 508);
    assert!(knowledge::Skill::all().len() >= 12);
    assert!(golden::Analysis::all().len() >= 20);
    assert!(lms::Course::all().len() >= 40 && lms::Resource::all().len() >= 60);
}
