//! Where a record's file is put.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::git::kind::{Kind, slug_of_key};

/// The paths that are taken. Those of files that go now count: a path has one file in a run.
#[derive(Debug, Default)]
pub(super) struct Paths(HashSet<String>);

impl Paths {
    /// Of all files of a branch: their folders are taken too.
    pub(super) fn new(files: &[String]) -> Self {
        let folders = files.iter().flat_map(|path| {
            path.match_indices('/').map(move |(end, _)| path[..end].to_lowercase())
        });
        // Some file systems take letters of either case for the same.
        Self(files.iter().map(|path| path.to_lowercase()).chain(folders).collect())
    }

    /// The path that a record's file gets: named by its title; where that is taken by its title and key.
    pub(super) fn free(
        &mut self,
        kind: &Kind<'_>,
        beside: Option<&str>,
        key: &str,
        value: &Map<String, Value>,
    ) -> String {
        let slug = kind.slug(key, value);
        let with_key = format!("{slug}-{}", slug_of_key(key));
        let numbered = (2..).map(|number| format!("{with_key}-{number}"));
        let names = [slug, with_key.clone()].into_iter().chain(numbered);
        for name in names {
            let path = kind.path(beside, &name);
            if self.0.insert(path.to_lowercase()) {
                return path;
            }
        }
        // Numbers do not end.
        kind.path(beside, &with_key)
    }
}
