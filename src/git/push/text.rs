//! What a record's file says.

use std::path::Path;
use std::sync::Arc;

use seedbank_codegen::UnitRecord;
use seedbank_codegen::diagnostic::SourceFile;
use seedbank_codegen::model::{Dataset, FilePattern};
use seedbank_codegen::rewrite::Rewriter;

use crate::git::kind::{Kind, Text, file_name};
use crate::git::records::Record;
use crate::store::RecordName;

/// The dataset of a kind, with a pattern for whatever a repository names a file: it has its own folders and
/// names, and a file is read, and so written, as the release's files of its format.
pub(in crate::git) fn dataset(kind: Kind<'_>) -> Dataset {
    let mut dataset = kind.dataset.clone();
    if let Some(patterns) = &mut dataset.files {
        let ending = format!(".{}", kind.git.ending);
        let alike = patterns.iter().find(|pattern| pattern.glob.ends_with(&ending)).cloned();
        patterns.extend(alike.map(|alike| FilePattern { glob: format!("*{ending}"), ..alike }));
    }
    dataset
}

/// Writes files of a kind.
pub(in crate::git) struct Texts<'d> {
    rewriter: Result<Rewriter<'d>, String>,
}

impl<'d> Texts<'d> {
    /// Of the kind whose [`dataset`] this is.
    pub(in crate::git) fn new(dataset: &'d Dataset) -> Self {
        Self { rewriter: Rewriter::new(dataset).map_err(|problem| problem.to_string()) }
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
        let rewriter = self.rewriter.as_ref().map_err(Clone::clone)?;
        rewriter
            .unit_text(Path::new(file_name(path)), old.transpose()?, [record])
            .map_err(|error| format!("{path}: {error}"))
    }
}
