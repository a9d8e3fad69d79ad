//! `seedbank.lock`: what orders releases of a data folder.
//!
//! A few lines a dataset, committed beside the data, so that a reviewer sees which data changed and a
//! binary knows whether a database is behind or ahead of it. A dataset that is removed keeps its
//! lines: its generation must not start again when it comes back. A new version of the same content is
//! a generation too, so that two releases of one generation never differ.
//!
//! ```yaml
//! skills:
//!   generation: 3
//!   version: "1.2.0"
//!   hash: sb1-9f86…
//!   records: { category: 20, skill: 88 }
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};
use std::sync::Arc;

/// The file's name in a data folder.
pub const FILE_NAME: &str = "seedbank.lock";

const HEADER: &str = "\
# Written by `seedbank lock`; commit it. A dataset's generation goes up when its content changes,
# and tells a database which of two releases is the newer one.
";

/// The lines of one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Goes up by one when `hash` or `version` changes.
    pub generation: u64,
    /// From the manifest.
    pub version: String,
    /// The dataset's hash; `None` once it is removed.
    pub hash: Option<String>,
    /// Records by collection.
    pub records: BTreeMap<String, usize>,
}

/// A lock: datasets by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock(pub BTreeMap<String, Entry>);

/// What a dataset's lines turn into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockChange {
    /// The dataset's name.
    pub dataset: String,
    /// The lines that the lock has.
    pub before: Option<Entry>,
    /// The lines that it should have.
    pub after: Entry,
}

impl Lock {
    /// Reads a lock. Both sides of an unresolved git conflict are read, and the higher generation of a
    /// dataset counts, so that writing the lock again settles the conflict.
    pub fn parse(file: &Arc<SourceFile>) -> Result<Self, Box<Diagnostic>> {
        let mut lock = Self::default();
        let mut current: Option<String> = None;
        let mut at = 0;
        for line in file.text.split_inclusive('\n') {
            let span = at..at + line.trim_end().len();
            at += line.len();
            let content = line.trim_end();
            let marker = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
                .iter()
                .any(|mark| content.starts_with(mark));
            if content.is_empty() || content.starts_with('#') || marker {
                continue;
            }
            let wrong = || {
                let place = Place { file: Arc::clone(file), span: span.clone() };
                Box::new(
                    Diagnostic::new(
                        Code::BrokenLock,
                        "this line is not one that `seedbank lock` writes",
                        place,
                    )
                    .help("take the file from the last commit, then run `seedbank lock`"),
                )
            };
            if let Some(name) = content.strip_suffix(':').filter(|name| !name.starts_with(' ')) {
                lock.0.entry(name.to_owned()).or_insert_with(|| Entry {
                    generation: 0,
                    version: String::new(),
                    hash: None,
                    records: BTreeMap::new(),
                });
                current = Some(name.to_owned());
                continue;
            }
            let entry = current.as_ref().and_then(|name| lock.0.get_mut(name)).ok_or_else(wrong)?;
            let (word, value) = content.trim_start().split_once(": ").ok_or_else(wrong)?;
            match word {
                "generation" => {
                    entry.generation = entry.generation.max(value.parse().map_err(|_| wrong())?);
                }
                "version" => entry.version = serde_json::from_str(value).map_err(|_| wrong())?,
                "hash" if value == "removed" => entry.hash = None,
                "hash" => entry.hash = Some(value.to_owned()),
                "records" => entry.records = records(value).ok_or_else(wrong)?,
                _ => return Err(wrong()),
            }
        }
        Ok(lock)
    }

    /// The lock for these datasets after this one. `datasets` have generation 0.
    #[must_use]
    pub fn next(&self, datasets: BTreeMap<String, Entry>) -> Self {
        let mut next = datasets;
        for (name, entry) in &mut next {
            entry.generation = match self.0.get(name) {
                Some(before) if before.hash == entry.hash && before.version == entry.version => {
                    before.generation
                }
                Some(before) => before.generation + 1,
                None => 1,
            };
        }
        for (name, before) in &self.0 {
            next.entry(name.clone()).or_insert_with(|| Entry {
                generation: before.generation + u64::from(before.hash.is_some()),
                version: before.version.clone(),
                hash: None,
                records: BTreeMap::new(),
            });
        }
        Self(next)
    }

