//! The files of a commit.

use std::collections::BTreeMap;

use super::command::parts;
use super::error::GitError;
use super::repository::{Commit, Repository};

/// A file of a commit: what is in it, by the name that git has for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub blob: String,
    /// Whether it may be run: stays as it is.
    pub executable: bool,
}

/// Files by their path in the repository, with `/`.
pub(super) type Tree = BTreeMap<String, File>;

impl Repository {
    /// The files below a folder in a commit; of the whole repository where the folder is empty. Links and
    /// submodules are none, nor is what has a name that is no UTF-8.
    pub(super) fn tree(&self, commit: &Commit, folder: &str) -> Result<Tree, GitError> {
        let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", &commit.0];
        if !folder.is_empty() {
            arguments.extend(["--", folder]);
        }
        let listed = self.git.bytes("list the files of", &arguments)?;
        Ok(parts(&listed).filter_map(entry).collect())
    }

    /// What lies below a folder in a commit and is no file that can be read, with why: a symbolic link, or
    /// something whose name is no line of UTF-8.
    pub(super) fn unreadable(
        &self,
        commit: &Commit,
        folder: &str,
    ) -> Result<Vec<(String, &'static str)>, GitError> {
        let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", &commit.0];
        if !folder.is_empty() {
            arguments.extend(["--", folder]);
        }
        let listed = self.git.bytes("list the files of", &arguments)?;
        let lines = listed.split(|byte| *byte == 0);
        Ok(lines.filter_map(odd).collect())
    }

    /// The path of everything in a commit that is no folder: of links and submodules too.
    pub(super) fn paths(&self, commit: &Commit) -> Result<Vec<String>, GitError> {
        let arguments = ["ls-tree", "-r", "-z", "--full-tree", "--name-only", &commit.0];
        let listed = self.git.bytes("list the files of", &arguments)?;
        Ok(parts(&listed).map(str::to_owned).collect())
    }

    /// What is in these files, in their order.
    pub(super) fn read(&self, blobs: &[&str]) -> Result<Vec<Vec<u8>>, GitError> {
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        let asked: String = blobs.iter().flat_map(|blob| [blob, "\n"]).collect();
        let doing = "read the files of";
        let arguments = ["cat-file", "--batch=%(objectsize)"];
        let answered = self.git.run_with(&arguments, asked.as_bytes())?.good(&self.git, doing)?;
        contents(&answered, blobs.len()).ok_or_else(|| GitError::Git {
            doing,
            path: self.path.clone(),
            reason: "an object is missing".to_owned(),
        })
    }

    /// What these files were in these commits, by the name that git has for that; `None` where there was no
    /// such file.
    pub(super) fn blobs_at(&self, files: &[(&str, &str)]) -> Result<Vec<Option<String>>, GitError> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let asked: String =
            files.iter().flat_map(|(commit, path)| [commit, ":", path, "\n"]).collect();
        let arguments = ["cat-file", "--batch-check=%(objectname) %(objecttype)"];
        let answered = self.git.run_with(&arguments, asked.as_bytes())?;
        let answered = answered.good(&self.git, "look for files of")?;
        let answered = String::from_utf8_lossy(&answered);
        let blob = |line: &str| Some(line.strip_suffix(" blob")?.to_owned());
        let mut found: Vec<Option<String>> = answered.lines().map(blob).collect();
        found.resize(files.len(), None);
        Ok(found)
    }
}

/// `100644 blob ID<tab>PATH`
fn entry(line: &str) -> Option<(String, File)> {
    let (about, path) = line.split_once('\t')?;
    let mut about = about.split(' ');
    let (mode, _, blob) = (about.next()?, about.next()?, about.next()?);
    let executable = match mode {
        "100755" => true,
        "100644" => false,
        _ => return None,
    };
    Some((path.to_owned(), File { blob: blob.to_owned(), executable }))
}

/// Why an entry is no file that can be read; its path as it can be shown.
fn odd(line: &[u8]) -> Option<(String, &'static str)> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let path = String::from_utf8_lossy(&line[tab + 1..]).replace('\n', "\u{240a}");
    if line.starts_with(b"120000 ") {
        Some((path, "it is a symbolic link; put the file itself there"))
    } else if str::from_utf8(line).is_err() {
        Some((path, "its name is no UTF-8; rename it"))
    } else if line.contains(&b'\n') {
        Some((path, "its name has a line break; rename it"))
    } else {
        None
    }
}

/// Splits `SIZE<newline>CONTENT<newline>`, as often as it is there.
fn contents(mut answered: &[u8], count: usize) -> Option<Vec<Vec<u8>>> {
    let mut contents = Vec::with_capacity(count);
    for _ in 0..count {
        let end = answered.iter().position(|byte| *byte == b'\n')?;
        let size: usize = str::from_utf8(&answered[..end]).ok()?.parse().ok()?;
        let rest = answered.get(end + 1..)?;
        contents.push(rest.get(..size)?.to_vec());
        answered = rest.get(size + 1..)?;
    }
    Some(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_answers_is_split_by_size() {
        let answered = b"3\na\nb\n0\n\n2\n\n\n\n";
        let expected = vec![b"a\nb".to_vec(), Vec::new(), b"\n\n".to_vec()];
        assert_eq!(contents(answered, 3), Some(expected));
        assert_eq!(contents(b"abc missing\n", 1), None);
        assert_eq!(contents(b"9\nabc\n", 1), None);
    }

    #[test]
    fn what_is_there_and_cannot_be_read_is_told() {
        assert_eq!(odd(b"120000 blob 12\ta").map(|odd| odd.0).as_deref(), Some("a"));
        assert_eq!(odd(b"100644 blob 12\ta\nb").map(|odd| odd.0).as_deref(), Some("a\u{240a}b"));
        assert_eq!(odd(b"100644 blob 12\ta\xff").map(|odd| odd.0).as_deref(), Some("a\u{fffd}"));
        for fine in ["100644 blob 12\ta", "160000 commit 12\ta", ""] {
            assert_eq!(odd(fine.as_bytes()), None, "{fine}");
        }
    }

    #[test]
    fn links_and_submodules_are_no_files() {
        assert_eq!(entry("120000 blob 12\ta"), None);
        assert_eq!(entry("160000 commit 12\ta"), None);
        let file = File { blob: "12".to_owned(), executable: true };
        assert_eq!(entry("100755 blob 12\ta\tb"), Some(("a\tb".to_owned(), file)));
    }
}
