//! People change records, and releases come after them.

use seedbank::{Author, DriftKind, Edit, Error, Keep, Origin, RecordName, ResetTo, Selection};
use serde_json::{Value, json};

use crate::database::{Scratch, on_each};
use crate::release::{Release, skill, solo};

on_each!(
    an_edit_is_in_the_record_and_in_the_history_with_who_and_why,
    an_edit_that_changes_nothing_writes_nothing,
    what_is_invalid_or_names_the_record_is_refused,
    a_stale_edit_is_refused_with_both_values,
    fields_of_two_people_go_together_and_a_conflict_waits,
    a_conflict_can_be_settled_in_every_way,
    a_later_release_takes_the_place_of_an_open_conflict,
    a_mix_that_is_invalid_keeps_what_the_person_has_and_says_why,
    a_tombstone_stays_and_can_be_taken_back,
    what_others_refer_to_is_not_deleted,
    what_is_locked_is_not_edited_and_follows_the_factory,
    a_reset_gives_the_factorys_value_back_by_field_record_unit_and_dataset,
    a_renamed_record_keeps_its_number_and_its_edits,
    a_record_that_leaves_is_held_by_an_edit_or_by_a_reference,
    a_schema_that_lost_or_retyped_a_field_loses_no_edit,
    a_record_whose_base_nobody_knows_is_never_merged_in_silence,
    releases_of_different_units_commute,
    a_number_stays_through_update_undo_rename_and_restore,
    what_is_deleted_and_edited_is_not_behind_when_it_comes_back,
    a_reset_of_a_field_is_held_to_the_rules,
    a_record_that_left_is_not_in_the_way_of_a_new_name,
    of_two_records_with_one_earlier_name_the_first_has_it,
    a_renamed_record_never_contradicts_its_key,
    an_older_release_changes_nothing_of_a_newer_one,
    what_was_imported_once_never_leaves,
    an_edit_that_a_new_schema_does_not_allow_waits_for_a_person,
);

pub fn name() -> RecordName {
    "club/skill/gaa/solo".parse().unwrap()
}

pub fn anna() -> Author {
    Author::new("anna").because("club wording")
}

/// An edit of one field.
pub fn set(field: &str, value: Value) -> Edit {
    Edit::new().set(field, value).unwrap()
}

/// The record now.
fn value(database: &Scratch, bundle: &seedbank::Bundle) -> Value {
    Value::Object(database.open().get(bundle, &name()).unwrap().value)
}

fn an_edit_is_in_the_record_and_in_the_history_with_who_and_why(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1");
    database.boot(&first).unwrap();
    let db = database.open();
    assert_eq!(db.edit(&first, &name(), &set("name", json!("Solo run")), &anna()).unwrap(), 2);
    assert_eq!(database.text("SELECT name FROM club_skill"), "Solo run");
    let record = db.get(&first, &name()).unwrap();
    let field = |name: &str| record.fields.iter().find(|field| field.field == name).unwrap();
    let Origin::Person { by, reason, .. } = &field("name").origin else { panic!("{record:?}") };
    assert_eq!((by.as_deref(), reason.as_deref()), (Some("anna"), Some("club wording")));
    assert_eq!(field("min").origin, Origin::Factory);
    let query = seedbank::HistoryQuery::of_record(name());
    let history = db.history(&first, &query).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!((history[0].action, history[0].by.as_str()), ("edit", "anna"));
    assert_eq!(history[0].release.as_deref(), Some("1.0.0 (generation 1)"));
    assert_eq!(history[0].fields[0].before, Some(json!("Soloing")));
    let drift = db.drift(&first).unwrap();
    assert_eq!((drift.len(), drift[0].kind), (1, DriftKind::Edited));
    assert_eq!(drift[0].fields[0].after, Some(json!("Solo run")));
    // Back to what it was: no drift, and one more row that says so.
    db.edit(&first, &name(), &set("name", json!("Soloing")), &anna()).unwrap();
    assert_eq!(db.drift(&first).unwrap(), []);
    assert_eq!(db.history(&first, &query).unwrap().len(), 2);
    assert_eq!(db.verify(&first).unwrap(), []);
}

