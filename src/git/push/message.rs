//! Who made a commit, when, and what it says.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::git::commit::{NewCommit, Person};
use crate::git::kind::slug_of_key;
use crate::store::{RecordName, Signature, State, SyncOperation};
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
    /// Why it goes, where it does.
    pub gone: Option<Gone>,
    pub title: String,
}

/// Why a record's file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    Deleted,
    Unpublished,
    /// The record left with a release, or with what a restore replaced.
    Left,
}

impl Gone {
    /// Of a record that is not for readers.
    pub(super) fn of(state: State) -> Self {
        match state {
            State::Deleted => Self::Deleted,
            State::Removed => Self::Left,
            State::Active | State::Deprecated => Self::Unpublished,
        }
    }

    fn told(self) -> &'static str {
        match self {
            Self::Deleted => "Deleted",
            Self::Unpublished => "No longer published",
            Self::Left => "No longer in the database",
        }
    }
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

/// What a commit of one record says: why, what that means for a file that goes, and in a trailer which record.
pub(super) fn message(reason: &Reason) -> String {
    let gone = reason.gone.map(|gone| format!("{}.\n\n", gone.told())).unwrap_or_default();
    format!("{}\n\n{gone}{}\n", reason.subject(), trailer(&reason.record))
}

/// A commit of several records, without their files.
pub(super) fn batched(collection: &str, reasons: &[Reason], author: &Author) -> NewCommit {
    let people: BTreeSet<&str> = reasons.iter().map(|reason| reason.changed.by.as_str()).collect();
    let only = people.first().filter(|_| people.len() == 1);
    let author = only.map_or_else(|| person(&author.sign().by), |by| person(by));
    let date = reasons.iter().map(Reason::date).max().unwrap_or_else(Timestamp::now);
    let lines = reasons.iter().map(|reason| {
        let subject = reason.subject();
        let gone = reason.gone.map(|gone| format!(" ({})", gone.told().to_lowercase()));
        format!("- {}{}\n", subject.lines().next().unwrap_or_default(), gone.unwrap_or_default())
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
        Reason { record, changed, why: why.map(str::to_owned), operation, gone: None, title }
    }

    #[test]
    fn a_message_says_why_and_which() {
        let said = message(&reason("a", "anna", Some(" club wording\n\nas asked\n")));
        assert_eq!(said, "club wording\n\nas asked\n\nSeedbank-Record: club/note/a/a\n");
        assert!(message(&reason("a", "anna", Some(" "))).starts_with("Edit Title a\n"));
    }

    #[test]
    fn a_message_says_why_a_file_goes() {
        let gone =
            |state| Reason { gone: Some(Gone::of(state)), ..reason("a", "anna", Some("old")) };
        let trailer = "Seedbank-Record: club/note/a/a\n";
        for (state, said) in [
            (State::Deleted, "Deleted"),
            (State::Active, "No longer published"),
            (State::Removed, "No longer in the database"),
        ] {
            assert_eq!(message(&gone(state)), format!("old\n\n{said}.\n\n{trailer}"));
        }
        let batch = batched("note", &[gone(State::Deleted)], &Author::new("ops")).message;
        assert!(batch.contains("\n- old (deleted)\n"), "{batch}");
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
