//! Real git, in repositories of every kind.

mod branches;
mod commits;
mod remotes;

use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use tempfile::TempDir;

use super::commit::{FileChange, NewCommit, Person};
use super::repository::Repository;

/// A folder for repositories.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a clone `a` that has one file in one commit.
    fn with_a() -> Self {
        let place = Self::new();
        place.git("", &["init", "--quiet", "--initial-branch=main", "a"]);
        place.write("a/docs/one.md", "one\n");
        place.commit("a", "first");
        place
    }

    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.folder.path().join(folder));
        command.args(["-c", "user.name=Bo", "-c", "user.email=bo@example.org"]);
        let output = command.args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn commit(&self, folder: &str, message: &str) {
        self.git(folder, &["add", "--all"]);
        self.git(folder, &["commit", "--quiet", "--message", message]);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    fn open(&self, folder: &str) -> Repository {
        Repository::open(&self.folder.path().join(folder), None).unwrap()
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn write(path: &str, text: &str) -> FileChange {
    FileChange::Write { path: path.to_owned(), content: text.into(), executable: false }
}

fn by_anna(message: &str, changes: Vec<FileChange>) -> NewCommit {
    let author = Person { name: "Anna <x>\n".to_owned(), email: "anna@example.org".to_owned() };
    let date: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
    NewCommit { author, date, message: message.to_owned(), changes }
}