fn an_edit_that_changes_nothing_writes_nothing(database: &Scratch) {
    let first = solo(1, "name: Soloing");
    database.boot(&first).unwrap();
    let rows = database.text("SELECT count(*) FROM seedbank_history");
    let same = set("name", json!("Soloing"));
    assert_eq!(database.open().edit(&first, &name(), &same, &anna()).unwrap(), 1);
    assert_eq!(database.text("SELECT count(*) FROM seedbank_history"), rows);
}

fn what_is_invalid_or_names_the_record_is_refused(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 3\ncategory: kick");
    database.boot(&first).unwrap();
    let db = database.open();
    let refused = |field: &str, value: Value| {
        db.edit(&first, &name(), &set(field, value), &anna()).unwrap_err().to_string()
    };
    assert!(refused("name", json!("")).contains("name"), "{}", refused("name", json!("")));
    assert!(refused("min", json!("one")).contains("integer"));
    assert!(refused("min", json!(4)).contains("min is above max"));
    assert!(refused("nmae", json!("x")).contains("nmae"));
    assert!(refused("category", json!("throw")).contains("no `category` with the key `throw`"));
    assert!(refused("code", json!("solo2")).contains("names the record"));
    let removed = Edit::new().remove("name").unwrap();
    assert!(matches!(db.edit(&first, &name(), &removed, &anna()), Err(Error::Invalid { .. })));
    assert_eq!(database.text("SELECT max(revision) FROM seedbank_record"), "1");
}

fn a_stale_edit_is_refused_with_both_values(database: &Scratch) {
    let first = solo(1, "name: Soloing");
    database.boot(&first).unwrap();
    let db = database.open();
    let mine = set("name", json!("Mine")).based_on(1);
    db.edit(&first, &name(), &set("name", json!("Theirs")), &anna()).unwrap();
    let error = db.edit(&first, &name(), &mine, &anna()).unwrap_err().to_string();
    assert!(error.contains("yours \"Mine\"") && error.contains("now \"Theirs\""), "{error}");
    assert_eq!(db.edit(&first, &name(), &mine.based_on(2), &anna()).unwrap(), 3);
}

fn fields_of_two_people_go_together_and_a_conflict_waits(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nhint: |\n  one\n  two\n  three");
    database.boot(&first).unwrap();
    let db = database.open();
    let edit = set("name", json!("Solo run")).set("hint", json!("one\ntwo\nTHREE\n")).unwrap();
    db.edit(&first, &name(), &edit, &anna()).unwrap();
    let next = solo(2, "name: Solo\nmin: 2\nhint: |\n  ONE\n  two\n  three");
    let report = database.boot(&next).unwrap();
    let counts = report.datasets[0].records();
    assert_eq!((counts.merged, counts.conflicts), (1, 1));
    let expected = json!({
        "code": "solo", "name": "Solo run", "min": 2, "hint": "ONE\ntwo\nTHREE\n"
    });
    assert_eq!(value(database, &next), expected);
    let conflicts = db.conflicts(&next, false).unwrap();
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
    assert_eq!(conflict.field, "name");
    assert_eq!(conflict.base, Some(json!("Soloing")));
    assert_eq!(conflict.current, Some(json!("Solo run")));
    assert_eq!(conflict.target, Some(json!("Solo")));

    db.resolve(&next, conflict.id, &Keep::Target, &anna()).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill"), "Solo");
    assert_eq!(db.conflicts(&next, false).unwrap(), []);
    assert_eq!(db.conflicts(&next, true).unwrap()[0].settled, Some("target"));
    assert!(matches!(
        db.resolve(&next, conflict.id, &Keep::Base, &anna()),
        Err(Error::NoConflict { .. })
    ));
    assert_eq!(db.verify(&next).unwrap(), []);
}

