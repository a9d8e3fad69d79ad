//! A connection that only asks whether others have written.

use std::time::{Duration, Instant};

use postgres::{Client, Config, Error as PostgresError};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Site;
use super::failure::{Failing as _, is_missing};
use super::installation;
use crate::store::{Error, Watcher};

/// Watches a schema by the newest row of its history, which every commit of seedbank's moves.
pub(super) struct PostgresWatcher {
    config: Config,
    tls: MakeRustlsConnect,
    select: String,
    site: Site,
    client: Option<Client>,
    seen: Seen,
    looked: Option<Instant>,
}

/// What the last look found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    /// There was none, or it failed.
    Nothing,
    /// No installation, or none with a history.
    Missing,
    Head(String),
}

/// Between two looks. With the pause of who asks, a change is seen within a second.
const PAUSE: Duration = Duration::from_millis(400);

/// A connection that is dead without saying so is one after this.
const PATIENCE: Duration = Duration::from_secs(5);

impl PostgresWatcher {
    pub(super) fn new(
        config: &Config,
        tls: &MakeRustlsConnect,
        schema: Option<&str>,
        site: &Site,
    ) -> Self {
        let mut config = config.clone();
        config.connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE);
        Self {
            config,
            tls: tls.clone(),
            select: installation::select_head(schema),
            site: site.clone(),
            client: None,
            seen: Seen::Nothing,
            looked: None,
        }
    }

    fn look(&mut self) -> Result<Seen, PostgresError> {
        let client = match &mut self.client {
            Some(client) => client,
            None => self.client.insert(self.config.connect(self.tls.clone())?),
        };
        let head = match client.query_typed(&self.select, &[]) {
            Err(error) if is_missing(&error) => None,
            rows => match rows?.first() {
                Some(row) => row.try_get(0)?,
                None => None,
            },
        };
        Ok(head.map_or(Seen::Missing, Seen::Head))
    }
}

impl Watcher for PostgresWatcher {
    fn changed(&mut self) -> Result<bool, Error> {
        if self.looked.is_some_and(|looked| looked.elapsed() < PAUSE) {
            return Ok(false);
        }
        self.looked = Some(Instant::now());
        match self.look() {
            Ok(found) => {
                let before = std::mem::replace(&mut self.seen, found);
                Ok(before != self.seen)
            }
            Err(error) => {
                self.client = None;
                self.seen = Seen::Nothing;
                Err(error).or_fail(&self.site, "watch")
            }
        }
    }
}
