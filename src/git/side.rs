//! A branch as one side of a comparison.

use std::path::Path;

use super::error::GitError;
use super::kind::kinds;
use super::look::Look;
use super::records::Records;
use super::repository::Repository;
use super::session::in_step;
use crate::bundle::Bundle;
use crate::compare::Side;
use crate::read::Live;

/// The records of the branch's files, under the names that they have in the database.
pub(crate) fn side(
    live: &Live,
    bundle: &Bundle,
    path: &Path,
    branch: Option<&str>,
) -> Result<Side, GitError> {
    let kinds = kinds(bundle)?;
    in_step(live, &kinds)?;
    let repository = Repository::open(path, branch)?;
    let tip = repository.tip()?;
    let mut records = Vec::new();
    for kind in &kinds {
        let mut known = Records::read(live, kind)?;
        // Every file is read, those too that are as they were last synced.
        known.links.clear();
        let mut look = Look::at(&repository, tip.as_ref(), kind, &known)?;
        if let Some(broken) = look.broken.pop() {
            return Err(GitError::Broken { path: path.to_owned(), problem: broken.problem });
        }
        let read = look.files.into_iter();
        records.extend(read.filter_map(|(name, found)| Some((name, found.content?.value))));
    }
    let side = kinds.iter().fold(Side::of(records), |side, kind| {
        side.covering(&kind.dataset.name, &kind.collection.name)
    });
    Ok(side)
}
