//! A repository and the branch of it that is kept in step.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

use super::command::{Git, parts};
use super::error::GitError;

/// A repository, and one branch of it.
#[derive(Debug)]
pub(super) struct Repository {
    pub(super) git: Git,
    /// As messages name it.
    pub(super) path: PathBuf,
    /// Where git keeps what all work trees share.
    pub(super) directory: PathBuf,
    /// `main`
    pub(super) branch: String,
    /// Where the branch is checked out, if it is.
    pub(super) checkout: Option<Git>,
}

/// The name of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Commit(pub String);

impl fmt::Display for Commit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Repository {
    /// Opens a clone or a bare repository, which may be empty.
    ///
    /// Without a name, the branch is that of HEAD; where HEAD is detached, that of `origin/HEAD` or the only
    /// one.
    pub(super) fn open(path: &Path, branch: Option<&str>) -> Result<Self, GitError> {
        let git = Git::new(path);
        let found = git.run(&["rev-parse", "--path-format=absolute", "--git-common-dir"])?;
        if found.code != Some(0) {
            let (path, reason) = (path.to_owned(), found.reason());
            return Err(GitError::NoRepository { path, reason });
        }
        let directory = PathBuf::from(String::from_utf8_lossy(&found.out).trim_end_matches('\n'));
        // A folder inside of a work tree would stand for the whole of it.
        if let Some(inside) = git.found("look at", &["rev-parse", "--show-prefix"])?
            && !inside.is_empty()
        {
            return Err(GitError::Inside { path: path.to_owned(), prefix: inside });
        }
        let path = path.to_owned();
        let mut repository = Self { git, path, directory, branch: String::new(), checkout: None };
        repository.branch = repository.named(branch_name(branch))?;
        repository.checkout = repository.checked_out()?;
        Ok(repository)
    }

    /// The ref of the branch.
    pub(super) fn reference(&self) -> String {
        format!("refs/heads/{}", self.branch)
    }

    /// The newest commit of the branch; none while it is empty.
    pub(super) fn tip(&self) -> Result<Option<Commit>, GitError> {
        self.commit(&self.reference())
    }

    /// The commit that a revision names, if it is there.
    pub(super) fn commit(&self, revision: &str) -> Result<Option<Commit>, GitError> {
        let revision = format!("{revision}^{{commit}}");
        // A name of which the object is gone is an error of its own kind to git, with another code.
        let ran =
            self.git.run(&["rev-parse", "--quiet", "--verify", "--end-of-options", &revision])?;
        let text = String::from_utf8_lossy(&ran.out).trim().to_owned();
        Ok((ran.code == Some(0) && !text.is_empty()).then_some(Commit(text)))
    }

    /// The newest commit that two have in common; none where their histories are unrelated.
    pub(super) fn merge_base(
        &self,
        one: &Commit,
        other: &Commit,
    ) -> Result<Option<Commit>, GitError> {
        let arguments = ["merge-base", &one.0, &other.0];
        Ok(self.git.found("compare two commits in", &arguments)?.map(Commit))
    }

    /// All commits up to one.
    pub(super) fn history(&self, tip: &Commit) -> Result<HashSet<String>, GitError> {
        let text = self.git.text("read the history of", &["rev-list", &tip.0])?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// The commits that one has in its history, and another has not.
    pub(super) fn only_in(
        &self,
        one: &Commit,
        other: &Commit,
    ) -> Result<HashSet<String>, GitError> {
        let arguments = ["rev-list", &one.0, "--not", &other.0];
        let text = self.git.text("read the history of", &arguments)?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Whether one commit is in the history of another.
    pub(super) fn is_in(&self, one: &Commit, other: &Commit) -> Result<bool, GitError> {
        Ok(self.merge_base(one, other)?.as_ref() == Some(one))
    }

    fn named(&self, branch: Option<&str>) -> Result<String, GitError> {
        let head = self.git.found("read the HEAD of", &["symbolic-ref", "--quiet", "HEAD"])?;
        let head = head.as_deref().and_then(|head| head.strip_prefix("refs/heads/"));
        let branches = self.branches()?;
        match (branch, head) {
            // One that was never committed to is there only as the HEAD.
            (Some(name), head)
                if head == Some(name)
                    || branches.is_empty()
                    || branches.iter().any(|known| known == name) =>
            {
                Ok(name.to_owned())
            }
            (Some(name), _) => Err(GitError::NoBranch {
                path: self.path.clone(),
                branch: name.to_owned(),
                there_is: format!("there is {}", branches.join(", ")),
            }),
            (None, Some(head)) => Ok(head.to_owned()),
            (None, None) => self.only(branches),
        }
    }

    /// The branch that is meant while HEAD is detached.
    fn only(&self, mut branches: Vec<String>) -> Result<String, GitError> {
        let arguments = ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"];
        let origin = self.git.found("read the HEAD of", &arguments)?;
        let origin = origin.as_deref().and_then(|name| name.strip_prefix("refs/remotes/origin/"));
        if let Some(name) = origin.filter(|name| branches.iter().any(|known| known == name)) {
            return Ok(name.to_owned());
        }
        match branches.len() {
            1 => Ok(branches.remove(0)),
            0 => Err(self.which("there is no branch")),
            _ => Err(self.which(&format!("there is {}", branches.join(", ")))),
        }
    }

    fn which(&self, problem: &str) -> GitError {
        GitError::WhichBranch { path: self.path.clone(), problem: problem.to_owned() }
    }

    fn branches(&self) -> Result<Vec<String>, GitError> {
        let arguments = ["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"];
        let text = self.git.text("list the branches of", &arguments)?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Where the branch is checked out: here, or in another work tree of the repository.
    fn checked_out(&self) -> Result<Option<Git>, GitError> {
        let listed =
            self.git.bytes("list the work trees of", &["worktree", "list", "--porcelain", "-z"])?;
        let here = format!("branch {}", self.reference());
        let mut folder = None;
        for part in parts(&listed) {
            if let Some(path) = part.strip_prefix("worktree ") {
                folder = Some(path);
            } else if part == here {
                return Ok(folder.map(|folder| Git::new(Path::new(folder))));
            }
        }
        Ok(None)
    }
}

/// A branch may be given with the whole name of its ref.
fn branch_name(branch: Option<&str>) -> Option<&str> {
    branch.map(|name| name.strip_prefix("refs/heads/").unwrap_or(name))
}
