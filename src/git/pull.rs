//! What the branch has comes into the database.

mod bases;
mod coming;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) use self::bases::bases;
use self::coming::coming;
pub(super) use self::coming::{Coming, of_gone, pulled};
use super::error::GitError;
use super::journal::{begin, settled};
use super::kind::Kind;
use super::log::Touched;
use super::look::Look;
use super::records::Records;
use super::report::{Ended, GitConflict};
use super::repository::Commit;
use super::session::Session;
use crate::store::{SyncEnd, SyncState};
use crate::sync::{Author, Brought, Incoming, bring, plan_bring};

impl Session<'_> {
    /// Takes what is new in a commit into the database. A record that was last synced with a commit that only
    /// `later` has waits for the merge with that.
    pub(super) fn take(&mut self, tip: &Commit, later: Option<&Commit>) -> Result<(), GitError> {
        for kind in self.kinds.clone() {
            let known = Records::read(self.live, &kind)?;
            let look = Look::at(&self.repository, Some(tip), &kind, &known)?;
            let changed = look.files.iter().filter(|(_, found)| found.content.is_some());
            let changed = changed.map(|(name, _)| name.clone()).chain(look.gone(&known));
            let bases = bases(&self.repository, &kind, tip, &known, changed)?;
            let mut all = coming(&kind, &known, &look, &bases, tip);
            if let Some(later) = later.filter(|_| !all.is_empty()) {
                let only_there = self.repository.only_in(later, tip)?;
                let waits = |commit: &String| only_there.contains(commit);
                all.retain(|coming| {
                    let is_new = coming.incoming.is_some() || coming.problem.is_some();
                    let link = known.links.get(&coming.operation.record);
                    is_new && !link.and_then(|link| link.commit.as_ref()).is_some_and(waits)
                });
            }
            self.bring(&kind, tip, &known, all)?;
        }
        Ok(())
    }

    /// Brings in what comes, signed by those who committed it; notes what does not.
    pub(super) fn bring(
        &mut self,
        kind: &Kind<'_>,
        tip: &Commit,
        known: &Records,
        all: Vec<Coming>,
    ) -> Result<(), GitError> {
        let all = self.not_refused_again(known, all)?;
        let (moving, mut still): (Vec<Coming>, Vec<Coming>) =
            all.into_iter().partition(|coming| coming.incoming.is_some());
        // What failed so before is told, and not written again.
        still.retain(|Coming { operation, problem, .. }| {
            let again = problem.as_deref().is_some_and(|problem| {
                known.has_failed(&operation.record, &operation.path, problem)
            });
            let ended = Ended { commit: None, error: problem.as_deref() };
            self.report.add(operation, ended, &self.author.sign());
            !again
        });
        let still: Vec<_> =
            still.into_iter().map(|coming| (coming.operation, coming.problem)).collect();
        settled(self.live, &self.signature(), &still)?;

        let operations: Vec<_> = moving.iter().map(|coming| coming.operation.clone()).collect();
        let ids = begin(self.live, &self.signature(), &self.clone, &operations)?;
        let paths: HashSet<&str> =
            moving.iter().map(|coming| coming.operation.path.as_str()).collect();
        let touched = self.repository.last_changes(tip, &kind.git.folder, &paths)?;
        let items = ids.into_iter().zip(moving).map(|(id, coming)| Item { id, coming });
        let mut groups = groups(items, &touched, self.author);
        // What refers to something that comes later is left out first, and comes then.
        loop {
            let before: usize = groups.iter().map(|group| group.items.len()).sum();
            let mut reasons = HashMap::new();
            for group in &mut groups {
                self.bring_group(group, &mut reasons)?;
            }
            groups.retain(|group| !group.items.is_empty());
            let after: usize = groups.iter().map(|group| group.items.len()).sum();
            if after == 0 || after == before {
                return self.refused(groups, &reasons);
            }
        }
    }

    /// Brings in what one person committed with one message, and leaves in it what was left out.
    fn bring_group(
        &mut self,
        group: &mut Group,
        reasons: &mut HashMap<String, String>,
    ) -> Result<(), GitError> {
        let incoming: Vec<Incoming> =
            group.items.iter().filter_map(|item| item.coming.incoming.clone()).collect();
        let ends = |brought: &Brought| {
            let left = left_out(brought);
            let came = |item: &&Item| !left.contains_key(&item.coming.operation.record.to_string());
            let end = |item: &Item| SyncEnd { id: item.id, commit: None, error: None };
            group.items.iter().filter(came).map(end).collect::<Vec<_>>()
        };
        let mut store = self.live.store();
        let brought = bring(store.as_mut(), self.bundle, &incoming, &group.author, &ends)?;
        drop(store);
        let left = left_out(&brought);
        let signature = self.signature();
        group.items.retain(|item| {
            let operation = &item.coming.operation;
            let stays = left.contains_key(&operation.record.to_string());
            if !stays {
                self.report.add(operation, Ended::default(), &signature);
            }
            stays
        });
        for record in &brought.records {
            let conflict = |field: &String| GitConflict {
                record: record.record.clone(),
                field: field.clone(),
            };
            self.report.conflicts.extend(record.conflicts.iter().map(conflict));
        }
        reasons.extend(left);
        Ok(())
    }

    /// Says of what did not come in why.
    fn refused(
        &mut self,
        groups: Vec<Group>,
        reasons: &HashMap<String, String>,
    ) -> Result<(), GitError> {
        let signature = self.signature();
        let mut ends = Vec::new();
        for Item { id, coming } in groups.into_iter().flat_map(|group| group.items) {
            let reason = reasons.get(&coming.operation.record.to_string());
            let error = reason.cloned().unwrap_or_default();
            let ended = Ended { commit: None, error: Some(&error) };
            self.report.add(&coming.operation, ended, &signature);
            ends.push(SyncEnd { id, commit: None, error: Some(error) });
        }
        Ok(super::journal::end(self.live, &signature, &ends)?)
    }

    /// Without what was refused before and would be again, for the same reason: that is told, and not
    /// written again.
    fn not_refused_again(
        &mut self,
        known: &Records,
        all: Vec<Coming>,
    ) -> Result<Vec<Coming>, GitError> {
        let was_refused = |coming: &Coming| {
            let newest = known.newest.get(&coming.operation.record);
            coming.incoming.is_some()
                && newest.is_some_and(|row| {
                    row.state == SyncState::Failed
                        && row.path == coming.operation.path
                        && row.hash == coming.operation.hash
                })
        };
        if !all.iter().any(was_refused) {
            return Ok(all);
        }
        // What else comes may put it right.
        let incoming: Vec<Incoming> =
            all.iter().filter_map(|coming| coming.incoming.clone()).collect();
        let planned = plan_bring(self.live.store().as_mut(), self.bundle, &incoming)?;
        let left = left_out(&planned);
        let signature = self.signature();
        let mut kept = Vec::with_capacity(all.len());
        for coming in all {
            let Coming { operation, .. } = &coming;
            let reason = left.get(&operation.record.to_string());
            match reason.filter(|reason| {
                was_refused(&coming) && known.has_failed(&operation.record, &operation.path, reason)
            }) {
                Some(reason) => {
                    let ended = Ended { commit: None, error: Some(reason) };
                    self.report.add(operation, ended, &signature);
                }
                None => kept.push(coming),
            }
        }
        Ok(kept)
    }
}

