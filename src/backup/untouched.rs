//! Records that a backup leaves out, because the bundle has them.

use seedbank_codegen::canon::text_hash;
use serde::{Deserialize, Serialize};

use crate::bundle::{Bundle, Row};
use crate::store::{ImportId, RecordId, Signature, Source, State, Stored};

/// Records of one unit and collection that are as the bundle delivers them and were added at once: all that
/// the bundle does not know of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Untouched {
    pub collection: String,
    pub import: Option<i64>,
    pub created: Signature,
    /// Of records that follow each other in the bundle and in their numbers: the rank of the first among the
    /// bundle's records of the unit, its number, and how many there are.
    pub runs: Vec<(u64, i64, u64)>,
    /// Of their keys and values.
    pub hash: String,
}

/// Collects the records that are left out of one unit and collection.
#[derive(Default)]
pub(super) struct UntouchedRuns {
    groups: Vec<(Untouched, String)>,
}

/// Whether nothing is known of a record but what the bundle says and when it came in.
pub(super) fn is_untouched(stored: &Stored) -> bool {
    stored.source == Source::Factory
        && stored.state == State::Active
        && stored.base.is_none()
        && stored.revision == 1
        && stored.updated.is_none()
}

impl UntouchedRuns {
    /// Leaves out the record of a rank, which the bundle has as `target`. Ranks only go up.
    pub(super) fn push(&mut self, collection: &str, (rank, target): (u64, &str), stored: &Stored) {
        let import = stored.import.map(|import| import.0);
        let same = |untouched: &Untouched| {
            untouched.import == import && untouched.created == stored.created
        };
        let found = self.groups.iter().rposition(|(untouched, _)| same(untouched));
        let group = found.unwrap_or_else(|| {
            let (runs, hash) = (Vec::new(), String::new());
            let (collection, created) = (collection.to_owned(), stored.created.clone());
            let untouched = Untouched { collection, import, created, runs, hash };
            self.groups.push((untouched, String::new()));
            self.groups.len() - 1
        });
        let (untouched, content) = &mut self.groups[group];
        add(content, &stored.key, target);
        match untouched.runs.last_mut() {
            Some((first, id, count))
                if *first + *count == rank && *id + count.cast_signed() == stored.id.0 =>
            {
                *count += 1;
            }
            _ => untouched.runs.push((rank, stored.id.0, 1)),
        }
    }

    pub(super) fn finish(self) -> impl Iterator<Item = Untouched> {
        let groups = self.groups.into_iter();
        groups.map(|(untouched, content)| Untouched {
            hash: text_hash(&content).to_string(),
            ..untouched
        })
    }
}

fn add(content: &mut String, key: &str, data: &str) {
    // A canonical text holds no line break of its own, and keys are escaped like it.
    seedbank_codegen::canon::write_str(key, content);
    content.extend(["\n", data, "\n"]);
}

impl Untouched {
    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.runs.iter().fold(0, |sum, (_, _, count)| sum.saturating_add(*count))
    }

    /// The rows of the records, if this bundle has the very same.
    pub(super) fn rows(&self, bundle: &Bundle, dataset: &str, unit: &str) -> Option<Vec<Stored>> {
        let rows: Vec<Row<'_>> =
            bundle.table(dataset, &self.collection).ok()?.in_unit(unit).collect();
        let (mut content, mut found) = (String::new(), Vec::new());
        for (first, id, count) in &self.runs {
            let first = usize::try_from(*first).ok()?;
            let end = first.checked_add(usize::try_from(*count).ok()?)?;
            for (row, id) in rows.get(first..end)?.iter().zip(*id..) {
                let stored = self.row(row, id);
                add(&mut content, &stored.key, &stored.data);
                found.push(stored);
            }
        }
        (text_hash(&content).to_string() == self.hash).then_some(found)
    }

    fn row(&self, row: &Row<'_>, id: i64) -> Stored {
        let mut data = String::new();
        row.write_canonical(&mut data);
        Stored {
            id: RecordId(id),
            unit: row.unit().to_owned(),
            key: row.key().to_owned(),
            data,
            base: None,
            source: Source::Factory,
            state: State::Active,
            revision: 1,
            import: self.import.map(ImportId),
            created: self.created.clone(),
            updated: None,
        }
    }
}
