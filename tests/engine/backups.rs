//! A database is taken into a backup and brought back.

use seedbank::{
    Author, Backup, BackupError, Bundle, Changed, Database, HistoryQuery, Level, Side, Verdict,
};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::edits::{anna, set};
use crate::release::Release;

on_each!(
    every_database_has_the_same_backup_and_comes_back_to_the_byte,
    what_came_back_goes_on_working,
    what_is_as_the_bundle_has_it_is_left_out_and_comes_back_with_its_number,
    the_state_before_is_kept_and_what_only_it_had_is_gone,
    what_cannot_be_kept_is_not_replaced,
    records_that_swapped_their_names_have_them_again,
    what_an_application_refers_to_keeps_its_row,
    a_backup_of_an_older_release_comes_back_and_the_next_boot_goes_on,
    what_is_missing_is_added_and_nothing_else_is_touched,
    what_is_not_valid_here_is_left_out,
    what_refers_to_what_is_left_out_is_left_out,
    another_databases_numbers_are_not_mixed_with_this_ones,
    a_backup_of_other_datasets_is_refused,
    observers_are_told_that_everything_may_be_another,
    any_two_sides_are_compared_in_either_direction,
    one_state_is_taken_once_before_a_boot_and_is_not_pruned_at_once,
);

const GAA: &str = "categories: { kick: { title: Kicking }, hand: {} }\n\
                   skills:\n- { code: solo, name: Soloing, category: kick, min: 1 }\n\
                   - { code: hop, name: Hopping, category: hand }\n\
                   - { code: puck, name: Puck out }\n";

fn release(generation: u64) -> Bundle {
    let gaa = GAA.replace("Soloing", &format!("Soloing {generation}"));
    let soccer = "skills: [{ code: juggle, name: Juggle }, { code: dive, name: Dive }]\n";
    Release::new(generation).unit("gaa", &gaa).unit("soccer", soccer).bundle()
}

fn skill(name: &str) -> seedbank::RecordName {
    format!("club/skill/{name}").parse().unwrap()
}

fn ops() -> Author {
    Author::new("ops").because("wrong import")
}

/// A database with something of everything: edits, a tombstone, an open conflict and a settled one, a unit
/// from files, an update that was taken back.
fn lived_in(database: &Scratch) -> Bundle {
    let (first, second) = (release(1), release(2));
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &skill("gaa/solo"), &set("name", json!("Solo run")), &anna()).unwrap();
    db.edit(&first, &skill("gaa/hop"), &set("hint", json!("high")), &anna()).unwrap();
    db.delete(&first, &skill("gaa/puck"), &anna()).unwrap();
    database.boot(&second).unwrap();
    let kept = "skills: [{ code: juggle, name: Juggling }, { code: head, name: Header }]\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("soccer.yaml"), kept).unwrap();
    std::fs::write(folder.path().join("rugby.yaml"), kept).unwrap();
    let compiled = seedbank_codegen::compile_units(&second.model().datasets[0], folder.path());
    let files = Bundle::from_packed(compiled.packed.unwrap());
    db.migrate_from(&second, &files, &anna()).unwrap();
    database.boot(&release(3)).unwrap();
    db.undo(&release(3), 3, &anna()).unwrap();
    second
}

/// What is not as the bundle has it, or everything.
pub fn taken(database: &Database, bundle: &Bundle, full: bool) -> Backup {
    if full { database.full_backup(bundle, &ops()) } else { database.backup(bundle, &ops()) }
        .unwrap()
}

/// Without the lines of the stamp.
fn unstamped(backup: &Backup) -> String {
    let text = backup.to_text();
    let is_stamp = |line: &&str| {
        ["\"created_at\"", "\"created_by\"", "\"seal\""].iter().any(|name| line.starts_with(name))
    };
    text.lines().filter(|line| !is_stamp(line)).collect::<Vec<_>>().join("\n")
}

fn replaced(database: &Database, bundle: &Bundle, backup: &Backup) -> seedbank::Replacement {
    database.replace_with(bundle, backup, &ops(), |_| Ok(())).unwrap()
}

