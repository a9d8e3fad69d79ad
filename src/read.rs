//! What applications read: records as they are in a database now, as owned structs.

use serde::de::DeserializeOwned;

/// The type of a collection's records; the generated structs are such types.
pub trait OwnedRecord: DeserializeOwned + Send + Sync + 'static {
    /// The dataset's name.
    const DATASET: &'static str;
    /// The collection's name.
    const COLLECTION: &'static str;
}
