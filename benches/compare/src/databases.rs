//! The databases to measure on, and the bare clients of each.

use std::path::{Path, PathBuf};

use postgres::{Client, NoTls};
use rusqlite::Connection;

use crate::Error;

/// Where databases can be made.
pub enum Databases {
    /// Files in a folder.
    Sqlite(PathBuf),
    /// Schemas on a server, by its URL.
    Postgres(String),
}

/// Both where there is a server, and a line that says so where there is none.
pub fn all(root: &Path) -> Vec<Databases> {
    let mut all = vec![Databases::Sqlite(root.join("databases"))];
    match std::env::var("SEEDBANK_TEST_POSTGRES") {
        Ok(url) => all.push(Databases::Postgres(url)),
        Err(_) => println!(
            "PostgreSQL is not measured: SEEDBANK_TEST_POSTGRES is not set \
             (`scripts/postgres run cargo run --release -p compare` sets it).\n"
        ),
    }
    all
}

impl Databases {
    /// For a table.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// The URL of one that has nothing in it.
    pub fn empty(&self, name: &str) -> Result<String, Error> {
        self.remove(name)?;
        Ok(self.url(name))
    }

    /// The URL of one by its name.
    pub fn url(&self, name: &str) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}", file(folder, name).display()),
            Self::Postgres(server) => format!("{server}&schema=compare_{name}"),
        }
    }

    /// Removes one, if it is there.
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        match self {
            Self::Sqlite(folder) => {
                std::fs::create_dir_all(folder)?;
                let _ = std::fs::remove_file(file(folder, name)); // it need not be there
            }
            Self::Postgres(server) => {
                let drop = format!("DROP SCHEMA IF EXISTS compare_{name} CASCADE");
                Client::connect(server, NoTls)?.batch_execute(&drop)?;
            }
        }
        Ok(())
    }
}

/// A bare connection to an SQLite database.
pub fn sqlite(folder: &Path, name: &str) -> Result<Connection, Error> {
    Ok(Connection::open(file(folder, name))?)
}

/// A bare connection to a schema, which is created where it is missing.
pub fn postgres(server: &str, name: &str) -> Result<Client, Error> {
    let mut client = Client::connect(server, NoTls)?;
    client.batch_execute(&format!(
        "SET client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS compare_{name}; \
         SET search_path = compare_{name}"
    ))?;
    Ok(client)
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.db"))
}
