//! What names a record for ever.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::Row;

/// The name of a record: dataset, collection, unit and key.
///
/// ```
/// let name: seedbank::RecordName = "coach/mapping/entegra/1FEDA/25".parse()?;
/// assert_eq!((name.unit.as_str(), name.key.as_str()), ("entegra", "1FEDA/25"));
/// # Ok::<_, seedbank::NameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct RecordName {
    /// The dataset.
    pub dataset: String,
    /// The kind of record in it.
    pub collection: String,
    /// The unit.
    pub unit: String,
    /// What names the record in its unit; it may hold `/`.
    pub key: String,
}

/// A text that names no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no record: write DATASET/COLLECTION/UNIT/KEY")]
pub struct NameError(pub String);

impl RecordName {
    /// Of a record in a bundle.
    pub(crate) fn of(row: &Row<'_>) -> Self {
        let table = row.table();
        Self {
            dataset: table.dataset().name.clone(),
            collection: table.collection().name.clone(),
            unit: row.unit().to_owned(),
            key: row.key().to_owned(),
        }
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dataset, collection, unit, key } = self;
        write!(out, "{dataset}/{collection}/{unit}/{key}")
    }
}

impl FromStr for RecordName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let mut parts = text.splitn(4, '/');
        let mut next = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
        let parts = (next(), next(), next(), next());
        let (Some(dataset), Some(collection), Some(unit), Some(key)) = parts else {
            return Err(NameError(text.to_owned()));
        };
        Ok(Self { dataset, collection, unit, key })
    }
}

impl From<RecordName> for String {
    fn from(name: RecordName) -> Self {
        name.to_string()
    }
}

impl TryFrom<String> for RecordName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_and_a_part_of_one_does_not() {
        for text in ["skills/skill/gaa/soloing", "coach/mapping/a.b/0A/x", "a/b/c/ "] {
            assert_eq!(text.parse::<RecordName>().unwrap().to_string(), text);
        }
        for text in ["", "skills", "skills/skill/gaa", "skills//gaa/x", "skills/skill/gaa/"] {
            assert!(text.parse::<RecordName>().is_err(), "{text}");
        }
    }
}
