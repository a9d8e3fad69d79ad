//! Rows as `INSERT` statements: standard SQL, which every database loads.

use seedbank_codegen::canon::{canonical, write_int, write_number};
use serde_json::{Number, Value};

use super::view::ColumnType;

/// So many rows are in one statement.
const ROWS: usize = 100;

/// A value in a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Literal<'v> {
    Null,
    Boolean(bool),
    Integer(i128),
    Number(&'v Number),
    Text(&'v str),
    /// The text of a JSON value.
    Json(&'v Value),
}

impl<'v> Literal<'v> {
    /// A value as that of a column, if it is of the column's type.
    pub(crate) fn of_type(ty: ColumnType, value: &'v Value) -> Option<Self> {
        match (ty, value) {
            (ColumnType::Boolean, Value::Bool(value)) => Some(Self::Boolean(*value)),
            (ColumnType::Integer, Value::Number(number)) => {
                Some(Self::Integer(number.as_i64()?.into()))
            }
            (ColumnType::Unsigned, Value::Number(number)) => {
                Some(Self::Integer(number.as_u64()?.into()))
            }
            (ColumnType::Number, Value::Number(number)) => Some(Self::Number(number)),
            (ColumnType::Text, Value::String(text)) => Some(Self::Text(text)),
            (ColumnType::Json, value) => Some(Self::Json(value)),
            _ => None,
        }
    }

    fn write(self, out: &mut String) {
        match self {
            Self::Null => out.push_str("NULL"),
            Self::Boolean(true) => out.push_str("TRUE"),
            Self::Boolean(false) => out.push_str("FALSE"),
            Self::Integer(number) => write_int(number, out),
            Self::Number(number) => write_number(number, out),
            Self::Text(text) => quote('\'', text, out),
            Self::Json(value) => quote('\'', &canonical(value), out),
        }
    }
}

/// A script that adds rows to tables, in one transaction.
pub(crate) struct Inserts {
    sql: String,
}

impl Inserts {
    pub(crate) fn new() -> Self {
        Self { sql: "BEGIN;\n".to_owned() }
    }

    /// Adds the rows of a table.
    pub(crate) fn add(&mut self, table: &str, columns: &[&str], rows: &[Vec<Literal<'_>>]) {
        for rows in rows.chunks(ROWS) {
            self.sql.push_str("INSERT INTO ");
            quote('"', table, &mut self.sql);
            self.sql.push(' ');
            self.list(columns.iter(), |column, sql| quote('"', column, sql));
            self.sql.push_str(" VALUES\n");
            for (rank, row) in rows.iter().enumerate() {
                self.list(row.iter(), |literal, sql| literal.write(sql));
                self.sql.push_str(if rank + 1 == rows.len() { ";\n" } else { ",\n" });
            }
        }
    }

    pub(crate) fn finish(mut self) -> String {
        self.sql.push_str("COMMIT;\n");
        self.sql
    }

    fn list<T>(&mut self, items: impl Iterator<Item = T>, write: impl Fn(T, &mut String)) {
        for (rank, item) in items.enumerate() {
            self.sql.push_str(if rank == 0 { "(" } else { ", " });
            write(item, &mut self.sql);
        }
        self.sql.push(')');
    }
}

/// A text in quotes; those in it are doubled. A backslash is one, as the standard says.
fn quote(mark: char, text: &str, out: &mut String) {
    out.push(mark);
    for part in text.chars() {
        if part == mark {
            out.push(mark);
        }
        out.push(part);
    }
    out.push(mark);
}
