//! A database of a test's own, of each kind that seedbank knows.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, NoTls, SimpleQueryMessage};
use rusqlite::Connection;
use rusqlite::types::Value;
use seedbank::{Bundle, Database, Error, Report};
use tempfile::TempDir;

/// Makes of each function a test for every kind of database: `name::sqlite`, `name::postgres` and
/// `name::pgbouncer`.
macro_rules! on_each {
    ($($test:ident),+ $(,)?) => { $(
        mod $test {
            #[test]
            fn sqlite() {
                super::$test(&crate::database::Scratch::sqlite());
            }

            #[test]
            fn postgres() {
                crate::database::Scratch::postgres().iter().for_each(super::$test);
            }

            #[test]
            fn pgbouncer() {
                crate::database::Scratch::pgbouncer().iter().for_each(super::$test);
            }
        }
    )+ };
}
pub(crate) use on_each;

/// A database that is gone after the test: an SQLite file, or a schema of a PostgreSQL database.
pub struct Scratch {
    directory: TempDir,
    place: Place,
}

enum Place {
    File,
    Schema {
        /// Of the server that is to be tested, or of the pooler before it.
        url: String,
        /// Of the server itself.
        direct: String,
        name: String,
    },
}

impl Scratch {
    /// A file that does not exist yet.
    pub fn sqlite() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), place: Place::File }
    }

    /// An empty schema, or nothing where PostgreSQL is to be skipped.
    pub fn postgres() -> Option<Self> {
        let url = variable("SEEDBANK_TEST_POSTGRES")?;
        Some(Self::schema(&url, &url))
    }

    /// An empty schema, behind a pooler.
    pub fn pgbouncer() -> Option<Self> {
        let url = variable("SEEDBANK_TEST_PGBOUNCER")?;
        Some(Self::schema(&url, &variable("SEEDBANK_TEST_POSTGRES")?))
    }

    /// Another empty one of the same kind.
    pub fn another(&self) -> Self {
        match &self.place {
            Place::File => Self::sqlite(),
            Place::Schema { url, direct, .. } => Self::schema(url, direct),
        }
    }

    /// An empty schema of a database with this URL, which has parameters.
    pub fn schema(url: &str, direct: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // Quotes have to be right everywhere.
        let name = format!("Test {} {number}", std::process::id());
        let (url, direct) = (url.to_owned(), direct.to_owned());
        let place = Place::Schema { url, direct, name: name.clone() };
        let scratch = Self { directory: tempfile::tempdir().unwrap(), place };
        scratch.run(&format!("CREATE SCHEMA \"{name}\""));
        scratch
    }

    pub fn url(&self) -> String {
        match &self.place {
            Place::File => format!("sqlite://{}", self.path().display()),
            Place::Schema { url, name, .. } => format!("{url}&schema={}", name.replace(' ', "%20")),
        }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.place, Place::File)
    }

    /// The schema's name.
    pub fn schema_name(&self) -> &str {
        match &self.place {
            Place::File => panic!("SQLite has no schemas"),
            Place::Schema { name, .. } => name,
        }
    }

    /// A folder of the test's own.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The file, of SQLite.
    pub fn path(&self) -> PathBuf {
        self.directory().join("seedbank.db")
    }

    pub fn open(&self) -> Database {
        Database::open(&self.url()).unwrap()
    }

    pub fn boot(&self, bundle: &Bundle) -> Result<Report, Error> {
        Database::open(&self.url())?.boot(bundle)
    }

    /// SQLite's own connection.
    pub fn sql(&self) -> Connection {
        assert!(self.is_sqlite());
        Connection::open(self.path()).unwrap()
    }

    /// PostgreSQL's own connection, in the schema.
    pub fn client(&self) -> Client {
        let Place::Schema { direct, name, .. } = &self.place else { panic!("this is SQLite") };
        let mut client = Client::connect(direct, NoTls).unwrap();
        client.batch_execute(&format!("SET search_path TO \"{name}\"")).unwrap();
        client
    }

    /// Runs statements in the database itself.
    pub fn run(&self, statements: &str) {
        match self.place {
            Place::File => self.sql().execute_batch(statements).unwrap(),
            Place::Schema { .. } => self.client().batch_execute(statements).unwrap(),
        }
    }

    /// One text: the first column of the first row.
    pub fn text(&self, query: &str) -> String {
        self.texts(query).into_iter().next().unwrap_or_else(|| panic!("no row: {query}"))
    }

    /// The first column of each row.
    pub fn texts(&self, query: &str) -> Vec<String> {
        if let Place::Schema { .. } = self.place {
            let rows =
                self.client().simple_query(query).unwrap_or_else(|e| panic!("{query}: {e:?}"));
            let rows = rows.into_iter().filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
                _ => None,
            });
            return rows.collect();
        }
        let connection = self.sql();
        let mut statement = connection.prepare(query).unwrap();
        let text = |row: &rusqlite::Row<'_>| {
            Ok(match row.get(0)? {
                Value::Null => "NULL".to_owned(),
                Value::Integer(number) => number.to_string(),
                Value::Real(number) => number.to_string(),
                Value::Text(text) => text,
                Value::Blob(bytes) => format!("{bytes:?}"),
            })
        };
        statement.query_map([], text).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// All that there is, down to which transaction wrote it: two that are equal say that nothing was
    /// written between them.
    pub fn contents(&self) -> Vec<u8> {
        if self.is_sqlite() {
            return std::fs::read(self.path()).unwrap_or_default();
        }
        let relations = self.texts(
            "SELECT c.relname || ' ' || c.relkind::text || coalesce(obj_description(c.oid), '') \
             FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace \
             WHERE n.nspname = current_schema() ORDER BY 1",
        );
        let mut contents = relations.join("\n");
        for table in self.texts(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() \
             ORDER BY 1",
        ) {
            let rows = self.texts(&format!(
                "SELECT concat_ws(' ', ctid, xmin, t) FROM {table} AS t ORDER BY ctid"
            ));
            contents.extend(rows);
        }
        contents.into_bytes()
    }

    /// Removes everything, as if nothing had ever been imported.
    pub fn clear(&self) {
        match &self.place {
            Place::File => {
                for end in ["", "-journal", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{end}", self.path().display()));
                }
            }
            // What a process that was killed still does, it does before this.
            Place::Schema { name, .. } => self.run(&format!(
                "DROP SCHEMA IF EXISTS \"{name}\" CASCADE; CREATE SCHEMA \"{name}\""
            )),
        }
    }

    /// That the database finds nothing wrong with itself.
    pub fn assert_sound(&self) {
        if self.is_sqlite() {
            assert_eq!(self.text("PRAGMA integrity_check"), "ok");
        }
    }

    /// Holds the write lock, as another process would, until it is dropped.
    pub fn lock(&self) -> Lock {
        if self.is_sqlite() {
            let connection = self.sql();
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            Lock::Sqlite(connection)
        } else {
            let mut client = self.client();
            client.batch_execute("BEGIN; SELECT 1 FROM seedbank_bundle FOR UPDATE").unwrap();
            Lock::Postgres(client)
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Place::Schema { direct, name, .. } = &self.place
            // A test of its own server may have stopped it.
            && let Ok(mut client) = Client::connect(direct, NoTls)
        {
            let _ = client.batch_execute(&format!("DROP SCHEMA IF EXISTS \"{name}\" CASCADE"));
        }
    }
}

pub enum Lock {
    Sqlite(Connection),
    Postgres(Client),
}

impl Lock {
    /// Writes something, and lets go.
    pub fn commit(&mut self, statement: &str) {
        let statements = format!("{statement}; COMMIT");
        match self {
            Self::Sqlite(connection) => connection.execute_batch(&statements).unwrap(),
            Self::Postgres(client) => client.batch_execute(&statements).unwrap(),
        }
    }
}

/// What `scripts/postgres` says, or nothing where PostgreSQL is to be skipped.
pub fn variable(name: &str) -> Option<String> {
    let value = std::env::var(name).ok();
    if value.is_none() {
        assert!(
            std::env::var_os("SEEDBANK_SKIP_POSTGRES").is_some(),
            "there is no PostgreSQL: {name} is not set. Run `scripts/postgres run cargo test …`, or set \
             SEEDBANK_SKIP_POSTGRES=1"
        );
        eprintln!("NOT TESTED on PostgreSQL: SEEDBANK_SKIP_POSTGRES is set");
    }
    value
}

/// A number from the environment: how long the long tests are.
pub fn count(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}
