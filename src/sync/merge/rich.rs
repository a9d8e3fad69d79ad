//! A collection that has a field of every type, for tests.

use seedbank_codegen::model::{
    Collection, Dataset, Element, Enum, Field, FieldMerge, Format, Int, Key, Merge, Removed,
    Struct, Type, Union,
};

use super::RecordType;

/// The dataset with the one collection.
pub(super) fn dataset() -> Dataset {
    let text = || Type::String(Format::Text);
    let size = vec![field("min", INT), field("max", INT), text_by_line("note")];
    let size_element = Element { ty: Type::Struct(1), nullable: false };
    let by_code = FieldMerge::Map(vec!["code".to_owned()]);
    let by_id = FieldMerge::Map(vec!["id".to_owned()]);
    let by_pair = FieldMerge::Map(vec!["a".to_owned(), "b".to_owned()]);
    let record = vec![
        field("flag", Type::Bool),
        field("int", INT),
        field("number", Type::Number),
        field("name", text()),
        field("kind", Type::Enum(0)),
        field("day", Type::String(Format::Date)),
        text_by_line("body"),
        field("size", Type::Struct(1)),
        field("shape", Type::Union(0)),
        field("list", list(INT)),
        Field { merge: FieldMerge::Set, ..field("tags", list(text())) },
        Field { merge: by_code, ..field("steps", list(Type::Struct(4))) },
        Field { merge: by_pair, ..field("pairs", list(Type::Json)) },
        field("limits", Type::Map(Box::new(size_element))),
        field("json", Type::Json),
        Field { volatile: true, ..field("fetched", Type::Json) },
        Field { derived: true, ..field("vector", list(Type::Number)) },
    ];
    let step = vec![
        field("code", text()),
        field("n", INT),
        Field { merge: FieldMerge::Set, ..field("tags", list(text())) },
        Field { merge: by_id, ..field("parts", list(Type::Struct(5))) },
    ];
    let structs = [
        ("Item", record),
        ("Size", size),
        ("Circle", vec![field("radius", Type::Number)]),
        ("Box", vec![field("w", INT), text_by_line("h")]),
        ("Step", step),
        ("Part", vec![field("id", INT), text_by_line("text")]),
    ];
    Dataset {
        name: "rich".to_owned(),
        title: String::new(),
        description: String::new(),
        version: String::new(),
        generation: 1,
        hash: String::new(),
        schema_hash: String::new(),
        schema: serde_json::Value::Bool(true),
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
        structs: structs.map(|(name, fields)| structure(name, fields)).into(),
        enums: vec![Enum {
            name: "Kind".to_owned(),
            doc: String::new(),
            values: ["a", "b", "c"].map(str::to_owned).into(),
        }],
        unions: vec![Union {
            name: "Shape".to_owned(),
            doc: String::new(),
            tag: "type".to_owned(),
            variants: vec![("circle".to_owned(), 2), ("box".to_owned(), 3)],
        }],
    }
}

/// The type of the collection's records.
pub(super) fn record_type(dataset: &Dataset) -> RecordType<'_> {
    RecordType::new(dataset, &dataset.collections[0])
}

const INT: Type = Type::Int(Int::I64);

fn list(ty: Type) -> Type {
    Type::List(Box::new(Element { ty, nullable: false }))
}

fn structure(name: &str, fields: Vec<Field>) -> Struct {
    Struct { name: name.to_owned(), doc: String::new(), fields, extra_at: Some(0), width: 0 }
}

fn text_by_line(name: &str) -> Field {
    Field { merge: FieldMerge::Text, ..field(name, Type::String(Format::Text)) }
}

fn field(name: &str, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        doc: String::new(),
        ty,
        optional: true,
        nullable: true,
        at: 0,
        volatile: false,
        derived: false,
        map_key: false,
        merge: FieldMerge::Atomic,
        reference: None,
    }
}
