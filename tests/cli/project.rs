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

    /// The same, in a database.
    pub fn booted() -> Self {
        let project = Self::locked();
        assert_eq!(project.run(&["--data", "data"]).code, 0);
        project
    }

    /// The next release: other units of `skills`.
    pub fn release(&self, gaa: &str) {
        self.write("data/skills/gaa.yaml", gaa);
        assert_eq!(self.run(&["lock"]).code, 0);
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

    pub fn read_bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap()
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

    /// All that a command prints about `data`, and how it ends if not well.
    pub fn told(&self, arguments: &[&str]) -> String {
        let ran = self.run(&[arguments, &["--data", "data"]].concat());
        let code = if ran.code == 0 { String::new() } else { format!("[exit {}]", ran.code) };
        ran.out + &ran.err + &code
    }

    /// The JSON that a command prints about `data`.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let ran = self.run(&[arguments, &["--data", "data", "--json"]].concat());
        serde_json::from_str(&ran.out).unwrap()
    }

    /// As the user anna of this machine.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(&[("USER", "anna")], arguments)
    }

    pub fn run_with(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_seedbank"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("SEEDBANK_DB")
            .env_remove("SEEDBANK_BY")
            .env_remove("USER")
            .env_remove("LOGNAME")
            .env_remove("CI")
            .env("NO_COLOR", "1")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: steady(&String::from_utf8(output.stdout).unwrap()),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Without what differs from run to run: seconds, days and instants.
fn steady(text: &str) -> String {
    let mut steady = String::new();
    for line in text.split_inclusive('\n') {
        match line.rsplit_once(" in ") {
            Some((before, after)) if is_seconds(after) => {
                steady.extend([before, " in … s\n"]);
            }
            _ => steady.push_str(&undated(line)),
        }
    }
    steady
}

/// With another day in the place of each of this century, and another time behind it.
fn undated(line: &str) -> String {
    let mut undated = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("20") {
        undated.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_like = |text: &str, shape: &str| {
            let pairs = text.chars().zip(shape.chars());
            text.len() >= shape.len()
                && pairs.take(shape.len()).all(|(found, wanted)| match wanted {
                    '0' => found.is_ascii_digit(),
                    wanted => found == wanted,
                })
        };
        let (taken, put) = if is_like(rest, "2000-00-00T00:00:00Z") {
            (20, "2026-01-01T00:00:00Z")
        } else if is_like(rest, "20000000T000000Z") {
            (16, "20260101T000000Z")
        } else if is_like(rest, "2000-00-00") {
            (10, "2026-01-01")
        } else {
            (2, "20")
        };
        undated.push_str(put);
        rest = &rest[taken..];
    }
    undated + rest
}

/// Whether a text is that of a duration at the end of a line, such as `12.3 s`.
fn is_seconds(text: &str) -> bool {
    text.trim_end().strip_suffix(" s").is_some_and(|number| number.parse::<f64>().is_ok())
}
