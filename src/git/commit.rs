//! New commits, made without touching a branch, an index or a file.

use jiff::Timestamp;

use super::error::GitError;
use super::repository::{Commit, Repository};

/// Where new commits hang until a branch has them: git removes what hangs nowhere.
const NEXT: &str = "refs/seedbank/next";

/// A commit to be made.
#[derive(Debug, Clone)]
pub(super) struct NewCommit {
    pub author: Person,
    pub date: Timestamp,
    pub message: String,
    pub changes: Vec<FileChange>,
}

/// Somebody, as git names people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub name: String,
    pub email: String,
}

impl Person {
    /// As people write it.
    pub(super) fn shown(&self) -> String {
        format!("{} <{}>", self.name, self.email)
    }
}

/// A file that is another in a new commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileChange {
    /// It holds this.
    Write { path: String, content: Vec<u8>, executable: bool },
    /// It is gone.
    Remove { path: String },
}

impl FileChange {
    pub(super) fn path(&self) -> &str {
        match self {
            Self::Write { path, .. } | Self::Remove { path } => path,
        }
    }
}

/// What a merge is of: the other side, and the tree that both make together.
#[derive(Debug, Clone)]
pub(super) struct Merging {
    pub other: Commit,
    pub tree: String,
}

impl Repository {
    /// Makes commits, each on the one before, the first of them on `parent`; as a merge where one is given.
    pub(super) fn make(
        &self,
        parent: Option<&Commit>,
        merging: Option<&Merging>,
        commits: &[NewCommit],
    ) -> Result<Vec<Commit>, GitError> {
        let committer = self.committer()?;
        let mut stream = Vec::new();
        for (rank, commit) in commits.iter().enumerate() {
            let mark = rank + 1;
            let date = commit.date.as_second();
            let author = ident(&commit.author);
            let message = commit.message.as_bytes();
            // Only where there is no parent does a ref of an earlier run have to go first.
            if rank == 0 && parent.is_none() {
                line(&mut stream, &format!("reset {NEXT}"));
            }
            line(
                &mut stream,
                &format!("commit {NEXT}\nmark :{mark}\nauthor {author} {date} +0000"),
            );
            line(&mut stream, &format!("committer {committer}"));
            data(&mut stream, message);
            match (rank, parent) {
                (0, Some(parent)) => line(&mut stream, &format!("from {parent}")),
                (0, None) => {}
                (rank, _) => line(&mut stream, &format!("from :{rank}")),
            }
            if let (0, Some(Merging { other, tree })) = (rank, merging) {
                line(&mut stream, &format!("merge {other}\nM 040000 {tree} \"\""));
            }
            commit.changes.iter().for_each(|change| written(&mut stream, change));
            line(&mut stream, &format!("\nget-mark :{mark}"));
        }
        line(&mut stream, "done");
        let arguments = ["fast-import", "--quiet", "--done", "--force"];
        let made = self.git.run_with(&arguments, &stream)?.good(&self.git, "commit to")?;
        let made = String::from_utf8_lossy(&made);
        Ok(made.lines().map(|id| Commit(id.to_owned())).collect())
    }

    /// Lets go of commits that a branch has, or that none is to have.
    pub(super) fn let_go(&self) -> Result<(), GitError> {
        self.git.bytes("commit to", &["update-ref", "-d", NEXT]).map(drop)
    }

    /// Who commits: whom git's own settings name, else seedbank; with the time that it is.
    fn committer(&self) -> Result<String, GitError> {
        let arguments = ["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"];
        let ran = self.git.run(&arguments)?;
        let said = String::from_utf8_lossy(&ran.out).trim().to_owned();
        if ran.code == Some(0) && !said.is_empty() {
            return Ok(said);
        }
        let now = Timestamp::now().as_second();
        Ok(format!("seedbank <seedbank@seedbank.invalid> {now} +0000"))
    }
}

/// `NAME <EMAIL>`, without what would end either early.
fn ident(person: &Person) -> String {
    let plain = |text: &str| {
        let kept = |c: &char| !matches!(c, '<' | '>') && !c.is_control();
        text.chars().filter(kept).collect::<String>().trim().to_owned()
    };
    format!("{} <{}>", plain(&person.name), plain(&person.email))
}

fn written(stream: &mut Vec<u8>, change: &FileChange) {
    match change {
        FileChange::Write { path, content, executable } => {
            let mode = if *executable { "100755" } else { "100644" };
            line(stream, &format!("M {mode} inline {}", quoted(path)));
            data(stream, content);
        }
        FileChange::Remove { path } => line(stream, &format!("D {}", quoted(path))),
    }
}

/// A path as fast-import reads it back, whatever is in it.
fn quoted(path: &str) -> String {
    let mut quoted = String::from("\"");
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

fn line(stream: &mut Vec<u8>, text: &str) {
    stream.extend_from_slice(text.as_bytes());
    stream.push(b'\n');
}

fn data(stream: &mut Vec<u8>, bytes: &[u8]) {
    line(stream, &format!("data {}", bytes.len()));
    stream.extend_from_slice(bytes);
    stream.push(b'\n');
}
