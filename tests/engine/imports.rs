//! Seed files come in as people's edits, and records take the steps of a review.

use std::thread;
use std::time::Duration;

use seedbank::{
    Author, BroughtVerdict, Bundle, Edit, Error, FileImport, HistoryQuery, ImportOptions,
    RecordName, ResetTo, Selection,
};
use seedbank_codegen::{UnitText, compile_unit_texts};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::edits::{anna, name, set};
use crate::release::Release;

on_each!(
    what_a_file_has_is_what_its_records_are_from_then_on,
    what_a_file_does_not_have_stays_unless_it_may_go,
    what_comes_or_goes_meanwhile_counts,
    what_is_referred_to_does_not_go,
    what_is_wrong_is_left_out_and_the_rest_comes_in,
    what_refers_to_nothing_is_left_out,
    what_was_deleted_is_there_again,
    what_is_locked_is_left_out,
    a_new_unit_is_edited_and_met_by_a_release,
    the_same_file_again_changes_nothing,
    only_allowed_steps_are_taken,
    a_review_goes_step_by_step_and_the_history_says_who_and_why,
);

const UNIT: &str = "categories: { kick: { title: Kicking } }\n\
                    skills:\n- { code: solo, name: Soloing, min: 1, category: kick }\n\
                    - { code: hop, name: Hopping }\n";

fn first() -> Bundle {
    Release::new(1).unit("gaa", UNIT).bundle()
}

/// A file as the bundle's dataset reads it.
fn file(bundle: &Bundle, relative: &str, text: &str) -> Bundle {
    let (relative, path) = (relative.to_owned(), relative.into());
    let text = UnitText { relative, path, bytes: text.as_bytes().into() };
    let compiled = compile_unit_texts(&bundle.model().datasets[0], [text]);
    Bundle::from_packed(compiled.packed.unwrap()).with_set_aside(compiled.set_aside)
}

/// What is planned is what is done.
fn import(
    database: &Scratch,
    bundle: &Bundle,
    file: &Bundle,
    options: ImportOptions,
) -> FileImport {
    let db = database.open();
    let before = database.contents();
    let planned = db.plan_import(bundle, file, options).unwrap();
    assert!(database.contents() == before, "a plan writes nothing");
    let done = db.import(bundle, file, options, &anna()).unwrap();
    assert_eq!(planned, done);
    assert_eq!(db.verify(bundle).unwrap(), []);
    done
}

fn verdicts(import: &FileImport) -> Vec<(String, BroughtVerdict)> {
    let records = import.brought.records.iter();
    let mut verdicts: Vec<_> =
        records.map(|record| (record.record.key.clone(), record.verdict)).collect();
    verdicts.sort_by(|a, b| a.0.cmp(&b.0));
    verdicts
}

fn skill(key: &str) -> RecordName {
    format!("club/skill/gaa/{key}").parse().unwrap()
}

fn what_a_file_has_is_what_its_records_are_from_then_on(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    database.open().edit(&bundle, &name(), &set("hint", json!("low")), &anna()).unwrap();
    let text = UNIT.replace("Soloing, min: 1", "Solo run") + "- { code: run, name: Running }\n";
    let done = import(database, &bundle, &file(&bundle, "gaa.yaml", &text), ImportOptions::new());
    let expected = [("run", BroughtVerdict::Created), ("solo", BroughtVerdict::Edited)];
    assert_eq!(verdicts(&done), expected.map(|(key, verdict)| (key.to_owned(), verdict)));
    assert_eq!((done.brought.unchanged, done.brought.left_out.len()), (2, 0));
    let db = database.open();
    let solo = serde_json::Value::Object(db.get(&bundle, &name()).unwrap().value);
    assert_eq!(solo, json!({"code": "solo", "name": "Solo run", "category": "kick"}));
    let history = db.history(&bundle, &HistoryQuery::of_record(skill("run"))).unwrap();
    assert_eq!((history[0].action, history[0].by.as_str()), ("create", "anna"));
    assert_eq!(history[0].reason.as_deref(), Some("club wording"));
    // A person's edit, and a person's record: a reset takes the one back, and a release keeps both.
    let next = Release::new(2).unit("gaa", &UNIT.replace("Hopping", "Hop")).bundle();
    database.boot(&next).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'solo'"), "Solo run");
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'run'"), "Running");
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'hop'"), "Hop");
    let solo = Selection::Record(name());
    assert_eq!(db.reset(&next, &solo, ResetTo::Installed, &anna()).unwrap(), [name()]);
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'solo'"), "Soloing");
}

