//! Files in and out.

#[cfg(feature = "export")]
use std::path::Path;

use super::Database;
use crate::bundle::Bundle;
use crate::files::{self, FileImport, ImportOptions};
#[cfg(feature = "export")]
use crate::files::{Export, ExportError, ExportOptions};
use crate::store::Error;
use crate::sync::Author;

impl Database {
    /// Writes the records that count, as they are at one moment, into files in a folder. For
    /// [`ExportFormat::Convex`](crate::ExportFormat::Convex) the folder can be a path that ends in `.zip`.
    ///
    /// A file is replaced as a whole; one that has the same bytes already is not touched, and no file is
    /// removed. What is in no file is said.
    ///
    /// ```
    /// # let database = seedbank::Database::open("sqlite::memory:")?;
    /// # database.boot(&seedbank::BUNDLE)?;
    /// # let folder = tempfile::tempdir()?;
    /// use seedbank::{ExportFormat, ExportOptions};
    ///
    /// let options = ExportOptions::new(ExportFormat::JsonLines);
    /// for file in database.export(&seedbank::BUNDLE, folder.path(), &options)?.files {
    ///     println!("{} {} records", file.path.display(), file.records);
    /// }
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "export")]
    pub fn export(
        &self,
        bundle: &Bundle,
        to: &Path,
        options: &ExportOptions,
    ) -> Result<Export, ExportError> {
        files::export(self.store().as_mut(), bundle, to, options)
    }

    /// Brings in the records that seed files have, as edits of a person: what a file has is what its record is
    /// from then on, if that is valid. New records are of source `person`.
    ///
    /// `files` is what `seedbank_codegen::compile_unit_texts` makes of them with the bundle's model of their
    /// dataset. What is wrong is left out, and said.
    pub fn import(
        &self,
        bundle: &Bundle,
        files: &Bundle,
        options: ImportOptions,
        author: &Author,
    ) -> Result<FileImport, Error> {
        files::import(self.store().as_mut(), bundle, files, options, author)
    }

    /// What [`Database::import`] would do. Writes nothing.
    pub fn plan_import(
        &self,
        bundle: &Bundle,
        files: &Bundle,
        options: ImportOptions,
    ) -> Result<FileImport, Error> {
        files::plan_import(self.store().as_mut(), bundle, files, options)
    }
}
