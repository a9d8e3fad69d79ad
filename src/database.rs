#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod backups;
mod changes;
#[cfg(feature = "source")]
mod files;
#[cfg(feature = "git")]
mod git;
mod options;

use std::fmt;

use crate::bundle::Bundle;
use crate::read::{Held, Live, OwnedRecord, Records, Subscription};
use crate::store::{self, Error, Signature, Store};
use crate::sync::{self, Plan, Progress, Report, Terms, UnitStatus};

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use backups::Replacement;
pub use options::{ApplyOptions, BootOptions, OpenOptions};

/// A database that bundles are imported into.
///
/// It belongs to the application: seedbank adds tables and views of its own and leaves everything
/// else, such as the journal mode, as it is.
///
/// ```
/// # fn main() -> Result<(), seedbank::Error> {
/// use seedbank::{Database, Verdict};
///
/// let database = Database::open("sqlite::memory:")?;
/// assert_eq!(database.boot(&seedbank::BUNDLE)?.verdict, Verdict::Imported);
/// assert_eq!(database.boot(&seedbank::BUNDLE)?.verdict, Verdict::UpToDate);
/// # Ok(())
/// # }
/// ```
pub struct Database {
    /// Apart from the store, which somebody may hold who wants to print it.
    name: String,
    live: Live,
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
        Ok(Self::on(store::open(url, options.wait)?))
    }

    pub(crate) fn on(store: Box<dyn Store>) -> Self {
        Self { name: store.name().to_owned(), live: Live::new(store) }
    }

    /// Brings the database in step with the bundle, in one transaction.
    ///
    /// With nothing new it reads one row, however many records there are. An older bundle than the
    /// database's writes nothing.
    pub fn boot(&self, bundle: &Bundle) -> Result<Report, Error> {
        self.boot_with(bundle, BootOptions::default())
    }

    /// Boots with options.
    pub fn boot_with(&self, bundle: &Bundle, options: BootOptions<'_>) -> Result<Report, Error> {
        self.update(bundle, Terms::Boot, options)
    }

    /// What a boot with this bundle would do, record by record. Writes nothing.
    ///
    /// ```
    /// let database = seedbank::Database::open("sqlite::memory:")?;
    /// let plan = database.plan(&seedbank::BUNDLE)?;
    /// assert_eq!(plan.verdict, seedbank::PlanVerdict::Import);
    /// # Ok::<_, seedbank::Error>(())
    /// ```
    pub fn plan(&self, bundle: &Bundle) -> Result<Plan, Error> {
        sync::plan(self.store().as_mut(), bundle)
    }

    /// Does what [`Database::plan`] says, if that is still so: all of it, or nothing.
    ///
    /// An update that was undone comes in again. Where records would go, it needs
    /// [`ApplyOptions::allow_delete`].
    pub fn apply(&self, bundle: &Bundle, options: ApplyOptions<'_>) -> Result<Report, Error> {
        let ApplyOptions { boot, plan, allow_delete } = options;
        let terms = Terms::Apply { plan: plan.as_deref(), allow_delete };
        self.update(bundle, terms, boot)
    }

    fn update(
        &self,
        bundle: &Bundle,
        terms: Terms<'_>,
        options: BootOptions<'_>,
    ) -> Result<Report, Error> {
        let by =
            options.by.unwrap_or_else(|| concat!("seedbank ", env!("CARGO_PKG_VERSION")).into());
        let signature = Signature { at: sync::now(), by };
        let mut nobody = |_: Progress<'_>| {};
        let observer = options.observer.unwrap_or(&mut nobody);
        sync::boot(self.store().as_mut(), bundle, terms, &signature, observer)
    }

    /// How messages name it: its URL, without a password.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The one connection.
    fn store(&self) -> Held<'_> {
        self.live.store()
    }

    pub(crate) fn live(&self) -> &Live {
        &self.live
    }

    /// The records of a type as they are now: what the methods of the generated trait `Datasets` lead to.
    #[must_use]
    pub fn records<R: OwnedRecord>(&self) -> Records<'_, R> {
        Records::new(self)
    }

    /// Tells from now on what is committed, by this `Database` at once and by others within a second.
    ///
    /// It goes by the history: what somebody writes past seedbank, in SQL, is not told. On SQLite the next
    /// [`Records::get`] reads it; on PostgreSQL only once seedbank has written something too.
    ///
    /// ```
    /// use seedbank::{Changed, Database};
    ///
    /// let database = Database::open("sqlite::memory:")?;
    /// let changes = database.subscribe()?;
    /// database.boot(&seedbank::BUNDLE)?;
    /// # drop(database);
    /// for changed in changes {
    ///     match changed {
    ///         Changed::Record(changed) => println!("{} ({})", changed.record, changed.action),
    ///         Changed::Unit(changed) => println!("all of {}/{}", changed.dataset, changed.unit),
    ///         _ => println!("anything"),
    ///     }
    /// }
    /// # Ok::<_, seedbank::Error>(())
    /// ```
    pub fn subscribe(&self) -> Result<Subscription, Error> {
        self.live.subscribe()
    }

    /// The bundle's units beside the database's, by dataset and unit. Writes nothing.
    ///
    /// ```
    /// let database = seedbank::Database::open("sqlite::memory:")?;
    /// for unit in database.status(&seedbank::BUNDLE)? {
    ///     println!("{}/{}: {:?}", unit.dataset, unit.unit, unit.verdict);
    /// }
    /// # Ok::<_, seedbank::Error>(())
    /// ```
    pub fn status(&self, bundle: &Bundle) -> Result<Vec<UnitStatus>, Error> {
        sync::status(self.store().as_mut(), bundle)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Database").field(&self.name).finish()
    }
}
