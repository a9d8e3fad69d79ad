//! Where collections lie, and in which order canonical JSON has the properties of packed objects: found
//! once, not for each row.

use seedbank_codegen::canon::{key_order, write_str};
use seedbank_codegen::model::Dataset;
use seedbank_codegen::pack::{Pack, TableAt};

/// For the objects of a dataset.
#[derive(Debug)]
pub(super) struct DatasetPlan {
    /// By struct.
    pub objects: Vec<ObjectPlan>,
    /// By union, then variant.
    pub unions: Vec<Vec<ObjectPlan>>,
    /// By collection.
    pub tables: Vec<TableAt>,
}

/// For an object: which struct it is, and its properties in order.
#[derive(Debug)]
pub(super) struct ObjectPlan {
    pub shape: usize,
    pub properties: Vec<Property>,
}

/// A property that the schema names.
#[derive(Debug)]
pub(super) struct Property {
    pub name: String,
    /// The name as canonical JSON has it, with the colon.
    pub label: String,
    pub value: PropertyValue,
}

#[derive(Debug)]
pub(super) enum PropertyValue {
    /// Of the struct's field.
    Field(usize),
    /// A union's tag, as canonical JSON has it.
    Tag(String),
}

impl DatasetPlan {
    pub fn new(pack: Pack<'_>, dataset: &Dataset) -> Self {
        let objects = (0..dataset.structs.len()).map(|shape| ObjectPlan::new(dataset, shape, None));
        let unions = dataset.unions.iter().map(|union| {
            let variants = union.variants.iter();
            variants
                .map(|(value, shape)| ObjectPlan::new(dataset, *shape, Some((&union.tag, value))))
                .collect()
        });
        let tables =
            dataset.collections.iter().map(|collection| TableAt::of(pack, collection)).collect();
        Self { objects: objects.collect(), unions: unions.collect(), tables }
    }
}

impl ObjectPlan {
    fn new(dataset: &Dataset, shape: usize, tag: Option<(&str, &str)>) -> Self {
        let fields = dataset.structs[shape].fields.iter().enumerate();
        let fields = fields.filter(|(_, field)| !field.derived);
        let fields =
            fields.map(|(rank, field)| Property::new(&field.name, PropertyValue::Field(rank)));
        let tag = tag.map(|(name, value)| Property::new(name, PropertyValue::Tag(quoted(value))));
        let mut properties: Vec<_> = fields.chain(tag).collect();
        properties.sort_by(|a, b| key_order(&a.name, &b.name));
        Self { shape, properties }
    }
}

impl Property {
    fn new(name: &str, value: PropertyValue) -> Self {
        Self { name: name.to_owned(), label: quoted(name) + ":", value }
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_str(text, &mut out);
    out
}
