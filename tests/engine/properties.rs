//! Whatever releases and people do in whatever order: the database holds what the rules say, computed
//! here in the plainest way, and nothing else.

use proptest::prelude::*;
use seedbank::{
    Author, Bundle, Database, Edit, Error, Keep, RecordName, ResetTo, Selection, Verdict,
};
use serde_json::{Map, Value, json};

use crate::database::Scratch;
use crate::fixture::Fixture;

const FIELDS: [&str; 3] = ["a", "b", "c"];

/// A version of the record: each field's value, or that it is absent.
type Version = [Option<u8>; 3];

#[derive(Debug, Clone)]
enum Step {
    /// A release with this version of the record.
    Release(Version),
    /// The release before the newest boots again.
    Older,
    Edit(usize, Option<u8>),
    Delete,
    Restore,
    Reset,
    /// A conflict, by rank, is settled.
    Resolve(usize, u8),
    /// The newest import is taken back.
    Undo,
}

fn version() -> impl Strategy<Value = Version> {
    [value(), value(), value()]
}

/// Few values, so that two sides often come to the same one.
fn value() -> impl Strategy<Value = Option<u8>> {
    prop_oneof![1 => Just(None), 3 => (0_u8..3).prop_map(Some)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => version().prop_map(Step::Release),
        1 => Just(Step::Older),
        4 => (0_usize..3, value()).prop_map(|(field, value)| Step::Edit(field, value)),
        1 => Just(Step::Delete),
        1 => Just(Step::Restore),
        1 => Just(Step::Reset),
        2 => (0_usize..3, 0_u8..3).prop_map(|(rank, keep)| Step::Resolve(rank, keep)),
        2 => Just(Step::Undo),
    ]
}

/// What the rules say.
#[derive(Debug, Clone, PartialEq)]
struct Oracle {
    base: Version,
    current: Version,
    deleted: bool,
    /// Which fields wait for a person.
    open: [bool; 3],
}

/// Each field by itself: whoever changed it has it, and the person where both did.
fn merged(base: Version, current: Version, target: Version) -> Version {
    std::array::from_fn(|field| {
        let (base, current, target) = (base[field], current[field], target[field]);
        if current == base { target } else { current }
    })
}

impl Oracle {
    fn release(&mut self, target: Version) {
        // A deleted record too: what a restore brings back is not behind.
        for field in 0..3 {
            let (base, current, target) = (self.base[field], self.current[field], target[field]);
            let conflict = base != target && current != base && current != target;
            // An earlier one is about a value that the factory still has, or it is over.
            self.open[field] = conflict || self.open[field] && base == target;
        }
        self.current = merged(self.base, self.current, target);
        self.base = target;
        self.settle();
    }

    /// What is as the factory has it needs nobody.
    fn settle(&mut self) {
        for field in 0..3 {
            self.open[field] &= self.current[field] != self.base[field];
        }
    }
}

fn bundle(generation: u64, version: Version) -> Bundle {
    let other = json!({ "a": 0, "b": 0, "c": 0 });
    let record = Value::Object(record(version));
    Fixture::new("club", generation).unit("x", &[("it", record), ("other", other)]).bundle()
}

fn record(version: Version) -> Map<String, Value> {
    let fields = FIELDS.iter().zip(version);
    fields.filter_map(|(name, value)| Some(((*name).to_owned(), json!(value?)))).collect()
}

fn name() -> RecordName {
    "club/item/x/it".parse().unwrap()
}

/// Drives a database and the oracle side by side.
struct Run {
    database: Database,
    oracle: Oracle,
    /// Every release so far, and what the oracle said before and just after its import.
    releases: Vec<(Version, Oracle, Oracle)>,
    newest: Bundle,
    generation: u64,
    import: i64,
    /// Whether the newest release was taken back.
    undone: bool,
}

impl Run {
    fn new(url: &str, first: Version) -> Self {
        let database = Database::open(url).unwrap();
        let newest = bundle(1, first);
        database.boot(&newest).unwrap();
        let open = [false; 3];
        let oracle = Oracle { base: first, current: first, deleted: false, open };
        let releases = vec![(first, oracle.clone(), oracle.clone())];
        Self { database, oracle, releases, newest, generation: 1, import: 1, undone: false }
    }

