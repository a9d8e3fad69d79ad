//! Brings a database in step with a bundle, and keeps what people change.
//!
//! [`agenda`](agenda::agenda) and [`settle`](settle::settle) decide, from values to values; what they decide
//! goes into a [`sink`](sink::Sink): the database, or a plan. This room knows the traits of
//! [`crate::store`], and no SQL.

#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod add_missing;
mod agenda;
mod apply;
mod audit;
mod author;
mod batch;
mod boot;
#[cfg(feature = "source")]
#[cfg_attr(
    not(feature = "git"),
    expect(dead_code, reason = "only git has had anything in common with the database before")
)]
mod bring;
mod chain;
mod changed;
mod conflict;
mod derive;
mod derived;
mod drift;
#[cfg(feature = "export")]
mod earlier;
mod edit;
mod image;
mod instant;
mod merge;
mod migrate;
mod obsolete;
mod planning;
mod record_check;
mod references;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod replace;
mod report;
mod reset;
mod retire;
mod revalidate;
mod review;
mod settle;
mod sink;
mod status;
mod step;
mod taken_back;
mod terms;
mod transaction;
mod undo;
mod unit;
mod verify;
mod view;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use add_missing::Restored;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) use add_missing::add_missing;
pub use audit::{Change, HistoryQuery};
pub(crate) use audit::{history, prune};
pub use author::Author;
pub(crate) use author::now;
pub(crate) use boot::{boot, plan};
#[cfg(feature = "source")]
pub(crate) use bring::{Base, Incoming, Target, bring_what, plan_bring_what};
#[cfg(feature = "source")]
pub use bring::{Brought, BroughtRecord, BroughtVerdict};
#[cfg(feature = "git")]
pub(crate) use bring::{bring, plan_bring};
pub use changed::{Changed, RecordChanged, UnitChanged};
pub use conflict::{Conflict, Keep};
pub(crate) use conflict::{conflicts, resolve};
pub use derive::{Derive, DeriveError, Derived, DerivedField};
pub(crate) use derive::{derive, missing};
pub use drift::{Drift, DriftKind, FieldDifference};
pub(crate) use drift::{differences_of, drift};
#[cfg(feature = "export")]
pub(crate) use earlier::had;
pub use edit::Edit;
pub(crate) use edit::{delete, edit, restore};
pub use instant::{Instant, InstantError};
pub use merge::{FieldPath, FieldPathError};
pub use migrate::{MigratedRecord, MigratedUnit, Migration, MigrationCounts, MigrationVerdict};
pub(crate) use migrate::{migrate, plan_migration};
pub use planning::{Plan, PlanVerdict, PlannedChange, PlannedConflict, PlannedRecord};
#[cfg(feature = "check")]
pub(crate) use record_check::problems;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) use replace::replace;
pub use report::{
    Counts, DatasetReport, DatasetVerdict, Progress, Report, UnitReport, UnitVerdict, Verdict,
};
pub(crate) use reset::reset;
pub use reset::{ResetTo, Selection};
pub(crate) use review::{is_published, review};
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "export"))]
pub(crate) use settle::without_derived;
pub(crate) use settle::{content, object};
pub(crate) use status::status;
pub use status::{Embedded, Imported, UnitStatus};
pub(crate) use terms::Terms;
#[cfg(any(feature = "export", feature = "git"))]
pub(crate) use transaction::in_step;
pub(crate) use transaction::installed;
pub use undo::Undone;
pub(crate) use undo::undo;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) use verify::findings;
pub(crate) use verify::verify;
pub use verify::{Check, Finding};
pub(crate) use view::get;
pub use view::{FieldView, Origin, RecordView};