fn added(database: &Database, bundle: &Bundle, backup: &Backup) -> seedbank::Restored {
    database.add_missing(bundle, backup, &ops(), |_| Ok(())).unwrap()
}

fn every_database_has_the_same_backup_and_comes_back_to_the_byte(database: &Scratch) {
    let bundle = lived_in(database);
    for full in [true, false] {
        let backup = taken(&database.open(), &bundle, full);
        let text = backup.to_text();
        assert_eq!(Backup::from_bytes(text.as_bytes()).unwrap(), backup);
        assert_eq!(unstamped(&backup), unstamped(&taken(&database.open(), &bundle, full)));
        let verified = Backup::verify(text.as_bytes(), &bundle, Level::L4);
        assert_eq!((verified.reached, verified.findings), (Some(Level::L4), vec![]));
        // Into an SQLite database, whatever it is of, and back into one of its own kind.
        let memory = Database::open("sqlite::memory:").unwrap();
        replaced(&memory, &bundle, &backup);
        assert_eq!(unstamped(&taken(&memory, &bundle, full)), unstamped(&backup));
        assert_eq!(memory.verify(&bundle).unwrap(), []);
        database.clear();
        replaced(&database.open(), &bundle, &taken(&memory, &bundle, full));
        assert_eq!(unstamped(&taken(&database.open(), &bundle, full)), unstamped(&backup));
        assert_eq!(database.open().verify(&bundle).unwrap(), []);
        database.assert_sound();
    }
}

fn what_came_back_goes_on_working(database: &Scratch) {
    let bundle = lived_in(database);
    let backup = taken(&database.open(), &bundle, true);
    let names = database.texts("SELECT name FROM club_skill ORDER BY unit, key");
    database.clear();
    replaced(&database.open(), &bundle, &backup);
    assert_eq!(database.texts("SELECT name FROM club_skill ORDER BY unit, key"), names);
    let db = database.open();
    db.edit(&bundle, &skill("gaa/hop"), &set("hint", json!("higher")), &anna()).unwrap();
    db.undo(&bundle, 4, &anna()).unwrap();
    db.undo(&bundle, 5, &anna()).unwrap();
    assert_eq!(database.boot(&release(3)).unwrap().verdict, Verdict::Undone);
    let fourth = release(4);
    assert_eq!(database.boot(&fourth).unwrap().verdict, Verdict::Updated);
    let newest = Release::new(5).unit("gaa", GAA).unit("new", "skills: [{ code: a, name: New }]\n");
    let newest = newest.bundle();
    let last = database.text("SELECT max(id) FROM seedbank_record");
    database.boot(&newest).unwrap();
    let id = database.text("SELECT id FROM club_skill WHERE code = 'a'");
    assert!(id.parse::<i64>().unwrap() > last.parse().unwrap(), "{id} after {last}");
    assert_eq!(db.verify(&newest).unwrap(), []);
    assert_eq!(database.text("SELECT count(*) FROM seedbank_conflict WHERE settled IS NULL"), "1");
}

fn what_is_as_the_bundle_has_it_is_left_out_and_comes_back_with_its_number(database: &Scratch) {
    let bundle = release(1);
    database.boot(&bundle).unwrap();
    let db = database.open();
    db.edit(&bundle, &skill("gaa/hop"), &set("name", json!("Hop")), &anna()).unwrap();
    let backup = taken(&db, &bundle, false);
    let counts = backup.metadata().counts;
    assert_eq!((counts.all_records(), counts.all_untouched()), (1, 6));
    assert_eq!(counts.records["club/skill"], 1);
    let numbers = "SELECT concat(key, ' ', id, ' ', data) FROM seedbank_record ORDER BY id";
    let before = database.texts(numbers);
    database.clear();
    replaced(&database.open(), &bundle, &backup);
    assert_eq!(database.texts(numbers), before);
    // Another release does not have what was left out.
    let contents = database.contents();
    let error = database.open().replace_with(&release(2), &backup, &ops(), |_| Ok(())).unwrap_err();
    let BackupError::Damaged { findings, .. } = &error else { panic!("{error}") };
    assert_eq!(findings[0].what, "club/skill/gaa");
    assert!(findings[0].problem.contains("generation 1), or a backup that was made with --full"));
    assert!(database.contents() == contents);
    let verified = Backup::verify(backup.to_text().as_bytes(), &release(2), Level::L3);
    assert_eq!(verified.reached, Some(Level::L1));
}

