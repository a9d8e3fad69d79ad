//! What becomes of one record that a file has.

use seedbank_codegen::canon::{self, record_hash};
use seedbank_codegen::model::{Collection, Dataset, Merge, Struct};
use serde_json::{Map, Value};

use super::{Base, Incoming, Target};
use crate::bundle::Bundle;
use crate::store::{Action, Error, State, Stored};
use crate::sync::image::Image;
use crate::sync::merge::{RecordType, merge};
use crate::sync::record_check::problem;
use crate::sync::review;
use crate::sync::settle::{base_of, object};
use crate::sync::step::FieldConflict;
use crate::sync::transaction::kind;

/// What becomes of it.
pub(super) enum Outcome {
    Unchanged,
    /// It does not come in, and why.
    Refused(String),
    Becomes {
        after: Image,
        action: Action,
        conflicts: Vec<FieldConflict>,
    },
}

/// What becomes of a record that the database has as `stored`, if it has it.
pub(super) fn settle(
    bundle: &Bundle,
    incoming: &Incoming,
    stored: Option<&Stored>,
) -> Result<Outcome, Error> {
    let (dataset, collection) = kind(bundle, &incoming.record)?;
    let settling = Settling { bundle, dataset, collection };
    Ok(match (stored, &incoming.target) {
        (None, Target::Deprecated | Target::Deleted) => Outcome::Unchanged,
        (None, Target::Record(value) | Target::Back(value)) => {
            settling.created(&incoming.record.key, value)
        }
        (Some(stored), Target::Deleted) => settling.deleted(stored, &incoming.base),
        (Some(stored), Target::Back(value)) => settling.back(stored, value.clone(), &incoming.base),
        (Some(stored), Target::Deprecated) => deprecated(stored),
        (Some(stored), Target::Record(value)) => {
            settling.changed(stored, value.clone(), &incoming.base)
        }
    })
}

struct Settling<'s> {
    bundle: &'s Bundle,
    dataset: &'s Dataset,
    collection: &'s Collection,
}

const LOCKED: &str = "its collection is `merge: locked`, and people can't change it";

