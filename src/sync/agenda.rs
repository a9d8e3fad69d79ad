//! Which units are to be looked at: from the bundle's model and the import status, to an agenda.

use std::collections::HashMap;

use seedbank_codegen::model::{Dataset, Model};

use super::report::{DatasetVerdict, UnitVerdict};
use super::taken_back::{Release, TakenBack};
use crate::store::{Import, ImportState, Stamp};

/// What is to be done, dataset by dataset in the model's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Agenda {
    pub datasets: Vec<DatasetAgenda>,
    pub after: After,
}

/// What the database holds once an agenda is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// What the bundle does, and nothing besides.
    Same,
    /// All that the bundle does, and datasets that it lacks: of another application, or of an earlier
    /// release.
    More,
    /// Not all that the bundle does, or it cannot be told.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DatasetAgenda {
    pub verdict: DatasetVerdict,
    /// The database's generation, if it has the dataset.
    pub found: Option<u64>,
    /// The release that the database's units are of, if it has the dataset.
    pub before: Option<Stamp>,
    /// In the model's order.
    pub units: Vec<UnitVerdict>,
    /// Units of the database that the bundle no longer has, as they were imported.
    pub left: Vec<Import>,
}

impl Agenda {
    /// Whether any dataset has something to write.
    pub(super) fn has_work(&self) -> bool {
        self.datasets.iter().any(DatasetAgenda::has_work)
    }

    /// Whether a person took anything of it back.
    pub(super) fn is_undone(&self) -> bool {
        self.datasets.iter().any(DatasetAgenda::is_undone)
    }

    /// Whether the database has a later generation of anything.
    pub(super) fn is_older(&self) -> bool {
        self.datasets.iter().any(DatasetAgenda::is_older)
    }
}

impl DatasetAgenda {
    /// Whether there is something to write.
    pub(super) fn has_work(&self) -> bool {
        matches!(self.verdict, DatasetVerdict::Imported | DatasetVerdict::Updated)
    }

    /// Whether a person took this release of it back.
    fn is_undone(&self) -> bool {
        self.verdict == DatasetVerdict::Undone
    }

    /// Whether the database has a later generation.
    fn is_older(&self) -> bool {
        self.verdict == DatasetVerdict::OlderThanDatabase
    }
}

/// What a boot would write. `partial`: records of the bundle's source were set aside, so that what it
/// does not have may be there all the same.
/// What was `taken_back` is left alone.
pub(super) fn agenda(
    model: &Model,
    imports: &[Import],
    partial: bool,
    taken_back: &TakenBack,
) -> Agenda {
    let mut by_dataset: HashMap<&str, Vec<&Import>> = HashMap::new();
    for import in imports {
        by_dataset.entry(&import.dataset).or_default().push(import);
    }
    let next = |dataset: &Dataset| {
        let imports = by_dataset.remove(dataset.name.as_str()).unwrap_or_default();
        agenda_of(dataset, &imports, partial, taken_back)
    };
    let datasets: Vec<_> = model.datasets.iter().map(next).collect();
    let more = by_dataset.values().flatten().any(|import| import.state == ImportState::Active);
    let behind = |dataset: &DatasetAgenda| dataset.is_older() || dataset.is_undone();
    let after = if partial || datasets.iter().any(behind) {
        After::Other
    } else if more {
        After::More
    } else {
        After::Same
    };
    Agenda { datasets, after }
}

/// The release that a dataset of the bundle is of.
pub(super) fn stamp(dataset: &Dataset) -> Stamp {
    Stamp {
        generation: dataset.generation,
        version: dataset.version.clone(),
        schema_hash: dataset.schema_hash.clone(),
    }
}