fn what_a_file_does_not_have_stays_unless_it_may_go(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let some = file(&bundle, "gaa.yaml", &UNIT.replace("- { code: hop, name: Hopping }\n", ""));
    let done = import(database, &bundle, &some, ImportOptions::new());
    assert_eq!((verdicts(&done), done.only_in_database), (vec![], vec![skill("hop")]));
    let done = import(database, &bundle, &some, ImportOptions::new().allow_delete());
    assert_eq!(verdicts(&done), [("hop".to_owned(), BroughtVerdict::Deleted)]);
    assert_eq!(done.only_in_database, []);
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "1");
    // What a file is wrong about is not missing from it.
    let wrong = file(&bundle, "gaa.yaml", &UNIT.replace("name: Soloing", "name: S"));
    let done = import(database, &bundle, &wrong, ImportOptions::new().allow_delete());
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'solo'"), "Soloing");
    assert_eq!(done.brought.left_out[0].record, "club/skill/gaa/solo");
}

fn what_comes_or_goes_meanwhile_counts(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let some = file(&bundle, "gaa.yaml", &UNIT.replace("- { code: hop, name: Hopping }\n", ""));
    let (deleted, active) = ("deleted", "active");
    for (before, between, gone) in [(deleted, active, true), (active, deleted, false)] {
        let state =
            |state: &str| format!("UPDATE seedbank_record SET state = '{state}' WHERE key = 'hop'");
        database.run(&state(before));
        let options = ImportOptions::new().allow_delete();
        let mut lock = database.lock();
        let done = thread::scope(|scope| {
            let import =
                scope.spawn(|| database.open().import(&bundle, &some, options, &anna()).unwrap());
            // It looks at the database, and waits for the lock.
            thread::sleep(Duration::from_millis(500));
            lock.commit(&state(between));
            import.join().unwrap()
        });
        let expected =
            if gone { vec![("hop".to_owned(), BroughtVerdict::Deleted)] } else { vec![] };
        assert_eq!(verdicts(&done), expected, "{between}");
    }
}

fn what_is_referred_to_does_not_go(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let without = "skills: [{ code: hop, name: Hopping }, { code: solo, name: Soloing, min: 1, category: kick }]";
    let without = file(&bundle, "gaa.yaml", without);
    let done = import(database, &bundle, &without, ImportOptions::new().allow_delete());
    let reason = "it can't be deleted: club/skill/gaa/solo refers to it";
    assert_eq!(done.brought.left_out[0].reason, reason);
    // What is new holds it too.
    let new = "skills: [{ code: solo, name: Soloing }, { code: run, name: Run, category: kick }]";
    let new = file(&bundle, "gaa.yaml", new);
    let planned = database.open().plan_import(&bundle, &new, ImportOptions::new().allow_delete());
    let reason = "it can't be deleted: club/skill/gaa/run refers to it";
    assert_eq!(planned.unwrap().brought.left_out[0].reason, reason);
    // Where what refers to it goes as well, or lets go of it, it does.
    let without = file(&bundle, "gaa.yaml", "skills: [{ code: solo, name: Soloing }]");
    let done = import(database, &bundle, &without, ImportOptions::new().allow_delete());
    assert_eq!(done.brought.left_out, []);
    assert_eq!(database.text("SELECT count(*) FROM club_category"), "0");
}

