//! Whether the records of a backup mean what their schemas ask for.

use std::collections::HashSet;

use seedbank_codegen::Nesting;
use serde_json::{Map, Value};

use super::level::Level;
use super::placeholder::placeholders;
use super::verify::BackupFinding;
use crate::bundle::Bundle;
use crate::store::{Placed, Reader as _, Rows, Source};
use crate::sync;

/// All that is wrong with the history, and by schema, references and rules.
pub(super) fn findings(mut rows: Rows, bundle: &Bundle) -> Vec<BackupFinding> {
    let mut findings = Vec::new();
    let mut wrong = |what: String, problem: String| {
        findings.push(BackupFinding { level: Level::L3, what, problem });
    };
    match sync::findings(&mut rows, bundle, "the backup") {
        Ok(found) => {
            for finding in found {
                wrong(finding.what, finding.problem);
            }
        }
        Err(error) => wrong("the backup".to_owned(), error.to_string()),
    }
    for dataset in bundle.model().datasets.iter().filter(|dataset| dataset.database) {
        let stamp = rows.stamp(&dataset.name).ok().flatten();
        // The records of another release are right by a schema that is not at hand.
        if stamp.is_none_or(|stamp| stamp.schema_hash != dataset.schema_hash) {
            continue;
        }
        let counting: Vec<&Placed> = rows
            .records
            .iter()
            .filter(|placed| placed.dataset == dataset.name && placed.stored.state.counts())
            .collect();
        let root = Nesting::new(dataset).ok();
        let root = root.as_ref().and_then(Nesting::root);
        let whole: HashSet<&str> = counting
            .iter()
            .filter(|placed| Some(placed.collection.as_str()) == root)
            .map(|placed| placed.stored.unit.as_str())
            .collect();
        for placed in counting {
            let name = || placed.name().to_string();
            let record: Map<String, Value> =
                serde_json::from_str(&placed.stored.data).unwrap_or_default();
            // The others are looked at with their history.
            if placed.stored.base.is_none() && placed.stored.source == Source::Factory {
                let problems = sync::problems(bundle, &dataset.name, &placed.collection, &record);
                for problem in problems {
                    wrong(name(), problem);
                }
            }
            if let Some(root) = root
                && placed.collection != root
                && !whole.contains(placed.stored.unit.as_str())
            {
                let unit = &placed.stored.unit;
                wrong(name(), format!("it is orphaned: there is no `{root}` in the unit {unit}"));
            }
            for (field, url) in placeholders(&record) {
                wrong(name(), format!("`{field}` has a placeholder: {url}"));
            }
        }
    }
    findings
}
