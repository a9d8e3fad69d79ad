//! Derived fields: in no backup, made again where they are missing, and gone where what they are of changes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use seedbank::{
    Backup, Bundle, Derive, DeriveError, DerivedField, Embeddings, Level, NGrams, RecordName,
};
use serde_json::{Map, Value, json};

use crate::backups::taken;
use crate::database::{Scratch, on_each};
use crate::edits::{anna, set};
use crate::release::Release;

on_each!(
    what_is_missing_is_made_and_counts_as_no_change,
    a_backup_has_none_and_what_comes_back_lacks_them,
    what_they_are_of_changes_and_they_are_made_again,
    a_failure_keeps_what_was_made_and_the_next_run_goes_on,
    what_the_schema_does_not_allow_is_left_out,
    values_of_two_makers_are_never_mixed,
);

fn release(generation: u64, names: usize) -> Bundle {
    let skills: Vec<String> =
        (0..names).map(|n| format!("- {{ code: s{n:03}, name: Skill {n} }}\n")).collect();
    Release::new(generation)
        .skill(|skill| {
            skill["properties"]["vector"] =
                json!({ "type": "array", "items": { "type": "number" }, "x-derived": true });
        })
        .unit("gaa", &format!("skills:\n{}", skills.concat()))
        .bundle()
}

fn skill(number: usize) -> RecordName {
    format!("club/skill/gaa/s{number:03}").parse().unwrap()
}

const VECTORS: &str = "SELECT count(*) FROM club_skill WHERE vector IS NOT NULL";

fn what_is_missing_is_made_and_counts_as_no_change(database: &Scratch) {
    let bundle = release(1, 70);
    database.boot(&bundle).unwrap();
    let db = database.open();
    assert_eq!(db.missing_derived(&bundle).unwrap(), 70);
    let derived = db.derive(&bundle, &mut NGrams, &anna()).unwrap();
    assert_eq!((derived.made, derived.missing, derived.failed), (70, 0, None));
    assert_eq!(database.text(VECTORS), "70");
    assert_eq!(database.text("SELECT max(revision) FROM seedbank_record"), "1");
    let record = db.get(&bundle, &skill(3)).unwrap().value;
    assert_eq!(record["vector"].as_array().unwrap().len(), 256);
    assert_eq!(db.drift(&bundle).unwrap(), []);
    assert_eq!(db.verify(&bundle).unwrap(), []);
    assert_eq!(db.derive(&bundle, &mut NGrams, &anna()).unwrap().made, 0);
    let history = db.history(&bundle, &seedbank::HistoryQuery::default()).unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.action, last.subject.as_str(), last.by.as_str()), ("derive", "club", "anna"));
}

fn a_backup_has_none_and_what_comes_back_lacks_them(database: &Scratch) {
    let bundle = release(1, 3);
    database.boot(&bundle).unwrap();
    let db = database.open();
    db.edit(&bundle, &skill(1), &set("name", json!("Other")), &anna()).unwrap();
    db.derive(&bundle, &mut NGrams, &anna()).unwrap();
    for full in [true, false] {
        let backup = taken(&db, &bundle, full);
        let text = backup.to_text();
        // The schema's name is in the history, and no number of a vector anywhere.
        assert!(!text.contains("\"vector\":["), "{text}");
        let verified = Backup::verify(text.as_bytes(), &bundle, Level::L4);
        assert_eq!((verified.reached, verified.findings), (Some(Level::L4), vec![]));
        assert_eq!(backup.metadata().counts.all_untouched(), if full { 0 } else { 2 });
        db.replace_with(&bundle, &backup, &anna(), |_| Ok(())).unwrap();
        assert_eq!(db.missing_derived(&bundle).unwrap(), 3);
        assert_eq!(db.derive(&bundle, &mut NGrams, &anna()).unwrap().made, 3);
        assert_eq!(db.verify(&bundle).unwrap(), []);
    }
}

