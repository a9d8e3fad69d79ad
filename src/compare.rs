//! Two sides that should hold the same records: the factory, a database, a backup, a git repository.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::backup::{Backup, BackupError};
use crate::bundle::Bundle;
use crate::store::{Error, RecordFilter, RecordName, Store};
use crate::sync::{FieldDifference, content, differences_of, installed, is_published, object};

/// What one side has.
///
/// ```
/// use seedbank::{Database, Side};
///
/// let database = Database::open("sqlite::memory:")?;
/// database.boot(&seedbank::BUNDLE)?;
/// let (factory, now) = (Side::factory(&seedbank::BUNDLE), database.side(&seedbank::BUNDLE)?);
/// assert!(factory.compare(&now, &seedbank::BUNDLE).is_same());
/// # Ok::<_, seedbank::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Side {
    records: BTreeMap<RecordName, Map<String, Value>>,
    /// The collections that it can have, by dataset; `None`: all.
    covers: Option<BTreeSet<(String, String)>>,
    /// Whether it has none that is reviewed and not published.
    published: bool,
}

/// How two sides differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// Records that only the first side has.
    pub only_in_first: Vec<RecordName>,
    /// Records that only the second side has.
    pub only_in_second: Vec<RecordName>,
    /// Records that both have, and that differ.
    pub different: Vec<Different>,
    /// How many are the same.
    pub same: u64,
}

/// A record that two sides have as two.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Different {
    /// Its name.
    pub record: RecordName,
    /// The fields that differ: before is the first side's value.
    pub fields: Vec<FieldDifference>,
}

impl Comparison {
    /// Whether there is no difference.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.only_in_first.is_empty() && self.only_in_second.is_empty() && self.different.is_empty()
    }
}

impl Side {
    /// What a bundle has for databases.
    #[must_use]
    pub fn factory(bundle: &Bundle) -> Self {
        let tables = bundle.tables().filter(|table| table.dataset().database);
        let rows = tables.flat_map(|table| table.rows());
        let records = rows.map(|row| (RecordName::of(&row), row.to_value()));
        Self::of(records)
    }

    /// The records that count in a database, of the bundle's datasets.
    pub(crate) fn database(store: &mut dyn Store, bundle: &Bundle) -> Result<Self, Error> {
        let database = store.name().to_owned();
        installed(store.installation()?, &database)?;
        let mut reader = store.snapshot()?;
        let mut records = Vec::new();
        for dataset in bundle.model().datasets.iter().filter(|dataset| dataset.database) {
            let filter = RecordFilter { dataset: Some(&dataset.name), ..RecordFilter::default() };
            reader.each_record(&filter, &mut |place, stored| {
                if stored.state.counts() {
                    records.push((place.name(&stored.key), object(&stored.data)));
                }
                Ok(())
            })?;
        }
        Ok(Self::of(records))
    }

    /// The records that count in a backup, if it is not damaged and the bundle has what it leaves out.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub fn backup(backup: &Backup, bundle: &Bundle) -> Result<Self, BackupError> {
        let records = backup.rows(bundle)?.records.into_iter();
        let counting = records.filter(|placed| placed.stored.state.counts());
        Ok(Self::of(counting.map(|placed| (placed.name(), object(&placed.stored.data)))))
    }

    /// These records, of whatever collection.
    pub(crate) fn of(records: impl IntoIterator<Item = (RecordName, Map<String, Value>)>) -> Self {
        Self { records: records.into_iter().collect(), covers: None, published: false }
    }

    /// The same, of a side that can have no others than published records of this collection.
    #[cfg(feature = "git")]
    pub(crate) fn covering(mut self, dataset: &str, collection: &str) -> Self {
        let covers = self.covers.get_or_insert_default();
        covers.insert((dataset.to_owned(), collection.to_owned()));
        self.published = true;
        self
    }

    /// How it differs from another side. What one of them cannot have is no difference; nor is what is volatile
    /// or derived.
    #[must_use]
    pub fn compare(&self, other: &Self, bundle: &Bundle) -> Comparison {
        let published = self.published || other.published;
        let datasets = &bundle.model().datasets;
        let comparable = |side: &Self| -> BTreeMap<RecordName, Map<String, Value>> {
            let records = side.records.iter().filter(|(name, record)| {
                let dataset = datasets.iter().find(|dataset| dataset.name == name.dataset);
                [self, other].iter().all(|side| side.can_have(name))
                    && (!published
                        || dataset.is_none_or(|dataset| is_published(dataset, name, record)))
            });
            let content = records.map(|(name, record)| {
                let dataset = datasets.iter().find(|dataset| dataset.name == name.dataset);
                let content = dataset.map_or_else(
                    || record.clone(),
                    |dataset| content(dataset, &name.collection, record.clone()),
                );
                (name.clone(), content)
            });
            content.collect()
        };
        let (first, mut second) = (comparable(self), comparable(other));
        let mut comparison = Comparison {
            only_in_first: Vec::new(),
            only_in_second: Vec::new(),
            different: Vec::new(),
            same: 0,
        };
        for (record, value) in first {
            match second.remove(&record) {
                None => comparison.only_in_first.push(record),
                Some(other) if other == value => comparison.same += 1,
                Some(other) => {
                    let fields = differences_of(bundle, &record, Some(&value), &other);
                    comparison.different.push(Different { record, fields });
                }
            }
        }
        comparison.only_in_second = second.into_keys().collect();
        comparison
    }

    fn can_have(&self, name: &RecordName) -> bool {
        let of = (name.dataset.clone(), name.collection.clone());
        self.covers.as_ref().is_none_or(|covers| covers.contains(&of))
    }
}
