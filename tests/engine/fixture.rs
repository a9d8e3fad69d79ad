//! Bundles made by hand.

use seedbank::Bundle;
use seedbank_codegen::digest::{Entry, content_hash, name_hash};
use seedbank_codegen::model::{
    Collection, Dataset, Field, FieldMerge, Format, Int, Key, Merge, Model, Removed, Struct, Type,
    Unit,
};
use seedbank_codegen::pack::{Located, Writer};
use seedbank_codegen::record::Record;
use seedbank_codegen::source::Mark;
use serde_json::{Value, json};

/// A dataset with the one collection `item`.
#[derive(Clone)]
pub struct Fixture {
    dataset: Dataset,
    records: Vec<Vec<(String, Value)>>,
}

impl Fixture {
    pub fn new(dataset: &str, generation: u64) -> Self {
        let dataset = Dataset {
            name: dataset.to_owned(),
            title: dataset.to_owned(),
            description: String::new(),
            version: "1.0.0".to_owned(),
            generation,
            hash: String::new(),
            schema_hash: String::new(),
            schema: Value::Null,
            files: None,
            database: true,
            git: None,
            review: None,
            units: Vec::new(),
            collections: vec![Collection {
                name: "item".to_owned(),
                record: 0,
                key: Key::MapKey,
                merge: Merge::Fields,
                removed: Removed::Keep,
                constants: false,
                renamed_from: Vec::new(),
                rows_at: 0,
                row_width: 0,
                unit_rows: Vec::new(),
                units_at: 0,
                key_index_at: 0,
                indexes: Vec::new(),
            }],
            structs: Vec::new(),
            enums: Vec::new(),
            unions: Vec::new(),
        };
        Self { dataset, records: Vec::new() }.schema(json!({
            "type": "object",
            "additionalProperties": { "type": "object", "x-collection": "item" },
        }))
    }

    /// Adds a unit with these records.
    #[must_use]
    pub fn unit(mut self, name: &str, records: &[(&str, Value)]) -> Self {
        let records: Vec<_> =
            records.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let mut sorted: Vec<_> = records.iter().map(|(key, v)| format!("{key} {v}")).collect();
        sorted.sort();
        let file = format!("{name}.json");
        let hash = hash(&sorted.join("\n"));
        self.dataset.units.push(Unit { name: name.to_owned(), file, hash, digest_at: None });
        self.records.push(records);
        self
    }

    /// Changes the manifest.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Dataset)) -> Self {
        change(&mut self.dataset);
        self
    }

    /// Takes another schema than the one that allows every record.
    #[must_use]
    pub fn schema(self, schema: Value) -> Self {
        self.with(|dataset| dataset.schema = schema)
    }

    pub fn bundle(self) -> Bundle {
        bundle(vec![self])
    }

    fn finished(mut self) -> (Dataset, Vec<Vec<(String, Value)>>) {
        let mut names: Vec<String> = Vec::new();
        for (_, value) in self.records.iter().flatten() {
            names.extend(value.as_object().unwrap().keys().cloned());
        }
        names.sort();
        names.dedup();
        self.dataset.schema_hash = hash(&format!("{}\n{}", names.join("\n"), self.dataset.schema));
        let units: Vec<_> = self.dataset.units.iter().map(|unit| unit.hash.as_str()).collect();
        self.dataset.hash = hash(&(units.join("\n") + &self.dataset.schema_hash));
        let ty = |name: &str| {
            let mut types =
                self.records.iter().flatten().filter_map(|(_, value)| match value.get(name)? {
                    Value::String(_) => Some(Type::String(Format::Text)),
                    Value::Bool(_) => Some(Type::Bool),
                    Value::Number(number) if number.is_i64() => Some(Type::Int(Int::I64)),
                    _ => Some(Type::Json),
                });
            let first = types.next().unwrap_or(Type::Json);
            if types.all(|ty| ty == first) { first } else { Type::Json }
        };
        let fields = names.into_iter().map(|name| field(ty(&name), name)).collect();
        let (name, doc) = ("Item".to_owned(), String::new());
        self.dataset.structs.push(Struct { name, doc, fields, extra_at: None, width: 0 });
        (self.dataset, self.records)
    }
}

/// A bundle of datasets.
pub fn bundle(fixtures: Vec<Fixture>) -> Bundle {
    let (datasets, records): (Vec<_>, Vec<_>) = fixtures.into_iter().map(Fixture::finished).unzip();
    let shapes: Vec<Struct> = datasets.iter().map(|dataset| dataset.structs[0].clone()).collect();
    let mut writer = Writer::new(Model { datasets }).unwrap();
    let mark = Mark { start: 0, end: 0, key: None, plain: false, children: Box::default() };
    for (dataset, units) in records.iter().enumerate() {
        for (unit, records) in units.iter().enumerate() {
            let mut digest = Vec::new();
            for (rank, (key, value)) in records.iter().enumerate() {
                let (key, map_keys, object) = (key.clone(), Vec::new(), value.as_object().unwrap());
                let record =
                    Record { collection: 0, key, map_keys, object, without: &[], mark: &mark };
                writer.push(dataset, unit, &record).unwrap();
                let content = content_hash(&record.hash(&shapes[dataset]));
                let entry = Entry { name: name_hash("item", &record.key), content };
                digest.push(Located { entry, collection: 0, rank: rank as u32 });
            }
            writer.digest(dataset, unit, digest).unwrap();
        }
    }
    Bundle::from_packed(writer.finish().unwrap())
}

fn field(ty: Type, name: String) -> Field {
    Field {
        name,
        doc: String::new(),
        ty,
        optional: true,
        nullable: false,
        at: 0,
        volatile: false,
        derived: false,
        map_key: false,
        merge: FieldMerge::Atomic,
        reference: None,
    }
}

fn hash(text: &str) -> String {
    seedbank_codegen::canon::text_hash(text).to_string()
}