fn the_state_before_is_kept_and_what_only_it_had_is_gone(database: &Scratch) {
    let first = release(1);
    database.boot(&first).unwrap();
    let db = database.open();
    let backup = taken(&db, &first, true);
    // What comes after it is to be as if it had never been.
    let bundle = lived_in_further(database);
    let before = taken(&db, &bundle, true);
    let mut kept = None;
    let done = db.replace_with(&bundle, &backup, &ops(), |before| {
        kept = Some(before.clone());
        Ok(())
    });
    let done = done.unwrap();
    assert_eq!(done.records, 7);
    assert_eq!(done.removed, [skill("rugby/head")]);
    assert_eq!(kept.as_ref().map(unstamped), Some(unstamped(&before)));
    assert_eq!(database.texts("SELECT key FROM club_skill WHERE unit = 'rugby'"), [""; 0]);
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'hop'"), "Hopping");
    assert_eq!(db.verify(&first).unwrap(), []);
    let history = db.history(&first, &HistoryQuery::default()).unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.action, last.by.as_str()), ("restore", "ops"));
    assert_eq!(last.reason.as_deref(), Some("wrong import"));
    assert!(history.iter().all(|change| change.action != "edit"));
    // The number of what is gone is never another's.
    let id = "SELECT max(id) FROM seedbank_record WHERE key = 'head'";
    assert_eq!(database.text(&id.replace("max(id)", "state")), "removed");
    // And all of it can be had again.
    let head = database.text(id);
    replaced(&db, &bundle, &kept.unwrap());
    assert_eq!(database.text("SELECT id FROM club_skill WHERE key = 'head'"), head);
    assert_eq!(database.text("SELECT name FROM club_skill WHERE key = 'hop'"), "Hop");
    assert_eq!(db.verify(&bundle).unwrap(), []);
}

