//! Where an update goes: into the database, or into a plan. What is decided does not depend on it.

use seedbank_codegen::model::{Dataset, SetAside};
use serde::{Deserialize, Serialize};

use super::agenda::stamp;
use super::chain::{Chain, Event, Subject, release};
use super::merge::RecordType;
use super::obsolete::supersede;
use super::planning::PlanHash;
use super::report::Counts;
use super::step::Step;
use super::transaction::kind;
use crate::bundle::Bundle;
use crate::store::{
    Action, Change, Error, Import, ImportId, ImportState, NewRecord, Place, Reader, RecordFilter,
    RecordName, Rejected, Signature, Source, Stamp, State, Writer, views,
};

/// What an update does, one part after the other.
pub(super) trait Sink {
    /// What the database holds.
    fn reader(&mut self) -> &mut dyn Reader;

    /// New records of the factory. Those that the database refuses are named.
    fn add(&mut self, place: Place<'_>, records: &[NewRecord<'_>]) -> Result<Vec<Rejected>, Error>;

    /// Changes to records. Those that the database refuses are named, and stay as they were.
    fn change(&mut self, place: Place<'_>, steps: Vec<Step>) -> Result<Vec<Rejected>, Error>;

    /// Every record of a dataset as it is after what went in so far: its place, key, state and data.
    fn each_after(
        &mut self,
        dataset: &str,
        visit: &mut dyn FnMut(Place<'_>, &str, State, &str),
    ) -> Result<(), Error>;

    /// A unit came in, or left; `before` is how it was imported last.
    fn unit(&mut self, unit: UnitDone<'_>) -> Result<(), Error>;

    /// A dataset is now of this release; `before` is which it was of. Comes before its units.
    fn dataset(&mut self, dataset: &Dataset, before: Option<&Stamp>) -> Result<(), Error>;
}

/// What is remembered of a unit that came in.
pub(super) struct UnitDone<'u> {
    pub import: Import,
    pub digest: Option<&'u [u8]>,
    pub before: Option<&'u Import>,
    pub counts: Counts,
}

/// Into the database.
pub(super) struct Writing<'w> {
    pub writer: &'w mut dyn Writer,
    pub chain: Chain,
    pub import: ImportId,
    /// As the history names the release of the dataset at work.
    pub release: String,
    /// Of the bundle at work.
    pub bundle: &'w Bundle,
    /// What a person holds the update to.
    pub terms: Option<Watched>,
}

/// What is watched while an update is written.
pub(super) struct Watched {
    /// Of all that is done, where there is a plan to compare it with.
    pub hash: Option<PlanHash>,
    /// The records that go.
    pub deletions: Vec<RecordName>,
}

impl Watched {
    fn change(&mut self, place: Place<'_>, step: &Step) {
        if let Some(hash) = &mut self.hash {
            hash.change(place, step);
        }
        if step.after.state == State::Removed {
            self.deletions.push(place.name(&step.after.key));
        }
    }

    fn hash(terms: &mut Option<Self>) -> Option<&mut PlanHash> {
        terms.as_mut().and_then(|watched| watched.hash.as_mut())
    }
}

