//! `docs/diagnostics.md` and the codes are one list, and its examples give what they are said to.

use std::path::PathBuf;
use std::sync::Arc;

use super::testing::checked;
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::source::{Document, Manifest, Mapping, read};

/// One heading of the document with its examples, each with its file's name.
struct Section {
    heading: String,
    examples: Vec<(String, String)>,
}

fn sections() -> Vec<Section> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/diagnostics.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut sections: Vec<Section> = Vec::new();
    let mut fence: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut fence, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let name = info.split(' ').nth(1).unwrap_or_default();
                fence = Some((name.to_owned(), String::new()));
            }
            (Some(_), Some(_)) => {
                let section = sections.last_mut().unwrap();
                section.examples.extend(fence.take());
            }
            (Some((_, example)), None) => {
                example.push_str(line);
                example.push('\n');
            }
            (None, None) => {
                let heading = line.strip_prefix("## ").map(str::to_owned);
                sections.extend(heading.map(|heading| Section { heading, examples: Vec::new() }));
            }
        }
    }
    sections
}

#[test]
fn every_code_is_documented_and_nothing_else_is() {
    let documented: Vec<String> = sections().into_iter().map(|section| section.heading).collect();
    let codes: Vec<String> =
        Code::ALL.iter().map(|code| format!("{code}: {}", code.summary())).collect();
    assert_eq!(documented, codes);
}

/// What concerns files, other units or the lock has no example that stands alone.
const WITHOUT: &[Code] = &[
    Code::Unreadable,
    Code::NotUtf8,
    Code::TooLarge,
    Code::UnmatchedFile,
    Code::EmptyDataset,
    Code::NameTaken,
    Code::DuplicateIndex,
    Code::Renamed,
    Code::StaleLock,
    Code::BrokenLock,
    Code::PackLimit,
];

#[test]
fn every_example_gives_its_code() {
    for (section, code) in sections().iter().zip(Code::ALL) {
        if WITHOUT.contains(code) {
            continue;
        }
        let found: Vec<String> =
            example(section).iter().map(|found| found.code.to_string()).collect();
        assert_eq!(found, [code.to_string()], "{}", section.heading);
    }
}

fn example(section: &Section) -> Vec<Diagnostic> {
    let mut documents = Vec::new();
    for (name, text) in &section.examples {
        match document(name, text) {
            Ok(document) => documents.push((name.as_str(), document)),
            Err(found) => return found,
        }
    }
    match <[_; 2]>::try_from(documents) {
        Ok([(_, schema), (_, seed)]) => checked(schema, seed),
        Err(mut documents) => match documents.pop() {
            Some(("dataset.yaml", manifest)) => {
                Manifest::from_document(&manifest).err().unwrap_or_default()
            }
            Some(("mapping.yaml", mapping)) => {
                Mapping::from_document(&mapping).err().unwrap_or_default()
            }
            Some((_, schema)) => checked(schema, document("seed.json", "{}").unwrap()),
            None => Vec::new(),
        },
    }
}

fn document(name: &str, text: &str) -> Result<Document, Vec<Diagnostic>> {
    let (format, _) = read::Format::of(name).unwrap();
    let file = SourceFile { path: PathBuf::from(name), text: text.to_owned() };
    read::from_text(format, Arc::new(file), None)
}
