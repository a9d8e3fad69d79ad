//! What comes of each file: from values to values.

use std::collections::HashMap;

use seedbank_codegen::model::Removed;
use serde_json::{Map, Value};

use crate::git::journal::Operation;
use crate::git::kind::{Content, Kind};
use crate::git::look::{Broken, Found, Look};
use crate::git::records::{Record, Records};
use crate::git::repository::Commit;
use crate::store::{RecordName, State, SyncDirection, SyncOperation};
use crate::sync::{Base, Incoming, Target};

/// An operation, and what it brings in.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::git) struct Coming {
    pub operation: Operation,
    /// `None`: nothing that the database would have to take.
    pub incoming: Option<Incoming>,
    /// Why it cannot be done.
    pub problem: Option<String>,
}

/// What comes of the files in a commit.
pub(super) fn coming(
    kind: &Kind<'_>,
    known: &Records,
    look: &Look,
    bases: &HashMap<RecordName, Map<String, Value>>,
    tip: &Commit,
) -> Vec<Coming> {
    let mut all = Vec::new();
    for (name, found) in &look.files {
        if let Some(content) = &found.content {
            all.push(of_file(kind, known, name, found, content, bases, tip));
        } else if known.failed(name, SyncDirection::Pull) && look.problem(name).is_none() {
            // It is as it was last synced: what failed since is no more.
            let hash = Some(found.hash.clone());
            let operation = pulled(name, SyncOperation::Refresh, &found.path, hash, tip);
            all.push(Coming { operation, incoming: None, problem: None });
        }
    }
    all.extend(look.broken.iter().map(|broken| of_broken(known, broken, tip)));
    let doubt = look.doubt(known);
    for name in look.gone(known) {
        let (Some(record), Some(link)) = (known.all.get(&name), known.file_of(&name)) else {
            continue;
        };
        let mut gone = of_gone(kind, &name, (record, &link.path), bases.get(&name), tip);
        if let Some(doubt) = &doubt
            && record.published
        {
            (gone.incoming, gone.problem) = (None, Some(doubt.clone()));
        }
        all.push(gone);
    }
    all
}

fn of_file(
    kind: &Kind<'_>,
    known: &Records,
    name: &RecordName,
    found: &Found,
    content: &Content,
    bases: &HashMap<RecordName, Map<String, Value>>,
    tip: &Commit,
) -> Coming {
    let record = known.all.get(name);
    let link = known.file_of(name);
    let last = match link {
        Some(link) => link.hash.as_deref(),
        None => record.map(|record| record.hash.as_str()),
    };
    let (operation, incoming) = match record {
        None => {
            let target = Target::Record(content.value.clone());
            (SyncOperation::Create, Some((target, Base::Unknown)))
        }
        // Its file went, and the record with it; now the file is there again.
        Some(record) if known.went_with_its_file(name) && record.state != State::Active => {
            let base = Base::Common(record.value.clone());
            (SyncOperation::Update, Some((Target::Back(content.value.clone()), base)))
        }
        // What is gone and was never synced is no deletion that git is to follow: a restore took it back.
        Some(record) if link.is_none() && record.state == State::Removed => {
            let base = Base::Common(record.value.clone());
            (SyncOperation::Update, Some((Target::Record(content.value.clone()), base)))
        }
        Some(record) if last == Some(found.hash.as_str()) => {
            (SyncOperation::Refresh, refreshed(kind, record, content))
        }
        Some(record) => {
            let base = match (link, bases.get(name)) {
                (_, Some(base)) => Some(base),
                // A file of which no earlier version is known is one that somebody made of the factory's.
                (None, None) => record.factory.as_ref(),
                (Some(_), None) => None,
            };
            let base = base.map_or(Base::Unknown, |base| Base::Common(base.clone()));
            (SyncOperation::Update, Some((Target::Record(content.value.clone()), base)))
        }
    };
    let incoming = incoming.map(|(target, base)| Incoming { record: name.clone(), target, base });
    let hash = Some(found.hash.clone());
    let operation = pulled(name, operation, &found.path, hash, tip);
    Coming { operation, incoming, problem: None }
}

/// What a file changes of a record whose content it does not change.
fn refreshed(kind: &Kind<'_>, record: &Record, content: &Content) -> Option<(Target, Base)> {
    if !record.state.counts() {
        return None;
    }
    let mut target = record.value.clone();
    for field in kind.shape().fields.iter().filter(|field| field.volatile && !field.derived) {
        match content.value.get(&field.name) {
            Some(value) => drop(target.insert(field.name.clone(), value.clone())),
            None => drop(target.remove(&field.name)),
        }
    }
    // An edit that comes between is merged, as any other.
    let base = Base::Common(record.value.clone());
    (target != record.value).then_some((Target::Record(target), base))
}

fn of_broken(known: &Records, broken: &Broken, tip: &Commit) -> Coming {
    let Broken { record, path, problem } = broken;
    let is_known = known.all.contains_key(record);
    let operation = if is_known { SyncOperation::Update } else { SyncOperation::Create };
    let operation = pulled(record, operation, path, None, tip);
    Coming { operation, incoming: None, problem: Some(problem.clone()) }
}

/// What becomes of a record whose file is gone: as its collection's policy says. `base` is its content when
/// it was there last.
pub(in crate::git) fn of_gone(
    kind: &Kind<'_>,
    name: &RecordName,
    (record, path): (&Record, &str),
    base: Option<&Map<String, Value>>,
    commit: &Commit,
) -> Coming {
    let mut operation = pulled(name, SyncOperation::Delete, path, None, commit);
    if !record.published {
        // The database does not want it there either: nobody followed the other.
        operation.direction = SyncDirection::Push;
        return Coming { operation, incoming: None, problem: None };
    }
    let target = match kind.collection.removed {
        Removed::Keep => None,
        Removed::Deprecate => Some(Target::Deprecated),
        Removed::Delete => Some(Target::Deleted),
    };
    let base = base.map_or(Base::Unknown, |base| Base::Common(base.clone()));
    let incoming = target.map(|target| Incoming { record: name.clone(), target, base });
    Coming { operation, incoming, problem: None }
}

pub(in crate::git) fn pulled(
    record: &RecordName,
    what: SyncOperation,
    path: &str,
    hash: Option<String>,
    commit: &Commit,
) -> Operation {
    Operation {
        record: record.clone(),
        what,
        direction: SyncDirection::Pull,
        path: path.to_owned(),
        hash,
        commit: Some(commit.0.clone()),
    }
}
