//! Damaged backups, each made from a good one: all are found, at the level that they keep a backup from.

use std::fmt::Write as _;

use seedbank::{Backup, BackupError, Bundle, Database, Level};
use seedbank_codegen::canon::{canonical, text_hash};
use serde_json::{Value, json};

use crate::backups::taken;
use crate::edits::{anna, set};
use crate::release::Release;

const LIST: &str = "categories: { kick: { title: Kicking } }\n\
                    skills:\n- { code: solo, name: Soloing, category: kick }\n\
                    - { code: hop, name: Hopping, category: kick }\n";

fn release() -> Bundle {
    Release::new(1).unit("gaa", LIST).bundle()
}

/// A good backup.
fn good(full: bool) -> (Bundle, Value) {
    let bundle = release();
    let database = Database::open("sqlite::memory:").unwrap();
    database.boot(&bundle).unwrap();
    let name = "club/skill/gaa/solo".parse().unwrap();
    database.edit(&bundle, &name, &set("name", json!("Solo run")), &anna()).unwrap();
    let name = "club/skill/gaa/hop".parse().unwrap();
    database.edit(&bundle, &name, &set("hint", json!("https://rules.org")), &anna()).unwrap();
    let backup = taken(&database, &bundle, full);
    let mut document: Value = serde_json::from_str(&backup.to_text()).unwrap();
    let sync = |state: &str, error: Option<&str>| {
        json!({
            "record": name, "operation": "update", "direction": "push", "path": "skills/hop.md",
            "hash": null, "commit": null, "state": state, "error": error,
            "started": { "at": "2026-11-21T00:00:00Z", "by": "ops" },
            "completed": if state == "pending" { None } else { Some("2026-11-21T00:00:01Z") },
        })
    };
    document["syncs"] =
        json!([sync("success", None), sync("failed", Some("no such file")), sync("pending", None)]);
    document["metadata"]["syncs"] = 3.into();
    sealed(&mut document);
    (bundle, document)
}

/// The level that a document reaches, and the first problem.
fn reached(bundle: &Bundle, document: &Value) -> (Option<Level>, String) {
    let verified = Backup::verify(document.to_string().as_bytes(), bundle, Level::L4);
    let told = verified.findings.first();
    let told = told.map(|finding| format!("{}: {}", finding.what, finding.problem));
    assert_eq!(verified.reached < Some(Level::L4), told.is_some());
    (verified.reached, told.unwrap_or_default())
}

/// As somebody does who knows how: with counts, hash and seal that agree again.
fn sealed(document: &mut Value) {
    let mut content = document.clone();
    for stamp in ["created_at", "created_by", "seal", "hash"] {
        content.as_object_mut().unwrap().remove(stamp);
    }
    document["hash"] = text_hash(&canonical(&content)).to_string().into();
    let stamp = json!([document["hash"], document["created_at"], document["created_by"]]);
    document["seal"] = text_hash(&canonical(&stamp)).to_string().into();
}

fn records(document: &mut Value) -> &mut Vec<Value> {
    document["units"][0]["records"].as_array_mut().unwrap()
}

#[test]
fn every_flipped_bit_is_found() {
    for full in [true, false] {
        let (bundle, document) = good(full);
        let text = Backup::from_bytes(document.to_string().as_bytes()).unwrap().to_text();
        let mut unchanged = 0;
        // A prime number of bits apart, so that each bit of a byte has its turn.
        for bit in (0..text.len() * 8).step_by(13) {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let verified = Backup::verify(&bytes, &bundle, Level::L2);
            if serde_json::from_slice::<Value>(&bytes).ok().as_ref() == Some(&document) {
                unchanged += 1;
                continue;
            }
            assert!(verified.reached < Some(Level::L1), "bit {bit}: {verified:?}");
            let read = Backup::from_bytes(&bytes);
            let fresh = Database::open("sqlite::memory:").unwrap();
            let refused = read.and_then(|backup| {
                fresh.replace_with(&bundle, &backup, &anna(), |_| Ok(())).map(|_| ())
            });
            assert!(refused.is_err(), "bit {bit}");
        }
        assert!(unchanged < 3, "{unchanged} bits mean nothing");
    }
}

