//! A pack in the binary is read in a `const`, and its format stays what it is.
#![cfg(feature = "source")]

use seedbank_codegen::canon::schema_hash;
use seedbank_codegen::model::{
    Collection, Dataset, Element, Field, FieldIndex, FieldMerge, Format, Int, Key, Merge, Model,
    Removed, Struct, Type, Unit,
};
use seedbank_codegen::pack::{
    FromPack, Index, Json, KEY_AT, List, Map, Pack, Packed, RECORD_AT, Record, Table, TableAt,
    UNIT_AT, Writer,
};
use seedbank_codegen::record;
use seedbank_codegen::source::Mark;
use serde_json::{Value, json};

static PACK: Pack<'static> =
    Pack::new(include_bytes!("constant/seedbank.bin"), include_str!("constant/seedbank.str"));

// The offsets below are those of the model, as generated code has them.
static SKILLS: Table<Skill> = Table::new(&PACK, SKILLS_AT);
const SKILLS_AT: TableAt = TableAt {
    rows_at: 118,
    row_width: 54,
    len: 3,
    units_at: 94,
    units: 2,
    keys: Index::packed(PACK, 288),
};
static BY_LEVEL: Index = Index::packed(PACK, 370);

const SOLOING: Skill = Skill { at: 118 };
const NAME: &str = SOLOING.name();
const LEVEL: u8 = SOLOING.level();
const NOTE: Option<&str> = SOLOING.note();
const TAGS: usize = SOLOING.tags().len();

#[derive(Debug, Clone, Copy, PartialEq)]
struct Skill {
    at: u32,
}

impl Skill {
    const fn name(self) -> &'static str {
        PACK.str(self.at + RECORD_AT)
    }

    const fn level(self) -> u8 {
        PACK.u8(self.at + RECORD_AT + 8)
    }

    const fn note(self) -> Option<&'static str> {
        let at = self.at + RECORD_AT + 9;
        if PACK.state(at).is_present() { Some(PACK.str(at + 1)) } else { None }
    }

    const fn tags(self) -> List<Option<&'static str>> {
        List::new(&PACK, self.at + RECORD_AT + 18)
    }

    const fn limits(self) -> Map<Bound> {
        Map::new(&PACK, self.at + RECORD_AT + 26)
    }

    const fn extra(self) -> Json {
        Json::new(PACK.str(self.at + RECORD_AT + 34))
    }
}

impl Record for Skill {
    fn at(at: u32) -> Self {
        Self { at }
    }

    fn key(&self) -> &'static str {
        PACK.str(self.at + KEY_AT)
    }

    fn unit(&self) -> &'static str {
        SKILLS_AT.unit_name(PACK, PACK.u32(self.at + UNIT_AT))
    }
}

#[derive(Debug, Clone, Copy)]
struct Bound {
    at: u32,
}

impl Bound {
    const fn value(self) -> f64 {
        PACK.f64(self.at)
    }
}

impl FromPack for Bound {
    const WIDTH: u32 = 8;

    fn read(_: &'static Pack<'static>, at: u32) -> Self {
        Self { at }
    }
}

#[test]
fn values_are_constants() {
    assert_eq!((NAME, LEVEL, NOTE, TAGS), ("Soloing", 3, None, 2));
    assert_eq!(SOLOING.tags().iter().rev().collect::<Vec<_>>(), [None, Some("ball")]);
    assert_eq!(serde_json::to_value(SOLOING.tags()).expect("it is a list"), json!(["ball", null]));
    assert_eq!(SOLOING.limits().get("max").map(Bound::value), Some(2.5));
    assert!(SOLOING.limits().get("mean").is_none());
    assert_eq!(SOLOING.limits().keys().collect::<Vec<_>>(), ["max", "min"]);
    assert_eq!(SOLOING.extra().to_value(), json!({ "since": 1884 }));
}

#[test]
fn a_table_finds_its_records() {
    let names = |records: &mut dyn Iterator<Item = Skill>| {
        records.map(|skill| format!("{}/{}", skill.unit(), skill.key())).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut SKILLS.iter()), ["gaa/soloing", "gaa/kick", "rugby/kick"]);
    assert_eq!(names(&mut SKILLS.iter().rev().skip(1)), ["gaa/kick", "gaa/soloing"]);
    assert_eq!(names(&mut SKILLS.find("kick")), ["gaa/kick", "rugby/kick"]);
    assert_eq!(names(&mut SKILLS.in_unit("rugby")), ["rugby/kick"]);
    assert_eq!(names(&mut SKILLS.by(&BY_LEVEL, "3")), ["gaa/soloing", "rugby/kick"]);
    assert_eq!(SKILLS.get("gaa", "soloing"), Some(SOLOING));
    assert_eq!(SKILLS.get("rugby", "soloing"), None);
    assert_eq!(SKILLS.get("rugby", "kick").map(Skill::name), Some("Kicking"));
    assert_eq!(SKILLS.units().collect::<Vec<_>>(), ["gaa", "rugby"]);
}

