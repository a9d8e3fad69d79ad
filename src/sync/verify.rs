//! Is all that the database says still true?

use std::collections::{HashMap, HashSet};

use seedbank_codegen::canon;
use seedbank_codegen::model::{Dataset, Merge};
use serde::Serialize;
use serde_json::Value;

use super::chain::row_hash;
use super::image::Image;
use super::record_check::problem;
use super::references::References;
use super::retire::Name;
use super::settle::{content, is_edited, object, without_derived};
use super::transaction::installed;
use crate::bundle::Bundle;
use crate::store::{
    Action, Error, HistoryFilter, HistoryRow, Import, ImportState, Reader, RecordFilter, RecordId,
    RecordName, Source, Store, Stored, views,
};

/// Something in the database that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// A record, a view, or a row of the history.
    pub what: String,
    /// What is wrong with it, and what to do.
    pub problem: String,
}

/// What verifying looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Check {
    /// Each row holds the hash of the one before, and its own.
    History,
    /// Each record is as the history left it, and what the factory delivered is as the bundle has it.
    Records,
    /// What people changed is valid by the schema and its rules.
    Schema,
    /// What a record refers to is there.
    References,
    /// Each collection has its view.
    Views,
}

/// Everything that is wrong; nothing: all is well.
pub(crate) fn verify(store: &mut dyn Store, bundle: &Bundle) -> Result<Vec<Finding>, Error> {
    let name = store.name().to_owned();
    installed(store.installation()?, &name)?;
    findings(store.snapshot()?.as_mut(), bundle, &name)
}

/// Everything that is wrong with what a reader gives.
pub(crate) fn findings(
    reader: &mut dyn Reader,
    bundle: &Bundle,
    name: &str,
) -> Result<Vec<Finding>, Error> {
    let head = installed(reader.installation()?, name)?.head;
    let mut findings = Vec::new();
    let told = history(reader, head.as_deref(), &mut findings)?;
    let imports = reader.imports()?;
    for dataset in bundle.model().datasets.iter().filter(|dataset| dataset.database) {
        let delivered = delivered(&imports, bundle, dataset);
        records(reader, (bundle, dataset), &told, &delivered, &mut findings)?;
        // Another release of the dataset has other views.
        let stamp = reader.stamp(&dataset.name)?;
        let same = stamp.is_some_and(|stamp| stamp.schema_hash == dataset.schema_hash);
        let views = if same { views(dataset) } else { Vec::new() };
        for view in reader.broken_views(&views)? {
            findings.push(Finding {
                check: Check::Views,
                what: view,
                problem: "it is missing or is not as this release makes it; `seedbank apply` makes it again"
                    .to_owned(),
            });
        }
    }
    Ok(findings)
}

/// What the history tells of records.
#[derive(Default)]
struct Told {
    /// The last row about each.
    last: HashMap<RecordId, String>,
    /// Whether earlier rows are gone.
    pruned: bool,
}

