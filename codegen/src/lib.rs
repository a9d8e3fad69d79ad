//! Compiles a folder of reference data into typed, packed Rust.
//!
//! A `build.rs` calls [`build`]: the files in `data/` are read with their positions, checked against
//! their JSON Schema, hashed, packed into two files and given a Rust API. Everything that is wrong is
//! reported at its line, all of it in one run.
//!
//! The crate is pure: no clock, no environment, no output; the same folder gives the same bytes on
//! every machine. Without the feature `source` it is only the [`pack`] reader and the [`model`] that a
//! running binary needs.

pub mod canon;
pub mod model;
pub mod pack;

#[cfg(feature = "source")]
pub mod check;
#[cfg(feature = "source")]
pub mod diagnostic;
#[cfg(feature = "source")]
pub mod emit;
#[cfg(feature = "source")]
pub(crate) mod names;
#[cfg(feature = "source")]
pub mod record;
#[cfg(feature = "source")]
pub mod schema;
#[cfg(feature = "source")]
pub mod source;
