//! What was read, for as long as nothing changes.

use std::any::{Any, TypeId};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::shelf::{Shelf, Unknown};

/// What was read of a database, by type.
///
/// Any change empties it as a whole: reference data changes rarely and is read again quickly, and a
/// change can say nothing of itself (SQL by another program).
#[derive(Default)]
pub(super) struct Cache(RwLock<Contents>);

#[derive(Default)]
struct Contents {
    moment: Moment,
    /// Whether a change would be noticed. If not, nothing is kept.
    trusted: bool,
    /// By type, of which a program has few: going through them is quicker than hashing.
    shelves: Vec<(TypeId, Box<dyn Any + Send + Sync>)>,
}

/// A time between two changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Moment {
    /// How often the cache was emptied.
    emptied: u64,
    /// Whether the database was looked at since, and has tables that this build can read.
    pub readable: bool,
}

impl Cache {
    /// Asks what was read of a type.
    pub(super) fn look<R: 'static, T>(
        &self,
        ask: impl FnOnce(&Shelf<R>) -> Result<T, Unknown>,
    ) -> Result<T, Unknown> {
        let contents = self.read();
        let id = TypeId::of::<R>();
        let (_, found) = contents.shelves.iter().find(|(of, _)| *of == id).ok_or(Unknown)?;
        ask(found.downcast_ref().ok_or(Unknown)?)
    }

    /// To be asked before the database is, and to be told to [`Cache::keep`].
    pub(super) fn moment(&self) -> Moment {
        self.read().moment
    }

    /// Keeps what was read at a moment, unless something may have changed since.
    pub(super) fn keep<R: Send + Sync + 'static>(
        &self,
        moment: Moment,
        put: impl FnOnce(&mut Shelf<R>),
    ) {
        let mut contents = self.write();
        if !contents.trusted || contents.moment.emptied != moment.emptied {
            return;
        }
        contents.moment.readable = true;
        let id = TypeId::of::<R>();
        if !contents.shelves.iter().any(|(of, _)| *of == id) {
            contents.shelves.push((id, Box::new(Shelf::<R>::default())));
        }
        let found = contents.shelves.iter_mut().find(|(of, _)| *of == id);
        if let Some(shelf) = found.and_then(|(_, shelf)| shelf.downcast_mut()) {
            put(shelf);
        }
    }

    /// Something may have changed.
    pub(super) fn empty(&self) {
        let mut contents = self.write();
        let emptied = contents.moment.emptied + 1;
        contents.moment = Moment { emptied, readable: false };
        let shelves = std::mem::take(&mut contents.shelves);
        drop(contents);
        // Without the lock: it can take a while.
        drop(shelves);
    }

    /// From here on, changes will be noticed; what was before may be old.
    pub(super) fn trust(&self) {
        self.write().trusted = true;
        self.empty();
    }

    /// Changes are not noticed any more.
    pub(super) fn distrust(&self) {
        self.write().trusted = false;
        self.empty();
    }

    fn read(&self) -> RwLockReadGuard<'_, Contents> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Contents> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let cache = Cache::default();
        cache.trust();
        let moment = cache.moment();
        cache.empty();
        cache.keep::<()>(moment, |shelf| shelf.put("gaa", "a", None));
        assert!(cache.look::<(), _>(|shelf| shelf.get("gaa", "a")).is_err());
        cache.keep::<()>(cache.moment(), |shelf| shelf.put("gaa", "a", None));
        assert!(cache.look::<(), _>(|shelf| shelf.get("gaa", "a")).is_ok());
    }
}
