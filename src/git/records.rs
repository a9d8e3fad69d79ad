//! What the database and the sync log say of the records that are kept in git.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use super::journal::rows;
use super::kind::Kind;
use super::repository::Commit;
use crate::read::Live;
use crate::store::{
    ConflictFilter, ConflictRow, Error, NewConflict, RecordFilter, RecordId, RecordName,
    Settlement, Signature, State, SyncDirection, SyncFilter, SyncRow, SyncState,
};
use crate::sync::{FieldPath, object};

/// A record as the database has it.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub id: RecordId,
    pub value: Map<String, Value>,
    /// What the factory delivered, if it has.
    pub factory: Option<Map<String, Value>>,
    pub hash: String,
    pub state: State,
    /// Whether it is to be in git.
    pub published: bool,
    /// Who last changed it, and when.
    pub changed: Signature,
}

/// All of a kind.
#[derive(Debug)]
pub(super) struct Records {
    pub all: BTreeMap<RecordName, Record>,
    /// The last operation of each that was done: both sides had that in common.
    pub links: HashMap<RecordName, SyncRow>,
    /// The last operation of each, however it ended.
    pub newest: HashMap<RecordName, SyncRow>,
    /// The fields of each that wait for a person; empty for the record as a whole.
    pub open: BTreeMap<RecordName, Vec<String>>,
    /// Those that a person wants to stay, although their files went.
    kept: HashSet<RecordName>,
}

impl Records {
    /// Reads them, at one moment.
    pub(super) fn read(live: &Live, kind: &Kind<'_>) -> Result<Self, Error> {
        let dataset = kind.dataset.name.as_str();
        let collection = Some(kind.collection.name.as_str());
        let mut all = BTreeMap::new();
        let conflicts = {
            let mut store = live.store();
            let mut reader = store.as_mut().snapshot()?;
            let filter =
                RecordFilter { dataset: Some(dataset), collection, ..RecordFilter::default() };
            reader.each_record(&filter, &mut |place, stored| {
                let value = object(&stored.data);
                let factory = stored.delivered().map(object);
                let name = place.name(&stored.key);
                let record = Record {
                    id: stored.id,
                    hash: kind.hash(&value),
                    published: kind.is_published(&name, stored.state, &value),
                    state: stored.state,
                    changed: stored.updated.unwrap_or(stored.created),
                    factory,
                    value,
                };
                all.insert(name, record);
                Ok(())
            })?;
            reader.conflicts(&ConflictFilter { open: true, ..ConflictFilter::default() })?
        };
        let newest = SyncFilter { dataset: Some(dataset), newest: true, ..SyncFilter::default() };
        let done = SyncFilter { state: Some(SyncState::Success), ..newest };
        let of = |filter: &SyncFilter<'_>| -> Result<HashMap<RecordName, SyncRow>, Error> {
            let rows = rows(live, filter)?.into_iter().map(|entry| entry.row);
            let own = rows.filter(|row| kind.has(&row.record));
            Ok(own.map(|row| (row.record.clone(), row)).collect())
        };
        let mut links = of(&done)?;
        // What is said of a record that is not there holds nothing together.
        links.retain(|name, _| all.contains_key(name));
        let open = open(&all, conflicts);
        let mut records = Self { all, links, newest: of(&newest)?, open, kept: HashSet::new() };
        records.kept = records.kept(live)?;
        Ok(records)
    }

    /// The same, beside a branch. One without a commit has nothing in common with the database, whatever another
    /// had before it.
    pub(super) fn beside(
        live: &Live,
        kind: &Kind<'_>,
        tip: Option<&Commit>,
    ) -> Result<Self, Error> {
        let mut records = Self::read(live, kind)?;
        if tip.is_none() {
            records.links.clear();
        }
        Ok(records)
    }

    /// Finds the records whose files went and of which a person has settled that they stay.
    fn kept(&self, live: &Live) -> Result<HashSet<RecordName>, Error> {
        let orphans = self.all.iter().filter(|(name, _)| self.is_orphaned(name));
        let orphans: HashMap<RecordId, &RecordName> =
            orphans.map(|(name, record)| (record.id, name)).collect();
        if orphans.is_empty() {
            return Ok(HashSet::new());
        }
        let rows = live.store().as_mut().snapshot()?.conflicts(&ConflictFilter::default())?;
        let kept = rows.iter().filter(|row| stays(row)).filter_map(|row| {
            let name = *orphans.get(&row.conflict.record)?;
            // Not of an earlier time when its file went.
            (row.created.at >= self.links.get(name)?.started.at).then(|| name.clone())
        });
        Ok(kept.collect())
    }

    /// The last operation that was done, where it left a file.
    pub(super) fn file_of(&self, record: &RecordName) -> Option<&SyncRow> {
        self.links.get(record).filter(|link| link.hash.is_some())
    }

    /// Whether the last that was done to a record was to follow its file, which went.
    pub(super) fn went_with_its_file(&self, record: &RecordName) -> bool {
        let gone = |link: &SyncRow| link.hash.is_none() && link.direction == SyncDirection::Pull;
        self.links.get(record).is_some_and(gone)
    }

    /// Whether a file went in git, and its record stayed.
    pub(super) fn is_orphaned(&self, record: &RecordName) -> bool {
        let counts = self.all.get(record).is_some_and(|record| record.state.counts());
        counts && self.went_with_its_file(record) && !self.kept.contains(record)
    }

    /// Whether the last operation of a record was in this direction, and failed.
    pub(super) fn failed(&self, record: &RecordName, direction: SyncDirection) -> bool {
        self.newest
            .get(record)
            .is_some_and(|row| row.state == SyncState::Failed && row.direction == direction)
    }

    /// Whether the last operation of a record failed for this reason already.
    pub(super) fn has_failed(&self, record: &RecordName, path: &str, problem: &str) -> bool {
        self.newest.get(record).is_some_and(|row| {
            row.state == SyncState::Failed
                && row.path == path
                && row.error.as_deref() == Some(problem)
        })
    }
}

/// The fields that wait for a person, as people write them.
fn open(
    all: &BTreeMap<RecordName, Record>,
    conflicts: Vec<ConflictRow>,
) -> BTreeMap<RecordName, Vec<String>> {
    let names: HashMap<RecordId, &RecordName> =
        all.iter().map(|(name, record)| (record.id, name)).collect();
    let mut open: BTreeMap<RecordName, Vec<String>> = BTreeMap::new();
    for ConflictRow { conflict, .. } in conflicts {
        if let Some(name) = names.get(&conflict.record) {
            let shown = FieldPath::parse(&conflict.field).map(|path| path.to_string());
            open.entry((*name).clone()).or_default().push(shown.unwrap_or(conflict.field));
        }
    }
    open
}

/// Whether a person has settled that a record stays, although its file went.
fn stays(row: &ConflictRow) -> bool {
    let NewConflict { field, target, import, .. } = &row.conflict;
    let settlement = row.settled.as_ref().map(|(settlement, _)| *settlement);
    let by_a_person = [Settlement::Current, Settlement::Base, Settlement::Value];
    field.is_empty()
        && target.is_none()
        && import.is_none()
        && settlement.is_some_and(|settlement| by_a_person.contains(&settlement))
}
