//! The records: eight fields, about 120 bytes.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use seedbank::{Bundle, OwnedRecord};
use seedbank_codegen::pack::Packed;
use serde::Deserialize;

use crate::Error;

const SCHEMA: &str = r#"{
  "type": "object", "required": ["items"], "additionalProperties": false,
  "properties": { "items": { "type": "array", "items": {
    "title": "Item", "type": "object", "x-collection": "item", "x-key": "key", "additionalProperties": false,
    "required": ["key", "name", "note", "group", "rank", "weight", "active", "added"],
    "properties": {
      "key": { "type": "string" }, "name": { "type": "string" }, "note": { "type": "string" },
      "group": { "type": "string" }, "rank": { "type": "integer", "minimum": 0, "maximum": 4294967295 },
      "weight": { "type": "number" }, "active": { "type": "boolean" }, "added": { "type": "string", "format": "date" }
    } } } }
}"#;

/// How a data folder differs from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    First,
    /// Every so-manieth record has another name.
    Renamed(usize),
    /// The schema has a field more, which no record has.
    Schema,
}

/// A record as applications read it.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "an application's would be read")]
pub struct Item {
    pub key: String,
    pub name: String,
    pub note: String,
    pub group: String,
    pub rank: u32,
    pub weight: f64,
    pub active: bool,
    pub added: String,
}

impl OwnedRecord for Item {
    const DATASET: &'static str = "items";
    const COLLECTION: &'static str = "item";
}

/// The name of the one unit that [`write()`] and [`bundle`] make.
pub const UNIT: &str = "items";

/// Writes a data folder with so many records in one unit.
pub fn write(folder: &Path, records: usize, release: Release) -> io::Result<()> {
    write_units(folder, records, 1, release)
}

/// Packs so many records in one unit.
pub fn packed(root: &Path, records: usize, release: Release) -> Result<Packed, Error> {
    packed_units(root, records, 1, release)
}

/// The bundle of so many records in one unit.
pub fn bundle(root: &Path, records: usize, release: Release) -> Result<Bundle, Error> {
    packed(root, records, release).map(Bundle::from_packed)
}

/// The bundle of so many records in so many units, `items` (if it is one) or `items-0` and so on.
pub fn packed_units(
    root: &Path,
    records: usize,
    units: usize,
    release: Release,
) -> Result<Packed, Error> {
    let folder = root.join("data");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    write_units(&folder, records, units, release)?;
    let compilation = seedbank_codegen::compile(&folder);
    compilation.packed.ok_or_else(|| "the generated data does not compile".into())
}

/// What an import stores of a record: its key and its JSON.
pub fn rows(bundle: &Bundle) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for row in bundle.table("items", "item").into_iter().flat_map(|table| table.rows()) {
        let mut json = String::new();
        row.write_canonical(&mut json);
        rows.push((row.key().to_owned(), json));
    }
    rows
}

/// The key of a record.
pub fn key(number: usize) -> String {
    format!("item-{number:07}")
}

fn write_units(folder: &Path, records: usize, units: usize, release: Release) -> io::Result<()> {
    let dataset = folder.join("items");
    std::fs::create_dir_all(&dataset)?;
    std::fs::write(dataset.join("dataset.yaml"), "title: Items\nversion: \"1\"\n")?;
    std::fs::write(dataset.join("schema.json"), schema(release))?;
    let size = records.div_ceil(units);
    for unit in 0..units {
        let numbers = unit * size..((unit + 1) * size).min(records);
        let mut text = String::with_capacity(numbers.len() * 190);
        text.push_str("{\"items\":[\n");
        for number in numbers.clone() {
            let comma = if number + 1 < numbers.end { "," } else { "" };
            let _ = writeln!(text, "{}{comma}", json(number, release)); // a string takes all that is written
        }
        text.push_str("]}\n");
        let name = if units == 1 { UNIT.to_owned() } else { format!("{UNIT}-{unit}") };
        std::fs::write(dataset.join(format!("{name}.json")), text)?;
    }
    Ok(())
}

fn schema(release: Release) -> String {
    match release {
        Release::First | Release::Renamed(_) => SCHEMA.to_owned(),
        Release::Schema => SCHEMA.replace(
            "\"key\": { \"type\": \"string\" },",
            "\"key\": { \"type\": \"string\" }, \"hint\": { \"type\": \"string\" },",
        ),
    }
}

/// A record as a seed file has it.
pub fn json(number: usize, release: Release) -> String {
    let changed = matches!(release, Release::Renamed(every) if number.is_multiple_of(every));
    let name = if changed { "Renamed" } else { "Thing" };
    format!(
        "{{\"key\":\"{}\",\"name\":\"{name} number {number}\",\"note\":\"kept on shelf {} of \
         row {}\",\"group\":\"group-{:02}\",\"rank\":{},\"weight\":{}.{},\"active\":{},\"added\":\"20{:02}-{:02}-{:02}\"}}",
        key(number),
        number % 97,
        number % 1013,
        number % 40,
        number % 5000,
        number % 90,
        number % 9 + 1,
        !number.is_multiple_of(3),
        number % 25,
        number % 12 + 1,
        number % 28 + 1,
    )
}
