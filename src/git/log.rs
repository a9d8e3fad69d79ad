//! Who last changed a file, when and why.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use super::commit::Person;
use super::error::GitError;
use super::repository::{Commit, Repository};

/// The newest commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Touched {
    /// How many commits came after it, at least.
    pub rank: usize,
    pub commit: Commit,
    pub author: Person,
    /// RFC 3339, as the author's clock had it.
    pub date: String,
    /// The first line of its message.
    pub subject: String,
}

impl Repository {
    /// For each of these files the newest commit up to `tip` that changed it. The history is read no further
    /// back than that takes.
    pub(super) fn last_changes(
        &self,
        tip: &Commit,
        folder: &str,
        paths: &HashSet<&str>,
    ) -> Result<HashMap<String, Touched>, GitError> {
        let mut found = HashMap::new();
        if paths.is_empty() {
            return Ok(found);
        }
        let no_git = |source| GitError::NoGit { source };
        let mut command = self.git.command();
        command.args(["log", "-z", "--no-renames", "--name-only"]);
        command.args(["--format=%x01%H%x00%an%x00%ae%x00%aI%x00%s", &tip.0]);
        if !folder.is_empty() {
            command.args(["--", folder]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(no_git)?;
        if let Some(out) = child.stdout.take() {
            let mut parts = BufReader::new(out).split(0).map_while(Result::ok);
            let mut current: Option<Touched> = None;
            let mut rank = 0;
            while found.len() < paths.len()
                && let Some(part) = parts.next()
            {
                let part = String::from_utf8_lossy(&part).into_owned();
                if let Some(id) = part.strip_prefix('\x01') {
                    let mut next = || {
                        let part = parts.next().unwrap_or_default();
                        String::from_utf8_lossy(&part).into_owned()
                    };
                    let author = Person { name: next(), email: next() };
                    let (commit, date, subject) = (Commit(id.to_owned()), next(), next());
                    current = Some(Touched { rank, commit, author, date, subject });
                    rank += 1;
                } else if let Some(touched) = &current {
                    // A line ends what is said of the commit.
                    let path = part.strip_prefix('\n').unwrap_or(&part);
                    if paths.contains(path) {
                        found.entry(path.to_owned()).or_insert_with(|| touched.clone());
                    }
                }
            }
        }
        // What it would go on to say is of no interest any more.
        let _ = child.kill();
        child.wait().map_err(no_git)?;
        Ok(found)
    }
}
