//! `seedbank new`: drafts a dataset from example files.

mod files;

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use seedbank_codegen::compile;
use seedbank_codegen::diagnostic::{Code, Diagnostic, Severity};
use seedbank_codegen::draft::{Draft, Example, draft};
use serde_json::json;

use self::files::File;
use super::failure::Failure;
use super::wording::count;
use super::{Exit, Options, data, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank new prices --from prices.csv
  seedbank new recipes --from notes/*.md --data ./data
  seedbank new skills --from data/skills/*.json      files that are there stay where they are

Writes DIR/DATASET/dataset.yaml and schema.json, where DIR is --data or ./data, and copies the files \
beside them. Nothing that exists is overwritten. Exit codes: 0 the draft is valid; 1 it is not, or a \
file cannot be read or written; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The dataset's name: a-z, 0-9 and _
    #[arg(value_name = "DATASET")]
    name: String,
    /// Files like those that the dataset will have: JSON, JSON Lines, CSV, YAML, Markdown
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    from: Vec<PathBuf>,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let name = &args.name;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.bytes().all(plain) {
        return Err(Failure::DatasetName { name: name.clone() });
    }
    let data = data::folder(None, options);
    let folder = data.join(name);
    let files = files::open(name, &folder, &args.from)?;
    let examples: Vec<Example> = files
        .iter()
        .map(|file| Example {
            file: &file.relative,
            document: &file.document,
            body: file.body.as_deref(),
        })
        .collect();
    let draft = draft(name, &examples);
    let written = write(&folder, &files, &draft)?;
    let found = problems(&data, &folder);
    print::diagnostics(&found);
    let valid = !found.iter().any(|problem| problem.severity() == Severity::Error);
    if options.json {
        print::json(&json!({
            "dataset": name,
            "files": written,
            "collections": draft.collections,
            "notes": draft.notes,
            "valid": valid,
        }))?;
    } else {
        let text = text(&folder, &data, &written, &draft, valid);
        print::text(&text)?;
    }
    Ok(if valid { Exit::Done } else { Exit::Invalid })
}

/// Writes the draft and copies what is elsewhere; returns the new files.
fn write(folder: &Path, files: &[File], draft: &Draft) -> Result<Vec<PathBuf>, Failure> {
    let failed =
        |doing, path: &Path, source| Failure::File { doing, path: path.to_owned(), source };
    fs::create_dir_all(folder).map_err(|error| failed("create", folder, error))?;
    let mut written = Vec::new();
    for (name, text) in [("dataset.yaml", &draft.manifest), ("schema.json", &draft.schema)] {
        let path = folder.join(name);
        let mut file =
            fs::File::create_new(&path).map_err(|error| failed("create", &path, error))?;
        file.write_all(text.as_bytes()).map_err(|error| failed("write", &path, error))?;
        written.push(path);
    }
    for file in files.iter().filter(|file| file.is_elsewhere) {
        let path = folder.join(&file.relative);
        fs::copy(&file.path, &path).map_err(|error| failed("copy to", &path, error))?;
        written.push(path);
    }
    Ok(written)
}

/// What is wrong in the new dataset. That it is not locked yet is no surprise.
fn problems(data: &Path, folder: &Path) -> Vec<Diagnostic> {
    let mut found = compile(data).diagnostics;
    found.retain(|problem| {
        problem.code != Code::StaleLock && problem.place.file.path.starts_with(folder)
    });
    found
}

fn text(folder: &Path, data: &Path, written: &[PathBuf], draft: &Draft, valid: bool) -> String {
    let mut text = format!(
        "drafted {} with {}: {}\n",
        folder.display(),
        count(draft.collections.len() as u64, "collection"),
        draft.collections.join(", ")
    );
    // Writing to a string cannot fail.
    for path in written {
        let _ = writeln!(text, "  {}", path.display());
    }
    for note in &draft.notes {
        let _ = writeln!(text, "note: {note}");
    }
    let data = data.display();
    let schema = folder.join("schema.json");
    let schema = schema.display();
    let _ = if valid {
        writeln!(
            text,
            "next: look through {schema} (keys, enums, titles, x-ref), then run `seedbank check {data}` \
             and `seedbank lock {data}`"
        )
    } else {
        writeln!(text, "next: correct {schema} or the files, then run `seedbank check {data}`")
    };
    text
}
