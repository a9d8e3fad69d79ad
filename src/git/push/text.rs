//! What a record's file says.

use std::path::Path;
use std::sync::Arc;

use seedbank_codegen::UnitRecord;
use seedbank_codegen::diagnostic::SourceFile;
use seedbank_codegen::model::Dataset;

use crate::git::kind::{Kind, Text, file_name};
use crate::git::records::Record;
use crate::store::RecordName;

/// Writes files of a kind.
pub(in crate::git) struct Texts<'k> {
    kind: Kind<'k>,
}

impl<'k> Texts<'k> {
    pub(in crate::git) fn new(kind: Kind<'k>) -> Self {
        Self { kind }
    }

    /// The text of a record's file at a path: the old one with no more changed than must be.
    pub(in crate::git) fn of(
        &self,
        name: &RecordName,
        record: &Record,
        path: &str,
        old: Option<&Text>,
    ) -> Result<String, String> {
        let old = old.map(|old| {
            let text = String::from_utf8(old.bytes.clone());
            let text = text.map_err(|_| format!("{} is no UTF-8", old.path))?;
            Ok::<_, String>(Arc::new(SourceFile { path: old.path.clone().into(), text }))
        });
        let written =
            UnitRecord { collection: &name.collection, key: &name.key, value: &record.value };
        let relative = Path::new(file_name(path));
        unit_text(self.kind.dataset, relative, old.transpose()?, [written])
            .map_err(|error| format!("{path}: {error}"))
    }
}

/// STAND-IN.
fn unit_text<'r>(
    dataset: &Dataset,
    relative: &Path,
    _old: Option<Arc<SourceFile>>,
    records: impl IntoIterator<Item = UnitRecord<'r>>,
) -> Result<String, String> {
    let _ = relative;
    let record = records.into_iter().next().ok_or("none")?;
    let body = dataset
        .files
        .iter()
        .flatten()
        .find_map(|pattern| pattern.body.clone())
        .unwrap_or_else(|| "body".to_owned());
    let mut text = "---\n".to_owned();
    for (name, value) in record.value.iter().filter(|(name, _)| **name != body) {
        text += &format!("{name}: {value}\n");
    }
    let body = record.value.get(&body).and_then(|body| body.as_str()).unwrap_or_default();
    Ok(text + "---\n" + body + "\n")
}
