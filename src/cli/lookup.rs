//! Finds what a path names, or the names that come nearest to it.

use seedbank::bundle::{Row, TableView};
use seedbank::model::{Dataset, Unit};
use seedbank::{Bundle, RecordName};
use seedbank_codegen::diagnostic::nearest;

use super::failure::{Failure, Near};

/// What a path names.
pub enum Place<'b> {
    All,
    Dataset(&'b Dataset),
    Collection(TableView<'b>),
    Unit(TableView<'b>, &'b str),
    Record(Row<'b>),
}

/// So many names are listed where none is near.
const LISTED: usize = 10;

/// Finds `DATASET[/COLLECTION[/UNIT[/KEY]]]`; the key may hold slashes.
pub fn find<'b>(bundle: &'b Bundle, path: &str) -> Result<Place<'b>, Failure> {
    let mut names = path.splitn(4, '/').filter(|name| !name.is_empty());
    let Some(name) = names.next() else { return Ok(Place::All) };
    let dataset = dataset(bundle, name)?;
    let Some(name) = names.next() else { return Ok(Place::Dataset(dataset)) };
    let mut tables = bundle.tables().filter(|table| table.dataset().name == dataset.name);
    let above = format!("{}/", dataset.name);
    let table = tables.find(|table| table.collection().name == name).ok_or_else(|| {
        let known = dataset.collections.iter().map(|collection| collection.name.as_str());
        missing("collection", &above, name, known)
    })?;
    let Some(name) = names.next() else { return Ok(Place::Collection(table)) };
    let above = format!("{above}{}/", table.collection().name);
    let unit = unit_of(dataset, &above, name)?;
    let Some(key) = names.next() else { return Ok(Place::Unit(table, &unit.name)) };
    let row = table.get(&unit.name, key).ok_or_else(|| {
        let above = format!("{above}{}/", unit.name);
        missing("record", &above, key, table.in_unit(&unit.name).map(|row| row.key()))
    })?;
    Ok(Place::Record(row))
}

/// Finds a dataset.
pub fn dataset<'b>(bundle: &'b Bundle, name: &str) -> Result<&'b Dataset, Failure> {
    let datasets = &bundle.model().datasets;
    let found = datasets.iter().find(|dataset| dataset.name == name);
    found.ok_or_else(|| {
        missing("dataset", "", name, datasets.iter().map(|dataset| dataset.name.as_str()))
    })
}

/// Finds a unit of a dataset.
pub fn unit<'b>(bundle: &'b Bundle, of: &str, name: &str) -> Result<&'b Unit, Failure> {
    let dataset = dataset(bundle, of)?;
    unit_of(dataset, &format!("{of}/"), name)
}

/// Whether the collection of a record is there.
pub fn has_collection(bundle: &Bundle, record: &RecordName) -> bool {
    bundle.tables().any(|table| {
        table.dataset().name == record.dataset && table.collection().name == record.collection
    })
}

/// Reads the number of a thing, which the command prints that is named.
pub fn number(what: &'static str, text: &str, listed_by: &'static str) -> Result<i64, Failure> {
    text.parse().map_err(|_| Failure::NoNumber { what, text: text.to_owned(), listed_by })
}

/// Why nothing was found, if it is clear what was meant.
pub fn meant<T>(found: Result<T, Failure>) -> Option<Failure> {
    found.err().filter(|failure| matches!(failure, Failure::Missing { near: Near::One(_), .. }))
}

fn unit_of<'b>(dataset: &'b Dataset, above: &str, name: &str) -> Result<&'b Unit, Failure> {
    dataset.units.iter().find(|unit| unit.name == name).ok_or_else(|| {
        missing("unit", above, name, dataset.units.iter().map(|unit| unit.name.as_str()))
    })
}

/// Says that there is no such thing; `above` is the path before its name.
fn missing<'a>(
    what: &'static str,
    above: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Failure {
    let known: Vec<&str> = known.collect();
    let near = nearest(name, known.iter().copied())
        .map_or_else(|| listed(what, &known), |near| Near::One(format!("{above}{near}")));
    Failure::Missing { what, name: format!("{above}{name}"), near }
}

fn listed(what: &str, known: &[&str]) -> Near {
    if known.is_empty() {
        return Near::None;
    }
    let more = if known.len() > LISTED { ", …" } else { "" };
    let elsewhere =
        if what == "dataset" { "; `--data DIR` names a folder with others" } else { "" };
    Near::Some(known[..known.len().min(LISTED)].join(", ") + more + elsewhere)
}