fn what_is_wrong_is_left_out_and_the_rest_comes_in(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let text = UNIT.replace("name: Soloing", "name: S").replace("Hopping", "Hop");
    let done = import(database, &bundle, &file(&bundle, "gaa.yaml", &text), ImportOptions::new());
    assert_eq!(verdicts(&done), [("hop".to_owned(), BroughtVerdict::Edited)]);
    let [aside] = &done.brought.left_out[..] else { panic!("{done:?}") };
    assert!(aside.reason.contains("gaa.yaml:3:23"), "{}", aside.reason);
}

fn what_refers_to_nothing_is_left_out(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let text = "skills: [{ code: run, name: Running, category: none }, { code: hop, name: Hop }]";
    let done = import(database, &bundle, &file(&bundle, "gaa.yaml", text), ImportOptions::new());
    assert_eq!(verdicts(&done), [("hop".to_owned(), BroughtVerdict::Edited)]);
    let reason = "there is no `category` with the key `none`";
    assert_eq!(done.brought.left_out[0].reason, reason);
    // What comes with it is there.
    let text = "categories: { none: {} }\nskills: [{ code: run, name: Running, category: none }]";
    let done = import(database, &bundle, &file(&bundle, "new.yaml", text), ImportOptions::new());
    assert_eq!((done.brought.records.len(), done.brought.left_out.len()), (2, 0));
}

fn what_was_deleted_is_there_again(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    database.open().delete(&bundle, &skill("hop"), &anna()).unwrap();
    let done = import(database, &bundle, &file(&bundle, "gaa.yaml", UNIT), ImportOptions::new());
    assert_eq!(verdicts(&done), [("hop".to_owned(), BroughtVerdict::Restored)]);
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "2");
}

fn what_is_locked_is_left_out(database: &Scratch) {
    let bundle = Release::new(1).manifest("merge: locked\n").unit("gaa", UNIT).bundle();
    database.boot(&bundle).unwrap();
    let text = UNIT.replace("Hopping", "Hop") + "- { code: run, name: Running }\n";
    let done = import(database, &bundle, &file(&bundle, "gaa.yaml", &text), ImportOptions::new());
    assert_eq!((done.brought.records.len(), done.brought.unchanged), (0, 2));
    assert!(done.brought.left_out.iter().all(|aside| aside.reason.contains("merge: locked")));
    assert_eq!(done.brought.left_out.len(), 2);
}

fn a_new_unit_is_edited_and_met_by_a_release(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let text = "skills: [{ code: juggle, name: Juggling, min: 2 }]";
    import(database, &bundle, &file(&bundle, "soccer.yaml", text), ImportOptions::new());
    let juggle = "club/skill/soccer/juggle".parse().unwrap();
    let db = database.open();
    db.edit(&bundle, &juggle, &set("max", json!(3)), &anna()).unwrap();
    assert_eq!(db.verify(&bundle).unwrap(), []);
    let next = "skills: [{ code: juggle, name: Juggle, min: 2 }]";
    let next = Release::new(2).unit("gaa", UNIT).unit("soccer", next).bundle();
    db.boot(&next).unwrap();
    // Nobody knows who changed what, so nothing is taken over in silence.
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'juggle'"), "Juggling");
    assert_eq!(db.conflicts(&next, false).unwrap()[0].field, "name");
    assert_eq!(db.verify(&next).unwrap(), []);
}

fn the_same_file_again_changes_nothing(database: &Scratch) {
    let bundle = first();
    database.boot(&bundle).unwrap();
    let csv = "code,name,min\nsolo,Solo run,2\nrun,Running,\n";
    // No pattern of the manifest matches a table: it is read as the root, where the schema wants an object.
    let refused = import(database, &bundle, &file(&bundle, "gaa.csv", csv), ImportOptions::new());
    assert_eq!(refused.brought.records, []);
    let json =
        r#"{"skills": [{"code": "solo", "name": "Solo run"}, {"code": "run", "name": "Run"}]}"#;
    let done = import(database, &bundle, &file(&bundle, "gaa.json", json), ImportOptions::new());
    assert_eq!(done.brought.records.len(), 2);
    let rows = database.text("SELECT count(*) FROM seedbank_history");
    let done = import(database, &bundle, &file(&bundle, "gaa.json", json), ImportOptions::new());
    assert_eq!((done.brought.records.len(), done.brought.unchanged), (0, 2));
    assert_eq!(database.text("SELECT count(*) FROM seedbank_history"), rows);
}