    fn step(&mut self, step: &Step) {
        let anna = Author::new("anna");
        match step {
            Step::Release(version) => {
                self.generation += 1;
                self.newest = bundle(self.generation, *version);
                let report = self.database.boot(&self.newest).unwrap();
                assert_eq!(report.verdict, Verdict::Updated);
                self.import += 1;
                let before = self.oracle.clone();
                self.oracle.release(*version);
                self.releases.push((*version, before, self.oracle.clone()));
                self.undone = false;
            }
            Step::Older => {
                let Some((version, ..)) = self.releases.iter().rev().nth(1) else { return };
                let older = bundle(self.generation - 1, *version);
                let verdict = self.database.boot(&older).unwrap().verdict;
                assert!(matches!(
                    verdict,
                    // After an undoing it is the release that the database has.
                    Verdict::OlderThanDatabase | Verdict::UpToDate | Verdict::Undone
                ));
            }
            Step::Edit(field, value) => {
                let edit = match value {
                    Some(value) => Edit::new().set(FIELDS[*field], json!(value)).unwrap(),
                    None => Edit::new().remove(FIELDS[*field]).unwrap(),
                };
                match self.database.edit(&self.newest, &name(), &edit, &anna) {
                    Ok(_) => {
                        self.oracle.current[*field] = *value;
                        self.oracle.settle();
                    }
                    Err(error) => {
                        assert!(matches!(error, Error::Deleted { .. }), "{error}");
                        assert!(self.oracle.deleted);
                    }
                }
            }
            Step::Delete => {
                let deleted = self.database.delete(&self.newest, &name(), &anna);
                assert_eq!(deleted.is_ok(), !std::mem::replace(&mut self.oracle.deleted, true));
            }
            Step::Restore => {
                let restored = self.database.restore(&name(), &anna);
                assert_eq!(restored.is_ok(), std::mem::take(&mut self.oracle.deleted));
            }
            Step::Reset => {
                let selection = Selection::Record(name());
                self.database.reset(&self.newest, &selection, ResetTo::Installed, &anna).unwrap();
                self.oracle.current = self.oracle.base;
                self.oracle.deleted = false;
                self.oracle.settle();
            }
            Step::Resolve(rank, keep) => self.resolve(*rank, *keep),
            Step::Undo => self.undo(),
        }
        self.holds();
    }

    fn resolve(&mut self, rank: usize, keep: u8) {
        let conflicts = self.database.conflicts(&self.newest, false).unwrap();
        let Some(conflict) = conflicts.get(rank) else { return };
        let field = FIELDS.iter().position(|field| *field == conflict.field).unwrap();
        let number = |value: &Option<Value>| value.as_ref().map(|v| v.as_u64().unwrap() as u8);
        let (keep, value) = match keep {
            0 => (Keep::Current, self.oracle.current[field]),
            1 => (Keep::Target, number(&conflict.target)),
            _ => (Keep::Base, number(&conflict.base)),
        };
        let anna = Author::new("anna");
        let resolved = self.database.resolve(&self.newest, conflict.id, &keep, &anna);
        // What was deleted can stay as it is.
        assert_eq!(resolved.is_ok(), !self.oracle.deleted || keep == Keep::Current);
        if resolved.is_ok() {
            self.oracle.current[field] = value;
            self.oracle.open[field] = false;
            self.oracle.settle();
        }
    }

    fn undo(&mut self) {
        if self.undone || self.releases.len() < 2 {
            return;
        }
        let Some((_, before, after)) = self.releases.last().cloned() else { return };
        let anna = Author::new("anna");
        self.database.undo(&self.newest, self.import, &anna).unwrap();
        self.import += 1;
        self.undone = true;
        let current = self.oracle.current;
        self.oracle.current = merged(after.current, current, before.current);
        self.oracle.base = before.base;
        // Which conflict an import had superseded is told by when it did, to the second.
        self.oracle.open = self.open();
        assert_eq!(self.database.boot(&self.newest).unwrap().verdict, Verdict::Undone);
    }

    /// The fields of which the database says that they wait.
    fn open(&self) -> [bool; 3] {
        let conflicts = self.database.conflicts(&self.newest, false).unwrap();
        FIELDS.map(|field| conflicts.iter().any(|conflict| conflict.field == field))
    }

    /// The database is as the oracle says, and what it says of itself is true.
    fn holds(&self) {
        let found = self.database.get(&self.newest, &name()).unwrap();
        assert_eq!(found.value, record(self.oracle.current), "{:?}", self.oracle);
        assert_eq!(found.state == "deleted", self.oracle.deleted);
        assert_eq!(self.open(), self.oracle.open, "{:?}", self.oracle);
        let drifted = self.database.drift(&self.newest).unwrap();
        let drifts = self.oracle.deleted || self.oracle.current != self.oracle.base;
        assert_eq!(!drifted.is_empty(), drifts, "{:?} {drifted:?}", self.oracle);
        assert_eq!(self.database.verify(&self.newest).unwrap(), []);
        let head = self.database.plan(&self.newest).unwrap();
        assert_eq!(head.has_changes(), self.undone, "{:?}", head.verdict);
    }
}

fn holds(url: &str, first: Version, steps: &[Step]) {
    let mut run = Run::new(url, first);
    for step in steps {
        run.step(step);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn the_rules_hold_on_sqlite(
        first in version(),
        steps in proptest::collection::vec(step(), 1..25),
    ) {
        holds("sqlite::memory:", first, &steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn the_rules_hold_on_postgres(
        first in version(),
        steps in proptest::collection::vec(step(), 1..15),
    ) {
        if let Some(database) = Scratch::postgres() {
            holds(&database.url(), first, &steps);
        }
    }
}
