//! A database in a file: taken, proved, and brought back.
//!
//! [`pack`](pack::pack) and [`unpack`](unpack::unpack) lead from rows to a [`Document`] and back, from values
//! to values; [`file`] is the rim. What is brought back goes through [`crate::sync`].

mod document;
mod error;
mod file;
mod json;
mod level;
mod meaning;
mod metadata;
mod pack;
mod placeholder;
mod retention;
mod unpack;
mod untouched;
mod verify;

use seedbank_codegen::canon::canonical;

use self::document::Document;
pub use self::error::BackupError;
pub use self::level::{Level, LevelError};
pub use self::metadata::{BackupCounts, Metadata};
pub use self::retention::prune_backups;
pub(crate) use self::retention::{newest_hash, prune};
pub use self::verify::{BackupFinding, Verified};
use crate::bundle::Bundle;
use crate::store::Rows;

/// A database at one moment.
///
/// Two of one state have the same text but for their stamp: `created_at`, `created_by` and `seal`.
///
/// ```
/// use seedbank::{Author, Backup, Database, Level};
///
/// let bundle = &seedbank::BUNDLE;
/// let database = Database::open("sqlite::memory:")?;
/// database.boot(bundle)?;
/// let backup = database.full_backup(bundle, &Author::new("ops"))?;
/// assert_eq!(Backup::verify(backup.to_text().as_bytes(), bundle, Level::L2).reached, Some(Level::L2));
///
/// let other = Database::open("sqlite::memory:")?;
/// other.replace_with(bundle, &backup, &Author::new("ops"), |_| Ok(()))?;
/// assert_eq!(other.verify(bundle)?, []);
/// # Ok::<_, seedbank::BackupError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Backup {
    document: Document,
    /// In messages: the file that it was read from.
    name: String,
}

/// A backup that is of no file.
const UNNAMED: &str = "the backup";

impl Backup {
    /// Of these rows.
    pub(crate) fn of(
        rows: &Rows,
        bundle: &Bundle,
        (created_at, created_by): (&str, &str),
        full: bool,
    ) -> Result<Self, BackupError> {
        let mut document = pack::pack(rows, bundle, full)?;
        document.stamp(created_at, created_by);
        Ok(Self { document, name: UNNAMED.to_owned() })
    }

    /// From the content of a file, packed with zstd or not. What it says is not proved by that: see
    /// [`Backup::verify`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BackupError> {
        Self::named(bytes, UNNAMED)
    }

    fn named(bytes: &[u8], name: &str) -> Result<Self, BackupError> {
        let document = Document::parse(&file::unpacked(bytes, name)?, name)?;
        Ok(Self { document, name: name.to_owned() })
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The text of a file: JSON, with a line for each unit, record of the history and so on.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.document.to_text()
    }

    /// What is in it, for a quick look.
    #[must_use]
    pub fn metadata(&self) -> Metadata {
        Metadata::of(&self.document)
    }

    /// The hash of all but the stamp: two backups of one state have the same.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.document.hash
    }

    /// Its rows, if it is not damaged and the bundle has what it leaves out.
    pub(crate) fn rows(&self, bundle: &Bundle) -> Result<Rows, BackupError> {
        let mut findings = self.document.integrity();
        let rows = unpack::unpack(&self.document, bundle, &mut findings);
        if findings.is_empty() {
            Ok(rows)
        } else {
            Err(BackupError::Damaged { backup: self.name.clone(), findings })
        }
    }

    /// What the history says of it once it was brought back: canonical JSON.
    pub(crate) fn told(&self) -> String {
        canonical(&serde_json::json!({
            "backup": self.document.hash,
            "created_at": self.document.created_at,
            "created_by": self.document.created_by,
        }))
    }
}
