//! The files beside the database: what is to be written, and what is to be said.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use seedbank_codegen::model::{Collection, Dataset, Merge, SetAside};
use serde_json::{Map, Value};

use super::follow::follow;
use super::known::{CameIn, known};
use super::record::{Edited, edited};
use super::{MigratedRecord, MigratedUnit, Migration, MigrationCounts, MigrationVerdict};
use crate::bundle::{Bundle, Row};
use crate::store::{
    Error, Import, Place, Reader, RecordFilter, RecordId, RecordName, Source, Stamp, State, Stored,
};
use crate::sync::agenda::stamp;
use crate::sync::batch::BATCH;
use crate::sync::drift::differences;
use crate::sync::image::Image;
use crate::sync::merge::{FieldPath, RecordType};
use crate::sync::references::References;
use crate::sync::step::FieldConflict;
use crate::sync::transaction::place;

/// All that a migration does.
pub(super) struct Comparison {
    pub dataset: String,
    pub units: Vec<UnitComparison>,
    pub left_out: Vec<SetAside>,
}

/// All that it does to a unit.
pub(super) struct UnitComparison {
    pub unit: String,
    pub verdict: MigrationVerdict,
    pub counts: MigrationCounts,
    pub items: Vec<Item>,
    /// What the history is to say of it; `None` where there is nothing new to say.
    pub came_in: Option<CameIn>,
    /// Of the dataset.
    pub stamp: Stamp,
}

/// A record that comes in.
pub(super) struct Item {
    pub name: RecordName,
    pub change: ItemChange,
    pub report: MigratedRecord,
}

pub(super) enum ItemChange {
    /// The database does not have it.
    Add { data: String },
    /// It has it.
    Edit { stored: Box<Stored>, after: Image, conflicts: Vec<FieldConflict> },
}

impl Comparison {
    pub(super) fn report(self) -> Migration {
        let units = self.units.into_iter().map(|unit| MigratedUnit {
            unit: unit.unit,
            verdict: unit.verdict,
            counts: unit.counts,
            records: unit.items.into_iter().map(|item| item.report).collect(),
        });
        Migration { dataset: self.dataset, units: units.collect(), left_out: self.left_out }
    }
}

impl UnitComparison {
    /// A record that does not come in after all.
    pub(super) fn leave_out(&mut self, item: &Item, reason: &str, left_out: &mut Vec<SetAside>) {
        match &item.change {
            ItemChange::Add { .. } => self.counts.added -= 1,
            ItemChange::Edit { stored, after, conflicts } => {
                self.counts.edited -= u64::from(*after != Image::of(stored));
                self.counts.conflicts -= conflicts.len() as u64;
            }
        }
        self.refuse(&item.name, reason, left_out);
    }

    fn refuse(&mut self, name: &RecordName, reason: &str, left_out: &mut Vec<SetAside>) {
        self.counts.left_out += 1;
        if let Some(came_in) = &mut self.came_in {
            came_in.left_out.insert(format!("{}/{}", name.collection, name.key));
        }
        left_out.push(SetAside { record: name.to_string(), reason: reason.to_owned() });
    }
}

/// Compares the files of one dataset with a database that is in step with the bundle.
pub(super) fn compare(
    reader: &mut dyn Reader,
    database: &str,
    bundle: &Bundle,
    files: &Bundle,
) -> Result<Comparison, Error> {
    let [of_files] = files.model().datasets.as_slice() else {
        return Err(refused(database, "the files", "they are not of one dataset"));
    };
    let name = of_files.name.as_str();
    let dataset = bundle.model().datasets.iter().find(|dataset| dataset.name == name);
    let dataset = dataset.filter(|dataset| dataset.schema_hash == of_files.schema_hash);
    let dataset = dataset.ok_or_else(|| {
        refused(database, name, "the files were not compiled with the bundle's schema of it")
    })?;
    let imports: Vec<Import> =
        reader.imports()?.into_iter().filter(|import| import.dataset == name).collect();
    let stamp = in_step(database, dataset, &imports)?;
    let mut comparer = Comparer {
        known: known(reader, name)?,
        reader,
        bundle,
        dataset,
        files,
        stamp,
        left_out: files.set_aside().to_vec(),
    };
    let mut units = Vec::new();
    for (rank, unit) in of_files.units.iter().enumerate() {
        let is_new = !imports.iter().any(|import| import.unit == unit.name);
        units.push(comparer.unit(rank, &unit.name, &unit.hash, is_new)?);
    }
    let references = References::of(bundle, name)?;
    follow(comparer.reader, &references, &mut units, &mut comparer.left_out)?;
    for unit in &mut units {
        // A unit of which nothing is right is none.
        if unit.verdict == MigrationVerdict::Added
            && unit.items.is_empty()
            && unit.counts.left_out > 0
        {
            unit.verdict = MigrationVerdict::LeftOut;
            unit.came_in = None;
        }
        // Of what was left out before, nothing is right by now.
        let before = comparer.known.get(&unit.unit).map(|before| &before.left_out);
        let now = unit.came_in.as_ref().map(|now| &now.left_out);
        if unit.items.is_empty() && before.is_some() && before == now {
            unit.came_in = None;
        }
    }
    Ok(Comparison { dataset: name.to_owned(), units, left_out: comparer.left_out })
}

