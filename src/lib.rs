//! Reference data ships inside the binary and stays right in the database.
//!
//! A [`Bundle`] holds the datasets that were compiled in; [`Database::boot`] brings a database in step
//! with it, in one transaction, and reads a single row when there is nothing new.

#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod backup;
pub mod bundle;
mod compare;
mod database;
mod derive;
#[cfg(feature = "source")]
mod files;
#[cfg(feature = "git")]
mod git;
mod read;
#[cfg(any(feature = "git", feature = "embeddings"))]
mod shown;
#[cfg_attr(
    not(all(feature = "git", any(feature = "sqlite", feature = "postgres"))),
    expect(dead_code, reason = "no backend reads all of the rows, or nothing is synced with git")
)]
mod store;
mod sync;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use backup::{
    Backup, BackupCounts, BackupError, BackupFinding, Level, LevelError, Metadata, Verified,
    prune_backups,
};
pub use bundle::{Bundle, Row};
pub use compare::{Comparison, Different, Side};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use database::Replacement;
pub use database::{ApplyOptions, BootOptions, Database, OpenOptions};
#[cfg(feature = "embeddings")]
pub use derive::Embeddings;
pub use derive::NGrams;
#[cfg(feature = "export")]
pub use files::{Export, ExportError, ExportFormat, ExportOptions, ExportedFile, FileVerdict};
#[cfg(feature = "source")]
pub use files::{FileImport, ImportOptions, NewUnit};
#[cfg(feature = "git")]
pub use git::{
    GitConflict, GitError, GitOperation, GitOptions, GitRecord, GitReport, GitState, GitStatus,
    GitTotals,
};
pub use read::{Current, OwnedRecord, Records, Subscription};
pub use seedbank_codegen::model::SetAside;
pub use seedbank_codegen::{canon, model, pack};
pub use store::{Error, NameError, RecordName};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use sync::Restored;
pub use sync::{
    Author, Change, Changed, Check, Conflict, Counts, DatasetReport, DatasetVerdict, Derive,
    DeriveError, Derived, DerivedField, Drift, DriftKind, Edit, Embedded, FieldDifference,
    FieldPath, FieldPathError, FieldView, Finding, HistoryQuery, Imported, Instant, InstantError,
    Keep, MigratedRecord, MigratedUnit, Migration, MigrationCounts, MigrationVerdict, Origin, Plan,
    PlanVerdict, PlannedChange, PlannedConflict, PlannedRecord, Progress, RecordChanged,
    RecordView, Report, ResetTo, Selection, Undone, UnitChanged, UnitReport, UnitStatus,
    UnitVerdict, Verdict,
};
#[cfg(feature = "source")]
pub use sync::{Brought, BroughtRecord, BroughtVerdict};

#[doc(hidden)]
pub use seedbank_codegen::generated as __generated;

#[cfg(feature = "data")]
include_bundle!();

/// Includes what `seedbank_codegen::build` wrote: the static `BUNDLE`, the constant `HASH`, and a module
/// of typed records for each dataset.
///
/// It stands at the root of a crate or in a module of its own.
#[macro_export]
macro_rules! include_bundle {
    () => {
        include!(concat!(env!("OUT_DIR"), "/seedbank.rs"));
    };
}

// Generated code, and the fixtures that the tests share, call this crate by its name.
extern crate self as seedbank;
#[cfg(test)]
#[path = "../tests/engine/fixture.rs"]
mod fixture;
