//! Random types, and values of them.

use proptest::prelude::*;
use seedbank::model::Int;
use serde_json::{Map, Value};

/// A type with all that it refers to.
#[derive(Debug, Clone)]
pub enum Kind {
    Bool,
    Int(Int),
    Number,
    Text,
    /// So many values: `v0`, `v1`, …
    Enum(usize),
    Struct(Shape),
    /// The variants `v0`, `v1`, … of the tag `tag`.
    Union(Vec<Shape>),
    /// Of elements that may be `null` or not.
    List(Box<Kind>, bool),
    Map(Box<Kind>, bool),
    Json,
}

#[derive(Debug, Clone)]
pub struct Shape {
    pub fields: Vec<FieldKind>,
    pub open: bool,
}

#[derive(Debug, Clone)]
pub struct FieldKind {
    pub name: String,
    pub kind: Kind,
    pub optional: bool,
    pub nullable: bool,
}

impl Kind {
    /// A closed object of these fields, all of them required.
    pub fn required(fields: Vec<(String, Kind)>) -> Self {
        let field = |(name, kind)| FieldKind { name, kind, optional: false, nullable: false };
        Self::Struct(Shape { fields: fields.into_iter().map(field).collect(), open: false })
    }

    pub fn shape(&self) -> &Shape {
        match self {
            Self::Struct(shape) => shape,
            _ => panic!("a record is an object"),
        }
    }

    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        self.shape().fields.iter().map(|field| field.name.as_str())
    }
}

/// Names that sort differently in UTF-8 and UTF-16, need escapes, or are empty.
const NAMES: [&str; 8] = ["", "a", "Z", "é\n", "\u{fb33}", "\u{1f600}", "\"~/\\", "tagged"];

pub fn any_record_kind() -> impl Strategy<Value = Kind> {
    any_shape(any_kind()).prop_map(Kind::Struct)
}

fn any_kind() -> BoxedStrategy<Kind> {
    let int = prop::sample::select(vec![
        Int::U8,
        Int::U16,
        Int::U32,
        Int::U64,
        Int::I8,
        Int::I16,
        Int::I32,
        Int::I64,
    ]);
    let leaf = prop_oneof![
        Just(Kind::Bool),
        int.prop_map(Kind::Int),
        Just(Kind::Number),
        Just(Kind::Text),
        prop_oneof![1..4_usize, Just(256), Just(257)].prop_map(Kind::Enum),
        Just(Kind::Json),
    ];
    let inner = leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            any_shape(inner.clone()).prop_map(Kind::Struct),
            prop::collection::vec(any_shape(inner.clone()), 1..3).prop_map(Kind::Union),
            (inner.clone(), any::<bool>())
                .prop_map(|(kind, null)| Kind::List(Box::new(kind), null)),
            (inner, any::<bool>()).prop_map(|(kind, null)| Kind::Map(Box::new(kind), null)),
        ]
    });
    inner.boxed()
}

fn any_shape(kind: impl Strategy<Value = Kind>) -> impl Strategy<Value = Shape> {
    let field = (kind, any::<bool>(), any::<bool>());
    let fields = prop::collection::vec(field, 0..5);
    let names = Just(NAMES.to_vec()).prop_shuffle();
    (fields, names, any::<bool>()).prop_map(|(fields, names, open)| {
        let fields = fields.into_iter().zip(names).map(|((kind, optional, nullable), name)| {
            FieldKind { name: name.to_owned(), kind, optional, nullable }
        });
        Shape { fields: fields.collect(), open }
    })
}

pub fn any_value(kind: &Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Int(int) => any_int(*int),
        Kind::Number => prop_oneof![
            any::<f64>()
                .prop_filter("JSON has no other", |float| float.is_finite())
                .prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<i32>().prop_map(|integer| Value::from(f64::from(integer))),
            prop::sample::select(vec![-0.0, 1e21, 1e300, 36_028_797_018_963_968.0])
                .prop_map(Value::from),
        ]
        .boxed(),
        Kind::Text => any_text().prop_map(Value::from).boxed(),
        Kind::Enum(values) => (0..*values).prop_map(|rank| format!("v{rank}").into()).boxed(),
        Kind::Struct(shape) => any_object(shape).prop_map(Value::from).boxed(),
        Kind::Union(variants) => {
            let variant = |(rank, shape)| {
                any_object(shape).prop_map(move |mut object| {
                    object.insert("tag".to_owned(), format!("v{rank}").into());
                    Value::from(object)
                })
            };
            let variants =
                variants.iter().enumerate().map(|variant_of| variant(variant_of).boxed());
            prop::strategy::Union::new(variants).boxed()
        }
        Kind::List(kind, nullable) => {
            prop::collection::vec(any_element(kind, *nullable), 0..4).prop_map(Value::from).boxed()
        }
        Kind::Map(kind, nullable) => {
            prop::collection::vec((any_text(), any_element(kind, *nullable)), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect()))
                .boxed()
        }
        Kind::Json => any_json().boxed(),
    }
}

fn any_int(int: Int) -> BoxedStrategy<Value> {
    match int {
        Int::U8 => any::<u8>().prop_map(Value::from).boxed(),
        Int::U16 => any::<u16>().prop_map(|integer| Value::from(f64::from(integer))).boxed(),
        Int::U32 => any::<u32>().prop_map(Value::from).boxed(),
        Int::U64 => any::<u64>().prop_map(Value::from).boxed(),
        Int::I8 => any::<i8>().prop_map(Value::from).boxed(),
        Int::I16 => any::<i16>().prop_map(|integer| Value::from(f64::from(integer))).boxed(),
        Int::I32 => any::<i32>().prop_map(Value::from).boxed(),
        Int::I64 => any::<i64>().prop_map(Value::from).boxed(),
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned), ".{0,80}"]
}

fn any_element(kind: &Kind, nullable: bool) -> BoxedStrategy<Value> {
    let value = any_value(kind);
    if nullable { prop_oneof![1 => Just(Value::Null), 3 => value].boxed() } else { value }
}

fn any_object(shape: &Shape) -> BoxedStrategy<Map<String, Value>> {
    let fields: Vec<_> = shape.fields.iter().map(any_field).collect();
    let extra = if shape.open { 0..3 } else { 0..1 };
    let extra = prop::collection::vec((any_text(), any_json()), extra);
    let names: Vec<String> = shape.fields.iter().map(|field| field.name.clone()).collect();
    (fields, extra)
        .prop_map(move |(fields, extra)| {
            let extra =
                extra.into_iter().filter(|(name, _)| !names.contains(name) && name != "tag");
            let fields = names.iter().cloned().zip(fields);
            let fields = fields.filter_map(|(name, value)| value.map(|value| (name, value)));
            extra.chain(fields).collect()
        })
        .boxed()
}

/// The value, if it is there.
fn any_field(field: &FieldKind) -> BoxedStrategy<Option<Value>> {
    let value = any_element(&field.kind, field.nullable).prop_map(Some);
    if field.optional { prop_oneof![1 => Just(None), 3 => value].boxed() } else { value.boxed() }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no other", |float| float.is_finite())
            .prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}
