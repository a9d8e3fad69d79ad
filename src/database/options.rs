//! How databases are opened, booted and updated.

use std::fmt;
use std::time::Duration;

use crate::sync::{Plan, Progress};

/// How to open a database.
///
/// ```
/// use std::time::Duration;
/// use seedbank::{Database, OpenOptions};
///
/// let options = OpenOptions::default().wait(Duration::from_secs(5));
/// let database = Database::open_with("sqlite::memory:", &options)?;
/// # Ok::<_, seedbank::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OpenOptions {
    pub(super) wait: Duration,
}

/// How to boot.
///
/// ```
/// use seedbank::{BootOptions, Database};
///
/// let mut observer = |progress: seedbank::Progress| {
///     eprintln!("{}: {} of {}", progress.dataset, progress.done, progress.total);
/// };
/// let options = BootOptions::default().by("heating-panel 2.1").observer(&mut observer);
/// Database::open("sqlite::memory:")?.boot_with(&seedbank::BUNDLE, options)?;
/// # Ok::<_, seedbank::Error>(())
/// ```
#[derive(Default)]
#[non_exhaustive]
pub struct BootOptions<'o> {
    pub(super) by: Option<String>,
    pub(super) observer: Option<&'o mut dyn FnMut(Progress<'_>)>,
}

/// How to apply a plan.
///
/// ```
/// use seedbank::{ApplyOptions, Database};
///
/// let database = Database::open("sqlite::memory:")?;
/// let plan = database.plan(&seedbank::BUNDLE)?;
/// database.apply(&seedbank::BUNDLE, ApplyOptions::default().plan(&plan).allow_delete())?;
/// # Ok::<_, seedbank::Error>(())
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct ApplyOptions<'o> {
    pub(super) boot: BootOptions<'o>,
    pub(super) plan: Option<String>,
    pub(super) allow_delete: bool,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { wait: Duration::from_secs(30) }
    }
}

impl OpenOptions {
    /// The longest wait for another process to end its transaction: 30 seconds unless set.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }
}

impl fmt::Debug for BootOptions<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("BootOptions").field("by", &self.by).finish_non_exhaustive()
    }
}

impl<'o> BootOptions<'o> {
    /// What the database names as the one who wrote: the application and its version. `seedbank` and
    /// its version unless set.
    #[must_use]
    pub fn by(mut self, by: impl Into<String>) -> Self {
        self.by = Some(by.into());
        self
    }

    /// Is told how far the import is: once a unit, and once every thousand records. It must not use the
    /// database, which is at work.
    #[must_use]
    pub fn observer(mut self, observer: &'o mut dyn FnMut(Progress<'_>)) -> Self {
        self.observer = Some(observer);
        self
    }
}

impl<'o> ApplyOptions<'o> {
    /// Says who, and who wants to hear how far it is.
    #[must_use]
    pub fn boot(mut self, options: BootOptions<'o>) -> Self {
        self.boot = options;
        self
    }

    /// Holds the update to this plan: if it would do anything else, it does nothing.
    #[must_use]
    pub fn plan(self, plan: &Plan) -> Self {
        self.plan_hash(&plan.hash)
    }

    /// The same, for a plan of which only the hash is at hand.
    #[must_use]
    pub fn plan_hash(mut self, hash: impl Into<String>) -> Self {
        self.plan = Some(hash.into());
        self
    }

    /// Lets records go that left the bundle.
    #[must_use]
    pub fn allow_delete(mut self) -> Self {
        self.allow_delete = true;
        self
    }
}
