//! Why a record was not found, in the words of somebody who has the bundle at hand.

use seedbank::{Bundle, Error};

use super::failure::Failure;
use super::lookup::{self, Place};
use super::wording::database;

/// What the library says, or, of a record that is not there, the name that comes nearest to it.
pub fn failure(error: Error, bundle: &Bundle) -> Failure {
    let (Error::NoRecord { record, .. } | Error::NoKind { record }) = &error else {
        return error.into();
    };
    let found = lookup::find(bundle, &record.to_string());
    if let (Ok(Place::Record(row)), Error::NoRecord { database: name, .. }) = (&found, &error) {
        return Failure::NotImported {
            record: record.to_string(),
            database: database(name).to_owned(),
            why: if row.table().dataset().database {
                "this bundle has it; `seedbank boot` brings it in"
            } else {
                "its dataset is only embedded (`database: false`)"
            },
        };
    }
    if let Some(meant) = lookup::meant(found) {
        return meant;
    }
    if matches!(error, Error::NoKind { .. }) {
        let of = format!("{}/{}", record.dataset, record.collection);
        return Failure::NotInBundle { record: record.to_string(), of };
    }
    error.into()
}
