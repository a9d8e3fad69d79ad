//! Who changes something, and why: the same options wherever people change records.

use std::env;

use seedbank::Author;

use super::failure::Failure;

#[derive(Debug, clap::Args)]
pub struct AuthorArgs {
    /// Who does this, for the history; without it the user of this machine
    #[arg(long, value_name = "WHO", env = "SEEDBANK_BY")]
    by: Option<String>,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl AuthorArgs {
    /// As the library takes it; somebody must be named.
    pub fn author(&self) -> Result<Author, Failure> {
        let user = || ["USER", "LOGNAME"].into_iter().find_map(|name| env::var(name).ok());
        let by = self.by.clone().or_else(user).filter(|by| !by.trim().is_empty());
        let author = Author::new(by.ok_or(Failure::NoAuthor)?);
        Ok(match &self.reason {
            Some(reason) => author.because(reason),
            None => author,
        })
    }
}
