//! What a record refers to, by the fields that say so.

use std::collections::HashMap;

use seedbank_codegen::model::{Dataset, Element, Type};
use serde_json::{Map, Value};

use super::settle::object;
use crate::store::{Error, Place, Reader, RecordFilter, RecordName, State};

/// The records of the dataset that refer to one.
pub(super) fn referring(
    reader: &mut dyn Reader,
    dataset: &Dataset,
    name: &RecordName,
) -> Result<Vec<RecordName>, Error> {
    let references = References::of(dataset);
    let mut found = Vec::new();
    if references.is_empty() {
        return Ok(found);
    }
    let target = (name.collection.clone(), name.key.clone());
    let filter = RecordFilter { dataset: Some(&dataset.name), ..RecordFilter::default() };
    let mut units = Vec::new();
    reader.each_record(&filter, &mut |place, stored| {
        let counts = matches!(stored.state, State::Active | State::Deprecated);
        if !counts {
            return Ok(());
        }
        if place.collection == name.collection && stored.key == name.key {
            units.push(place.unit.to_owned());
        }
        if references.from(place.collection, &stored.data).contains(&target) {
            let (dataset, collection) = (place.dataset.to_owned(), place.collection.to_owned());
            found.push(RecordName { dataset, collection, unit: stored.unit, key: stored.key });
        }
        Ok(())
    })?;
    // A reference looks in its own unit first.
    found
        .retain(|other| other != name && (other.unit == name.unit || !units.contains(&other.unit)));
    Ok(found)
}

/// A reference that is new in `after` and leads nowhere.
pub(super) fn missing(
    reader: &mut dyn Reader,
    dataset: &Dataset,
    name: &RecordName,
    (before, after): (&str, &str),
) -> Result<Option<(String, String)>, Error> {
    let references = References::of(dataset);
    let known = references.from(&name.collection, before);
    let new = references.from(&name.collection, after);
    let mut units: Option<Vec<String>> = None;
    for (collection, key) in new.into_iter().filter(|reference| !known.contains(reference)) {
        let is_in = |reader: &mut dyn Reader, unit: &str| {
            let place = Place { dataset: &dataset.name, collection: &collection, unit };
            let found = reader.records(place, &[&key])?.pop().flatten();
            let counts = |state| matches!(state, State::Active | State::Deprecated);
            Ok(found.is_some_and(|found| counts(found.state)))
        };
        let mut there = is_in(reader, &name.unit)?;
        if !there && units.is_none() {
            let imports = reader.imports()?.into_iter();
            let imports = imports.filter(|import| import.dataset == dataset.name);
            units = Some(imports.map(|import| import.unit).collect());
        }
        for unit in units.iter().flatten() {
            there = there || is_in(reader, unit)?;
        }
        if !there {
            return Ok(Some((collection, key)));
        }
    }
    Ok(None)
}

/// The references of a dataset's records.
pub(super) struct References<'m> {
    dataset: &'m Dataset,
    /// By struct, whether anything in it can be a reference.
    structs: HashMap<usize, bool>,
}

impl<'m> References<'m> {
    pub(super) fn of(dataset: &'m Dataset) -> Self {
        let mut references = Self { dataset, structs: HashMap::new() };
        for shape in 0..dataset.structs.len() {
            let refers = references.struct_refers(shape, &mut Vec::new());
            references.structs.insert(shape, refers);
        }
        references
    }

    /// Whether no record of the dataset can refer to any.
    pub(super) fn is_empty(&self) -> bool {
        !self.structs.values().any(|refers| *refers)
    }

    /// The collections and keys that a record refers to.
    pub(super) fn from(&self, collection: &str, data: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let collection = self.dataset.collections.iter().find(|other| other.name == collection);
        if let Some(collection) = collection
            && self.structs.get(&collection.record) == Some(&true)
        {
            self.of_struct(collection.record, &object(data), &mut found);
        }
        found
    }

    fn struct_refers(&self, shape: usize, trail: &mut Vec<usize>) -> bool {
        if trail.contains(&shape) {
            return false;
        }
        trail.push(shape);
        let fields = &self.dataset.structs[shape].fields;
        let refers = fields
            .iter()
            .any(|field| field.reference.is_some() || self.type_refers(&field.ty, trail));
        trail.pop();
        refers
    }

    fn type_refers(&self, ty: &Type, trail: &mut Vec<usize>) -> bool {
        match ty {
            Type::Struct(shape) => self.struct_refers(*shape, trail),
            Type::Union(union) => {
                let variants = &self.dataset.unions[*union].variants;
                variants.iter().any(|(_, shape)| self.struct_refers(*shape, trail))
            }
            Type::List(element) | Type::Map(element) => self.type_refers(&element.ty, trail),
            _ => false,
        }
    }

    fn of_struct(
        &self,
        shape: usize,
        object: &Map<String, Value>,
        found: &mut Vec<(String, String)>,
    ) {
        for field in &self.dataset.structs[shape].fields {
            let Some(value) = object.get(&field.name) else { continue };
            match &field.reference {
                Some(collection) => keys(collection, value, found),
                None => self.of_value(&field.ty, value, found),
            }
        }
    }

    fn of_value(&self, ty: &Type, value: &Value, found: &mut Vec<(String, String)>) {
        match (ty, value) {
            (Type::Struct(shape), Value::Object(object)) => self.of_struct(*shape, object, found),
            (Type::Union(union), Value::Object(object)) => {
                let union = &self.dataset.unions[*union];
                let tag = object.get(&union.tag).and_then(Value::as_str);
                let variant = union.variants.iter().find(|(value, _)| Some(value.as_str()) == tag);
                if let Some((_, shape)) = variant {
                    self.of_struct(*shape, object, found);
                }
            }
            (Type::List(element), Value::Array(values)) => {
                self.of_each(element, values.iter(), found);
            }
            (Type::Map(element), Value::Object(values)) => {
                self.of_each(element, values.values(), found);
            }
            _ => {}
        }
    }

    fn of_each<'v>(
        &self,
        element: &Element,
        values: impl Iterator<Item = &'v Value>,
        found: &mut Vec<(String, String)>,
    ) {
        for value in values {
            self.of_value(&element.ty, value, found);
        }
    }
}

/// The keys that a field with `x-ref` holds: one, or a list of them.
fn keys(collection: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(key) => found.push((collection.to_owned(), key.clone())),
        Value::Number(key) => found.push((collection.to_owned(), key.to_string())),
        Value::Array(values) => values.iter().for_each(|value| keys(collection, value, found)),
        Value::Object(values) => values.values().for_each(|value| keys(collection, value, found)),
        _ => {}
    }
}
