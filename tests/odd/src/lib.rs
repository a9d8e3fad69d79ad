//! What the generator makes of schemas of every kind, and of names that Rust uses for something else:
//! it compiles, lints leave it alone, and it reads back what was written.
#![warn(clippy::pedantic)]

seedbank::include_bundle!();

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use seedbank::pack::Record;
    use serde_json::{Value, json};

    use crate::shapes::{Page, Step};
    use crate::things::{Size, Thing};
    use crate::{things, r#type};

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
    fn enums_of_odd_values_go_to_text_and_back() {
        for value in r#type::Option::ALL {
            assert_eq!(value.as_str().parse(), Ok(*value));
        }
        assert_eq!(r#type::Option::Self_.to_string(), "self");
    }
}
