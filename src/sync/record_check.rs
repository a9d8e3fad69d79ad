//! Whether records are valid, by the bundle's schemas.

use std::cell::OnceCell;

use seedbank_codegen::check::RecordCheck;
use seedbank_codegen::model::{Collection, Dataset};
use serde_json::{Map, Value};

/// The checks of a dataset: made when first asked for, since most updates need none.
pub(super) struct Checks<'m> {
    dataset: &'m Dataset,
    made: OnceCell<Result<RecordCheck, String>>,
}

impl<'m> Checks<'m> {
    pub(super) fn new(dataset: &'m Dataset) -> Self {
        Self { dataset, made: OnceCell::new() }
    }

    /// What is wrong with a record, in one line; `None`: nothing.
    pub(super) fn problem(
        &self,
        collection: &Collection,
        record: &Map<String, Value>,
    ) -> Option<String> {
        let problems = self.problems(collection, record);
        (!problems.is_empty()).then(|| problems.join("; "))
    }

    /// All that is wrong with a record.
    pub(super) fn problems(
        &self,
        collection: &Collection,
        record: &Map<String, Value>,
    ) -> Vec<String> {
        let check = || RecordCheck::new(self.dataset).map_err(|error| error.to_string());
        match self.made.get_or_init(check) {
            Ok(check) => {
                let wrong = check.check(&collection.name, record);
                wrong.into_iter().map(|wrong| wrong.to_string()).collect()
            }
            Err(problem) => vec![problem.clone()],
        }
    }
}
