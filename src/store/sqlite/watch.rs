//! A connection that only asks whether others have written.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::failure::Failing as _;
use super::{Missing, Site, open_file};
use crate::store::url::Access;
use crate::store::{Error, Watcher};

/// Watches a file by `PRAGMA data_version`, which is another number after every commit of another
/// connection.
pub(super) struct SqliteWatcher {
    path: PathBuf,
    access: Access,
    site: Site,
    connection: Option<Connection>,
    seen: Seen,
}

/// What the last look found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// There was none, or it failed.
    Nothing,
    /// No file.
    Missing,
    Version(i64),
}

impl SqliteWatcher {
    pub(super) fn new(path: PathBuf, access: Access, site: Site) -> Self {
        Self { path, access, site, connection: None, seen: Seen::Nothing }
    }

    fn look(&mut self) -> rusqlite::Result<Seen> {
        if self.connection.is_none() {
            if !self.path.exists() {
                return Ok(Seen::Missing);
            }
            let connection = open_file(&self.path, self.access, Missing::Fail)?;
            // Who is asked again soon need not wait.
            connection.busy_timeout(Duration::ZERO)?;
            self.connection = Some(connection);
        }
        let Some(connection) = &self.connection else { return Ok(Seen::Missing) };
        let mut statement = connection.prepare_cached("PRAGMA data_version")?;
        statement.query_row([], |row| row.get(0)).map(Seen::Version)
    }
}

impl Watcher for SqliteWatcher {
    fn changed(&mut self) -> Result<bool, Error> {
        match self.look() {
            Ok(found) => Ok(std::mem::replace(&mut self.seen, found) != found),
            // Somebody writes at this moment, and what is not committed is no change.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(false),
            Err(error) => {
                self.connection = None;
                self.seen = Seen::Nothing;
                Err(error).or_fail(&self.site, "watch")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_noticed_once_and_a_failure_is_made_good() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        let site = Site { database: "test".to_owned(), wait: Duration::from_secs(30) };
        let mut watcher = SqliteWatcher::new(path.clone(), Access::ReadWriteCreate, site);
        let mut twice = || (watcher.changed().ok(), watcher.changed().ok());

        assert_eq!(twice(), (Some(true), Some(false)));
        assert!(!path.exists(), "looking creates nothing");
        std::fs::write(&path, "no database, and longer than the header of one: ".repeat(20))
            .unwrap();
        assert_eq!(twice(), (None, None));
        std::fs::remove_file(&path).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE t (n)").unwrap();
        assert_eq!(twice(), (Some(true), Some(false)));
        other.execute_batch("BEGIN EXCLUSIVE; INSERT INTO t VALUES (1)").unwrap();
        assert_eq!(twice(), (Some(false), Some(false)));
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(twice(), (Some(true), Some(false)));
    }
}
