//! Records leave the database as files.
//!
//! What is in the files is decided from values to values: [`records`] reads the records at one moment, a
//! module a format makes the files' bytes of them, and [`write`] puts them onto the disk.

mod convex;
mod csv;
mod error;
mod jsonl;
mod order;
mod records;
mod sql;
mod table;
mod write;

use std::path::{Path, PathBuf};

use serde::Serialize;

pub use self::error::ExportError;
use self::records::{Records, read};
use self::write::write;
use crate::bundle::Bundle;
use crate::store::Store;
use seedbank_codegen::model::SetAside;

/// What is exported, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ExportOptions {
    format: ExportFormat,
    dataset: Option<String>,
    unit: Option<String>,
}

impl ExportOptions {
    /// Every dataset that the database has.
    #[must_use]
    pub fn new(format: ExportFormat) -> Self {
        Self { format, ..Self::default() }
    }

    /// Only this dataset.
    #[must_use]
    pub fn dataset(mut self, name: impl Into<String>) -> Self {
        self.dataset = Some(name.into());
        self
    }

    /// Only this unit of the dataset.
    #[must_use]
    pub fn unit(mut self, name: impl Into<String>) -> Self {
        self.unit = Some(name.into());
        self
    }
}

/// Which files records become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ExportFormat {
    /// A table a collection, `DATASET_COLLECTION.csv`: RFC 4180, in UTF-8.
    #[default]
    Csv,
    /// A table a collection, `DATASET_COLLECTION.jsonl`: an object a line.
    JsonLines,
    /// `INSERT` statements that SQLite and PostgreSQL load, `DATASET.sql`.
    Sql,
    /// `convex.zip`: what `npx convex import` takes.
    Convex,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Export {
    /// In the order of their datasets.
    pub files: Vec<ExportedFile>,
    /// What is in no file, and why.
    pub left_out: Vec<SetAside>,
}

/// A file that records are in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExportedFile {
    /// With the folder as it was given.
    pub path: PathBuf,
    /// What became of it.
    pub verdict: FileVerdict,
    /// How many records it has.
    pub records: u64,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FileVerdict {
    /// It was not there.
    New,
    /// It was another.
    Changed,
    /// It had these bytes already, and was not touched.
    Unchanged,
}

/// A file on its way to the disk.
struct NewFile {
    /// Below the folder, with `/`.
    relative: String,
    bytes: Vec<u8>,
    records: u64,
}

/// Writes the records that count into files in a folder, or into one `.zip`.
pub(crate) fn export(
    store: &mut dyn Store,
    bundle: &Bundle,
    to: &Path,
    options: &ExportOptions,
) -> Result<Export, ExportError> {
    let (datasets, mut left_out) = read(store, bundle, options)?;
    let (folder, files) = files(bundle, &datasets, to, options.format, &mut left_out)?;
    let files = files.iter().map(|file| write(&folder, file)).collect::<Result<_, _>>()?;
    Ok(Export { files, left_out })
}

/// The files, and the folder that they go into.
fn files(
    bundle: &Bundle,
    datasets: &[Records<'_>],
    to: &Path,
    format: ExportFormat,
    left_out: &mut Vec<SetAside>,
) -> Result<(PathBuf, Vec<NewFile>), ExportError> {
    let tables: Vec<_> = datasets.iter().map(|records| table::tables(records, left_out)).collect();
    let mut files = Vec::new();
    match format {
        ExportFormat::Csv => files.extend(tables.iter().flatten().map(csv::file)),
        ExportFormat::JsonLines => files.extend(tables.iter().flatten().map(jsonl::file)),
        ExportFormat::Sql => {
            for (records, tables) in datasets.iter().zip(tables) {
                files.push(sql::file(bundle, records.dataset, tables, left_out)?);
            }
        }
        ExportFormat::Convex => {
            let (folder, name) = convex::place(to);
            files.push(convex::file(name, &tables.concat())?);
            return Ok((folder, files));
        }
    }
    Ok((to.to_owned(), files))
}
