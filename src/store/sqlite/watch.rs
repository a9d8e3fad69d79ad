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
