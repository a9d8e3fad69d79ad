//! Files in and out.

use super::Database;
use crate::bundle::Bundle;
use crate::files::{self, FileImport, ImportOptions};
use crate::store::Error;
use crate::sync::Author;

impl Database {
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
