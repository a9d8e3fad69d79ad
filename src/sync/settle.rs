//! What becomes of one record.

use seedbank_codegen::model::{Merge, Removed};

use crate::store::{Change, Source, State, Stored, StoredKey};

/// What becomes of a record that the bundle has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled<'a> {
    /// It is as it should be.
    Unchanged,
    /// It follows the bundle.
    Changed(Change<'a>),
    /// It stays as a person has it; what moves is the base, or what a tombstone would restore.
    Kept(Change<'a>),
}

/// What becomes of a stored record that the bundle has as `target`, in canonical JSON.
pub(super) fn settle<'a>(stored: &'a Stored, target: &'a str, merge: Merge) -> Settled<'a> {
    let edited = stored.base.is_some() || stored.source != Source::Factory;
    let (data, base) = match (merge, edited) {
        (Merge::Once, _) => (stored.data.as_str(), stored.base.as_deref()),
        (_, true) => (stored.data.as_str(), (stored.data != target).then_some(target)),
        (_, false) => (target, None),
    };
    let state = match stored.state {
        State::Active | State::Deprecated => State::Active,
        State::Deleted => State::Deleted,
    };
    if data == stored.data && base == stored.base.as_deref() && state == stored.state {
        return Settled::Unchanged;
    }
    let change = Change { id: stored.id, data, base, state };
    if edited || state == State::Deleted { Settled::Kept(change) } else { Settled::Changed(change) }
}

/// Whether a record that left the bundle is to be `deprecated`.
pub(super) fn retires(found: StoredKey<'_>, policy: Removed) -> bool {
    let factory = found.source == Source::Factory && found.state == State::Active;
    match policy {
        Removed::Keep => false,
        Removed::Deprecate => factory,
        // Marked as well: the row, its number and what refers to it remain. But what is to go is
        // held by a person's edit; what is only to be marked is not.
        Removed::Delete => factory && !found.edited,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RecordId;

    fn stored(data: &str, base: Option<&str>, source: Source, state: State) -> Stored {
        let base = base.map(str::to_owned);
        Stored { id: RecordId(7), data: data.to_owned(), base, source, state }
    }

    #[test]
    fn an_edit_and_a_tombstone_stay() {
        use Source::{Factory, Person};
        use State::{Active, Deleted, Deprecated};
        const CHANGED: &str = "changed";
        const KEPT: &str = "kept";
        // data, base, source, state, target, merge -> what, data, base, state
        let cases = [
            ("a", None, Factory, Active, "a", Merge::Fields, None),
            ("a", None, Factory, Active, "b", Merge::Fields, Some((CHANGED, "b", None, Active))),
            ("a", None, Factory, Active, "b", Merge::Locked, Some((CHANGED, "b", None, Active))),
            ("a", None, Factory, Active, "b", Merge::Once, None),
            (
                "a",
                None,
                Factory,
                Deprecated,
                "a",
                Merge::Fields,
                Some((CHANGED, "a", None, Active)),
            ),
            (
                "a",
                None,
                Factory,
                Deprecated,
                "b",
                Merge::Fields,
                Some((CHANGED, "b", None, Active)),
            ),
            ("e", Some("a"), Factory, Active, "a", Merge::Fields, None),
            (
                "e",
                Some("a"),
                Factory,
                Active,
                "b",
                Merge::Fields,
                Some((KEPT, "e", Some("b"), Active)),
            ),
            ("e", Some("a"), Factory, Active, "e", Merge::Fields, Some((KEPT, "e", None, Active))),
            (
                "e",
                Some("a"),
                Factory,
                Deprecated,
                "a",
                Merge::Fields,
                Some((KEPT, "e", Some("a"), Active)),
            ),
            ("a", None, Factory, Deleted, "a", Merge::Fields, None),
            ("a", None, Factory, Deleted, "b", Merge::Fields, Some((KEPT, "b", None, Deleted))),
            (
                "e",
                Some("a"),
                Factory,
                Deleted,
                "b",
                Merge::Fields,
                Some((KEPT, "e", Some("b"), Deleted)),
            ),
            ("p", None, Person, Active, "b", Merge::Fields, Some((KEPT, "p", Some("b"), Active))),
            ("p", None, Person, Active, "p", Merge::Fields, None),
        ];
        for (data, base, source, state, target, merge, expected) in cases {
            let stored = stored(data, base, source, state);
            let expected = match expected {
                None => Settled::Unchanged,
                Some((what, data, base, state)) => {
                    let change = Change { id: stored.id, data, base, state };
                    if what == KEPT { Settled::Kept(change) } else { Settled::Changed(change) }
                }
            };
            assert_eq!(settle(&stored, target, merge), expected, "{stored:?} to {target}");
        }
    }

    #[test]
    fn only_an_active_record_of_the_factory_retires() {
        use Removed::{Delete, Deprecate, Keep};
        use Source::{Factory, Import, Person};
        use State::{Active, Deleted, Deprecated};
        for (policy, source, state, edited, expected) in [
            (Keep, Factory, Active, false, false),
            (Deprecate, Factory, Active, false, true),
            (Deprecate, Factory, Active, true, true),
            (Delete, Factory, Active, false, true),
            (Delete, Factory, Active, true, false),
            (Delete, Factory, Deprecated, false, false),
            (Delete, Factory, Deleted, false, false),
            (Delete, Person, Active, false, false),
            (Deprecate, Import, Active, false, false),
        ] {
            let found = StoredKey { id: RecordId(7), key: "a", source, state, edited };
            assert_eq!(retires(found, policy), expected, "{policy:?} {found:?}");
        }
    }
}
