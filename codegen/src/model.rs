//! What a bundle says of itself: its datasets, their types and where each record lies in the pack.
//!
//! The model is made from `dataset.yaml` and `schema.json`, drives packing and the generated code,
//! and travels inside the pack as JSON, so that a running binary (or `--data DIR`) can read rows,
//! write SQL views and show records without generated code.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Everything but the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Model {
    /// In the order of their names.
    pub datasets: Vec<Dataset>,
}

/// One folder of the data folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// The folder's name: `a-z`, `0-9` and `_`.
    pub name: String,
    /// From the manifest.
    pub title: String,
    /// From the manifest; empty where it has none.
    pub description: String,
    /// From the manifest; for people, never compared.
    pub version: String,
    /// What orders releases: goes up by one whenever `hash` changes.
    pub generation: u64,
    /// Hash of the units and the schema, `sb1-…`.
    pub hash: String,
    /// Hash of the schema alone, `sb1-…`.
    pub schema_hash: String,
    /// `schema.json` itself: what a record is checked against again after people changed it. `null` in a
    /// pack that was made before packs had it.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub schema: Value,
    /// Which files are units, the first pattern that matches deciding how. `None`: every file that
    /// can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<FilePattern>>,
    /// Whether a boot imports it; otherwise it is only embedded.
    pub database: bool,
    /// Which of its records are files of a git repository; `None`: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git: Option<Git>,
    /// Which of its records are reviewed; `None`: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// In the order of their names.
    pub units: Vec<Unit>,
    /// In the order in which the schema names them.
    pub collections: Vec<Collection>,
    /// The object types, by [`Type::Struct`].
    pub structs: Vec<Struct>,
    /// The string enums, by [`Type::Enum`].
    pub enums: Vec<Enum>,
    /// The tagged unions, by [`Type::Union`].
    pub unions: Vec<Union>,
}

/// One entry of a manifest's `files`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePattern {
    /// A glob over the paths below the dataset's folder: `*` stays in a folder, `**` crosses.
    pub glob: String,
    /// The name under which the root value of a file is put.
    pub at: Option<String>,
    /// The field for the text of a Markdown file.
    pub body: Option<String>,
}

/// How the records of a collection are files of a git repository: one file a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Git {
    /// The collection.
    pub collection: String,
    /// The folder of the files, below the repository's top; empty where that is it.
    pub folder: String,
    /// The text field whose slug is the file's name, before its ending.
    pub field: String,
    /// The files' ending, which says their format.
    pub ending: String,
}

/// How far the records of a collection have come, on their way to readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The collection.
    pub collection: String,
    /// The field that says it: one of [`Review::STEPS`].
    pub field: String,
}

impl Review {
    /// Each word that the field can be, and where a record can go from there.
    pub const STEPS: [(&str, &[&str]); 4] = [
        ("draft", &["in_review"]),
        ("in_review", &["published", "draft"]),
        (Self::PUBLISHED, &["archived", "draft"]),
        ("archived", &["draft"]),
    ];

    /// The word of records that readers see.
    pub const PUBLISHED: &str = "published";
}

/// One seed file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// The file's path below the dataset folder, without extension, `.` for `/`.
    pub name: String,
    /// The file's path below the dataset folder, with `/`.
    pub file: String,
    /// Hash of the unit's sorted records, `sb1-…`.
    pub hash: String,
    /// Where its [digest](crate::pack::PackedDigest) lies in the pack, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest_at: Option<u32>,
}

/// A kind of record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    /// As in `x-collection`.
    pub name: String,
    /// The type of its records: an index into [`Dataset::structs`].
    pub record: usize,
    /// What names a record.
    pub key: Key,
    /// How an update treats what people changed.
    pub merge: Merge,
    /// What happens to a record that left the bundle.
    pub removed: Removed,
    /// Whether the generated code names each record.
    pub constants: bool,
    /// `unit/key` of a record now, and the key that it had before.
    pub renamed_from: Vec<(String, String)>,
    /// Where the rows begin in the pack.
    pub rows_at: u32,
    /// Bytes of a row.
    pub row_width: u32,
    /// For each unit, the number of rows; rows lie in the order of units, then of the file.
    pub unit_rows: Vec<u32>,
    /// Where the units' names and first rows lie in the pack.
    pub units_at: u32,
    /// Where the index over the keys lies in the pack.
    pub key_index_at: u32,
    /// The indexes over fields.
    pub indexes: Vec<FieldIndex>,
}

