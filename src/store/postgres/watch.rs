//! A connection that only asks whether others have written.

use std::time::{Duration, Instant};

use postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::{Failing as _, cannot_connect, is_missing};
use super::{Site, installation, servers};
use crate::store::{Error, Installation, Watcher};

/// Watches a schema by the installation's row, in which every transaction leaves the head of the history.
///
/// It asks again and again: `LISTEN` is not for poolers, standbys and other systems, and does not say
/// when they drop it.
pub(super) struct PostgresWatcher {
    config: Config,
    tls: MakeRustlsConnect,
    select: String,
    site: Site,
    client: Option<Client>,
    /// `None` before the first look, and after one that failed.
    seen: Option<Seen>,
    looked: Option<Instant>,
}

/// The installation, if there is one.
type Seen = Option<Installation>;

/// Between two looks at the server; with the pause of who asks, less than a second.
const PAUSE: Duration = Duration::from_millis(400);

/// After so long without an answer from the network, the connection is dead.
const DEAD: Duration = Duration::from_secs(5);

impl PostgresWatcher {
    pub(super) fn new(
        mut config: Config,
        tls: MakeRustlsConnect,
        schema: Option<&str>,
        site: Site,
    ) -> Self {
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(DEAD);
        }
        let select = installation::select(schema);
        Self { config, tls, select, site, client: None, seen: None, looked: None }
    }

    fn look(&mut self) -> Result<Seen, Error> {
        let client =
            match &mut self.client {
                Some(client) => client,
                None => {
                    let connected = self.config.connect(self.tls.clone());
                    self.client.insert(connected.map_err(|error| {
                        cannot_connect(&error, &servers(&self.config), &self.site)
                    })?)
                }
            };
        match client.query_typed(&self.select, &[]) {
            Err(error) if is_missing(&error) => Ok(None),
            found => installation::first(&found.or_fail(&self.site, "watch")?, &self.site),
        }
    }
}

impl Watcher for PostgresWatcher {
    fn changed(&mut self) -> Result<bool, Error> {
        if self.looked.is_some_and(|looked| looked.elapsed() < PAUSE) {
            return Ok(false);
        }
        self.looked = Some(Instant::now());
        let found = self.look().inspect_err(|_| {
            self.client = None;
            self.seen = None;
        });
        let found = Some(found?);
        let changed = self.seen != found;
        self.seen = found;
        Ok(changed)
    }
}
