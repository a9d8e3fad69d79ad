//! Reference data ships inside the binary and stays right in the database.
//!
//! A [`Bundle`] holds the datasets that were compiled in; [`Database::boot`] brings a database in step
//! with it, in one transaction, and reads a single row when there is nothing new.

mod bundle;
mod database;
#[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "no backend reads all of the rows"))]
mod store;
mod sync;

pub use bundle::{Bundle, Row, SetAside};
pub use database::{BootOptions, Database, OpenOptions};
pub use store::Error;
pub use sync::{
    Counts, DatasetReport, DatasetVerdict, Embedded, Imported, Progress, Report, UnitReport,
    UnitStatus, UnitVerdict, Verdict,
};

// The tests' fixtures are shared with `tests/`, where this crate is called by its name.
#[cfg(test)]
extern crate self as seedbank;
#[cfg(test)]
#[path = "../tests/boot/fixture.rs"]
mod fixture;
