//! Finds what a path names, or the names that come nearest to it.

use seedbank::Bundle;
use seedbank::bundle::{Row, TableView};
use seedbank::model::Dataset;
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
    let table = tables.find(|table| table.collection().name == name).ok_or_else(|| {
        let known = dataset.collections.iter().map(|collection| collection.name.as_str());
        missing("collection", &format!("{}/{name}", dataset.name), known)
    })?;
    let Some(name) = names.next() else { return Ok(Place::Collection(table)) };
    let unit = dataset.units.iter().find(|unit| unit.name == name).ok_or_else(|| {
        let known = dataset.units.iter().map(|unit| unit.name.as_str());
        missing("unit", &format!("{}/{}/{name}", dataset.name, table.collection().name), known)
    })?;
    let Some(key) = names.next() else { return Ok(Place::Unit(table, &unit.name)) };
    let row = table.get(&unit.name, key).ok_or_else(|| {
        let path = format!("{}/{}/{}/{key}", dataset.name, table.collection().name, unit.name);
        missing("record", &path, table.in_unit(&unit.name).map(|row| row.key()))
    })?;
    Ok(Place::Record(row))
}

/// Finds a dataset.
pub fn dataset<'b>(bundle: &'b Bundle, name: &str) -> Result<&'b Dataset, Failure> {
    let datasets = &bundle.model().datasets;
    datasets.iter().find(|dataset| dataset.name == name).ok_or_else(|| {
        missing("dataset", name, datasets.iter().map(|dataset| dataset.name.as_str()))
    })
}

/// Says that there is no such thing; `path` ends with its name.
fn missing<'a>(what: &'static str, path: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: Vec<&str> = known.collect();
    let skip = match what {
        "dataset" => 0,
        "collection" => 1,
        "unit" => 2,
        _ => 3,
    };
    let name = path.splitn(skip + 1, '/').last().unwrap_or(path);
    let near = nearest(name, known.iter().copied()).map_or_else(
        || listed(&known),
        |near| {
            let above = path.len() - name.len();
            Near::One(format!("{}{near}", &path[..above]))
        },
    );
    Failure::Missing { what, name: path.to_owned(), near }
}

fn listed(known: &[&str]) -> Near {
    if known.is_empty() {
        return Near::None;
    }
    let more = if known.len() > LISTED { ", …" } else { "" };
    Near::Some(known[..known.len().min(LISTED)].join(", ") + more)
}
