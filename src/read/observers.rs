//! Who is told of changes, and how far the history was told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::subscription::{HELD, Queue, Subscription};
use crate::store::{Error, HistoryFilter, Reader, Store};
use crate::sync::{Changed, installed};

/// The subscriptions of one database.
#[derive(Default)]
pub(super) struct Observers(Mutex<Told>);

#[derive(Default)]
struct Told {
    /// The number of the last history row that was told.
    last: i64,
    queues: Vec<Weak<Queue>>,
}

impl Observers {
    /// Adds one, which is told of what comes from now on.
    pub(super) fn subscribe(&self, store: &mut dyn Store) -> Result<Subscription, Error> {
        let mut told = self.lock();
        if told.is_heard() {
            told.tell(store)?;
        } else {
            told.last = history(store)?.map_or(Ok(0), |mut history| history.last_history())?;
        }
        let (subscription, queue) = Subscription::new();
        told.queues.push(Arc::downgrade(&queue));
        Ok(subscription)
    }

    /// Whether anybody listens.
    pub(super) fn is_heard(&self) -> bool {
        self.lock().is_heard()
    }

    /// Tells what was committed since the last time.
    pub(super) fn tell(&self, store: &mut dyn Store) -> Result<(), Error> {
        let mut told = self.lock();
        if told.is_heard() { told.tell(store) } else { Ok(()) }
    }

    /// Nothing more will be told.
    pub(super) fn close(&self) {
        self.lock()
            .queues
            .drain(..)
            .filter_map(|queue| queue.upgrade())
            .for_each(|queue| queue.close());
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    fn is_heard(&self) -> bool {
        self.queues.iter().any(|queue| queue.strong_count() > 0)
    }

    fn tell(&mut self, store: &mut dyn Store) -> Result<(), Error> {
        let mut history = history(store)?;
        let last = history.as_mut().map_or(Ok(0), |history| history.last_history())?;
        let changes = match history {
            _ if last == self.last => return Ok(()),
            // An older number than what was told is a history that began anew.
            Some(history) if usize::try_from(last - self.last).is_ok_and(|rows| rows <= HELD) => {
                read(history, self.last)?
            }
            _ => vec![Changed::Everything],
        };
        self.last = last;
        self.queues.retain(|queue| queue.upgrade().inspect(|queue| queue.push(&changes)).is_some());
        Ok(())
    }
}

/// What the rows after this one say.
fn read(mut history: Box<dyn Reader + '_>, after: i64) -> Result<Vec<Changed>, Error> {
    let mut changes = Vec::new();
    let filter = HistoryFilter { after: Some(after), ..HistoryFilter::default() };
    history.each_history(&filter, &mut |entry| {
        changes.extend(Changed::of(entry));
        Ok(())
    })?;
    Ok(changes)
}

/// A database at one moment, if anything was ever imported into it.
fn history(store: &mut dyn Store) -> Result<Option<Box<dyn Reader + '_>>, Error> {
    let name = store.name().to_owned();
    match installed(store.installation()?, &name) {
        Ok(_) => store.snapshot().map(Some),
        Err(Error::NotImported { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
