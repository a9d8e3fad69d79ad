//! One write transaction with its history: what every change by a person goes through.

use seedbank_codegen::model::{Collection, Dataset};

use super::author::Author;
use super::chain::{Chain, Event, Subject, release};
use super::image::Image;
use crate::bundle::Bundle;
use crate::store::{
    Action, Error, FORMAT, ImportId, Installation, NewRecord, Place, Reader, RecordName, Rejected,
    Signature, Source, Store, Stored, Writer,
};

/// A transaction that holds the write lock of a database into which something was imported.
pub(super) struct Transaction<'t> {
    pub writer: &'t mut dyn Writer,
    pub chain: Chain,
    pub installation: Installation,
    /// The database's, for messages.
    pub name: &'t str,
    /// Who writes, and when.
    pub signature: &'t Signature,
    reason: Option<&'t str>,
}

/// Does some work in one transaction: all of it, or none. A connection that is lost is made anew,
/// once, and the work begun again.
pub(super) fn write<T>(
    store: &mut dyn Store,
    author: &Author,
    import: Numbering,
    work: &mut dyn FnMut(&mut Transaction<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    match attempt(store, author, import, work) {
        Err(error) if error.may_pass() => attempt(store, author, import, work),
        done => done,
    }
}

/// Whether a transaction counts as an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbering {
    /// It gets the next number.
    Import,
    /// A person changes records.
    None,
}

