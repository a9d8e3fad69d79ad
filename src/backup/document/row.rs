//! Rows of the database as entries of a backup, and back.

use seedbank_codegen::canon::text_hash;
use serde_json::Value;

use super::super::json::{text, value, written};
use super::{
    ConflictEntry, HistoryEntry, ImportEntry, InstallationEntry, RecordEntry, SettledEntry,
    SyncEntry,
};
use crate::store::{
    self, Action, ConflictRow, HistoryRow, Import, ImportId, ImportState, Installation,
    NewConflict, RecordId, Settlement, Source, State, Stored, SyncDirection, SyncOperation,
    SyncRow, SyncState,
};

/// A text where one of a few words should be.
#[derive(Debug, thiserror::Error)]
#[error("its {what} is `{found}`, which this build does not know")]
pub(in crate::backup) struct Unknown {
    what: &'static str,
    found: String,
}

fn known<T>(
    what: &'static str,
    found: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, Unknown> {
    read(found).ok_or_else(|| Unknown { what, found: found.to_owned() })
}

impl InstallationEntry {
    pub(in crate::backup) fn of(installation: &Installation) -> Self {
        let Installation { hash, undone, head, set_aside, .. } = installation.clone();
        Self { hash, undone, head, set_aside }
    }

    pub(in crate::backup) fn row(&self) -> Installation {
        let Self { hash, undone, head, set_aside } = self.clone();
        Installation { format: store::FORMAT, hash, undone, head, set_aside }
    }
}

impl ImportEntry {
    pub(in crate::backup) fn of(import: &Import) -> Self {
        let Import { dataset, unit, hash, stamp, state, set_aside, signature } = import.clone();
        let state = state.as_str().to_owned();
        Self { dataset, unit, hash, stamp, state, set_aside, imported: signature }
    }

    pub(in crate::backup) fn row(&self) -> Result<Import, Unknown> {
        let Self { dataset, unit, hash, stamp, state, set_aside, imported } = self.clone();
        let state = known("state", &state, ImportState::from_text)?;
        Ok(Import { dataset, unit, hash, stamp, state, set_aside, signature: imported })
    }
}

impl RecordEntry {
    /// Without its place or its data, and not hashed yet.
    pub(in crate::backup) fn of(collection: &str, stored: &Stored, base: Option<&str>) -> Self {
        Self {
            collection: collection.to_owned(),
            key: stored.key.clone(),
            id: stored.id.0,
            source: stored.source.as_str().to_owned(),
            state: stored.state.as_str().to_owned(),
            revision: stored.revision,
            import: stored.import.map(|import| import.0),
            created: stored.created.clone(),
            updated: stored.updated.clone(),
            place: None,
            data: None,
            base: base.map(value),
            hash: String::new(),
        }
    }

    /// The row, with the data that it has in its document or by itself.
    pub(in crate::backup) fn row(&self, unit: &str, data: &Value) -> Result<Stored, Unknown> {
        Ok(Stored {
            id: RecordId(self.id),
            unit: unit.to_owned(),
            key: self.key.clone(),
            data: text(data),
            base: self.base.as_ref().map(text),
            source: known("source", &self.source, Source::from_text)?,
            state: known("state", &self.state, State::from_text)?,
            revision: self.revision,
            import: self.import.map(ImportId),
            created: self.created.clone(),
            updated: self.updated.clone(),
        })
    }

    /// The hash of the record and of all that is said of it.
    pub(in crate::backup) fn own_hash(&self, dataset: &str, unit: &str, data: &Value) -> String {
        let whole = (
            dataset,
            unit,
            &self.collection,
            &self.key,
            self.id,
            &self.source,
            &self.state,
            self.revision,
            self.import,
            &self.created,
            &self.updated,
            data,
            &self.base,
        );
        text_hash(&written(&whole)).to_string()
    }
}

impl ConflictEntry {
    pub(in crate::backup) fn of(row: &ConflictRow) -> Self {
        let ConflictRow { id, conflict, created, settled } = row;
        let field = |text: &Option<String>| text.as_deref().map(value);
        Self {
            id: *id,
            record: conflict.record.0,
            field: conflict.field.clone(),
            base: field(&conflict.base),
            current: field(&conflict.current),
            target: field(&conflict.target),
            reason: conflict.reason.clone(),
            import: conflict.import.map(|import| import.0),
            created: created.clone(),
            settled: settled.as_ref().map(|(how, signature)| SettledEntry {
                how: how.as_str().to_owned(),
                signature: signature.clone(),
            }),
        }
    }

    pub(in crate::backup) fn row(&self) -> Result<ConflictRow, Unknown> {
        let field = |value: &Option<Value>| value.as_ref().map(text);
        let settled = self.settled.as_ref().map(|settled| {
            let how = known("settlement", &settled.how, Settlement::from_text)?;
            Ok((how, settled.signature.clone()))
        });
        Ok(ConflictRow {
            id: self.id,
            conflict: NewConflict {
                record: RecordId(self.record),
                field: self.field.clone(),
                base: field(&self.base),
                current: field(&self.current),
                target: field(&self.target),
                reason: self.reason.clone(),
                import: self.import.map(ImportId),
            },
            created: self.created.clone(),
            settled: settled.transpose()?,
        })
    }
}

impl HistoryEntry {
    pub(in crate::backup) fn of(entry: &store::HistoryEntry) -> Self {
        let row = entry.row.clone();
        Self {
            id: entry.id,
            import: row.import.map(|import| import.0),
            record: row.record.map(|record| record.0),
            dataset: row.dataset,
            collection: row.collection,
            unit: row.unit,
            key: row.key,
            action: row.action.as_str().to_owned(),
            before: row.before.as_deref().map(value),
            after: row.after.as_deref().map(value),
            reason: row.reason,
            release: row.release,
            signature: row.signature,
            previous: row.previous,
            hash: row.hash,
        }
    }

    pub(in crate::backup) fn row(&self) -> Result<store::HistoryEntry, Unknown> {
        let entry = self.clone();
        let row = HistoryRow {
            import: entry.import.map(ImportId),
            record: entry.record.map(RecordId),
            dataset: entry.dataset,
            collection: entry.collection,
            unit: entry.unit,
            key: entry.key,
            action: known("action", &entry.action, Action::from_text)?,
            before: entry.before.as_ref().map(text),
            after: entry.after.as_ref().map(text),
            reason: entry.reason,
            release: entry.release,
            signature: entry.signature,
            previous: entry.previous,
            hash: entry.hash,
        };
        Ok(store::HistoryEntry { id: entry.id, row })
    }
}

impl SyncEntry {
    pub(in crate::backup) fn of(row: &SyncRow) -> Self {
        let SyncRow { record, path, hash, commit, error, started, completed, .. } = row.clone();
        Self {
            operation: row.operation.as_str().to_owned(),
            direction: row.direction.as_str().to_owned(),
            state: row.state.as_str().to_owned(),
            record,
            path,
            hash,
            commit,
            error,
            started,
            completed,
        }
    }

    pub(in crate::backup) fn row(&self) -> Result<SyncRow, Unknown> {
        let Self { record, path, hash, commit, error, started, completed, .. } = self.clone();
        Ok(SyncRow {
            operation: known("operation", &self.operation, SyncOperation::from_text)?,
            direction: known("direction", &self.direction, SyncDirection::from_text)?,
            state: known("state", &self.state, SyncState::from_text)?,
            record,
            path,
            hash,
            commit,
            error,
            started,
            completed,
            clone: None,
        })
    }
}
