//! PostgreSQL, and what speaks its protocol.
//!
//! Everything lies in one schema, which a role that owns nothing else can use. The lock is a row lock,
//! and nothing outlives a transaction but its data, so a pooler may stand between.

mod failure;
mod installation;
mod load;
mod read;
mod refused;
mod row;
mod session;
mod sql;
mod sync_log;
mod tls;
mod view;
mod watch;
mod write;

use std::thread;
use std::time::{Duration, Instant};

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, Error as PostgresError};
use tokio_postgres_rustls::MakeRustlsConnect;

use self::failure::{Failing as _, cannot_connect, is_a_race, is_lost, is_missing};
use self::read::PostgresReader;
use self::session::{Purpose, Session, text};
use self::sql::identifier;
use self::watch::PostgresWatcher;
use self::write::PostgresWriter;
use super::url::server::{Encryption, ServerUrl};
use super::{Error, Installation, Reader, Signature, Store, Watcher, Writer};

/// A schema of a PostgreSQL database.
pub(crate) struct Postgres {
    config: Config,
    tls: MakeRustlsConnect,
    /// `None` after it was lost.
    client: Option<Client>,
    /// `None`: the first of the connection's search path.
    schema: Option<String>,
    site: Site,
}

/// What an error message says of the place where it happened.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The URL, without its password.
    pub database: String,
    /// The longest wait for a lock.
    pub wait: Duration,
}

/// Between two tries to reach a server that was there before.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a server may say nothing, and then after each sign of life that it does not give.
const ASKED_AFTER: Duration = Duration::from_secs(10);

impl Postgres {
    /// Connects to the server.
    pub(crate) fn open(url: &ServerUrl, wait: Duration) -> Result<Self, Error> {
        let site = Site { database: url.shown.clone(), wait };
        let problem = |problem: String| Error::Url { url: url.shown.clone(), problem };
        let mut config: Config =
            url.plain.parse().map_err(|error: PostgresError| problem(failure::words(&error)))?;
        config.ssl_mode(match url.encryption {
            Encryption::Disable => SslMode::Disable,
            Encryption::Prefer => SslMode::Prefer,
            Encryption::Require | Encryption::VerifyCa | Encryption::VerifyFull => SslMode::Require,
        });
        if config.get_application_name().is_none() {
            config.application_name("seedbank");
        }
        let patience = wait.max(Duration::from_secs(1));
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(patience);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(patience);
        }
        // A server that vanished says nothing: it is asked for a sign of life.
        if config.get_keepalives_idle() == Config::new().get_keepalives_idle() {
            config.keepalives_idle(ASKED_AFTER);
        }
        if config.get_keepalives_interval().is_none() && config.get_keepalives_retries().is_none() {
            config.keepalives_interval(ASKED_AFTER).keepalives_retries(3);
        }
        let tls = tls::connector(url)
            .map_err(|reason| Error::CannotOpen { database: url.shown.clone(), reason })?;
        let mut opened = Self { config, tls, client: None, schema: url.schema.clone(), site };
        let client = opened.connect().map_err(|error| opened.cannot_connect(&error))?;
        opened.client = Some(client);
        Ok(opened)
    }

    fn connect(&self) -> Result<Client, PostgresError> {
        self.config.connect(self.tls.clone())
    }

    fn cannot_connect(&self, error: &PostgresError) -> Error {
        cannot_connect(error, &servers(&self.config), &self.site)
    }

    /// Sends what begins something new. If the connection turns out to be lost, over another one: a server
    /// that takes the place of one that was there may need a while.
    fn first<T>(
        &mut self,
        send: impl Fn(&mut Client) -> Result<T, PostgresError>,
    ) -> Result<Result<T, PostgresError>, Error> {
        let began = Instant::now();
        // Right away, and then with pauses.
        let mut pause = Duration::ZERO;
        loop {
            let waits = began.elapsed() < self.site.wait;
            let client = match self.client.take() {
                Some(client) => Ok(client),
                None => self.connect(),
            };
            match client {
                Ok(mut client) => match send(&mut client) {
                    Err(error) if is_lost(&error) && !waits => return Ok(Err(error)),
                    Err(error) if is_lost(&error) => {}
                    answer => {
                        self.client = Some(client);
                        return Ok(answer);
                    }
                },
                Err(error) if is_lost(&error) && waits => {}
                Err(error) => return Err(self.cannot_connect(&error)),
            }
            thread::sleep(pause);
            pause = PAUSE;
        }
    }

    fn session(&mut self, purpose: Purpose, doing: &'static str) -> Result<Session<'_>, Error> {
        let (schema, site) = (self.schema.clone(), self.site.clone());
        let begun = self.first(|client| {
            session::begin(client, schema.as_deref(), &site, purpose)
                // A transaction that failed to begin is none.
                .inspect_err(|_| drop(client.batch_execute("ROLLBACK")))
        })?;
        let begun = begun.or_fail(&site, doing)?;
        let Some(client) = &mut self.client else {
            let reason = "it ended just now".to_owned();
            return Err(Error::ConnectionLost { database: site.database, doing, reason });
        };
        Ok(Session::new(client, site, &begun))
    }
}

