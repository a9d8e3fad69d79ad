//! A table as JSON Lines: an object a row, with the columns in their order.

use seedbank_codegen::canon::{write_int, write_str, write_value};

use super::NewFile;
use super::table::Table;

/// The file of a collection.
pub(super) fn file(table: &Table<'_>) -> NewFile {
    let mut text = String::new();
    for row in &table.rows {
        text.push_str("{\"id\":");
        write_int(row.id.0, &mut text);
        text.push_str(",\"unit\":");
        write_str(&row.name.unit, &mut text);
        text.push_str(",\"key\":");
        write_str(&row.name.key, &mut text);
        for (column, value) in table.cells(row) {
            let Some(value) = value else { continue };
            text.push(',');
            write_str(&column.name, &mut text);
            text.push(':');
            write_value(value, &mut text);
        }
        text.push_str(",\"record_state\":");
        write_str(row.state.as_str(), &mut text);
        text.push_str("}\n");
    }
    NewFile {
        relative: format!("{}.jsonl", table.view.name),
        bytes: text.into_bytes(),
        records: table.rows.len() as u64,
    }
}
