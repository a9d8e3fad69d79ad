//! A dataset of one collection, from random types and values to a pack.

use seedbank::canon::schema_hash;
use seedbank::model::{
    Collection, Dataset, Element, Enum, Field, FieldIndex, FieldMerge, Format, Key, Merge, Model,
    Removed, Struct, Type, Union, Unit,
};
use seedbank::pack::{Packed, WriteError, Writer};
use seedbank_codegen::record::Record;
use seedbank_codegen::source::Mark;
use serde_json::{Map, Value};

use crate::kinds::{Kind, Shape};

pub const UNITS: [&str; 3] = ["a", "b", "c.d"];

/// What a record also has: the key of the map that it lies in.
const MAP_KEY: &str = "map key";
/// What is beside a record's properties and not its own.
const ELSEWHERE: &str = "elsewhere";

#[derive(Debug)]
pub struct Sample {
    pub kind: Kind,
    /// In the order of units.
    pub records: Vec<SampleRecord>,
    pub indexes: Vec<&'static str>,
}

#[derive(Debug)]
pub struct SampleRecord {
    object: Map<String, Value>,
    pub key: String,
    pub unit: usize,
}

impl Sample {
    /// From objects, keys and units in any order; of those that share a key in a unit, the first stays.
    pub fn new(kind: Kind, records: Vec<(Value, String, usize)>) -> Self {
        let mut sample = Self { kind, records: Vec::new(), indexes: Vec::new() };
        for (value, key, unit) in records {
            let Value::Object(mut object) = value else { panic!("a record is an object") };
            // Both names belong to the harness below.
            object.remove(MAP_KEY);
            object.insert(ELSEWHERE.to_owned(), Value::from(vec![1]));
            if !sample.records.iter().any(|other| other.unit == unit && other.key == key) {
                sample.records.push(SampleRecord { object, key, unit });
            }
        }
        sample.records.sort_by_key(|record| record.unit);
        sample
    }
}

impl SampleRecord {
    /// What must come out of it.
    pub fn expected(&self) -> Map<String, Value> {
        let mut object = self.object.clone();
        object.remove(ELSEWHERE);
        object.insert(MAP_KEY.to_owned(), self.key.clone().into());
        object
    }

    pub fn unit_name(&self) -> &'static str {
        UNITS[self.unit]
    }
}

pub fn pack(sample: &Sample) -> Result<Packed, WriteError> {
    let mut writer = Writer::new(Model { datasets: vec![dataset(sample)] })?;
    let mark = Mark { start: 0, end: 0, key: None, plain: false, children: Box::default() };
    let without = [ELSEWHERE.to_owned()];
    for record in &sample.records {
        let packed = Record {
            collection: 0,
            key: record.key.clone(),
            map_keys: vec![(MAP_KEY, &record.key)],
            object: &record.object,
            without: &without,
            mark: &mark,
        };
        assert_eq!(packed.to_value(), record.expected());
        writer.push(0, record.unit, &packed)?;
    }
    writer.finish()
}

fn dataset(sample: &Sample) -> Dataset {
    let hash = schema_hash(&Value::Null).to_string();
    let unit = |name: &&str| Unit {
        name: (*name).to_owned(),
        file: format!("{name}.json"),
        hash: hash.clone(),
        digest_at: None,
    };
    let index = |field: &&str| FieldIndex { field: (*field).to_owned(), unique: false, at: 0 };
    let mut dataset = Dataset {
        name: "sample".to_owned(),
        title: "Sample".to_owned(),
        description: String::new(),
        version: "1.0.0".to_owned(),
        generation: 1,
        hash: hash.clone(),
        schema_hash: hash.clone(),
        schema: Value::Null,
        files: None,
        database: true,
        git: None,
        review: None,
        units: UNITS.iter().map(unit).collect(),
        collections: vec![],
        structs: vec![],
        enums: vec![],
        unions: vec![],
    };
    let record = add_struct(&mut dataset, sample.kind.shape());
    let fields = &mut dataset.structs[record].fields;
    if let Some(first) = fields.first_mut() {
        first.volatile = true;
    }
    fields.push(Field { map_key: true, ..field(MAP_KEY, Type::String(Format::Text)) });
    fields.push(Field { derived: true, ..field("derived", Type::Json) });
    dataset.collections.push(Collection {
        name: "thing".to_owned(),
        record,
        key: Key::MapKey,
        merge: Merge::Fields,
        removed: Removed::Keep,
        constants: true,
        renamed_from: vec![],
        rows_at: 0,
        row_width: 0,
        unit_rows: vec![],
        units_at: 0,
        key_index_at: 0,
        indexes: sample.indexes.iter().map(index).collect(),
    });
    dataset
}

fn add_struct(dataset: &mut Dataset, shape: &Shape) -> usize {
    let rank = dataset.structs.len();
    let name = format!("Struct{rank}");
    let extra_at = shape.open.then_some(0);
    dataset.structs.push(Struct { name, doc: String::new(), fields: vec![], extra_at, width: 0 });
    let fields = shape.fields.iter().map(|kind| Field {
        optional: kind.optional,
        nullable: kind.nullable,
        ..field(&kind.name, add_type(dataset, &kind.kind))
    });
    let fields = fields.collect();
    dataset.structs[rank].fields = fields;
    rank
}

fn add_type(dataset: &mut Dataset, kind: &Kind) -> Type {
    match kind {
        Kind::Bool => Type::Bool,
        Kind::Int(int) => Type::Int(*int),
        Kind::Number => Type::Number,
        Kind::Text => Type::String(Format::Text),
        Kind::Json => Type::Json,
        Kind::Enum(values) => {
            let values = (0..*values).map(|rank| format!("v{rank}")).collect();
            dataset.enums.push(Enum { name: "Choice".to_owned(), doc: String::new(), values });
            Type::Enum(dataset.enums.len() - 1)
        }
        Kind::Struct(shape) => Type::Struct(add_struct(dataset, shape)),
        Kind::Union(shapes) => {
            let variants = shapes.iter().enumerate();
            let variants =
                variants.map(|(rank, shape)| (format!("v{rank}"), add_struct(dataset, shape)));
            let variants = variants.collect();
            let (name, doc, tag) = ("Either".to_owned(), String::new(), "tag".to_owned());
            dataset.unions.push(Union { name, doc, tag, variants });
            Type::Union(dataset.unions.len() - 1)
        }
        Kind::List(kind, nullable) => {
            let ty = add_type(dataset, kind);
            Type::List(Box::new(Element { ty, nullable: *nullable }))
        }
        Kind::Map(kind, nullable) => {
            let ty = add_type(dataset, kind);
            Type::Map(Box::new(Element { ty, nullable: *nullable }))
        }
    }
}

fn field(name: &str, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        doc: String::new(),
        ty,
        optional: false,
        nullable: false,
        at: 0,
        volatile: false,
        derived: false,
        map_key: false,
        merge: FieldMerge::Atomic,
        reference: None,
    }
}
