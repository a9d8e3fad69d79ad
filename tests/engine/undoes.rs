//! A whole update is taken back; a plan is held to; the history can be trusted.

use seedbank::{ApplyOptions, Author, Check, Error, PlanVerdict, Verdict};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::edits::{anna, name, set};
use crate::fixture::{Fixture, bundle};
use crate::release::{Release, skill, solo};

on_each!(
    an_update_is_undone_and_people_keep_what_they_changed_since,
    a_later_release_comes_in_after_an_undoing,
    an_undoing_can_be_undone,
    the_first_import_can_be_undone_too,
    a_plan_is_what_is_applied_or_it_is_refused,
    records_go_only_with_consent_where_a_person_applies,
    a_history_row_that_was_removed_changed_or_put_in_is_found,
    a_record_that_was_changed_without_the_history_is_found,
    a_reference_that_leads_nowhere_and_a_view_that_is_gone_are_found,
    pruning_leaves_a_checkpoint_and_the_rest_verifies,
    what_was_taken_back_stays_so_when_another_dataset_has_a_release,
    the_views_of_a_schema_that_was_taken_back_are_those_before,
    a_conflict_whose_target_is_gone_is_settled,
    what_people_refer_to_by_now_is_not_undone,
    a_conflict_that_an_import_superseded_is_open_again_after_its_undoing,
);

fn an_update_is_undone_and_people_keep_what_they_changed_since(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 5");
    database.boot(&first).unwrap();
    let next = Release::new(2)
        .unit("gaa", &skill("name: Solo\nmin: 2\nmax: 5"))
        .unit("soccer", "skills: [{ code: juggle, name: Juggle }]\n")
        .bundle();
    database.boot(&next).unwrap();
    let db = database.open();
    db.edit(&next, &name(), &set("max", json!(4)), &anna()).unwrap();
    let undone = db.undo(&next, 2, &anna()).unwrap();
    assert_eq!((undone.merged, undone.removed, undone.conflicts), (1, 1, 0));
    assert_eq!(database.text("SELECT name || \"min\" || \"max\" FROM club_skill"), "Soloing14");
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "1");
    assert_eq!(db.verify(&first).unwrap(), []);

    // The release that was taken back stays so, whoever boots.
    assert_eq!(database.boot(&next).unwrap().verdict, Verdict::Undone);
    assert_eq!(database.boot(&first).unwrap().verdict, Verdict::UpToDate);
    assert_eq!(database.boot(&next).unwrap().verdict, Verdict::Undone);
    assert_eq!(database.text("SELECT name FROM club_skill"), "Soloing");
    // A person can want it after all.
    assert_eq!(db.plan(&next).unwrap().verdict, PlanVerdict::Undone);
    db.apply(&next, ApplyOptions::default()).unwrap();
    let all = "SELECT concat(name, \"max\") FROM club_skill ORDER BY key";
    assert_eq!(database.texts(all).join(" "), "Juggle Solo4");
    assert_eq!(database.boot(&next).unwrap().verdict, Verdict::UpToDate);
    assert_eq!(db.verify(&next).unwrap(), []);
}

fn a_later_release_comes_in_after_an_undoing(database: &Scratch) {
    database.boot(&solo(1, "name: One")).unwrap();
    let second = solo(2, "name: Two");
    database.boot(&second).unwrap();
    let db = database.open();
    db.undo(&second, 2, &anna()).unwrap();
    let third = solo(3, "name: Three");
    assert_eq!(database.boot(&third).unwrap().verdict, Verdict::Updated);
    assert_eq!(database.text("SELECT name FROM club_skill"), "Three");
    let error = db.undo(&third, 2, &anna()).unwrap_err().to_string();
    assert!(error.contains("undo that first"), "{error}");
    assert!(db.undo(&third, 99, &anna()).unwrap_err().to_string().contains("none of that number"));
}

fn an_undoing_can_be_undone(database: &Scratch) {
    database.boot(&solo(1, "name: One")).unwrap();
    let second = Release::new(2)
        .unit("gaa", &skill("name: Two"))
        .unit("soccer", "skills: [{ code: juggle, name: Juggle }]\n")
        .bundle();
    database.boot(&second).unwrap();
    let db = database.open();
    let undone = db.undo(&second, 2, &anna()).unwrap();
    db.undo(&second, undone.undo, &anna()).unwrap();
    assert_eq!(database.texts("SELECT name FROM club_skill ORDER BY key").join(" "), "Juggle Two");
    assert_eq!(db.verify(&second).unwrap(), []);
}

