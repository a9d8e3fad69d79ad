//! Files and the patterns that pick them.

use std::fs;

use super::*;
use crate::source::from_text;

/// The units that a `files:` value picks among these paths, as `name=path@at#body`, and the problems.
fn pick(files: &str, paths: &[&str]) -> (Vec<String>, Vec<(Code, String)>) {
    let text = format!("title: t\nversion: v\n{files}");
    let file = Arc::new(SourceFile { path: "d/dataset.yaml".into(), text });
    let document = from_text(Format::Yaml, file, None).unwrap();
    let manifest = Manifest::from_document(&document).unwrap();
    let files: Vec<Candidate> = paths
        .iter()
        .map(|path| Candidate {
            relative: (*path).into(),
            path: format!("d/{path}").into(),
            bytes: None,
        })
        .collect();
    let (units, problems) = unit_files(&files, &Mapping::default(), &manifest, &document);
    let mark = |sign: &str, text: &Option<String>| {
        text.as_ref().map_or(String::new(), |text| format!("{sign}{text}"))
    };
    let units = units.iter().map(|unit| {
        let (at, body) = (mark("@", &unit.at), mark("#", &unit.body));
        format!("{}={}{at}{body}", unit.name, unit.relative)
    });
    let problems = problems
        .iter()
        .map(|problem| (problem.code, problem.place.file.path.to_string_lossy().into_owned()));
    (units.collect(), problems.collect())
}

#[test]
fn without_patterns_every_file_that_can_be_read_is_a_unit() {
    let (units, problems) =
        pick("", &["LICENSE", "README.md", "a.md", "b.txt", "u/README.md", "u/x.csv"]);
    assert_eq!(units, ["a=a.md", "u.x=u/x.csv"]);
    assert_eq!(problems, [(Code::UnmatchedFile, "d/b.txt".to_owned())]);
}

#[test]
fn the_first_pattern_that_matches_decides() {
    let files =
        "files: ['*.json', {match: users.csv, at: users}, {match: '**/*.md', body: text}]\n";
    let paths = ["README.md", "a.b.json", "u/one.json", "u/page.md", "users.csv", "z.yaml"];
    let (units, problems) = pick(files, &paths);
    assert_eq!(
        units,
        ["README=README.md#text", "a.b=a.b.json", "u.page=u/page.md#text", "users=users.csv@users"]
    );
    let unmatched = |path: &str| (Code::UnmatchedFile, path.to_owned());
    assert_eq!(problems, [unmatched("d/u/one.json"), unmatched("d/z.yaml")]);
    assert_eq!(pick("files: ['**']\n", &["LICENSE", "x.json"]).1.len(), 1);
    assert_eq!(pick("files: []\n", &["LICENSE", "README.md"]), (vec![], vec![]));
}

#[test]
fn a_name_is_one_units() {
    for paths in [["a.json", "a.yaml"], ["u.one.json", "u/one.json"]] {
        let (units, problems) = pick("", &paths);
        assert_eq!(units.len(), 1);
        assert_eq!(problems, [(Code::NameTaken, format!("d/{}", paths[1]))]);
    }
}

#[test]
fn a_pattern_that_picks_what_it_should_not_is_shown() {
    let (_, problems) = pick("files: [{match: '*', body: text}]\n", &["a.json", "b.txt", "c.md"]);
    let wrong = |path: &str| (Code::Manifest, path.to_owned());
    assert_eq!(problems, [wrong("d/a.json"), wrong("d/b.txt")]);
}

#[test]
fn a_unit_is_read_where_the_manifest_puts_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    fs::write(&path, "id\n1\n").unwrap();
    let unit = UnitFile {
        name: "users".into(),
        relative: "users.csv".into(),
        path,
        format: Format::Csv,
        at: Some("users".into()),
        body: None,
        bytes: None,
    };
    assert_eq!(unit.read().unwrap().value.to_string(), r#"{"users":[{"id":"1"}]}"#);
}

#[test]
fn a_unit_is_named_as_a_file_can_be() {
    for name in ["gaa", "u.one", "Ü 2", "schema.more"] {
        assert!(is_unit_name(name), "{name}");
    }
    for name in
        ["", "../x", "..", ".hid", "a..b", "/tmp/abs", "a\\b", "a\nb", "C:", "schema", "dataset"]
    {
        assert!(!is_unit_name(name), "{name}");
    }
}
