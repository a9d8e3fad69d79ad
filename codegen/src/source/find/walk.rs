//! Walks folders without leaving the data folder, going in circles or waiting for a pipe.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};
use crate::source::Format;

/// How many files and folders are looked at: links within a few folders can name more than there
/// are atoms.
const MAX_ENTRIES: usize = 1_000_000;

/// How many folders may be in one another.
const MAX_DEPTH: usize = 64;

/// A walk, and what was found on it.
pub(super) struct Walk {
    pub inputs: Vec<PathBuf>,
    pub problems: Vec<Diagnostic>,
    /// The data folder, without links.
    root: PathBuf,
    /// The folders that we are in, without links.
    inside: Vec<PathBuf>,
    seen: usize,
}

/// A file or folder.
pub(super) struct Entry {
    pub name: String,
    pub path: PathBuf,
    pub kind: Kind,
    /// Without links.
    real: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
}

/// A problem of a whole file or folder.
pub(super) fn problem(code: Code, message: impl Into<String>, path: &Path) -> Diagnostic {
    let file = Arc::new(SourceFile { path: path.to_owned(), text: String::new() });
    Diagnostic::new(code, message, Place::whole(&file))
}

impl Walk {
    /// Begins at a data folder, if it is one.
    pub(super) fn begin(path: &Path) -> Option<Self> {
        let root = path.canonicalize().ok().filter(|real| real.is_dir())?;
        let inside = vec![root.clone()];
        Some(Self { inputs: Vec::new(), problems: Vec::new(), root, inside, seen: 0 })
    }

    pub(super) fn report(&mut self, problem: Option<Diagnostic>) {
        self.problems.extend(problem);
    }

    /// The files below a folder, in the order of their relative paths.
    pub(super) fn files(&mut self, folder: &Entry) -> Vec<(String, PathBuf)> {
        let mut files = Vec::new();
        self.collect(folder, "", &mut files);
        files.sort_unstable();
        files
    }

    /// The files below the folder that the walk began at, as [`Walk::files`] has them.
    pub(super) fn all_files(&mut self, path: &Path) -> Vec<(String, PathBuf)> {
        self.inside.clear();
        let (name, path, real) = (String::new(), path.to_owned(), self.root.clone());
        self.files(&Entry { name, path, kind: Kind::Folder, real })
    }

    fn collect(&mut self, folder: &Entry, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
        self.inside.push(folder.real.clone());
        for entry in self.list(&folder.path) {
            let relative = format!("{prefix}{}", entry.name);
            match entry.kind {
                Kind::File => files.push((relative, entry.path)),
                Kind::Folder if Format::of(&entry.name).is_some() => {
                    let message = "a folder with the name of a file";
                    self.problems.push(problem(Code::NameTaken, message, &entry.path));
                }
                Kind::Folder if self.inside.len() > MAX_DEPTH => {
                    let message = format!("more than {MAX_DEPTH} folders in one another");
                    self.problems.push(problem(Code::TooLarge, message, &entry.path));
                }
                Kind::Folder => self.collect(&entry, &format!("{relative}/"), files),
            }
        }
        self.inside.pop();
    }

    /// What is in a folder that can be read, in the order of names.
    pub(super) fn list(&mut self, folder: &Path) -> Vec<Entry> {
        self.inputs.push(folder.to_owned());
        let names: Result<Vec<OsString>, _> = fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect());
        let mut names = match names {
            Ok(names) => names,
            Err(error) => {
                let message = format!("can't read the folder: {error}");
                self.problems.push(problem(Code::Unreadable, message, folder));
                return Vec::new();
            }
        };
        names.sort_unstable();
        names.iter().filter_map(|name| self.entry(folder, name)).collect()
    }

    fn entry(&mut self, folder: &Path, name: &OsString) -> Option<Entry> {
        let path = folder.join(name);
        if name.as_encoded_bytes().starts_with(b".") {
            return None;
        }
        self.seen += 1;
        if self.seen > MAX_ENTRIES {
            if self.seen == MAX_ENTRIES + 1 {
                let message = format!("more than {MAX_ENTRIES} files; the rest is not looked at");
                self.problems.push(problem(Code::TooLarge, message, &path));
            }
            return None;
        }
        match self.examine(name, &path) {
            Ok((name, kind, real)) => {
                // A folder is added when it is listed.
                if kind == Kind::File {
                    self.inputs.push(path.clone());
                }
                Some(Entry { name, path, kind, real })
            }
            Err(message) => {
                self.inputs.push(path.clone());
                self.problems.push(problem(Code::Unreadable, message, &path));
                None
            }
        }
    }

    /// What an entry is, or why it is not taken.
    fn examine(&self, name: &OsString, path: &Path) -> Result<(String, Kind, PathBuf), String> {
        let name = name.to_str().ok_or("a name that is not UTF-8")?;
        let unreadable = |error| format!("can't read: {error}");
        let link = path.symlink_metadata().map_err(unreadable)?.is_symlink();
        let real = if link {
            let target = path.canonicalize().map_err(|error| format!("a broken link: {error}"))?;
            if !target.starts_with(&self.root) {
                return Err("a link that leads out of the data folder".to_owned());
            }
            target
        } else {
            self.inside.last().unwrap_or(&self.root).join(name)
        };
        let metadata = path.metadata().map_err(unreadable)?;
        let kind = if metadata.is_dir() {
            Kind::Folder
        } else if metadata.is_file() {
            Kind::File
        } else {
            return Err("a pipe, socket or device".to_owned());
        };
        if link
            && kind == Kind::Folder
            && self.inside.iter().any(|folder| folder.starts_with(&real))
        {
            return Err("a link to a folder that it is in".to_owned());
        }
        Ok((name.to_owned(), kind, real))
    }
}
