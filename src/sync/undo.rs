//! Takes an import back: what it did is undone, and what people did since stays.

mod done;

use std::collections::{BTreeSet, HashMap, HashSet};

use seedbank_codegen::canon;
use seedbank_codegen::model::SetAside;
use serde::Serialize;
use serde_json::Value;

use self::done::{Done, read};
use super::author::Author;
use super::chain::Subject;
use super::image::Image;
use super::merge::{RecordType, merge};
use super::obsolete::supersede;
use super::record_check::problem;
use super::references::References;
use super::retire::{Name, held_by};
use super::settle::{base_of, object};
use super::sink::{DatasetAfter, UnitBefore};
use super::step::FieldConflict;
use super::taken_back::{Release, TakenBack};
use super::transaction::{Numbering, Transaction, kind, write};
use crate::bundle::Bundle;
use crate::store::{
    Action, ConflictFilter, Error, ImportId, Installation, RecordFilter, RecordId, RecordName,
    Settlement, Source, Stamp, State, Store, Stored, views,
};

/// What undoing an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Undone {
    /// The import that was taken back.
    pub import: i64,
    /// The number of this undoing: it can be undone in turn.
    pub undo: i64,
    /// Records that are as they were before.
    pub restored: u64,
    /// Records that have their earlier values and what people changed since.
    pub merged: u64,
    /// Records that the import had added and that are gone again.
    pub removed: u64,
    /// Records that the import had added and that stay, because people have changed them or refer to them.
    pub kept: Vec<RecordName>,
    /// Fields that wait for a person.
    pub conflicts: u64,
    /// The hash of the bundle that a boot leaves out from now on; `None` where an undoing was undone.
    pub bundle: Option<String>,
}

/// Takes an import back.
pub(crate) fn undo(
    store: &mut dyn Store,
    bundle: &Bundle,
    import: i64,
    author: &Author,
) -> Result<Undone, Error> {
    write(store, author, Numbering::Import, &mut |transaction| {
        let done = read(transaction, ImportId(import))?;
        let undo = transaction.reader().last_import()?.0 + 1;
        let mut undoing = Undoing {
            transaction,
            bundle,
            report: Undone {
                import,
                undo,
                restored: 0,
                merged: 0,
                removed: 0,
                kept: Vec::new(),
                conflicts: 0,
                bundle: None,
            },
        };
        undoing.supersede(ImportId(import))?;
        undoing.changed(&done)?;
        undoing.reopen(&done)?;
        undoing.added(ImportId(import), &done)?;
        undoing.imports(&done)?;
        Ok(undoing.report)
    })
}

struct Undoing<'u, 't> {
    transaction: &'u mut Transaction<'t>,
    bundle: &'u Bundle,
    report: Undone,
}

impl Undoing<'_, '_> {
    /// Conflicts that the import brought have nothing to settle any more.
    fn supersede(&mut self, import: ImportId) -> Result<(), Error> {
        let open = self
            .transaction
            .reader()
            .conflicts(&ConflictFilter { open: true, ..ConflictFilter::default() })?;
        let of_it = open.iter().filter(|row| row.conflict.import == Some(import));
        let ids: Vec<i64> = of_it.map(|row| row.id).collect();
        self.transaction.writer.settle_conflicts(&ids, Settlement::Superseded)
    }

    /// What the import had taken out of the queue waits again, the newest of a field first.
    fn reopen(&mut self, done: &Done) -> Result<(), Error> {
        let Some(signature) = &done.signature else { return Ok(()) };
        for record in done.records.keys() {
            let filter = ConflictFilter { record: Some(*record), ..ConflictFilter::default() };
            let rows = self.transaction.reader().conflicts(&filter)?;
            let by_it = rows.iter().rev().filter(|row| {
                let superseded = (Settlement::Superseded, signature.clone());
                row.settled.as_ref() == Some(&superseded) && row.created != *signature
            });
            let ids: Vec<i64> = by_it.map(|row| row.id).collect();
            if ids.is_empty() {
                continue;
            }
            self.transaction.writer.reopen_conflicts(&ids)?;
            // Another import of the same second may have superseded some: those are obsolete.
            for (name, stored) in self.transaction.reader().records_by_id(&[*record])? {
                let ty = kind(self.bundle, &name).ok();
                let ty = ty.map(|(dataset, collection)| RecordType::new(dataset, collection));
                let image = Image::of(&stored);
                supersede(self.transaction.writer, ty, stored.id, &image, &[])?;
            }
        }
        Ok(())
    }

