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
mod seed;
mod sql;
mod table;
mod write;

use std::path::{Path, PathBuf};

use serde::Serialize;

pub use self::error::ExportError;
use self::records::{Records, read};
use self::table::{Table, tables};
use self::write::write;
use crate::bundle::Bundle;
use crate::store::Store;
use crate::sync::installed;
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
    /// Seed files in the dataset's own format, `DATASET/FILE`. One that is there changes no more than it must,
    /// and is left alone where it has what the database never had.
    #[default]
    Seed,
    /// A table a collection, `DATASET_COLLECTION.csv`: RFC 4180, in UTF-8.
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
    let database = store.name().to_owned();
    installed(store.installation()?, &database)?;
    let (folder, name) = match options.format {
        ExportFormat::Convex => convex::place(to),
        _ => (to.to_owned(), String::new()),
    };
    let mut reader = store.snapshot()?;
    let reader = reader.as_mut();
    let (datasets, mut left_out) = read(reader, &database, bundle, options)?;
    let files = match options.format {
        ExportFormat::Seed => {
            let mut files = Vec::new();
            for records in &datasets {
                files.extend(seed::files(reader, bundle, records, &folder, &mut left_out)?);
            }
            files
        }
        ExportFormat::Csv => {
            let tables = all_tables(&datasets, &mut left_out);
            tables.iter().map(|table| csv::file(table, &mut left_out)).collect()
        }
        ExportFormat::JsonLines => {
            all_tables(&datasets, &mut left_out).iter().map(jsonl::file).collect()
        }
        ExportFormat::Sql => {
            let file = |records: &Records<'_>| sql::file(bundle, records, &mut left_out);
            datasets.iter().map(file).collect::<Result<_, _>>()?
        }
        ExportFormat::Convex => {
            let tables = all_tables(&datasets, &mut left_out);
            vec![convex::file(name, &tables, &mut left_out)?]
        }
    };
    let files = files.iter().map(|file| write(&folder, file)).collect::<Result<_, _>>()?;
    Ok(Export { files, left_out })
}

/// The tables of all datasets.
fn all_tables<'m>(datasets: &'m [Records<'m>], left_out: &mut Vec<SetAside>) -> Vec<Table<'m>> {
    datasets.iter().flat_map(|records| tables(records, left_out)).collect()
}
