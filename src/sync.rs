//! Brings a database in step with a bundle, and keeps what people change.
//!
//! [`agenda`](agenda::agenda) and [`settle`](settle::settle) decide, from values to values; what they decide
//! goes into a [`sink`](sink::Sink): the database, or a plan. This room knows the traits of
//! [`crate::store`], and no SQL.

mod agenda;
mod apply;
mod batch;
mod boot;
mod chain;
mod digest;
mod image;
mod merge;
mod record_check;
mod references;
mod report;
mod retire;
mod settle;
mod sink;
mod status;
mod step;
mod unit;

pub(crate) use boot::boot;
pub use report::{
    Counts, DatasetReport, DatasetVerdict, Progress, Report, UnitReport, UnitVerdict, Verdict,
};
pub(crate) use status::status;
pub use status::{Embedded, Imported, UnitStatus};
