//! What a boot would write: from the bundle's model and the import status, to a plan.

use std::collections::HashMap;

use seedbank_codegen::model::{Dataset, Model};

use super::report::{DatasetVerdict, UnitVerdict};
use crate::store::{Import, ImportState, Stamp};

/// What is to be done, dataset by dataset in the model's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub datasets: Vec<DatasetPlan>,
    /// Whether the database, once this is done, holds what the bundle does and nothing besides.
    pub settles: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DatasetPlan {
    pub verdict: DatasetVerdict,
    /// The database's generation, if it has the dataset.
    pub found: Option<u64>,
    /// In the model's order.
    pub units: Vec<UnitVerdict>,
    /// Units of the database that the bundle no longer has, as they were imported.
    pub left: Vec<Import>,
}

impl Plan {
    /// Whether any dataset has something to write.
    pub(super) fn has_work(&self) -> bool {
        self.datasets.iter().any(DatasetPlan::has_work)
    }

    /// Whether the database has a later generation of anything.
    pub(super) fn is_older(&self) -> bool {
        self.datasets.iter().any(DatasetPlan::is_older)
    }
}

impl DatasetPlan {
    /// Whether there is something to write.
    pub(super) fn has_work(&self) -> bool {
        matches!(self.verdict, DatasetVerdict::Imported | DatasetVerdict::Updated)
    }

    /// Whether the database has a later generation.
    fn is_older(&self) -> bool {
        self.verdict == DatasetVerdict::OlderThanDatabase
    }
}

/// What a boot would write. `partial`: records of the bundle's source were set aside, so that what it
/// does not have may be there all the same.
pub(super) fn plan(model: &Model, imports: &[Import], partial: bool) -> Plan {
    let mut by_dataset: HashMap<&str, Vec<&Import>> = HashMap::new();
    for import in imports {
        by_dataset.entry(&import.dataset).or_default().push(import);
    }
    let plan_next = |dataset: &Dataset| {
        let imports = by_dataset.remove(dataset.name.as_str()).unwrap_or_default();
        plan_dataset(dataset, &imports, partial)
    };
    let datasets: Vec<_> = model.datasets.iter().map(plan_next).collect();
    // Two releases, or two applications on one database, must not take turns in writing their own
    // hash: so where the database has more than the bundle, the hash is not the bundle's.
    let more = by_dataset.values().flatten().any(|import| import.state == ImportState::Active);
    let settles = !more && !partial && !datasets.iter().any(DatasetPlan::is_older);
    Plan { datasets, settles }
}

/// The release that a dataset of the bundle is of.
pub(super) fn stamp(dataset: &Dataset) -> Stamp {
    Stamp {
        generation: dataset.generation,
        version: dataset.version.clone(),
        schema_hash: dataset.schema_hash.clone(),
    }
}

fn plan_dataset(dataset: &Dataset, imports: &[&Import], partial: bool) -> DatasetPlan {
    let found = imports.iter().map(|import| import.stamp.generation).max();
    let nothing = |verdict, unit| DatasetPlan {
        verdict,
        found,
        units: vec![unit; dataset.units.len()],
        left: Vec::new(),
    };
    if !dataset.database {
        return nothing(DatasetVerdict::EmbeddedOnly, UnitVerdict::EmbeddedOnly);
    }
    if found.is_some_and(|generation| generation > dataset.generation) {
        return nothing(DatasetVerdict::OlderThanDatabase, UnitVerdict::OlderThanDatabase);
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
    DatasetPlan { verdict, found, units, left }
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
            (&'a str, u64, Units, u64, Units, DatasetVerdict, &'a [U], &'a [&'a str], bool);
        const ONE: Units = &[("gaa", "h1")];
        const TWO: Units = &[("gaa", "h1"), ("rugby", "h1")];
        // name; the bundle's generation and units; the database's; then what is planned.
        let cases: &[Case<'_>] = &[
            ("first", 1, ONE, 0, &[], Imported, &[U::New], &[], true),
            ("same", 1, ONE, 1, ONE, UpToDate, &[U::UpToDate], &[], true),
            ("content", 2, &[("gaa", "h2")], 1, ONE, Updated, &[U::Changed], &[], true),
            (
                "back to earlier content",
                3,
                ONE,
                2,
                &[("gaa", "h2")],
                Updated,
                &[U::Changed],
                &[],
                true,
            ),
            ("generation alone", 2, ONE, 1, ONE, Updated, &[U::UpToDate], &[], true),
            ("a new unit", 2, TWO, 1, ONE, Updated, &[U::UpToDate, U::New], &[], true),
            ("a unit left", 2, ONE, 1, TWO, Updated, &[U::UpToDate], &["rugby"], true),
            (
                "older",
                1,
                ONE,
                2,
                &[("gaa", "h2")],
                OlderThanDatabase,
                &[U::OlderThanDatabase],
                &[],
                false,
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
                false,
            ),
        ];
        for (name, ours, units, theirs, rows, verdict, unit_verdicts, left, settles) in cases {
            let plan = plan(&dataset(*ours, units), &imported(*theirs, rows), false);
            let found = &plan.datasets[0];
            assert_eq!(found.verdict, *verdict, "{name}");
            assert_eq!(found.units, *unit_verdicts, "{name}");
            let found_left: Vec<_> = found.left.iter().map(|import| import.unit.as_str()).collect();
            assert_eq!(found_left, *left, "{name}");
            assert_eq!(plan.settles, *settles, "{name}");
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
            assert_eq!(plan(&model, &imports, false).datasets[0].units, [UnitVerdict::Changed]);
        }
    }

    #[test]
    fn nothing_leaves_because_of_a_partial_source() {
        let imports = imported(1, &[("gaa", "h1"), ("rugby", "h1")]);
        let plan = plan(&dataset(1, &[("gaa", "h1")]), &imports, true);
        assert_eq!(plan.datasets[0].left, []);
        assert!(!plan.settles);
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
        let plan = plan(&dataset(1, &[("gaa", "h1")]), &imports, false);
        assert!(!plan.has_work());
        assert!(!plan.settles);
    }

    #[test]
    fn what_is_only_embedded_is_never_imported() {
        let mut model = dataset(1, &[("gaa", "h1")]);
        model.datasets[0].database = false;
        let plan = plan(&model, &[], false);
        assert_eq!(plan.datasets[0].verdict, DatasetVerdict::EmbeddedOnly);
        assert!(!plan.has_work());
        assert!(plan.settles);
    }
}
