//! Seed files that an application kept on disk come in as people's edits, once.

use seedbank::{
    Author, Bundle, DriftKind, Edit, Error, HistoryQuery, Migration, MigrationVerdict, RecordName,
    UnitVerdict,
};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::edits::{anna, name, set};
use crate::release::{Release, solo};

on_each!(
    what_differs_is_an_edit_and_what_only_the_factory_has_stays,
    run_again_it_changes_nothing_whatever_people_did_since,
    a_file_as_the_factory_has_it_changes_nothing_and_is_known_from_then_on,
    what_people_changed_in_the_database_merges_or_waits,
    a_mix_that_is_invalid_keeps_what_the_database_has_and_says_why,
    a_field_that_the_file_does_not_have_stays_where_it_is_valid,
    a_unit_of_which_nothing_is_right_is_none,
    a_tombstone_stays_one_and_keeps_what_the_file_has,
    a_unit_that_the_bundle_does_not_have_is_one_of_its_own,
    records_of_the_unit_can_be_edited_and_referred_to,
    what_is_wrong_is_left_out_and_comes_in_once_it_is_right,
    what_refers_to_what_is_left_out_is_left_out_too,
    what_is_locked_is_left_out,
    a_record_that_had_another_key_is_found_by_it,
    a_database_that_is_not_in_step_is_refused,
);

/// Files of the dataset as the bundle has it.
fn files(bundle: &Bundle, units: &[(&str, &str)]) -> Bundle {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in units {
        std::fs::write(folder.path().join(format!("{name}.yaml")), text).unwrap();
    }
    let compiled = seedbank_codegen::compile_units(&bundle.model().datasets[0], folder.path());
    Bundle::from_packed(compiled.packed.unwrap()).with_set_aside(compiled.set_aside)
}

fn migrate(database: &Scratch, bundle: &Bundle, units: &[(&str, &str)]) -> Migration {
    let files = files(bundle, units);
    let planned = database.open().plan_migration(bundle, &files).unwrap();
    let author = Author::new("installer").because("from /etc/club");
    let done = database.open().migrate_from(bundle, &files, &author).unwrap();
    assert_eq!(planned, done, "what is planned is what is done");
    assert_eq!(database.open().verify(bundle).unwrap(), []);
    done
}

fn first() -> Bundle {
    let unit = "categories: { kick: { title: Kicking }, hand: {} }\n\
                skills:\n- { code: solo, name: Soloing, category: kick }\n\
                - { code: hop, name: Hopping }\n";
    Release::new(1).unit("gaa", unit).bundle()
}

/// `first` as an application kept it: one skill renamed, one new, one left out.
const KEPT: &str = "categories: { kick: { title: Kicking } }\n\
                    skills:\n- { code: solo, name: Solo run, category: kick }\n\
                    - { code: puck, name: Puck out }\n";

fn what_differs_is_an_edit_and_what_only_the_factory_has_stays(database: &Scratch) {
    let first = first();
    database.boot(&first).unwrap();
    let id = database.text("SELECT id FROM club_skill WHERE code = 'solo'");
    let done = migrate(database, &first, &[("gaa", KEPT)]);
    let [unit] = done.units.as_slice() else { panic!("{done:?}") };
    assert_eq!((unit.unit.as_str(), unit.verdict), ("gaa", MigrationVerdict::Compared));
    let counts = unit.counts;
    assert_eq!((counts.added, counts.edited, counts.unchanged), (1, 1, 1));
    assert_eq!((counts.only_factory, counts.conflicts, counts.left_out), (2, 0, 0));
    assert_eq!(unit.records.len(), 2);
    assert!(unit.records[0].new && unit.records[0].record.key == "puck", "{:?}", unit.records);
    assert_eq!(unit.records[1].fields[0].after, Some(json!("Solo run")));

    let solo = "SELECT base ->> 'name' || ' ' || source || ' ' || id FROM seedbank_record WHERE key = 'solo'";
    assert_eq!(database.text(solo), format!("Soloing factory {id}"));
    assert_eq!(database.text("SELECT source FROM seedbank_record WHERE key = 'puck'"), "import");
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "3");
    let drift = database.open().drift(&first).unwrap();
    let kinds: Vec<_> = drift.iter().map(|drift| (drift.record.key.as_str(), drift.kind)).collect();
    assert_eq!(kinds, [("puck", DriftKind::Added), ("solo", DriftKind::Edited)]);
    let history = database.open().history(&first, &HistoryQuery::of_record(name())).unwrap();
    let [change] = history.as_slice() else { panic!("{history:?}") };
    assert_eq!((change.action, change.by.as_str()), ("migrate", "installer"));
    assert_eq!(change.reason.as_deref(), Some("from /etc/club"));
    assert_eq!(change.release.as_deref(), Some("1.0.0 (generation 1)"));
    assert_eq!(change.fields[0].before, Some(json!("Soloing")));
}