/// The release of a dataset that the database has, which must be the bundle's: what the factory has
/// delivered is what the files are compared with.
fn in_step(database: &str, dataset: &Dataset, imports: &[Import]) -> Result<Stamp, Error> {
    let ours = stamp(dataset);
    let problem = match imports.first().map(|import| &import.stamp) {
        _ if !dataset.database => "it is only embedded, and never in a database".to_owned(),
        None => "it is not there yet; boot the database first".to_owned(),
        Some(found) if *found != ours => format!(
            "the database has generation {} of it, and this bundle {}; boot the database first, or use \
             the release that it has",
            found.generation, ours.generation
        ),
        Some(_) => return Ok(ours),
    };
    Err(refused(database, &dataset.name, &problem))
}

fn refused(database: &str, dataset: &str, problem: &str) -> Error {
    let (database, dataset) = (database.to_owned(), dataset.to_owned());
    Error::NoMigration { database, dataset, problem: problem.to_owned() }
}

struct Comparer<'c> {
    reader: &'c mut dyn Reader,
    bundle: &'c Bundle,
    dataset: &'c Dataset,
    files: &'c Bundle,
    known: BTreeMap<String, CameIn>,
    stamp: Stamp,
    left_out: Vec<SetAside>,
}

impl Comparer<'_> {
    fn unit(
        &mut self,
        rank: usize,
        name: &str,
        hash: &str,
        is_new: bool,
    ) -> Result<UnitComparison, Error> {
        let mut unit = UnitComparison {
            unit: name.to_owned(),
            verdict: if is_new { MigrationVerdict::Added } else { MigrationVerdict::Compared },
            counts: MigrationCounts::default(),
            items: Vec::new(),
            came_in: None,
            stamp: self.stamp.clone(),
        };
        let whole = format!("{}/{name}", self.dataset.name);
        if self.left_out.iter().any(|aside| aside.record == whole) {
            unit.verdict = MigrationVerdict::LeftOut;
            return Ok(unit);
        }
        let before = self.known.get(name).cloned();
        if let Some(before) = before.as_ref().filter(|before| before.left_out.is_empty()) {
            unit.verdict = if before.hash == hash {
                MigrationVerdict::AlreadyMigrated
            } else {
                MigrationVerdict::ChangedSince
            };
            return Ok(unit);
        }
        let left_out = self.wrong(name);
        unit.counts.left_out = left_out.len() as u64;
        let records = Value::Null;
        unit.came_in = Some(CameIn { hash: hash.to_owned(), left_out, records });
        let mut seen = HashSet::new();
        for collection in 0..self.dataset.collections.len() {
            self.collection(&mut unit, (rank, collection), before.as_ref(), &mut seen)?;
        }
        if !is_new {
            unit.counts.only_factory = self.only_factory(name, &seen)?;
        }
        // In the order in which they are written.
        unit.items.sort_by_key(|item| matches!(item.change, ItemChange::Edit { .. }));
        Ok(unit)
    }

    /// The records of a unit's file that are wrong, as [`CameIn`] names them.
    fn wrong(&self, unit: &str) -> BTreeSet<String> {
        let asides = self.left_out.iter().filter_map(|aside| {
            let mut parts = aside.record.splitn(4, '/').skip(1);
            let (collection, of, key) = (parts.next()?, parts.next()?, parts.next());
            let name =
                key.map_or_else(|| collection.to_owned(), |key| format!("{collection}/{key}"));
            (of == unit).then_some(name)
        });
        asides.collect()
    }

    fn collection(
        &mut self,
        unit: &mut UnitComparison,
        (rank, collection): (usize, usize),
        before: Option<&CameIn>,
        seen: &mut HashSet<RecordId>,
    ) -> Result<(), Error> {
        let model = &self.dataset.collections[collection];
        let rows: Vec<Row<'_>> = self.files.records(0, collection, rank).collect();
        let unit_name = unit.unit.clone();
        let place =
            Place { dataset: &self.dataset.name, collection: &model.name, unit: &unit_name };
        for rows in rows.chunks(BATCH) {
            let keys: Vec<&str> = rows.iter().map(Row::key).collect();
            let stored = self.reader.records(place, &keys)?;
            for (row, stored) in rows.iter().zip(stored) {
                let stored = match stored {
                    Some(stored) => Some(stored),
                    None => self.renamed(place, model, row.key())?,
                };
                seen.extend(stored.as_ref().map(|stored| stored.id));
                let comes =
                    |before: &CameIn| before.lacks(&model.name, row.key(), stored.is_some());
                if before.is_some_and(|before| !comes(before)) {
                    unit.counts.unchanged += 1;
                    continue;
                }
                let name = RecordName {
                    dataset: self.dataset.name.clone(),
                    collection: model.name.clone(),
                    unit: unit_name.clone(),
                    key: stored.as_ref().map_or(row.key(), |stored| &stored.key).to_owned(),
                };
                match stored {
                    Some(stored) => self.edit(unit, model, name, stored, row.to_value()),
                    None => add(unit, name, *row),
                }
            }
        }
        Ok(())
    }

    /// The record that had this key before a release gave it another.
    fn renamed(
        &mut self,
        place: Place<'_>,
        collection: &Collection,
        key: &str,
    ) -> Result<Option<Stored>, Error> {
        let now = collection.renamed_from.iter().find_map(|(now, before)| {
            let now = now.strip_prefix(place.unit)?.strip_prefix('/')?;
            (before == key).then_some(now)
        });
        match now {
            Some(now) => Ok(self.reader.records(place, &[now])?.pop().flatten()),
            None => Ok(None),
        }
    }

    /// A record that the database has.
    fn edit(
        &mut self,
        unit: &mut UnitComparison,
        collection: &Collection,
        name: RecordName,
        stored: Stored,
        target: Map<String, Value>,
    ) {
        let ty = RecordType::new(self.dataset, collection);
        let Edited { after, conflicts, fields_only_factory } =
            edited(self.bundle, self.dataset, ty, &stored, target);
        unit.counts.fields_only_factory += fields_only_factory;
        let changes = after != Image::of(&stored);
        if !changes && conflicts.is_empty() {
            unit.counts.unchanged += 1;
            return;
        }
        if collection.merge == Merge::Locked {
            unit.refuse(&name, "its collection is `merge: locked`", &mut self.left_out);
            return;
        }
        unit.counts.edited += u64::from(changes);
        unit.counts.conflicts += conflicts.len() as u64;
        let report = MigratedRecord {
            record: name.clone(),
            new: false,
            fields: differences(self.bundle, &name, Some(&stored.data), &after.data),
            conflicts: conflicts.iter().map(|conflict| shown(&conflict.field)).collect(),
        };
        let change = ItemChange::Edit { stored: Box::new(stored), after, conflicts };
        unit.items.push(Item { name, change, report });
    }

    /// The factory's records that count and that the file does not have.
    fn only_factory(&mut self, unit: &str, seen: &HashSet<RecordId>) -> Result<u64, Error> {
        let filter = RecordFilter {
            dataset: Some(&self.dataset.name),
            unit: Some(unit),
            ..RecordFilter::default()
        };
        let mut count = 0;
        self.reader.each_record(&filter, &mut |_, stored| {
            let own = stored.state.counts() && stored.source == Source::Factory;
            count += u64::from(own && !seen.contains(&stored.id));
            Ok(())
        })?;
        Ok(count)
    }
}

impl Item {
    /// Where it lies.
    pub(super) fn place(&self) -> Place<'_> {
        place(&self.name)
    }

    /// Whether it does not count yet, and will.
    pub(super) fn is_coming(&self) -> bool {
        match &self.change {
            ItemChange::Add { .. } => true,
            ItemChange::Edit { stored, .. } => stored.state == State::Removed,
        }
    }

    pub(super) fn target(&self) -> (String, String) {
        (self.name.collection.clone(), self.name.key.clone())
    }
}

/// A record that the database does not have.
fn add(unit: &mut UnitComparison, name: RecordName, row: Row<'_>) {
    let mut data = String::new();
    row.write_canonical(&mut data);
    unit.counts.added += 1;
    let report = MigratedRecord {
        record: name.clone(),
        new: true,
        fields: Vec::new(),
        conflicts: Vec::new(),
    };
    unit.items.push(Item { name, change: ItemChange::Add { data }, report });
}

fn shown(field: &str) -> String {
    FieldPath::parse(field).map_or_else(|_| field.to_owned(), |path| path.to_string())
}
