//! The bundles that people took back: a boot with one of them writes nothing.

use crate::store::Installation;

/// Hashes of bundles, as the installation's row holds them: with a space between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TakenBack(Vec<String>);

impl TakenBack {
    /// Those of an installation, if there is one.
    pub(super) fn of(installation: Option<&Installation>) -> Self {
        let text = installation.and_then(|installation| installation.undone.as_deref());
        Self(text.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
    }

    pub(super) fn contains(&self, bundle: &str) -> bool {
        self.0.iter().any(|known| known == bundle)
    }

    /// With one more.
    pub(super) fn with(mut self, bundle: &str) -> Self {
        if !self.contains(bundle) {
            self.0.push(bundle.to_owned());
        }
        self
    }

    /// Without one that came in again.
    pub(super) fn without(mut self, bundle: &str) -> Self {
        self.0.retain(|known| known != bundle);
        self
    }

    /// For the installation's row.
    pub(super) fn to_text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join(" "))
    }
}
