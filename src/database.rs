use std::fmt;
use std::time::Duration;

use crate::bundle::Bundle;
use crate::store::{self, Error, Signature, Store};
use crate::sync::{self, Progress, Report, UnitStatus};

/// A database that bundles are imported into.
///
/// It belongs to the application: seedbank adds tables and views of its own and leaves everything
/// else, such as the journal mode, as it is.
///
/// ```
/// # fn main() -> Result<(), seedbank::Error> {
/// use seedbank::{Database, Verdict};
///
/// let mut database = Database::open("sqlite::memory:")?;
/// assert_eq!(database.boot(&seedbank::BUNDLE)?.verdict, Verdict::Imported);
/// assert_eq!(database.boot(&seedbank::BUNDLE)?.verdict, Verdict::UpToDate);
/// # Ok(())
/// # }
/// ```
pub struct Database {
    store: Box<dyn Store>,
}

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
    wait: Duration,
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
    by: Option<String>,
    observer: Option<&'o mut dyn FnMut(Progress<'_>)>,
}

impl Database {
    /// Opens `sqlite://PATH`, `sqlite://PATH?mode=ro`, `sqlite::memory:` or
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
    ///
    /// A file that does not exist is created by the first boot, not by opening. To a server it connects,
    /// and connects again by itself when that connection is lost.
    ///
    /// After the name of a PostgreSQL database there can be the parameters that its own clients know, such
    /// as `?host=/run/postgresql` or `?connect_timeout=5`, and of these two kinds:
    ///
    /// - `schema=NAME`: where seedbank's tables and views are, and where nothing else is touched. It is
    ///   created where it is missing. Without it, they are in the first schema of the search path.
    /// - `sslmode=disable|prefer|require|verify-ca|verify-full` and `sslrootcert=FILE`, which mean what
    ///   they mean to `psql`; without a file, the authorities that the machine trusts are asked.
    ///
    /// A view's or a column's name of more than 63 bytes, which PostgreSQL would cut, ends in a part of its
    /// hash.
    pub fn open(url: &str) -> Result<Self, Error> {
        Self::open_with(url, &OpenOptions::default())
    }

    /// Opens a database with options.
    pub fn open_with(url: &str, options: &OpenOptions) -> Result<Self, Error> {
        Ok(Self { store: store::open(url, options.wait)? })
    }

    /// Brings the database in step with the bundle, in one transaction.
    ///
    /// With nothing new it reads one row, however many records there are. An older bundle than the
    /// database's writes nothing.
    pub fn boot(&mut self, bundle: &Bundle) -> Result<Report, Error> {
        self.boot_with(bundle, BootOptions::default())
    }

    /// Boots with options.
    pub fn boot_with(
        &mut self,
        bundle: &Bundle,
        options: BootOptions<'_>,
    ) -> Result<Report, Error> {
        let signature = Signature {
            // To the second, by leaving the rest out: rounding can leave jiff's range, and fail.
            at: format!("{:.0}", jiff::Timestamp::now()),
            by: options
                .by
                .unwrap_or_else(|| concat!("seedbank ", env!("CARGO_PKG_VERSION")).into()),
        };
        let mut nobody = |_: Progress<'_>| {};
        let observer = options.observer.unwrap_or(&mut nobody);
        sync::boot(self.store.as_mut(), bundle, &signature, observer)
    }

    /// The URL, as messages show it: without the password.
    #[must_use]
    pub fn name(&self) -> &str {
        self.store.name()
    }

    /// The bundle's units beside the database's, by dataset and unit. Writes nothing.
    ///
    /// ```
    /// let mut database = seedbank::Database::open("sqlite::memory:")?;
    /// for unit in database.status(&seedbank::BUNDLE)? {
    ///     println!("{}/{}: {:?}", unit.dataset, unit.unit, unit.verdict);
    /// }
    /// # Ok::<_, seedbank::Error>(())
    /// ```
    pub fn status(&mut self, bundle: &Bundle) -> Result<Vec<UnitStatus>, Error> {
        sync::status(self.store.as_mut(), bundle)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Database").field(&self.store.name()).finish()
    }
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

    /// Is told how far the import is: once a unit, and once every thousand records.
    #[must_use]
    pub fn observer(mut self, observer: &'o mut dyn FnMut(Progress<'_>)) -> Self {
        self.observer = Some(observer);
        self
    }
}
