//! A record as people look at it: the value of each field, and where it comes from.

use serde::Serialize;
use serde_json::{Map, Value};

use super::merge::{FieldChange, RecordType, changes};
use super::settle::object;
use super::transaction::{installed, kind, stored};
use crate::bundle::Bundle;
use crate::store::{Error, HistoryFilter, Reader, RecordName, Source, Store, Stored};

/// A record of the database.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RecordView {
    /// Its name.
    pub record: RecordName,
    /// Its number: stable for life.
    pub id: i64,
    /// Goes up by one with every change.
    pub revision: i64,
    /// `active`, `deprecated`, `deleted` or `removed`.
    pub state: &'static str,
    /// Where the record came from: `factory`, `import` or `person`.
    pub source: &'static str,
    /// Its fields, in the schema's order.
    pub fields: Vec<FieldView>,
    /// Its value.
    pub value: Map<String, Value>,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FieldView {
    /// Its name, or the path of the part of it that people changed.
    pub field: String,
    /// Its value; `None`: a person removed it.
    pub value: Option<Value>,
    /// Where the value comes from.
    pub origin: Origin,
    /// The conflict that waits for a person.
    pub conflict: Option<i64>,
}

/// Where a field's value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "from", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Origin {
    /// The factory delivered it.
    Factory,
    /// A person changed it.
    Person {
        /// Who; `None`: the history does not say.
        by: Option<String>,
        /// When: RFC 3339, in UTC.
        at: Option<String>,
        /// Why.
        reason: Option<String>,
    },
}

/// A record, field by field.
pub(crate) fn get(
    store: &mut dyn Store,
    bundle: &Bundle,
    name: &RecordName,
) -> Result<RecordView, Error> {
    let database = store.name().to_owned();
    installed(store.installation()?, &database)?;
    let mut reader = store.snapshot()?;
    let found = stored(reader.as_mut(), &database, name)?;
    let (dataset, collection) = kind(bundle, name)?;
    let ty = RecordType::new(dataset, collection);
    let value = object(&found.data);
    let edits = edits(reader.as_mut(), ty, &found, &value)?;
    let conflicts = reader.conflicts(Some(found.id), true)?;
    let mut names: Vec<&str> = dataset.structs[collection.record]
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .filter(|name| value.contains_key(*name))
        .collect();
    let rest: Vec<&str> =
        value.keys().map(String::as_str).filter(|name| !names.contains(name)).collect();
    names.extend(rest);
    let conflict = |path: &str| {
        let row = conflicts.iter().find(|row| row.conflict.field == path);
        row.map(|row| row.id)
    };
    let mut fields = Vec::new();
    for name in names {
        let path = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let own: Vec<_> = edits
            .iter()
            .filter(|(change, _)| {
                let rest = change.field.as_str().strip_prefix(&path);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .collect();
        let whole = own.iter().find(|(change, _)| change.field.as_str() == path);
        fields.push(FieldView {
            field: name.to_owned(),
            value: value.get(name).cloned(),
            origin: whole.map_or(Origin::Factory, |(_, origin)| origin.clone()),
            conflict: conflict(&path),
        });
        for (change, origin) in own.iter().filter(|(change, _)| change.field.as_str() != path) {
            fields.push(FieldView {
                field: change.field.to_string(),
                value: change.after.clone(),
                origin: origin.clone(),
                conflict: conflict(change.field.as_str()),
            });
        }
    }
    // What a person removed is in no field of the value.
    let top = |change: &FieldChange| change.field.as_str().matches('/').count() == 1;
    for (change, origin) in edits.iter().filter(|(change, _)| change.after.is_none() && top(change))
    {
        fields.push(FieldView {
            field: change.field.to_string(),
            value: None,
            origin: origin.clone(),
            conflict: conflict(change.field.as_str()),
        });
    }
    Ok(RecordView {
        record: name.clone(),
        id: found.id.0,
        revision: found.revision,
        state: found.state.as_str(),
        source: found.source.as_str(),
        fields,
        value,
    })
}

/// The fields that are not as the factory delivered them, and who made them so.
fn edits(
    reader: &mut dyn Reader,
    ty: RecordType<'_>,
    found: &Stored,
    value: &Map<String, Value>,
) -> Result<Vec<(FieldChange, Origin)>, Error> {
    let base = match (&found.base, found.source) {
        (Some(base), _) => object(base),
        (None, Source::Factory) => return Ok(Vec::new()),
        (None, Source::Person | Source::Import) => Map::new(),
    };
    let nobody = Origin::Person { by: None, at: None, reason: None };
    let changed = changes(ty, Some(&base), Some(value)).into_iter();
    let mut edits: Vec<_> = changed.map(|change| (change, nobody.clone())).collect();
    let filter = HistoryFilter { record: Some(found.id), ..HistoryFilter::default() };
    reader.each_history(&filter, &mut |entry| {
        let row = entry.row;
        let image = |text: &Option<String>| {
            text.as_deref()
                .and_then(super::image::Image::from_text)
                .map(|image| object(&image.data))
        };
        let (before, after) = (image(&row.before), image(&row.after));
        // The last row that made the field what it is.
        for (change, origin) in &mut edits {
            let at = |record: &Option<Map<String, Value>>| {
                record.as_ref().and_then(|record| change.field.get(ty, record).cloned())
            };
            if row.import.is_none() && at(&before) != at(&after) && at(&after) == change.after {
                *origin = Origin::Person {
                    by: Some(row.signature.by.clone()),
                    at: Some(row.signature.at.clone()),
                    reason: row.reason.clone(),
                };
            }
        }
        Ok(())
    })?;
    Ok(edits)
}