#[test]
fn an_index_is_one_of_phf() {
    // What generated code writes out for a small table is copied from the pack.
    let Index::Packed(packed) = SKILLS_AT.keys else { panic!("it is made above") };
    let map: &'static phf::Map<&'static str, (u32, u32)> = Box::leak(Box::new(phf::Map {
        key: packed.hash_key(),
        disps: packed.displacements(PACK).collect::<Vec<_>>().leak(),
        entries: packed.entries(PACK).collect::<Vec<_>>().leak(),
    }));
    let index = Index::Map(map);
    for key in ["soloing", "kick", "tackle", ""] {
        let rows = index.rows(PACK, key).collect::<Vec<_>>();
        assert_eq!(rows, SKILLS_AT.keys.rows(PACK, key).collect::<Vec<_>>(), "{key}");
    }
}

#[test]
fn the_format_stays_what_it_is() {
    let packed = packed();
    let collection = &packed.model().datasets[0].collections[0];
    if std::env::var_os("SEEDBANK_BLESS").is_some() {
        let folder = std::path::Path::new("tests/constant");
        std::fs::write(folder.join("seedbank.bin"), packed.bin()).expect("the folder is there");
        std::fs::write(folder.join("seedbank.str"), packed.text()).expect("the folder is there");
        panic!("written; now put its offsets into the constants above: {collection:#?}");
    }
    // Binaries and files in the field have this format. If it must change, raise `FORMAT`, and run
    // this with SEEDBANK_BLESS=1.
    assert_eq!(packed.bin(), include_bytes!("constant/seedbank.bin"));
    assert_eq!(packed.text(), include_str!("constant/seedbank.str"));
    assert_eq!(
        (collection.rows_at, collection.row_width),
        (SKILLS_AT.rows_at, SKILLS_AT.row_width)
    );
}

fn packed() -> Packed {
    let mark = Mark { start: 0, end: 0, key: None, plain: false, children: Box::default() };
    let mut writer = Writer::new(model()).expect("the types have a layout");
    for (unit, key, object) in [
        (
            0,
            "soloing",
            json!({
                "name": "Soloing", "level": 3, "tags": ["ball", null],
                "limits": { "min": 1, "max": 2.5 }, "since": 1884,
            }),
        ),
        (
            0,
            "kick",
            json!({ "name": "Kick", "level": 1, "note": "hard", "tags": [], "limits": {} }),
        ),
        (
            1,
            "kick",
            json!({ "name": "Kicking", "level": 3.0, "note": null, "tags": [], "limits": {} }),
        ),
    ] {
        let Value::Object(object) = object else { panic!("it is written above") };
        let (key, map_keys, without) = (key.to_owned(), vec![], &[][..]);
        let record =
            record::Record { collection: 0, key, map_keys, object: &object, without, mark: &mark };
        writer.push(0, unit, &record).expect("it fits");
    }
    writer.finish().expect("it is small")
}

fn model() -> Model {
    let field = |name: &str, ty| Field {
        name: name.to_owned(),
        doc: String::new(),
        ty,
        optional: false,
        nullable: false,
        at: 0,
        volatile: false,
        derived: false,
        map_key: false,
        merge: FieldMerge::Atomic,
        reference: None,
    };
    let text = || Type::String(Format::Text);
    let skill = Struct {
        name: "Skill".to_owned(),
        doc: String::new(),
        fields: vec![
            field("name", text()),
            field("level", Type::Int(Int::U8)),
            Field { optional: true, nullable: true, ..field("note", text()) },
            field("tags", Type::List(Box::new(Element { ty: text(), nullable: true }))),
            field("limits", Type::Map(Box::new(Element { ty: Type::Number, nullable: false }))),
        ],
        extra_at: Some(0),
        width: 0,
    };
    let hash = schema_hash(&Value::Null).to_string();
    let unit = |name: &str| Unit {
        name: name.to_owned(),
        file: format!("{name}.json"),
        hash: hash.clone(),
        digest_at: None,
    };
    let collection = Collection {
        name: "skill".to_owned(),
        record: 0,
        key: Key::MapKey,
        merge: Merge::Fields,
        removed: Removed::Keep,
        constants: true,
        renamed_from: vec![],
        rows_at: 0,
        row_width: 0,
        unit_rows: vec![],
        units_at: 0,
        key_index_at: 0,
        indexes: vec![FieldIndex { field: "level".to_owned(), unique: false, at: 0 }],
    };
    let dataset = Dataset {
        name: "skills".to_owned(),
        title: "Sports skills".to_owned(),
        description: String::new(),
        version: "1.0.0".to_owned(),
        generation: 1,
        hash: hash.clone(),
        schema_hash: hash.clone(),
        schema: Value::Null,
        files: None,
        database: true,
        git: None,
        review: None,
        units: vec![unit("gaa"), unit("rugby")],
        collections: vec![collection],
        structs: vec![skill],
        enums: vec![],
        unions: vec![],
    };
    Model { datasets: vec![dataset] }
}
