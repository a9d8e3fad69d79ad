//! The packed format: fixed-width rows and a shared string pool, in two files.
//!
//! `seedbank.bin` holds everything of fixed width; `seedbank.str` is one UTF-8 text with all strings
//! in it. A binary takes them in with `include_bytes!` and `include_str!`, so that rustc itself
//! proves the text and reading a string is a slice of it. A string in a row is a *reference*: byte
//! offset and length in the pool, four bytes each. All numbers are little-endian and unaligned; all
//! offsets count from the start of the file.
//!
//! # `seedbank.bin`
//!
//! | bytes | what |
//! | --- | --- |
//! | 0–7 | `seedbank` |
//! | 8–11 | the format's number, [`FORMAT`] |
//! | 12–19 | lengths of the two files |
//! | 20–27 | reference to the bundle's hash (`sb1-…`) |
//! | 28–35 | reference to the [`Model`] as JSON, which knows where all the rest lies |
//! | 36–43 | checksum of both files |
//! | 44–  | what lists, maps and unions hold, in the order in which it was met; then for each collection its units, rows and indexes |
//!
//! **Rows** of a collection have the same width and lie in the order of units, then of the file:
//!
//! | bytes | what |
//! | --- | --- |
//! | 0–7 | reference to the record's key |
//! | 8–11 | the unit's index in [`Dataset::units`](crate::model::Dataset::units) |
//! | 12–  | the record: see [`layout`] for the fields of an object |
//!
//! **Units** of a collection: for each unit of the dataset a reference to its name (8 bytes) and the
//! number of its first row (4 bytes).
//!
//! **Values**, by [`Type`](crate::model::Type):
//!
//! | type | bytes |
//! | --- | --- |
//! | `bool` | 1: 0 or 1 |
//! | integers | 1, 2, 4 or 8 |
//! | `number` | 8: an IEEE double |
//! | `string` | 8: reference |
//! | `json` | 8: reference to canonical JSON |
//! | enum | 1: the value's index; 2 if there are more than 256 values |
//! | object | its fields, in place |
//! | union | 5: the variant's index (1), and where its object lies (4) |
//! | list | 8: the number of elements (4), and where they lie (4) |
//! | map | 8: the number of entries (4), and where they lie (4): a reference to the key and the value, in the order of canonical JSON |
//!
//! Where a value may be absent or null, a byte of [`State`] lies in front of it; it keeps its width
//! when there is no value. The properties that an object's schema leaves open are a reference to a
//! canonical JSON object; empty if there are none.
//!
//! **Indexes** are perfect hashes as `phf` makes them:
//!
//! | bytes | what |
//! | --- | --- |
//! | 24 | number of keys (4), number of buckets (4), hash key (8), bytes of a bucket (4), bytes of a key that its entry holds too (4) |
//! | 4 each bucket | its two displacements, the second in the lowest 28 bits; 8 if one doesn't fit |
//! | 16 and more each key | reference to the key (8), the number of its row (4), how many rows it has (4), and the key itself if it isn't longer than said above |
//!
//! Where a key has several rows, the row's number is instead where their numbers lie, ascending.
//!
//! **Digests** of units, where the model says that a unit has one: the number of records (4); for each, by
//! the hash of its name, that hash and the first bytes of its content's (8 each, big-endian); then, in the same
//! order, the index of its collection and its rank among the unit's records of that collection (4 each).
//!
//! # Reading
//!
//! [`Pack`] reads single values and is `const fn` throughout; [`List`], [`Map`], [`Json`] and [`Table`]
//! are what generated code hands out. None of them allocates or parses before it is asked for a value.

mod digest;
mod error;
mod index;
mod json;
pub mod layout;
mod list;
mod map;
mod packed;
mod read;
mod table;
mod table_at;
mod view;
#[cfg(feature = "source")]
mod write;

pub use digest::{Located, PackedDigest};
pub use error::{HeaderError, OpenError};
pub use index::{Index, PackedIndex, Rows};
pub use json::Json;
pub use list::{List, ListIter};
pub use map::{Map, MapIter};
pub use packed::Packed;
pub use read::{Pack, State};
pub use table::{Record, Table, TableIter, TableRows};
pub use table_at::TableAt;
pub use view::FromPack;
#[cfg(feature = "source")]
pub use write::{Problem, WriteError, Writer};

/// The number of the format that this version reads and writes.
pub const FORMAT: u32 = 1;

/// Where in a row the reference to the record's key lies.
pub const KEY_AT: u32 = 0;

/// Where in a row the index of the record's unit lies.
pub const UNIT_AT: u32 = 8;

/// Where in a row the record itself begins: its fields' offsets count from here.
pub const RECORD_AT: u32 = 12;

#[cfg(doc)]
use crate::model::Model;