fn the_first_import_can_be_undone_too(database: &Scratch) {
    let first = solo(1, "name: One");
    database.boot(&first).unwrap();
    let db = database.open();
    db.undo(&first, 1, &anna()).unwrap();
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "0");
    assert_eq!(database.boot(&first).unwrap().verdict, Verdict::Undone);
    database.boot(&solo(2, "name: Two")).unwrap();
    assert_eq!(database.text("SELECT id || name FROM club_skill"), "2Two");
}

fn a_plan_is_what_is_applied_or_it_is_refused(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 5");
    let db = database.open();
    let plan = db.plan(&first).unwrap();
    assert_eq!((plan.verdict, plan.records.len()), (PlanVerdict::Import, 2));
    assert!(database.contents().is_empty(), "a plan writes nothing");
    db.apply(&first, ApplyOptions::default().plan(&plan)).unwrap();
    assert_eq!(db.plan(&first).unwrap().verdict, PlanVerdict::UpToDate);
    assert!(!db.plan(&first).unwrap().has_changes());

    let next = solo(2, "name: Solo\nmin: 1\nmax: 5");
    let plan = db.plan(&next).unwrap();
    let changed: Vec<_> = plan.records[0].fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(changed, ["name"]);
    db.edit(&first, &name(), &set("max", json!(4)), &anna()).unwrap();
    let moved = db.apply(&next, ApplyOptions::default().plan(&plan)).unwrap_err();
    assert!(matches!(moved, Error::PlanMoved { .. }), "{moved}");
    assert_eq!(database.text("SELECT name FROM club_skill"), "Soloing");
    let plan = db.plan(&next).unwrap();
    db.apply(&next, ApplyOptions::default().plan(&plan)).unwrap();
    assert_eq!(database.text("SELECT name || \"max\" FROM club_skill"), "Solo4");
    let again = db.apply(&next, ApplyOptions::default().plan(&plan)).unwrap_err();
    assert!(matches!(again, Error::PlanMoved { .. }), "{again}");
    assert_eq!(db.verify(&next).unwrap(), []);
}

fn records_go_only_with_consent_where_a_person_applies(database: &Scratch) {
    let release = |generation, text: &str| {
        Release::new(generation).manifest("removed: delete\n").unit("gaa", text).bundle()
    };
    database
        .boot(&release(1, "skills: [{ code: solo, name: Solo }, { code: punt, name: Punt }]\n"))
        .unwrap();
    let next = release(2, "skills: [{ code: solo, name: Solo }]\n");
    let db = database.open();
    let refused = db.apply(&next, ApplyOptions::default()).unwrap_err();
    assert!(refused.to_string().contains("club/skill/gaa/punt"), "{refused}");
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "2");
    db.apply(&next, ApplyOptions::default().allow_delete()).unwrap();
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "1");
}

/// A database with some history.
fn with_history(database: &Scratch) -> seedbank::Bundle {
    database.clear();
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 5");
    database.boot(&first).unwrap();
    let db = database.open();
    for max in [4, 3, 2] {
        db.edit(&first, &name(), &set("max", json!(max)), &anna()).unwrap();
    }
    first
}

fn a_history_row_that_was_removed_changed_or_put_in_is_found(database: &Scratch) {
    for tampering in [
        "DELETE FROM seedbank_history WHERE id = 4",
        "DELETE FROM seedbank_history WHERE id = (SELECT max(id) FROM seedbank_history)",
        "DELETE FROM seedbank_history WHERE id = 1",
        "DELETE FROM seedbank_history",
        "UPDATE seedbank_history SET by = 'bob' WHERE id = 4",
        "UPDATE seedbank_history SET reason = NULL WHERE id = 4",
        "UPDATE seedbank_history SET at = '2020-01-01T00:00:00Z' WHERE id = 3",
        "UPDATE seedbank_history SET action = 'checkpoint' WHERE id = 1",
        "INSERT INTO seedbank_history (dataset, action, at, by, hash) \
         VALUES ('club', 'edit', '2026-01-01T00:00:00Z', 'bob', 'sb1-0')",
    ] {
        let first = with_history(database);
        assert_eq!(database.open().verify(&first).unwrap(), []);
        database.run(tampering);
        let findings = database.open().verify(&first).unwrap();
        assert!(
            findings.iter().any(|finding| finding.check == Check::History),
            "{tampering}: {findings:?}"
        );
    }
}