/// An edit, and a unit from files with one skill.
fn lived_in_further(database: &Scratch) -> Bundle {
    let bundle = release(1);
    let db = database.open();
    db.edit(&bundle, &skill("gaa/hop"), &set("name", json!("Hop")), &anna()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kept = "skills: [{ code: head, name: Header }]\n";
    std::fs::write(folder.path().join("rugby.yaml"), kept).unwrap();
    let compiled = seedbank_codegen::compile_units(&bundle.model().datasets[0], folder.path());
    let files = Bundle::from_packed(compiled.packed.unwrap());
    db.migrate_from(&bundle, &files, &anna()).unwrap();
    bundle
}

fn what_cannot_be_kept_is_not_replaced(database: &Scratch) {
    let bundle = release(1);
    database.boot(&bundle).unwrap();
    let backup = taken(&database.open(), &bundle, true);
    let bundle = lived_in_further(database);
    let contents = database.contents();
    let path = database.directory().join("taken.json");
    std::fs::write(&path, "mine").unwrap();
    let failed = database
        .open()
        .replace_with(&bundle, &backup, &ops(), |before| before.write(&path).map(|_| ()));
    assert!(matches!(failed, Err(BackupError::Exists { .. })), "{failed:?}");
    assert!(database.contents() == contents);
    database.run("DELETE FROM seedbank_conflict; DELETE FROM seedbank_record WHERE key = 'solo'");
    let contents = database.contents();
    let failed = database
        .open()
        .add_missing(&bundle, &backup, &ops(), |before| before.write(&path).map(|_| ()));
    assert!(matches!(failed, Err(BackupError::Exists { .. })), "{failed:?}");
    assert!(database.contents() == contents);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

fn records_that_swapped_their_names_have_them_again(database: &Scratch) {
    let bundle = release(1);
    database.boot(&bundle).unwrap();
    let backup = taken(&database.open(), &bundle, true);
    let names = "SELECT concat(key, id) FROM seedbank_record ORDER BY id";
    let before = database.texts(names);
    database.run(
        "UPDATE seedbank_record SET key = 'x' WHERE key = 'solo';
         UPDATE seedbank_record SET key = 'solo' WHERE key = 'hop';
         UPDATE seedbank_record SET key = 'hop' WHERE key = 'x';",
    );
    replaced(&database.open(), &bundle, &backup);
    assert_eq!(database.texts(names), before);
}

fn what_an_application_refers_to_keeps_its_row(database: &Scratch) {
    let bundle = release(1);
    database.boot(&bundle).unwrap();
    let backup = taken(&database.open(), &bundle, true);
    lived_in_further(database);
    database.run(
        "CREATE TABLE player (skill bigint REFERENCES seedbank_record (id) ON DELETE CASCADE);
         INSERT INTO player SELECT id FROM seedbank_record WHERE key IN ('solo', 'head');",
    );
    replaced(&database.open(), &bundle, &backup);
    let skills =
        "SELECT r.key FROM player AS p JOIN seedbank_record AS r ON r.id = p.skill ORDER BY 1";
    assert_eq!(database.texts(skills), ["head", "solo"]);
}

fn a_backup_of_an_older_release_comes_back_and_the_next_boot_goes_on(database: &Scratch) {
    let first = release(1);
    database.boot(&first).unwrap();
    let db = database.open();
    db.edit(&first, &skill("gaa/hop"), &set("name", json!("Hop")), &anna()).unwrap();
    let backup = taken(&db, &first, true);
    let wider = Release::new(2)
        .skill(|skill| skill["properties"]["rank"] = json!({ "type": "integer" }))
        .unit("gaa", &GAA.replace("name: Hopping", "name: Hopping, rank: 2"))
        .bundle();
    // Before the update: the records are of a schema that this bundle does not have.
    let before = taken(&db, &wider, true);
    let verified = Backup::verify(before.to_text().as_bytes(), &wider, Level::L4);
    assert_eq!((verified.reached, verified.findings), (Some(Level::L4), vec![]));
    database.boot(&wider).unwrap();
    for backup in [backup, before] {
        replaced(&database.open(), &wider, &backup);
        assert_eq!(db.verify(&wider).unwrap(), []);
        assert_eq!(database.boot(&wider).unwrap().verdict, Verdict::Updated);
        assert_eq!(database.text("SELECT name FROM club_skill WHERE rank = 2"), "Hop");
        assert_eq!(db.verify(&wider).unwrap(), []);
    }
}

fn what_is_missing_is_added_and_nothing_else_is_touched(database: &Scratch) {
    let bundle = lived_in(database);
    let db = database.open();
    let backup = taken(&db, &bundle, true);
    let row = "SELECT concat(id, ' ', key, ' ', revision, ' ', state, ' ', data, ' ', base) \
               FROM seedbank_record WHERE unit <> 'rugby' ORDER BY id";
    let before = database.texts(row);
    // Somebody removes rows past the history; a person deletes, and edits.
    database.run(
        "DELETE FROM seedbank_conflict; DELETE FROM seedbank_record WHERE key IN ('solo', 'dive')",
    );
    db.delete(&bundle, &skill("rugby/head"), &anna()).unwrap();
    db.edit(&bundle, &skill("rugby/juggle"), &set("hint", json!("low")), &anna()).unwrap();
    let restored = db.add_missing(&bundle, &backup, &ops(), |before| {
        // Two are lost, and one was deleted since.
        assert_eq!(
            before.metadata().counts.all_records(),
            backup.metadata().counts.all_records() - 2
        );
        assert!(before.metadata().full && before.to_text().contains("\"hint\":\"low\""));
        Ok(())
    });
    let restored = restored.unwrap();
    assert_eq!(restored.added, [skill("gaa/solo"), skill("soccer/dive")]);
    assert_eq!(restored.left_out, []);
    assert_eq!(database.texts(row), before);
    let head = "SELECT state FROM seedbank_record WHERE unit = 'rugby' AND key = 'head'";
    assert_eq!(database.text(head), "deleted");
    assert_eq!(database.text("SELECT hint FROM club_skill WHERE unit = 'rugby'"), "low");
    let history = db.history(&bundle, &HistoryQuery::of_record(skill("gaa/solo"))).unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.action, last.by.as_str()), ("restore", "ops"));
    assert_eq!(db.verify(&bundle).unwrap(), []);
    // What a release has renamed is there, and is not added under its earlier key.
    let renamed = Release::new(4)
        .manifest("renamed_from: { skill: { gaa/leap: hop } }\n")
        .unit("gaa", &GAA.replace("code: hop", "code: leap"))
        .unit("soccer", "skills: [{ code: juggle, name: Juggle }, { code: dive, name: Dive }]\n");
    let renamed = renamed.bundle();
    database.boot(&renamed).unwrap();
    assert_eq!(database.text("SELECT count(*) FROM club_skill WHERE code = 'leap'"), "1");
    // Again there is nothing to add.
    assert_eq!(added(&db, &renamed, &backup).added, []);
    // Into a database whose numbers are others.
    database.clear();
    let third = Release::new(3).unit("a", "skills: [{ code: a, name: First }]\n").bundle();
    database.boot(&third).unwrap();
    let db = database.open();
    let restored = added(&db, &third, &backup);
    assert_eq!(restored.added.len(), 10);
    assert_eq!(
        database.text("SELECT name FROM club_skill WHERE unit = 'gaa' AND key = 'solo'"),
        "Solo run"
    );
    assert_eq!(database.text("SELECT state FROM seedbank_record WHERE key = 'puck'"), "deleted");
    assert_eq!(db.verify(&third).unwrap(), []);
}

