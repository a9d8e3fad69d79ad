//! What a backup means: its records by schema, references and rules.

use seedbank::{Author, Backup, Bundle, Database, Level};
use serde_json::{Value, json};

use crate::backups::taken;

/// Analyses as the golden data set has them, in short.
fn bundle() -> Bundle {
    let schema = json!({
        "type": "object", "x-collection": "analysis", "x-key": "slug",
        "required": ["slug", "artifact", "findings", "chunks"],
        "properties": {
            "slug": { "type": "string" },
            "artifact": {
                "type": "object", "required": ["summary"],
                "properties": { "summary": { "type": "string" }, "link": { "type": "string", "format": "uri" } }
            },
            "findings": { "type": "array", "items": {
                "type": "object", "x-collection": "finding", "x-key": "id", "required": ["id", "evidence"],
                "x-validations": [{ "rule": "self.confidence <= 1.0", "message": "more than certain" }],
                "properties": {
                    "id": { "type": "string" }, "confidence": { "type": "number" },
                    "evidence": { "type": "array", "items": { "type": "integer", "x-ref": "chunk" } }
                }
            } },
            "chunks": { "type": "array", "items": {
                "type": "object", "x-collection": "chunk", "x-key": "index", "required": ["index"],
                "properties": { "index": { "type": "integer" }, "content": { "type": "string" } }
            } }
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let golden = folder.path().join("golden");
    std::fs::create_dir(&golden).unwrap();
    std::fs::write(golden.join("dataset.yaml"), "title: Golden\nversion: 1.0.0\n").unwrap();
    std::fs::write(golden.join("schema.json"), schema.to_string()).unwrap();
    for slug in ["one", "two"] {
        let unit = json!({
            "slug": slug, "artifact": { "summary": "S", "link": "https://sqlite.org/wal.html" },
            "findings": [{ "id": "f", "confidence": 0.5, "evidence": [0, 1] }],
            "chunks": [{ "index": 0, "content": "see https://example.com" }, { "index": 1 }]
        });
        std::fs::write(golden.join(format!("{slug}.json")), unit.to_string()).unwrap();
    }
    let compiled = seedbank_codegen::compile(folder.path());
    assert!(compiled.set_aside.is_empty(), "{:?}", compiled.diagnostics);
    Bundle::from_packed(compiled.packed.unwrap())
}

/// What verifying finds at L3, once SQL has changed the database before.
fn found(sql: &str) -> Vec<String> {
    let bundle = bundle();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("golden.db");
    let database = Database::open(&format!("sqlite://{}", path.display())).unwrap();
    database.boot(&bundle).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    let backup = database.full_backup(&bundle, &Author::new("ops")).unwrap();
    let verified = Backup::verify(backup.to_text().as_bytes(), &bundle, Level::L3);
    assert_eq!(
        verified.reached,
        Some(if verified.findings.is_empty() { Level::L3 } else { Level::L2 })
    );
    let told = verified.findings.iter();
    told.map(|finding| format!("{}: {}", finding.what, finding.problem)).collect()
}

/// Who changes data past the history in a unit that the bundle would deliver otherwise is found by that
/// too: the unit is to be another.
const UNKNOWN: &str = "UPDATE seedbank_import SET hash = NULL;";

fn changed(collection: &str, change: &str) -> Vec<String> {
    let sql = format!(
        "UPDATE seedbank_record SET data = {change} WHERE unit = 'one' AND collection = '{collection}';"
    );
    found(&(UNKNOWN.to_owned() + &sql))
}

#[test]
fn a_good_one_means_what_it_says() {
    assert_eq!(found(""), [""; 0]);
}

#[test]
fn what_does_not_hold_is_named() {
    insta::assert_snapshot!(found(&format!("{UNKNOWN} DELETE FROM seedbank_record WHERE unit = 'one' AND collection = 'analysis'")).join("\n"), @r"
    golden/chunk/one/0: it is orphaned: there is no `analysis` in the unit one
    golden/chunk/one/1: it is orphaned: there is no `analysis` in the unit one
    golden/finding/one/f: it is orphaned: there is no `analysis` in the unit one
    ");
    insta::assert_snapshot!(changed("analysis", "json_remove(data, '$.artifact')").join("\n"), @"golden/analysis/one/one: missing property `artifact`");
    insta::assert_snapshot!(changed("analysis", "json_set(data, '$.artifact.link', 'http://localhost/TODO')").join("\n"), @"golden/analysis/one/one: `/artifact/link` has a placeholder: http://localhost/TODO");
    insta::assert_snapshot!(changed("finding", "json_set(data, '$.evidence', json('[0,7]'))").join("\n"), @"golden/finding/one/f: it refers to `chunk` `7`, which is not there");
    insta::assert_snapshot!(changed("finding", "json_set(data, '$.confidence', 1.5)").join("\n"), @"golden/finding/one/f: more than certain (the rule is `self.confidence <= 1.0`)");
    insta::assert_snapshot!(changed("chunk", "'{\"index\": '").join("\n"), @r"
    golden/chunk/one/0: `index`, which names a record of `chunk`, is missing
    golden/chunk/one/1: `index`, which names a record of `chunk`, is missing
    ");
}

#[test]
fn the_data_of_this_repository_means_what_it_says() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let bundle = Bundle::from_packed(seedbank_codegen::compile(&data).packed.unwrap());
    let database = Database::open("sqlite::memory:").unwrap();
    database.boot(&bundle).unwrap();
    for full in [true, false] {
        let backup = taken(&database, &bundle, full);
        let verified = Backup::verify(backup.to_text().as_bytes(), &bundle, Level::L4);
        assert_eq!((verified.reached, verified.findings), (Some(Level::L4), vec![]));
        // Every record has its place in the document of its unit.
        let document: Value = serde_json::from_str(&backup.to_text()).unwrap();
        let units = document["units"].as_array().unwrap();
        let mut records = units.iter().flat_map(|unit| unit["records"].as_array().unwrap());
        assert!(records.all(|record| record["place"].is_object()));
        assert_eq!(backup.metadata().counts.all_records() > 0, full);
    }
}
