//! The chain of history rows: each holds the hash of the one before, so that none can be removed,
//! changed or put in unnoticed.

use seedbank_codegen::canon::history_hash;

use crate::store::{
    Action, Error, HistoryRow, ImportId, Place, RecordId, Signature, Stamp, Writer,
};

/// Collects the rows of one transaction and chains them.
#[derive(Debug)]
pub(super) struct Chain {
    previous: Option<String>,
    signature: Signature,
    import: Option<ImportId>,
    pending: Vec<HistoryRow>,
}

/// So many rows go to the database at once.
const BATCH: usize = 1000;

/// What happened, but for what all rows of a transaction share.
#[derive(Debug, Clone, Default)]
pub(super) struct Event<'e> {
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: Option<&'e str>,
    pub release: Option<&'e str>,
}

/// What it happened to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'s> {
    /// A dataset as a whole.
    Dataset(&'s str),
    /// A unit as a whole: its dataset and its name.
    Unit(&'s str, &'s str),
    /// A record.
    Record(RecordId, Place<'s>, &'s str),
}

impl Chain {
    /// Goes on after the newest row, whose hash is `head`.
    pub(super) fn new(
        head: Option<String>,
        signature: &Signature,
        import: Option<ImportId>,
    ) -> Self {
        Self { previous: head, signature: signature.clone(), import, pending: Vec::new() }
    }

    /// Adds a row; it is written by the next [`Chain::flush`] at the latest.
    pub(super) fn push(
        &mut self,
        writer: &mut dyn Writer,
        subject: Subject<'_>,
        action: Action,
        event: Event<'_>,
    ) -> Result<(), Error> {
        let row = self.next(subject, action, event);
        self.pending.push(row);
        if self.pending.len() >= BATCH { self.flush(writer) } else { Ok(()) }
    }

    /// The next row, which whoever asked for it writes.
    pub(super) fn next(
        &mut self,
        subject: Subject<'_>,
        action: Action,
        event: Event<'_>,
    ) -> HistoryRow {
        let (record, dataset, collection, unit, key) = match subject {
            Subject::Dataset(dataset) => (None, dataset, None, None, None),
            Subject::Unit(dataset, unit) => (None, dataset, None, Some(unit), None),
            Subject::Record(id, Place { dataset, collection, unit }, key) => {
                (Some(id), dataset, Some(collection), Some(unit), Some(key))
            }
        };
        let mut row = HistoryRow {
            import: self.import,
            record,
            dataset: dataset.to_owned(),
            collection: collection.map(str::to_owned),
            unit: unit.map(str::to_owned),
            key: key.map(str::to_owned),
            action,
            before: event.before,
            after: event.after,
            reason: event.reason.map(str::to_owned),
            release: event.release.map(str::to_owned),
            signature: self.signature.clone(),
            previous: self.previous.take(),
            hash: String::new(),
        };
        row.hash = row_hash(&row);
        self.previous = Some(row.hash.clone());
        row
    }

    /// The hash of the newest row.
    pub(super) fn head(&self) -> Option<&str> {
        self.previous.as_deref()
    }

    /// Writes what was pushed.
    pub(super) fn flush(&mut self, writer: &mut dyn Writer) -> Result<(), Error> {
        writer.append_history(&self.pending)?;
        self.pending.clear();
        Ok(())
    }
}

/// The hash of a row, over all its columns.
pub(super) fn row_hash(row: &HistoryRow) -> String {
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let text = |text: &Option<String>| text.clone();
    let columns = [
        text(&row.previous),
        number(row.import.map(|import| import.0)),
        number(row.record.map(|record| record.0)),
        Some(row.dataset.clone()),
        text(&row.collection),
        text(&row.unit),
        text(&row.key),
        Some(row.action.as_str().to_owned()),
        text(&row.before),
        text(&row.after),
        text(&row.reason),
        text(&row.release),
        Some(row.signature.at.clone()),
        Some(row.signature.by.clone()),
    ];
    // What is there begins with `=`, so that an empty text is another than none.
    let columns = columns.map(|column| column.map_or_else(String::new, |text| format!("={text}")));
    history_hash(columns.iter().map(String::as_str)).to_string()
}

/// How the history names a release.
pub(super) fn release(stamp: &Stamp) -> String {
    format!("{} (generation {})", stamp.version, stamp.generation)
}
