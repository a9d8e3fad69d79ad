//! The branch's upstream: the only place to which the network leads.

use super::error::GitError;
use super::repository::{Commit, Repository};
use crate::shown::without_secrets;

/// What a branch follows.
#[derive(Debug, Clone)]
pub(super) struct Upstream {
    pub remote: String,
    /// The branch there, as a ref of the remote.
    merge: String,
    /// Where this repository keeps what it last saw of it.
    pub tracking: String,
}

/// What became of a push.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// The remote has it.
    Done,
    /// The remote has commits that are not here.
    Behind(String),
}

impl Upstream {
    /// As people call it: `origin/main`.
    pub(super) fn name(&self) -> String {
        let branch = self.merge.strip_prefix("refs/heads/").unwrap_or(&self.merge);
        format!("{}/{branch}", self.remote)
    }
}

impl Repository {
    /// What the branch follows, if it follows anything.
    pub(super) fn upstream(&self) -> Result<Option<Upstream>, GitError> {
        let setting = |name: &str| {
            let name = format!("branch.{}.{name}", self.branch);
            self.git.found("read the settings of", &["config", "--get", &name])
        };
        let (Some(remote), Some(merge)) = (setting("remote")?, setting("merge")?) else {
            return Ok(None);
        };
        let arguments = ["for-each-ref", "--format=%(upstream)", &self.reference()];
        let mut tracking = self.git.text("read the upstream of", &arguments)?;
        if tracking.is_empty() {
            // A branch without a commit has none yet that git would name.
            let name = merge.strip_prefix("refs/heads/").unwrap_or(&merge);
            tracking = format!("refs/remotes/{remote}/{name}");
        }
        Ok(Some(Upstream { remote, merge, tracking }))
    }

    /// Fetches what the upstream has; gives its newest commit, if there is one.
    pub(super) fn fetch(&self, upstream: &Upstream) -> Result<Option<Commit>, GitError> {
        let arguments = ["fetch", "--quiet", "--end-of-options", &upstream.remote];
        self.git.bytes("fetch into", &arguments)?;
        self.commit(&upstream.tracking)
    }

    /// Pushes the branch to its upstream.
    pub(super) fn push(&self, upstream: &Upstream) -> Result<Pushed, GitError> {
        let what = format!("{}:{}", self.reference(), upstream.merge);
        let arguments =
            ["push", "--quiet", "--porcelain", "--end-of-options", &upstream.remote, &what];
        let ran = self.git.run(&arguments)?;
        if ran.code == Some(0) {
            return Ok(Pushed::Done);
        }
        let said = String::from_utf8_lossy(&ran.out).into_owned();
        let refused =
            said.lines().find_map(|line| Some(line.strip_prefix("!\t")?.split_once('\t')?.1));
        match refused {
            Some(why) if why.starts_with("[rejected]") => Ok(Pushed::Behind(why.to_owned())),
            Some(why) => Err(self.unpushed(upstream, &format!("{why}: {}", ran.reason()))),
            None => Err(self.unpushed(upstream, &ran.reason())),
        }
    }

    /// Why a push did not get through.
    pub(super) fn unpushed(&self, upstream: &Upstream, reason: &str) -> GitError {
        GitError::Push {
            path: self.path.clone(),
            branch: self.branch.clone(),
            remote: without_secrets(&upstream.remote),
            reason: reason.to_owned(),
        }
    }
}
