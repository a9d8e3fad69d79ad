//! A database is brought in step with a bundle, whatever else happens.
#![cfg(feature = "sqlite")]

mod concurrent;
mod edits;
mod faults;
mod fixture;
mod migrate;
mod references;
mod release;
mod undoes;
mod update;

use std::path::PathBuf;

use rusqlite::Connection;
use seedbank::{Bundle, Database, Error, Report};
use tempfile::TempDir;

/// A database file that is gone after the test.
struct Scratch {
    _directory: TempDir,
    path: PathBuf,
}

impl Scratch {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self { path: directory.path().join("seedbank.db"), _directory: directory }
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.path.display())
    }

    fn open(&self) -> Database {
        Database::open(&self.url()).unwrap()
    }

    fn boot(&self, bundle: &Bundle) -> Result<Report, Error> {
        self.open().boot(bundle)
    }

    fn sql(&self) -> Connection {
        Connection::open(&self.path).unwrap()
    }

    /// One text: the first column of the first row.
    fn text(&self, query: &str) -> String {
        self.sql()
            .query_row(query, [], |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| match value {
                rusqlite::types::Value::Null => "NULL".to_owned(),
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => panic!("{other:?}"),
            })
            .unwrap()
    }

    fn execute(&self, sql: &str) {
        self.sql().execute_batch(sql).unwrap();
    }

    fn exists(&self) -> bool {
        self.path.exists()
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }
}
