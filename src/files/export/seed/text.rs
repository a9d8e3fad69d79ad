//! A unit's text. A record that its file can't hold is left out of it alone.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use seedbank_codegen::diagnostic::SourceFile;
use seedbank_codegen::model::{Dataset, SetAside};
use seedbank_codegen::rewrite::{RewriteError, Rewriter};
use seedbank_codegen::{UnitRecord, UnitText, compile_unit_texts};
use serde_json::{Map, Value};

use super::{OldFile, Unit};
use crate::bundle::Bundle;

/// What becomes of a unit.
pub(super) struct Text {
    /// The file below the dataset's folder.
    pub relative: String,
    /// What is in it.
    pub content: String,
    /// The records that are not in it, and why.
    pub without: Vec<SetAside>,
}

/// A unit's text in the file that is there, or in the first one that can hold all of it. Where none can, it is
/// the best one without what that can't hold: of such a record a file that is there keeps what it had.
pub(super) fn text(
    rewriter: &Rewriter<'_>,
    dataset: &Dataset,
    unit: &Unit<'_>,
    old: Option<&OldFile>,
) -> Result<Text, String> {
    let Some(old) = old else {
        let whole = unit.files.iter().find_map(|relative| {
            let content = write(rewriter, unit, relative, None, &HashMap::new()).ok()?;
            Some(Text { relative: relative.clone(), content, without: Vec::new() })
        });
        return match (whole, unit.files.first()) {
            (Some(whole), _) => Ok(whole),
            (None, Some(relative)) => without(rewriter, unit, relative, None, &HashMap::new()),
            (None, None) => Err("it has no file".to_owned()),
        };
    };
    // What is no UTF-8 was found when it was read.
    let source = String::from_utf8_lossy(&old.bytes).into_owned();
    let source = Arc::new(SourceFile { path: (&old.relative).into(), text: source });
    match write(rewriter, unit, &old.relative, Some(&source), &HashMap::new()) {
        Ok(content) => Ok(Text { relative: old.relative.clone(), content, without: Vec::new() }),
        Err(problem) if problem.records().is_empty() => Err(problem.to_string()),
        Err(_) => without(rewriter, unit, &old.relative, Some(&source), &had(dataset, old)),
    }
}

/// A record of a unit, by its collection and key.
type Name = (String, String);

/// What a file has in the place of a record that it can't hold.
struct Instead<'h> {
    /// What it had before, if anything.
    had: Option<&'h Map<String, Value>>,
    why: String,
}

/// The text without the records that the file can't hold; of these it has what it `had`.
fn without(
    rewriter: &Rewriter<'_>,
    unit: &Unit<'_>,
    relative: &str,
    old: Option<&Arc<SourceFile>>,
    had: &HashMap<Name, Map<String, Value>>,
) -> Result<Text, String> {
    let mut instead: HashMap<Name, Instead<'_>> = HashMap::new();
    loop {
        let problem = match write(rewriter, unit, relative, old, &instead) {
            Ok(content) => {
                let relative = relative.to_owned();
                return Ok(Text { relative, content, without: asides(unit, &instead) });
            }
            Err(problem) => problem,
        };
        let why = problem.to_string();
        let more: Vec<Name> =
            problem.records().into_iter().filter(|name| !instead.contains_key(name)).collect();
        let in_place = |name: &Name| Instead { had: had.get(name), why: why.clone() };
        instead.extend(more.iter().map(|name| (name.clone(), in_place(name))));
        if more.is_empty() || (instead.len() == unit.records.len() && old.is_none()) {
            return Err(why);
        }
    }
}

/// What is said of the records that are not in a text.
fn asides(unit: &Unit<'_>, instead: &HashMap<Name, Instead<'_>>) -> Vec<SetAside> {
    let named = unit.records.iter().filter_map(|record| {
        let name = (record.name.collection.clone(), record.name.key.clone());
        let Instead { had, why } = instead.get(&name)?;
        let what = match had {
            Some(_) => "the file has it as before",
            None => {
                "the file is without it, and `import --allow-delete` of the file would delete it"
            }
        };
        Some(SetAside { record: record.name.to_string(), reason: format!("{what}: {why}") })
    });
    named.collect()
}

/// What a file holds.
fn had(
    dataset: &Dataset,
    OldFile { relative, bytes }: &OldFile,
) -> HashMap<Name, Map<String, Value>> {
    let path = relative.into();
    let text = UnitText { relative: relative.clone(), path, bytes: bytes.clone() };
    let files = compile_unit_texts(dataset, [text]).packed.map(Bundle::from_packed);
    let rows = files.iter().flat_map(Bundle::tables).flat_map(|table| table.rows());
    let named = rows
        .map(|row| ((row.table().collection().name.clone(), row.key().to_owned()), row.to_value()));
    named.collect()
}

fn write(
    rewriter: &Rewriter<'_>,
    unit: &Unit<'_>,
    relative: &str,
    old: Option<&Arc<SourceFile>>,
    instead: &HashMap<Name, Instead<'_>>,
) -> Result<String, RewriteError> {
    let records = unit.records.iter().filter_map(|record| {
        let (collection, key) = (&record.name.collection, &record.name.key);
        let value = if instead.is_empty() {
            &record.value
        } else {
            match instead.get(&(collection.clone(), key.clone())) {
                None => &record.value,
                Some(instead) => instead.had?,
            }
        };
        Some(UnitRecord { collection, key, value })
    });
    rewriter.unit_text(Path::new(relative), old.cloned(), records)
}