fn run_again_it_changes_nothing_whatever_people_did_since(database: &Scratch) {
    let first = first();
    database.boot(&first).unwrap();
    migrate(database, &first, &[("gaa", KEPT)]);
    let db = database.open();
    db.edit(&first, &name(), &set("name", json!("Later")), &anna()).unwrap();
    let rows = database.text("SELECT count(*) FROM seedbank_history");
    let again = migrate(database, &first, &[("gaa", KEPT)]);
    assert_eq!(again.units[0].verdict, MigrationVerdict::AlreadyMigrated);
    let other = migrate(database, &first, &[("gaa", &KEPT.replace("Solo run", "Other"))]);
    assert_eq!(other.units[0].verdict, MigrationVerdict::ChangedSince);
    assert_eq!(database.text("SELECT count(*) FROM seedbank_history"), rows);
    assert_eq!(database.text("SELECT name FROM club_skill WHERE code = 'solo'"), "Later");
    // A history that was pruned knows it still.
    db.prune_history(&"2100-01-01".parse().unwrap(), &anna()).unwrap();
    let again = migrate(database, &first, &[("gaa", KEPT)]);
    assert_eq!(again.units[0].verdict, MigrationVerdict::AlreadyMigrated);
    assert_eq!(database.text("SELECT name FROM club_skill WHERE code = 'solo'"), "Later");
}

fn a_file_as_the_factory_has_it_changes_nothing_and_is_known_from_then_on(database: &Scratch) {
    let first = solo(1, "name: Soloing");
    database.boot(&first).unwrap();
    let same =
        "skills: [{ name: Soloing, code: solo }]\ncategories: { kick: { title: Kicking } }\n";
    let done = migrate(database, &first, &[("gaa", same)]);
    assert_eq!((done.units[0].counts.unchanged, done.units[0].records.len()), (2, 0));
    assert_eq!(database.text("SELECT max(revision) FROM seedbank_record"), "1");
    let again = migrate(database, &first, &[("gaa", same)]);
    assert_eq!(again.units[0].verdict, MigrationVerdict::AlreadyMigrated);
}

fn what_people_changed_in_the_database_merges_or_waits(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 9");
    database.boot(&first).unwrap();
    let db = database.open();
    let edit = Edit::new().set("name", json!("Theirs")).unwrap().set("min", json!(2)).unwrap();
    db.edit(&first, &name(), &edit, &anna()).unwrap();
    let file = "skills: [{ code: solo, name: File, min: 1, max: 5 }]\n";
    let done = migrate(database, &first, &[("gaa", file)]);
    assert_eq!((done.units[0].counts.edited, done.units[0].counts.conflicts), (1, 1));
    let record = db.get(&first, &name()).unwrap().value;
    let expected = json!({ "code": "solo", "name": "Theirs", "min": 2, "max": 5 });
    assert_eq!(serde_json::Value::Object(record), expected);
    let conflicts = db.conflicts(&first, false).unwrap();
    assert_eq!((conflicts.len(), conflicts[0].field.as_str()), (1, "name"));
    assert_eq!(conflicts[0].base, Some(json!("Soloing")));
    assert_eq!(conflicts[0].target, Some(json!("File")));
    db.resolve(&first, conflicts[0].id, &seedbank::Keep::Target, &anna()).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill"), "File");
}

