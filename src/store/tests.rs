//! What every store keeps to, on each of them.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::fixture::Fixture;

/// Makes of a function a test for each store.
macro_rules! on_each {
    ($($test:ident),+ $(,)?) => { $(
        mod $test {
            #[test]
            fn sqlite() {
                super::$test(&mut *super::open("sqlite::memory:", super::WAIT).unwrap());
            }

            #[test]
            fn postgres() {
                let test = |url: &str| super::$test(&mut *super::open(url, super::WAIT).unwrap());
                super::in_schema(stringify!($test), test);
            }
        }
    )+ };
}

on_each!(
    what_is_written_is_read,
    what_is_not_committed_is_gone,
    a_filter_lets_through_what_it_says_in_the_order_of_bytes,
    json_comes_back_to_the_byte,
    a_change_keeps_the_rest,
    an_import_is_replaced_stamped_and_forgotten,
    history_is_numbered_and_pruned,
    conflicts_wait_and_are_settled_once,
    a_broken_view_is_named,
);

const WAIT: Duration = Duration::from_secs(30);
const PLACE: Place<'_> = Place { dataset: "skills", collection: "item", unit: "gaa" };

/// With the URL of a schema of its own in the tests' server (`scripts/postgres`).
pub(super) fn in_schema(name: &str, test: impl FnOnce(&str)) {
    let Ok(url) = std::env::var("SEEDBANK_TEST_POSTGRES") else {
        let skip = std::env::var_os("SEEDBANK_SKIP_POSTGRES").is_some();
        assert!(skip, "run `scripts/postgres run cargo test …`, or set SEEDBANK_SKIP_POSTGRES=1");
        return;
    };
    let schema = format!("store_{}_{name}", std::process::id());
    let schema = &schema[..schema.len().min(63)];
    test(&format!("{url}&schema={schema}"));
    let mut client = ::postgres::Client::connect(&url, ::postgres::NoTls).unwrap();
    client.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).unwrap();
}

fn signature(by: &str) -> Signature {
    Signature { at: "2026-11-20T18:46:00Z".to_owned(), by: by.to_owned() }
}

fn installation() -> Installation {
    Installation {
        format: FORMAT,
        hash: Some("sb1-h".to_owned()),
        undone: Some("sb1-u".to_owned()),
        head: None,
        set_aside: vec![seedbank_codegen::model::SetAside {
            record: "skills/item/gaa/nul\0".to_owned(),
            reason: "no \"text\"".to_owned(),
        }],
    }
}

/// A transaction that is committed.
fn write<T>(store: &mut dyn Store, work: impl FnOnce(&mut dyn Writer) -> T) -> T {
    let mut writer = store.begin(&signature("ada")).unwrap();
    if writer.prepare().unwrap() {
        writer.put_installation(&installation()).unwrap();
    }
    let done = work(&mut *writer);
    writer.commit().unwrap();
    done
}

fn insert(store: &mut dyn Store, place: Place<'_>, records: &[(&str, &str)]) {
    let records: Vec<_> = records.iter().map(|&(key, data)| NewRecord { key, data }).collect();
    let rejected = write(store, |writer| {
        writer.insert(place, Source::Factory, Some(ImportId(1)), &records).unwrap()
    });
    assert_eq!(rejected, []);
}

fn records(store: &mut dyn Store, keys: &[&str]) -> Vec<Option<Stored>> {
    store.snapshot().unwrap().records(PLACE, keys).unwrap()
}

fn record(store: &mut dyn Store, key: &str) -> Stored {
    records(store, &[key]).remove(0).unwrap()
}

