//! One release after another.

use seedbank::{Bundle, Counts, DatasetVerdict, UnitVerdict, Verdict};
use seedbank_codegen::model::{Dataset, Merge, Removed};
use serde_json::json;

use crate::database::{Scratch, on_each};
use crate::fixture::{Fixture, bundle};

on_each!(
    the_first_boot_imports_everything_and_the_second_writes_nothing,
    an_update_adds_changes_and_leaves_alone_and_numbers_stay,
    going_back_to_earlier_content_is_a_change,
    an_older_bundle_writes_nothing_and_says_so,
    the_same_content_in_a_later_generation_is_remembered,
    one_dataset_can_be_older_while_another_is_newer,
    two_applications_on_one_database_do_not_take_turns_in_writing,
    a_dataset_that_leaves_the_bundle_stays_and_costs_no_query_after_the_next_change,
    a_record_that_leaves_follows_its_policy_and_can_come_back,
    a_unit_that_leaves_takes_its_records_along_and_can_come_back,
    an_edit_and_a_tombstone_stay_through_updates,
    what_is_imported_once_is_not_touched_again,
    nothing_leaves_because_a_source_is_not_whole,
    what_is_only_embedded_stays_out_of_the_database,
    an_observer_hears_how_far_it_is,
    status_has_a_line_for_every_unit_and_writes_nothing,
    a_report_is_json,
);