fn a_conflict_can_be_settled_in_every_way(database: &Scratch) {
    for (keep, expected) in [
        (Keep::Current, "Mine"),
        (Keep::Target, "Theirs"),
        (Keep::Base, "Soloing"),
        (Keep::Value(json!("Both")), "Both"),
    ] {
        database.clear();
        let first = solo(1, "name: Soloing");
        database.boot(&first).unwrap();
        let db = database.open();
        db.edit(&first, &name(), &set("name", json!("Mine")), &anna()).unwrap();
        let next = solo(2, "name: Theirs");
        database.boot(&next).unwrap();
        let id = db.conflicts(&next, false).unwrap()[0].id;
        db.resolve(&next, id, &keep, &anna()).unwrap();
        assert_eq!(database.text("SELECT name FROM club_skill"), expected);
        assert_eq!(db.conflicts(&next, false).unwrap(), []);
        // What was settled stays so: the same release has nothing more to say.
        let last = solo(3, "name: Theirs\nmin: 1");
        assert_eq!(database.boot(&last).unwrap().datasets[0].records().conflicts, 0);
        assert_eq!(database.text("SELECT name FROM club_skill"), expected);
        assert_eq!(db.verify(&last).unwrap(), []);
    }
}

fn a_later_release_takes_the_place_of_an_open_conflict(database: &Scratch) {
    let first = solo(1, "name: Soloing");
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("name", json!("Mine")), &anna()).unwrap();
    database.boot(&solo(2, "name: Second")).unwrap();
    let third = solo(3, "name: Third");
    database.boot(&third).unwrap();
    let open = db.conflicts(&third, false).unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].target, Some(json!("Third")));
    // The factory comes round to what the person has: nothing is left to settle.
    let last = solo(4, "name: Mine");
    database.boot(&last).unwrap();
    assert_eq!(db.conflicts(&last, false).unwrap(), []);
    assert_eq!(db.drift(&last).unwrap(), []);
}

fn a_mix_that_is_invalid_keeps_what_the_person_has_and_says_why(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 5");
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("max", json!(2)), &anna()).unwrap();
    let next = solo(2, "name: Solo\nmin: 3\nmax: 5");
    let report = database.boot(&next).unwrap();
    assert_eq!(report.datasets[0].records().kept, 1);
    let expected = json!({ "code": "solo", "name": "Soloing", "min": 1, "max": 2 });
    assert_eq!(value(database, &next), expected);
    let conflicts = db.conflicts(&next, false).unwrap();
    assert!(conflicts[0].reason.as_ref().unwrap().contains("min is above max"), "{conflicts:?}");
    let whole = json!({ "code": "solo", "name": "Solo", "min": 2, "max": 2 });
    db.resolve(&next, conflicts[0].id, &Keep::Value(whole.clone()), &anna()).unwrap();
    assert_eq!(value(database, &next), whole);
}

fn a_tombstone_stays_and_can_be_taken_back(database: &Scratch) {
    let first = solo(1, "name: Soloing");
    database.boot(&first).unwrap();
    let id = database.text("SELECT id FROM club_skill");
    let db = database.open();
    db.delete(&first, &name(), &anna()).unwrap();
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "0");
    assert!(matches!(
        db.edit(&first, &name(), &set("name", json!("New")), &anna()),
        Err(Error::Deleted { .. })
    ));
    let next = solo(2, "name: Solo");
    database.boot(&next).unwrap();
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "0");
    assert_eq!(db.drift(&next).unwrap()[0].kind, DriftKind::Deleted);
    db.restore(&name(), &anna()).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill"), "Solo");
    assert_eq!(database.text("SELECT id FROM club_skill"), id);
    assert!(matches!(db.restore(&name(), &anna()), Err(Error::NotDeleted { .. })));
    assert_eq!(db.verify(&next).unwrap(), []);
}

fn what_others_refer_to_is_not_deleted(database: &Scratch) {
    let first = solo(1, "name: Soloing\ncategory: kick");
    database.boot(&first).unwrap();
    let kick: RecordName = "club/category/gaa/kick".parse().unwrap();
    let db = database.open();
    let error = db.delete(&first, &kick, &anna()).unwrap_err().to_string();
    assert!(error.contains("club/skill/gaa/solo"), "{error}");
    db.delete(&first, &name(), &anna()).unwrap();
    db.delete(&first, &kick, &anna()).unwrap();
}

