//! Whatever people do on both sides, and wherever a run is killed: no edit is lost, and a second sync does
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use seedbank::Keep;
use serde_json::{Value, json};

use crate::database::Scratch;
use crate::git_killed::{Kill, sync};
use crate::git_notes::{Notes, anna, note};

const NOTES: [&str; 3] = ["a", "b", "c"];
const FIELDS: [&str; 3] = ["level", "rank", "title"];

/// Where somebody changes a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    /// In the database.
    Here,
    /// In the clone, where the branch is checked out.
    Clone,
    /// In another clone, pushed.
    There,
}

#[derive(Debug, Clone)]
enum Step {
    Change(Where, usize, usize, u8),
    /// A file gets another name, in the other clone.
    Move(usize, u8),
    /// A file goes, in the clone or in the other one.
    Remove(bool, usize),
    Sync,
    /// A sync is killed, and another goes on.
    Killed(u32, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let place = prop_oneof![Just(Where::Here), Just(Where::Clone), Just(Where::There)];
    prop_oneof![
        8 => (place, 0_usize..3, 0_usize..3, 0_u8..3)
            .prop_map(|(place, note, field, value)| Step::Change(place, note, field, value)),
        1 => (0_usize..3, 0_u8..3).prop_map(|(note, name)| Step::Move(note, name)),
        1 => (any::<bool>(), 0_usize..3).prop_map(|(here, note)| Step::Remove(here, note)),
        2 => Just(Step::Sync),
        2 => (1_u32..45, any::<bool>()).prop_map(|(call, after)| Step::Killed(call, after)),
    ]
}

/// A value of a field: few, so that two sides often come to the same one.
fn value(field: usize, value: u8) -> Value {
    if FIELDS[field] == "title" { json!(format!("Title {value}")) } else { json!(value) }
}

/// The fields of all notes: of each the value.
type Version = BTreeMap<(usize, usize), Value>;

struct Run<'d> {
    notes: Notes<'d>,
    /// What all had after the last sync.
    base: Version,
    /// What each has that is another.
    sides: BTreeMap<Where, Version>,
    /// The notes whose files went: they stay as orphans.
    gone: BTreeSet<usize>,
}

