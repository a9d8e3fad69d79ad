//! A git repository with a file a record, of which some changed: how long the database takes to follow.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use seedbank::{Author, Bundle, GitOptions};

use crate::backups::{of, sqlite3};
use crate::clock::timed;
use crate::databases::Databases;
use crate::imports::boot;
use crate::{Error, Setup};

const NAME: &str = "pulls";

const SCHEMA: &str = r#"{
  "type": "object", "properties": { "notes": { "type": "array", "items": {
    "type": "object", "title": "Note", "x-collection": "note", "x-key": "id", "required": ["id", "title"],
    "properties": { "id": { "type": "string" }, "title": { "type": "string" }, "body": { "type": "string" } }
  } } }
}"#;

const MANIFEST: &str = "title: Notes\nversion: '1'\nfiles: [{ match: '*.md', at: notes, body: body }]\n\
                        git: { collection: note, file: 'notes/{title}.md' }\nconstants: false\n";

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    println!(
        "| | files | push, a commit for all | `git commit` | pull of all, changed | of `sqlite3 .dump` | of \
         `.read` | pull of nothing |"
    );
    println!("| --- | --: | --: | --: | --: | --: | --: | --: |");
    for &files in sizes {
        let folder = setup.root.join("pulls");
        for databases in &setup.databases {
            let bundle = bundle(&folder, files)?;
            let [push, commit, pull, nothing] = measured(databases, &bundle, &folder, files)?;
            let plain = sqlite3(setup, &bundle, &setup.root.join("backups"))?;
            println!(
                "| {} | {files} | {:.2} s | {:.2} s | {:.2} s | {} | {} | {:.2} s |",
                databases.name(),
                push.as_secs_f64(),
                commit.as_secs_f64(),
                pull.as_secs_f64(),
                of(pull, plain.map(|(dump, _)| dump)),
                of(pull, plain.map(|(_, read)| read)),
                nothing.as_secs_f64(),
            );
            databases.remove(NAME)?;
        }
    }
    Ok(())
}

fn measured(
    databases: &Databases,
    bundle: &Bundle,
    folder: &Path,
    files: usize,
) -> Result<[Duration; 4], Error> {
    let repository = folder.join("repository");
    git(folder, &["init", "-q", "-b", "main", "repository"])?;
    git(&repository, &["config", "user.name", "Anna"])?;
    git(&repository, &["config", "user.email", "anna@example.org"])?;
    let database = boot(&databases.empty(NAME)?, bundle)?;
    let (author, options) = (Author::new("ops"), GitOptions::default().batch());
    let push = timed(|| Ok(database.git_push(bundle, &repository, &options, &author)?))?;
    for number in 0..files {
        let path = repository.join(format!("notes/note-{number}.md"));
        let text = fs::read_to_string(&path)?;
        fs::write(&path, text.replace("first words", "other words"))?;
    }
    let commit = timed(|| {
        git(&repository, &["add", "-A"])?;
        git(&repository, &["commit", "-q", "-m", "Other words"])
    })?;
    let pull = || -> Result<(Duration, usize), Error> {
        let mut done = 0;
        let time = timed(|| {
            let report = database.git_pull(bundle, &repository, &options, &author)?;
            done = report.operations.len();
            Ok(())
        })?;
        Ok((time, done))
    };
    let (all, done) = pull()?;
    if done != files {
        return Err(format!("{done} of {files} files came in").into());
    }
    Ok([push, commit, all, pull()?.0])
}

fn bundle(folder: &Path, files: usize) -> Result<Bundle, Error> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let notes = folder.join("data/notes");
    fs::create_dir_all(&notes)?;
    fs::write(notes.join("dataset.yaml"), MANIFEST)?;
    fs::write(notes.join("schema.json"), SCHEMA)?;
    for number in 0..files {
        let mut text =
            format!("---\nid: note-{number}\ntitle: Note {number}\n---\nThe first words.\n");
        for line in 0..20 {
            writeln!(text, "Line {line} of note {number} says what there is to say.")?;
        }
        fs::write(notes.join(format!("note-{number}.md")), text)?;
    }
    let packed = seedbank_codegen::compile(&folder.join("data")).packed;
    Ok(Bundle::from_packed(packed.ok_or("the generated data does not compile")?))
}

fn git(folder: &Path, arguments: &[&str]) -> Result<(), Error> {
    let status = Command::new("git").arg("-C").arg(folder).args(arguments).status()?;
    if status.success() { Ok(()) } else { Err(format!("git {arguments:?} failed").into()) }
}
