//! A dataset's tables as SQL.

use std::collections::HashMap;

use seedbank_codegen::model::{Dataset, SetAside};
use serde_json::Value;

use super::order::parents_first;
use super::records::{Record, Records};
use super::table::{Table, tables};
use super::{ExportError, NewFile};
use crate::bundle::Bundle;
use crate::store::{ColumnType, Error, Inserts, Literal};

/// The file of a dataset: its tables and the rows of each in such an order that what is referred to comes
/// first, where that is possible.
pub(super) fn file(
    bundle: &Bundle,
    records: &Records<'_>,
    left_out: &mut Vec<SetAside>,
) -> Result<NewFile, ExportError> {
    let dataset = records.dataset;
    let mut tables = tables(records, left_out);
    sort(bundle, dataset, &mut tables)?;
    let mut inserts = Inserts::new();
    let mut records = 0;
    for table in &tables {
        let header: Vec<&str> = table.header().collect();
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            match literals(table, row, left_out) {
                Ok(literals) => rows.push(literals),
                Err(reason) => {
                    left_out.push(SetAside { record: row.name.to_string(), reason });
                }
            }
        }
        records += rows.len() as u64;
        inserts.add(&table.view.name, &header, &rows);
    }
    Ok(NewFile {
        relative: format!("{}.sql", dataset.name),
        bytes: inserts.finish().into_bytes(),
        records,
    })
}

/// The values of a row, or why it can't be written.
fn literals<'t>(
    table: &'t Table<'_>,
    row: &'t Record,
    left_out: &mut Vec<SetAside>,
) -> Result<Vec<Literal<'t>>, String> {
    let text = |field: &str, text: &'t str| {
        if text.contains('\0') {
            return Err(format!(
                "SQL has no texts with the character U+0000; take it out of `{field}`"
            ));
        }
        Ok(Literal::Text(text))
    };
    let mut literals = vec![
        Literal::Integer(row.id.0.into()),
        text("unit", &row.name.unit)?,
        text("key", &row.name.key)?,
    ];
    for (column, value) in table.cells(row) {
        literals.push(match (column.ty, value) {
            (_, None | Some(Value::Null)) => Literal::Null,
            (ColumnType::Text, Some(Value::String(value))) => text(column.field, value)?,
            (ColumnType::Json, Some(value)) => Literal::Json(value),
            (ty, Some(value)) => Literal::of_type(ty, value).unwrap_or_else(|| {
                let record = row.name.to_string();
                let reason =
                    format!("`{}` is not of its type, and NULL as in the view", column.field);
                left_out.push(SetAside { record, reason });
                Literal::Null
            }),
        });
    }
    literals.push(Literal::Text(row.state.as_str()));
    Ok(literals)
}

/// Puts what is referred to before what refers to it.
fn sort(bundle: &Bundle, dataset: &Dataset, tables: &mut Vec<Table<'_>>) -> Result<(), Error> {
    let references = bundle
        .references(&dataset.name)
        .map_err(|problem| Error::Schema { problem: problem.to_owned() })?;
    if references.is_empty() {
        return Ok(());
    }
    let mut by_key: HashMap<(&str, &str), Vec<(usize, usize)>> = HashMap::new();
    for (rank, table) in tables.iter().enumerate() {
        for (number, row) in table.rows.iter().enumerate() {
            let places = by_key.entry((&row.name.collection, &row.name.key)).or_default();
            places.push((rank, number));
        }
    }
    let mut of_tables = vec![Vec::new(); tables.len()];
    let mut of_rows: Vec<Vec<Vec<usize>>> =
        tables.iter().map(|table| vec![Vec::new(); table.rows.len()]).collect();
    for (rank, table) in tables.iter().enumerate() {
        for (number, row) in table.rows.iter().enumerate() {
            let value = Value::Object(row.value.clone());
            for (collection, key) in references.of(&row.name.collection, &row.name.key, &value) {
                let found = by_key.get(&(collection.as_str(), key.as_str()));
                for &(parent, parent_row) in found.into_iter().flatten() {
                    if parent != rank {
                        of_tables[rank].push(parent);
                    } else if parent_row != number {
                        of_rows[rank][number].push(parent_row);
                    }
                }
            }
        }
        of_tables[rank].sort_unstable();
        of_tables[rank].dedup();
    }
    for (table, parents) in tables.iter_mut().zip(&of_rows) {
        table.rows = parents_first(parents).into_iter().map(|number| table.rows[number]).collect();
    }
    *tables = parents_first(&of_tables).into_iter().map(|rank| tables[rank].clone()).collect();
    Ok(())
}