    /// Takes changes to records back.
    fn changed(&mut self, done: &Done) -> Result<(), Error> {
        let ids: Vec<RecordId> = done.records.keys().copied().collect();
        for (name, stored) in self.transaction.reader().records_by_id(&ids)? {
            let Some((before, after)) = done.records.get(&stored.id) else { continue };
            let (image, conflicts) = self.take_back(&name, &stored, before, after)?;
            if image == Image::of(&stored) && conflicts.is_empty() {
                continue;
            }
            let as_before = image.data == before.data;
            *(if as_before { &mut self.report.restored } else { &mut self.report.merged }) += 1;
            self.transaction.put(&name, &stored, &image, Action::Undo)?;
            let filed: Vec<&str> =
                conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
            let ty = kind(self.bundle, &name).ok();
            let ty = ty.map(|(dataset, collection)| RecordType::new(dataset, collection));
            supersede(self.transaction.writer, ty, stored.id, &image, &filed)?;
            self.report.conflicts += conflicts.len() as u64;
            let import = Some(ImportId(self.report.undo));
            let conflicts: Vec<_> =
                conflicts.into_iter().map(|conflict| conflict.of(stored.id, import)).collect();
            self.transaction.writer.put_conflicts(&conflicts)?;
        }
        Ok(())
    }

    fn take_back(
        &self,
        name: &RecordName,
        stored: &Stored,
        before: &Image,
        after: &Image,
    ) -> Result<(Image, Vec<FieldConflict>), Error> {
        let (data, conflicts) = if stored.data == after.data {
            (before.data.clone(), Vec::new())
        } else if before.data == after.data {
            (stored.data.clone(), Vec::new())
        } else {
            self.merge(name, stored, before, after)?
        };
        let base = match (&before.base, stored.source) {
            (Some(delivered), source) => base_of(source, &data, delivered),
            (None, Source::Factory) => base_of(Source::Factory, &data, &before.data),
            (None, _) => None,
        };
        let state = if stored.state == after.state { before.state } else { stored.state };
        let key = if stored.key == after.key { &before.key } else { &stored.key };
        Ok((Image { key: key.clone(), data, base, state }, conflicts))
    }

    fn merge(
        &self,
        name: &RecordName,
        stored: &Stored,
        before: &Image,
        after: &Image,
    ) -> Result<(String, Vec<FieldConflict>), Error> {
        let (dataset, collection) = kind(self.bundle, name)?;
        let (base, current) = (object(&after.data), object(&stored.data));
        let ty = RecordType::new(dataset, collection);
        let merged = merge(ty, Some(&base), &current, &object(&before.data));
        if merged.value != current
            && let Some(problem) =
                problem(self.bundle, &dataset.name, &collection.name, &merged.value)
        {
            let conflict = FieldConflict {
                field: String::new(),
                base: Some(after.data.clone()),
                current: Some(stored.data.clone()),
                target: Some(before.data.clone()),
                reason: Some(format!("with what people changed since, it is not valid: {problem}")),
            };
            return Ok((stored.data.clone(), vec![conflict]));
        }
        let conflicts = merged.conflicts.into_iter().map(FieldConflict::from).collect();
        Ok((canon::canonical(&Value::Object(merged.value)), conflicts))
    }

    /// Takes new records out of the views again.
    fn added(&mut self, import: ImportId, done: &Done) -> Result<(), Error> {
        let filter = RecordFilter { import: Some(import), ..RecordFilter::default() };
        let mut leaving = Vec::new();
        for (name, stored) in super::reset::all(self.transaction.reader(), &filter)? {
            if done.records.contains_key(&stored.id) || stored.state == State::Removed {
                continue;
            }
            if super::settle::is_edited(&stored) || stored.state == State::Deleted {
                self.report.kept.push(name);
            } else {
                leaving.push((name, stored));
            }
        }
        let held = self.held(&leaving)?;
        for (name, stored) in leaving {
            if held.contains(&(name.dataset.clone(), of(&name))) {
                self.report.kept.push(name);
                continue;
            }
            let after = Image { state: State::Removed, ..Image::of(&stored) };
            self.transaction.put(&name, &stored, &after, Action::Undo)?;
            self.report.removed += 1;
        }
        Ok(())
    }