fn what_is_locked_is_not_edited_and_follows_the_factory(database: &Scratch) {
    let locked = |generation, lines| {
        let release = Release::new(generation).manifest("merge: locked\n");
        release.unit("gaa", &skill(lines)).bundle()
    };
    let first = locked(1, "name: Soloing");
    database.boot(&first).unwrap();
    let db = database.open();
    let error = db.edit(&first, &name(), &set("name", json!("Mine")), &anna()).unwrap_err();
    assert!(matches!(error, Error::LockedRecord { .. }), "{error}");
    assert!(db.delete(&first, &name(), &anna()).is_err());
    database.boot(&locked(2, "name: Solo")).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill"), "Solo");
}

fn a_reset_gives_the_factorys_value_back_by_field_record_unit_and_dataset(database: &Scratch) {
    let edited = || {
        database.clear();
        let first = solo(1, "name: Soloing\nmin: 1\nmax: 9");
        database.boot(&first).unwrap();
        let edit = set("name", json!("Mine")).set("min", json!(5)).unwrap();
        database.open().edit(&first, &name(), &edit, &anna()).unwrap();
        first
    };
    let field = Selection::Field(name(), seedbank::FieldPath::parse("min").unwrap());
    let unit = Selection::Unit { dataset: "club".to_owned(), unit: "gaa".to_owned() };
    for (selection, expected) in [
        (field, json!({ "code": "solo", "name": "Mine", "min": 1, "max": 9 })),
        (
            Selection::Record(name()),
            json!({ "code": "solo", "name": "Soloing", "min": 1, "max": 9 }),
        ),
        (unit, json!({ "code": "solo", "name": "Soloing", "min": 1, "max": 9 })),
        (
            Selection::Dataset("club".to_owned()),
            json!({ "code": "solo", "name": "Soloing", "min": 1, "max": 9 }),
        ),
    ] {
        let first = edited();
        let db = database.open();
        let reset = db.reset(&first, &selection, ResetTo::Installed, &anna()).unwrap();
        assert_eq!(reset, [name()]);
        assert_eq!(value(database, &first), expected);
        assert_eq!(db.verify(&first).unwrap(), []);
        assert_eq!(db.reset(&first, &selection, ResetTo::Installed, &anna()).unwrap(), []);
    }
    // The value of a release that is not in yet, and that release after it.
    edited();
    let db = database.open();
    let next = solo(2, "name: Next\nmin: 2\nmax: 9");
    db.reset(&next, &Selection::Record(name()), ResetTo::Incoming, &anna()).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill"), "Next");
    assert_eq!(database.boot(&next).unwrap().datasets[0].records().conflicts, 0);
    assert_eq!(db.drift(&next).unwrap(), []);
}

fn a_renamed_record_keeps_its_number_and_its_edits(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1");
    database.boot(&first).unwrap();
    let id = database.text("SELECT id FROM club_skill");
    let db = database.open();
    db.edit(&first, &name(), &set("name", json!("Mine")), &anna()).unwrap();
    let next = Release::new(2)
        .manifest("removed: delete\nrenamed_from: { skill: { gaa/soloing: solo } }\n")
        .unit("gaa", "skills: [{ code: soloing, name: Soloing, min: 2 }]\n")
        .bundle();
    let plan = db.plan(&next).unwrap();
    let renamed = plan.records.iter().find(|planned| planned.renamed_from.is_some()).unwrap();
    assert_eq!(renamed.record.to_string(), "club/skill/gaa/soloing");
    database.boot(&next).unwrap();
    assert_eq!(database.text("SELECT key || name || \"min\" FROM club_skill"), "soloingMine2");
    assert_eq!(database.text("SELECT id FROM club_skill"), id);
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "1");
    assert_eq!(db.verify(&next).unwrap(), []);
}