fn what_is_written_is_read(store: &mut dyn Store) {
    assert_eq!(store.installation().unwrap(), None);
    insert(store, PLACE, &[("a", r#"{"n":1}"#), ("b", r#"{"n":2}"#)]);
    assert_eq!(store.installation().unwrap(), Some(installation()));
    let found = records(store, &["b", "nul\0", "missing", "a", "b"]);
    let keys: Vec<_> = found.iter().map(|found| found.as_ref().map(|it| &*it.key)).collect();
    assert_eq!(keys, [Some("b"), None, None, Some("a"), Some("b")]);
    let expected = Stored {
        id: RecordId(1),
        unit: "gaa".to_owned(),
        key: "a".to_owned(),
        data: r#"{"n":1}"#.to_owned(),
        base: None,
        source: Source::Factory,
        state: State::Active,
        revision: 1,
        import: Some(ImportId(1)),
        created: signature("ada"),
        updated: None,
    };
    assert_eq!(found[3], Some(expected));
    let mut reader = store.snapshot().unwrap();
    let by_id = reader.records_by_id(&[RecordId(2), RecordId(99)]).unwrap();
    let [(name, stored)] = by_id.as_slice() else { panic!("{by_id:?}") };
    assert_eq!((name.to_string().as_str(), stored.id), ("skills/item/gaa/b", RecordId(2)));
    assert!(reader.has_records(PLACE).unwrap());
    assert!(!reader.has_records(Place { unit: "none", ..PLACE }).unwrap());
    let mut keys = Vec::new();
    reader.each_key(PLACE, &mut |key| keys.push(key.to_owned())).unwrap();
    keys.sort();
    assert_eq!(keys, ["a", "b"]);
}

fn what_is_not_committed_is_gone(store: &mut dyn Store) {
    let mut writer = store.begin(&signature("ada")).unwrap();
    assert_eq!(writer.reader().installation().unwrap(), None);
    assert!(writer.prepare().unwrap());
    assert_eq!(writer.reader().installation().unwrap(), None);
    writer.put_installation(&installation()).unwrap();
    assert_eq!(writer.reader().installation().unwrap(), Some(installation()));
    drop(writer);
    assert_eq!(store.installation().unwrap(), None);
    let mut writer = store.begin(&signature("ada")).unwrap();
    assert!(writer.prepare().unwrap());
}

fn a_filter_lets_through_what_it_says_in_the_order_of_bytes(store: &mut dyn Store) {
    let keys = ["é", "a/b", "B", "a", "a b", "_", "Z"];
    insert(store, PLACE, &keys.map(|key| (key, "{}")));
    insert(store, Place { unit: "Rugby", ..PLACE }, &[("x", "{}")]);
    insert(store, Place { dataset: "coach", ..PLACE }, &[("x", "{}")]);
    let person = [NewRecord { key: "own", data: "{}" }];
    write(store, |writer| writer.insert(PLACE, Source::Person, None, &person).unwrap());
    let mut names = |filter: &RecordFilter<'_>| {
        let mut names = Vec::new();
        let visit = &mut |place: Place<'_>, stored: Stored| {
            names.push(format!("{}/{}/{}", place.dataset, place.unit, stored.key));
            Ok(())
        };
        store.snapshot().unwrap().each_record(filter, visit).unwrap();
        names.join(" ")
    };
    let all = RecordFilter::default();
    assert_eq!(
        names(&all),
        "coach/gaa/x skills/Rugby/x skills/gaa/B skills/gaa/Z skills/gaa/_ skills/gaa/a \
         skills/gaa/a b skills/gaa/a/b skills/gaa/own skills/gaa/é"
    );
    assert_eq!(names(&RecordFilter { dataset: Some("coach"), ..all }), "coach/gaa/x");
    assert_eq!(names(&RecordFilter { unit: Some("Rugby"), ..all }), "skills/Rugby/x");
    assert_eq!(names(&RecordFilter { drifted: true, ..all }), "skills/gaa/own");
    assert_eq!(names(&RecordFilter { collection: Some("other"), ..all }), "");
    assert_eq!(names(&RecordFilter { import: Some(ImportId(2)), ..all }), "");
    let stop = Error::Database { database: String::new(), doing: "", reason: "stop".to_owned() };
    let mut stop = Some(stop);
    let mut reader = store.snapshot().unwrap();
    let stopped = reader.each_record(&all, &mut |_, _| stop.take().map_or(Ok(()), Err));
    assert!(stopped.is_err());
    // The reader goes on.
    assert!(reader.has_records(PLACE).unwrap());
}

fn json_comes_back_to_the_byte(store: &mut dyn Store) {
    let value = json!({
        "b": 1, "aa": 2, "z": { "ÿ": null, "\u{1f600}": true },
        "numbers": [0.1, 1e21, 1e300, 5e-324, -7, u64::MAX, i64::MIN, 100, 1.5e-7, 0],
        "texts": ["é", "\u{1}", "\"", "\\", "\n", "\u{2028}", "/", ""],
    });
    let text = seedbank_codegen::canon::canonical(&value);
    insert(store, PLACE, &[("a", &text)]);
    assert_eq!(record(store, "a").data, text);
    let change =
        Change { id: RecordId(1), key: None, data: "{}", base: Some(&text), state: State::Active };
    assert_eq!(write(store, |writer| writer.update(&[change]).unwrap()), []);
    assert_eq!(record(store, "a").base, Some(text));
}

fn a_change_keeps_the_rest(store: &mut dyn Store) {
    insert(store, PLACE, &[("a", "{}"), ("b", "{}"), ("c", "{}")]);
    let change = |id, key| Change {
        id: RecordId(id),
        key,
        data: r#"{"n":2}"#,
        base: Some("{}"),
        state: State::Deleted,
    };
    // The second would take the name of the third.
    let changes = [change(1, Some("renamed")), change(2, Some("c")), change(3, None)];
    let rejected = write(store, |writer| writer.update(&changes).unwrap());
    assert_eq!(rejected.iter().map(|rejected| rejected.index).collect::<Vec<_>>(), [1]);
    let first = record(store, "renamed");
    assert_eq!((first.id, first.revision, first.state), (RecordId(1), 2, State::Deleted));
    assert_eq!((first.data.as_str(), first.base.as_deref()), (r#"{"n":2}"#, Some("{}")));
    assert_eq!(first.updated, Some(signature("ada")));
    let kept = record(store, "b");
    assert_eq!((kept.revision, kept.updated, kept.data.as_str()), (1, None, "{}"));
    assert_eq!(record(store, "c").revision, 2);
    // A name that is taken is refused, and the others go in.
    let new = ["d", "c", "e"].map(|key| NewRecord { key, data: "{}" });
    let rejected = write(store, |writer| writer.insert(PLACE, Source::Import, None, &new).unwrap());
    assert_eq!(rejected.iter().map(|rejected| rejected.index).collect::<Vec<_>>(), [1]);
    assert_eq!(record(store, "e").source, Source::Import);
}

fn an_import_is_replaced_stamped_and_forgotten(store: &mut dyn Store) {
    let stamp = |generation| Stamp {
        generation,
        version: format!("{generation}.0"),
        schema_hash: "sb1-s".to_owned(),
    };
    let import = |unit: &str, state| Import {
        dataset: "skills".to_owned(),
        unit: unit.to_owned(),
        hash: (state == ImportState::Active).then(|| "sb1-h".to_owned()),
        stamp: stamp(1),
        state,
        set_aside: installation().set_aside,
        signature: signature("ada"),
    };
    let (b, a) = (import("b", ImportState::Active), import("A", ImportState::Left));
    write(store, |writer| {
        writer.put_import(&import("b", ImportState::Left), Some(&[1])).unwrap();
        writer.put_import(&b, Some(&[0, 255, 7])).unwrap();
        writer.put_import(&a, None).unwrap();
    });
    let mut reader = store.snapshot().unwrap();
    assert_eq!(reader.imports().unwrap(), [a, b]);
    assert_eq!(reader.digest("skills", "b").unwrap(), Some(vec![0, 255, 7]));
    assert_eq!(reader.digest("skills", "A").unwrap(), None);
    assert_eq!(reader.digest("skills", "none").unwrap(), None);
    drop(reader);
    write(store, |writer| {
        writer.stamp("skills", &stamp(u64::MAX)).unwrap();
        writer.remove_import("skills", "A").unwrap();
    });
    let mut reader = store.snapshot().unwrap();
    let imports = reader.imports().unwrap();
    assert_eq!(imports.len(), 1);
    assert_eq!(imports[0].stamp, stamp(u64::MAX));
    assert_eq!(reader.stamp("skills").unwrap(), Some(stamp(u64::MAX)));
    assert_eq!(reader.stamp("coach").unwrap(), None);
}

fn history(key: &str, import: Option<i64>, hash: &str) -> HistoryRow {
    HistoryRow {
        import: import.map(ImportId),
        record: (!key.is_empty()).then_some(RecordId(7)),
        dataset: "skills".to_owned(),
        collection: (!key.is_empty()).then(|| "item".to_owned()),
        unit: Some("gaa".to_owned()),
        key: (!key.is_empty()).then(|| key.to_owned()),
        action: Action::Import,
        before: None,
        // Not canonical, and no `jsonb`: the row's hash is of this text.
        after: Some(r#"{"n": "\u0000", "a":1.0}"#.to_owned()),
        reason: Some("it's so".to_owned()),
        release: Some("1.0.0".to_owned()),
        signature: signature("eve"),
        previous: None,
        hash: hash.to_owned(),
    }
}

fn history_is_numbered_and_pruned(store: &mut dyn Store) {
    let rows = [history("", Some(1), "h1"), history("a", Some(1), "h2"), history("b", None, "h3")];
    write(store, |writer| writer.append_history(&rows).unwrap());
    assert_eq!(store.installation().unwrap().unwrap().head.as_deref(), Some("h3"));
    let mut hashes = |filter: &HistoryFilter<'_>| {
        let mut hashes = Vec::new();
        let visit = &mut |entry: HistoryEntry| {
            hashes.push(format!("{}:{}", entry.id, entry.row.hash));
            Ok(())
        };
        store.snapshot().unwrap().each_history(filter, visit).unwrap();
        hashes.join(" ")
    };
    let all = HistoryFilter::default();
    assert_eq!(hashes(&all), "1:h1 2:h2 3:h3");
    let import = Some(ImportId(1));
    assert_eq!(hashes(&HistoryFilter { import, ..all.clone() }), "1:h1 2:h2");
    let record = Some(RecordId(7));
    assert_eq!(hashes(&HistoryFilter { record, after: Some(2), ..all.clone() }), "3:h3");
    let since = Some("2026-11-20T18:46:01Z");
    assert_eq!(hashes(&HistoryFilter { since, ..all.clone() }), "");
    let (unit, since) = (Some("gaa"), Some("2026-11-20T18:46:00Z"));
    let filter = HistoryFilter { dataset: Some("skills"), unit, since, ..all.clone() };
    assert_eq!(hashes(&filter), "1:h1 2:h2 3:h3");
    let mut found = Vec::new();
    let mut reader = store.snapshot().unwrap();
    let visit = &mut |entry: HistoryEntry| {
        found.push(entry.row);
        Ok(())
    };
    reader.each_history(&all, visit).unwrap();
    assert_eq!(found, rows);
    assert_eq!(reader.last_import().unwrap(), ImportId(1));
    drop(reader);

    write(store, |writer| {
        writer.prune_history(2, &history("", None, "checkpoint")).unwrap();
        writer.append_history(&[history("c", Some(2), "h4")]).unwrap();
    });
    let mut found = Vec::new();
    let mut reader = store.snapshot().unwrap();
    let visit = &mut |entry: HistoryEntry| {
        found.push((entry.id, entry.row.hash));
        Ok(())
    };
    reader.each_history(&all, visit).unwrap();
    let expected = [(2, "checkpoint"), (3, "h3"), (4, "h4")];
    assert_eq!(found, expected.map(|(id, hash)| (id, hash.to_owned())));
    assert_eq!(reader.last_import().unwrap(), ImportId(2));
}

fn conflicts_wait_and_are_settled_once(store: &mut dyn Store) {
    insert(store, PLACE, &[("a", "{}"), ("b", "{}")]);
    let conflict = |record, field: &str, target: &str| NewConflict {
        record: RecordId(record),
        field: field.to_owned(),
        base: None,
        current: Some("1".to_owned()),
        target: Some(target.to_owned()),
        reason: None,
        import: Some(ImportId(2)),
    };
    let first = [conflict(1, "/name", "2"), conflict(1, "", "{}"), conflict(2, "/name", "\"x\"")];
    let again = conflict(1, "/name", "3");
    write(store, |writer| {
        writer.put_conflicts(&first).unwrap();
        writer.put_conflicts(&[]).unwrap();
        writer.put_conflicts(std::slice::from_ref(&again)).unwrap();
        writer.settle_conflicts(&[3], Settlement::Target).unwrap();
        writer.settle_conflicts(&[3], Settlement::Current).unwrap();
    });
    let mut reader = store.snapshot().unwrap();
    let all = reader.conflicts(&ConflictFilter::default()).unwrap();
    let settled: Vec<_> = all.iter().map(|row| row.settled.as_ref().map(|it| it.0)).collect();
    let expected = [Some(Settlement::Superseded), None, Some(Settlement::Target), None];
    assert_eq!(settled, expected);
    assert_eq!(all[2].settled, Some((Settlement::Target, signature("ada"))));
    assert_eq!((&all[3].conflict, &all[3].created), (&again, &signature("ada")));
    let mut ids = |filter| {
        let found = reader.conflicts(&filter).unwrap();
        found.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(ConflictFilter::open_of(RecordId(1))), [2, 4]);
    assert_eq!(ids(ConflictFilter { id: Some(3), ..ConflictFilter::default() }), [3]);
    let third = ConflictFilter { id: Some(3), open: true, ..ConflictFilter::default() };
    assert_eq!(ids(third), [0; 0]);
}

fn a_broken_view_is_named(store: &mut dyn Store) {
    let bundle = Fixture::new("skills", 1).unit("gaa", &[("k", json!({ "n": 1 }))]).bundle();
    let wanted = views(&bundle.model().datasets[0]);
    write(store, |_| ());
    let broken = |store: &mut dyn Store, views: &[View<'_>]| {
        store.snapshot().unwrap().broken_views(views).unwrap()
    };
    assert_eq!(broken(store, &wanted), ["skills_item"]);
    write(store, |writer| writer.put_views("skills", &wanted).unwrap());
    assert_eq!(broken(store, &wanted), Vec::<String>::new());
    let mut other = wanted.clone();
    other[0].columns.clear();
    assert_eq!(broken(store, &other), ["skills_item"]);
    write(store, |writer| writer.put_views("skills", &[]).unwrap());
    assert_eq!(broken(store, &wanted), ["skills_item"]);
}
