//! Which clone a run is in: the sync log is the database's, and several clones may use one.

use std::fs;
use std::io;

use jiff::Timestamp;
use seedbank_codegen::canon::text_hash;

use super::error::GitError;
use super::lock::Lock;
use super::repository::Repository;

impl Repository {
    /// A name that no other clone has, unless it is a copy of this one at the same path of another machine. A
    /// copy elsewhere, and a clone that was moved, are others.
    pub(super) fn clone_name(&self, _: &Lock) -> Result<String, GitError> {
        let path = self.directory.join("seedbank.clone");
        let failed = |doing, source| GitError::File { doing, path: path.clone(), source };
        let known = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            known => known.map_err(|source| failed("read", source))?,
        };
        let mut seed = known.trim().to_owned();
        if seed.is_empty() {
            seed = format!("{} {}", Timestamp::now().as_nanosecond(), std::process::id());
            fs::write(&path, format!("{seed}\n")).map_err(|source| failed("write", source))?;
        }
        Ok(text_hash(&format!("{seed} {}", self.directory.display())).to_string())
    }
}