    /// Which of the records that are to go are referred to by one that stays.
    fn held(&mut self, leaving: &[(RecordName, Stored)]) -> Result<HashSet<(String, Name)>, Error> {
        let datasets: BTreeSet<&str> =
            leaving.iter().map(|(name, _)| name.dataset.as_str()).collect();
        let mut held = HashSet::new();
        for dataset in datasets {
            // What the bundle does not know refers to nothing that it could tell.
            let Ok(references) = References::of(self.bundle, dataset) else { continue };
            if references.is_empty() {
                continue;
            }
            let mut edges = HashMap::new();
            let filter = RecordFilter { dataset: Some(dataset), ..RecordFilter::default() };
            self.transaction.reader().each_record(&filter, &mut |place, stored| {
                if stored.state.counts() {
                    let to = references.from(place.collection, &stored.key, &stored.data);
                    edges.insert(of(&place.name(&stored.key)), to);
                }
                Ok(())
            })?;
            let of_it = leaving.iter().filter(|(name, _)| name.dataset == dataset);
            let leaving = of_it.map(|(name, _)| of(name)).collect();
            let held_here = held_by(&edges, &leaving).into_iter();
            held.extend(held_here.map(|name| (dataset.to_owned(), name)));
        }
        Ok(held)
    }

    /// Says of units and datasets what was said of them before.
    fn imports(&mut self, done: &Done) -> Result<(), Error> {
        let now = self.transaction.reader().imports()?;
        for ((dataset, unit), before) in &done.units {
            let found =
                now.iter().find(|import| import.dataset == *dataset && import.unit == *unit);
            match before {
                Some(before) => {
                    let import = before.import(dataset, unit);
                    self.transaction.writer.put_import(&import, None)?;
                }
                None => self.transaction.writer.remove_import(dataset, unit)?,
            }
            let texts = (found.map(UnitBefore::text), before.as_ref().map(UnitBefore::to_text));
            self.transaction.say(Subject::Unit(dataset, unit), Action::Undo, texts)?;
        }
        for (dataset, (before, release)) in &done.datasets {
            if let Some(stamp) = before {
                self.stamp(dataset, stamp)?;
            }
            let found = now.iter().find(|import| import.dataset == *dataset);
            let found = found.map(|import| canon::canonical(&serde_json::json!(import.stamp)));
            let (stamp, undone) = (before.clone(), !release.undone);
            let after = DatasetAfter { stamp, undone, ..release.clone() };
            let texts = (found, Some(after.to_text()));
            self.transaction.say(Subject::Dataset(dataset), Action::Undo, texts)?;
        }
        let mut taken_back = TakenBack::of(Some(&self.transaction.installation));
        for (dataset, (_, after)) in &done.datasets {
            let DatasetAfter { hash, generation, .. } = after;
            let release = Release { dataset, generation: *generation, hash };
            // The undoing of an undoing brings its release back.
            taken_back =
                if after.undone { taken_back.without(release) } else { taken_back.with(release) };
            self.report.bundle = (!after.undone).then(|| after.bundle.clone());
        }
        let undone = taken_back.to_text();
        let imports = self.transaction.reader().imports()?;
        let set_aside: Vec<SetAside> =
            imports.into_iter().flat_map(|import| import.set_aside).collect();
        let Installation { format, head, .. } = self.transaction.installation.clone();
        let installation = Installation { format, hash: None, undone, head, set_aside };
        self.transaction.writer.put_installation(&installation)
    }

    /// Says of which release a dataset is again, and gives it that release's views.
    fn stamp(&mut self, dataset: &str, stamp: &Stamp) -> Result<(), Error> {
        let datasets = &self.bundle.model().datasets;
        let known = datasets.iter().find(|known| known.name == dataset);
        let same = known.filter(|known| known.schema_hash == stamp.schema_hash);
        if let Some(known) = same {
            self.transaction.writer.stamp(dataset, stamp)?;
            return self.transaction.writer.put_views(dataset, &views(known));
        }
        // This bundle does not know how they were: the next boot of one that does makes them.
        let stamp = Stamp { schema_hash: String::new(), ..stamp.clone() };
        self.transaction.writer.stamp(dataset, &stamp)
    }
}

/// A record's name in its dataset.
fn of(name: &RecordName) -> Name {
    (name.collection.clone(), name.unit.clone(), name.key.clone())
}
