//! Records: a table of many, the whole of one.

use std::fmt::Write as _;
use std::io;

use seedbank::bundle::{Row, TableView};
use seedbank::model::{Key, Type};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

use super::super::failure::Failure;
use super::super::print;
use super::super::table::{Value, table};
use super::super::wording::thousands;

/// So many records are printed unless all are asked for.
const FIRST: usize = 50;

/// So many of their fields.
const COLUMNS: usize = 4;

/// So many characters of a text.
const TEXT: usize = 40;

/// A line a record.
pub fn list<'b>(
    of: TableView<'b>,
    rows: impl ExactSizeIterator<Item = Row<'b>>,
    all: bool,
    json: bool,
) -> Result<(), Failure> {
    if json {
        return list_json(rows);
    }
    let shown = if all { rows.len() } else { rows.len().min(FIRST) };
    let more = rows.len() - shown;
    let fields = leading_fields(of);
    let lines = rows.take(shown).map(|row| {
        let mut line: Vec<Value> = vec![row.unit().into(), row.key().into()];
        line.extend(fields.iter().map(|field| cell(row.field(field))));
        line
    });
    let mut header = vec!["unit", "key"];
    header.extend(&fields);
    let mut text = table(&header, lines);
    if more > 0 {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "… and {} more; --all prints them", thousands(more as u64));
    }
    print::text(&text)
}

/// All records in full. One at a time is in memory.
fn list_json<'b>(rows: impl Iterator<Item = Row<'b>>) -> Result<(), Failure> {
    print::out(|out| {
        let mut before = "[\n";
        for row in rows {
            let unit = Json::from(row.unit());
            let key = Json::from(row.key());
            write!(out, "{before}  {{ \"unit\": {unit}, \"key\": {key}, \"record\": ")?;
            serde_json::to_writer(&mut *out, &in_order(row)).map_err(io::Error::from)?;
            write!(out, " }}")?;
            before = ",\n";
        }
        Ok(writeln!(out, "{}", if before == "[\n" { "[]" } else { "\n]" })?)
    })
}

/// A record in full.
pub fn one(row: Row<'_>, json: bool) -> Result<(), Failure> {
    let record = in_order(row);
    if json {
        return print::json(&record);
    }
    let text = serde_yaml::to_string(&record)?;
    print::text(&text)
}

/// The first fields that fit into a cell and do not repeat the key.
fn leading_fields(of: TableView<'_>) -> Vec<&str> {
    let key = match &of.collection().key {
        Key::Fields(fields) => fields.as_slice(),
        Key::MapKey | Key::Unit => &[],
    };
    let fits = |ty: &Type| {
        !matches!(ty, Type::Struct(_) | Type::Union(_) | Type::List(_) | Type::Map(_) | Type::Json)
    };
    let fields = of.record_type().fields.iter();
    let fields =
        fields.filter(|field| fits(&field.ty) && !field.derived && !key.contains(&field.name));
    fields.map(|field| field.name.as_str()).take(COLUMNS).collect()
}

fn cell(value: Option<Json>) -> Value {
    let text = match value {
        None | Some(Json::Null) => return Value::None,
        Some(Json::String(text)) => text,
        Some(other) => other.to_string(),
    };
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > TEXT || line.len() < text.trim_end().len() {
        let start: String = line.chars().take(TEXT - 1).collect();
        Value::Text(format!("{}…", start.trim_end()))
    } else {
        Value::Text(line.to_owned())
    }
}

/// A record's fields in the order of its schema, then those that the schema leaves open.
struct Ordered(Vec<(String, Json)>);

fn in_order(row: Row<'_>) -> Ordered {
    let mut record = row.to_value();
    let named = row.table().record_type().fields.iter();
    let mut fields: Vec<(String, Json)> =
        named.filter_map(|field| Some((field.name.clone(), record.remove(&field.name)?))).collect();
    fields.extend(record);
    Ordered(fields)
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
