//! Manifests, right and wrong.

use std::sync::Arc;

use super::*;
use crate::diagnostic::{Code, SourceFile};
use crate::source::{Format, from_text};

fn decode(text: &str) -> Result<Manifest, Vec<Diagnostic>> {
    let file = Arc::new(SourceFile { path: "dataset.yaml".into(), text: text.into() });
    Manifest::from_document(&from_text(Format::Yaml, file, None).unwrap())
}

#[test]
fn all_of_it() {
    let text = r#"
title: Sports skills
version: 1.10
description: What coaches assess.
files:
  - "*.json"
  - { match: users.csv, at: users }
  - { match: "**/*.md", body: content }
database: false
constants: true
merge: locked
removed: deprecate
collections:
  skill: { removed: delete, merge: once, constants: false }
  other: {}
git: { collection: skill, file: "sports/skills/{name}.md" }
review: { collection: skill, field: status }
renamed_from:
  skill: { gaa/soloing: solo-run, gaa/2: 0010 }
"#;
    let pattern = |glob: &str, at: Option<&str>, body: Option<&str>| FilePattern {
        glob: glob.into(),
        at: at.map(Into::into),
        body: body.map(Into::into),
    };
    let skill = CollectionPolicy {
        constants: Some(false),
        merge: Some(Merge::Once),
        removed: Some(Removed::Delete),
    };
    let renamed = [("gaa/soloing", "solo-run"), ("gaa/2", "0010")];
    let renamed = renamed.map(|(now, before)| (now.to_owned(), before.to_owned()));
    assert_eq!(
        decode(text).unwrap(),
        Manifest {
            title: "Sports skills".into(),
            version: "1.10".into(),
            description: "What coaches assess.".into(),
            files: Some(vec![
                pattern("*.json", None, None),
                pattern("users.csv", Some("users"), None),
                pattern("**/*.md", None, Some("content")),
            ]),
            database: false,
            constants: Some(true),
            merge: Merge::Locked,
            removed: Removed::Deprecate,
            collections: [
                ("skill".to_owned(), skill),
                ("other".to_owned(), CollectionPolicy::default()),
            ]
            .into(),
            git: Some(Git {
                collection: "skill".into(),
                folder: "sports/skills".into(),
                field: "name".into(),
                ending: "md".into(),
            }),
            review: Some(Review { collection: "skill".into(), field: "status".into() }),
            renamed_from: [("skill".to_owned(), renamed.into())].into(),
        }
    );
}

#[test]
fn what_may_be_left_out() {
    let manifest = decode("title: 2024\nversion: '1'\n").unwrap();
    assert_eq!((manifest.title.as_str(), manifest.version.as_str()), ("2024", "1"));
    assert_eq!((manifest.files, manifest.database, manifest.constants), (None, true, None));
    assert_eq!((manifest.merge, manifest.removed), (Merge::Fields, Removed::Keep));
}

#[test]
fn every_problem_is_at_its_own_place() {
    let text = r#"titel: x
version: ""
files:
  - "[a"
  - { at: users }
  - 7: 8
    match: "*.csv"
  - 12
  - []
database: yes
constants: 1
merge: lock
removed: never
collections:
  skill: { merge: fieldz, remove: keep }
  other: keep
renamed_from:
  skill: { a: [b] }
  x: y
git: { collection: skill, file: "../{title}.md" }
review: { collection: skill, by: anna }
"#;
    let problems = decode(text).unwrap_err();
    let seen: Vec<_> = problems
        .iter()
        .map(|problem| {
            assert_eq!(problem.code, Code::Manifest);
            let help = problem.help.as_deref().unwrap_or("");
            (problem.place.line_column(), problem.message.as_str(), help)
        })
        .collect();
    assert_eq!(
        seen,
        [
            ((1, 1), "unknown key `titel`", "did you mean `title`?"),
            ((1, 1), "`title` is missing", ""),
            ((2, 10), "expected a text that is not empty, found ``", ""),
            ((4, 5), "a pattern that is wrong: unclosed character class; missing ']'", ""),
            ((5, 5), "`match` is missing", ""),
            ((6, 5), "unknown key `7`", "known are match, at, body"),
            ((9, 5), "expected a text, found a list", ""),
            ((10, 11), "expected `true` or `false`, found `yes`", ""),
            ((11, 12), "expected `true` or `false`, found `1`", ""),
            (
                (12, 8),
                "expected one of fields, locked, once, found `lock`",
                "did you mean `locked`?"
            ),
            ((13, 10), "expected one of keep, deprecate, delete, found `never`", ""),
            (
                (15, 19),
                "expected one of fields, locked, once, found `fieldz`",
                "did you mean `fields`?"
            ),
            ((15, 27), "unknown key `remove`", "did you mean `removed`?"),
            ((16, 10), "expected a mapping, found `keep`", ""),
            ((18, 15), "expected a text, found a list", ""),
            ((19, 6), "expected a mapping, found `y`", ""),
            (
                (20, 33),
                "no pattern of files with a record each",
                "write it like `notes/{title}.md`: a folder, a field, an ending"
            ),
            ((21, 9), "`field` is missing", ""),
            ((21, 30), "unknown key `by`", "known are collection, field"),
        ]
    );
}

#[test]
fn a_manifest_is_a_mapping() {
    for text in ["", "- a\n", "text\n"] {
        assert_eq!(decode(text).unwrap_err().len(), 1, "{text}");
    }
}
