//! The ZIP for Convex: read as its importer reads it, every record is there as it was.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use proptest::prelude::*;
use seedbank::{Bundle, ExportFormat, ExportOptions};
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::database::{Scratch, on_each};
use crate::exports::every_type;

on_each!(
    every_record_reads_back_with_integers_as_integers,
    the_same_records_are_the_same_bytes,
    what_convex_cannot_hold_names_its_field,
    the_datasets_of_this_repository_read_back,
);

/// A value as Convex has it.
#[derive(Debug, Clone, PartialEq)]
enum Convex {
    Null,
    Boolean(bool),
    Int64(i64),
    Float64(f64),
    Text(String),
    Array(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

/// A shape, in the importer's grammar.
#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Unit(&'static str),
    Array(Box<Self>),
    Record(Box<Self>),
    Object(BTreeMap<String, Self>),
    Union(Vec<Self>),
}

const UNITS: [&str; 7] = ["null", "int64", "float64", "boolean", "field_name", "string", "unknown"];

fn shape(text: &str) -> Shape {
    let (shape, rest) = union(text);
    assert_eq!(rest, "", "{text}");
    shape
}

fn union(text: &str) -> (Shape, &str) {
    let (first, mut rest) = part(text);
    let mut parts = vec![first];
    while let Some(more) = rest.strip_prefix(" | ") {
        let (next, after) = part(more);
        parts.push(next);
        rest = after;
    }
    (if parts.len() == 1 { parts.remove(0) } else { Shape::Union(parts) }, rest)
}

fn part(text: &str) -> (Shape, &str) {
    for unit in UNITS {
        if let Some(rest) = text.strip_prefix(unit) {
            return (Shape::Unit(unit), rest);
        }
    }
    if let Some(rest) = text.strip_prefix("array<") {
        let (of, rest) = union(rest);
        return (Shape::Array(Box::new(of)), rest.strip_prefix('>').unwrap());
    }
    if let Some(rest) = text.strip_prefix("record<") {
        let (key, rest) = union(rest);
        assert_eq!(key, Shape::Unit("field_name"), "the importer lets no other through");
        let (of, rest) = union(rest.strip_prefix(", ").unwrap());
        return (Shape::Record(Box::new(of)), rest.strip_prefix('>').unwrap());
    }
    let mut rest = text.strip_prefix('{').unwrap_or_else(|| panic!("{text}"));
    let mut fields = BTreeMap::new();
    while !rest.starts_with('}') {
        let (name, after) = rest.split_once(": ").unwrap();
        let name = name.strip_suffix('?').unwrap_or(name);
        let name = name.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
        let is_identifier = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        assert!(is_identifier && name.len() <= 64, "{name}");
        let (of, after) = union(after);
        fields.insert(name.to_owned(), of);
        rest = after.strip_prefix(", ").unwrap_or(after);
    }
    assert!(fields.len() <= 64, "the importer lets no more through");
    (Shape::Object(fields), &rest[1..])
}

/// What the importer makes of exported JSON at a place with these shapes.
fn imported(value: &Value, shapes: &[&Shape]) -> Convex {
    let options: Vec<&Shape> = shapes
        .iter()
        .flat_map(|shape| match shape {
            Shape::Union(options) => options.iter().collect(),
            other => vec![*other],
        })
        .collect();
    match value {
        Value::Null => Convex::Null,
        Value::Bool(value) => Convex::Boolean(*value),
        Value::Number(number) => Convex::Float64(number.as_f64().unwrap()),
        Value::String(text) => {
            let mut can_be: Vec<&str> = Vec::new();
            for option in &options {
                match option {
                    Shape::Unit("int64") => can_be.push("int64"),
                    Shape::Unit("string") => can_be.push("string"),
                    Shape::Unit("float64" | "unknown") => can_be.extend(["NaN", "Infinity"]),
                    _ => {}
                }
            }
            can_be.dedup();
            match can_be[..] {
                ["int64"] => Convex::Int64(text.parse().unwrap()),
                _ => Convex::Text(text.clone()),
            }
        }
        Value::Array(items) => {
            let inner: Vec<&Shape> = options
                .iter()
                .filter_map(|option| match option {
                    Shape::Array(of) => Some(&**of),
                    Shape::Unit("unknown") => Some(*option),
                    _ => None,
                })
                .collect();
            Convex::Array(items.iter().map(|item| imported(item, &inner)).collect())
        }
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                let inner: Vec<&Shape> = options
                    .iter()
                    .filter_map(|option| match option {
                        Shape::Object(fields) => fields.get(name),
                        Shape::Record(of) => Some(&**of),
                        Shape::Unit("unknown") => Some(*option),
                        _ => None,
                    })
                    .collect();
                (name.clone(), imported(value, &inner))
            };
            Convex::Object(fields.iter().map(field).collect())
        }
    }
}

/// A table of a ZIP: its shape, and what its documents are after the import.
struct Table {
    shape: String,
    documents: Vec<BTreeMap<String, Convex>>,
}

