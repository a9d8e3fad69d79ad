//! The rows of seedbank's tables.

use seedbank_codegen::model::SetAside;

/// Who writes, and when: on every row of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    /// RFC 3339, in UTC.
    pub at: String,
    /// The binary, or the person.
    pub by: String,
}

/// The one row of `seedbank_bundle`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installation {
    /// The layout of the tables.
    pub format: u32,
    /// Of a bundle whose data is all here; `None` where that is known of none.
    pub hash: Option<String>,
    /// What the database would not store of that bundle.
    pub set_aside: Vec<SetAside>,
}

/// A row of `seedbank_import`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub dataset: String,
    pub unit: String,
    /// The unit as it was imported; `None` where records that left it were held back.
    pub hash: Option<String>,
    pub stamp: Stamp,
    pub state: ImportState,
    /// Records of the unit that the database would not store.
    pub set_aside: Vec<SetAside>,
    pub signature: Signature,
}

/// Which release of a dataset a unit is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub generation: u64,
    pub version: String,
    pub schema_hash: String,
}

/// Where records lie.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub dataset: &'a str,
    pub collection: &'a str,
    pub unit: &'a str,
}

/// A record's number: stable for life, for an application's foreign keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordId(pub i64);

/// A record to add.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewRecord<'a> {
    pub key: &'a str,
    /// Canonical JSON.
    pub data: &'a str,
}

/// A record as it is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub id: RecordId,
    /// The current value.
    pub data: String,
    /// What the factory delivered, where that is something else.
    pub base: Option<String>,
    pub source: Source,
    pub state: State,
}

/// A record's key, read without its value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredKey<'a> {
    pub id: RecordId,
    pub key: &'a str,
    pub source: Source,
    pub state: State,
    /// Whether it differs from what the factory delivered.
    pub edited: bool,
}

/// What a record is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change<'a> {
    pub id: RecordId,
    pub data: &'a str,
    pub base: Option<&'a str>,
    pub state: State,
}

/// A record of a batch that the database would not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// In the batch.
    pub index: usize,
    /// In the database's words.
    pub reason: String,
}

/// A row of `seedbank_history`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HistoryRow<'a> {
    pub dataset: &'a str,
    pub unit: &'a str,
    /// What was done.
    pub action: &'a str,
    /// JSON.
    pub after: &'a str,
    /// The hash of the row before it.
    pub previous: Option<&'a str>,
    /// The hash of this row, which covers `previous`.
    pub hash: &'a str,
}

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
        /// It left the bundle.
        Deprecated = "deprecated",
        /// A person deleted it: a tombstone.
        Deleted = "deleted",
    }
);

text_enum!(
    /// Whether a unit is in the bundle that was last imported.
    ImportState {
        /// It is.
        Active = "active",
        /// It was in an earlier one.
        Left = "left",
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
        for state in ImportState::ALL {
            assert_eq!(ImportState::from_text(state.as_str()), Some(*state));
        }
        assert_eq!(State::from_text("Active"), None);
    }
}
