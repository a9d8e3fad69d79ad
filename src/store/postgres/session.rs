//! A transaction: no statement of seedbank's is sent outside of one, but for a boot's first look and a
//! watcher's.
//!
//! Statements are unnamed and settings end with the transaction, so that a pooler may give each
//! transaction another connection to the server.

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{ToSql, Type};
use postgres::{Client, Error as PostgresError, Row, SimpleQueryMessage};

use super::Site;
use super::failure::Failing as _;
use super::sql::literal;
use crate::store::Error;

/// A value for a statement, with its type: a server that is asked for types keeps the statement.
pub(super) type Value<'v> = (&'v (dyn ToSql + Sync), Type);

pub(super) fn text<T: ToSql + Sync>(value: &T) -> Value<'_> {
    (value, Type::TEXT)
}

pub(super) fn texts<T: ToSql + Sync>(values: &T) -> Value<'_> {
    (values, Type::TEXT_ARRAY)
}

pub(super) fn number<T: ToSql + Sync>(value: &T) -> Value<'_> {
    (value, Type::INT8)
}

pub(super) fn numbers<T: ToSql + Sync>(values: &T) -> Value<'_> {
    (values, Type::INT8_ARRAY)
}

/// A transaction; dropping it undoes everything.
pub(super) struct Session<'c> {
    client: &'c mut Client,
    pub site: Site,
    /// The schema of seedbank's tables; `None`: the search path names none that exists.
    pub schema: Option<String>,
    /// Whether that schema is there, and then the table of the installation.
    pub has_schema: bool,
    pub has_tables: bool,
    ended: bool,
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Sees one moment.
    Read,
    /// Sees what others have committed, so that it can look again under the lock.
    Write,
}

/// Begins a transaction in the schema, or in that of the connection's search path which has the tables.
pub(super) fn begin(
    client: &mut Client,
    schema: Option<&str>,
    site: &Site,
    purpose: Purpose,
) -> Result<Vec<SimpleQueryMessage>, PostgresError> {
    let mode = match purpose {
        Purpose::Read => "REPEATABLE READ, READ ONLY",
        Purpose::Write => "READ COMMITTED",
    };
    let schema = schema.map_or_else(
        || {
            "coalesce((SELECT nspname::text FROM pg_catalog.pg_namespace WHERE oid = \
             (SELECT relnamespace FROM pg_catalog.pg_class \
             WHERE oid = to_regclass('seedbank_bundle'))), current_schema()::text)"
                .to_owned()
        },
        literal,
    );
    // 0 would be to wait for ever.
    let wait = site.wait.as_millis().clamp(1, i32::MAX.unsigned_abs().into());
    // Temporary tables of the same names must not come first.
    client.simple_query(&format!(
        "BEGIN ISOLATION LEVEL {mode}; \
         SELECT name, to_regnamespace(quote_ident(name)) IS NOT NULL, \
         to_regclass(quote_ident(name) || '.seedbank_bundle') IS NOT NULL, \
         set_config('search_path', quote_ident(name) || ', pg_temp', true), \
         set_config('lock_timeout', '{wait}', true) \
         FROM (SELECT {schema} AS name) AS found"
    ))
}

impl<'c> Session<'c> {
    /// The transaction that [`begin`] began, from what it gave.
    pub(super) fn new(client: &'c mut Client, site: Site, begun: &[SimpleQueryMessage]) -> Self {
        let (schema, has_schema, has_tables, ended) = (None, false, false, false);
        let mut session = Self { client, site, schema, has_schema, has_tables, ended };
        session.read(begun);
        session
    }

    fn read(&mut self, begun: &[SimpleQueryMessage]) {
        let row = begun.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let text = |column: usize| row.and_then(|row| row.try_get(column).ok().flatten());
        self.schema = text(0).map(str::to_owned);
        self.has_schema = text(1) == Some("t");
        self.has_tables = text(2) == Some("t");
    }

    /// Undoes what was done so far and begins again.
    pub(super) fn again(
        mut self,
        schema: Option<&str>,
        purpose: Purpose,
        doing: &'static str,
    ) -> Result<Self, Error> {
        self.client.batch_execute("ROLLBACK").or_fail(&self.site, doing)?;
        let begun = begin(self.client, schema, &self.site, purpose).or_fail(&self.site, doing)?;
        self.read(&begun);
        Ok(self)
    }

    /// Keeps what was done.
    pub(super) fn commit(&mut self) -> Result<(), PostgresError> {
        self.client.batch_execute("COMMIT")?;
        self.ended = true;
        Ok(())
    }

    /// Statements without values, and without rows that anyone reads.
    pub(super) fn run(&mut self, statements: &str) -> Result<(), PostgresError> {
        self.client.batch_execute(statements)
    }

    pub(super) fn rows(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, PostgresError> {
        self.client.query_typed(sql, values)
    }

    /// A statement that gives no rows; how many it changed.
    pub(super) fn change(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, PostgresError> {
        self.client.execute_typed(sql, values)
    }

    /// Runs a query whose rows `visit` reads as they come.
    pub(super) fn each(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        doing: &'static str,
        mut visit: impl FnMut(&Row, &Site) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let values = values.iter().map(|(value, ty)| (*value, ty.clone()));
        let mut rows = self.client.query_typed_raw(sql, values).or_fail(&self.site, doing)?;
        while let Some(row) = rows.next().or_fail(&self.site, doing)? {
            visit(&row, &self.site)?;
        }
        Ok(())
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if !self.ended {
            // Where this fails the connection is gone, and the transaction with it.
            let _ = self.client.batch_execute("ROLLBACK");
        }
    }
}
