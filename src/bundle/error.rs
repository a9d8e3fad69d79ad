//! What isn't in a bundle.

/// A name that the bundle doesn't have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// Of a dataset.
    #[error("there is no dataset `{dataset}`; there is: {known}")]
    Dataset {
        /// As asked for.
        dataset: String,
        /// Those that there are.
        known: String,
    },
    /// Of a collection.
    #[error("dataset `{dataset}` has no collection `{collection}`; it has: {known}")]
    Collection {
        /// Its name.
        dataset: String,
        /// As asked for.
        collection: String,
        /// Those that there are.
        known: String,
    },
    /// Of an indexed field.
    #[error(
        "`{collection}` has no index over `{field}`: mark the field with `x-index`, or go through all rows"
    )]
    Index {
        /// Its name.
        collection: String,
        /// As asked for.
        field: String,
    },
}

impl LookupError {
    pub(super) fn no_dataset<'n>(dataset: &str, known: impl Iterator<Item = &'n str>) -> Self {
        Self::Dataset { dataset: dataset.to_owned(), known: listed(known) }
    }

    pub(super) fn no_collection<'n>(
        dataset: &str,
        collection: &str,
        known: impl Iterator<Item = &'n str>,
    ) -> Self {
        let (dataset, collection) = (dataset.to_owned(), collection.to_owned());
        Self::Collection { dataset, collection, known: listed(known) }
    }
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<_> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
