//! From the rows of a database to a backup of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use seedbank_codegen::model::Dataset;
use seedbank_codegen::{Nesting, Spot, UnitRecord};
use serde_json::{Map, Value};

use super::document::{
    BundleEntry, ConflictEntry, DatasetEntry, Document, FORMAT, HistoryEntry, ImportEntry,
    InstallationEntry, RecordEntry, SyncEntry, UnitEntry,
};
use super::error::BackupError;
use super::json::{text, value};
use super::metadata::BackupCounts;
use super::untouched::{UntouchedRuns, is_untouched};
use crate::bundle::Bundle;
use crate::store::{Error, Placed, Rows};
use crate::sync::without_derived;

/// The backup of these rows, without its stamp. If it is not to be full, what is as the bundle has it is
/// left out.
pub(super) fn pack(rows: &Rows, bundle: &Bundle, full: bool) -> Result<Document, BackupError> {
    let mut by_unit: BTreeMap<(&str, &str), Vec<&Placed>> = BTreeMap::new();
    for placed in &rows.records {
        by_unit.entry((&placed.dataset, &placed.stored.unit)).or_default().push(placed);
    }
    let mut nestings: HashMap<&str, DatasetPacking<'_>> = HashMap::new();
    for dataset in &bundle.model().datasets {
        nestings.insert(&dataset.name, DatasetPacking::new(rows, bundle, dataset)?);
    }
    let units = by_unit.into_iter().map(|((dataset, unit), records)| {
        let packing = nestings.get(dataset);
        let (kept, untouched) = match packing {
            Some(packing) if !full => packing.leave_out(unit, records),
            _ => (records, UntouchedByCollection::default()),
        };
        let (document, records) = entries(packing, (dataset, unit), &kept);
        let untouched = untouched.into_values().flat_map(UntouchedRuns::finish).collect();
        let (dataset, unit) = (dataset.to_owned(), unit.to_owned());
        UnitEntry { dataset, unit, document, records, untouched }
    });
    Ok(Document {
        seedbank_backup: FORMAT,
        created_at: String::new(),
        created_by: String::new(),
        seal: String::new(),
        hash: String::new(),
        full,
        metadata: BackupCounts::default(),
        bundle: bundle_entry(bundle),
        installation: InstallationEntry::of(&rows.installation),
        imports: rows.imports.iter().map(ImportEntry::of).collect(),
        units: units.collect(),
        conflicts: rows.conflicts.iter().map(ConflictEntry::of).collect(),
        syncs: rows.syncs.iter().map(SyncEntry::of).collect(),
        history: rows.history.iter().map(HistoryEntry::of).collect(),
    })
}

fn bundle_entry(bundle: &Bundle) -> BundleEntry {
    let datasets = bundle.model().datasets.iter().filter(|dataset| dataset.database);
    let datasets = datasets.map(|dataset| DatasetEntry {
        name: dataset.name.clone(),
        version: dataset.version.clone(),
        generation: dataset.generation,
        hash: dataset.hash.clone(),
        schema_hash: dataset.schema_hash.clone(),
    });
    BundleEntry { hash: bundle.hash().to_owned(), datasets: datasets.collect() }
}

/// What is left out of a unit, by the collection's rank in the model.
type UntouchedByCollection = BTreeMap<usize, UntouchedRuns>;

/// How the records of a dataset go into a backup.
struct DatasetPacking<'b> {
    bundle: &'b Bundle,
    dataset: &'b Dataset,
    /// `None` where the database has another release's schema: its records carry themselves.
    nesting: Option<Nesting<'b>>,
}

impl<'b> DatasetPacking<'b> {
    fn new(rows: &Rows, bundle: &'b Bundle, dataset: &'b Dataset) -> Result<Self, BackupError> {
        let stamp = rows.imports.iter().find(|import| import.dataset == dataset.name);
        let same = stamp.is_some_and(|import| import.stamp.schema_hash == dataset.schema_hash);
        let nesting = if same { Some(Nesting::new(dataset)) } else { None };
        let nesting =
            nesting.transpose().map_err(|error| Error::Schema { problem: error.to_string() })?;
        Ok(Self { bundle, dataset, nesting })
    }

