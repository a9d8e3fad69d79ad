//! The bundle's units beside the database's.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::agenda::agenda;
use super::boot::imports;
use super::report::UnitVerdict;
use super::taken_back::TakenBack;
use crate::bundle::Bundle;
use crate::store::{Error, Import, ImportState, Store};

/// A unit of the bundle, the database, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UnitStatus {
    /// The dataset.
    pub dataset: String,
    /// The unit.
    pub unit: String,
    /// What a boot would find.
    pub verdict: UnitVerdict,
    /// As the bundle has it.
    pub embedded: Option<Embedded>,
    /// As it was last imported.
    pub imported: Option<Imported>,
}

/// A unit as the bundle has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Embedded {
    /// Of its records.
    pub hash: String,
    /// Of its dataset.
    pub generation: u64,
    /// Of its dataset.
    pub version: String,
}

/// A unit as it was last imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Imported {
    /// Of its records; `None` where some that left it were held back.
    pub hash: Option<String>,
    /// Of its dataset.
    pub generation: u64,
    /// Of its dataset.
    pub version: String,
    /// When its content last changed: RFC 3339, in UTC.
    pub at: String,
    /// By which binary.
    pub by: String,
}

/// A line a unit, in the order of datasets and units. Writes nothing.
pub(crate) fn status(store: &mut dyn Store, bundle: &Bundle) -> Result<Vec<UnitStatus>, Error> {
    let name = store.name().to_owned();
    let installation = store.installation()?;
    let imports = match &installation {
        Some(found) => imports(store.snapshot()?.as_mut(), found, &name)?,
        None => Vec::new(),
    };
    Ok(lines(bundle, &imports, &TakenBack::of(installation.as_ref())))
}

fn lines(bundle: &Bundle, imports: &[Import], taken_back: &TakenBack) -> Vec<UnitStatus> {
    let agenda = agenda(bundle.model(), imports, !bundle.set_aside().is_empty(), taken_back);
    let mut by_name: HashMap<(&str, &str), &Import> =
        imports.iter().map(|import| ((&*import.dataset, &*import.unit), import)).collect();
    let mut lines = Vec::new();
    let mut left = HashSet::new();
    for (dataset, plan) in bundle.model().datasets.iter().zip(&agenda.datasets) {
        for (unit, verdict) in dataset.units.iter().zip(&plan.units) {
            let import = by_name.remove(&(dataset.name.as_str(), unit.name.as_str()));
            lines.push(UnitStatus {
                dataset: dataset.name.clone(),
                unit: unit.name.clone(),
                verdict: *verdict,
                embedded: Some(Embedded {
                    hash: unit.hash.clone(),
                    generation: dataset.generation,
                    version: dataset.version.clone(),
                }),
                imported: import.map(imported),
            });
        }
        left.extend(plan.left.iter().map(|import| (&*import.dataset, &*import.unit)));
    }
    // What is still here is in no unit of the bundle.
    lines.extend(by_name.into_iter().map(|(name, import)| {
        let known = bundle.model().datasets.iter().any(|dataset| dataset.name == name.0);
        let left = left.contains(&name) || known && import.state == ImportState::Left;
        database_only(
            import,
            match import.state {
                ImportState::Migrated => UnitVerdict::Migrated,
                _ if left => UnitVerdict::Left,
                _ => UnitVerdict::DatabaseOnly,
            },
        )
    }));
    lines.sort_by(|a, b| (&a.dataset, &a.unit).cmp(&(&b.dataset, &b.unit)));
    lines
}

fn database_only(import: &Import, verdict: UnitVerdict) -> UnitStatus {
    UnitStatus {
        dataset: import.dataset.clone(),
        unit: import.unit.clone(),
        verdict,
        embedded: None,
        imported: Some(imported(import)),
    }
}

fn imported(import: &Import) -> Imported {
    Imported {
        hash: import.hash.clone(),
        generation: import.stamp.generation,
        version: import.stamp.version.clone(),
        at: import.signature.at.clone(),
        by: import.signature.by.clone(),
    }
}