fn what_is_not_valid_here_is_left_out(database: &Scratch) {
    let bundle = release(1);
    database.boot(&bundle).unwrap();
    let backup = taken(&database.open(), &bundle, true);
    database.clear();
    let stricter = Release::new(1)
        .skill(|skill| skill["properties"]["name"]["minLength"] = json!(5))
        .unit("gaa", "categories: { hand: {} }\n")
        .bundle();
    database.boot(&stricter).unwrap();
    let db = database.open();
    let restored = added(&db, &stricter, &backup);
    let left: Vec<&str> = restored.left_out.iter().map(|aside| aside.record.as_str()).collect();
    assert_eq!(left, ["club/skill/soccer/dive"]);
    assert!(restored.left_out[0].reason.contains("at least 5"), "{:?}", restored.left_out);
    assert_eq!(restored.added.len(), 5);
    assert_eq!(db.verify(&stricter).unwrap(), []);
}

fn what_refers_to_what_is_left_out_is_left_out(database: &Scratch) {
    let chain = |schema: Release| {
        let chain = schema.skill(|skill| {
            skill["properties"]["after"] = json!({ "type": "string", "x-ref": "skill" });
        });
        chain.unit("gaa", "skills: [{ code: z, name: Zed }]\n")
    };
    let unit = "skills: [{ code: x, name: Ex, after: y }, { code: y, name: Why, after: z }]\n";
    let bundle = chain(Release::new(1)).unit("more", unit).bundle();
    database.boot(&bundle).unwrap();
    let backup = taken(&database.open(), &bundle, true);
    database.clear();
    let less = chain(Release::new(1)).bundle();
    database.boot(&less).unwrap();
    let db = database.open();
    db.delete(&less, &skill("gaa/z"), &anna()).unwrap();
    let restored = added(&db, &less, &backup);
    assert_eq!((restored.added.len(), restored.left_out.len()), (0, 2));
    assert_eq!(db.verify(&less).unwrap(), []);
}

fn another_databases_numbers_are_not_mixed_with_this_ones(database: &Scratch) {
    let bundle = release(1);
    let other = Database::open("sqlite::memory:").unwrap();
    other.boot_with(&bundle, seedbank::BootOptions::default().by("another")).unwrap();
    let numbers = Release::new(1).unit("a", "skills: [{ code: a, name: First }]\n").bundle();
    database.boot(&numbers).unwrap();
    let before = database.text("SELECT count(*) FROM seedbank_record");
    let refused = database.open().replace_with(
        &bundle,
        &other.full_backup(&bundle, &ops()).unwrap(),
        &ops(),
        |_| Ok(()),
    );
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("never another record's"), "{said}");
    assert_eq!(database.text("SELECT count(*) FROM seedbank_record"), before);
}

