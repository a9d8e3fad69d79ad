//! What the generator makes of schemas of every kind, and of names that Rust uses for something else:
//! it compiles, lints leave it alone, and it reads back what was written.
#![warn(clippy::pedantic)]

seedbank::include_bundle!();

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use seedbank::__generated::serde;
    use seedbank::pack::Record;
    use seedbank::{OwnedRecord, Records};
    use serde_json::{Value, json};

    use crate::shapes::{Page, Step};
    use crate::things::{Size, Thing};
    use crate::{shapes, things, r#type};

    /// A handle, as the owned struct and back: nothing is lost on the way.
    fn same_when_owned<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(
        record: impl serde::Serialize,
    ) -> T {
        let written = serde_json::to_value(record).unwrap();
        let owned: T = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&owned).unwrap(), written, "{owned:?}");
        owned
    }

    fn json(file: &str) -> Value {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }

    #[test]
    fn every_accessor_works_in_a_const() {
        const ONE: Thing = things::all::ONE;
        const SCALARS: (&str, i16, bool, Size) = (ONE.name(), ONE.count(), ONE.ready(), ONE.size());
        const ABSENT: Option<&str> = ONE.made();
        const NULL: Option<&str> = ONE.parent();
        const LIMIT: Option<u64> = ONE.limit();
        const ODD: r#type::Self_ = r#type::r#mod::SELF;
        const TYPE: r#type::Option = ODD.r#type();
        const RESULT: Option<r#type::Result> = ODD.result();
        const AREA: Option<r#type::AreaInM> = ODD.area();
        assert_eq!(SCALARS, ("One", -5, true, Size::Small));
        assert_eq!((ABSENT, NULL, LIMIT), (None, None, Some(u64::MAX)));
        assert_eq!((TYPE.as_str(), RESULT.unwrap().at()), ("self", 7));
        assert_eq!(AREA.unwrap().tag(), "self");
    }

    #[test]
    fn what_is_absent_and_what_is_null_are_written_as_they_were() {
        let [one, two] = ["one", "two"].map(|key| Thing::get("all", key).unwrap());
        assert_eq!(
            serde_json::to_value(one).unwrap(),
            json!({"name": "One", "count": -5, "ratio": 0.5, "ready": true, "size": "small", "parent": null,
                "note": null, "limit": u64::MAX})
        );
        assert_eq!(
            serde_json::to_value(two).unwrap(),
            json!({"name": "Two", "count": 1000, "ratio": -1e-9, "ready": false, "size": "large",
                "parent": "one", "made": "2026-11-20", "note": "0010", "seen": "2026-11-20T20:35:00Z"})
        );
    }

    #[test]
    fn indexes_find_by_texts_integers_and_enums() {
        let [one, two] = [things::all::ONE, things::all::TWO];
        assert_eq!(Thing::by_name("Two"), Some(two));
        assert_eq!(Thing::by_name("two"), None);
        assert_eq!(Thing::by_count(-5).collect::<Vec<_>>(), [one]);
        assert_eq!(Thing::by_size(Size::Large).collect::<Vec<_>>(), [two]);
        assert_eq!(r#type::Self_::by_self(i64::MIN).map(|odd| Record::key(&odd)), Some("größe"));
        assert_eq!(r#type::Self_::by_type(r#type::Option::_12v).len(), 1);
    }

    #[test]
    fn lists_maps_unions_and_what_is_open_read_back_as_they_were_written() {
        for unit in ["full", "bare"] {
            let page = Page::get(unit, unit).unwrap();
            assert_eq!(serde_json::to_value(page).unwrap(), json(&format!("shapes/{unit}.json")));
        }
        let page = Page::get("full", "full").unwrap();
        let Some(Step::Text(text)) = page.first() else { panic!("{page:?}") };
        assert_eq!(text.body(), "First.");
        let seconds: Vec<_> = page
            .steps()
            .iter()
            .filter_map(|step| match step {
                Step::VideoClip(clip) => clip.seconds(),
                Step::Text(_) => None,
            })
            .collect();
        assert_eq!(seconds, [1.5]);
        assert_eq!(page.names().unwrap().get("de"), Some(None));
        assert_eq!(page.limits().unwrap().get("up"), Some(255));
    }

    #[test]
    #[expect(clippy::used_underscore_items, reason = "a name cannot begin with a digit")]
    fn odd_names_read_back() {
        let odd = r#type::r#mod::SELF;
        assert_eq!((Record::unit(&odd), Record::key(&odd)), ("mod", "self"));
        assert_eq!(odd.self_(), 1);
        let texts = [
            (odd.get_(), "get"),
            (odd.all_(), "all"),
            (odd.find_(), "find"),
            (odd.at(), "at"),
            (odd.key(), "key"),
            (odd.unit(), "unit"),
            (odd.table(), "table"),
            (odd.additional_properties_(), "more"),
            (odd.map(), "map"),
            (odd.serialize(), "serialize"),
            (odd.fmt(), "fmt"),
            (odd.clone(), "clone"),
            (odd.to_owned(), "owned"),
            (odd.from_date(), "2026-11-20"),
            (odd._2nd(), "second"),
            (odd.名前(), "名"),
            (odd.kebab_case_and_space(), "kebab"),
        ];
        for (read, written) in texts {
            assert_eq!(read, Some(written));
        }
        assert_eq!(odd.result().unwrap().read().unwrap().ok(), Some(true));
        let Some(r#type::AreaInM::Self_(area)) = odd.area() else { panic!("{odd:?}") };
        assert_eq!(
            (area.value(), area.additional_properties().as_str()),
            (Some("err"), r#"{"more":1}"#)
        );
        let Some(r#type::AreaInM::Ok(area)) = r#type::r#mod::PACK.area() else { panic!("{odd:?}") };
        assert_eq!(area.tag(), Some("s"));

        let keys = [r#type::_2024::_17E00_ON, r#type::crate_self::GRÖSSE, r#type::self_::日本]
            .map(|odd| (Record::unit(&odd), Record::key(&odd)));
        assert_eq!(keys, [("2024", "17E00/on"), ("crate.self", "größe"), ("Self", "日本")]);
    }

    #[test]
    fn owned_structs_lose_nothing() {
        for page in Page::all() {
            same_when_owned::<shapes::owned::Page>(page);
        }
        for odd in r#type::Self_::all() {
            same_when_owned::<r#type::owned::Self_>(odd);
        }
        let one: things::owned::Thing = same_when_owned(things::all::ONE);
        let two: things::owned::Thing = same_when_owned(things::all::TWO);
        assert_eq!((one.parent, two.parent.as_deref()), (None, Some("one")));
        assert_eq!((one.note, two.note), (Some(None), Some(Some("0010".to_owned()))));
        assert_eq!((one.limit, two.limit), (Some(Some(u64::MAX)), None));
        assert_eq!((one.seen, two.vector), (None, None));

        let full: shapes::owned::Page = same_when_owned(Page::get("full", "full").unwrap());
        let bare: shapes::owned::Page = same_when_owned(Page::get("bare", "bare").unwrap());
        let first = shapes::owned::Text { body: "First.".to_owned() };
        assert_eq!(full.first, Some(Some(shapes::owned::Step::Text(first))));
        assert_eq!((bare.first, bare.free), (Some(None), Some(Value::Null)));
        assert_eq!(full.additional_properties["other"], json!(true));
        let shapes::owned::Step::VideoClip(clip) = &full.steps[1] else { panic!("{full:?}") };
        assert_eq!(clip.additional_properties["quality"], json!("high"));
    }

    #[test]
    fn what_a_database_has_besides_the_seeds_is_read() {
        let mut written = serde_json::to_value(things::all::ONE).unwrap();
        written["vector"] = json!([0.5, 1.0]);
        written["of_a_later_release"] = json!("ignored");
        let thing: things::owned::Thing = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(thing.vector.as_deref(), Some([0.5, 1.0].as_slice()));
        written.as_object_mut().unwrap().remove("of_a_later_release");
        assert_eq!(serde_json::to_value(&thing).unwrap(), written);
    }

    #[test]
    fn what_is_no_such_value_is_an_error_that_names_it() {
        let mut written = serde_json::to_value(things::all::ONE).unwrap();
        written["size"] = json!("medium");
        let error = serde_json::from_value::<things::owned::Thing>(written).unwrap_err();
        assert_eq!(error.to_string(), "`medium` is none of small, large");
        let step = json!({"kind": "audio", "body": "Hear."});
        let error = serde_json::from_value::<shapes::owned::Step>(step).unwrap_err();
        assert!(error.to_string().contains("`audio`"), "{error}");
    }

    #[test]
    fn a_collection_of_a_database_is_of_its_owned_type() {
        fn place<'d, R: OwnedRecord>(
            _: fn(shapes::Records<'d>) -> Records<'d, R>,
        ) -> [&'static str; 2] {
            [R::DATASET, R::COLLECTION]
        }
        assert_eq!(place(shapes::Records::page), ["shapes", "page"]);
    }

    #[test]
    fn enums_of_odd_values_go_to_text_and_back() {
        for value in r#type::Option::ALL {
            assert_eq!(value.as_str().parse(), Ok(*value));
        }
        assert_eq!(r#type::Option::Self_.to_string(), "self");
    }
}
