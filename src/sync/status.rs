//! The bundle's units beside the database's.

use serde::Serialize;

use super::boot::imports;
use super::plan::plan;
use super::report::UnitVerdict;
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
    let imports = imports(store, installation.as_ref(), &name)?;
    Ok(lines(bundle, &imports))
}

fn lines(bundle: &Bundle, imports: &[Import]) -> Vec<UnitStatus> {
    let plan = plan(bundle.model(), imports, !bundle.set_aside().is_empty());
    let mut lines = Vec::new();
    for (dataset, plan) in bundle.model().datasets.iter().zip(plan.datasets) {
        for (unit, verdict) in dataset.units.iter().zip(plan.units) {
            let import = imports
                .iter()
                .find(|import| import.dataset == dataset.name && import.unit == unit.name);
            lines.push(UnitStatus {
                dataset: dataset.name.clone(),
                unit: unit.name.clone(),
                verdict,
                embedded: Some(Embedded {
                    hash: unit.hash.clone(),
                    generation: dataset.generation,
                    version: dataset.version.clone(),
                }),
                imported: import.map(imported),
            });
        }
        let gone = imports.iter().filter(|import| {
            import.dataset == dataset.name
                && !dataset.units.iter().any(|unit| unit.name == import.unit)
        });
        lines.extend(gone.map(|import| {
            let left = import.state == ImportState::Left || plan.left.contains(&import.unit);
            database_only(import, if left { UnitVerdict::Left } else { UnitVerdict::DatabaseOnly })
        }));
    }
    let unknown = imports.iter().filter(|import| {
        !bundle.model().datasets.iter().any(|dataset| dataset.name == import.dataset)
    });
    lines.extend(unknown.map(|import| database_only(import, UnitVerdict::DatabaseOnly)));
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
