//! SQLite, through rusqlite.
//!
//! The file belongs to the application: its journal mode and other lasting settings are left alone.

mod failure;
mod installation;
mod load;
mod read;
mod row;
mod sync_log;
mod view;
mod watch;
mod write;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use self::failure::Failing as _;
use self::read::SqliteReader;
use self::watch::SqliteWatcher;
use self::write::SqliteWriter;
use super::url::{Access, SqliteUrl};
use super::{Error, Installation, Reader, Signature, Store, Watcher, Writer};

/// The connection's cache while it writes, in `PRAGMA cache_size`'s unit of -1 KiB. What a transaction
/// changes beyond it goes to the disk early, and each time SQLite waits for the disk.
const CACHE: i32 = -16 * 1024;

/// An SQLite database.
pub(crate) struct Sqlite {
    location: SqliteUrl,
    /// `None` while the file does not exist: looking must not create it.
    connection: Option<Connection>,
    site: Site,
}

/// What an error message says of the place where it happened.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The URL.
    pub database: String,
    /// The longest wait for a lock.
    pub wait: Duration,
}

impl Sqlite {
    /// Opens the file if there is one.
    pub(crate) fn open(url: &str, location: SqliteUrl, wait: Duration) -> Result<Self, Error> {
        let site = Site { database: url.to_owned(), wait };
        let mut sqlite = Self { location, connection: None, site };
        match &sqlite.location {
            SqliteUrl::Memory => sqlite.connect()?,
            SqliteUrl::File(path, access) => {
                let cannot = |reason| Error::CannotOpen { database: url.to_owned(), reason };
                if path.is_dir() {
                    return Err(cannot(format!(
                        "{} is a directory; name a file in it",
                        path.display()
                    )));
                }
                if path.exists() {
                    sqlite.connect()?;
                } else if let Some(missing) = missing_directory(path) {
                    return Err(cannot(format!(
                        "the directory {} does not exist; create it first",
                        missing.display()
                    )));
                } else if *access == Access::ReadOnly {
                    return Err(cannot(
                        "there is no such file, and the URL says mode=ro".to_owned(),
                    ));
                }
            }
        }
        Ok(sqlite)
    }

    fn connect(&mut self) -> Result<(), Error> {
        let opened = match &self.location {
            SqliteUrl::Memory => Connection::open_in_memory(),
            SqliteUrl::File(path, access) => open_file(path, *access, Missing::Create),
        };
        let connection = opened.or_fail(&self.site, "open")?;
        connection.busy_timeout(self.site.wait).or_fail(&self.site, "open")?;
        self.connection = Some(connection);
        Ok(())
    }

    /// The connection, if by now there is a file.
    fn connected(&mut self) -> Result<Option<&mut Connection>, Error> {
        if self.connection.is_none()
            && let SqliteUrl::File(path, _) = &self.location
            && path.exists()
        {
            self.connect()?;
        }
        Ok(self.connection.as_mut())
    }

    fn transaction(
        &mut self,
        doing: &'static str,
        behavior: TransactionBehavior,
    ) -> Result<SqliteReader<'_>, Error> {
        let site = self.site.clone();
        let Some(connection) = self.connected()? else {
            return Err(Error::CannotOpen {
                database: site.database,
                reason: "there is no such file; boot creates it".to_owned(),
            });
        };
        let transaction = connection.transaction_with_behavior(behavior).or_fail(&site, doing)?;
        Ok(SqliteReader { transaction, site })
    }
}

impl Store for Sqlite {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        let site = self.site.clone();
        self.connected()?.map_or(Ok(None), |connection| installation::read(connection, &site))
    }

    fn snapshot(&mut self) -> Result<Box<dyn Reader + '_>, Error> {
        let transaction = self.transaction("read", TransactionBehavior::Deferred)?;
        Ok(Box::new(transaction))
    }

    fn begin(&mut self, signature: &Signature) -> Result<Box<dyn Writer + '_>, Error> {
        const DOING: &str = "begin to write to";
        let site = self.site.clone();
        if self.connection.is_none() {
            self.connect()?;
        }
        if let Some(connection) = &self.connection {
            connection.pragma_update(None, "cache_size", CACHE).or_fail(&site, DOING)?;
        }
        let transaction = self.transaction(DOING, TransactionBehavior::Immediate)?;
        Ok(Box::new(SqliteWriter::new(transaction, signature.clone())))
    }

    fn watch(&self) -> Option<Box<dyn Watcher>> {
        match &self.location {
            SqliteUrl::Memory => None,
            SqliteUrl::File(path, access) => {
                Some(Box::new(SqliteWatcher::new(path.clone(), *access, self.site.clone())))
            }
        }
    }

    fn name(&self) -> &str {
        &self.site.database
    }
}

/// What becomes of a file that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// It is created, if it may be written.
    Create,
    /// Opening fails.
    Fail,
}

fn open_file(path: &Path, access: Access, missing: Missing) -> rusqlite::Result<Connection> {
    let mode = match access {
        Access::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::ReadWriteCreate => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let create = match (access, missing) {
        (Access::ReadWriteCreate, Missing::Create) => OpenFlags::SQLITE_OPEN_CREATE,
        _ => OpenFlags::empty(),
    };
    // The bundled SQLite takes `file:…` for a URI of its own; behind `./` it is a path.
    let path =
        if path.to_string_lossy().starts_with("file:") { &Path::new(".").join(path) } else { path };
    Connection::open_with_flags(path, mode | create | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// The directory that the file would lie in, if there is none.
fn missing_directory(path: &Path) -> Option<&Path> {
    let parent = path.parent()?;
    (!parent.as_os_str().is_empty() && !parent.is_dir()).then_some(parent)
}

#[cfg(test)]
mod tests;