fn agenda_of(
    dataset: &Dataset,
    imports: &[&Import],
    partial: bool,
    taken_back: &TakenBack,
) -> DatasetAgenda {
    let found = imports.iter().map(|import| import.stamp.generation).max();
    let before = imports.first().map(|import| import.stamp.clone());
    let nothing = |verdict, unit| DatasetAgenda {
        verdict,
        found,
        before: before.clone(),
        units: vec![unit; dataset.units.len()],
        left: Vec::new(),
    };
    if !dataset.database {
        return nothing(DatasetVerdict::EmbeddedOnly, UnitVerdict::EmbeddedOnly);
    }
    if found.is_some_and(|generation| generation > dataset.generation) {
        return nothing(DatasetVerdict::OlderThanDatabase, UnitVerdict::OlderThanDatabase);
    }
    if taken_back.contains(Release::of(dataset)) {
        return nothing(DatasetVerdict::Undone, UnitVerdict::Undone);
    }
    let mut by_unit: HashMap<&str, &Import> =
        imports.iter().map(|import| (import.unit.as_str(), *import)).collect();
    let units: Vec<_> = dataset
        .units
        .iter()
        .map(|unit| match by_unit.remove(unit.name.as_str()) {
            None => UnitVerdict::New,
            Some(import)
                if import.state == ImportState::Active
                    && import.hash.as_deref() == Some(unit.hash.as_str()) =>
            {
                UnitVerdict::UpToDate
            }
            Some(_) => UnitVerdict::Changed,
        })
        .collect();
    // What is still here is in no unit of the bundle.
    let left: Vec<_> = imports
        .iter()
        .filter(|import| !partial && import.state == ImportState::Active)
        .filter(|import| by_unit.contains_key(import.unit.as_str()))
        .map(|import| (*import).clone())
        .collect();
    let stamp = stamp(dataset);
    let restamp = imports.iter().any(|import| import.stamp != stamp);
    let same = units.iter().all(|unit| *unit == UnitVerdict::UpToDate);
    let verdict = match found {
        None => DatasetVerdict::Imported,
        Some(_) if same && left.is_empty() && !restamp => DatasetVerdict::UpToDate,
        Some(_) => DatasetVerdict::Updated,
    };
    DatasetAgenda { verdict, found, before, units, left }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixture::Fixture;
    use crate::store::Signature;

    /// The import rows after a boot of these `(unit, hash)` at a generation.
    fn imported(generation: u64, units: &[(&str, &str)]) -> Vec<Import> {
        let dataset = dataset(generation, &[("x", "")]);
        units
            .iter()
            .map(|(unit, hash)| Import {
                dataset: "skills".to_owned(),
                unit: (*unit).to_owned(),
                hash: Some((*hash).to_owned()),
                stamp: stamp(&dataset.datasets[0]),
                state: ImportState::Active,
                set_aside: Vec::new(),
                signature: Signature { at: String::new(), by: String::new() },
            })
            .collect()
    }

    fn dataset(generation: u64, units: &[(&str, &str)]) -> Model {
        let mut fixture = Fixture::new("skills", generation);
        for (unit, _) in units {
            fixture = fixture.unit(unit, &[("a", json!({ "n": 1 }))]);
        }
        let mut model = fixture.bundle().model().clone();
        for (unit, (_, hash)) in model.datasets[0].units.iter_mut().zip(units) {
            (*hash).clone_into(&mut unit.hash);
        }
        model
    }

    #[test]
    fn generation_and_hashes_decide() {
        use DatasetVerdict::{Imported, OlderThanDatabase, UpToDate, Updated};
        use UnitVerdict as U;
        type Units = &'static [(&'static str, &'static str)];
        type Case<'a> =
            (&'a str, u64, Units, u64, Units, DatasetVerdict, &'a [U], &'a [&'a str], After);
        const ONE: Units = &[("gaa", "h1")];
        const TWO: Units = &[("gaa", "h1"), ("rugby", "h1")];
        // name; the bundle's generation and units; the database's; then what is planned.
        let cases: &[Case<'_>] = &[
            ("first", 1, ONE, 0, &[], Imported, &[U::New], &[], After::Same),
            ("same", 1, ONE, 1, ONE, UpToDate, &[U::UpToDate], &[], After::Same),
            ("content", 2, &[("gaa", "h2")], 1, ONE, Updated, &[U::Changed], &[], After::Same),
            (
                "back to earlier content",
                3,
                ONE,
                2,
                &[("gaa", "h2")],
                Updated,
                &[U::Changed],
                &[],
                After::Same,
            ),
            ("generation alone", 2, ONE, 1, ONE, Updated, &[U::UpToDate], &[], After::Same),
            ("a new unit", 2, TWO, 1, ONE, Updated, &[U::UpToDate, U::New], &[], After::Same),
            ("a unit left", 2, ONE, 1, TWO, Updated, &[U::UpToDate], &["rugby"], After::Same),
            (
                "older",
                1,
                ONE,
                2,
                &[("gaa", "h2")],
                OlderThanDatabase,
                &[U::OlderThanDatabase],
                &[],
                After::Other,
            ),
            (
                "older, same content",
                1,
                ONE,
                3,
                ONE,
                OlderThanDatabase,
                &[U::OlderThanDatabase],
                &[],
                After::Other,
            ),
        ];
        for (name, ours, units, theirs, rows, verdict, unit_verdicts, left, after) in cases {
            let agenda = agenda(
                &dataset(*ours, units),
                &imported(*theirs, rows),
                false,
                &TakenBack::default(),
            );
            let found = &agenda.datasets[0];
            assert_eq!(found.verdict, *verdict, "{name}");
            assert_eq!(found.units, *unit_verdicts, "{name}");
            let found_left: Vec<_> = found.left.iter().map(|import| import.unit.as_str()).collect();
            assert_eq!(found_left, *left, "{name}");
            assert_eq!(agenda.after, *after, "{name}");
        }
    }

    #[test]
    fn a_unit_that_left_or_was_held_back_is_looked_at_again() {
        let model = dataset(1, &[("gaa", "h1")]);
        for change in [
            |import: &mut Import| import.state = ImportState::Left,
            |import: &mut Import| import.hash = None,
        ] {
            let mut imports = imported(1, &[("gaa", "h1")]);
            change(&mut imports[0]);
            assert_eq!(
                agenda(&model, &imports, false, &TakenBack::default()).datasets[0].units,
                [UnitVerdict::Changed]
            );
        }
    }

    #[test]
    fn nothing_leaves_because_of_a_partial_source() {
        let imports = imported(1, &[("gaa", "h1"), ("rugby", "h1")]);
        let agenda = agenda(&dataset(1, &[("gaa", "h1")]), &imports, true, &TakenBack::default());
        assert_eq!(agenda.datasets[0].left, []);
        assert_eq!(agenda.after, After::Other);
    }

    #[test]
    fn a_dataset_that_only_the_database_has_is_left_alone() {
        let mut imports = imported(1, &[("gaa", "h1")]);
        imports.extend(
            imports
                .clone()
                .into_iter()
                .map(|import| Import { dataset: "coach".to_owned(), ..import }),
        );
        let agenda = agenda(&dataset(1, &[("gaa", "h1")]), &imports, false, &TakenBack::default());
        assert!(!agenda.has_work());
        assert_eq!(agenda.after, After::More);
    }

    #[test]
    fn what_is_only_embedded_is_never_imported() {
        let mut model = dataset(1, &[("gaa", "h1")]);
        model.datasets[0].database = false;
        let agenda = agenda(&model, &[], false, &TakenBack::default());
        assert_eq!(agenda.datasets[0].verdict, DatasetVerdict::EmbeddedOnly);
        assert!(!agenda.has_work());
        assert_eq!(agenda.after, After::Same);
    }
}