fn a_record_that_leaves_is_held_by_an_edit_or_by_a_reference(database: &Scratch) {
    let text = "categories: { kick: { title: Kick }, catch: { title: Catch } }\n\
                skills:\n- { code: solo, name: Solo, category: kick }\n- { code: punt, name: Punt }\n";
    let release = |generation, text: &str| {
        Release::new(generation).manifest("removed: delete\n").unit("gaa", text).bundle()
    };
    let first = release(1, text);
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("name", json!("Mine")), &anna()).unwrap();
    let next = release(2, "skills: [{ code: drop, name: Drop }]\n");
    let plan = db.plan(&next).unwrap();
    let gone: Vec<String> = plan.deletions().map(ToString::to_string).collect();
    assert_eq!(gone, ["club/category/gaa/catch", "club/skill/gaa/punt"]);
    database.boot(&next).unwrap();
    let states = "SELECT key || '=' || state FROM seedbank_record ORDER BY key";
    assert_eq!(
        database.texts(states).join(" "),
        "catch=removed drop=active kick=deprecated punt=removed solo=deprecated"
    );
    // They come back as the same records.
    let back = release(3, text);
    database.boot(&back).unwrap();
    assert_eq!(
        database.texts(states).join(" "),
        "catch=active drop=removed kick=active punt=active solo=active"
    );
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'solo'"), "Mine");
    assert_eq!(db.verify(&back).unwrap(), []);
}

fn a_schema_that_lost_or_retyped_a_field_loses_no_edit(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 9");
    database.boot(&first).unwrap();
    let db = database.open();
    let edit = set("min", json!(2)).set("max", json!(8)).unwrap();
    db.edit(&first, &name(), &edit, &anna()).unwrap();
    let next = Release::new(2)
        .skill(|skill| {
            skill["properties"].as_object_mut().unwrap().remove("max");
            skill["properties"]["min"] = json!({ "type": "string" });
            skill["properties"]["note"] = json!({ "type": "string" });
            skill.as_object_mut().unwrap().remove("x-validations");
        })
        .unit("gaa", "skills: [{ code: solo, name: Solo, min: one, note: new }]\n")
        .bundle();
    database.boot(&next).unwrap();
    let conflicts = db.conflicts(&next, false).unwrap();
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
    assert_eq!(conflict.field, "");
    let kept = json!({ "code": "solo", "name": "Soloing", "min": 2, "max": 8 });
    assert_eq!(conflict.current, Some(kept.clone()));
    assert_eq!(value(database, &next), kept);
    db.resolve(&next, conflict.id, &Keep::Target, &anna()).unwrap();
    let new = json!({ "code": "solo", "name": "Solo", "min": "one", "note": "new" });
    assert_eq!(value(database, &next), new);
}

fn a_record_whose_base_nobody_knows_is_never_merged_in_silence(database: &Scratch) {
    database
        .boot(&Release::new(1).unit("gaa", "categories: { kick: { title: Kicking } }\n").bundle())
        .unwrap();
    // Somebody made it before the factory did.
    database.run(
        "INSERT INTO seedbank_record (dataset, collection, unit, key, data, source, state, revision, \
         created_at, created_by) VALUES ('club', 'skill', 'gaa', 'solo', \
         '{\"code\":\"solo\",\"name\":\"Mine\",\"min\":1}', 'person', 'active', 1, '2026-01-01T00:00:00Z', 'anna')",
    );
    let next = solo(2, "name: Soloing\nmin: 1\nmax: 5");
    let report = database.boot(&next).unwrap();
    let counts = report.datasets[0].records();
    assert_eq!((counts.merged, counts.conflicts), (1, 1));
    let expected = json!({ "code": "solo", "name": "Mine", "min": 1, "max": 5 });
    assert_eq!(value(database, &next), expected);
    let conflict = &database.open().conflicts(&next, false).unwrap()[0];
    assert_eq!((conflict.field.as_str(), &conflict.base), ("name", &None));
    // From here on there is a base.
    let last = solo(3, "name: Soloing\nmin: 2\nmax: 5");
    assert_eq!(database.boot(&last).unwrap().datasets[0].records().conflicts, 0);
    let expected = json!({ "code": "solo", "name": "Mine", "min": 2, "max": 5 });
    assert_eq!(value(database, &last), expected);
}

