//! Records as rows: the columns of the typed views.

use std::collections::BTreeSet;

use seedbank_codegen::model::{Collection, Dataset, Field, SetAside};
use serde_json::Value;

use super::records::{Record, Records};
use crate::store::{Column, View, views};

/// A collection's records.
#[derive(Clone)]
pub(super) struct Table<'m> {
    pub dataset: &'m Dataset,
    pub collection: &'m Collection,
    /// Its name and its columns, as every database has them.
    pub view: View<'m>,
    pub rows: Vec<&'m Record>,
}

/// The tables of a dataset, in the schema's order. What has no column is said.
pub(super) fn tables<'m>(records: &'m Records<'m>, left_out: &mut Vec<SetAside>) -> Vec<Table<'m>> {
    let dataset = records.dataset;
    let views = views(dataset).into_iter().zip(&dataset.collections);
    let table = |(view, collection): (View<'m>, &'m Collection)| {
        let rows =
            records.present.iter().filter(|record| record.name.collection == collection.name);
        let table = Table { dataset, collection, view, rows: rows.collect() };
        left_out.extend(table.without_column());
        table
    };
    views.map(table).collect()
}

impl<'m> Table<'m> {
    /// The columns in their order, each with its value of a row; `None` where the record does not have the
    /// field.
    pub(super) fn cells<'t>(
        &'t self,
        row: &'t Record,
    ) -> impl Iterator<Item = (&'t Column<'m>, Option<&'t Value>)> {
        self.view.columns.iter().map(|column| (column, row.value.get(column.field)))
    }

    /// The names of all columns, in their order.
    pub(super) fn header(&self) -> impl Iterator<Item = &str> {
        let columns = self.view.columns.iter().map(|column| column.name.as_str());
        ["id", "unit", "key"].into_iter().chain(columns).chain(["record_state"])
    }

    /// The types of [`Table::cells`].
    pub(super) fn fields(&self) -> &'m [Field] {
        self.dataset.structs.get(self.collection.record).map_or(&[], |record| &record.fields)
    }

    /// Fields that the schema leaves open.
    fn without_column(&self) -> Option<SetAside> {
        let has_column = |name: &&str| self.view.columns.iter().any(|column| column.field == *name);
        let names = self.rows.iter().flat_map(|row| row.value.keys()).map(String::as_str);
        let open: BTreeSet<&str> = names.filter(|name| !has_column(name)).collect();
        if open.is_empty() {
            return None;
        }
        let names: Vec<String> = open.iter().map(|name| format!("`{name}`")).collect();
        let verb = if open.len() == 1 { "has" } else { "have" };
        Some(SetAside {
            record: format!("{}/{}", self.dataset.name, self.collection.name),
            reason: format!(
                "{} {verb} no column: only fields that the schema names have one",
                names.join(", ")
            ),
        })
    }
}