fn a_mix_that_is_invalid_keeps_what_the_database_has_and_says_why(database: &Scratch) {
    let first = solo(1, "name: Soloing\nmin: 1\nmax: 9");
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &name(), &set("min", json!(7)), &anna()).unwrap();
    let file = "skills: [{ code: solo, name: Soloing, min: 1, max: 5 }]\n";
    let done = migrate(database, &first, &[("gaa", file)]);
    assert_eq!((done.units[0].counts.edited, done.units[0].counts.conflicts), (0, 1));
    let conflicts = db.conflicts(&first, false).unwrap();
    assert!(conflicts[0].reason.as_ref().unwrap().contains("min is above max"), "{conflicts:?}");
    assert_eq!(database.text("SELECT max FROM club_skill"), "9");
}

fn a_field_that_the_file_does_not_have_stays_where_it_is_valid(database: &Scratch) {
    let unit = "skills:\n- { code: solo, name: Soloing, min: 1, max: 9 }\n- { code: hop, name: Hop, min: 3 }\n\
                - { code: run, name: Run, max: 3 }\n";
    let first = Release::new(1).unit("gaa", unit).bundle();
    database.boot(&first).unwrap();
    // The last one takes a minimum that the factory's maximum does not go with.
    let file = "skills:\n- { code: solo, name: Mine }\n- { code: hop, name: Hop }\n\
                - { code: run, name: Run, min: 5 }\n";
    let done = migrate(database, &first, &[("gaa", file)]);
    let counts = done.units[0].counts;
    assert_eq!((counts.edited, counts.unchanged, counts.fields_only_factory), (2, 1, 3));
    let values = "SELECT name || ' ' || coalesce(min, 0) || ' ' || coalesce(max, 0) FROM club_skill ORDER BY code";
    assert_eq!(database.texts(values), ["Hop 3 0", "Run 5 0", "Mine 1 9"]);
}

fn a_unit_of_which_nothing_is_right_is_none(database: &Scratch) {
    let first = first();
    database.boot(&first).unwrap();
    let done = migrate(database, &first, &[("pool", "skills: [{ code: x, name: X }]\n")]);
    assert_eq!(done.units[0].verdict, MigrationVerdict::LeftOut);
    let done = migrate(database, &first, &[("pool", "skills: [{ code: x, name: Xx }]\n")]);
    assert_eq!(done.units[0].verdict, MigrationVerdict::Added);
}

fn a_tombstone_stays_one_and_keeps_what_the_file_has(database: &Scratch) {
    let first = solo(1, "name: Soloing");
    database.boot(&first).unwrap();
    let db = database.open();
    db.delete(&first, &name(), &anna()).unwrap();
    migrate(database, &first, &[("gaa", "skills: [{ code: solo, name: File }]\n")]);
    assert_eq!(database.text("SELECT count(*) FROM club_skill"), "0");
    db.restore(&name(), &anna()).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill"), "File");
}

const OWN: &str =
    "categories: { swim: {} }\nskills: [{ code: dive, name: Diving, category: swim }]\n";