fn attempt<T>(
    store: &mut dyn Store,
    author: &Author,
    numbering: Numbering,
    work: &mut dyn FnMut(&mut Transaction<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let name = store.name().to_owned();
    // Asked first: taking the lock would create a file that is not there.
    installed(store.installation()?, &name)?;
    let signature = author.sign();
    let mut writer = store.begin(&signature)?;
    let installation = installed(writer.reader().installation()?, &name)?;
    let import = match numbering {
        Numbering::Import => Some(ImportId(writer.reader().last_import()?.0 + 1)),
        Numbering::None => None,
    };
    let chain = Chain::new(installation.head.clone(), &signature, import);
    let (name, reason) = (name.as_str(), author.reason());
    let mut transaction = Transaction {
        writer: writer.as_mut(),
        chain,
        installation,
        name,
        signature: &signature,
        reason,
    };
    let done = work(&mut transaction)?;
    let Transaction { writer: inner, mut chain, .. } = transaction;
    chain.flush(inner)?;
    let head = chain.head().map(str::to_owned);
    let committed = writer.commit();
    kept(store, committed, head.as_deref())?;
    Ok(done)
}

/// Whether a transaction was kept. Where the answer of its commit was lost, the newest row of the history
/// tells.
pub(super) fn kept(
    store: &mut dyn Store,
    committed: Result<(), Error>,
    head: Option<&str>,
) -> Result<(), Error> {
    match committed {
        Err(Error::ConnectionLost { .. }) => {
            let found = store.installation()?.and_then(|installation| installation.head);
            if head.is_some() && found.as_deref() == head { Ok(()) } else { committed }
        }
        committed => committed,
    }
}

/// The installation, if there is one whose format this build knows.
pub(crate) fn installed(
    found: Option<Installation>,
    database: &str,
) -> Result<Installation, Error> {
    let database = database.to_owned();
    match found {
        None => Err(Error::NotImported { database }),
        Some(Installation { format, .. }) if format > FORMAT => {
            Err(Error::LaterFormat { database, found: format, known: FORMAT })
        }
        Some(installation) => Ok(installation),
    }
}

/// Refuses a dataset of which the database has a later release than the bundle: its schema and values are not
/// the database's.
pub(crate) fn in_step(
    reader: &mut dyn Reader,
    dataset: &Dataset,
    database: &str,
) -> Result<(), Error> {
    let found = reader.stamp(&dataset.name)?.map(|stamp| stamp.generation);
    match found {
        Some(found) if found > dataset.generation => Err(Error::OlderBundle {
            database: database.to_owned(),
            dataset: dataset.name.clone(),
            found,
            generation: dataset.generation,
        }),
        _ => Ok(()),
    }
}

impl Transaction<'_> {
    /// What the transaction sees.
    pub(super) fn reader(&mut self) -> &mut dyn Reader {
        self.writer.reader()
    }

    /// As [`in_step`].
    pub(super) fn in_step(&mut self, dataset: &Dataset) -> Result<(), Error> {
        in_step(self.writer.reader(), dataset, self.name)
    }

    /// A record that must be there.
    pub(super) fn stored(&mut self, name: &RecordName) -> Result<Stored, Error> {
        stored(self.writer.reader(), self.name, name)
    }

    /// Makes a stored record what the image says, and says so in the history.
    pub(super) fn put(
        &mut self,
        name: &RecordName,
        stored: &Stored,
        after: &Image,
        action: Action,
    ) -> Result<(), Error> {
        if let Some(rejected) = self.writer.update(&[after.change(stored)])?.pop() {
            let (record, reason) = (name.clone().into(), rejected.reason);
            return Err(Error::Rejected { database: self.name.to_owned(), record, reason });
        }
        let release = self.release(&name.dataset)?;
        let event = Event {
            before: Some(Image::of(stored).to_text()),
            after: Some(after.to_text()),
            reason: self.reason,
            release: release.as_deref(),
        };
        let subject = Subject::Record(stored.id, place(name), &after.key);
        self.chain.push(self.writer, subject, action, event)
    }

    /// Adds records that people brought, and says so in the history. Those that the database refuses are
    /// named.
    pub(super) fn add(
        &mut self,
        place: Place<'_>,
        source: Source,
        records: &[NewRecord<'_>],
        action: Action,
    ) -> Result<Vec<Rejected>, Error> {
        let rejected = self.writer.insert(place, source, None, records)?;
        let release = self.release(place.dataset)?;
        let keys: Vec<&str> = records.iter().map(|record| record.key).collect();
        let stored = self.reader().records(place, &keys)?;
        for (index, stored) in stored.iter().enumerate() {
            let Some(stored) = stored else { continue };
            if rejected.iter().any(|rejected| rejected.index == index) {
                continue;
            }
            let event = Event {
                before: None,
                after: Some(Image::of(stored).to_text()),
                reason: self.reason,
                release: release.as_deref(),
            };
            let subject = Subject::Record(stored.id, place, &stored.key);
            self.chain.push(self.writer, subject, action, event)?;
        }
        Ok(rejected)
    }

    /// Says in the history what happened to something larger than a record.
    pub(super) fn say(
        &mut self,
        subject: Subject<'_>,
        action: Action,
        (before, after): (Option<String>, Option<String>),
    ) -> Result<(), Error> {
        let dataset = match subject {
            Subject::Dataset(dataset) | Subject::Unit(dataset, _) => dataset,
            Subject::Record(_, place, _) => place.dataset,
        };
        let release = self.release(dataset)?;
        let event = Event { before, after, reason: self.reason, release: release.as_deref() };
        self.chain.push(self.writer, subject, action, event)
    }

    /// The release of a dataset that the database has, as the history names it.
    fn release(&mut self, dataset: &str) -> Result<Option<String>, Error> {
        Ok(self.reader().stamp(dataset)?.as_ref().map(release))
    }
}

/// A record that must be there.
pub(super) fn stored(
    reader: &mut dyn Reader,
    database: &str,
    name: &RecordName,
) -> Result<Stored, Error> {
    let found = reader.records(place(name), &[&name.key])?.pop().flatten();
    found.ok_or_else(|| Error::NoRecord {
        database: database.to_owned(),
        record: name.clone().into(),
    })
}

/// Where a record lies.
pub(super) fn place(name: &RecordName) -> Place<'_> {
    Place { dataset: &name.dataset, collection: &name.collection, unit: &name.unit }
}

/// The dataset and the collection of a record.
pub(super) fn kind<'b>(
    bundle: &'b Bundle,
    name: &RecordName,
) -> Result<(&'b Dataset, &'b Collection), Error> {
    let datasets = &bundle.model().datasets;
    let dataset = datasets.iter().find(|dataset| dataset.name == name.dataset);
    let found = dataset.and_then(|dataset| {
        let mut collections = dataset.collections.iter();
        Some((dataset, collections.find(|collection| collection.name == name.collection)?))
    });
    found.ok_or_else(|| Error::NoKind { record: name.clone().into() })
}
