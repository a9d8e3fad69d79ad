//! What must hold of a dataset's files beyond their grammar.
//!
//! Each check is a function from values to diagnostics and finds all that is wrong, not only the
//! first: [`validator`] looks at the schema itself, [`schema_violations`] at a file against it,
//! [`records`] names the records, [`references`] follows `x-ref` through all files of a dataset,
//! [`Rules`] evaluates `x-validations`, and [`names`] makes sure that the generated code compiles.

mod alternatives;
mod brief;
#[cfg(feature = "source")]
mod circles;
mod free_names;
mod key;
#[cfg(feature = "source")]
mod leftovers;
mod locate;
#[cfg(feature = "source")]
mod names;
mod nesting;
mod number;
mod record_check;
mod record_references;
#[cfg(feature = "source")]
mod records;
#[cfg(feature = "source")]
mod references;
#[cfg(feature = "source")]
mod resolve;
mod root_record;
mod rules;
mod self_value;
mod stack;
mod subschemas;
mod validator;
mod violations;
mod walk;
mod wording;

#[cfg(test)]
mod documented;
#[cfg(test)]
pub(crate) mod testing;

pub use jsonschema::Validator;
#[cfg(feature = "source")]
pub use names::names;
pub(crate) use record_check::read_schema;
pub use record_check::{RecordCheck, SchemaError, Wrong};
pub use record_references::RecordReferences;
#[cfg(feature = "source")]
pub use records::records;
#[cfg(feature = "source")]
pub use references::references;
pub use rules::Rules;
pub use validator::validator;
pub use violations::schema_violations;

use crate::record::Record;
#[cfg(feature = "source")]
use crate::schema::types::Types;
#[cfg(feature = "source")]
use crate::schema::{Shapes, Site};
use crate::source::Document;

/// A dataset's schema and what was derived from it.
#[cfg(feature = "source")]
#[derive(Debug, Clone, Copy)]
pub struct Schema<'s> {
    /// `schema.json`
    pub document: &'s Document,
    /// Its nodes.
    pub shapes: &'s Shapes,
    /// Where the records are.
    pub sites: &'s [Site],
    /// The types of the collections.
    pub types: &'s Types,
}

/// A seed file and its records.
#[derive(Debug, Clone)]
pub struct Unit<'d> {
    /// The unit's name.
    pub name: &'d str,
    /// The file.
    pub document: &'d Document,
    /// As [`records`] found them.
    pub records: Vec<Record<'d>>,
}
