//! Who changes something, and why: the same options wherever people change records.

use std::{env, iter};

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
        let by = user(self.by.as_ref()).ok_or(Failure::NoAuthor)?;
        let author = Author::new(by);
        Ok(match &self.reason {
            Some(reason) => author.because(reason),
            None => author,
        })
    }
}

/// Who was named, or else the user of this machine.
pub fn user(by: Option<&String>) -> Option<String> {
    let user = ["USER", "LOGNAME"].map(|name| env::var(name).ok());
    let mut names = iter::once(by.cloned()).chain(user).flatten();
    names.find(|name| !name.trim().is_empty())
}
