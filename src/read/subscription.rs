//! What observers wait on.

use std::collections::VecDeque;
use std::fmt;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::sync::Changed;

/// Tells what is committed, in that order, by this process and others.
///
/// It holds a few thousand changes for an observer that is slow; if there are more, they give way to one
/// [`Changed::Everything`]. As an iterator it waits for the next change, and ends when the [`Database`] is
/// dropped.
///
/// [`Database`]: crate::Database
pub struct Subscription(Arc<Queue>);

/// So many changes are held for an observer, or read at once.
pub(super) const HELD: usize = 4_096;

/// What an observer has not seen yet.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Default)]
struct Waiting {
    changes: VecDeque<Changed>,
    closed: bool,
}

impl Subscription {
    pub(super) fn new() -> (Self, Arc<Queue>) {
        let queue = Arc::<Queue>::default();
        (Self(Arc::clone(&queue)), queue)
    }

    /// The next change, if there is one within this time.
    ///
    /// The error [`RecvTimeoutError::Disconnected`] says that the database was dropped, and nothing is left.
    pub fn recv_timeout(&self, at_most: Duration) -> Result<Changed, RecvTimeoutError> {
        // A wait without an end that an `Instant` can name is one without an end.
        let until = Instant::now().checked_add(at_most);
        let mut waiting = self.0.lock();
        loop {
            if let Some(next) = waiting.changes.pop_front() {
                return Ok(next);
            }
            if waiting.closed {
                return Err(RecvTimeoutError::Disconnected);
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            waiting = match left {
                Some(Duration::ZERO) => return Err(RecvTimeoutError::Timeout),
                Some(left) => {
                    let woken = self.0.more.wait_timeout(waiting, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.0.more.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl Iterator for Subscription {
    type Item = Changed;

    fn next(&mut self) -> Option<Changed> {
        self.recv_timeout(Duration::MAX).ok()
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = self.0.lock();
        out.debug_struct("Subscription")
            .field("waiting", &waiting.changes.len())
            .field("closed", &waiting.closed)
            .finish()
    }
}

impl Queue {
    pub(super) fn push(&self, changes: &[Changed]) {
        let mut waiting = self.lock();
        if waiting.changes.len() + changes.len() > HELD {
            waiting.changes.clear();
            waiting.changes.push_back(Changed::Everything);
        } else {
            waiting.changes.extend(changes.iter().cloned());
        }
        drop(waiting);
        self.more.notify_all();
    }

    /// Nothing more will come.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.more.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_observer_is_told_that_everything_may_have_changed() {
        let (subscription, queue) = Subscription::new();
        // What is pushed does not matter here.
        let some = vec![Changed::Everything; HELD];
        queue.push(&some);
        assert_eq!(queue.lock().changes.len(), HELD);
        queue.push(&some[..1]);
        assert_eq!(subscription.recv_timeout(Duration::ZERO), Ok(Changed::Everything));
        assert_eq!(subscription.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
    }

    #[test]
    fn what_came_before_the_end_is_still_told() {
        let (mut subscription, queue) = Subscription::new();
        queue.push(&[Changed::Everything]);
        queue.close();
        assert_eq!(subscription.next(), Some(Changed::Everything));
        assert_eq!(subscription.next(), None);
    }
}
