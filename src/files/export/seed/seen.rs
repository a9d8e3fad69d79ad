//! What files hold that the database knows nothing of: nobody wants that overwritten.

use std::collections::{BTreeMap, HashMap};

use seedbank_codegen::canon::canonical;
use seedbank_codegen::model::Dataset;
use seedbank_codegen::{UnitText, compile_unit_texts};
use serde_json::{Map, Value};

use super::OldFile;
use crate::bundle::{Bundle, Row};
use crate::files::export::records::{Record, Records};
use crate::files::unit_of;
use crate::store::{Error, Reader, RecordName};
use crate::sync::{had, without_derived};

/// So many records are named.
const NAMED: usize = 3;

/// The units whose files have to be left alone, and why: something in them is wrong, or is news to the
/// database, which never had a record with that value.
pub(super) fn unseen(
    reader: &mut dyn Reader,
    records: &Records<'_>,
    old: &HashMap<String, OldFile>,
) -> Result<HashMap<String, String>, Error> {
    let dataset = records.dataset;
    let texts = old.values().map(|OldFile { relative, bytes }| UnitText {
        relative: relative.clone(),
        path: format!("{}/{relative}", dataset.name).into(),
        bytes: bytes.clone(),
    });
    let compiled = compile_unit_texts(dataset, texts);
    let mut leave = HashMap::new();
    for aside in &compiled.set_aside {
        let reason =
            || format!("its file has something wrong in it, and was left alone: {}", aside.reason);
        match unit_of(aside, dataset) {
            Some(unit) => drop(leave.entry(unit.to_owned()).or_insert_with(reason)),
            None => leave.extend(old.keys().map(|unit| (unit.clone(), reason()))),
        }
    }
    let Some(packed) = compiled.packed else { return Ok(leave) };
    let mut known: HashMap<&RecordName, &Record> = records.gone.iter().collect();
    known.extend(records.present.iter().map(|record| (&record.name, record)));
    let mut news: BTreeMap<String, Vec<RecordName>> = BTreeMap::new();
    let files = Bundle::from_packed(packed);
    for row in files.tables().flat_map(|table| table.rows()) {
        let name = RecordName::of(&row);
        let is_known = match known.get(&name) {
            Some(record) => was(reader, dataset, record, &row)?,
            None => false,
        };
        if !is_known {
            news.entry(name.unit.clone()).or_default().push(name);
        }
    }
    for (unit, names) in news {
        leave.entry(unit).or_insert_with(|| reason(&names));
    }
    Ok(leave)
}

/// Whether a record is, or was, as a file has it.
fn was(
    reader: &mut dyn Reader,
    dataset: &Dataset,
    record: &Record,
    row: &Row<'_>,
) -> Result<bool, Error> {
    let mut text = String::new();
    row.write_canonical(&mut text);
    let is = |value: Map<String, Value>| written(dataset, record, value) == text;
    let is_text = |value: &str| serde_json::from_str(value).is_ok_and(is);
    if is(record.value.clone()) || record.base.as_deref().is_some_and(is_text) {
        return Ok(true);
    }
    had(reader, record.id, &is_text)
}

/// A record as a file has it: without what is derived.
fn written(dataset: &Dataset, record: &Record, value: Map<String, Value>) -> String {
    canonical(&Value::Object(without_derived(dataset, &record.name.collection, value)))
}

fn reason(names: &[RecordName]) -> String {
    let shown: Vec<_> = names
        .iter()
        .take(NAMED)
        .map(|name| format!("{} `{}`", name.collection, name.key))
        .collect();
    let more = names.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!(
        "its file has what the database never had ({}{more}), and was left alone; boot or import it, or move \
         it away",
        shown.join(", ")
    )
}
