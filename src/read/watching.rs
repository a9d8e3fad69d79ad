//! The thread that finds out what others change.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::live::Shared;
use crate::store::Watcher;

/// Between two looks; a change by another process is seen after at most as long.
const PAUSE: Duration = Duration::from_millis(150);

/// The longest wait for the thread to end: it may be waiting for a server that is gone.
const END: Duration = Duration::from_secs(1);

/// Sees to it that nothing old is read for long.
pub(super) enum Watching {
    /// Nobody else can write.
    Needless,
    /// A thread looks; it is told to stop when this is dropped.
    Thread { stop: Sender<()>, ended: Receiver<Infallible> },
}

impl Watching {
    /// Looks once, so that what is read from here on can be kept, and again and again in a thread.
    pub(super) fn start(
        shared: &Arc<Shared>,
        watcher: Option<Box<dyn Watcher>>,
    ) -> io::Result<Self> {
        let Some(watcher) = watcher else {
            shared.cache.trust();
            return Ok(Self::Needless);
        };
        let (stop, stopped) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let mut looking = Looking { shared: Arc::clone(shared), watcher, behind: false };
        looking.look();
        thread::Builder::new().name("seedbank-watch".to_owned()).spawn(move || {
            // Dropped last: the database is let go of before this says so.
            let (_end, mut looking) = (end, looking);
            while stopped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                looking.look();
            }
        })?;
        Ok(Self::Thread { stop, ended })
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        if let Self::Thread { stop, ended } = self {
            // Either the thread is there to hear it, or it has ended.
            let _ = stop.send(());
            let _ = ended.recv_timeout(END);
        }
    }
}

/// What the thread does.
struct Looking {
    shared: Arc<Shared>,
    watcher: Box<dyn Watcher>,
    /// Whether observers are still to be told.
    behind: bool,
}

impl Looking {
    fn look(&mut self) {
        match self.watcher.changed() {
            Ok(true) => {
                self.shared.cache.trust();
                self.behind = true;
            }
            Ok(false) => {}
            Err(_) => self.shared.cache.distrust(),
        }
        if self.behind {
            self.behind = !self.shared.tell();
        }
    }
}

/// However it ends: what nobody watches is not kept.
impl Drop for Looking {
    fn drop(&mut self) {
        self.shared.cache.distrust();
    }
}
