//! What a data folder gives as a whole: every problem in one run, and code as long as its schemas.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use seedbank_codegen::diagnostic::Code;
use seedbank_codegen::{compile, emit};
use tempfile::TempDir;

const SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": {
    "title": "Item", "type": "object", "x-collection": "item", "required": ["level"],
    "properties": {
      "level": { "type": "integer", "minimum": 0, "maximum": 100 },
      "group": { "type": "string", "x-index": true }
    }
  }
}"#;

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A dataset of so many records.
fn many(records: usize, manifest: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "a/dataset.yaml", &format!("title: A\nversion: '1'\n{manifest}"));
    write(&folder, "a/schema.json", SCHEMA);
    let mut text = String::new();
    for record in 0..records {
        writeln!(text, "{{\"level\": {}, \"group\": \"g{}\"}}", record % 100, record / 7).unwrap();
    }
    let items: Vec<_> =
        text.lines().enumerate().map(|(index, line)| format!("\"k{index}\": {line}")).collect();
    write(&folder, "a/seed.json", &format!("{{{}}}", items.join(",\n")));
    folder
}

fn constants(records: usize, manifest: &str) -> bool {
    let packed = compile(many(records, manifest).path()).packed.unwrap();
    packed.model().datasets[0].collections[0].constants
}

/// What is wrong: `code path:line:column`.
fn places(folder: &Path) -> Vec<String> {
    let shown = compile(folder).diagnostics.into_iter().map(|problem| {
        let (line, column) = problem.place.line_column();
        let path = problem.place.file.path.strip_prefix(folder).unwrap().to_owned();
        format!("{} {}:{line}:{column}", problem.code, path.display())
    });
    shown.collect()
}

#[test]
fn every_problem_of_every_dataset_and_file_is_reported_in_one_run_in_order() {
    let folder = tempfile::tempdir().unwrap();
    for dataset in ["b", "a"] {
        write(&folder, &format!("{dataset}/dataset.yaml"), "title: T\nversion: '1'\n");
        write(&folder, &format!("{dataset}/schema.json"), SCHEMA);
        write(&folder, &format!("{dataset}/two.yaml"), "x: { level: 101 }\ny: { group: 1 }\n");
        write(&folder, &format!("{dataset}/one.json"), "{\"x\": {\n\"level\": -1,\n\"group\": 7}}");
        write(&folder, &format!("{dataset}/broken.yaml"), "x: [\n");
    }
    write(&folder, "c/dataset.yaml", "title: T\n");
    write(&folder, "c/schema.json", "{\"x-colection\": \"a\"}");
    assert_eq!(
        places(folder.path()),
        [
            "SB0003 a/broken.yaml:2:1",
            "SB0020 a/one.json:2:10",
            "SB0020 a/one.json:3:10",
            "SB0020 a/two.yaml:1:13",
            "SB0020 a/two.yaml:2:1",
            "SB0003 b/broken.yaml:2:1",
            "SB0020 b/one.json:2:10",
            "SB0020 b/one.json:3:10",
            "SB0020 b/two.yaml:1:13",
            "SB0020 b/two.yaml:2:1",
            "SB0011 c/dataset.yaml:1:1",
            "SB0013 c/schema.json:1:2",
        ]
    );
}

#[test]
fn records_are_constants_up_to_5000_unless_the_manifest_says_otherwise() {
    assert!(constants(5_000, ""));
    assert!(!constants(5_001, ""));
    assert!(constants(5_001, "constants: true\n"));
    assert!(!constants(1, "constants: false\n"));
    assert!(!constants(1, "collections: { item: { constants: false } }\n"));
    assert!(constants(1, "constants: false\ncollections: { item: { constants: true } }\n"));
}

#[test]
fn generated_code_does_not_grow_with_the_data() {
    let lines = |records| {
        let packed = compile(many(records, "constants: false\n").path()).packed.unwrap();
        emit::emit(&packed).unwrap().lines().count()
    };
    let (few, more, most) = (lines(10), lines(1_000), lines(10_000));
    assert!(few.abs_diff(most) < 100, "{few} lines for 10 records, {most} for 10,000");
    assert_eq!(more, most, "above a few keys, not one line more");
}

/// A copy of the RV-C messages with one text put for another, and what is then wrong.
fn rvc(from: &str, to: &str) -> Vec<(Code, String)> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/rvc");
    let folder = tempfile::tempdir().unwrap();
    for name in ["dataset.yaml", "schema.json", "rvc.json"] {
        let text = fs::read_to_string(data.join(name)).unwrap();
        let text = if name == "rvc.json" {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        } else {
            text
        };
        write(&folder, &format!("rvc/{name}"), &text);
    }
    let problems = compile(folder.path()).diagnostics.into_iter();
    problems
        .filter(|problem| problem.code != Code::StaleLock)
        .map(|problem| (problem.code, problem.message))
        .collect()
}

#[test]
fn a_message_that_is_laid_out_wrongly_breaks_a_rule() {
    assert_eq!(rvc("\"version\"", "\"version\""), []);
    for (why, from, to, rule) in [
        (
            "a signal past its message",
            r#""name": "DSA_extension", "start_bit": 48, "length": 8"#,
            r#""name": "DSA_extension", "start_bit": 57, "length": 8"#,
            "a signal must have bits and end within the message",
        ),
        (
            "two signals on one bit",
            r#""name": "operating_status_detail", "start_bit": 2"#,
            r#""name": "operating_status_detail", "start_bit": 1"#,
            "two signals of a message must not share a bit",
        ),
        (
            "a PGN that is not in the id",
            r#""pgn": 65226"#,
            r#""pgn": 65227"#,
            "pgn must be bits 8 to 25 of the id",
        ),
        (
            "a sender that is not in the id",
            r#""source_address": 159"#,
            r#""source_address": 158"#,
            "source_address must be the low byte of the id",
        ),
        (
            "a message under another id",
            r#""419351199": {"#,
            r#""419351198": {"#,
            "a message must be listed under its own CAN id",
        ),
    ] {
        let found = rvc(from, to);
        assert!(
            found.iter().all(|(code, _)| *code == Code::RuleBroken)
                && found.iter().any(|(_, message)| message.contains(rule)),
            "{why}: {found:?}"
        );
    }
}
