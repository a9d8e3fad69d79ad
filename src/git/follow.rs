//! The branch follows its upstream.

use super::error::GitError;
use super::session::Session;
use super::upstream::Upstream;

impl Session<'_> {
    /// Fetches, and takes the branch along.
    pub(super) fn follow(&mut self, upstream: &Upstream) -> Result<(), GitError> {
        let Some(theirs) = self.repository.fetch(upstream)? else { return Ok(()) };
        let Some(ours) = self.repository.tip()? else {
            return self.repository.advance(&mut self.lock, None, &theirs);
        };
        if self.repository.is_in(&theirs, &ours)? {
            return Ok(());
        }
        if self.repository.is_in(&ours, &theirs)? {
            return self.repository.advance(&mut self.lock, Some(&ours), &theirs);
        }
        self.merge(&ours, &theirs, &upstream.name())
    }
}
