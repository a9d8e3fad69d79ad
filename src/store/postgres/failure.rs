//! What PostgreSQL's error codes mean to the person who reads them.

use std::error::Error as StdError;

use postgres::Error as PostgresError;
use postgres::error::SqlState;

use super::Site;
use crate::store::Error;

/// Turns PostgreSQL's error into ours.
pub(super) trait Failing<T> {
    /// `doing` reads well between "cannot" and the name of a database.
    fn or_fail(self, site: &Site, doing: &'static str) -> Result<T, Error>;
}

impl<T> Failing<T> for Result<T, PostgresError> {
    fn or_fail(self, site: &Site, doing: &'static str) -> Result<T, Error> {
        self.map_err(|error| explain(&error, site, doing))
    }
}

/// Whether it is a record of the batch that the database refuses, so that the others can still go in.
pub(super) fn is_about_a_record(error: &PostgresError) -> bool {
    error.code().is_some_and(|state| is_about_a_value(state.code()))
}

fn is_about_a_value(code: &str) -> bool {
    // A value that its type does not hold, a constraint, a view's check, a limit, and what a trigger of
    // the application raises.
    ["22", "23", "44", "54", "P0"].iter().any(|class| code.starts_with(class))
}

/// Whether the server, or the way to it, is gone.
pub(super) fn is_lost(error: &PostgresError) -> bool {
    let io = || error.source().is_some_and(<dyn StdError>::is::<std::io::Error>);
    match error.code() {
        Some(state) => is_end_of_connection(state.code()),
        None => error.is_closed() || io(),
    }
}

/// Shut down, crashed, starting up, taken away; and what poolers say of the server behind them.
fn is_end_of_connection(code: &str) -> bool {
    code.starts_with("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(&code)
}

/// Whether a transaction that creates the tables met another that does the same.
pub(super) fn is_a_race(error: &PostgresError) -> bool {
    const RACES: [SqlState; 6] = [
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_TABLE,
        SqlState::DUPLICATE_OBJECT,
        SqlState::DUPLICATE_SCHEMA,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
    ];
    error.code().is_some_and(|state| RACES.contains(state))
        // It has no code of its own.
        || words(error).contains("tuple concurrently updated")
}

/// Whether a statement could not even begin, because there is no such table, schema or column.
pub(super) fn is_missing(error: &PostgresError) -> bool {
    const MISSING: [SqlState; 3] =
        [SqlState::UNDEFINED_TABLE, SqlState::INVALID_SCHEMA_NAME, SqlState::UNDEFINED_COLUMN];
    error.code().is_some_and(|state| MISSING.contains(state))
}

/// The error in the database's words.
pub(super) fn words(error: &PostgresError) -> String {
    match error.as_db_error() {
        Some(said) => match said.detail() {
            Some(detail) => format!("{}: {detail}", said.message()),
            None => said.message().to_owned(),
        },
        None => match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

fn explain(error: &PostgresError, site: &Site, doing: &'static str) -> Error {
    if error.code().is_none() && is_lost(error) {
        let (database, reason) = (site.database.clone(), words(error));
        return Error::ConnectionLost { database, doing, reason };
    }
    by_code(error.code().map_or("", SqlState::code), words(error), site, doing)
}

fn by_code(code: &str, reason: String, site: &Site, doing: &'static str) -> Error {
    let database = site.database.clone();
    match code {
        "55P03" => Error::Locked { database, doing, waited: site.wait },
        "53100" => Error::Full { database, doing },
        "25006" => Error::ReadOnly {
            database,
            doing,
            advice: "Name the primary server, and a role that may write",
        },
        "42501" => Error::Forbidden { database, doing, reason },
        "40001" | "40P01" => Error::Interrupted { database, doing, reason },
        "XX001" | "XX002" => Error::Damaged { database, doing, reason },
        code if is_end_of_connection(code) => Error::ConnectionLost { database, doing, reason },
        _ => Error::Database { database, doing, reason },
    }
}

/// Why a connection could not be made, and what to do.
pub(super) fn cannot_connect(error: &PostgresError, servers: &str, site: &Site) -> Error {
    let advice = match error.code().map(SqlState::code) {
        Some("28P01" | "28000") => "check the role and its password in the URL",
        Some("3D000") => "create the database first, or name another in the URL",
        Some("53300" | "57P03") => "try again in a while",
        _ => "check that the server runs there, and host, port and sslmode in the URL",
    };
    let reason = format!("no connection to {servers} ({}); {advice}", words(error));
    Error::CannotOpen { database: site.database.clone(), reason }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_code_becomes_the_error_that_says_what_to_do() {
        let site = Site { database: "postgres://h/d".to_owned(), wait: Duration::from_secs(30) };
        let cases = [
            ("53100", "the disk is full"),
            ("25006", "Name the primary server"),
            ("55P03", "held its lock for 30 s"),
            ("42501", "Grant that to the role"),
            ("40001", "Try again"),
            ("40P01", "Try again"),
            ("08006", "the connection was lost"),
            ("57P01", "the connection was lost"),
            ("57P03", "the connection was lost"),
            ("XX001", "is damaged"),
            ("42601", "cannot write to postgres://h/d: in its words; nothing was changed"),
        ];
        for (code, part) in cases {
            let message = by_code(code, "in its words".to_owned(), &site, "write to").to_string();
            assert!(message.contains(part), "{code}: {message}");
        }
    }

    #[test]
    fn a_refused_value_is_told_from_a_refused_statement() {
        for code in ["22P05", "22021", "23505", "23514", "54000", "P0001"] {
            assert!(is_about_a_value(code), "{code}");
        }
        for code in ["42501", "53100", "57P01", "40P01", "25P02", "XX000"] {
            assert!(!is_about_a_value(code), "{code}");
        }
    }
}
