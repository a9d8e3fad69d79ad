//! The history as people read it, and its pruning.

use std::collections::BTreeMap;

use serde::Serialize;

use super::author::Author;
use super::chain::Subject;
use super::drift::{FieldDifference, differences};
use super::image::Image;
use super::instant::Instant;
use super::transaction::{Numbering, installed, stored, write};
use crate::bundle::Bundle;
use crate::store::{
    Action, Error, HistoryEntry, HistoryFilter, HistoryRow, RecordName, Signature, Store,
};

/// Which part of the history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryQuery {
    /// Of one record.
    pub record: Option<RecordName>,
    /// Of a dataset.
    pub dataset: Option<String>,
    /// Of a unit: with its dataset.
    pub unit: Option<String>,
    /// From this instant on.
    pub since: Option<Instant>,
}

impl HistoryQuery {
    /// All of it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was done to one record.
    #[must_use]
    pub fn of_record(record: RecordName) -> Self {
        Self { record: Some(record), ..Self::default() }
    }
}

/// A change, and who made it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The row's number.
    pub id: i64,
    /// The import that it is part of, if it is of one: what `undo` takes.
    pub import: Option<i64>,
    /// What was changed: a record, a unit or a dataset.
    pub subject: String,
    /// What was done, in one word.
    pub action: &'static str,
    /// The fields of a record that changed.
    pub fields: Vec<FieldDifference>,
    /// The record's state, where it changed: before and after.
    pub state: Option<(&'static str, &'static str)>,
    /// What an import of a unit did: counts by name.
    pub counts: Option<serde_json::Value>,
    /// When: RFC 3339, in UTC.
    pub at: String,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// The release of the dataset that the database had.
    pub release: Option<String>,
}

/// The changes that a query asks for, oldest first.
pub(crate) fn history(
    store: &mut dyn Store,
    bundle: &Bundle,
    query: &HistoryQuery,
) -> Result<Vec<Change>, Error> {
    let database = store.name().to_owned();
    installed(store.installation()?, &database)?;
    let mut reader = store.snapshot()?;
    let record = match &query.record {
        Some(name) => Some(stored(reader.as_mut(), &database, name)?.id),
        None => None,
    };
    let filter = HistoryFilter {
        dataset: query.dataset.as_deref(),
        unit: query.unit.as_deref(),
        record,
        since: query.since.as_ref().map(Instant::as_str),
        ..HistoryFilter::default()
    };
    let mut changes = Vec::new();
    reader.each_history(&filter, &mut |entry| {
        changes.push(view(bundle, entry));
        Ok(())
    })?;
    Ok(changes)
}

fn view(bundle: &Bundle, HistoryEntry { id, row }: HistoryEntry) -> Change {
    let image = |text: &Option<String>| text.as_deref().and_then(Image::from_text);
    let (before, after) = (image(&row.before), image(&row.after));
    let name = name(&row);
    let fields = match (&name, &before, &after) {
        (Some(name), before, Some(after)) => {
            let before = before.as_ref().map(|image| image.data.as_str());
            differences(bundle, name, before, &after.data)
        }
        _ => Vec::new(),
    };
    let state = before
        .zip(after)
        .map(|(before, after)| (before.state, after.state))
        .filter(|(before, after)| before != after)
        .map(|(before, after)| (before.as_str(), after.as_str()));
    let of_unit = row.record.is_none() && row.unit.is_some() && row.action == Action::Import;
    let counts = row.after.as_deref().filter(|_| of_unit);
    let subject = match (name, &row.unit) {
        (Some(name), _) => name.to_string(),
        (None, Some(unit)) => format!("{}/{unit}", row.dataset),
        (None, None) => row.dataset.clone(),
    };
    Change {
        id,
        import: row.import.map(|import| import.0),
        subject,
        action: row.action.as_str(),
        fields,
        state,
        counts: counts.and_then(|text| serde_json::from_str(text).ok()),
        at: row.signature.at,
        by: row.signature.by,
        reason: row.reason,
        release: row.release,
    }
}

fn name(row: &HistoryRow) -> Option<RecordName> {
    let (dataset, collection) = (row.dataset.clone(), row.collection.clone()?);
    Some(RecordName { dataset, collection, unit: row.unit.clone()?, key: row.key.clone()? })
}

/// Removes the rows before an instant, and leaves a checkpoint, so that the rest still verifies; gives
/// how many rows went.
pub(crate) fn prune(
    store: &mut dyn Store,
    before: &Instant,
    author: &Author,
) -> Result<u64, Error> {
    let before = before.as_str();
    write(store, author, Numbering::None, &mut |transaction| {
        // The rows are in the order in which they were written, whatever a clock said.
        let (mut rows, mut last, mut import, mut older) = (0_u64, None, None, true);
        // Which files came in is to be known for ever, or they would come in again.
        let mut migrated = BTreeMap::new();
        // And whose the values of a derived field are, or another's would be mixed with them.
        let mut derived = BTreeMap::new();
        transaction.reader().each_history(&HistoryFilter::default(), &mut |entry| {
            older = older && entry.row.signature.at.as_str() < before;
            let HistoryRow { action, record, dataset, unit, after, .. } = &entry.row;
            if let (Action::Migrate, None, Some(unit)) = (action, record, unit) {
                let known = older.then(|| after.clone());
                migrated.insert((dataset.clone(), unit.clone()), known);
            }
            if *action == Action::Derive {
                let said = after.as_deref().map(super::settle::object).unwrap_or_default();
                let field = ["collection", "field"].map(|name| said.get(name).cloned());
                let field = field.map(|name| name.unwrap_or_default().to_string());
                derived.insert((dataset.clone(), field), older.then(|| after.clone()));
            }
            if older {
                rows += u64::from(entry.row.action != Action::Checkpoint);
                import = import.max(entry.row.import);
                last = Some(entry);
            }
            Ok(())
        })?;
        let Some(HistoryEntry { id, row }) = last.filter(|_| rows > 0) else { return Ok(0) };
        let checkpoint = HistoryRow {
            // So that no later import has its number.
            import,
            record: None,
            dataset: String::new(),
            collection: None,
            unit: None,
            key: None,
            action: Action::Checkpoint,
            before: None,
            after: None,
            reason: None,
            release: None,
            signature: Signature { at: row.signature.at, by: row.signature.by },
            previous: None,
            hash: row.hash.clone(),
        };
        transaction.writer.prune_history(id, &checkpoint)?;
        let after = serde_json::json!({ "before": before, "checkpoint": row.hash, "rows": rows });
        let texts = (None, Some(seedbank_codegen::canon::canonical(&after)));
        transaction.say(Subject::Dataset(""), Action::Prune, texts)?;
        for ((dataset, unit), known) in migrated {
            if let Some(after) = known {
                let subject = Subject::Unit(&dataset, &unit);
                transaction.say(subject, Action::Migrate, (None, after))?;
            }
        }
        for ((dataset, _), known) in derived {
            if let Some(after) = known {
                transaction.say(Subject::Dataset(&dataset), Action::Derive, (None, after))?;
            }
        }
        Ok(rows)
    })
}
