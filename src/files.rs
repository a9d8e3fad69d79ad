//! Files in and out: what people changed leaves the database as seed files, and files come in as people's
//! edits.

#[cfg(feature = "export")]
mod export;
mod import;

use seedbank_codegen::model::{Dataset, SetAside};

#[cfg(feature = "export")]
pub(crate) use export::export;
#[cfg(feature = "export")]
pub use export::{Export, ExportError, ExportFormat, ExportOptions, ExportedFile, FileVerdict};
pub use import::{FileImport, ImportOptions, NewUnit};
pub(crate) use import::{import, plan_import};

/// The unit that what was set aside is, or is in; `None` where it is all of the dataset, or of another one.
fn unit_of<'a>(aside: &'a SetAside, dataset: &Dataset) -> Option<&'a str> {
    let rest = aside.record.strip_prefix(&dataset.name)?.strip_prefix('/')?;
    let mut parts = rest.splitn(3, '/');
    match (parts.next(), parts.next()) {
        (Some(unit), None) | (_, Some(unit)) => Some(unit),
        (None, None) => None,
    }
}
