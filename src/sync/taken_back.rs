//! The releases of datasets that people took back: a boot with one of them leaves the dataset alone.

use std::fmt;

use seedbank_codegen::model::Dataset;

use crate::store::Installation;

/// `dataset@generation@hash`, as the installation's row holds them: with a space between. The hash is there
/// for development, where content changes and the generation does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TakenBack(Vec<String>);

impl TakenBack {
    /// Those of an installation, if there is one.
    pub(super) fn of(installation: Option<&Installation>) -> Self {
        let text = installation.and_then(|installation| installation.undone.as_deref());
        Self(text.unwrap_or_default().split_whitespace().map(str::to_owned).collect())
    }

    pub(super) fn contains(&self, release: Release<'_>) -> bool {
        self.0.contains(&release.to_string())
    }

    /// With one more.
    pub(super) fn with(mut self, release: Release<'_>) -> Self {
        if !self.contains(release) {
            self.0.push(release.to_string());
        }
        self
    }

    /// Without one that came in again.
    pub(super) fn without(mut self, release: Release<'_>) -> Self {
        let gone = release.to_string();
        self.0.retain(|known| *known != gone);
        self
    }

    /// For the installation's row.
    pub(super) fn to_text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join(" "))
    }
}

/// A release of a dataset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Release<'r> {
    pub dataset: &'r str,
    pub generation: u64,
    /// Of the dataset.
    pub hash: &'r str,
}

impl<'r> Release<'r> {
    /// The one that a bundle has.
    pub(super) fn of(dataset: &'r Dataset) -> Self {
        Self { dataset: &dataset.name, generation: dataset.generation, hash: &dataset.hash }
    }
}

impl fmt::Display for Release<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name of a dataset holds neither `@` nor a space.
        write!(out, "{}@{}@{}", self.dataset, self.generation, self.hash)
    }
}
