//! Both sides of a common base, and what waits for a person.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Base, Brought, BroughtVerdict, Incoming, Target, bring};
use crate::Bundle;
use crate::fixture::Fixture;
use crate::store::{
    self, RecordName, Signature, Store, SyncDirection, SyncEnd, SyncFilter, SyncOperation, SyncRow,
    SyncState,
};
use crate::sync::{
    Author, Conflict, Edit, Keep, Terms, boot, conflicts, delete, edit, get, now, resolve,
};

struct Club {
    store: Box<dyn Store>,
    bundle: Bundle,
}

fn anna() -> Author {
    Author::new("anna")
}

fn name() -> RecordName {
    "club/item/gaa/solo".parse().unwrap()
}

fn base() -> Value {
    json!({ "name": "Soloing", "hint": "low", "min": 1 })
}

fn map(value: &Value) -> serde_json::Map<String, Value> {
    value.as_object().unwrap().clone()
}

impl Club {
    fn new() -> Self {
        let bundle = Fixture::new("club", 1).unit("gaa", &[("solo", base())]).bundle();
        let mut store = store::open("sqlite::memory:", Duration::from_secs(1)).unwrap();
        let signature = Signature { at: now(), by: "test".to_owned() };
        boot(store.as_mut(), &bundle, Terms::Boot, &signature, &mut |_| {}).unwrap();
        Self { store, bundle }
    }

    fn edit(&mut self, field: &str, value: &str) {
        let change = Edit::new().set(field, json!(value)).unwrap();
        edit(self.store.as_mut(), &self.bundle, &name(), &change, &anna()).unwrap();
    }

    fn bring(&mut self, target: Target, base: Base) -> Brought {
        let incoming = [Incoming { record: name(), target, base }];
        let author = Author::new("ines").because("a commit");
        bring(self.store.as_mut(), &self.bundle, &incoming, &author, &|_| Vec::new()).unwrap()
    }

    fn now(&mut self) -> Value {
        Value::Object(get(self.store.as_mut(), &self.bundle, &name()).unwrap().value)
    }

    fn waiting(&mut self) -> Vec<Conflict> {
        conflicts(self.store.as_mut(), &self.bundle, true).unwrap()
    }
}

fn verdict(brought: &Brought) -> BroughtVerdict {
    brought.records[0].verdict
}

#[test]
fn what_either_side_changed_goes_together_and_what_both_did_waits() {
    let mut club = Club::new();
    club.edit("hint", "lower");
    club.edit("name", "Solo");
    let file = json!({ "name": "Solo run", "hint": "low", "min": 2 });
    let brought = club.bring(Target::Record(map(&file)), Base::Common(map(&base())));
    assert_eq!(verdict(&brought), BroughtVerdict::Edited);
    assert_eq!(brought.records[0].conflicts, ["name"]);
    assert_eq!(club.now(), json!({ "name": "Solo", "hint": "lower", "min": 2 }));
    let waiting = club.waiting();
    let [conflict] = &waiting[..] else { panic!("{waiting:?}") };
    assert_eq!(conflict.base, Some(json!("Soloing")));
    assert_eq!(conflict.target, Some(json!("Solo run")));
    // What the factory delivered is something else, and no edit takes the conflict out of the queue.
    club.edit("hint", "lowest");
    assert_eq!(club.waiting().len(), 1);
    let id = conflict.id;
    resolve(club.store.as_mut(), &club.bundle, id, &Keep::Target, &anna()).unwrap();
    assert_eq!(club.now()["name"], "Solo run");
    assert_eq!(club.waiting().len(), 0);
}

#[test]
fn an_edit_to_what_the_file_has_settles_the_conflict() {
    let mut club = Club::new();
    club.edit("name", "Solo");
    let file = json!({ "name": "Solo run", "hint": "low", "min": 1 });
    let brought = club.bring(Target::Record(map(&file)), Base::Common(map(&base())));
    assert_eq!(verdict(&brought), BroughtVerdict::Waiting);
    club.edit("name", "Solo run");
    assert_eq!(club.waiting(), []);
}

#[test]
fn without_a_base_nothing_is_taken_over_in_silence() {
    let mut club = Club::new();
    let file = json!({ "name": "Solo run", "hint": "low", "more": true });
    let brought = club.bring(Target::Record(map(&file)), Base::Unknown);
    assert_eq!(brought.records[0].conflicts, ["name"]);
    assert_eq!(club.now(), json!({ "name": "Soloing", "hint": "low", "min": 1, "more": true }));
}

