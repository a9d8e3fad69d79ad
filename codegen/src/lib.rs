//! Compiles a folder of reference data into typed, packed Rust.
//!
//! A `build.rs` calls [`build`]: the files in `data/` are read with their positions, checked against
//! their JSON Schema, hashed, packed into two files and given a Rust API. Everything that is wrong is
//! reported at its line, all of it in one run.
//!
//! The crate is pure: no clock, no environment, no output; the same folder gives the same bytes on
//! every machine. Without the feature `source` it is the [`pack`] reader, the [`model`] and, with the feature
//! `check`, what checks a single record: what a running binary needs.

pub mod canon;
pub mod digest;
pub mod generated;
pub mod model;
pub mod pack;

#[cfg(feature = "source")]
mod build;
#[cfg(feature = "check")]
pub mod check;
#[cfg(feature = "source")]
mod compile;
#[cfg(feature = "check")]
pub mod diagnostic;
#[cfg(feature = "source")]
pub mod draft;
#[cfg(feature = "source")]
pub mod emit;
#[cfg(feature = "source")]
pub mod lock;
#[cfg(feature = "source")]
mod names;
#[cfg(feature = "check")]
pub mod record;
#[cfg(feature = "source")]
pub mod rewrite;
#[cfg(feature = "check")]
pub mod schema;
#[cfg(feature = "check")]
pub mod source;
#[cfg(feature = "check")]
mod unit_document;

#[cfg(feature = "source")]
pub use build::{BuildError, build};
#[cfg(feature = "source")]
pub use compile::{
    Compilation, CompiledUnits, LockState, UnitText, compile, compile_mapped_units,
    compile_unit_texts, compile_units,
};
#[cfg(feature = "check")]
pub use unit_document::{Nesting, Spot, UnitDocumentError, UnitRecord, unit_document};
