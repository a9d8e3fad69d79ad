//! What an update, or the undoing of one, does to a record that the database has.

use super::image::Image;
use super::merge;
use super::report::RecordVerdict;
use crate::store::{Action, ImportId, NewConflict, RecordId, Stored};

/// A change to a record, and what it leaves for a person to settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// The record before.
    pub stored: Stored,
    pub after: Image,
    pub action: Action,
    pub verdict: RecordVerdict,
    pub conflicts: Vec<FieldConflict>,
}

/// A field that is for a person to settle. Values are canonical JSON; `None` is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldConflict {
    /// A JSON Pointer; empty for the record as a whole.
    pub field: String,
    pub base: Option<String>,
    pub current: Option<String>,
    pub target: Option<String>,
    /// Why, where it is not that both sides changed the field.
    pub reason: Option<String>,
}

impl FieldConflict {
    /// For the queue.
    pub(super) fn of(self, record: RecordId, import: Option<ImportId>) -> NewConflict {
        let Self { field, base, current, target, reason } = self;
        NewConflict { record, field, base, current, target, reason, import }
    }
}

impl From<merge::FieldConflict> for FieldConflict {
    fn from(conflict: merge::FieldConflict) -> Self {
        let text = |value: Option<serde_json::Value>| {
            value.map(|value| seedbank_codegen::canon::canonical(&value))
        };
        Self {
            field: conflict.field.as_str().to_owned(),
            base: text(conflict.base),
            current: text(conflict.current),
            target: text(conflict.target),
            reason: None,
        }
    }
}