fn a_record_that_was_changed_without_the_history_is_found(database: &Scratch) {
    for tampering in [
        "UPDATE seedbank_record SET data = '{\"code\":\"solo\",\"name\":\"X\"}' WHERE key = 'solo'",
        "UPDATE seedbank_record SET state = 'removed' WHERE key = 'solo'",
        "UPDATE seedbank_record SET data = '{\"title\":\"X\"}' WHERE key = 'kick'",
        "DELETE FROM seedbank_record WHERE key = 'kick'",
    ] {
        let first = with_history(database);
        database.run(tampering);
        let findings = database.open().verify(&first).unwrap();
        let found = findings.iter().any(|finding| finding.check == Check::Records);
        assert!(found, "{tampering}: {findings:?}");
    }
}

fn a_reference_that_leads_nowhere_and_a_view_that_is_gone_are_found(database: &Scratch) {
    let first = solo(1, "name: Soloing\ncategory: kick");
    database.boot(&first).unwrap();
    database.run("UPDATE seedbank_record SET state = 'removed' WHERE key = 'kick'");
    database.run("DROP VIEW club_category");
    let findings = database.open().verify(&first).unwrap();
    database.open().apply(&first, ApplyOptions::default()).unwrap();
    database.text("SELECT count(*) FROM club_category");
    for check in [Check::References, Check::Views] {
        assert!(findings.iter().any(|finding| finding.check == check), "{findings:?}");
    }
}

fn pruning_leaves_a_checkpoint_and_the_rest_verifies(database: &Scratch) {
    let first = with_history(database);
    let db = database.open();
    assert_eq!(db.prune_history("2000-01-01", &Author::new("anna")).unwrap(), 0);
    let rows = database.text("SELECT count(*) FROM seedbank_history");
    let pruned = db.prune_history("2100-01-01", &Author::new("anna")).unwrap();
    assert_eq!(pruned.to_string(), rows);
    assert_eq!(database.text("SELECT count(*) FROM seedbank_history"), "2");
    assert_eq!(db.verify(&first).unwrap(), []);
    // What comes after has other numbers, and can be pruned in turn.
    let next = solo(2, "name: Solo\nmin: 1\nmax: 5");
    database.boot(&next).unwrap();
    assert_eq!(database.text("SELECT max(import) FROM seedbank_history"), "2");
    assert_eq!(db.verify(&next).unwrap(), []);
    db.prune_history("2100-01-01", &Author::new("anna")).unwrap();
    assert_eq!(db.verify(&next).unwrap(), []);
    // A checkpoint that no pruning left is found.
    database.run("UPDATE seedbank_history SET hash = 'sb1-0' WHERE action = 'checkpoint'");
    assert!(!db.verify(&next).unwrap().is_empty());
}

fn what_was_taken_back_stays_so_when_another_dataset_has_a_release(database: &Scratch) {
    let club =
        |generation, n| Fixture::new("club", generation).unit("gaa", &[("a", json!({ "n": n }))]);
    let other =
        |generation, n| Fixture::new("other", generation).unit("x", &[("b", json!({ "n": n }))]);
    let release = |club, other| bundle(vec![club, other]);
    database.boot(&release(club(1, 1), other(1, 1))).unwrap();
    database.boot(&release(club(2, 2), other(1, 1))).unwrap();
    let third = release(club(2, 2), other(2, 2));
    database.boot(&third).unwrap();
    let n = |view: &str| database.text(&format!("SELECT n FROM {view}"));
    database.open().undo(&third, 2, &anna()).unwrap();
    for _ in 0..2 {
        database.boot(&third).unwrap();
        assert_eq!((n("club_item").as_str(), n("other_item").as_str()), ("1", "2"));
    }
    let fourth = release(club(2, 2), other(3, 3));
    assert_eq!(database.boot(&fourth).unwrap().verdict, Verdict::Updated);
    assert_eq!((n("club_item").as_str(), n("other_item").as_str()), ("1", "3"));
    assert_eq!(database.boot(&fourth).unwrap().verdict, Verdict::Undone);
    database.open().apply(&fourth, ApplyOptions::default()).unwrap();
    assert_eq!(n("club_item"), "2");
    assert_eq!(database.boot(&fourth).unwrap().verdict, Verdict::UpToDate);
    assert_eq!(database.open().verify(&fourth).unwrap(), []);
}

