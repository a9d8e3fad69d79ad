//! Brings a database in step with a bundle.
//!
//! [`plan`](plan::plan) and [`settle`](settle::settle) decide, from values to values; [`boot`] and
//! `apply` do what they say through the traits of [`crate::store`], and know no SQL.

mod apply;
mod batch;
mod boot;
mod digest;
mod history;
#[cfg_attr(not(test), expect(dead_code, reason = "called by the engine, which is to come"))]
#[allow(unused_imports, reason = "called by the engine, which is to come")]
mod merge;
mod plan;
mod report;
mod settle;
mod status;
mod unit;

pub(crate) use boot::boot;
pub use report::{
    Counts, DatasetReport, DatasetVerdict, Progress, Report, UnitReport, UnitVerdict, Verdict,
};
pub(crate) use status::status;
pub use status::{Embedded, Imported, UnitStatus};
