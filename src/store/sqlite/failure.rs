//! What SQLite's error codes mean to the person who reads them.

use rusqlite::{Error as SqliteError, ErrorCode};

use super::Site;
use crate::store::Error;

/// Turns SQLite's error into ours.
pub(super) trait Failing<T> {
    /// `doing` reads well between "cannot" and the name of a database.
    fn or_fail(self, site: &Site, doing: &'static str) -> Result<T, Error>;
}

impl<T> Failing<T> for Result<T, SqliteError> {
    fn or_fail(self, site: &Site, doing: &'static str) -> Result<T, Error> {
        self.map_err(|error| explain(&error, site, doing))
    }
}

/// Whether it is this one record that the database refuses, so that the others can still go in.
pub(super) fn is_about_the_record(error: &SqliteError) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::TooBig | ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch)
    )
}

fn explain(error: &SqliteError, site: &Site, doing: &'static str) -> Error {
    let database = site.database.clone();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::Locked { database, doing, waited: site.wait }
        }
        Some(ErrorCode::DiskFull) => Error::Full { database, doing },
        Some(ErrorCode::ReadOnly) => Error::ReadOnly {
            database,
            doing,
            advice: "Give this user write access to the file and its folder",
        },
        Some(ErrorCode::NotADatabase) => Error::NotADatabase { database },
        Some(ErrorCode::DatabaseCorrupt) => {
            Error::Damaged { database, doing, reason: error.to_string() }
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Error::CannotOpen {
            database,
            reason: format!(
                "{error}; check that this user may read and write the file and its folder"
            ),
        },
        Some(ErrorCode::SystemIoFailure) => Error::Database {
            database,
            doing,
            reason: format!("{error}; check the disk and its quota"),
        },
        _ => Error::Database { database, doing, reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rusqlite::ffi;

    use super::*;

    #[test]
    fn a_code_becomes_the_error_that_says_what_to_do() {
        let site = Site { database: "sqlite://x.db".to_owned(), wait: Duration::from_secs(30) };
        let cases = [
            (ffi::SQLITE_FULL, "the disk is full"),
            (ffi::SQLITE_READONLY, "it is read-only"),
            (ffi::SQLITE_BUSY, "held its lock for 30 s"),
            (ffi::SQLITE_LOCKED, "held its lock for 30 s"),
            (ffi::SQLITE_NOTADB, "is not an SQLite database"),
            (ffi::SQLITE_CORRUPT, "is damaged"),
            (ffi::SQLITE_CANTOPEN, "may read and write the file"),
            (ffi::SQLITE_IOERR_WRITE, "check the disk"),
            (ffi::SQLITE_ERROR, "cannot import into sqlite://x.db"),
        ];
        for (code, part) in cases {
            let error = SqliteError::SqliteFailure(ffi::Error::new(code), None);
            let message = explain(&error, &site, "import into").to_string();
            assert!(message.contains(part), "{code}: {message}");
        }
    }
}
