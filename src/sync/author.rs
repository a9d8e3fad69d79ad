//! Who changes something, and why.

use crate::store::Signature;

/// Who changes something, and why: both are in the history.
///
/// ```
/// let author = seedbank::Author::new("anna").because("club wording");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    by: String,
    reason: Option<String>,
}

impl Author {
    /// A person, or a program that acts for one.
    #[must_use]
    pub fn new(by: impl Into<String>) -> Self {
        Self { by: by.into(), reason: None }
    }

    /// Says why.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    pub(crate) fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Who.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn by(&self) -> &str {
        &self.by
    }

    /// Now.
    pub(crate) fn sign(&self) -> Signature {
        Signature { at: now(), by: self.by.clone() }
    }
}

/// This instant, to the second: RFC 3339, in UTC.
pub(crate) fn now() -> String {
    // By leaving the rest out: rounding can leave jiff's range, and fail.
    format!("{:.0}", jiff::Timestamp::now())
}