#[test]
fn a_file_that_is_gone_takes_its_record_along_unless_somebody_changed_it() {
    let mut club = Club::new();
    club.edit("name", "Solo");
    let brought = club.bring(Target::Deleted, Base::Common(map(&base())));
    assert_eq!(verdict(&brought), BroughtVerdict::Waiting);
    assert_eq!(club.now()["name"], "Solo");
    let id = club.waiting()[0].id;
    resolve(club.store.as_mut(), &club.bundle, id, &Keep::Target, &anna()).unwrap();
    assert_eq!(
        get(club.store.as_mut(), &club.bundle, &name()).unwrap().state,
        crate::store::State::Deleted.as_str()
    );

    let mut club = Club::new();
    let brought = club.bring(Target::Deprecated, Base::Common(map(&base())));
    assert_eq!(verdict(&brought), BroughtVerdict::Deprecated);
    let brought = club.bring(Target::Deleted, Base::Common(map(&base())));
    assert_eq!(verdict(&brought), BroughtVerdict::Deleted);
    assert_eq!(club.bring(Target::Deleted, Base::Unknown).unchanged, 1);
}

#[test]
fn a_tombstone_stays_and_what_its_file_has_waits() {
    let mut club = Club::new();
    delete(club.store.as_mut(), &club.bundle, &name(), &anna()).unwrap();
    let file = Target::Record(map(&base()));
    assert_eq!(club.bring(file, Base::Common(map(&base()))).unchanged, 1);
    let file = Target::Record(map(&json!({ "name": "Solo run" })));
    let brought = club.bring(file, Base::Common(map(&base())));
    assert_eq!(verdict(&brought), BroughtVerdict::Waiting);
    let reason = "it was deleted here, and its file changed";
    assert_eq!(club.waiting()[0].reason.as_deref(), Some(reason));
}

#[test]
fn rows_of_the_sync_log_end_with_what_they_are_about() {
    let mut club = Club::new();
    let row = SyncRow {
        record: name(),
        operation: SyncOperation::Update,
        direction: SyncDirection::Pull,
        path: "skills/solo.md".to_owned(),
        hash: Some("sb1-1".to_owned()),
        commit: Some("abc".to_owned()),
        state: SyncState::Pending,
        error: None,
        started: Signature { at: now(), by: "ines".to_owned() },
        completed: None,
        clone: None,
    };
    let signature = Signature { at: now(), by: "ines".to_owned() };
    let mut writer = club.store.begin(&signature).unwrap();
    let ids = writer.start_syncs(&[row.clone(), row.clone()]).unwrap();
    writer.commit().unwrap();
    let pending = SyncFilter { state: Some(SyncState::Pending), ..SyncFilter::default() };
    assert_eq!(club.store.snapshot().unwrap().syncs(&pending).unwrap().len(), 2);

    let incoming = [Incoming {
        record: name(),
        target: Target::Record(map(&json!({ "name": "Solo run" }))),
        base: Base::Current,
    }];
    let ends = |_: &Brought| {
        let failed = SyncEnd { id: ids[1], commit: None, error: Some("no".to_owned()) };
        vec![SyncEnd { id: ids[0], commit: None, error: None }, failed]
    };
    bring(club.store.as_mut(), &club.bundle, &incoming, &anna(), &ends).unwrap();
    let mut reader = club.store.snapshot().unwrap();
    let rows = reader.syncs(&SyncFilter::default()).unwrap();
    let seen: Vec<_> = rows.iter().map(|entry| (entry.row.state, &entry.row.error)).collect();
    let no = Some("no".to_owned());
    assert_eq!(seen, [(SyncState::Success, &None), (SyncState::Failed, &no)]);
    assert_eq!(rows[0].row.commit.as_deref(), Some("abc"));
    assert!(rows[0].row.completed.is_some());
    let newest = SyncFilter { newest: true, record: Some(&name()), ..SyncFilter::default() };
    assert_eq!(reader.syncs(&newest).unwrap().len(), 1);
    let done = SyncFilter { state: Some(SyncState::Success), ..newest };
    assert_eq!(reader.syncs(&done).unwrap()[0].id, ids[0]);
}
