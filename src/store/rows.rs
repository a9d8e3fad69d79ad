//! All that the tables hold, as values.

mod reader;

use super::{
    ConflictFilter, ConflictRow, Error, HistoryEntry, HistoryFilter, Import, Installation, Place,
    Reader, RecordFilter, RecordName, Stored, SyncFilter, SyncRow,
};

/// Every row of a database at one moment, but for the digests of units: the next import of a unit without
/// one reads its records.
///
/// As a [`Reader`] it answers as the database did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows {
    /// With the head of the history.
    pub installation: Installation,
    /// By dataset and unit.
    pub imports: Vec<Import>,
    /// By dataset, collection, unit and key.
    pub records: Vec<Placed>,
    /// By number.
    pub history: Vec<HistoryEntry>,
    /// By number.
    pub conflicts: Vec<ConflictRow>,
    /// By number, which is of no use elsewhere.
    pub syncs: Vec<SyncRow>,
}

/// The tables that [`Writer::load`](super::Writer::load) empties before it fills them. That of the records
/// is none of them: an application's rows refer to those.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) const EMPTIED: [&str; 3] = ["seedbank_conflict", "seedbank_history", "seedbank_import"];

/// A record with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub dataset: String,
    pub collection: String,
    pub stored: Stored,
}

impl Placed {
    pub(crate) fn new(place: Place<'_>, stored: Stored) -> Self {
        let (dataset, collection) = (place.dataset.to_owned(), place.collection.to_owned());
        Self { dataset, collection, stored }
    }

    pub(crate) fn place(&self) -> Place<'_> {
        Place { dataset: &self.dataset, collection: &self.collection, unit: &self.stored.unit }
    }

    pub(crate) fn name(&self) -> RecordName {
        self.place().name(&self.stored.key)
    }

    /// What orders the records.
    pub(crate) fn order(&self) -> [&str; 4] {
        [&self.dataset, &self.collection, &self.stored.unit, &self.stored.key]
    }
}

impl Rows {
    /// All of a database; `None` where nothing was ever imported.
    pub(crate) fn read(reader: &mut dyn Reader) -> Result<Option<Self>, Error> {
        let Some(installation) = reader.installation()? else { return Ok(None) };
        let mut rows = Self {
            installation,
            imports: reader.imports()?,
            records: Vec::new(),
            history: Vec::new(),
            conflicts: reader.conflicts(&ConflictFilter::default())?,
            syncs: Vec::new(),
        };
        reader.each_record(&RecordFilter::default(), &mut |place, stored| {
            rows.records.push(Placed::new(place, stored));
            Ok(())
        })?;
        reader.each_history(&HistoryFilter::default(), &mut |entry| {
            rows.history.push(entry);
            Ok(())
        })?;
        let syncs = reader.syncs(&SyncFilter::default())?;
        rows.syncs = syncs.into_iter().map(|entry| entry.row).collect();
        Ok(Some(rows))
    }
}
