//! Notes in a database and in git repositories, and people who change both.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use seedbank::{
    Author, Bundle, Database, Edit, GitError, GitOperation, GitOptions, GitReport, GitState,
    GitStatus, Keep, RecordName,
};
use serde_json::Value;

use crate::database::Scratch;

const SCHEMA: &str = r#"{
  "type": "object",
  "properties": {
    "categories": { "type": "object", "additionalProperties": { "type": "object", "x-collection": "category" } },
    "notes": { "type": "array", "items": {
      "type": "object", "x-collection": "note", "x-key": "id", "required": ["id", "title", "status"],
      "properties": {
        "id": { "type": "string" },
        "title": { "type": "string", "minLength": 1 },
        "status": { "type": "string", "enum": ["draft", "in_review", "published", "archived"] },
        "level": { "type": "integer" },
        "rank": { "type": "integer" },
        "category": { "type": "string", "x-ref": "category" },
        "after": { "type": "string", "x-ref": "note" },
        "seen": { "type": "string", "x-volatile": true },
        "body": { "type": "string", "x-merge": "text" }
      },
      "additionalProperties": false
    } }
  },
  "additionalProperties": false
}"#;

/// The file of a note, as a person writes it.
pub fn file(id: &str, title: &str, more: &str) -> String {
    format!(
        "---\n# About this note.\nid: {id}\ntitle: \"{title}\"\nstatus: published\n{more}---\nOne.\n\nTwo.\n\nThree.\n"
    )
}

/// The release: notes `a`, `b` and `c`, a draft `d`, and two categories.
pub fn release(policy: &str) -> Bundle {
    release_with(policy, "")
}

/// The same, with more in the manifest.
pub fn release_with(policy: &str, more: &str) -> Bundle {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join("club").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let manifest = "title: Club\nversion: 1.0.0\nfiles: [{ match: '*.md', body: body, at: notes }, lib.yaml]\n\
                    git: { collection: note, file: 'notes/{title}.md' }\n\
                    review: { collection: note, field: status }\n";
    write("dataset.yaml", &format!("{manifest}removed: {policy}\n{more}"));
    write("schema.json", SCHEMA);
    write("lib.yaml", "categories: { kick: {}, hand: {} }\n");
    for (id, title) in [("a", "Apple"), ("b", "Banana"), ("c", "Cherry")] {
        write(&format!("{id}.md"), &file(id, title, "level: 1\nrank: 1\n"));
    }
    write("d.md", &file("d", "Date", "").replace("published", "draft"));
    let compiled = seedbank_codegen::compile(folder.path());
    let bundle = Bundle::from_packed(compiled.packed.unwrap());
    assert_eq!(compiled.set_aside, []);
    bundle
}

/// A booted database with repositories beside it.
pub struct Notes<'d> {
    pub database: &'d Scratch,
    pub bundle: Bundle,
    pub policy: String,
}

impl<'d> Notes<'d> {
    /// With a clone `a` that has a first commit of somebody's other file.
    pub fn new(database: &'d Scratch, policy: &str) -> Self {
        let notes = Self::without_repository(database, policy);
        notes.git(".", &["init", "--quiet", "--initial-branch=main", "a"]);
        notes.write("a/README.md", "# Ours\n");
        notes.commit("a", "first");
        notes
    }

    /// The same, and the database has pushed to it.
    pub fn pushed(database: &'d Scratch, policy: &str) -> Self {
        let notes = Self::new(database, policy);
        assert_eq!(notes.push("a").operations.len(), 3);
        notes
    }

    /// A bare `origin`, a clone `a` of it that the database has pushed through, and a clone `b`.
    pub fn shared(database: &'d Scratch) -> Self {
        Self::shared_with(database, "keep")
    }

    /// The same, with this policy.
    pub fn shared_with(database: &'d Scratch, policy: &str) -> Self {
        let notes = Self::without_repository(database, policy);
        notes.git(".", &["init", "--quiet", "--bare", "--initial-branch=main", "origin"]);
        notes.git(".", &["clone", "--quiet", "origin", "a"]);
        assert_eq!(notes.push("a").pushed_to.as_deref(), Some("origin"));
        notes.git(".", &["clone", "--quiet", "origin", "b"]);
        notes
    }

    pub fn without_repository(database: &'d Scratch, policy: &str) -> Self {
        let bundle = release(policy);
        database.boot(&bundle).unwrap();
        Self { database, bundle, policy: policy.to_owned() }
    }

