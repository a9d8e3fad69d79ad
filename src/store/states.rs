//! The words that the database holds for what a row is.

/// Declares an enum that the database holds as text.
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];

            /// As the database holds it.
            pub(crate) fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// From what the database holds.
            pub(crate) fn from_text(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

text_enum!(
    /// Where a record came from.
    Source {
        /// A bundle.
        Factory = "factory",
        /// Files that an application kept.
        Import = "import",
        /// A person made it.
        Person = "person",
    }
);

text_enum!(
    /// Whether a record counts.
    State {
        /// It does, and is in the views.
        Active = "active",
        /// It left the bundle, and is in the views still.
        Deprecated = "deprecated",
        /// It left the bundle, and is in no view. The row stays, so that its number is never another's.
        Removed = "removed",
        /// A person deleted it: a tombstone.
        Deleted = "deleted",
    }
);

impl State {
    /// Whether a record in it is in the views, and what others refer to.
    pub(crate) fn counts(self) -> bool {
        matches!(self, Self::Active | Self::Deprecated)
    }
}

text_enum!(
    /// What was done.
    Action {
        /// A unit, or a dataset as a whole, came in.
        Import = "import",
        /// A record followed the bundle.
        Update = "update",
        /// A record took the key that it now has in the bundle.
        Rename = "rename",
        /// A record left the bundle.
        Retire = "retire",
        /// A person made a record.
        Create = "create",
        /// A person changed fields.
        Edit = "edit",
        /// A person took a record a step further in its review, or back.
        Review = "review",
        /// A person deleted a record.
        Delete = "delete",
        /// A person took a deletion back.
        Restore = "restore",
        /// A person gave a record, or fields of it, the factory's value.
        Reset = "reset",
        /// A person settled a conflict.
        Resolve = "resolve",
        /// An import was taken back.
        Undo = "undo",
        /// Files of an earlier installation came in.
        Migrate = "migrate",
        /// Earlier rows were removed.
        Prune = "prune",
        /// Derived fields were made.
        Derive = "derive",
        /// Stands for the rows that were removed.
        Checkpoint = "checkpoint",
    }
);

text_enum!(
    /// How a conflict was settled.
    Settlement {
        /// The person's value stayed.
        Current = "current",
        /// The factory's new value went in.
        Target = "target",
        /// What both had changed came back.
        Base = "base",
        /// Another value went in.
        Value = "value",
        /// A later import, or its undoing, took its place.
        Superseded = "superseded",
    }
);

text_enum!(
    /// Where a unit is from: whether it is in the bundle that was last imported.
    ImportState {
        /// It is.
        Active = "active",
        /// It was in an earlier one.
        Left = "left",
        /// It was in none: it came in from files.
        Migrated = "migrated",
    }
);

text_enum!(
    /// What was done to a record in a git repository, or in the database after one.
    SyncOperation {
        /// It is new on the other side.
        Create = "create",
        /// It changed.
        Update = "update",
        /// It went.
        Delete = "delete",
        /// Only what is volatile of it changed.
        Refresh = "refresh",
    }
);

text_enum!(
    /// Which side followed which.
    SyncDirection {
        /// The repository followed the database.
        Push = "push",
        /// The database followed the repository.
        Pull = "pull",
    }
);

text_enum!(
    /// How far an operation has come.
    SyncState {
        /// It was begun.
        Pending = "pending",
        /// It was done.
        Success = "success",
        /// It was not, and nothing of it is left.
        Failed = "failed",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_state_reads_back() {
        for state in State::ALL {
            assert_eq!(State::from_text(state.as_str()), Some(*state));
        }
        for source in Source::ALL {
            assert_eq!(Source::from_text(source.as_str()), Some(*source));
        }
        for action in Action::ALL {
            assert_eq!(Action::from_text(action.as_str()), Some(*action));
        }
        for settlement in Settlement::ALL {
            assert_eq!(Settlement::from_text(settlement.as_str()), Some(*settlement));
        }
        for state in ImportState::ALL {
            assert_eq!(ImportState::from_text(state.as_str()), Some(*state));
        }
        for operation in SyncOperation::ALL {
            assert_eq!(SyncOperation::from_text(operation.as_str()), Some(*operation));
        }
        for direction in SyncDirection::ALL {
            assert_eq!(SyncDirection::from_text(direction.as_str()), Some(*direction));
        }
        for state in SyncState::ALL {
            assert_eq!(SyncState::from_text(state.as_str()), Some(*state));
        }
        assert_eq!(State::from_text("Active"), None);
    }
}
