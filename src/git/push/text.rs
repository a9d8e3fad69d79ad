//! What a record's file says.

use std::path::Path;
use std::sync::Arc;

use seedbank_codegen::UnitRecord;
use seedbank_codegen::diagnostic::SourceFile;
use seedbank_codegen::model::{Dataset, FilePattern};
use seedbank_codegen::rewrite::unit_text;

use crate::git::kind::{Kind, Text, file_name};
use crate::git::records::Record;
use crate::store::RecordName;

/// Writes files of a kind.
pub(in crate::git) struct Texts {
    dataset: Dataset,
}

impl Texts {
    pub(in crate::git) fn new(kind: Kind<'_>) -> Self {
        let mut dataset = kind.dataset.clone();
        if let Some(patterns) = &mut dataset.files {
            // A repository has its own folders and names: a file is read, and so written, as the release's
            // files of its format.
            let ending = format!(".{}", kind.git.ending);
            let alike = patterns.iter().find(|pattern| pattern.glob.ends_with(&ending)).cloned();
            patterns.extend(alike.map(|alike| FilePattern { glob: format!("*{ending}"), ..alike }));
        }
        Self { dataset }
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
            let text = text.map_err(|_| format!("{}: it is no UTF-8", old.path))?;
            Ok::<_, String>(Arc::new(SourceFile { path: old.path.clone().into(), text }))
        });
        let (collection, key) = (name.collection.as_str(), name.key.as_str());
        let record = UnitRecord { collection, key, value: &record.value };
        unit_text(&self.dataset, Path::new(file_name(path)), old.transpose()?, [record])
            .map_err(|error| format!("{path}: {error}"))
    }
}
