//! The records: eight fields, about 120 bytes.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

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

/// Writes a data folder with so many records, of which every `changed`th has another name.
pub fn write(folder: &Path, records: usize, changed: Option<usize>) -> io::Result<()> {
    let dataset = folder.join("items");
    std::fs::create_dir_all(&dataset)?;
    std::fs::write(dataset.join("dataset.yaml"), "title: Items\nversion: \"1\"\n")?;
    std::fs::write(dataset.join("schema.json"), SCHEMA)?;
    let mut text = String::with_capacity(records * 190);
    text.push_str("{\"items\":[\n");
    for number in 0..records {
        let item = Item { number, changed: changed.is_some_and(|every| number % every == 0) };
        let comma = if number + 1 < records { "," } else { "" };
        let _ = writeln!(text, "{}{comma}", item.json()); // a string takes all that is written
    }
    text.push_str("]}\n");
    std::fs::write(dataset.join("items.json"), text)
}

/// One record.
pub struct Item {
    number: usize,
    changed: bool,
}

impl Item {
    fn json(&self) -> String {
        let Self { number, changed } = self;
        let name = if *changed { "Renamed" } else { "Thing" };
        format!(
            "{{\"key\":\"item-{number:07}\",\"name\":\"{name} number {number}\",\"note\":\"kept on shelf {} of \
             row {}\",\"group\":\"group-{:02}\",\"rank\":{},\"weight\":{}.{},\"active\":{},\"added\":\"20{:02}-{:02}-{:02}\"}}",
            number % 97,
            number % 1013,
            number % 40,
            number % 5000,
            number % 90,
            number % 9 + 1,
            number % 3 != 0,
            number % 25,
            number % 12 + 1,
            number % 28 + 1,
        )
    }
}