#[test]
fn every_truncation_is_found() {
    let (bundle, document) = good(true);
    let text = Backup::from_bytes(document.to_string().as_bytes()).unwrap().to_text();
    let zstd = tempfile::tempdir().unwrap();
    let path = zstd.path().join("all.json.zst");
    Backup::from_bytes(text.as_bytes()).unwrap().write(&path).unwrap();
    let packed = std::fs::read(path).unwrap();
    for bytes in [text.trim_end().as_bytes(), &packed] {
        for length in (0..bytes.len()).step_by(7) {
            assert_eq!(Backup::verify(&bytes[..length], &bundle, Level::L2).reached, None);
        }
    }
    for mut damaged in (0..packed.len()).step_by(5).map(|at| (at, packed.clone())) {
        damaged.1[damaged.0] ^= 4;
        let verified = Backup::verify(&damaged.1, &bundle, Level::L1);
        let same = Backup::from_bytes(&damaged.1).is_ok_and(|backup| backup.to_text() == text);
        assert!(same || verified.reached < Some(Level::L1), "byte {}", damaged.0);
    }
}

/// How a good backup is damaged.
type Damage = fn(&mut Value);

/// A name; how a good backup is damaged; the level that it then reaches; and the one where counts, hash and seal
/// are made to agree again.
type Case = (&'static str, Damage, Option<Level>, Option<Level>);

/// Proves each level; gives what is said of each.
fn told(cases: &[Case]) -> String {
    let mut told = String::new();
    for (name, damage, by_accident, by_design) in cases.iter().copied() {
        let (bundle, mut document) = good(true);
        damage(&mut document);
        assert_eq!(reached(&bundle, &document).0, by_accident, "{name}");
        if by_accident.is_some() {
            counted(&mut document);
            sealed(&mut document);
        }
        let (level, problem) = reached(&bundle, &document);
        assert_eq!(level, by_design, "{name}: {problem}");
        let problem = problem.split(" at line ").next().unwrap_or_default();
        let _ = writeln!(told, "{name}: {problem}");
    }
    told
}

/// Makes the counts those of what is there.
fn counted(document: &mut Value) {
    let count = |document: &Value, name: &str| document[name].as_array().unwrap().len();
    for name in ["history", "conflicts", "imports", "syncs"] {
        document["metadata"][name] = count(document, name).into();
    }
    let skills = document["units"][0]["records"].as_array().unwrap().iter();
    let skills = skills.filter(|record| record["collection"] == "skill").count();
    document["metadata"]["records"]["club/skill"] = skills.into();
}

#[test]
fn each_damage_keeps_a_backup_from_its_level() {
    let too_many: Damage = |document| {
        let again = records(document)[1].clone();
        records(document).push(again);
    };
    let too_few: Damage = |document| drop(records(document).pop());
    let swapped: Damage = |document| {
        let (one, other) = (records(document)[1]["id"].clone(), records(document)[2]["id"].clone());
        records(document)[1]["id"] = other;
        records(document)[2]["id"] = one;
    };
    let wrong_counts: Damage = |document| document["metadata"]["records"]["club/skill"] = 7.into();
    let other_value: Damage =
        |document| document["units"][0]["document"]["skills"][0]["name"] = "Solo fun".into();
    let other_place: Damage = |document| records(document)[1]["place"]["at"] = "/skills/9".into();
    let other_state: Damage = |document| records(document)[1]["state"] = "lost".into();
    let no_field: Damage =
        |document| drop(records(document)[1].as_object_mut().unwrap().remove("id"));
    let later: Damage = |document| document["seedbank_backup"] = 2.into();
    let older: Damage = |document| document["seedbank_backup"] = 0.into();
    let no_format: Damage = |document| document["seedbank_backup"] = "1".into();
    let stamp: Damage = |document| document["created_by"] = "eve".into();
    let history: Damage = |document| drop(document["history"].as_array_mut().unwrap().pop());
    let other_history: Damage = |document| document["history"][3]["signature"]["by"] = "eve".into();
    let conflict: Damage = |document| {
        document["conflicts"] = json!([{
            "id": 1, "record": 99, "field": "/name", "reason": null, "import": null,
            "created": { "at": "2026-11-21T00:00:00Z", "by": "eve" }, "settled": null
        }]);
    };
    let left = Some;
    let cases: [Case; 15] = [
        ("a record too many", too_many, left(Level::L0), left(Level::L1)),
        ("a record too few", too_few, left(Level::L0), left(Level::L2)),
        ("swapped numbers", swapped, left(Level::L0), left(Level::L1)),
        ("wrong counts", wrong_counts, left(Level::L0), left(Level::L4)),
        ("another value", other_value, left(Level::L0), left(Level::L1)),
        ("another place", other_place, left(Level::L0), left(Level::L1)),
        ("an unknown state", other_state, left(Level::L0), left(Level::L1)),
        ("no number", no_field, None, None),
        ("a later format", later, None, None),
        ("an older format", older, None, None),
        ("no format", no_format, None, None),
        ("another author", stamp, left(Level::L0), left(Level::L4)),
        ("history too short", history, left(Level::L0), left(Level::L2)),
        ("another history", other_history, left(Level::L0), left(Level::L2)),
        ("a conflict of no record", conflict, left(Level::L0), left(Level::L1)),
    ];
    insta::assert_snapshot!(told(&cases), @r"
    a record too many: club/skill/gaa/hop: its number 3 is another record's too
    a record too few: club/skill/gaa/solo: its row was removed from seedbank_record; restore it from a backup
    swapped numbers: club/skill/gaa/hop: its hash is not that of its content
    wrong counts: 
    another value: club/skill/gaa/hop: its hash is not that of its content
    another place: club/skill/gaa/hop: the record is not where the backup says that it is
    an unknown state: club/skill/gaa/hop: its hash is not that of its content
    no number: the file: it is no JSON of a backup: missing field `id`
    a later format: the file: cannot read the backup: it has format 2 and this build knows 1; use the release that made it, or a later one
    an older format: the file: it says that it has format 0, which never was
    no format: the file: it does not say which format it has (`seedbank_backup`)
    another author: 
    history too short: row 3 of seedbank_history: it should not be the newest: rows after it were removed, or put in
    another history: row 4 of seedbank_history: it was changed after it was written
    a conflict of no record: conflict 1: its record 99 is not there
    ");
}

#[test]
fn what_is_beside_the_records_is_proved_too() {
    let reversed: Damage = |document| records(document).reverse();
    let other_import: Damage = |document| document["imports"][0]["state"] = "gone".into();
    let import_twice: Damage = |document| {
        let again = document["imports"][0].clone();
        document["imports"].as_array_mut().unwrap().push(again);
    };
    let other_sync: Damage = |document| document["syncs"][1]["operation"] = "merge".into();
    let sync_lost: Damage = |document| drop(document["syncs"].as_array_mut().unwrap().pop());
    let other_head: Damage = |document| document["installation"]["head"] = "sb1-0".into();
    let left = Some;
    let cases: [Case; 6] = [
        ("another order", reversed, left(Level::L0), left(Level::L3)),
        ("an unknown import", other_import, left(Level::L0), left(Level::L1)),
        ("an import twice", import_twice, left(Level::L0), left(Level::L1)),
        ("an unknown operation", other_sync, left(Level::L0), left(Level::L1)),
        ("an operation too few", sync_lost, left(Level::L0), left(Level::L4)),
        ("another newest row", other_head, left(Level::L0), left(Level::L2)),
    ];
    insta::assert_snapshot!(told(&cases), @r"
    another order: the backup: brought back and taken again, it is another from line 15 on
    an unknown import: the import of club/gaa: its state is `gone`, which this build does not know
    an import twice: the import of club/gaa: it is there twice, or not in its place
    an unknown operation: a row of the sync log about club/skill/gaa/hop: its operation is `merge`, which this build does not know
    an operation too few: 
    another newest row: row 4 of seedbank_history: it should not be the newest: rows after it were removed, or put in
    ");
}

#[test]
fn what_the_bundle_has_otherwise_is_not_brought_back() {
    let (bundle, document) = good(false);
    let untouched = &document["units"][0]["untouched"][0];
    assert_eq!(untouched["collection"], "category");
    for (name, value) in [("hash", json!("sb1-0")), ("runs", json!([[0, 1, 9]]))] {
        let mut damaged = document.clone();
        damaged["units"][0]["untouched"][0][name] = value;
        assert_eq!(reached(&bundle, &damaged).0, Some(Level::L0));
        damaged["metadata"]["untouched"]["club/category"] =
            if name == "runs" { 9 } else { 1 }.into();
        sealed(&mut damaged);
        let (level, problem) = reached(&bundle, &damaged);
        assert_eq!(level, Some(Level::L1), "{name}");
        assert!(problem.contains("records that this bundle does not have"), "{problem}");
    }
}

#[test]
fn a_backup_says_what_it_is_and_refuses_what_it_is_not() {
    let bundle = release();
    for (bytes, expected) in [
        (&b""[..], "EOF while parsing a value"),
        (b"[1]", "expected a map at line 1"),
        (b"{}", "does not say which format it has"),
        (b"\xff\xfe", "it is no text"),
        (b"{\"seedbank_backup\": 1}", "missing field"),
        (b"{\"seedbank_backup\": 99999999999999999999}", "never was"),
        (b"\x28\xb5\x2f\xfd", "cannot be unpacked"),
    ] {
        let error = Backup::from_bytes(bytes).unwrap_err();
        assert!(error.to_string().starts_with("cannot read the backup: "), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(Backup::verify(bytes, &bundle, Level::L3).reached, None);
    }
    let later = Backup::from_bytes(b"{\"seedbank_backup\": 2}");
    assert!(matches!(later, Err(BackupError::LaterFormat { found: 2, known: 1, .. })), "{later:?}");
}
