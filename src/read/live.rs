//! An open database, with what was read of it and who is told of changes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use super::cache::Cache;
use super::observers::Observers;
use super::subscription::Subscription;
use super::watching::Watching;
use crate::store::{Error, Installation, Reader, Signature, Store, Watcher, Writer};

/// The one connection, the cache, and the thread that finds out what others change.
pub(crate) struct Live {
    /// `None` until the first read: who only boots needs no thread.
    watching: Mutex<Option<Watching>>,
    shared: Arc<Shared>,
}

/// What the thread needs too.
pub(super) struct Shared {
    store: Mutex<Tracked>,
    pub cache: Cache,
    observers: Observers,
}

impl Live {
    pub(crate) fn new(store: Box<dyn Store>) -> Self {
        let store = Mutex::new(Tracked { store, began: false });
        let shared = Shared { store, cache: Cache::default(), observers: Observers::default() };
        Self { watching: Mutex::new(None), shared: Arc::new(shared) }
    }

    /// The store, for as long as it is held.
    pub(crate) fn store(&self) -> Held<'_> {
        self.shared.hold()
    }

    /// Tells from now on what is committed.
    pub(crate) fn subscribe(&self) -> Result<Subscription, Error> {
        self.watch().map_err(|error| Error::Database {
            database: self.store().as_mut().name().to_owned(),
            doing: "watch",
            reason: format!("no thread for it could be started ({error})"),
        })?;
        self.shared.observers.subscribe(self.store().as_mut())
    }

    pub(super) fn cache(&self) -> &Cache {
        &self.shared.cache
    }

    /// Sees to it that changes by others are noticed.
    pub(super) fn watch(&self) -> std::io::Result<()> {
        let mut watching = self.watching.lock().unwrap_or_else(PoisonError::into_inner);
        if watching.is_none() {
            let watcher = self.store().as_mut().watch();
            *watching = Some(Watching::start(&self.shared, watcher)?);
        }
        Ok(())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.shared.observers.close();
    }
}

impl Shared {
    fn hold(&self) -> Held<'_> {
        // A panic in a transaction has undone it, so what it leaves is usable.
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        Held { store, shared: self }
    }

    /// Tells observers what was committed; whether that is done. It is not while the store is in use.
    pub(super) fn tell(&self) -> bool {
        if !self.observers.is_heard() {
            return true;
        }
        let store = match self.store.try_lock() {
            Ok(store) => store,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        let mut held = Held { store, shared: self };
        self.observers.tell(held.as_mut()).is_ok()
    }
}

/// The store. If something was written by the time it is let go, the cache is empty and observers know.
pub(crate) struct Held<'l> {
    store: MutexGuard<'l, Tracked>,
    shared: &'l Shared,
}

impl Held<'_> {
    pub(crate) fn as_mut(&mut self) -> &mut dyn Store {
        &mut *self.store
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if std::mem::take(&mut self.store.began) {
            self.shared.cache.empty();
            // If that fails, the thread tells them, or the next transaction.
            let _ = self.shared.observers.tell(&mut *self.store);
        }
    }
}

/// A store that knows whether a transaction that writes was begun.
struct Tracked {
    store: Box<dyn Store>,
    began: bool,
}

impl Store for Tracked {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        self.store.installation()
    }

    fn snapshot(&mut self) -> Result<Box<dyn Reader + '_>, Error> {
        self.store.snapshot()
    }

    fn begin(&mut self, signature: &Signature) -> Result<Box<dyn Writer + '_>, Error> {
        self.began = true;
        self.store.begin(signature)
    }

    fn watch(&self) -> Option<Box<dyn Watcher>> {
        self.store.watch()
    }

    fn name(&self) -> &str {
        self.store.name()
    }
}
