//! What a database URL says.

pub(super) mod server;

use std::path::PathBuf;

use self::server::ServerUrl;
use super::Error;

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    Sqlite(SqliteUrl),
    Postgres(Box<ServerUrl>),
}

/// An SQLite database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SqliteUrl {
    /// Gone when it is closed.
    Memory,
    /// As the URL has it: relative to the working directory, or absolute.
    File(PathBuf, Access),
}

/// What may be done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Read, write, and create where it is missing.
    ReadWriteCreate,
    /// Read.
    ReadOnly,
}

/// Reads the URL of any database.
pub(crate) fn parse(url: &str) -> Result<Location, Error> {
    if server::is_server(url) {
        return Ok(Location::Postgres(Box::new(server::parse(url)?)));
    }
    sqlite(url).map(Location::Sqlite)
}

/// Reads `sqlite://PATH`, `sqlite://PATH?mode=ro`, `sqlite::memory:` and `sqlite://:memory:`.
fn sqlite(url: &str) -> Result<SqliteUrl, Error> {
    let problem = |problem: String| Err(Error::Url { url: url.to_owned(), problem });
    if url == "sqlite::memory:" {
        return Ok(SqliteUrl::Memory);
    }
    let Some(rest) = url.strip_prefix("sqlite://") else {
        if let Some((scheme, _)) = url.split_once("://") {
            // Behind a scheme of another database there may be a password.
            let url = format!("{scheme}://…");
            let problem = format!(
                "`{scheme}` is no database we know; use `sqlite://PATH` or `postgres://HOST/DATABASE`"
            );
            return Err(Error::Url { url, problem });
        }
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        return problem(format!(
            "it is not a URL; for a file of that name write `sqlite://{path}`"
        ));
    };
    let (path, access) = match rest.rsplit_once('?') {
        None | Some((_, "mode=rwc")) => {
            (rest.strip_suffix("?mode=rwc").unwrap_or(rest), Access::ReadWriteCreate)
        }
        Some((path, "mode=ro")) => (path, Access::ReadOnly),
        Some((_, other)) => {
            return problem(format!(
                "`?{other}` is not known; after the path there can be `?mode=ro`"
            ));
        }
    };
    match path {
        "" => problem("the path is missing; write `sqlite://PATH`".to_owned()),
        ":memory:" => Ok(SqliteUrl::Memory),
        path => Ok(SqliteUrl::File(path.into(), access)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, access: Access) -> SqliteUrl {
        SqliteUrl::File(path.into(), access)
    }

    #[test]
    fn every_form_is_read() {
        let cases = [
            ("sqlite::memory:", SqliteUrl::Memory),
            ("sqlite://:memory:", SqliteUrl::Memory),
            ("sqlite://seedbank.db", file("seedbank.db", Access::ReadWriteCreate)),
            ("sqlite:///var/lib/a b.db", file("/var/lib/a b.db", Access::ReadWriteCreate)),
            ("sqlite://x.db?mode=ro", file("x.db", Access::ReadOnly)),
            ("sqlite://x.db?mode=rwc", file("x.db", Access::ReadWriteCreate)),
        ];
        for (url, location) in cases {
            assert_eq!(parse(url).unwrap(), Location::Sqlite(location), "{url}");
        }
    }

    #[test]
    fn a_wrong_url_says_what_to_write() {
        let cases = [
            ("seedbank.db", "for a file of that name write `sqlite://seedbank.db`"),
            ("sqlite:/my-app.db", "for a file of that name write `sqlite:///my-app.db`"),
            ("", "for a file of that name write `sqlite://`"),
            ("sqlite://", "the path is missing"),
            ("sqlite://x.db?cache=shared", "`?cache=shared` is not known"),
            ("mysql://u:secret@h/x", "cannot open `mysql://…`: `mysql` is no database we know"),
        ];
        for (url, part) in cases {
            let message = parse(url).unwrap_err().to_string();
            assert!(message.contains(part), "{url}: {message}");
        }
    }
}
