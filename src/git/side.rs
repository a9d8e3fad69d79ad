//! What the branch has, to be compared with another side.

use std::path::Path;

use super::error::GitError;
use super::kind::{Text, kinds};
use super::look::{Names, is_prose};
use super::records::Records;
use super::repository::Repository;
use super::tree::Tree;
use crate::bundle::Bundle;
use crate::compare::Side;
use crate::read::Live;

/// The records of the branch. A file that cannot be read as one is an error.
pub(crate) fn side(
    live: &Live,
    bundle: &Bundle,
    path: &Path,
    branch: Option<&str>,
) -> Result<Side, GitError> {
    let repository = Repository::open(path, branch)?;
    let tip = repository.tip()?;
    let kinds = kinds(bundle)?;
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    for kind in &kinds {
        let known = Records::read(live, kind)?;
        let mut tree = match &tip {
            Some(tip) => repository.tree(tip, &kind.git.folder)?,
            None => Tree::new(),
        };
        tree.retain(|path, _| kind.takes(path));
        let blobs: Vec<&str> = tree.values().map(|file| file.blob.as_str()).collect();
        let contents = repository.read(&blobs)?;
        let text = |(path, bytes): (&String, _)| Text { path: path.clone(), bytes };
        let texts = tree.keys().zip(contents).map(text).filter(|text| !is_prose(text));
        let texts: Vec<Text> = texts.collect();
        let names = Names::new(kind, &known);
        for (text, content) in texts.iter().zip(kind.read(&texts)) {
            match content.and_then(|content| Ok((names.of(&text.path, &content)?, content.value))) {
                Ok(record) => records.push(record),
                Err(problem) => problems.push(problem),
            }
        }
    }
    if !problems.is_empty() {
        return Err(GitError::Unreadable { path: repository.path, problems });
    }
    Ok(kinds.iter().fold(Side::of(records), |side, kind| {
        side.covering(&kind.dataset.name, &kind.collection.name)
    }))
}
