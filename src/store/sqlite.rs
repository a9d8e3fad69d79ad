//! SQLite, through rusqlite.
//!
//! The file belongs to the application: its journal mode and other lasting settings are left alone.

mod failure;
mod read;
mod view;
mod write;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use self::failure::Failing as _;
use self::write::SqliteWriter;
use super::url::{Access, Location};
use super::{Error, Import, Installation, Reader, Signature, Store, Writer};

/// An SQLite database.
pub(crate) struct Sqlite {
    location: Location,
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
    pub(crate) fn open(url: &str, location: Location, wait: Duration) -> Result<Self, Error> {
        let site = Site { database: url.to_owned(), wait };
        let mut sqlite = Self { location, connection: None, site };
        match &sqlite.location {
            Location::Memory => sqlite.connect()?,
            Location::File(path, access) => {
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
            Location::Memory => Connection::open_in_memory(),
            Location::File(path, access) => {
                let mode = match access {
                    Access::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
                    Access::ReadWriteCreate => {
                        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
                    }
                };
                // The bundled SQLite takes `file:…` for a URI of its own; behind `./` it is a path.
                let path = if path.to_string_lossy().starts_with("file:") {
                    &std::path::Path::new(".").join(path)
                } else {
                    path
                };
                Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            }
        };
        let connection = opened.or_fail(&self.site, "open")?;
        connection.busy_timeout(self.site.wait).or_fail(&self.site, "open")?;
        self.connection = Some(connection);
        Ok(())
    }

    /// The connection, if by now there is a file.
    fn connected(&mut self) -> Result<Option<&mut Connection>, Error> {
        if self.connection.is_none()
            && let Location::File(path, _) = &self.location
            && path.exists()
        {
            self.connect()?;
        }
        Ok(self.connection.as_mut())
    }
}

impl Reader for Sqlite {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        let site = self.site.clone();
        self.connected()?.map_or(Ok(None), |connection| read::installation(connection, &site))
    }

    fn imports(&mut self) -> Result<Vec<Import>, Error> {
        let site = self.site.clone();
        self.connected()?.map_or(Ok(Vec::new()), |connection| read::imports(connection, &site))
    }
}

impl Store for Sqlite {
    fn begin(&mut self, signature: &Signature) -> Result<Box<dyn Writer + '_>, Error> {
        const DOING: &str = "begin to write to";
        if self.connection.is_none() {
            self.connect()?;
        }
        let site = self.site.clone();
        let Some(connection) = &mut self.connection else {
            return Err(Error::CannotOpen {
                database: site.database,
                reason: "it was opened and is gone; open it again".to_owned(),
            });
        };
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .or_fail(&site, DOING)?;
        Ok(Box::new(SqliteWriter::new(transaction, site, signature.clone())))
    }

    fn name(&self) -> &str {
        &self.site.database
    }
}

/// The directory that the file would lie in, if there is none.
fn missing_directory(path: &Path) -> Option<&Path> {
    let parent = path.parent()?;
    (!parent.as_os_str().is_empty() && !parent.is_dir()).then_some(parent)
}

#[cfg(test)]
mod tests;
