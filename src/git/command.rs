//! Runs the user's own git.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use super::error::GitError;

/// What would make git look elsewhere than in the folder that it is run in.
const MISLEADING: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// Git, in a folder.
#[derive(Debug, Clone)]
pub(super) struct Git {
    folder: PathBuf,
}

/// What a run of git gave.
#[derive(Debug)]
pub(super) struct Ran {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    err: Vec<u8>,
}

impl Git {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs git without input, whatever it ends with.
    pub(super) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Ran, GitError> {
        self.run_with(arguments, &[])
    }

    /// Runs git with some input, whatever it ends with.
    pub(super) fn run_with<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
        input: &[u8],
    ) -> Result<Ran, GitError> {
        let no_git = |source| GitError::NoGit { source };
        let mut command = self.command();
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
        let mut child = command.spawn().map_err(no_git)?;
        let mut stdin = child.stdin.take();
        // Written beside the reading: git answers while it is still asked.
        let output = thread::scope(|scope| {
            scope.spawn(move || {
                // Where git ends early, its exit code and its words say why.
                stdin.as_mut().map(|stdin| stdin.write_all(input))
            });
            child.wait_with_output()
        });
        let output = output.map_err(no_git)?;
        Ok(Ran { code: output.status.code(), out: output.stdout, err: output.stderr })
    }

    /// Runs git, which must end well; gives what it printed.
    pub(super) fn bytes<S: AsRef<OsStr>>(
        &self,
        doing: &'static str,
        arguments: &[S],
    ) -> Result<Vec<u8>, GitError> {
        self.run(arguments)?.good(self, doing)
    }

    /// The same as text, without the white space around it.
    pub(super) fn text<S: AsRef<OsStr>>(
        &self,
        doing: &'static str,
        arguments: &[S],
    ) -> Result<String, GitError> {
        Ok(trimmed(&self.bytes(doing, arguments)?))
    }

    /// What git prints; nothing where it ends with 1, which says that there is no such thing.
    pub(super) fn found<S: AsRef<OsStr>>(
        &self,
        doing: &'static str,
        arguments: &[S],
    ) -> Result<Option<String>, GitError> {
        let ran = self.run(arguments)?;
        if ran.code == Some(1) {
            return Ok(None);
        }
        Ok(Some(trimmed(&ran.good(self, doing)?)).filter(|text| !text.is_empty()))
    }

    /// Git, as it is run: it asks nobody, runs no hooks, and says things in one language.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new("git");
        for name in MISLEADING {
            command.env_remove(name);
        }
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").arg("-C").arg(&self.folder);
        command.args(["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]);
        command
    }
}

impl Ran {
    /// What git printed, if it ended well.
    pub(super) fn good(self, git: &Git, doing: &'static str) -> Result<Vec<u8>, GitError> {
        if self.code == Some(0) {
            return Ok(self.out);
        }
        self.locked(git, doing)?;
        Err(GitError::Git { doing, path: git.folder.clone(), reason: self.reason() })
    }

    /// Says where git met one of its own lock files.
    pub(super) fn locked(&self, git: &Git, doing: &'static str) -> Result<(), GitError> {
        let text = String::from_utf8_lossy(&self.err);
        let file = text.split_once("Unable to create '").and_then(|(_, rest)| {
            let (file, why) = rest.split_once('\'')?;
            why.starts_with(": File exists").then(|| file.to_owned())
        });
        match file {
            Some(file) => Err(GitError::Locked { doing, path: git.folder.clone(), file }),
            None => Ok(()),
        }
    }

    /// Why git ended badly, in its words: one line.
    pub(super) fn reason(&self) -> String {
        let text = String::from_utf8_lossy(&self.err);
        let lines = text.lines().map(|line| {
            let line = line.trim();
            let known = ["fatal: ", "error: "];
            known.iter().find_map(|start| line.strip_prefix(start)).unwrap_or(line)
        });
        let said = |line: &&str| !line.is_empty() && !line.starts_with("hint:");
        let reason = lines.filter(said).collect::<Vec<_>>().join("; ");
        match (reason.is_empty(), self.code) {
            (false, _) => reason,
            (true, Some(code)) => format!("it ended with {code}"),
            (true, None) => "it was killed".to_owned(),
        }
    }
}

fn trimmed(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// The parts of an output with `-z`; what is no UTF-8 is left out.
pub(super) fn parts(bytes: &[u8]) -> impl Iterator<Item = &str> {
    let parts = bytes.split(|byte| *byte == 0).filter(|part| !part.is_empty());
    parts.filter_map(|part| str::from_utf8(part).ok())
}