fn a_backup_of_other_datasets_is_refused(database: &Scratch) {
    let bundle = release(1);
    let other = crate::fixture::Fixture::new("shop", 1).unit("a", &[("x", json!({ "n": 1 }))]);
    let other = other.bundle();
    let memory = Database::open("sqlite::memory:").unwrap();
    memory.boot(&other).unwrap();
    let backup = taken(&memory, &other, true);
    database.boot(&bundle).unwrap();
    let contents = database.contents();
    let db = database.open();
    let replaced = db.replace_with(&bundle, &backup, &ops(), |_| panic!("too late"));
    let added = db.add_missing(&bundle, &backup, &ops(), |_| panic!("too late")).map(|_| ());
    for refused in [replaced.map(|_| ()), added] {
        let error = refused.unwrap_err().to_string();
        assert!(error.contains("holds the dataset `shop`"), "{error}");
    }
    assert!(database.contents() == contents);
}

fn observers_are_told_that_everything_may_be_another(database: &Scratch) {
    let bundle = release(1);
    database.boot(&bundle).unwrap();
    let db = database.open();
    let backup = taken(&db, &bundle, true);
    lived_in_further(database);
    let changes = db.subscribe().unwrap();
    replaced(&db, &bundle, &backup);
    drop(db);
    assert!(changes.into_iter().any(|changed| changed == Changed::Everything));
}

fn any_two_sides_are_compared_in_either_direction(database: &Scratch) {
    let bundle = release(1);
    database.boot(&bundle).unwrap();
    let db = database.open();
    let backup = |full| Side::backup(&taken(&db, &bundle, full), &bundle).unwrap();
    let (factory, before) = (Side::factory(&bundle), backup(false));
    assert!(factory.compare(&before, &bundle).is_same());
    db.edit(&bundle, &skill("gaa/hop"), &set("name", json!("Hop")), &anna()).unwrap();
    db.delete(&bundle, &skill("gaa/solo"), &anna()).unwrap();
    let now = db.side(&bundle).unwrap();
    for same in [backup(true), backup(false)] {
        assert!(same.compare(&now, &bundle).is_same() && now.compare(&same, &bundle).is_same());
    }
    for (earlier, later) in [(&factory, &now), (&before, &now), (&before, &backup(true))] {
        let there = earlier.compare(later, &bundle);
        assert_eq!((there.only_in_first, there.only_in_second), (vec![skill("gaa/solo")], vec![]));
        let back = later.compare(earlier, &bundle);
        assert_eq!((back.only_in_first, back.only_in_second), (vec![], vec![skill("gaa/solo")]));
        let name = |different: &[seedbank::Different]| {
            let [one] = different else { panic!("{different:?}") };
            assert_eq!(one.record, skill("gaa/hop"));
            (one.fields[0].before.clone().unwrap(), one.fields[0].after.clone().unwrap())
        };
        assert_eq!(name(&there.different), (json!("Hopping"), json!("Hop")));
        assert_eq!(name(&back.different), (json!("Hop"), json!("Hopping")));
    }
}

fn one_state_is_taken_once_before_a_boot_and_is_not_pruned_at_once(database: &Scratch) {
    database.boot(&release(1)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    // By its name it is the newest, and no backup at all; the other is no file.
    let (later, older) = ("seedbank-99990101T000000Z.json", "seedbank-20200101T000000Z.json");
    std::fs::write(folder.path().join(later), "{}").unwrap();
    std::fs::create_dir(folder.path().join(older)).unwrap();
    let db = database.open();
    let take = |bundle: &Bundle| db.backup_before_boot(bundle, folder.path(), 1, &ops()).unwrap();
    assert_eq!(take(&release(1)), None, "nothing is new");
    let path = take(&release(2)).unwrap();
    assert!(path.exists() && folder.path().join(older).is_dir());
    assert!(!folder.path().join(later).exists());
    // A boot that failed, or another instance, finds it there.
    assert_eq!(take(&release(2)), None);
    db.edit(&release(1), &skill("gaa/hop"), &set("name", json!("Hop")), &anna()).unwrap();
    let next = take(&release(2)).unwrap();
    assert!(next.exists() && !path.exists());
    db.boot(&release(2)).unwrap();
    assert_eq!(take(&release(2)), None);
}
