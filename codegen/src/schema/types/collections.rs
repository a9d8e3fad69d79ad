//! The records of a collection: their fields, what names them and what is indexed.

use super::{Builder, RecordType};
use crate::model::{Field, FieldMerge, Format, Key, Type};
use crate::schema::flatten::Flat;
use crate::schema::{ShapeId, Site, Step};

impl Builder<'_> {
    pub(super) fn record(&mut self, site: &Site, sites: &[Site]) {
        let flat = self.shapes.flatten(site.shape);
        let root = site.steps.is_empty();
        let in_map = matches!(site.steps.last(), Some(Step::Values { .. }));
        let map_keys = site.steps.iter().filter_map(|step| match step {
            Step::Values { map_key: Some(name), .. } => Some(name.clone()),
            _ => None,
        });
        let mut fields: Vec<Field> = map_keys.map(map_key_field).collect();
        for field in &fields {
            if flat.properties.iter().any(|(name, _)| *name == field.name) {
                self.annotation(
                    site.shape,
                    format!(
                        "`x-map-key: {}` names a property that the record has itself",
                        field.name
                    ),
                );
            }
        }
        let name = self.type_name(&flat, &site.collection, "");
        let mut indexes = Vec::new();
        for (property, ids) in &flat.properties {
            let leads_on = root && sites.iter().any(
                |other| matches!(other.steps.first(), Some(Step::Property(own)) if own == property),
            );
            if leads_on {
                continue;
            }
            let field = self.field(&name, property, ids, &flat.required);
            if let Some(unique) = ids.iter().find_map(|&id| self.shapes[id].words.index) {
                match field.ty {
                    Type::String(_) | Type::Int(_) | Type::Enum(_) if !field.derived => {
                        indexes.push((property.clone(), unique));
                    }
                    _ => self.annotation(
                        ids[0],
                        "`x-index` stands at a string, an integer or an enum".into(),
                    ),
                }
            }
            fields.push(field);
        }
        let key = self.key(site, &flat, &fields, root, in_map);
        let leads_on = |id: &ShapeId| {
            root && sites
                .iter()
                .any(|other| self.shapes.parts(*id).contains(&other.shape) || other.steps.len() > 1)
        };
        let extra = flat.open || flat.values.iter().any(|id| !leads_on(id));
        let record = self.push_struct(name, &flat, fields, extra);
        self.types.collections.push(RecordType {
            name: site.collection.clone(),
            record,
            key,
            indexes,
        });
    }

    fn key(&mut self, site: &Site, flat: &Flat, fields: &[Field], root: bool, in_map: bool) -> Key {
        let words = flat.parts.iter().find_map(|&part| self.shapes[part].words.key.clone());
        let Some(names) = words else {
            if !root && !in_map {
                self.annotation(
                    site.shape,
                    format!(
                        "records of `{}` are items of an array and have no `x-key`",
                        site.collection
                    ),
                );
            }
            return if in_map { Key::MapKey } else { Key::Unit };
        };
        for name in &names {
            let problem = match fields.iter().find(|field| field.name == *name) {
                None => {
                    let near = crate::diagnostic::nearest(
                        name,
                        fields.iter().map(|field| field.name.as_str()),
                    );
                    let near =
                        near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    format!("`x-key` names `{name}`, which is no field of the record{near}")
                }
                Some(field) if field.derived || field.volatile => {
                    format!("`x-key` names `{name}`, which is volatile or derived")
                }
                Some(Field { ty: Type::String(_) | Type::Int(_) | Type::Enum(_), .. }) => continue,
                Some(_) => {
                    format!("`x-key` names `{name}`, which is neither a string nor an integer")
                }
            };
            self.annotation(site.shape, problem);
        }
        Key::Fields(names)
    }

    /// `x-index`, `x-volatile` and `x-derived` mean something at the fields of a record only.
    pub(super) fn unused_words(&mut self) {
        let names: Vec<(ShapeId, &str)> = self
            .shapes
            .iter()
            .filter_map(|(id, _)| Some((id, self.word_of_a_record(id)?)))
            .collect();
        let records: Vec<ShapeId> = self
            .shapes
            .iter()
            .filter(|(_, shape)| shape.words.collection.is_some())
            .map(|(id, _)| id)
            .collect();
        let fields: Vec<ShapeId> = records
            .into_iter()
            .flat_map(|record| self.shapes.flatten(record).properties)
            .flat_map(|(_, ids)| ids)
            .flat_map(|id| self.shapes.parts(id))
            .collect();
        for (id, word) in names {
            if !fields.contains(&id) {
                self.annotation(id, format!("`{word}` stands at a field of a record"));
            }
        }
    }

    /// The word of a shape that means something at a record's field only, if it has one.
    pub(super) fn word_of_a_record(&self, id: ShapeId) -> Option<&'static str> {
        let words = &self.shapes[id].words;
        let words = [
            ("x-index", words.index.is_some()),
            ("x-volatile", words.volatile),
            ("x-derived", words.derived),
        ];
        words.into_iter().find(|(_, there)| *there).map(|(word, _)| word)
    }
}

fn map_key_field(name: String) -> Field {
    Field {
        doc: "The key of the map that the record is in.".to_owned(),
        name,
        ty: Type::String(Format::Text),
        optional: false,
        nullable: false,
        at: 0,
        volatile: false,
        derived: false,
        map_key: true,
        merge: FieldMerge::Atomic,
        reference: None,
    }
}
