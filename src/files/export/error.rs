//! Why records do not become files.

use std::io;
use std::path::PathBuf;

use crate::store::Error;

/// Why an export failed.
///
/// Whatever the error, a file is as it was before, or as it is to be.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The database could not be read.
    #[error(transparent)]
    Database(#[from] Error),
    /// A dataset that the bundle does not have.
    #[error("cannot export `{dataset}`: this bundle has no such dataset")]
    NoDataset {
        /// As asked for.
        dataset: String,
    },
    /// A dataset that is in no database.
    #[error(
        "cannot export `{dataset}`: it is only embedded (`database: false`), and never in a database"
    )]
    OnlyEmbedded {
        /// Which.
        dataset: String,
    },
    /// A dataset that was never imported.
    #[error("cannot export `{dataset}`: {database} does not have it yet; boot it first")]
    NotThere {
        /// Which.
        dataset: String,
        /// The database's URL.
        database: String,
    },
    /// A unit that is not there.
    #[error("cannot export `{dataset}/{unit}`: {database} has no such unit")]
    NoUnit {
        /// Its dataset.
        dataset: String,
        /// As asked for.
        unit: String,
        /// The database's URL.
        database: String,
    },
    /// A path that leaves the folder.
    #[error("cannot write {}: it leads out of the folder that was named", .path.display())]
    Outside {
        /// The path.
        path: PathBuf,
    },
    /// The disk said no.
    #[error("cannot {doing} {}: {source}", .path.display())]
    File {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