fn tables(path: &Path) -> BTreeMap<String, Table> {
    let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut text = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let lines = |text: &str| -> Vec<Value> {
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let numbered = lines(&text("_tables/documents.jsonl"));
    let mut tables = BTreeMap::new();
    for (rank, table) in numbered.iter().enumerate() {
        assert_eq!(table["id"], json!(10_001 + rank));
        let name = table["name"].as_str().unwrap();
        let schema = lines(&text(&format!("{name}/generated_schema.jsonl")));
        let [Value::String(written)] = &schema[..] else { panic!("{schema:?}") };
        let shape = shape(written);
        let documents = lines(&text(&format!("{name}/documents.jsonl")));
        let documents = documents.iter().map(|document| match imported(document, &[&shape]) {
            Convex::Object(fields) => fields,
            other => panic!("{other:?}"),
        });
        let documents = documents.collect();
        tables.insert(name.to_owned(), Table { shape: written.clone(), documents });
    }
    tables
}

fn exported(database: &Scratch, bundle: &Bundle) -> BTreeMap<String, Table> {
    let zip = database.directory().join("all.zip");
    let options = ExportOptions::new(ExportFormat::Convex);
    database.open().export(bundle, &zip, &options).unwrap();
    tables(&zip)
}

const UNIT: &str = r#"
categories: { kick: { title: Kicking } }
skills:
- { code: solo, name: "12", min: -1, max: 9223372036854775807, tags: ["3"], keen: true, pace: 2 }
- { code: hop, name: Hop, none: 4, per: { u8: 1, u10: 2 }, open: { a: [1, "7", null] }, "two words": "5" }
- { code: cut, name: Cut, none: null, clip: { kind: long, size: 3 }, big: 12 }
- { code: bit, name: Bit, clip: { kind: short, size: "3" } }
"#;

fn every_record_reads_back_with_integers_as_integers(database: &Scratch) {
    let bundle = every_type(1).unit("gaa", UNIT).bundle();
    database.boot(&bundle).unwrap();
    let tables = exported(database, &bundle);
    assert_eq!(
        tables["club_category"].shape,
        r#"{"id": int64, "key": string, "record_state": string, "title"?: string, "unit": string}"#
    );
    let skill = &tables["club_skill"];
    for part in [
        "\"none\"?: int64 | null",
        "\"tags\"?: array<string>",
        "\"per\"?: record<field_name, int64>",
        "\"open\"?: unknown",
        "\"pace\"?: float64",
        "\"clip\"?: {\"kind\": string, \"size\"?: int64} | {\"kind\": string, \"size\"?: string}",
        "\"levels\"?: array<{\"age\": string, \"text\"?: string}>",
    ] {
        assert!(skill.shape.contains(part), "{part} in {}", skill.shape);
    }
    let of = |key: &str| {
        let is = |document: &&BTreeMap<_, _>| document["key"] == Convex::Text(key.to_owned());
        skill.documents.iter().find(is).unwrap()
    };
    let object = |fields: &[(&str, Convex)]| {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Convex::Object(fields.collect())
    };
    let text = |text: &str| Convex::Text(text.to_owned());
    for (key, field, value) in [
        ("solo", "name", text("12")),
        ("solo", "min", Convex::Int64(-1)),
        ("solo", "max", Convex::Int64(i64::MAX)),
        ("solo", "tags", Convex::Array(vec![text("3")])),
        ("solo", "pace", Convex::Float64(2.0)),
        ("solo", "keen", Convex::Boolean(true)),
        ("hop", "none", Convex::Int64(4)),
        ("cut", "none", Convex::Null),
        ("cut", "big", Convex::Int64(12)),
        ("hop", "per", object(&[("u8", Convex::Int64(1)), ("u10", Convex::Int64(2))])),
        // What the schema leaves open has floats, and so has a field that can be a text as well.
        (
            "hop",
            "open",
            object(&[("a", Convex::Array(vec![Convex::Float64(1.0), text("7"), Convex::Null]))]),
        ),
        ("cut", "clip", object(&[("kind", text("long")), ("size", Convex::Float64(3.0))])),
        ("bit", "clip", object(&[("kind", text("short")), ("size", text("3"))])),
        ("hop", "two words", text("5")),
        ("hop", "record_state", text("active")),
        ("hop", "unit", text("gaa")),
    ] {
        assert_eq!(of(key)[field], value, "{key} {field}");
    }
    assert!(!of("bit").contains_key("none"));
    assert!(matches!(of("bit")["id"], Convex::Int64(_)));
}

fn the_same_records_are_the_same_bytes(database: &Scratch) {
    let bundle = every_type(1).unit("gaa", UNIT).bundle();
    database.boot(&bundle).unwrap();
    let other = Scratch::sqlite();
    other.boot(&bundle).unwrap();
    let options = ExportOptions::new(ExportFormat::Convex);
    let bytes = |database: &Scratch| {
        // Without the name of a file it is `convex.zip`.
        database.open().export(&bundle, database.directory(), &options).unwrap();
        std::fs::read(database.directory().join("convex.zip")).unwrap()
    };
    assert_eq!(bytes(database), bytes(&other));
}

fn what_convex_cannot_hold_names_its_field(database: &Scratch) {
    let zip = database.directory().join("all.zip");
    let options = ExportOptions::new(ExportFormat::Convex);
    for (rank, (fields, field, problem)) in [
        ("big: 9223372036854775808", "/big", "no integers above"),
        ("open: { a: 9007199254740993 }", "/open/a", "does not hold this integer exactly"),
        ("open: { _a: 1 }", "/open/_a", "no field of that name"),
        ("per: { ä: 1 }", "/per/ä", "no field of that name"),
        ("per: { $a: 1 }", "/per/$a", "no field of that name"),
    ]
    .into_iter()
    .enumerate()
    {
        let unit =
            format!("skills: [{{ code: solo, name: Solo, {fields} }}, {{ code: hop, name: Hop }}]");
        let bundle = every_type(rank as u64 + 1).unit("gaa", &unit).bundle();
        database.boot(&bundle).unwrap();
        let export = database.open().export(&bundle, &zip, &options).unwrap();
        let [aside] = &export.left_out[..] else { panic!("{:?}", export.left_out) };
        assert_eq!(aside.record, "club/skill/gaa/solo");
        let reason = &aside.reason;
        assert!(reason.contains(problem) && reason.starts_with(&format!("`{field}`")), "{reason}");
        assert_eq!(export.files[0].records, 1, "the other one is there");
    }
    let text = r#"UPDATE seedbank_record SET data = '{"code":"solo","min":"5","name":"Solo"}' WHERE key = 'solo'"#;
    database.run(text);
    let bundle = every_type(5).unit("gaa", "skills: [{ code: solo, name: Solo }]").bundle();
    let export = database.open().export(&bundle, &zip, &options).unwrap();
    let [aside] = &export.left_out[..] else { panic!("{:?}", export.left_out) };
    assert_eq!(
        (aside.record.as_str(), aside.reason.as_str()),
        ("club/skill/gaa/solo", "`/min`: it is a text where the schema has an integer; correct it")
    );
}

fn the_datasets_of_this_repository_read_back(database: &Scratch) {
    database.boot(&seedbank::BUNDLE).unwrap();
    let tables = exported(database, &seedbank::BUNDLE);
    let mut compared = 0;
    for table in seedbank::BUNDLE.tables().filter(|table| table.dataset().database) {
        let name = format!("{}_{}", table.dataset().name, table.collection().name);
        let documents = &tables[&name].documents;
        assert_eq!(documents.len(), table.len());
        for row in table.rows() {
            let named = |document: &&BTreeMap<_, _>| {
                document["unit"] == Convex::Text(row.unit().to_owned())
                    && document["key"] == Convex::Text(row.key().to_owned())
            };
            let document = documents.iter().find(named).unwrap();
            for (field, value) in row.to_value() {
                let found =
                    document.get(&field).filter(|_| !["id", "unit", "key"].contains(&&*field));
                let found = found.unwrap_or_else(|| &document[&format!("{field}_")]);
                assert_same(found, &value, &format!("{name} {} {field}", row.key()));
                compared += 1;
            }
        }
    }
    assert!(compared > 5_000, "{compared}");
}

/// That a value is there again, whichever number type it has.
fn assert_same(found: &Convex, value: &Value, place: &str) {
    match (found, value) {
        (Convex::Null, Value::Null) => {}
        (Convex::Boolean(found), Value::Bool(value)) => assert_eq!(found, value, "{place}"),
        (Convex::Text(found), Value::String(value)) => assert_eq!(found, value, "{place}"),
        (Convex::Int64(found), Value::Number(value)) => {
            assert_eq!(Some(*found), value.as_i64(), "{place}");
        }
        (Convex::Float64(found), Value::Number(value)) => {
            assert_eq!(Some(*found), value.as_f64(), "{place}");
        }
        (Convex::Array(found), Value::Array(values)) => {
            assert_eq!(found.len(), values.len(), "{place}");
            found.iter().zip(values).for_each(|(found, value)| assert_same(found, value, place));
        }
        (Convex::Object(found), Value::Object(values)) => {
            assert_eq!(found.len(), values.len(), "{place}");
            for (name, value) in values {
                assert_same(&found[name], value, place);
            }
        }
        other => panic!("{place}: {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    /// Whatever texts and numbers there are.
    #[test]
    fn any_texts_and_numbers_read_back(
        name in "[ -~ä\n\"\\\\]{2,12}", min in any::<i64>(), pace in -1e9..1e9_f64,
        tags in prop::collection::btree_set("[0-9]{1,3}", 0..3),
    ) {
        let database = Scratch::sqlite();
        let skill = json!({"code": "solo", "name": name, "min": min, "pace": pace, "tags": tags});
        let bundle = every_type(1).unit("gaa", &json!({"skills": [skill]}).to_string()).bundle();
        database.boot(&bundle).unwrap();
        let tables = exported(&database, &bundle);
        let document = &tables["club_skill"].documents[0];
        prop_assert_eq!(&document["min"], &Convex::Int64(min));
        let row = bundle.row("club", "skill", "gaa", "solo").unwrap().unwrap();
        for (field, value) in row.to_value() {
            assert_same(&document[&field], &value, &field);
        }
    }
}
