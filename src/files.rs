//! Files in and out: what people changed leaves the database as seed files, and files come in as people's
//! edits.

mod import;

pub use import::{FileImport, ImportOptions};
pub(crate) use import::{import, plan_import};
