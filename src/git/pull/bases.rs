//! What the database and the branch last had in common.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::git::error::GitError;
use crate::git::kind::{Kind, Text};
use crate::git::records::Records;
use crate::git::repository::{Commit, Repository};
use crate::store::RecordName;

/// For each of these records its content as it was in the commit that was last synced; or in
/// the newest one that the branch has of that history. Where that is no more, there is none.
pub(in crate::git) fn bases(
    repository: &Repository,
    kind: &Kind<'_>,
    tip: &Commit,
    known: &Records,
    records: impl IntoIterator<Item = RecordName>,
) -> Result<HashMap<RecordName, Map<String, Value>>, GitError> {
    let links: Vec<(RecordName, String, String)> = records
        .into_iter()
        .filter_map(|name| {
            let link = known.file_of(&name)?;
            Some((name, link.commit.clone()?, link.path.clone()))
        })
        .collect();
    if links.is_empty() {
        return Ok(HashMap::new());
    }
    let history = repository.history(tip)?;
    let mut commons: HashMap<String, Option<String>> = HashMap::new();
    for (_, commit, _) in &links {
        if !commons.contains_key(commit) {
            let common = common(repository, &history, commit, tip)?;
            commons.insert(commit.clone(), common);
        }
    }
    let asked: Vec<(&RecordName, &str, &str)> = links
        .iter()
        .filter_map(|(name, commit, path)| {
            Some((name, commons.get(commit)?.as_deref()?, path.as_str()))
        })
        .collect();
    let files: Vec<(&str, &str)> = asked.iter().map(|(_, commit, path)| (*commit, *path)).collect();
    let blobs = repository.blobs_at(&files)?;
    let there: Vec<_> = asked
        .iter()
        .zip(&blobs)
        .filter_map(|(asked, blob)| Some((asked, blob.as_ref()?)))
        .collect();
    let contents =
        repository.read(&there.iter().map(|(_, blob)| blob.as_str()).collect::<Vec<_>>())?;
    let text =
        |((asked, _), bytes): (&(&(_, _, &str), _), _)| Text { path: asked.2.to_owned(), bytes };
    let texts: Vec<Text> = there.iter().zip(contents).map(text).collect();
    let values = kind.read(&texts).into_iter();
    let found = there
        .iter()
        .zip(values)
        .filter_map(|(((name, ..), _), content)| Some(((*name).clone(), content.ok()?.value)));
    Ok(found.collect())
}

/// The commit itself where the branch has it, or the newest one that it has of the same history.
fn common(
    repository: &Repository,
    history: &HashSet<String>,
    commit: &str,
    tip: &Commit,
) -> Result<Option<String>, GitError> {
    if history.contains(commit) {
        return Ok(Some(commit.to_owned()));
    }
    let Some(commit) = repository.commit(commit)? else { return Ok(None) };
    Ok(repository.merge_base(&commit, tip)?.map(|commit| commit.0))
}
