use seedbank_codegen::model::{Collection, Dataset};
use serde_json::{Map, Value};
#[derive(Clone, Copy)]
pub(crate) struct RecordType<'m>(&'m Dataset, &'m Collection);
impl<'m> RecordType<'m> {
    pub(crate) fn new(dataset: &'m Dataset, collection: &'m Collection) -> Self {
        Self(dataset, collection)
    }
    pub(crate) fn collection(self) -> &'m Collection {
        self.1
    }
}
pub(crate) struct FieldPath(String);
impl FieldPath {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
pub(crate) struct Merged {
    pub value: Map<String, Value>,
    pub conflicts: Vec<FieldConflict>,
}
pub(crate) struct FieldConflict {
    pub field: FieldPath,
    pub base: Option<Value>,
    pub current: Option<Value>,
    pub target: Option<Value>,
}
pub(crate) fn merge(
    _: RecordType<'_>,
    _: Option<&Map<String, Value>>,
    current: &Map<String, Value>,
    _: &Map<String, Value>,
) -> Merged {
    Merged { value: current.clone(), conflicts: vec![] }
}
