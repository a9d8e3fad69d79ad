//! A server of a test's own, to be stopped, and to be filled up.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::database::variable;

/// Gone after the test.
pub struct Server {
    directory: PathBuf,
    /// With parameters, and so is the next.
    pub url: String,
    /// Through a pooler of its own, which stays when the server stops.
    pub pooled: String,
}

impl Server {
    /// Nothing where PostgreSQL is to be skipped.
    pub fn new(name: &str) -> Option<Self> {
        variable("SEEDBANK_TEST_POSTGRES")?;
        let name = format!("seedbank-{name}-{}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        let (url, pooled) = start(&directory);
        Some(Self { directory, url, pooled })
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Stops it at once, as a crash would.
    pub fn stop(&self) {
        script("stop", &self.directory);
    }

    pub fn start(&self) {
        start(&self.directory);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        script("remove", &self.directory);
    }
}

fn start(directory: &Path) -> (String, String) {
    let variables = script("start", directory);
    let variable = |name: &str| {
        let prefix = format!("export {name}='");
        let found = variables.lines().find_map(|line| line.strip_prefix(&prefix));
        found.unwrap().trim_end_matches('\'').to_owned()
    };
    (variable("SEEDBANK_TEST_POSTGRES"), variable("SEEDBANK_TEST_PGBOUNCER"))
}

fn script(command: &str, directory: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/postgres");
    let output =
        Command::new(script).arg(command).arg(directory).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "scripts/postgres {command}");
    String::from_utf8(output.stdout).unwrap()
}
