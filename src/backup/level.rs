//! How far a backup is proved.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// How far a backup is proved; each level takes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It parses.
    L0,
    /// Its own hash and counts agree.
    L1,
    /// The hash of every record agrees, and what it leaves out is in the bundle.
    L2,
    /// The history is whole, and schema, references and rules hold.
    L3,
    /// Brought back into a scratch database and taken again, it is the same to the byte.
    L4,
}

/// A text that names no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no level: write L0, L1, L2, L3 or L4")]
pub struct LevelError(pub String);

impl Level {
    const ALL: [Self; 5] = [Self::L0, Self::L1, Self::L2, Self::L3, Self::L4];

    /// The one below, if there is one.
    pub(super) fn below(self) -> Option<Self> {
        Self::ALL.iter().copied().rev().find(|level| *level < self)
    }

    fn name(self) -> &'static str {
        match self {
            Self::L0 => "L0",
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
            Self::L4 => "L4",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = LevelError;

    fn from_str(text: &str) -> Result<Self, LevelError> {
        let found = Self::ALL.into_iter().find(|level| level.name().eq_ignore_ascii_case(text));
        found.ok_or_else(|| LevelError(text.to_owned()))
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}