fn a_unit_that_the_bundle_does_not_have_is_one_of_its_own(database: &Scratch) {
    let first = first();
    database.boot(&first).unwrap();
    let done = migrate(database, &first, &[("pool", OWN)]);
    assert_eq!((done.units[0].verdict, done.units[0].counts.added), (MigrationVerdict::Added, 2));
    assert_eq!(database.text("SELECT name FROM club_skill WHERE unit = 'pool'"), "Diving");
    let sources = "SELECT DISTINCT source FROM seedbank_record WHERE unit = 'pool'";
    assert_eq!(database.texts(sources), ["import"]);
    let status = |bundle: &Bundle| {
        let units = database.open().status(bundle).unwrap();
        let units = units.into_iter().map(|unit| (unit.unit, unit.verdict));
        units.collect::<Vec<_>>()
    };
    let (gaa, pool) = ("gaa".to_owned(), "pool".to_owned());
    assert_eq!(
        status(&first),
        [(gaa.clone(), UnitVerdict::UpToDate), (pool.clone(), UnitVerdict::Migrated)]
    );
    // No boot takes it for a unit that left, whatever the policy.
    let manifest = "removed: delete\n";
    for generation in 2..4 {
        let next = Release::new(generation).manifest(manifest);
        let next = next.unit("gaa", &format!("skills: [{{ code: solo, name: S{generation} }}]\n"));
        let next = next.bundle();
        database.boot(&next).unwrap();
        assert_eq!(database.text("SELECT name FROM club_skill WHERE unit = 'pool'"), "Diving");
        assert_eq!(status(&next)[1], (pool.clone(), UnitVerdict::Migrated));
        assert_eq!(database.open().verify(&next).unwrap(), []);
        assert_eq!(database.boot(&next).unwrap().verdict, seedbank::Verdict::UpToDate);
    }
    // A release that brings it meets a person's records.
    let last = Release::new(4).manifest(manifest).unit("gaa", KEPT);
    let last = last.unit("pool", &OWN.replace("Diving", "Jumping")).bundle();
    let report = database.boot(&last).unwrap();
    assert_eq!(report.datasets[0].records().conflicts, 1);
    assert_eq!(database.text("SELECT name FROM club_skill WHERE unit = 'pool'"), "Diving");
    assert_eq!(status(&last)[1].1, UnitVerdict::UpToDate);
    assert_eq!(database.open().verify(&last).unwrap(), []);
}

fn records_of_the_unit_can_be_edited_and_referred_to(database: &Scratch) {
    let first = first();
    database.boot(&first).unwrap();
    migrate(database, &first, &[("pool", OWN)]);
    let db = database.open();
    let dive: RecordName = "club/skill/pool/dive".parse().unwrap();
    db.edit(&first, &dive, &set("name", json!("High diving")), &anna()).unwrap();
    db.edit(&first, &name(), &set("category", json!("swim")), &anna()).unwrap();
    assert_eq!(db.verify(&first).unwrap(), []);
}

fn what_is_wrong_is_left_out_and_comes_in_once_it_is_right(database: &Scratch) {
    let first = first();
    database.boot(&first).unwrap();
    let wrong = "skills:\n- { code: solo, name: Solo run, category: throw }\n\
                 - { code: bad, name: B }\n- { name: Nameless }\n- { code: puck, name: Puck out }\n";
    let done = migrate(database, &first, &[("gaa", wrong), ("pool", "skills: 7\n")]);
    let mut left_out: Vec<_> = done.left_out.iter().map(|aside| aside.record.as_str()).collect();
    left_out.sort_unstable();
    assert_eq!(
        left_out,
        ["club/pool", "club/skill/gaa", "club/skill/gaa/bad", "club/skill/gaa/solo"]
    );
    assert!(done.left_out.iter().any(|aside| aside.reason.contains("no `category`")), "{done:?}");
    assert_eq!((done.units[0].counts.left_out, done.units[0].counts.added), (3, 1));
    assert_eq!(done.units[1].verdict, MigrationVerdict::LeftOut);
    assert_eq!(database.text("SELECT count(*) FROM seedbank_import WHERE unit = 'pool'"), "0");
    let rows = database.text("SELECT count(*) FROM seedbank_history");
    migrate(database, &first, &[("gaa", wrong)]);
    assert_eq!(database.text("SELECT count(*) FROM seedbank_history"), rows);

    // What came in is left alone now, whatever the file says of it.
    let right = "skills:\n- { code: solo, name: Solo run, category: hand }\n- { code: bad, name: Better }\n\
                 - { code: named, name: Named }\n- { code: puck, name: Other }\n";
    let done = migrate(database, &first, &[("gaa", right), ("pool", OWN)]);
    assert_eq!((done.units[0].counts.edited, done.units[0].counts.added), (1, 2));
    assert_eq!(done.units[1].verdict, MigrationVerdict::Added);
    let names = "SELECT name FROM club_skill WHERE unit = 'gaa' ORDER BY code";
    assert_eq!(database.texts(names), ["Better", "Hopping", "Named", "Puck out", "Solo run"]);
    let again = migrate(database, &first, &[("gaa", right)]);
    assert_eq!(again.units[0].verdict, MigrationVerdict::AlreadyMigrated);
}

