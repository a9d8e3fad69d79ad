//! Whether records are valid, by the bundle's schemas and rules.

use serde_json::{Map, Value};

use crate::bundle::Bundle;

/// All that is wrong with a record.
#[cfg(feature = "check")]
pub(crate) fn problems(
    bundle: &Bundle,
    dataset: &str,
    collection: &str,
    record: &Map<String, Value>,
) -> Vec<String> {
    match bundle.record_check(dataset) {
        Ok(check) => {
            let wrong = check.check(collection, record);
            wrong.into_iter().map(|wrong| wrong.to_string()).collect()
        }
        Err(problem) => vec![problem.to_owned()],
    }
}

/// Without a backend there is no record to check.
#[cfg(not(feature = "check"))]
pub(super) fn problems(_: &Bundle, _: &str, _: &str, _: &Map<String, Value>) -> Vec<String> {
    Vec::new()
}

/// What is wrong with a record, in one line; `None`: nothing.
pub(super) fn problem(
    bundle: &Bundle,
    dataset: &str,
    collection: &str,
    record: &Map<String, Value>,
) -> Option<String> {
    let problems = problems(bundle, dataset, collection, record);
    (!problems.is_empty()).then(|| problems.join("; "))
}