fn what_they_are_of_changes_and_they_are_made_again(database: &Scratch) {
    let bundle = release(1, 4);
    database.boot(&bundle).unwrap();
    let db = database.open();
    db.derive(&bundle, &mut NGrams, &anna()).unwrap();
    let vector = |number| db.get(&bundle, &skill(number)).unwrap().value.get("vector").cloned();
    let before = vector(1).unwrap();
    db.edit(&bundle, &skill(1), &set("name", json!("Other")), &anna()).unwrap();
    assert_eq!((vector(1), vector(2).is_some()), (None, true));
    let drift = db.drift(&bundle).unwrap();
    assert_eq!((drift.len(), drift[0].fields.len()), (1, 1));
    db.derive(&bundle, &mut NGrams, &anna()).unwrap();
    assert_ne!(vector(1).unwrap(), before);
    // A release changes one; the others keep theirs.
    let next = Release::new(2)
        .skill(|skill| {
            skill["properties"]["vector"] =
                json!({ "type": "array", "items": { "type": "number" }, "x-derived": true });
        })
        .unit(
            "gaa",
            "skills:\n- { code: s000, name: Skill 0 }\n- { code: s001, name: Skill 1, min: 1 }\n\
                      - { code: s002, name: Changed }\n- { code: s003, name: Skill 3 }\n",
        );
    let next = next.bundle();
    database.boot(&next).unwrap();
    assert_eq!(
        database.texts("SELECT key FROM club_skill WHERE vector IS NOT NULL ORDER BY key"),
        ["s000", "s003"]
    );
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 's001'"), "Other");
    assert_eq!(db.conflicts(&next, false).unwrap(), []);
    assert_eq!(db.derive(&next, &mut NGrams, &anna()).unwrap().made, 2);
    assert_eq!(db.verify(&next).unwrap(), []);
}

/// Fails after so many records.
struct Failing(usize);

impl Derive for Failing {
    fn maker(&self) -> &'static str {
        "failing"
    }

    fn derive(
        &mut self,
        field: &DerivedField<'_>,
        records: &[Map<String, Value>],
    ) -> Result<Vec<Value>, DeriveError> {
        assert_eq!((field.dataset, field.collection, field.field), ("club", "skill", "vector"));
        assert!(records.iter().all(|record| !record.contains_key("vector")));
        self.0 =
            self.0.checked_sub(records.len()).ok_or(DeriveError("no quota left".to_owned()))?;
        Ok(vec![json!([1, 2]); records.len()])
    }
}

fn a_failure_keeps_what_was_made_and_the_next_run_goes_on(database: &Scratch) {
    let bundle = release(1, 200);
    database.boot(&bundle).unwrap();
    let db = database.open();
    let derived = db.derive(&bundle, &mut Failing(150), &anna()).unwrap();
    assert_eq!(derived.failed.as_deref(), Some("no quota left"));
    assert_eq!((derived.made, derived.missing), (128, 72));
    assert_eq!(database.text(VECTORS), "128");
    let derived = db.derive(&bundle, &mut Failing(72), &anna()).unwrap();
    assert_eq!((derived.made, derived.missing, derived.failed), (72, 0, None));
    assert_eq!(db.verify(&bundle).unwrap(), []);
}

/// Gives what no schema asked for.
struct Wrong(Value, usize);

impl Derive for Wrong {
    fn maker(&self) -> &'static str {
        "wrong"
    }

    fn derive(
        &mut self,
        _: &DerivedField<'_>,
        _: &[Map<String, Value>],
    ) -> Result<Vec<Value>, DeriveError> {
        Ok(vec![self.0.clone(); self.1])
    }
}

fn what_the_schema_does_not_allow_is_left_out(database: &Scratch) {
    let bundle = release(1, 2);
    database.boot(&bundle).unwrap();
    let db = database.open();
    let derived = db.derive(&bundle, &mut Wrong(json!("text"), 2), &anna()).unwrap();
    assert_eq!((derived.made, derived.missing, derived.left_out.len()), (0, 2, 2));
    assert_eq!(derived.left_out[0].record, skill(0).to_string());
    let derived = db.derive(&bundle, &mut Wrong(json!([]), 3), &anna()).unwrap();
    assert_eq!(derived.failed.as_deref(), Some("3 values were given for 2 records"));
    assert_eq!(database.text(VECTORS), "0");
}

fn values_of_two_makers_are_never_mixed(database: &Scratch) {
    let bundle = release(1, 70);
    database.boot(&bundle).unwrap();
    let db = database.open();
    db.derive(&bundle, &mut NGrams, &anna()).unwrap();
    db.edit(&bundle, &skill(1), &set("name", json!("Other")), &anna()).unwrap();
    let derived = db.derive(&bundle, &mut Failing(99), &anna()).unwrap();
    assert_eq!((derived.made, derived.missing), (0, 1));
    let why = derived.failed.unwrap();
    assert!(why.starts_with("`vector` of club/skill was made by hashed n-grams"), "{why}");
    assert_eq!(database.text(VECTORS), "69");
    // Whoever gives nothing takes nothing away.
    let derived = db.derive_anew(&bundle, &mut Failing(0), &anna()).unwrap();
    assert_eq!((derived.made, derived.missing), (0, 1));
    assert_eq!(database.text(VECTORS), "69");
    // Anew, all of them are made by the other; what fails in between goes on from there.
    let derived = db.derive_anew(&bundle, &mut Failing(64), &anna()).unwrap();
    assert_eq!((derived.made, derived.missing), (64, 6));
    assert_eq!(database.text(VECTORS), "64");
    // A history that was pruned knows it still.
    db.prune_history(&"2100-01-01".parse().unwrap(), &anna()).unwrap();
    assert!(db.derive(&bundle, &mut NGrams, &anna()).unwrap().failed.is_some());
    assert_eq!(db.derive(&bundle, &mut Failing(6), &anna()).unwrap().made, 6);
    // Also where nothing is missing, or one would take the other's for one's own.
    assert!(db.derive(&bundle, &mut NGrams, &anna()).unwrap().failed.is_some());
    assert_eq!(db.get(&bundle, &skill(0)).unwrap().value["vector"], json!([1, 2]));
    assert_eq!(db.verify(&bundle).unwrap(), []);
    assert_eq!(db.drift(&bundle).unwrap().len(), 1);
}