impl<'d> Run<'d> {
    fn new(database: &'d Scratch) -> Self {
        let notes = Notes::shared(database);
        // A file that stays: a branch without any is taken for a slip.
        for step in ["in_review", "published"] {
            notes.open().review(&notes.bundle, &note("d"), step, &anna()).unwrap();
        }
        notes.push("a");
        let base = in_database(&notes);
        Self { notes, base, sides: BTreeMap::new(), gone: BTreeSet::new() }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Change(place, note, field, to) => {
                let to = value(*field, *to);
                if self.change(*place, *note, *field, &to) {
                    self.sides.entry(*place).or_default().insert((*note, *field), to);
                }
            }
            Step::Move(note, name) => {
                self.fetch();
                let Some(path) = self.file("b", *note) else { return };
                let to = format!("notes/moved {name}.md");
                if !self.notes.path(&format!("b/{to}")).exists() {
                    self.notes.git("b", &["mv", &path, &to]);
                    self.notes.commit("b", "moved");
                    self.notes.git("b", &["push", "--quiet"]);
                }
            }
            Step::Remove(here, note) => {
                self.fetch();
                let (folder, place) = if *here { ("a", Where::Clone) } else { ("b", Where::There) };
                let Some(path) = self.file(folder, *note) else { return };
                self.notes.git(folder, &["rm", "--quiet", &path]);
                self.notes.commit(folder, "out");
                if !here {
                    self.notes.git("b", &["push", "--quiet"]);
                }
                // Who changed it before took that back.
                self.sides.entry(place).or_default().retain(|(of, _), _| of != note);
                self.gone.insert(*note);
            }
            Step::Sync => {
                self.notes.sync("a");
                self.holds();
            }
            Step::Killed(call, after) => {
                let kill = if *after { Kill::After(*call) } else { Kill::Before(*call) };
                sync(&self.notes, kill);
                self.notes.sync("a");
                self.holds();
            }
        }
    }

    /// Whether there is something to change.
    fn change(&self, place: Where, of: usize, field: usize, to: &Value) -> bool {
        let folder = match place {
            Where::Here => {
                if self.notes.value(NOTES[of], FIELDS[field]) != *to {
                    self.notes.edit(NOTES[of], FIELDS[field], to.clone());
                }
                return true;
            }
            Where::Clone => "a",
            Where::There => {
                self.fetch();
                "b"
            }
        };
        let Some(path) = self.file(folder, of) else { return false };
        let path = format!("{folder}/{path}");
        let text = self.notes.read(&path);
        let start = format!("{}: ", FIELDS[field]);
        let plain = to.as_str().map_or_else(|| to.to_string(), str::to_owned);
        let lines = text.lines().map(|line| {
            if line.starts_with(&start) { format!("{start}{plain}\n") } else { format!("{line}\n") }
        });
        let changed: String = lines.collect();
        if changed != text {
            self.notes.write(&path, &changed);
            self.notes.commit(folder, "by hand");
            if place == Where::There {
                self.notes.git("b", &["push", "--quiet"]);
            }
        }
        true
    }

    /// The other clone follows its upstream.
    fn fetch(&self) {
        self.notes.git("b", &["fetch", "--quiet"]);
        self.notes.git("b", &["reset", "--quiet", "--hard", "origin/main"]);
    }

    /// Where a note's file is, if it has one.
    fn file(&self, folder: &str, of: usize) -> Option<String> {
        let is_its = |path: &&String| {
            let text = self.notes.committed(folder, path);
            text.contains(&format!("\nid: {}\n", NOTES[of]))
        };
        self.notes.files(folder).iter().find(is_its).cloned()
    }

    /// The database has of each field what was changed; here before in the clone before there. What was
    /// changed differently elsewhere waits, and once that is settled all have the same.
    fn holds(&mut self) {
        let found = in_database(&self.notes);
        let conflicts = self.notes.open().conflicts(&self.notes.bundle, true).unwrap();
        for (at, now) in &found {
            let base = self.base[at].clone();
            let changed: Vec<&Value> = self
                .sides
                .values()
                .filter_map(|side| side.get(at))
                .filter(|to| **to != base)
                .collect();
            let expected = changed.first().copied().unwrap_or(&base);
            assert_eq!(now, expected, "{at:?}: {:?}", self.sides);
            let (of, field) = *at;
            for lost in changed.iter().filter(|to| **to != expected) {
                let waits = conflicts.iter().any(|conflict| {
                    conflict.record == note(NOTES[of])
                        && conflict.field == FIELDS[field]
                        && conflict.target.as_ref() == Some(lost)
                });
                assert!(waits, "{at:?} {lost}: {conflicts:?}");
            }
        }
        self.notes.assert_in_step("a");
        self.notes.resolve(&Keep::Current);
        self.notes.sync("a");
        let mut filed = found.clone();
        filed.retain(|(of, _), _| !self.gone.contains(of));
        for folder in ["a", "origin"] {
            assert_eq!(self.in_files(folder), filed, "{folder}");
        }
        assert_eq!(self.notes.git("a", &["status", "--porcelain"]), "");
        self.notes.assert_in_step("a");
        self.base = found;
        self.sides.clear();
    }

    fn in_files(&self, folder: &str) -> Version {
        let mut version = Version::new();
        for of in 0..NOTES.len() {
            let Some(path) = self.file(folder, of) else { continue };
            let text = self.notes.committed(folder, &path);
            for (field, name) in FIELDS.iter().enumerate() {
                let start = format!("{name}: ");
                let plain = text.lines().find_map(|line| line.strip_prefix(&start)).unwrap();
                let found = plain.parse().map_or_else(|_| json!(plain), |number: u8| json!(number));
                version.insert((of, field), found);
            }
        }
        version
    }
}

fn in_database(notes: &Notes<'_>) -> Version {
    let all = (0..NOTES.len()).flat_map(|of| (0..FIELDS.len()).map(move |field| (of, field)));
    all.map(|(of, field)| ((of, field), notes.value(NOTES[of], FIELDS[field]))).collect()
}

fn holds(database: &Scratch, steps: &[Step]) {
    let mut run = Run::new(database);
    for step in steps {
        run.step(step);
    }
    run.step(&Step::Sync);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 24, ..ProptestConfig::default() })]
    #[test]
    fn no_edit_is_lost_on_sqlite(steps in proptest::collection::vec(step(), 1..14)) {
        holds(&Scratch::sqlite(), &steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 8, ..ProptestConfig::default() })]
    #[test]
    fn no_edit_is_lost_on_postgres(steps in proptest::collection::vec(step(), 1..14)) {
        if let Some(database) = Scratch::postgres() {
            holds(&database, &steps);
        }
    }
}
