//! Files in and out: what people changed leaves the database as seed files, and files come in as people's
//! edits.

#[cfg(feature = "export")]
mod export;
mod import;

#[cfg(feature = "export")]
pub(crate) use export::export;
#[cfg(feature = "export")]
pub use export::{Export, ExportError, ExportFormat, ExportOptions, ExportedFile, FileVerdict};
pub use import::{FileImport, ImportOptions};
pub(crate) use import::{import, plan_import};