fn releases_of_different_units_commute(database: &Scratch) {
    let release = |generation, gaa: &str, rugby: &str| {
        let rugby = skill(rugby).replace("solo", "maul");
        Release::new(generation).unit("gaa", &skill(gaa)).unit("rugby", &rugby).bundle()
    };
    let (before, after) = ("name: Before\nmin: 1", "name: After\nmin: 2");
    let mut ends = Vec::new();
    for between in [(after, before), (before, after)] {
        database.clear();
        let first = release(1, before, before);
        database.boot(&first).unwrap();
        for name in ["club/skill/gaa/solo", "club/skill/rugby/maul"] {
            let edit = set("min", json!(9));
            database.open().edit(&first, &name.parse().unwrap(), &edit, &anna()).unwrap();
        }
        database.boot(&release(2, between.0, between.1)).unwrap();
        database.boot(&release(3, after, after)).unwrap();
        let rows =
            "SELECT concat(id, key, data, base, state, revision) FROM seedbank_record ORDER BY id";
        ends.push(database.texts(rows));
    }
    assert_eq!(ends[0], ends[1]);
}

fn a_number_stays_through_update_undo_rename_and_restore(database: &Scratch) {
    let first = solo(1, "name: Soloing");
    database.boot(&first).unwrap();
    let number =
        |key: &str| database.text(&format!("SELECT id FROM seedbank_record WHERE key = '{key}'"));
    let id = number("solo");
    let renamed = Release::new(2)
        .manifest("renamed_from: { skill: { gaa/soloing: solo } }\n")
        .unit("gaa", "skills: [{ code: soloing, name: Soloing }]\n")
        .bundle();
    database.boot(&renamed).unwrap();
    assert_eq!(number("soloing"), id);
    let db = database.open();
    db.undo(&renamed, 2, &anna()).unwrap();
    assert_eq!(number("solo"), id);
    db.delete(&first, &name(), &anna()).unwrap();
    db.restore(&name(), &anna()).unwrap();
    database.boot(&solo(3, "name: Solo")).unwrap();
    assert_eq!(number("solo"), id);
}

fn what_is_deleted_and_edited_is_not_behind_when_it_comes_back(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 5");
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("max", json!(4)), &anna()).unwrap();
    db.delete(&first, &name(), &anna()).unwrap();
    let next = solo(2, "name: Soloing\nmin: 2\nmax: 5");
    database.boot(&next).unwrap();
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "0");
    db.restore(&name(), &anna()).unwrap();
    let expected = json!({ "code": "solo", "name": "Soloing", "min": 2, "max": 4 });
    assert_eq!(value(database, &next), expected);
    assert_eq!(db.drift(&next).unwrap()[0].fields.len(), 1);
}

fn a_reset_of_a_field_is_held_to_the_rules(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 5");
    database.boot(&first).unwrap();
    let db = database.open();
    let edit = set("max", json!(9)).set("min", json!(7)).unwrap();
    db.edit(&first, &name(), &edit, &anna()).unwrap();
    let field = Selection::Field(name(), seedbank::FieldPath::parse("max").unwrap());
    let error = db.reset(&first, &field, ResetTo::Installed, &anna()).unwrap_err();
    assert!(error.to_string().contains("min is above max"), "{error}");
    assert_eq!(database.text("SELECT max(revision) FROM seedbank_record"), "2");
}

/// A release of skills with these codes and names, and what they were called before.
fn skills(generation: u64, skills: &[(&str, &str)], renamed: &str) -> seedbank::Bundle {
    let mut lines = String::new();
    for (code, name) in skills {
        lines.extend(["- { code: ", code, ", name: ", name, ", min: 1 }\n"]);
    }
    Release::new(generation)
        .manifest(&format!("removed: delete\nrenamed_from: {{ skill: {{ {renamed} }} }}\n"))
        .unit("gaa", &format!("skills:\n{lines}"))
        .bundle()
}

fn a_record_that_left_is_not_in_the_way_of_a_new_name(database: &Scratch) {
    let first = skills(1, &[("solo", "Soloing"), ("punt", "Punting")], "");
    database.boot(&first).unwrap();
    let db = database.open();
    let id = database.text("SELECT id FROM club_skill WHERE key = 'solo'");
    db.edit(&first, &name(), &set("min", json!(7)), &anna()).unwrap();
    database.boot(&skills(2, &[("solo", "Soloing")], "")).unwrap();
    let last = skills(3, &[("punt", "Soloing")], "gaa/punt: solo");
    database.boot(&last).unwrap();
    let rows = "SELECT concat(id, code, \"min\") FROM club_skill";
    assert_eq!(database.texts(rows), [format!("{id}punt7")]);
    assert_eq!(db.verify(&last).unwrap(), []);
}