impl Sink for Writing<'_> {
    fn reader(&mut self) -> &mut dyn Reader {
        self.writer.reader()
    }

    fn add(&mut self, place: Place<'_>, records: &[NewRecord<'_>]) -> Result<Vec<Rejected>, Error> {
        if let Some(hash) = Watched::hash(&mut self.terms) {
            for record in records {
                hash.add(place, record);
            }
        }
        self.writer.insert(place, Source::Factory, Some(self.import), records)
    }

    fn change(&mut self, place: Place<'_>, steps: Vec<Step>) -> Result<Vec<Rejected>, Error> {
        if let Some(watched) = &mut self.terms {
            for step in &steps {
                watched.change(place, step);
            }
        }
        let changes: Vec<Change<'_>> =
            steps.iter().map(|step| step.after.change(&step.stored)).collect();
        let rejected = self.writer.update(&changes)?;
        let mut conflicts = Vec::new();
        for (index, step) in steps.into_iter().enumerate() {
            if rejected.iter().any(|rejected| rejected.index == index) {
                continue;
            }
            let subject = Subject::Record(step.stored.id, place, &step.after.key);
            let event = Event {
                before: Some(super::image::Image::of(&step.stored).to_text()),
                after: Some(step.after.to_text()),
                release: Some(&self.release),
                ..Event::default()
            };
            self.chain.push(self.writer, subject, step.action, event)?;
            if super::settle::is_edited(&step.stored) {
                let filed: Vec<&str> =
                    step.conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
                let ty = kind(self.bundle, &place.name(&step.after.key)).ok();
                let ty = ty.map(|(dataset, collection)| RecordType::new(dataset, collection));
                supersede(self.writer, ty, step.stored.id, &step.after, &filed)?;
            }
            let (record, import) = (step.stored.id, Some(self.import));
            conflicts
                .extend(step.conflicts.into_iter().map(|conflict| conflict.of(record, import)));
        }
        self.writer.put_conflicts(&conflicts)?;
        Ok(rejected)
    }

    fn each_after(
        &mut self,
        dataset: &str,
        visit: &mut dyn FnMut(Place<'_>, &str, State, &str),
    ) -> Result<(), Error> {
        let filter = RecordFilter { dataset: Some(dataset), ..RecordFilter::default() };
        self.writer.reader().each_record(&filter, &mut |place, stored| {
            visit(place, &stored.key, stored.state, &stored.data);
            Ok(())
        })
    }

    fn unit(&mut self, done: UnitDone<'_>) -> Result<(), Error> {
        if let Some(hash) = Watched::hash(&mut self.terms) {
            hash.unit(&done);
        }
        let UnitDone { import, digest, before, counts } = done;
        self.writer.put_import(&import, digest)?;
        let event = Event {
            before: before.map(UnitBefore::text),
            after: Some(canonical(&counts)),
            release: Some(&self.release),
            ..Event::default()
        };
        let subject = Subject::Unit(&import.dataset, &import.unit);
        self.chain.push(self.writer, subject, Action::Import, event)
    }

    fn dataset(&mut self, dataset: &Dataset, before: Option<&Stamp>) -> Result<(), Error> {
        if let Some(hash) = Watched::hash(&mut self.terms) {
            hash.dataset(dataset, before);
        }
        let after = stamp(dataset);
        self.release = release(&after);
        let event = Event {
            before: before.map(canonical),
            after: Some(
                DatasetAfter {
                    bundle: self.bundle.hash().to_owned(),
                    hash: dataset.hash.clone(),
                    generation: dataset.generation,
                    stamp: Some(after.clone()),
                    undone: false,
                }
                .to_text(),
            ),
            release: Some(&self.release),
            ..Event::default()
        };
        self.chain.push(self.writer, Subject::Dataset(&dataset.name), Action::Import, event)?;
        self.writer.stamp(&dataset.name, &after)?;
        self.writer.put_views(&dataset.name, &views(dataset))
    }
}

fn canonical(value: &impl Serialize) -> String {
    seedbank_codegen::canon::canonical(&serde_json::json!(value))
}

/// What the history says of a dataset after an import: of which bundle and which release it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DatasetAfter {
    /// The one that came in, or was taken back.
    pub bundle: String,
    /// The dataset's own hash in it.
    pub hash: String,
    /// The dataset's generation in it.
    pub generation: u64,
    /// `None` where the dataset is gone again.
    pub stamp: Option<Stamp>,
    /// Whether the bundle was taken back.
    #[serde(default)]
    pub undone: bool,
}

impl DatasetAfter {
    /// Canonical JSON.
    pub(super) fn to_text(&self) -> String {
        canonical(self)
    }
}

/// What the history says of how a unit was imported before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UnitBefore {
    hash: Option<String>,
    stamp: Stamp,
    state: String,
    set_aside: Vec<SetAside>,
    at: String,
    by: String,
}

impl UnitBefore {
    fn of(import: &Import) -> Self {
        let Import { hash, stamp, state, set_aside, signature, .. } = import.clone();
        let Signature { at, by } = signature;
        Self { hash, stamp, state: state.as_str().to_owned(), set_aside, at, by }
    }

    /// Canonical JSON.
    pub(super) fn text(import: &Import) -> String {
        Self::of(import).to_text()
    }

    /// Canonical JSON.
    pub(super) fn to_text(&self) -> String {
        canonical(self)
    }

    /// The row of the unit that says the same.
    pub(super) fn import(&self, dataset: &str, unit: &str) -> Import {
        let Self { hash, stamp, state, set_aside, at, by } = self.clone();
        Import {
            dataset: dataset.to_owned(),
            unit: unit.to_owned(),
            hash,
            stamp,
            state: ImportState::from_text(&state).unwrap_or(ImportState::Left),
            set_aside,
            signature: Signature { at, by },
        }
    }
}
