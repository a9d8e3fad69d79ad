//! A small project in a folder of its own, and what a command did there.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use tempfile::TempDir;

const MANIFEST: &str = "title: Skills\nversion: 1.0.0\ndescription: What players can do.\n";

const SCHEMA: &str = r#"{
  "type": "object",
  "properties": {
    "skills": {
      "type": "array",
      "items": {
        "type": "object",
        "x-collection": "skill",
        "x-key": "code",
        "required": ["code", "name"],
        "properties": {
          "code": { "type": "string" },
          "name": { "type": "string" },
          "level": { "type": "integer" },
          "tags": { "type": "array", "items": { "type": "string" } }
        },
        "additionalProperties": false
      }
    }
  },
  "additionalProperties": false
}
"#;

pub const GAA: &str = "skills:
- { code: solo, name: Soloing, level: 3, tags: [ball] }
- { code: kick/out, name: Kick-out }
";

/// A folder with `data/skills` in it: one unit of two records.
pub struct Project {
    folder: TempDir,
}

/// What a command printed, and how it ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Project {
    pub fn new() -> Self {
        let project = Self::empty();
        project.write("data/skills/dataset.yaml", MANIFEST);
        project.write("data/skills/schema.json", SCHEMA);
        project.write("data/skills/gaa.yaml", GAA);
        project
    }

    /// The same, with its lock.
    pub fn locked() -> Self {
        let project = Self::new();
        assert_eq!(project.run(&["lock"]).code, 0);
        project
    }

    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// All files, sorted.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let path = path.strip_prefix(self.folder.path()).unwrap();
                    files.push(path.to_str().unwrap().to_owned());
                }
            }
        }
        files.sort();
        files
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_seedbank"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("SEEDBANK_DB")
            .env_remove("CI")
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: steady(&String::from_utf8(output.stdout).unwrap()),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Without what differs from run to run: seconds and instants.
fn steady(text: &str) -> String {
    let mut steady = String::new();
    for line in text.split_inclusive('\n') {
        let line = match line.rsplit_once(" in ") {
            Some((before, after)) if is_seconds(after) => format!("{before} in … s\n"),
            _ => line.to_owned(),
        };
        let instant = line
            .split_whitespace()
            .find(|word| word.len() == 20 && word.ends_with('Z') && word.as_bytes()[10] == b'T');
        steady.push_str(&match instant {
            Some(instant) => line.replace(instant, "2026-01-01T00:00:00Z"),
            None => line,
        });
    }
    steady
}

/// Whether a text is that of a duration at the end of a line, such as `12.3 s`.
fn is_seconds(text: &str) -> bool {
    text.trim_end().strip_suffix(" s").is_some_and(|number| number.parse::<f64>().is_ok())
}