fn of_two_records_with_one_earlier_name_the_first_has_it(database: &Scratch) {
    let first = skills(1, &[("solo", "Soloing")], "");
    database.boot(&first).unwrap();
    database.open().edit(&first, &name(), &set("min", json!(7)), &anna()).unwrap();
    let names = [("one", "One"), ("two", "Two")];
    let next = skills(2, &names, "gaa/one: solo, gaa/two: solo");
    database.boot(&next).unwrap();
    let rows = "SELECT concat(key, \"min\") FROM club_skill ORDER BY key";
    assert_eq!(database.texts(rows), ["one7", "two1"]);
    assert_eq!(database.open().verify(&next).unwrap(), []);
}

fn a_renamed_record_never_contradicts_its_key(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 9");
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("min", json!(8)), &anna()).unwrap();
    let next = Release::new(2)
        .manifest("renamed_from: { skill: { gaa/punt: solo } }\n")
        .unit("gaa", "skills: [{ code: punt, name: Punting, min: 1, max: 5 }]\n")
        .bundle();
    database.boot(&next).unwrap();
    assert_eq!(
        database.text("SELECT concat(key, code, \"min\", \"max\") FROM club_skill"),
        "puntpunt89"
    );
    let conflict = &db.conflicts(&next, false).unwrap()[0];
    db.resolve(&next, conflict.id, &Keep::Target, &anna()).unwrap();
    assert_eq!(database.text("SELECT concat(name, \"min\", \"max\") FROM club_skill"), "Punting15");
    assert_eq!(db.verify(&next).unwrap(), []);
}

fn an_older_release_changes_nothing_of_a_newer_one(database: &Scratch) {
    let first = solo(1, "name: Soloing");
    let next = solo(2, "name: Solo");
    database.boot(&first).unwrap();
    database.boot(&next).unwrap();
    let db = database.open();
    let selection = Selection::Record(name());
    let refused = [
        db.edit(&first, &name(), &set("name", json!("Mine")), &anna()).unwrap_err(),
        db.delete(&first, &name(), &anna()).unwrap_err(),
        db.reset(&first, &selection, ResetTo::Incoming, &anna()).unwrap_err(),
    ];
    for error in refused {
        assert!(matches!(error, Error::OlderBundle { found: 2, generation: 1, .. }), "{error}");
    }
    assert_eq!(database.text("SELECT name FROM club_skill"), "Solo");
}

fn what_was_imported_once_never_leaves(database: &Scratch) {
    let release = |generation, text: &str| {
        Release::new(generation)
            .manifest("merge: once\nremoved: delete\n")
            .unit("gaa", text)
            .bundle()
    };
    database.boot(&release(1, &skill("name: Soloing"))).unwrap();
    database.boot(&release(2, "categories: { kick: { title: Kicking } }\n")).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill"), "Soloing");
}

fn an_edit_that_a_new_schema_does_not_allow_waits_for_a_person(database: &Scratch) {
    let lines = "name: Soloing\nmax: 5";
    let first = solo(1, lines);
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("max", json!(9)), &anna()).unwrap();
    // The factory's own record is what it was.
    let next = Release::new(2)
        .skill(|skill| skill["properties"]["max"] = json!({ "type": "integer", "maximum": 6 }))
        .unit("gaa", &skill(lines))
        .bundle();
    let plan = db.plan(&next).unwrap();
    assert_eq!(plan.records.len(), 1);
    db.apply(&next, seedbank::ApplyOptions::default().plan(&plan)).unwrap();
    let conflicts = db.conflicts(&next, false).unwrap();
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
    assert!(conflict.reason.as_ref().unwrap().contains("not valid by the new schema"));
    let findings = db.verify(&next).unwrap();
    assert_eq!(findings[0].check, seedbank::Check::Schema, "{findings:?}");
    db.resolve(&next, conflict.id, &Keep::Target, &anna()).unwrap();
    assert_eq!(database.text("SELECT \"max\" FROM club_skill"), "5");
    assert_eq!(db.verify(&next).unwrap(), []);
}