fn what_refers_to_what_is_left_out_is_left_out_too(database: &Scratch) {
    let first = Release::new(1)
        .manifest("constants: false\n")
        .skill(|skill| skill["properties"]["code"]["x-ref"] = json!("category"))
        .unit("gaa", "categories: { solo: {} }\nskills: [{ code: solo, name: Soloing }]\n")
        .bundle();
    database.boot(&first).unwrap();
    let file =
        "categories: { puck: {} }\nskills: [{ code: puck, name: Puck }, { code: x, name: Xx }]\n";
    let done = migrate(database, &first, &[("gaa", file)]);
    let left_out: Vec<_> = done.left_out.iter().map(|aside| aside.record.as_str()).collect();
    assert_eq!(left_out, ["club/skill/gaa/x"]);
    assert_eq!(done.units[0].counts.added, 2);
}

fn what_is_locked_is_left_out(database: &Scratch) {
    let first = Release::new(1).manifest("merge: locked\n");
    let first = first.unit("gaa", "skills: [{ code: solo, name: Soloing }]\n").bundle();
    database.boot(&first).unwrap();
    let done = migrate(database, &first, &[("gaa", "skills: [{ code: solo, name: Mine }]\n")]);
    assert!(done.left_out[0].reason.contains("locked"), "{done:?}");
    assert_eq!(database.text("SELECT name FROM club_skill"), "Soloing");
}

fn a_record_that_had_another_key_is_found_by_it(database: &Scratch) {
    let release = Release::new(1).manifest("renamed_from: { skill: { gaa/solo: soloing } }\n");
    let first = release.unit("gaa", "skills: [{ code: solo, name: Soloing }]\n").bundle();
    database.boot(&first).unwrap();
    let done = migrate(database, &first, &[("gaa", "skills: [{ code: soloing, name: Mine }]\n")]);
    assert_eq!((done.units[0].counts.edited, done.units[0].counts.added), (1, 0));
    assert_eq!(database.text("SELECT code || ' ' || name FROM club_skill"), "solo Mine");
}

fn a_database_that_is_not_in_step_is_refused(database: &Scratch) {
    let (first, next) = (solo(1, "name: Soloing"), solo(2, "name: Solo"));
    let old = files(&next, &[("gaa", "skills: [{ code: solo, name: Mine }]\n")]);
    let refused = || {
        let error = database.open().migrate_from(&next, &old, &anna()).unwrap_err();
        assert_eq!(
            database.open().plan_migration(&next, &old).unwrap_err().to_string(),
            error.to_string()
        );
        error
    };
    assert!(matches!(refused(), Error::NotImported { .. }));
    database.boot(&first).unwrap();
    let error = refused().to_string();
    assert!(error.contains("generation 1 of it, and this bundle 2; boot"), "{error}");
    database.boot(&next).unwrap();
    database.open().migrate_from(&next, &old, &anna()).unwrap();
    assert_eq!(database.text("SELECT name FROM club_skill"), "Mine");
}
