//! A table as CSV, as RFC 4180 has it.
//!
//! Not by a library: none writes an empty text as `""` and no value as nothing, which is how PostgreSQL's
//! `COPY` and most other readers tell the two apart.

use seedbank_codegen::canon::canonical;
use seedbank_codegen::model::SetAside;
use serde_json::Value;

use super::NewFile;
use super::table::Table;
use crate::store::ColumnType;

const LINE_END: &str = "\r\n";

/// The file of a collection. A record with the character U+0000 is left out: for it many programs refuse a
/// file as a whole.
pub(super) fn file(table: &Table<'_>, left_out: &mut Vec<SetAside>) -> NewFile {
    let mut text = line(table.header().map(|name| Some(name.to_owned())));
    let mut records = 0;
    for row in &table.rows {
        let has_nul = |value: &Value| value.as_str().is_some_and(|text| text.contains('\0'));
        let mut cells = table.cells(row);
        let nul = cells
            .find(|(column, value)| column.ty != ColumnType::Json && value.is_some_and(has_nul));
        if let Some((column, _)) = nul {
            let reason = format!(
                "CSV has no texts with the character U+0000; take it out of `{}`",
                column.field
            );
            left_out.push(SetAside { record: row.name.to_string(), reason });
            continue;
        }
        records += 1;
        let named = [row.id.0.to_string(), row.name.unit.clone(), row.name.key.clone()];
        let cells = table.cells(row).map(|(column, value)| cell(column.ty, value));
        let state = Some(row.state.as_str().to_owned());
        text.push_str(&line(named.map(Some).into_iter().chain(cells).chain([state])));
    }
    NewFile { relative: format!("{}.csv", table.view.name), bytes: text.into_bytes(), records }
}

/// The text of a value; lists, objects and what the schema leaves open are JSON.
fn cell(ty: ColumnType, value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) if ty != ColumnType::Json => Some(text.clone()),
        value => Some(canonical(value)),
    }
}

fn line(cells: impl Iterator<Item = Option<String>>) -> String {
    let cells: Vec<String> = cells.map(|cell| cell.map_or_else(String::new, quoted)).collect();
    cells.join(",") + LINE_END
}

fn quoted(text: String) -> String {
    let outer = |found: char| found.is_whitespace();
    let plain = !text.is_empty()
        && !text.contains(['"', ',', '\r', '\n'])
        && !text.starts_with(outer)
        && !text.ends_with(outer);
    if plain { text } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}