    pub fn open(&self) -> Database {
        self.database.open()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.database.directory().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces a text in a file, which has it.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}: {text}");
        self.write(path, &text.replace(from, to));
    }

    /// Runs git as Bo.
    pub fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.path(folder));
        command.args(["-c", "user.name=Bo", "-c", "user.email=bo@example.org"]);
        let output = command.args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn commit(&self, folder: &str, message: &str) {
        self.git(folder, &["add", "--all"]);
        self.git(folder, &["commit", "--quiet", "--message", message]);
    }

    /// The names of the files in the newest commit.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let listed = self.git(folder, &["ls-tree", "-r", "--name-only", "main"]);
        listed.lines().map(str::to_owned).collect()
    }

    /// A file in the newest commit.
    pub fn committed(&self, folder: &str, path: &str) -> String {
        self.git(folder, &["show", &format!("main:{path}")])
    }

    pub fn tip(&self, folder: &str) -> String {
        self.git(folder, &["rev-parse", "main"]).trim().to_owned()
    }

    pub fn push(&self, folder: &str) -> GitReport {
        self.try_push(folder).unwrap()
    }

    pub fn try_push(&self, folder: &str) -> Result<GitReport, GitError> {
        let options = GitOptions::default();
        self.open().git_push(&self.bundle, &self.path(folder), &options, &ops())
    }

    pub fn pull(&self, folder: &str) -> GitReport {
        self.try_pull(folder).unwrap()
    }

    pub fn try_pull(&self, folder: &str) -> Result<GitReport, GitError> {
        let options = GitOptions::default();
        self.open().git_pull(&self.bundle, &self.path(folder), &options, &ops())
    }

    pub fn sync(&self, folder: &str) -> GitReport {
        self.try_sync(folder).unwrap()
    }

    pub fn try_sync(&self, folder: &str) -> Result<GitReport, GitError> {
        let options = GitOptions::default();
        self.open().git_sync(&self.bundle, &self.path(folder), &options, &ops())
    }

    pub fn status(&self, folder: &str) -> GitStatus {
        let options = GitOptions::default();
        self.open().git_status(&self.bundle, &self.path(folder), &options).unwrap()
    }

    /// How a note stands, if git has to do with it.
    pub fn state(&self, folder: &str, id: &str) -> Option<GitState> {
        let records = self.status(folder).records;
        records.into_iter().find(|record| record.record == note(id)).map(|record| record.state)
    }

    pub fn log(&self) -> Vec<GitOperation> {
        self.open().git_log(None).unwrap()
    }

    /// Anna changes a field.
    pub fn edit(&self, id: &str, field: &str, value: impl Into<Value>) {
        let edit = Edit::new().set(field, value.into()).unwrap();
        self.open().edit(&self.bundle, &note(id), &edit, &anna()).unwrap();
    }

    /// Anna settles all that waits.
    pub fn resolve(&self, keep: &Keep) {
        let database = self.open();
        for conflict in database.conflicts(&self.bundle, false).unwrap() {
            database.resolve(&self.bundle, conflict.id, keep, &anna()).unwrap();
        }
    }

    /// The value of a field in the database.
    pub fn value(&self, id: &str, field: &str) -> Value {
        let record = self.open().get(&self.bundle, &note(id)).unwrap();
        record.value.get(field).cloned().unwrap_or_default()
    }

    /// That both have the same, that another sync has nothing to do and that the database is sound.
    pub fn assert_in_step(&self, folder: &str) {
        let (tip, log) = (self.tip(folder), self.log());
        let history = self.database.text("SELECT count(*) FROM seedbank_history");
        let report = self.sync(folder);
        assert_eq!(report.operations, []);
        assert_eq!((self.tip(folder), self.log()), (tip, log));
        assert_eq!(self.database.text("SELECT count(*) FROM seedbank_history"), history);
        assert_eq!(self.open().verify(&self.bundle).unwrap(), []);
    }
}

pub fn note(id: &str) -> RecordName {
    format!("club/note/{id}/{id}").parse().unwrap()
}

pub fn anna() -> Author {
    Author::new("Anna Lee <anna@example.org>").because("club wording")
}

pub fn ops() -> Author {
    Author::new("ops")
}

/// What a report says was done: direction, operation and key.
pub fn done(report: &GitReport) -> Vec<(&str, &str, &str)> {
    let done = report.operations.iter().filter(|operation| operation.error.is_none());
    done.map(|one| (one.direction, one.operation, one.record.key.as_str())).collect()
}

/// What a report says went wrong: the keys, and why.
pub fn failed(report: &GitReport) -> Vec<(&str, &str)> {
    let operations = report.operations.iter();
    operations.filter_map(|one| Some((one.record.key.as_str(), one.error.as_deref()?))).collect()
}
