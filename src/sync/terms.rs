//! What a person holds an update to.

use super::planning::PlanHash;
use super::sink::Watched;
use crate::bundle::Bundle;
use crate::store::Error;

/// What an update is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terms<'t> {
    /// Nobody watches: policies decide, and what a person took back stays so.
    Boot,
    /// A person wants it: what was taken back comes in again.
    Apply {
        /// The hash of the plan that it must be, if there is one.
        plan: Option<&'t str>,
        /// Whether records may go.
        allow_delete: bool,
    },
}

impl Terms<'_> {
    /// What is to be watched while an update is written.
    pub(super) fn watch(self, bundle: &Bundle) -> Option<Watched> {
        let Terms::Apply { plan, .. } = self else { return None };
        Some(Watched { hash: plan.map(|_| PlanHash::new(bundle)), deletions: Vec::new() })
    }

    /// Whether what was watched is as it should be; if not, nothing of it is kept.
    pub(super) fn hold(self, database: &str, watched: Option<Watched>) -> Result<(), Error> {
        let Terms::Apply { plan, allow_delete } = self else { return Ok(()) };
        let Some(Watched { hash, deletions }) = watched else { return Ok(()) };
        let database = database.to_owned();
        if plan.is_some_and(|plan| hash.is_none_or(|hash| hash.finish() != plan)) {
            return Err(Error::PlanMoved { database, moved: "the database or the bundle changed" });
        }
        if !allow_delete && !deletions.is_empty() {
            return Err(Error::NeedsConsent { database, records: deletions });
        }
        Ok(())
    }

    /// A plan that was made for something is not one for nothing.
    pub(super) fn nothing_to_do(self, database: &str, bundle: &Bundle) -> Result<(), Error> {
        match self {
            Terms::Apply { plan: Some(plan), .. } if plan != PlanHash::new(bundle).finish() => {
                Err(Error::PlanMoved {
                    database: database.to_owned(),
                    moved: "it was applied, or the database moved on",
                })
            }
            _ => Ok(()),
        }
    }
}
