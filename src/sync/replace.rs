//! Puts another state in the place of a database's, in one transaction.

use std::collections::{HashMap, HashSet};

use super::author::Author;
use super::chain::{Chain, Event, Subject, release};
use super::image::Image;
use super::transaction::{installed, kept};
use crate::bundle::Bundle;
use crate::store::{
    Action, Error, HistoryEntry, HistoryRow, Place, Placed, RecordId, RecordName, Rows, Signature,
    State, Store, views,
};

/// Makes these rows the state of the database; gives the records that only the state before had. `keep` is
/// given the state before, under the lock and before anything is written; `told` is what the history says
/// came back, in canonical JSON.
///
/// Into a database without anything they go as they are. Where there was a state, the history says in one
/// more row who replaced it, and a record that only it had stays as one that is gone: its number is never
/// another's.
pub(crate) fn replace<E: From<Error>>(
    store: &mut dyn Store,
    bundle: &Bundle,
    rows: &Rows,
    (author, told): (&Author, &str),
    keep: &mut dyn FnMut(&Rows) -> Result<(), E>,
) -> Result<Vec<RecordName>, E> {
    let database = store.name().to_owned();
    let signature = author.sign();
    let mut writer = store.begin(&signature)?;
    let before = match writer.reader().installation()? {
        None => None,
        found => {
            installed(found, &database)?;
            Rows::read(writer.reader())?
        }
    };
    if let Some(before) = &before {
        of_this_database(&database, before, rows)?;
        keep(before)?;
    }
    writer.prepare()?;
    let mut gone = Vec::new();
    let mut head = rows.installation.head.clone();
    match before {
        None => writer.load(rows)?,
        Some(before) => {
            let (after, removed) = over(before, rows, &signature, (author, told));
            writer.load(&after)?;
            head = after.installation.head;
            gone = removed;
        }
    }
    for dataset in bundle.model().datasets.iter().filter(|dataset| dataset.database) {
        let stamp = writer.reader().stamp(&dataset.name)?;
        // Another release of the dataset has other views: the boot that brings it in makes them.
        if stamp.is_some_and(|stamp| stamp.schema_hash == dataset.schema_hash) {
            writer.put_views(&dataset.name, &views(dataset))?;
        }
    }
    let committed = writer.commit();
    kept(store, committed, head.as_deref())?;
    Ok(gone)
}

/// Refuses the state of another database: there, a record's number can be another record's.
fn of_this_database(database: &str, before: &Rows, rows: &Rows) -> Result<(), Error> {
    let here: HashMap<RecordId, &Placed> =
        before.records.iter().map(|placed| (placed.stored.id, placed)).collect();
    for placed in &rows.records {
        if let Some(here) = here.get(&placed.stored.id)
            && here.order() != placed.order()
            && here.stored.created != placed.stored.created
        {
            return Err(Error::OtherDatabase {
                database: database.to_owned(),
                number: placed.stored.id.0,
                here: here.name().into(),
                there: placed.name().into(),
            });
        }
    }
    Ok(())
}

/// The rows with what must be kept of the state before, and the records that only that had.
fn over(
    before: Rows,
    rows: &Rows,
    signature: &Signature,
    (author, told): (&Author, &str),
) -> (Rows, Vec<RecordName>) {
    let mut after = rows.clone();
    let mut chain = Chain::new(rows.installation.head.clone(), signature, None);
    // Greater than all that was told of either.
    let last = |rows: &Rows| rows.history.last().map_or(0, |entry| entry.id);
    let mut id = last(&before).max(last(rows));
    let mut say = |row: HistoryRow| {
        id += 1;
        after.history.push(HistoryEntry { id, row });
    };
    let coming: HashSet<RecordId> = rows.records.iter().map(|placed| placed.stored.id).collect();
    let mut removed = Vec::new();
    for Placed { dataset, collection, mut stored } in before.records {
        let unit = stored.unit.clone();
        let place = Place { dataset: &dataset, collection: &collection, unit: &unit };
        if coming.contains(&stored.id) || rows.record(place, &stored.key).is_some() {
            continue;
        }
        if stored.state != State::Removed {
            let image = Image::of(&stored);
            stored.state = State::Removed;
            stored.revision += 1;
            stored.updated = Some(signature.clone());
            let stamp = rows.imports.iter().find(|import| import.dataset == dataset);
            let release = stamp.map(|import| release(&import.stamp));
            let event = Event {
                before: Some(image.to_text()),
                after: Some(Image::of(&stored).to_text()),
                reason: author.reason(),
                release: release.as_deref(),
            };
            let subject = Subject::Record(stored.id, place, &stored.key);
            say(chain.next(subject, Action::Retire, event));
            removed.push(place.name(&stored.key));
        }
        after.records.push(Placed::new(place, stored));
    }
    let event = Event { after: Some(told.to_owned()), reason: author.reason(), ..Event::default() };
    say(chain.next(Subject::Dataset(""), Action::Restore, event));
    after.installation.head = after.history.last().map(|entry| entry.row.hash.clone());
    (after, removed)
}