impl Settling<'_> {
    fn created(&self, key: &str, value: &Map<String, Value>) -> Outcome {
        if self.collection.merge == Merge::Locked {
            return Outcome::Refused(LOCKED.to_owned());
        }
        if let Some(problem) = self.problem(value) {
            return Outcome::Refused(problem);
        }
        let data = canon::canonical(&Value::Object(value.clone()));
        let after = Image { key: key.to_owned(), data, base: None, state: State::Active };
        Outcome::Becomes { after, action: Action::Create, conflicts: Vec::new() }
    }

    fn deleted(&self, stored: &Stored, base: &Base) -> Outcome {
        let before = Image::of(stored);
        if !stored.state.counts() {
            return Outcome::Unchanged;
        }
        if self.collection.merge == Merge::Locked {
            return Outcome::Refused(LOCKED.to_owned());
        }
        let held = match base {
            Base::Current => false,
            Base::Unknown => true,
            Base::Common(base) => !self.same(base, &object(&stored.data)),
        };
        if held {
            let reason = "its file is gone, and the record was changed here";
            let conflict = whole(base, &stored.data, None, reason);
            let conflicts = vec![conflict];
            return Outcome::Becomes { after: before, action: Action::Delete, conflicts };
        }
        let after = Image { state: State::Deleted, ..before };
        Outcome::Becomes { after, action: Action::Delete, conflicts: Vec::new() }
    }

    fn changed(&self, stored: &Stored, mut target: Map<String, Value>, base: &Base) -> Outcome {
        let current = object(&stored.data);
        self.keep_name(&mut target, &current);
        if self.same(&current, &target) {
            // What is derived is of this very content.
            self.keep_derived(&mut target, &current);
        }
        let deleted = stored.state == State::Deleted;
        let is_the_same = canon::canonical(&Value::Object(target.clone())) == stored.data;
        if is_the_same && (stored.state.counts() || deleted && *base != Base::Current) {
            return Outcome::Unchanged;
        }
        if self.collection.merge == Merge::Locked {
            return Outcome::Refused(LOCKED.to_owned());
        }
        let (value, conflicts) = match base {
            Base::Current => {
                let step = review::refused(self.dataset, self.collection, &current, &target);
                if let Some(problem) = step.or_else(|| self.problem(&target)) {
                    return Outcome::Refused(problem);
                }
                (target, Vec::new())
            }
            _ if deleted => {
                let reason = "it was deleted here, and its file changed";
                let conflict = whole(base, &stored.data, Some(&target), reason);
                (current, vec![conflict])
            }
            Base::Common(_) | Base::Unknown => self.merged(&stored.data, &current, &target, base),
        };
        let state = match stored.state {
            State::Deleted if *base == Base::Current => State::Active,
            // What left with a release and was edited is only marked.
            State::Removed => State::Deprecated,
            state => state,
        };
        let data = canon::canonical(&Value::Object(value));
        let base = stored.delivered().and_then(|factory| base_of(stored.source, &data, factory));
        let after = Image { data, base, state, ..Image::of(stored) };
        let restored = deleted && state == State::Active;
        let action = if restored { Action::Restore } else { Action::Edit };
        if after == Image::of(stored) && conflicts.is_empty() {
            return Outcome::Unchanged;
        }
        Outcome::Becomes { after, action, conflicts }
    }

    /// What was marked or deleted for the lack of its file, which is there again.
    fn back(&self, stored: &Stored, target: Map<String, Value>, base: &Base) -> Outcome {
        let base = if stored.state.counts() { base } else { &Base::Current };
        let before = Image::of(stored);
        match self.changed(stored, target, base) {
            Outcome::Unchanged if stored.state != State::Active => {
                let after = Image { state: State::Active, ..before };
                Outcome::Becomes { after, action: Action::Restore, conflicts: Vec::new() }
            }
            Outcome::Becomes { after, action, conflicts } => {
                let after = Image { state: State::Active, ..after };
                Outcome::Becomes { after, action, conflicts }
            }
            other => other,
        }
    }

    /// Current with what the file has, and what waits for a person.
    fn merged(
        &self,
        data: &str,
        current: &Map<String, Value>,
        target: &Map<String, Value>,
        base: &Base,
    ) -> (Map<String, Value>, Vec<FieldConflict>) {
        let ty = RecordType::new(self.dataset, self.collection);
        let common = match base {
            Base::Common(common) => Some(common),
            Base::Current | Base::Unknown => None,
        };
        let merged = merge(ty, common, current, target);
        if merged.value != *current
            && let Some(problem) = self.problem(&merged.value)
        {
            let reason = format!("with what the file has, it is not valid: {problem}");
            return (current.clone(), vec![whole(base, data, Some(target), &reason)]);
        }
        (merged.value, merged.conflicts.into_iter().map(FieldConflict::from).collect())
    }

    fn problem(&self, value: &Map<String, Value>) -> Option<String> {
        problem(self.bundle, &self.dataset.name, &self.collection.name, value)
    }

    fn shape(&self) -> &Struct {
        &self.dataset.structs[self.collection.record]
    }

    /// Whether two versions are the same but for what is volatile or derived.
    fn same(&self, a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
        let hash = |record: &Map<String, Value>| {
            record_hash(record.iter().map(|(name, value)| (name.as_str(), value)), self.shape())
        };
        hash(a) == hash(b)
    }

    /// What names a record is what names it now, whatever its file calls it.
    fn keep_name(&self, target: &mut Map<String, Value>, current: &Map<String, Value>) {
        let ty = RecordType::new(self.dataset, self.collection);
        for field in ty.naming_fields() {
            if let Some(value) = current.get(field) {
                target.insert(field.to_owned(), value.clone());
            }
        }
    }

    /// Files do not hold what is derived.
    fn keep_derived(&self, target: &mut Map<String, Value>, current: &Map<String, Value>) {
        for field in self.shape().fields.iter().filter(|field| field.derived) {
            if let Some(value) = current.get(&field.name) {
                target.insert(field.name.clone(), value.clone());
            }
        }
    }
}

fn deprecated(stored: &Stored) -> Outcome {
    if stored.state != State::Active {
        return Outcome::Unchanged;
    }
    let after = Image { state: State::Deprecated, ..Image::of(stored) };
    Outcome::Becomes { after, action: Action::Retire, conflicts: Vec::new() }
}

/// A record that waits for a person as a whole.
fn whole(
    base: &Base,
    current: &str,
    target: Option<&Map<String, Value>>,
    reason: &str,
) -> FieldConflict {
    let text = |record: &Map<String, Value>| canon::canonical(&Value::Object(record.clone()));
    let base = match base {
        Base::Common(base) => Some(text(base)),
        Base::Current | Base::Unknown => None,
    };
    FieldConflict {
        field: String::new(),
        base,
        current: Some(current.to_owned()),
        target: target.map(text),
        reason: Some(reason.to_owned()),
    }
}