/// What names a record in its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The values of these fields, joined with `/`.
    Fields(Vec<String>),
    /// The key of the map that holds it.
    MapKey,
    /// The unit's own name: the root record.
    Unit,
}

/// How an update treats a record that people changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merge {
    /// Field by field.
    #[default]
    Fields,
    /// People can't change it.
    Locked,
    /// Imported once, then theirs.
    Once,
}

/// What happens in the database to a record that left the bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removed {
    /// It stays as it is.
    #[default]
    Keep,
    /// It stays, marked `deprecated`.
    Deprecate,
    /// It goes, unless an edit or a reference holds it.
    Delete,
}

/// A second lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldIndex {
    /// The record's field.
    pub field: String,
    /// Whether two records may share a value.
    pub unique: bool,
    /// Where the index lies in the pack.
    pub at: u32,
}

/// An object type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Struct {
    /// Its Rust name.
    pub name: String,
    /// From the schema's `title` and `description`.
    pub doc: String,
    /// For a record: the fields of enclosing maps (`x-map-key`) first, then in schema order.
    pub fields: Vec<Field>,
    /// Where the properties that the schema leaves open lie (a JSON object), if it does: `Some` of
    /// anything until the layout is made.
    pub extra_at: Option<u32>,
    /// Bytes of a packed value.
    pub width: u32,
}

/// A property of an object.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of the schema, free of the others"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// As in the JSON.
    pub name: String,
    /// From the schema's `title` and `description`.
    pub doc: String,
    /// Its type, whenever it is there.
    pub ty: Type,
    /// Not in `required`.
    pub optional: bool,
    /// May be `null`.
    pub nullable: bool,
    /// Where the value begins in the packed object. If optional or nullable, one byte of [`State`](crate::pack::State)
    /// lies there and the value follows.
    pub at: u32,
    /// Stored, but no part of the content hash.
    pub volatile: bool,
    /// Never in a seed; not packed.
    pub derived: bool,
    /// It is the key of an enclosing map and not written in the record itself.
    pub map_key: bool,
    /// How two edits of it merge.
    pub merge: FieldMerge,
    /// The collection that it refers to.
    pub reference: Option<String>,
}

/// How two edits of one field merge.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldMerge {
    /// As a whole; objects and maps by their keys.
    #[default]
    Atomic,
    /// A list of values without order.
    Set,
    /// A list of objects by these fields.
    Map(Vec<String>),
    /// Line by line.
    Text,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// One byte.
    Bool,
    /// One to eight bytes.
    Int(Int),
    /// Eight bytes.
    Number,
    /// Offset and length in the string pool.
    String(Format),
    /// One or two bytes: the index of the variant.
    Enum(usize),
    /// In place.
    Struct(usize),
    /// The variant's index (one byte) and where its object lies (four).
    Union(usize),
    /// Number of elements and where they lie.
    List(Box<Element>),
    /// Number of entries and where they lie, sorted by key.
    Map(Box<Element>),
    /// JSON text in the string pool.
    Json,
}

/// What a list or map holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Element {
    /// The type of a value that is not `null`.
    pub ty: Type,
    /// May be `null`.
    pub nullable: bool,
}

/// The integer type that holds every allowed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named as in Rust")]
pub enum Int {
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
}

/// What a string must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Anything.
    Text,
    /// `2026-11-20`
    Date,
    /// `2026-11-20T18:46:00Z`
    DateTime,
}

/// A string enum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enum {
    /// Its Rust name.
    pub name: String,
    /// From the schema's `title` and `description`.
    pub doc: String,
    /// The texts, in schema order.
    pub values: Vec<String>,
}

/// An object whose `tag` tells which of several types it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Union {
    /// Its Rust name.
    pub name: String,
    /// From the schema's `title` and `description`.
    pub doc: String,
    /// The property that tells.
    pub tag: String,
    /// The tag's value and the object's type (an index into [`Dataset::structs`]), which does not
    /// repeat the tag.
    pub variants: Vec<(String, usize)>,
}

/// A record, a unit or a whole dataset that is left out because something is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Its name: `DATASET/COLLECTION/UNIT/KEY`, `DATASET/UNIT` or `DATASET`.
    pub record: String,
    /// What is wrong, in one line.
    pub reason: String,
}