/// Follows the chain.
fn history(
    reader: &mut dyn Reader,
    head: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<Told, Error> {
    let mut told = Told::default();
    let mut previous: Option<String> = None;
    let mut checkpoint: Option<String> = None;
    let mut first = true;
    let mut wrong = |id: i64, problem: &str| {
        let what = format!("row {id} of seedbank_history");
        findings.push(Finding { check: Check::History, what, problem: problem.to_owned() });
    };
    let mut newest = 0;
    reader.each_history(&HistoryFilter::default(), &mut |entry| {
        let row = entry.row;
        if std::mem::take(&mut first) && row.action == Action::Checkpoint {
            checkpoint = Some(row.hash.clone());
            told.pruned = true;
        } else {
            if row.previous != previous {
                wrong(
                    entry.id,
                    "it does not follow on the row before: rows were removed or put in",
                );
            }
            if row_hash(&row) != row.hash {
                wrong(entry.id, "it was changed after it was written");
            }
        }
        if row.action == Action::Prune && checkpoint.is_some() && pruned(&row) == checkpoint {
            checkpoint = None;
        }
        previous = Some(row.hash);
        newest = entry.id;
        if let (Some(record), Some(after)) = (row.record, row.after) {
            told.last.insert(record, after);
        }
        Ok(())
    })?;
    if previous.as_deref() != head {
        wrong(newest, "it should not be the newest: rows after it were removed, or put in");
    }
    if checkpoint.is_some() {
        wrong(newest, "no row says that the rows before the first one were pruned");
    }
    Ok(told)
}

/// The hash of the checkpoint that a pruning left.
fn pruned(row: &HistoryRow) -> Option<String> {
    let after: Value = serde_json::from_str(row.after.as_deref()?).ok()?;
    after["checkpoint"].as_str().map(str::to_owned)
}

/// What the bundle has of the units that the database has as well, by collection, unit and key.
fn delivered(imports: &[Import], bundle: &Bundle, dataset: &Dataset) -> HashMap<Name, String> {
    let mut delivered = HashMap::new();
    for unit in &dataset.units {
        let same = imports.iter().any(|import| {
            import.dataset == dataset.name
                && import.unit == unit.name
                && import.state == ImportState::Active
                && import.hash.as_deref() == Some(unit.hash.as_str())
                && import.set_aside.is_empty()
        });
        if !same {
            continue;
        }
        for table in bundle.tables().filter(|table| table.dataset().name == dataset.name) {
            if table.collection().merge == Merge::Once {
                continue;
            }
            for row in table.in_unit(&unit.name) {
                let mut text = String::new();
                row.write_content(&mut text);
                let collection = table.collection().name.clone();
                delivered.insert((collection, unit.name.clone(), row.key().to_owned()), text);
            }
        }
    }
    delivered
}

fn records(
    reader: &mut dyn Reader,
    (bundle, dataset): (&Bundle, &Dataset),
    told: &Told,
    delivered: &HashMap<Name, String>,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    let references = References::of(bundle, &dataset.name)?;
    let mut names: HashSet<Name> = HashSet::new();
    let mut edges: Vec<(RecordName, String, String)> = Vec::new();
    let mut seen: HashSet<Name> = HashSet::new();
    let filter = RecordFilter { dataset: Some(&dataset.name), ..RecordFilter::default() };
    reader.each_record(&filter, &mut |place, stored| {
        let own = (place.collection.to_owned(), place.unit.to_owned(), stored.key.clone());
        let name = place.name(&stored.key);
        let what = || name.to_string();
        if let Some(problem) =
            altered(dataset, place.collection, &stored, told, delivered.get(&own))
        {
            let problem = problem.to_owned();
            findings.push(Finding { check: Check::Records, what: what(), problem });
        }
        if is_edited(&stored)
            && stored.state.counts()
            && let Some(problem) =
                problem(bundle, &dataset.name, place.collection, &object(&stored.data))
        {
            findings.push(Finding { check: Check::Schema, what: what(), problem });
        }
        seen.insert(own.clone());
        if stored.state.counts() {
            let to = references.from(place.collection, &stored.key, &stored.data);
            edges.extend(to.into_iter().map(|(collection, key)| (name.clone(), collection, key)));
            names.insert(own);
        }
        Ok(())
    })?;
    for (collection, unit, key) in delivered.keys().filter(|name| !seen.contains(*name)) {
        findings.push(Finding {
            check: Check::Records,
            what: format!("{}/{collection}/{unit}/{key}", dataset.name),
            problem: "its row was removed from seedbank_record; restore it from a backup"
                .to_owned(),
        });
    }
    let anywhere: HashSet<(&str, &str)> =
        names.iter().map(|(collection, _, key)| (collection.as_str(), key.as_str())).collect();
    for (name, collection, key) in edges {
        if !anywhere.contains(&(collection.as_str(), key.as_str())) {
            findings.push(Finding {
                check: Check::References,
                what: name.to_string(),
                problem: format!("it refers to `{collection}` `{key}`, which is not there"),
            });
        }
    }
    Ok(())
}

/// What is wrong with a record, if anything.
fn altered(
    dataset: &Dataset,
    collection: &str,
    stored: &Stored,
    told: &Told,
    delivered: Option<&String>,
) -> Option<&'static str> {
    const OUTSIDE: &str = "it was changed without the history; `seedbank reset RECORD` or `seedbank edit RECORD` puts it right";
    if let Some(after) = told.last.get(&stored.id) {
        let same = Image::from_text(after).is_some_and(|image| {
            // What is derived is no change: it is made again.
            let plain = |image: Image| {
                image.map(|data| {
                    let record = without_derived(dataset, collection, object(data));
                    canon::canonical(&Value::Object(record))
                })
            };
            image == Image::of(stored) || plain(image) == plain(Image::of(stored))
        });
        return (!same).then_some(OUTSIDE);
    }
    if stored.source != Source::Factory {
        return None;
    }
    let delivered = delivered?;
    let base = stored.base.as_ref().unwrap_or(&stored.data);
    let content = content(dataset, collection, object(base));
    if canon::canonical(&Value::Object(content)) != *delivered {
        return Some(OUTSIDE);
    }
    // Whoever edits with SQL and sets the base leaves a record that can be merged, and no history.
    (stored.base.is_some() && !told.pruned)
        .then_some("it was edited without the history; nothing of it is lost")
}