impl Store for Postgres {
    fn installation(&mut self) -> Result<Option<Installation>, Error> {
        let select = installation::select(self.schema.as_deref());
        match self.first(|client| client.query_typed(&select, &[]))? {
            // Only where the row can't be read is it asked why: a boot with nothing new is one query.
            Err(error) if is_missing(&error) => {
                installation::read(&mut self.session(Purpose::Read, installation::DOING)?)
            }
            found => {
                let rows = found.or_fail(&self.site, installation::DOING)?;
                installation::first(&rows, &self.site)
            }
        }
    }

    fn snapshot(&mut self) -> Result<Box<dyn Reader + '_>, Error> {
        Ok(Box::new(PostgresReader(self.session(Purpose::Read, "read")?)))
    }

    fn begin(&mut self, signature: &Signature) -> Result<Box<dyn Writer + '_>, Error> {
        const DOING: &str = "begin to write to";
        let began = Instant::now();
        let schema = self.schema.clone();
        let mut session = self.session(Purpose::Write, DOING)?;
        // Whoever creates the tables first wins, and the others begin again: then they are there.
        while let Err(error) = lock(&mut session, signature)? {
            if !is_a_race(&error) {
                return Err(error).or_fail(&session.site, DOING);
            }
            if began.elapsed() > session.site.wait {
                let (database, waited) = (session.site.database.clone(), session.site.wait);
                return Err(Error::Locked { database, doing: DOING, waited });
            }
            session = session.again(schema.as_deref(), Purpose::Write, DOING)?;
        }
        Ok(Box::new(PostgresWriter::new(session, signature.clone())))
    }

    fn watch(&self) -> Option<Box<dyn Watcher>> {
        let Self { config, tls, schema, site, .. } = self;
        Some(Box::new(PostgresWatcher::new(config, tls, schema.as_deref(), site)))
    }

    fn name(&self) -> &str {
        &self.site.database
    }
}

/// Locks the installation's row, which is created where it is missing, in a table that is too.
fn lock(
    session: &mut Session<'_>,
    signature: &Signature,
) -> Result<Result<(), PostgresError>, Error> {
    let Some(schema) = &session.schema else {
        let reason = "no schema of the search path exists; name one with `?schema=NAME`".to_owned();
        return Err(Error::CannotOpen { database: session.site.database.clone(), reason });
    };
    if !session.has_schema {
        let create = format!("CREATE SCHEMA IF NOT EXISTS {}", identifier(schema));
        if let Err(error) = session.run(&create) {
            return if is_a_race(&error) {
                Ok(Err(error))
            } else {
                Err(error).or_fail(&session.site, "create the schema for")
            };
        }
    }
    let create_and_lock = |session: &mut Session<'_>| {
        if !session.has_tables {
            session.run(include_str!("postgres/bundle.sql"))?;
            session.has_tables = true;
        }
        if !locked(session)? {
            session.change(
                "INSERT INTO seedbank_bundle (id, format, updated_at, updated_by) \
                 VALUES (1, 0, $1, $2) ON CONFLICT DO NOTHING",
                &[text(&signature.at), text(&signature.by)],
            )?;
            locked(session)?;
        }
        Ok(())
    };
    Ok(create_and_lock(session))
}

/// Waits for the installation's row and locks it; tells whether there is one.
fn locked(session: &mut Session<'_>) -> Result<bool, PostgresError> {
    let rows = session.rows("SELECT 1 FROM seedbank_bundle WHERE id = 1 FOR UPDATE", &[])?;
    Ok(!rows.is_empty())
}

/// Where the URL says that the server is.
fn servers(config: &Config) -> String {
    let ports = config.get_ports();
    let port = |index: usize| ports.get(index).or(ports.first()).copied().unwrap_or(5432);
    let hosts = config.get_hosts().iter().enumerate().map(|(index, host)| match host {
        Host::Tcp(name) => format!("{name}:{}", port(index)),
        #[cfg(unix)]
        Host::Unix(path) => format!("{}/.s.PGSQL.{}", path.display(), port(index)),
    });
    let hosts: Vec<_> = hosts.collect();
    if hosts.is_empty() { "any host".to_owned() } else { hosts.join(" or ") }
}