    /// Leaves out the records of a unit that are as the bundle has them.
    fn leave_out<'p>(
        &self,
        unit: &str,
        records: Vec<&'p Placed>,
    ) -> (Vec<&'p Placed>, UntouchedByCollection) {
        let by_name: HashMap<(&str, &str), &Placed> = records
            .iter()
            .map(|placed| ((placed.collection.as_str(), placed.stored.key.as_str()), *placed))
            .collect();
        let (mut untouched, mut gone) = (UntouchedByCollection::new(), HashSet::new());
        for (number, collection) in self.dataset.collections.iter().enumerate() {
            let Ok(table) = self.bundle.table(&self.dataset.name, &collection.name) else {
                continue;
            };
            for (rank, row) in (0..).zip(table.in_unit(unit)) {
                let Some(placed) = by_name.get(&(collection.name.as_str(), row.key())) else {
                    continue;
                };
                let mut target = String::new();
                row.write_canonical(&mut target);
                if is_untouched(&placed.stored) && self.without_derived(placed) == target {
                    untouched.entry(number).or_default().push(
                        &collection.name,
                        (rank, &target),
                        &placed.stored,
                    );
                    gone.insert(placed.stored.id);
                }
            }
        }
        let kept = records.into_iter().filter(|placed| !gone.contains(&placed.stored.id));
        (kept.collect(), untouched)
    }

    fn without_derived(&self, placed: &Placed) -> String {
        let stripped = strip(self.dataset, &placed.collection, value(&placed.stored.data));
        text(&stripped)
    }
}

/// A record without its derived fields: they are made again.
fn strip(dataset: &Dataset, collection: &str, record: Value) -> Value {
    match record {
        Value::Object(record) => Value::Object(without_derived(dataset, collection, record)),
        other => other,
    }
}

/// A unit's document, and an entry for each record.
fn entries(
    packing: Option<&DatasetPacking<'_>>,
    (dataset, unit): (&str, &str),
    records: &[&Placed],
) -> (Value, Vec<RecordEntry>) {
    let data: Vec<Value> = records
        .iter()
        .map(|placed| {
            let data = value(&placed.stored.data);
            packing.map_or(data.clone(), |packing| strip(packing.dataset, &placed.collection, data))
        })
        .collect();
    let nesting = packing.and_then(|packing| packing.nesting.as_ref());
    let (document, mut spots) = nested(nesting, records, &data);
    let entries = records.iter().zip(data).zip(spots.iter_mut()).map(|((placed, data), spot)| {
        let base = placed.stored.base.as_deref().map(|base| match packing {
            Some(packing) => text(&strip(packing.dataset, &placed.collection, value(base))),
            None => base.to_owned(),
        });
        let mut entry = RecordEntry::of(&placed.collection, &placed.stored, base.as_deref());
        entry.hash = entry.own_hash(dataset, unit, &data);
        entry.place = spot.take();
        entry.data = if entry.place.is_some() { None } else { Some(data) };
        entry
    });
    let entries = entries.collect();
    (document, entries)
}

/// The document of the records that count, and where each is in it. One that would not come out as it went
/// in is not in it.
fn nested(
    nesting: Option<&Nesting<'_>>,
    records: &[&Placed],
    data: &[Value],
) -> (Value, Vec<Option<Spot>>) {
    let mut spots = vec![None; records.len()];
    let Some(nesting) = nesting else { return (Value::Null, spots) };
    let mut chosen: Vec<(usize, &Map<String, Value>)> = records
        .iter()
        .zip(data)
        .enumerate()
        .filter(|(_, (placed, _))| placed.stored.state.counts())
        .filter_map(|(rank, (_, data))| Some((rank, data.as_object()?)))
        .collect();
    // What does not come out may have been in another's way: the second time without it.
    for _ in 0..2 {
        let given: Vec<UnitRecord<'_>> = chosen
            .iter()
            .map(|(rank, value)| UnitRecord {
                collection: &records[*rank].collection,
                key: &records[*rank].stored.key,
                value,
            })
            .collect();
        let (document, found) = nesting.document(&given);
        let out = |value: &Map<String, Value>, spot: &Option<Spot>| {
            spot.as_ref().is_some_and(|spot| spot.take(&document).as_ref() == Some(value))
        };
        let comes_out: Vec<bool> =
            chosen.iter().zip(&found).map(|((_, value), spot)| out(value, spot)).collect();
        if comes_out.iter().all(|comes_out| *comes_out) {
            for ((rank, _), spot) in chosen.iter().zip(found) {
                spots[*rank] = spot;
            }
            let document = if chosen.is_empty() { Value::Null } else { document };
            return (document, spots);
        }
        let mut kept = comes_out.into_iter();
        chosen.retain(|_| kept.next().unwrap_or(false));
    }
    (Value::Null, spots)
}