/// A release of two units with these `(key, n)`.
fn release(generation: u64, gaa: &[(&str, i32)], rugby: &[(&str, i32)]) -> Fixture {
    let unit = |records: &[(&'static str, i32)]| -> Vec<_> {
        records.iter().map(|(key, n)| (*key, json!({ "n": n }))).collect()
    };
    let keys = |records: &[(&str, i32)]| -> Vec<(&'static str, i32)> {
        records.iter().map(|(key, n)| (&*(*key).to_owned().leak(), *n)).collect()
    };
    Fixture::new("skills", generation)
        .unit("gaa", &unit(&keys(gaa)))
        .unit("rugby", &unit(&keys(rugby)))
}

/// The policy for records that left.
fn policy(removed: Removed) -> impl FnOnce(&mut Dataset) {
    move |dataset| dataset.collections[0].removed = removed
}

fn counts(set: impl FnOnce(&mut Counts)) -> Counts {
    let mut counts = Counts::default();
    set(&mut counts);
    counts
}

fn view(database: &Scratch) -> String {
    let rows = "SELECT unit || '/' || key || '=' || n FROM skills_item ORDER BY unit, key";
    database.texts(rows).join(" ")
}

fn the_first_boot_imports_everything_and_the_second_writes_nothing(database: &Scratch) {
    let bundle = release(1, &[("a", 1), ("b", 2)], &[("a", 3)]).bundle();
    let first = database.boot(&bundle).unwrap();
    assert_eq!(first.verdict, Verdict::Imported);
    assert_eq!(first.datasets[0].verdict, DatasetVerdict::Imported);
    assert_eq!(first.datasets[0].units[0].verdict, UnitVerdict::New);
    assert_eq!(first.datasets[0].records(), counts(|counts| counts.added = 3));
    assert_eq!(view(database), "gaa/a=1 gaa/b=2 rugby/a=3");
    assert_eq!(database.text("SELECT data ->> 'n' FROM seedbank_record WHERE id = 2"), "2");
    assert_eq!(database.text("SELECT count(*) FROM seedbank_history"), "3");

    let bytes = database.contents();
    let second = database.boot(&bundle).unwrap();
    assert_eq!(second.verdict, Verdict::UpToDate);
    assert_eq!(second.datasets, []);
    assert!(database.contents() == bytes);
}

fn an_update_adds_changes_and_leaves_alone_and_numbers_stay(database: &Scratch) {
    database.boot(&release(1, &[("a", 1), ("b", 2)], &[("a", 3)]).bundle()).unwrap();
    let number = "SELECT id FROM skills_item WHERE unit = 'gaa' AND key = 'b'";
    let before = database.text(number);
    let next = release(2, &[("a", 1), ("b", 20), ("c", 4)], &[("a", 3)]).bundle();
    let report = database.boot(&next).unwrap();
    assert_eq!(report.verdict, Verdict::Updated);
    let [gaa, rugby] = report.datasets[0].units.as_slice() else { panic!("{report:?}") };
    assert_eq!(gaa.verdict, UnitVerdict::Changed);
    assert_eq!(gaa.records, counts(|c| (c.added, c.changed, c.unchanged) = (1, 1, 1)));
    assert_eq!(rugby.verdict, UnitVerdict::UpToDate);
    assert_eq!(view(database), "gaa/a=1 gaa/b=20 gaa/c=4 rugby/a=3");
    assert_eq!(database.text(number), before);
    let revision = |key| {
        database.text(&format!(
            "SELECT revision FROM seedbank_record WHERE unit = 'gaa' AND key = '{key}'"
        ))
    };
    assert_eq!((revision("a").as_str(), revision("b").as_str()), ("1", "2"));
}

fn going_back_to_earlier_content_is_a_change(database: &Scratch) {
    for (generation, n) in [(1, 1), (2, 2), (3, 1)] {
        let report =
            database.boot(&release(generation, &[("a", n)], &[("a", 9)]).bundle()).unwrap();
        assert_ne!(report.verdict, Verdict::UpToDate);
        assert_eq!(view(database), format!("gaa/a={n} rugby/a=9"));
    }
}

fn an_older_bundle_writes_nothing_and_says_so(database: &Scratch) {
    let old = release(1, &[("a", 1)], &[("a", 2)]).bundle();
    let new = release(2, &[("a", 10), ("b", 11)], &[("a", 2)]).bundle();
    database.boot(&new).unwrap();
    let bytes = database.contents();
    let report = database.boot(&old).unwrap();
    assert_eq!(report.verdict, Verdict::OlderThanDatabase);
    assert_eq!(report.datasets[0].verdict, DatasetVerdict::OlderThanDatabase);
    assert!(database.contents() == bytes);
    // And the new one still needs its one query only.
    assert_eq!(database.boot(&new).unwrap().datasets, []);
}

fn the_same_content_in_a_later_generation_is_remembered(database: &Scratch) {
    let of = |generation| release(generation, &[("a", 1)], &[("a", 2)]).bundle();
    database.boot(&of(1)).unwrap();
    let report = database.boot(&of(3)).unwrap();
    assert_eq!(report.verdict, Verdict::Updated);
    assert_eq!(report.datasets[0].records(), counts(|counts| counts.unchanged = 2));
    assert_eq!(database.text("SELECT min(generation) FROM seedbank_import"), "3");
    assert_eq!(database.boot(&of(2)).unwrap().verdict, Verdict::OlderThanDatabase);
}

fn one_dataset_can_be_older_while_another_is_newer(database: &Scratch) {
    let of = |a: u64, b: u64| -> Bundle {
        let dataset = |name, generation: u64| {
            Fixture::new(name, generation).unit("one", &[("k", json!({ "n": generation }))])
        };
        bundle(vec![dataset("a", a), dataset("b", b)])
    };
    database.boot(&of(1, 2)).unwrap();
    let report = database.boot(&of(2, 1)).unwrap();
    assert_eq!(report.verdict, Verdict::Updated);
    assert_eq!(report.datasets[1].verdict, DatasetVerdict::OlderThanDatabase);
    assert_eq!(database.text("SELECT a.n || ' ' || b.n FROM a_item AS a, b_item AS b"), "2 2");
    assert_eq!(database.text("SELECT hash FROM seedbank_bundle"), "NULL");
    // Neither bundle writes again; one that has both does.
    for bundle in [of(1, 2), of(2, 1)] {
        let bytes = database.contents();
        assert_eq!(database.boot(&bundle).unwrap().verdict, Verdict::OlderThanDatabase);
        assert!(database.contents() == bytes);
    }
    assert_eq!(database.boot(&of(2, 2)).unwrap().verdict, Verdict::UpToDate);
    assert_eq!(database.text("SELECT hash FROM seedbank_bundle"), of(2, 2).hash());
}

fn two_applications_on_one_database_do_not_take_turns_in_writing(database: &Scratch) {
    let of = |name| Fixture::new(name, 1).unit("one", &[("k", json!({ "n": 1 }))]).bundle();
    database.boot(&of("a")).unwrap();
    assert_eq!(database.boot(&of("b")).unwrap().verdict, Verdict::Updated);
    let bytes = database.contents();
    for name in ["a", "b", "a", "b"] {
        let report = database.boot(&of(name)).unwrap();
        assert_eq!(report.verdict, Verdict::UpToDate);
        // The one that wrote last needs its one query only.
        assert_eq!(report.datasets.is_empty(), name == "b");
    }
    assert!(database.contents() == bytes);
}

fn a_dataset_that_leaves_the_bundle_stays_and_costs_no_query_after_the_next_change(
    database: &Scratch,
) {
    let of = |name, generation: u64| {
        Fixture::new(name, generation).unit("one", &[("k", json!({ "n": generation }))])
    };
    database.boot(&bundle(vec![of("a", 1), of("b", 1)])).unwrap();
    let next = of("a", 2).bundle();
    assert_eq!(database.boot(&next).unwrap().verdict, Verdict::Updated);
    assert_eq!(database.boot(&next).unwrap().datasets, []);
    assert_eq!(database.text("SELECT a.n || ' ' || b.n FROM a_item AS a, b_item AS b"), "2 1");
    // One that has both finds what it has to do all the same.
    let back = bundle(vec![of("a", 2), of("b", 2)]);
    assert_eq!(database.boot(&back).unwrap().verdict, Verdict::Updated);
    assert_eq!(database.boot(&back).unwrap().datasets, []);
}

fn a_record_that_leaves_follows_its_policy_and_can_come_back(database: &Scratch) {
    for (policy, dataset, state, removed, shown) in [
        (Removed::Keep, "kept", "active", 0, "a b"),
        (Removed::Deprecate, "deprecated", "deprecated", 1, "a b"),
        (Removed::Delete, "deleted", "removed", 1, "a"),
    ] {
        let of = |generation, keys: &[&str]| {
            let records: Vec<_> = keys.iter().map(|key| (*key, json!({ "n": 1 }))).collect();
            let fixture = Fixture::new(dataset, generation).unit("one", &records);
            fixture.with(self::policy(policy)).bundle()
        };
        let found = |what: &str| {
            database.text(&format!(
                "SELECT {what} FROM seedbank_record WHERE dataset = '{dataset}' AND key = 'b'"
            ))
        };
        database.boot(&of(1, &["a", "b"])).unwrap();
        let id = found("id");
        let report = database.boot(&of(2, &["a"])).unwrap();
        assert_eq!(report.datasets[0].records().removed, removed);
        assert_eq!(found("state"), state);
        let view = format!("SELECT key FROM {dataset}_item ORDER BY key");
        assert_eq!(database.texts(&view).join(" "), shown);
        database.boot(&of(3, &["a", "b"])).unwrap();
        assert_eq!((found("state").as_str(), found("id")), ("active", id));
    }
}

fn a_unit_that_leaves_takes_its_records_along_and_can_come_back(database: &Scratch) {
    let both = |generation| {
        release(generation, &[("a", 1)], &[("a", 2)]).with(policy(Removed::Deprecate)).bundle()
    };
    let one = |generation| {
        let fixture = Fixture::new("skills", generation).with(policy(Removed::Deprecate));
        fixture.unit("gaa", &[("a", json!({ "n": 1 }))]).bundle()
    };
    database.boot(&both(1)).unwrap();
    let report = database.boot(&one(2)).unwrap();
    let left = &report.datasets[0].units[1];
    assert_eq!((left.name.as_str(), left.verdict), ("rugby", UnitVerdict::Left));
    assert_eq!(left.records.removed, 1);
    let states = database.texts("SELECT record_state FROM skills_item ORDER BY unit");
    assert_eq!(states, ["active", "deprecated"]);
    assert_eq!(database.text("SELECT state FROM seedbank_import WHERE unit = 'rugby'"), "left");
    assert_eq!(database.boot(&one(2)).unwrap().verdict, Verdict::UpToDate);
    let back = database.boot(&both(3)).unwrap();
    assert_eq!(back.datasets[0].records().changed, 1);
    assert_eq!(view(database), "gaa/a=1 rugby/a=2");
}

fn an_edit_and_a_tombstone_stay_through_updates(database: &Scratch) {
    let of = |generation, n| {
        release(generation, &[("a", n), ("b", n), ("c", n)], &[]).with(policy(Removed::Delete))
    };
    database.boot(&of(1, 1).bundle()).unwrap();
    database.run(
        r#"UPDATE seedbank_record SET base = data, data = '{"n":77}' WHERE key = 'a';
           UPDATE seedbank_record SET state = 'deleted' WHERE key = 'b'"#,
    );
    let report = database.boot(&of(2, 2).bundle()).unwrap();
    assert_eq!(
        report.datasets[0].records(),
        counts(|c| (c.kept, c.changed, c.conflicts) = (2, 1, 1))
    );
    assert_eq!(view(database), "gaa/a=77 gaa/c=2");
    let edited =
        "SELECT (data ->> 'n') || ' ' || (base ->> 'n') FROM seedbank_record WHERE key = 'a'";
    assert_eq!(database.text(edited), "77 2");
    assert_eq!(database.text("SELECT state FROM seedbank_record WHERE key = 'b'"), "deleted");
    // They leave the bundle; the edit holds its record.
    database.boot(&release(3, &[("c", 2)], &[]).with(policy(Removed::Delete)).bundle()).unwrap();
    assert_eq!(view(database), "gaa/a=77 gaa/c=2");
    // The factory comes to what the person had: that is no edit any more.
    database.boot(&of(4, 77).bundle()).unwrap();
    assert_eq!(database.text("SELECT base FROM seedbank_record WHERE key = 'a'"), "NULL");
    assert_eq!(view(database), "gaa/a=77 gaa/c=77");
}

fn what_is_imported_once_is_not_touched_again(database: &Scratch) {
    let of = |generation, n| {
        let fixture = release(generation, &[("a", n)], &[]);
        fixture.with(|dataset| dataset.collections[0].merge = Merge::Once).bundle()
    };
    database.boot(&of(1, 1)).unwrap();
    database.boot(&of(2, 2)).unwrap();
    assert_eq!(view(database), "gaa/a=1");
}

fn nothing_leaves_because_a_source_is_not_whole(database: &Scratch) {
    let of = |gaa: &[_]| release(2, gaa, &[("a", 3)]).with(policy(Removed::Delete)).bundle();
    database.boot(&of(&[("a", 1), ("b", 2)])).unwrap();
    let reason = "not a number".to_owned();
    let invalid = vec![seedbank::SetAside { record: "skills/item/gaa/b".to_owned(), reason }];
    let partial = of(&[("a", 10)]).with_set_aside(invalid.clone());
    for _ in 0..2 {
        let report = database.boot(&partial).unwrap();
        assert_eq!(report.set_aside, invalid);
        assert_eq!(view(database), "gaa/a=10 gaa/b=2 rugby/a=3");
    }
    // The same records from a source that is whole: now `b` has left.
    let report = database.boot(&of(&[("a", 10)])).unwrap();
    assert_eq!(report.datasets[0].records().removed, 1);
    assert_eq!(view(database), "gaa/a=10 rugby/a=3");
}

fn what_is_only_embedded_stays_out_of_the_database(database: &Scratch) {
    let rvc = Fixture::new("rvc", 1)
        .unit("spec", &[("k", json!({ "n": 1 }))])
        .with(|dataset| dataset.database = false);
    let bundle = bundle(vec![rvc, release(1, &[("a", 1)], &[])]);
    let report = database.boot(&bundle).unwrap();
    assert_eq!(report.datasets[0].verdict, DatasetVerdict::EmbeddedOnly);
    assert_eq!(database.text("SELECT count(*) FROM seedbank_record WHERE dataset = 'rvc'"), "0");
    assert_eq!(database.text("SELECT count(*) FROM seedbank_import WHERE dataset = 'rvc'"), "0");
    assert_eq!(database.boot(&bundle).unwrap().datasets, []);
}

fn an_observer_hears_how_far_it_is(database: &Scratch) {
    let records: Vec<_> = (0..2500).map(|n| (&*format!("k{n}").leak(), n)).collect();
    let bundle = release(1, &records, &[("a", 1)]).bundle();
    let mut heard = Vec::new();
    let mut observer =
        |progress: seedbank::Progress<'_>| heard.push((progress.done, progress.total));
    let options = seedbank::BootOptions::default().by("panel 2.1").observer(&mut observer);
    database.open().boot_with(&bundle, options).unwrap();
    assert_eq!(heard.first(), Some(&(0, 2501)));
    assert_eq!(heard.last(), Some(&(2501, 2501)));
    assert!(heard.is_sorted());
    assert_eq!(database.text("SELECT DISTINCT created_by FROM seedbank_record"), "panel 2.1");
}

fn status_has_a_line_for_every_unit_and_writes_nothing(database: &Scratch) {
    let old = release(1, &[("a", 1)], &[("a", 2)]).bundle();
    let verdicts = |bundle: &Bundle| -> Vec<_> {
        let status = database.open().status(bundle).unwrap();
        status.into_iter().map(|line| (line.unit, line.verdict)).collect()
    };
    let line = |unit: &str, verdict| (unit.to_owned(), verdict);
    let new = [line("gaa", UnitVerdict::New), line("rugby", UnitVerdict::New)];
    assert_eq!(verdicts(&old), new);
    assert!(!database.path().exists());

    database.boot(&old).unwrap();
    let bytes = database.contents();
    let next = Fixture::new("skills", 2)
        .unit("gaa", &[("a", json!({ "n": 5 }))])
        .unit("soccer", &[("a", json!({ "n": 1 }))])
        .bundle();
    let expected = [
        line("gaa", UnitVerdict::Changed),
        line("rugby", UnitVerdict::Left),
        line("soccer", UnitVerdict::New),
    ];
    assert_eq!(verdicts(&next), expected);
    assert!(database.contents() == bytes);

    database.boot(&next).unwrap();
    let expected = [
        line("gaa", UnitVerdict::OlderThanDatabase),
        line("rugby", UnitVerdict::OlderThanDatabase),
        line("soccer", UnitVerdict::DatabaseOnly),
    ];
    assert_eq!(verdicts(&old), expected);
}

fn a_report_is_json(database: &Scratch) {
    let report = database.boot(&release(1, &[("a", 1)], &[]).bundle()).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["verdict"], "imported");
    assert_eq!(json["datasets"][0]["units"][0]["records"]["added"], 1);
    assert!(json["elapsed_seconds"].is_f64());
}
