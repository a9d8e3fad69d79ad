//! JSON Schema and its `x-` words, read into the model of a dataset.
//!
//! [`Shapes`] is the schema as this crate understands it: a node for each subschema, references
//! resolved. Everything else is derived from it: where the records are ([`Site`]), what types they
//! have ([`types`]), how a plain scalar is read ([`coerce`]) and which rules apply.

#[cfg(feature = "source")]
pub mod coerce;
#[cfg(feature = "source")]
mod flatten;
pub mod kinds;
pub(crate) mod members;
pub(crate) mod parse;
mod shape;
mod site;
#[cfg(feature = "source")]
pub mod types;
mod words;

pub use kinds::Kinds;
pub use parse::parse;
pub use shape::{Additional, Shape, ShapeId, Shapes};
pub use site::{Instance, Site, Step, root_leftovers, sites};
pub use words::{Reference, Rule, Words};

#[cfg(test)]
mod placement;
