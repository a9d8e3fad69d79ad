//! Reference data ships inside the binary and stays right in the database.

pub mod bundle;

pub use seedbank_codegen::{canon, model, pack};