    /// What differs between this lock and the one that should be.
    #[must_use]
    pub fn changes(&self, next: &Self) -> Vec<LockChange> {
        let changed = next.0.iter().filter(|(name, entry)| self.0.get(*name) != Some(entry));
        changed
            .map(|(name, after)| LockChange {
                dataset: name.clone(),
                before: self.0.get(name).cloned(),
                after: after.clone(),
            })
            .collect()
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from(HEADER);
        for (name, entry) in &self.0 {
            let records: Vec<String> = entry
                .records
                .iter()
                .map(|(collection, count)| format!("{collection}: {count}"))
                .collect();
            let hash = entry.hash.as_deref().unwrap_or("removed");
            let version = serde_json::Value::from(entry.version.as_str());
            let generation = entry.generation;
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{name}:\n  generation: {generation}\n  version: {version}\n  hash: {hash}\n  records: {{ {} }}\n",
                records.join(", ")
            );
        }
        text
    }
}

fn records(text: &str) -> Option<BTreeMap<String, usize>> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?.trim();
    inner
        .split(',')
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| {
            let (name, count) = pair.split_once(':')?;
            Some((name.trim().to_owned(), count.trim().parse().ok()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(hash: &str) -> Entry {
        let records = BTreeMap::from([("skill".to_owned(), 2), ("sport".to_owned(), 1)]);
        Entry {
            generation: 0,
            version: "1.0 \"beta\"".to_owned(),
            hash: Some(hash.to_owned()),
            records,
        }
    }

    fn datasets(hashes: &[(&str, &str)]) -> BTreeMap<String, Entry> {
        hashes.iter().map(|(name, hash)| ((*name).to_owned(), entry(hash))).collect()
    }

    fn file(text: String) -> Arc<SourceFile> {
        Arc::new(SourceFile { path: FILE_NAME.into(), text })
    }

    #[test]
    fn what_is_written_reads_back() {
        let lock = Lock::default().next(datasets(&[("a", "sb1-1"), ("b", "sb1-2")]));
        assert_eq!(Lock::parse(&file(lock.text())).unwrap(), lock);
    }

    #[test]
    fn a_generation_goes_up_with_every_change_and_never_down() {
        let generation = |lock: &Lock, name: &str| lock.0[name].generation;
        let first = Lock::default().next(datasets(&[("a", "sb1-1")]));
        assert_eq!(generation(&first, "a"), 1);
        assert_eq!(first.next(datasets(&[("a", "sb1-1")])), first);
        let second = first.next(datasets(&[("a", "sb1-2")]));
        assert_eq!(generation(&second, "a"), 2);
        let back = second.next(datasets(&[("a", "sb1-1")]));
        assert_eq!(generation(&back, "a"), 3);
        let gone = back.next(BTreeMap::new());
        assert_eq!((generation(&gone, "a"), &gone.0["a"].hash), (4, &None));
        assert_eq!(gone.next(BTreeMap::new()), gone);
        let again = gone.next(datasets(&[("a", "sb1-1")]));
        assert_eq!(generation(&again, "a"), 5);
    }

    #[test]
    fn of_a_git_conflict_the_higher_generation_counts() {
        let text = "a:\n<<<<<<< ours\n  generation: 4\n  version: \"1\"\n  hash: sb1-1\n=======\n  \
                    generation: 5\n  version: \"2\"\n  hash: sb1-2\n>>>>>>> theirs\n  records: { skill: 2 }\n";
        let lock = Lock::parse(&file(text.to_owned())).unwrap();
        assert_eq!(lock.0["a"].generation, 5);
    }

    #[test]
    fn a_foreign_line_is_refused_at_its_place() {
        let error = Lock::parse(&file("a:\n  generation: x\n".to_owned())).unwrap_err();
        assert_eq!((error.code, error.place.line_column()), (Code::BrokenLock, (2, 1)));
    }
}
