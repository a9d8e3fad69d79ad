//! Who made a commit, when, and what it says.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::git::commit::{NewCommit, Person};
use crate::git::kind::slug_of_key;
use crate::store::{RecordName, Signature, SyncOperation};
use crate::sync::Author;

/// Why a record's file changes.
#[derive(Debug, Clone)]
pub(super) struct Reason {
    pub record: RecordName,
    /// Who last changed the record, and when.
    pub changed: Signature,
    /// In that person's words.
    pub why: Option<String>,
    pub operation: SyncOperation,
    pub title: String,
}

impl Reason {
    pub(super) fn author(&self) -> Person {
        person(&self.changed.by)
    }

    pub(super) fn date(&self) -> Timestamp {
        self.changed.at.parse().unwrap_or_else(|_| Timestamp::now())
    }

    /// One line.
    fn subject(&self) -> String {
        let why = self.why.as_deref().map(str::trim).filter(|why| !why.is_empty());
        match (why, self.operation) {
            (Some(why), _) => why.to_owned(),
            (None, SyncOperation::Create) => format!("Add {}", self.title),
            (None, SyncOperation::Delete) => format!("Remove {}", self.title),
            (None, _) => format!("Edit {}", self.title),
        }
    }
}

/// What a commit of one record says: why, and in a trailer which record.
pub(super) fn message(reason: &Reason) -> String {
    format!("{}\n\n{}\n", reason.subject(), trailer(&reason.record))
}

/// A commit of several records, without their files.
pub(super) fn batched(collection: &str, reasons: &[Reason], author: &Author) -> NewCommit {
    let people: BTreeSet<&str> = reasons.iter().map(|reason| reason.changed.by.as_str()).collect();
    let only = people.first().filter(|_| people.len() == 1);
    let author = only.map_or_else(|| person(&author.sign().by), |by| person(by));
    let date = reasons.iter().map(Reason::date).max().unwrap_or_else(Timestamp::now);
    let lines = reasons.iter().map(|reason| {
        let subject = reason.subject();
        format!("- {}\n", subject.lines().next().unwrap_or_default())
    });
    let others = people.iter().map(|by| person(by)).filter(|other| *other != author);
    let others = others.map(|other| format!("Co-authored-by: {}\n", other.shown()));
    let trailers = reasons.iter().map(|reason| trailer(&reason.record) + "\n").chain(others);
    let message = format!(
        "Edit {} {collection} records\n\n{}\n{}",
        reasons.len(),
        lines.collect::<String>(),
        trailers.collect::<String>()
    );
    NewCommit { author, date, message, changes: Vec::new() }
}

fn trailer(record: &RecordName) -> String {
    format!("Seedbank-Record: {record}")
}

/// Somebody as the history names them: `NAME <EMAIL>`, or a name alone.
pub(in crate::git) fn person(by: &str) -> Person {
    let parts = by.trim().strip_suffix('>').and_then(|by| by.rsplit_once('<'));
    if let Some((name, email)) = parts.filter(|(_, email)| email.contains('@')) {
        let (name, email) = (name.trim(), email.trim());
        let name = if name.is_empty() { email } else { name };
        return Person { name: name.to_owned(), email: email.to_owned() };
    }
    Person { name: by.to_owned(), email: format!("{}@seedbank.invalid", slug_of_key(by)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_who_the_history_names() {
        for (by, name, email) in [
            ("Anna Lee <anna@example.org>", "Anna Lee", "anna@example.org"),
            ("<anna@example.org>", "anna@example.org", "anna@example.org"),
            ("anna", "anna", "anna@seedbank.invalid"),
            ("seedbank 0.1.0", "seedbank 0.1.0", "seedbank-0-1-0@seedbank.invalid"),
            ("a <b>", "a <b>", "a-b@seedbank.invalid"),
        ] {
            let expected = Person { name: name.to_owned(), email: email.to_owned() };
            assert_eq!(person(by), expected, "{by}");
        }
    }

    fn reason(key: &str, by: &str, why: Option<&str>) -> Reason {
        let record = format!("club/note/{key}/{key}").parse().unwrap();
        let changed = Signature { at: "2026-01-02T03:04:05Z".to_owned(), by: by.to_owned() };
        let (operation, title) = (SyncOperation::Update, format!("Title {key}"));
        Reason { record, changed, why: why.map(str::to_owned), operation, title }
    }

    #[test]
    fn a_message_says_why_and_which() {
        let said = message(&reason("a", "anna", Some(" club wording\n\nas asked\n")));
        assert_eq!(said, "club wording\n\nas asked\n\nSeedbank-Record: club/note/a/a\n");
        assert!(message(&reason("a", "anna", Some(" "))).starts_with("Edit Title a\n"));
    }

    #[test]
    fn a_batch_names_every_record_and_every_person() {
        let reasons = [reason("a", "anna", None), reason("b", "bo", Some("why"))];
        let commit = batched("note", &reasons, &Author::new("ops"));
        assert_eq!(commit.author.name, "ops");
        assert_eq!(
            commit.message,
            "Edit 2 note records\n\n- Edit Title a\n- why\n\nSeedbank-Record: club/note/a/a\n\
             Seedbank-Record: club/note/b/b\nCo-authored-by: anna <anna@seedbank.invalid>\n\
             Co-authored-by: bo <bo@seedbank.invalid>\n"
        );
        let alone = batched("note", &reasons[..1], &Author::new("ops"));
        assert_eq!(alone.author.name, "anna");
    }
}
