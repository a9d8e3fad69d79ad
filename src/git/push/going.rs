//! What of the database goes into the branch: from values to values.

use crate::git::look::{Found, Look};
use crate::git::records::Records;
use crate::store::{RecordName, SyncDirection, SyncRow};

/// Records, by what becomes of their files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Going {
    /// To be written.
    pub writes: Vec<RecordName>,
    /// To be removed.
    pub removes: Vec<RecordName>,
    /// The same on both sides, which the sync log does not say.
    pub same: Vec<RecordName>,
    /// Without a file, which went in git.
    pub orphaned: Vec<RecordName>,
    /// Changed in git since they were last synced: to be pulled before.
    pub waiting: Vec<RecordName>,
    /// Changed here, with a conflict that is open: to be settled before.
    pub unresolved: Vec<RecordName>,
}

/// What becomes of the files of all records.
pub(super) fn going(known: &Records, look: &Look) -> Going {
    let mut going = Going::default();
    for (name, record) in &known.all {
        let (link, found) = (known.file_of(name), look.files.get(name));
        let is_ours = look.problem(name).is_none() && !is_ahead(link, found);
        let list = match (record.published, link, found) {
            // The branch has the last word where its file went.
            (false, None, None) if known.is_orphaned(name) => continue,
            (true, None, None) if known.is_orphaned(name) => &mut going.orphaned,
            (true, None, Some(found)) if found.hash == record.hash => &mut going.same,
            (false, None, None) => continue,
            _ if !is_ours => &mut going.waiting,
            (true, Some(link), _) if link.hash.as_ref() == Some(&record.hash) => {
                if !known.failed(name, SyncDirection::Push) {
                    continue;
                }
                // What failed since is no more.
                &mut going.same
            }
            _ if known.open.contains_key(name) => &mut going.unresolved,
            (true, ..) => &mut going.writes,
            (false, ..) => &mut going.removes,
        };
        list.push(name.clone());
    }
    going
}

/// Whether the branch has a change that was not pulled.
fn is_ahead(link: Option<&SyncRow>, found: Option<&Found>) -> bool {
    link.and_then(|link| link.hash.as_deref()) != found.map(|found| found.hash.as_str())
}