/// From a question to a status and a text.
type Answer = fn(&Value) -> (u16, String);

/// A server that answers once for each of these, and gives what it was asked.
fn server(answers: Vec<Answer>) -> (String, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = thread::spawn(move || {
        let mut asked = Vec::new();
        for answer in answers {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(number) = line.to_lowercase().strip_prefix("content-length:") {
                    length = number.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
                head.push_str(&line);
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let (status, text) = answer(&serde_json::from_slice(&body).unwrap());
            let reply = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
                text.len()
            );
            reader.into_inner().write_all(reply.as_bytes()).unwrap();
            asked.push(head + &String::from_utf8(body).unwrap());
        }
        asked
    });
    (url, asked)
}

#[test]
fn a_server_is_asked_for_embeddings() {
    let bundle = release(1, 2);
    let database = seedbank::Database::open("sqlite::memory:").unwrap();
    database.boot(&bundle).unwrap();
    let (url, asked) = server(vec![
        |_| (503, "{\"error\": \"model is loading\"}".to_owned()),
        |_| (200, "{\"data\": [{\"index\": 0, \"embedding\": [1]}]}".to_owned()),
        |_| (200, "not json".to_owned()),
        |_| {
            (
                200,
                r#"{"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]}"#
                    .to_owned(),
            )
        },
        |question| {
            // In any order: the index says which is which.
            let vectors = question["input"].as_array().unwrap().iter().enumerate().rev();
            let vectors: Vec<Value> = vectors
                .map(|(index, text)| json!({ "index": index, "embedding": [text.as_str().unwrap().len(), 0.5] }))
                .collect();
            (200, json!({ "data": vectors, "model": question["model"] }).to_string())
        },
    ]);
    let mut embeddings = Embeddings::new(&url, "small").key("secret");
    assert!(!format!("{embeddings:?}").contains("secret"));
    let mut failed = || {
        let derived = database.derive(&bundle, &mut embeddings, &anna()).unwrap();
        (derived.made, derived.failed.unwrap_or_default().replace(&url, "URL"))
    };
    insta::assert_snapshot!(failed().1, @r#"cannot have embeddings from URL/v1/embeddings: it answered 503 Service Unavailable: {"error": "model is loading"}; what was made stays, so run it again"#);
    insta::assert_snapshot!(failed().1, @"cannot have embeddings from URL/v1/embeddings: its answer lacks some of them; what was made stays, so run it again");
    insta::assert_snapshot!(failed().1, @"cannot have embeddings from URL/v1/embeddings: its answer holds no embeddings: expected ident at line 1 column 2; what was made stays, so run it again");
    insta::assert_snapshot!(failed().1, @"cannot have embeddings from URL/v1/embeddings: its vectors are empty, or not of one length; what was made stays, so run it again");
    assert_eq!(failed(), (2, String::new()));
    let record = database.get(&bundle, &skill(1)).unwrap().value;
    // `code` comes before `name`.
    assert_eq!(record["vector"], json!(["s001+Skill 1".len(), 0.5]));
    let asked = asked.join().unwrap().pop().unwrap();
    assert!(asked.starts_with("POST /v1/embeddings HTTP/1.1"), "{asked}");
    assert!(asked.to_lowercase().contains("authorization: bearer secret"), "{asked}");
    assert!(asked.contains(r#""model": "small""#), "{asked}");
    // Nobody is there any more.
    database.edit(&bundle, &skill(0), &set("name", json!("Other")), &anna()).unwrap();
    let derived = database.derive(&bundle, &mut embeddings, &anna()).unwrap();
    assert!(derived.failed.unwrap().contains("run it again"));
    assert_eq!(derived.missing, 1);
}
