//! What two branches make together.

use super::command::parts;
use super::error::GitError;
use super::repository::{Commit, Repository};

/// Two commits, merged by git.
#[derive(Debug)]
pub(super) struct Merged {
    /// The tree; where both sides changed a file differently, with git's marks in it.
    pub tree: String,
    /// Those files.
    pub conflicts: Vec<String>,
}

impl Repository {
    /// Merges two commits, without touching anything.
    pub(super) fn merge(&self, ours: &Commit, theirs: &Commit) -> Result<Merged, GitError> {
        let arguments = [
            "merge-tree",
            "--write-tree",
            "-z",
            "--name-only",
            "--no-messages",
            "--allow-unrelated-histories",
            &ours.0,
            &theirs.0,
        ];
        let ran = self.git.run(&arguments)?;
        let out = match ran.code {
            // 1 says that files are in conflict.
            Some(1) => ran.out,
            _ => ran.good(&self.git, "merge two commits of")?,
        };
        let mut parts = parts(&out).map(str::to_owned);
        let tree = parts.next().unwrap_or_default();
        Ok(Merged { tree, conflicts: parts.collect() })
    }
}
