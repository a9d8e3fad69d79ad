//! The typed SQL view of a collection, in no database's own words.

use std::collections::HashSet;

use seedbank_codegen::model::{Collection, Dataset, Int, Type};

/// A view that an application joins like a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct View<'m> {
    /// `dataset_collection`
    pub name: String,
    pub dataset: &'m str,
    pub collection: &'m str,
    /// After `id`, `unit` and `key`, and before `record_state`.
    pub columns: Vec<Column<'m>>,
}

/// A field of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column<'m> {
    /// The field's name, with `_` behind it where another column has it already.
    pub name: String,
    pub field: &'m str,
    pub ty: ColumnType,
}

/// What a column's values are, where a database can say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnType {
    Boolean,
    /// Of at most 64 bits, with a sign.
    Integer,
    /// Of at most 64 bits, without a sign.
    Unsigned,
    Number,
    /// Strings, those of an enum, and dates.
    Text,
    /// Lists, objects and what the schema leaves open.
    Json,
}

/// The views of a dataset, one a collection.
pub(crate) fn views(dataset: &Dataset) -> Vec<View<'_>> {
    dataset
        .collections
        .iter()
        .map(|collection| View {
            name: format!("{}_{}", dataset.name, collection.name),
            dataset: &dataset.name,
            collection: &collection.name,
            columns: columns(dataset, collection),
        })
        .collect()
}

fn columns<'m>(dataset: &'m Dataset, collection: &Collection) -> Vec<Column<'m>> {
    // Databases compare column names without regard to case; JSON does not.
    let mut taken: HashSet<String> =
        ["id", "unit", "key", "record_state"].map(str::to_owned).into();
    let fields = dataset.structs.get(collection.record).map_or(&[][..], |record| &record.fields);
    fields
        .iter()
        .map(|field| {
            let mut name = field.name.clone();
            if name.is_empty() {
                name.push('_');
            }
            while !taken.insert(name.to_lowercase()) {
                name.push('_');
            }
            Column { name, field: &field.name, ty: column_type(&field.ty) }
        })
        .collect()
}

fn column_type(ty: &Type) -> ColumnType {
    match ty {
        Type::Bool => ColumnType::Boolean,
        Type::Int(Int::U64) => ColumnType::Unsigned,
        Type::Int(_) => ColumnType::Integer,
        Type::Number => ColumnType::Number,
        Type::String(_) | Type::Enum(_) => ColumnType::Text,
        Type::Struct(_) | Type::Union(_) | Type::List(_) | Type::Map(_) | Type::Json => {
            ColumnType::Json
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn columns_keep_their_names_and_never_clash() {
        let record = json!({ "id": 1, "ID": 2, "name": 3, "Key": 4 });
        let bundle = Fixture::new("lms", 1).unit("one", &[("a", record)]).bundle();
        let views = views(&bundle.model().datasets[0]);
        assert_eq!(views[0].name, "lms_item");
        let columns: Vec<_> =
            views[0].columns.iter().map(|column| (column.field, column.name.as_str())).collect();
        assert_eq!(columns, [("ID", "ID_"), ("Key", "Key_"), ("id", "id__"), ("name", "name")]);
    }
}