fn only_allowed_steps_are_taken(database: &Scratch) {
    let steps = ["draft", "in_review", "published", "archived"];
    let rows: String = steps
        .iter()
        .flat_map(|from| {
            steps.map(|to| format!("- {{ code: {from}-{to}, name: Skill, status: {from} }}\n"))
        })
        .collect();
    let bundle = Release::new(1)
        .manifest("review: { collection: skill, field: status }\n")
        .skill(|skill| skill["properties"]["status"] = json!({ "enum": steps }))
        .unit("gaa", &format!("skills:\n{rows}"))
        .bundle();
    database.boot(&bundle).unwrap();
    let db = database.open();
    let allowed = [
        "draft-in_review",
        "in_review-draft",
        "in_review-published",
        "published-archived",
        "published-draft",
        "archived-draft",
    ];
    for from in steps {
        for to in steps {
            let step = format!("{from}-{to}");
            let taken = db.review(&bundle, &skill(&step), to, &anna());
            let is_allowed = from == to || allowed.contains(&step.as_str());
            assert_eq!(taken.is_ok(), is_allowed, "{step}: {taken:?}");
            let now = db.get(&bundle, &skill(&step)).unwrap().value["status"].clone();
            assert_eq!(now, if is_allowed { to } else { from }, "{step}");
        }
    }
}

fn a_review_goes_step_by_step_and_the_history_says_who_and_why(database: &Scratch) {
    let steps = json!({"enum": ["draft", "in_review", "published", "archived"]});
    let bundle = Release::new(1)
        .manifest("review: { collection: skill, field: status }\n")
        .skill(|skill| skill["properties"]["status"] = steps)
        .unit(
            "gaa",
            "skills: [{ code: solo, name: Soloing, status: draft }, { code: hop, name: Hop }]",
        )
        .bundle();
    database.boot(&bundle).unwrap();
    let db = database.open();
    let ines = Author::new("ines").because("read it");
    let refused = |to: &str| match db.review(&bundle, &name(), to, &ines).unwrap_err() {
        Error::Field { problem, .. } => problem,
        other => panic!("{other}"),
    };
    assert_eq!(refused("published"), "it is `draft`, and goes from there to in_review only");
    for (to, revision) in [("in_review", 2), ("published", 3), ("published", 3), ("archived", 4)] {
        assert_eq!(db.review(&bundle, &name(), to, &ines).unwrap(), revision);
    }
    assert_eq!(refused("published"), "it is `archived`, and goes from there to draft only");
    let history = db.history(&bundle, &HistoryQuery::of_record(name())).unwrap();
    let said: Vec<_> = history.iter().map(|row| (row.action, row.by.as_str())).collect();
    assert_eq!(said, [("review", "ines"); 3]);
    assert_eq!(history[0].reason.as_deref(), Some("read it"));
    // No other way leads there.
    let edit = db.edit(&bundle, &name(), &set("status", json!("published")), &ines).unwrap_err();
    assert!(edit.to_string().contains("seedbank review"), "{edit}");
    let other = db.edit(&bundle, &name(), &Edit::new().set("name", json!("Solo")).unwrap(), &ines);
    assert_eq!(other.unwrap(), 5);
    let text = "skills: [{ code: solo, name: Solo, status: published }]";
    let done = import(database, &bundle, &file(&bundle, "gaa.yaml", text), ImportOptions::new());
    assert!(done.brought.left_out[0].reason.starts_with("it is `archived`"), "{done:?}");
    // What is at no step yet can be given one.
    assert_eq!(db.review(&bundle, &skill("hop"), "published", &ines).unwrap(), 2);
    let category = "club/category/gaa/kick".parse().unwrap();
    let none = db.review(&bundle, &category, "draft", &ines).unwrap_err();
    assert!(matches!(none, Error::NoReview { .. }), "{none}");
}
