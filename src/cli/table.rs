//! Tables: a header, columns without lines, numbers to the right.

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

use super::wording::thousands;

/// A cell.
pub enum Value {
    /// To the left.
    Text(String),
    /// To the right, in groups of three digits.
    Number(u64),
    /// Nothing to tell.
    None,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

/// The table's text. On a terminal it is as wide as that, elsewhere as wide as it must be.
pub fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<Value>>) -> String {
    let rows: Vec<Vec<Value>> = rows.into_iter().collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    let sides: Vec<CellAlignment> = (0..header.len())
        .map(|column| {
            let mut cells = rows.iter().filter_map(|row| row.get(column));
            let numeric = cells.any(|cell| matches!(cell, Value::Number(_)));
            if numeric { CellAlignment::Right } else { CellAlignment::Left }
        })
        .collect();
    let aligned = |text: &str, column: usize| Cell::new(text).set_alignment(sides[column]);
    table.set_header(header.iter().enumerate().map(|(column, text)| aligned(text, column)));
    for row in &rows {
        table.add_row(row.iter().enumerate().map(|(column, value)| match value {
            Value::Text(text) => aligned(text, column),
            Value::Number(number) => aligned(&thousands(*number), column),
            Value::None => aligned("-", column),
        }));
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    let margin = lines.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    lines.iter().map(|line| line.get(margin..).unwrap_or_default().to_owned() + "\n").collect()
}