/// An operation that is pending.
struct Item {
    id: i64,
    coming: Coming,
}

/// What one person committed with one message.
struct Group {
    author: Author,
    items: Vec<Item>,
}

/// Groups operations by who committed them and why, the oldest first.
fn groups(
    items: impl Iterator<Item = Item>,
    touched: &HashMap<String, Touched>,
    author: &Author,
) -> Vec<Group> {
    let mut groups: BTreeMap<(std::cmp::Reverse<usize>, String), Group> = BTreeMap::new();
    for item in items {
        let touched = touched.get(&item.coming.operation.path);
        let (rank, author) = match touched {
            Some(Touched { rank, author, subject, .. }) => {
                (*rank, Author::new(author.shown()).because(subject))
            }
            // A merge that changed it has no author of that change.
            None => (usize::MAX, author.clone()),
        };
        let by = touched.map(|touched| touched.commit.0.clone()).unwrap_or_default();
        let group = groups
            .entry((std::cmp::Reverse(rank), by))
            .or_insert_with(|| Group { author, items: Vec::new() });
        group.items.push(item);
    }
    groups.into_values().collect()
}

/// What did not come in, and why, by record.
fn left_out(brought: &Brought) -> HashMap<String, String> {
    let aside = |aside: &crate::SetAside| (aside.record.clone(), aside.reason.clone());
    brought.left_out.iter().map(aside).collect()
}
