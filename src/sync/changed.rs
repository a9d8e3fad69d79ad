//! What observers of a database are told.

use super::image::Image;
use crate::store::{Action, HistoryEntry, HistoryRow, RecordName};

/// Something that was committed, by this process or another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Changed {
    /// A record was changed, deleted or brought back.
    Record(RecordChanged),
    /// A unit came in, or was taken back. Records that an import adds are told of by this alone; those
    /// that it changes are told of one by one too.
    Unit(UnitChanged),
    /// More happened than is told one by one: any record may be another.
    Everything,
}

/// A record that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordChanged {
    /// Its name now.
    pub record: RecordName,
    /// The key that it had before, if that was another.
    pub renamed_from: Option<String>,
    /// What was done, in one word, as in [`Change::action`](super::Change::action).
    pub action: &'static str,
    /// The import that it is part of, if it is of one.
    pub import: Option<i64>,
    /// When: RFC 3339, in UTC.
    pub at: String,
    /// Who.
    pub by: String,
}

/// A unit that came in, or was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnitChanged {
    /// Its dataset.
    pub dataset: String,
    /// Its name.
    pub unit: String,
    /// What was done, in one word, as in [`Change::action`](super::Change::action).
    pub action: &'static str,
    /// The import that it is part of.
    pub import: Option<i64>,
    /// When: RFC 3339, in UTC.
    pub at: String,
    /// Who.
    pub by: String,
}

impl Changed {
    /// What a history row is to observers; `None` where no record is another.
    pub(crate) fn of(HistoryEntry { row, .. }: HistoryEntry) -> Option<Self> {
        let HistoryRow { dataset, collection, unit, key, before, .. } = row;
        let (action, import) = (row.action.as_str(), row.import.map(|import| import.0));
        let (at, by) = (row.signature.at, row.signature.by);
        match (row.action, collection, unit, key) {
            // Rows that nobody was told of may be among those that it stands for, or that it brought.
            (Action::Checkpoint, ..) | (Action::Restore, None, ..) => Some(Self::Everything),
            (_, Some(collection), Some(unit), Some(key)) => {
                let before = before.as_deref().and_then(Image::from_text);
                let renamed_from = before.map(|before| before.key).filter(|before| *before != key);
                let record = RecordName { dataset, collection, unit, key };
                let changed = RecordChanged { record, renamed_from, action, import, at, by };
                Some(Self::Record(changed))
            }
            (_, None, Some(unit), None) => {
                Some(Self::Unit(UnitChanged { dataset, unit, action, import, at, by }))
            }
            _ => None,
        }
    }
}