fn the_views_of_a_schema_that_was_taken_back_are_those_before(database: &Scratch) {
    let first = Release::new(1).unit("gaa", &skill("name: Soloing\nmin: 1")).bundle();
    let second = || {
        Release::new(2)
            .skill(|skill| skill["properties"]["note"] = json!({ "type": "string" }))
            .unit("gaa", &skill("name: Soloing\nnote: new"))
            .bundle()
    };
    // Whoever takes it back: the release that was there before, or the one that came.
    for undoer in [&first, &second()] {
        database.clear();
        database.boot(&first).unwrap();
        database.boot(&second()).unwrap();
        database.text("SELECT note FROM club_skill");
        database.open().undo(undoer, 2, &anna()).unwrap();
        database.boot(&first).unwrap();
        assert_eq!(database.text("SELECT \"min\" FROM club_skill"), "1");
        assert_eq!(database.open().verify(&first).unwrap(), []);
        assert_eq!(database.boot(&first).unwrap().verdict, Verdict::UpToDate);
        database.open().apply(&second(), ApplyOptions::default()).unwrap();
        assert_eq!(database.text("SELECT note FROM club_skill"), "new");
        assert_eq!(database.open().verify(&second()).unwrap(), []);
    }
}

fn a_conflict_whose_target_is_gone_is_settled(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1");
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("name", json!("Mine")), &anna()).unwrap();
    let second = solo(2, "name: Two\nmin: 1");
    database.boot(&second).unwrap();
    // The factory comes to what the person has, and other fields stay edited.
    db.edit(&second, &name(), &set("min", json!(0)), &anna()).unwrap();
    let third = solo(3, "name: Mine\nmin: 1");
    database.boot(&third).unwrap();
    assert_eq!(db.conflicts(&third, false).unwrap(), []);
    // An edit to what the release has settles its conflict.
    let fourth = solo(4, "name: Four\nmin: 2");
    database.boot(&fourth).unwrap();
    assert_eq!(db.conflicts(&fourth, false).unwrap().len(), 1);
    db.edit(&fourth, &name(), &set("min", json!(2)), &anna()).unwrap();
    assert_eq!(db.conflicts(&fourth, false).unwrap(), []);
    assert_eq!(db.verify(&fourth).unwrap(), []);
}

fn a_conflict_that_an_import_superseded_is_open_again_after_its_undoing(database: &Scratch) {
    let first = solo(1, "name: One");
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("name", json!("Mine")), &anna()).unwrap();
    database.boot(&solo(2, "name: Two")).unwrap();
    // What is told apart by when it happened must not happen in one second.
    let second = database.text("SELECT max(at) FROM seedbank_history");
    while format!("{:.0}", jiff::Timestamp::now()) <= second {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let third = solo(3, "name: Three");
    database.boot(&third).unwrap();
    let targets = || {
        let conflicts = db.conflicts(&third, false).unwrap();
        conflicts.into_iter().map(|conflict| conflict.target.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(targets(), [json!("Three")]);
    db.undo(&third, 3, &anna()).unwrap();
    assert_eq!(targets(), [json!("Two")]);
    assert_eq!(db.verify(&third).unwrap(), []);
}

fn what_people_refer_to_by_now_is_not_undone(database: &Scratch) {
    let first = solo(1, "name: Soloing\ncategory: kick");
    database.boot(&first).unwrap();
    let more = skill("name: Soloing\ncategory: kick").replace(
        "{ kick: { title: Kicking } }",
        "{ kick: { title: Kicking }, run: { title: Run }, hop: { title: Hop } }",
    );
    let second = Release::new(2).unit("gaa", &more).bundle();
    database.boot(&second).unwrap();
    let db = database.open();
    db.edit(&second, &name(), &set("category", json!("run")), &anna()).unwrap();
    let undone = db.undo(&second, 2, &anna()).unwrap();
    let kept: Vec<_> = undone.kept.iter().map(ToString::to_string).collect();
    assert_eq!((undone.removed, kept.as_slice()), (1, &["club/category/gaa/run".to_owned()][..]));
    assert_eq!(db.verify(&first).unwrap(), []);
}
