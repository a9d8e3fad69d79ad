//! Finds the files of a data folder and reads them into values with positions.

#[cfg(feature = "source")]
pub(crate) mod csv;
#[cfg(feature = "source")]
mod decode;
#[cfg(feature = "source")]
mod entries;
#[cfg(feature = "source")]
pub mod find;
#[cfg(feature = "source")]
mod json;
#[cfg(feature = "source")]
mod jsonl;
#[cfg(feature = "source")]
mod limits;
#[cfg(feature = "source")]
mod load;
#[cfg(feature = "source")]
pub mod manifest;
#[cfg(feature = "source")]
pub mod mapping;
#[cfg(feature = "source")]
pub(crate) mod markdown;
#[cfg(feature = "source")]
pub mod read;
#[cfg(feature = "source")]
pub mod units;
mod unwritten;
#[cfg(feature = "source")]
pub(crate) mod yaml;

#[cfg(feature = "source")]
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

#[cfg(feature = "source")]
pub(crate) use find::unit_candidates;
#[cfg(feature = "source")]
pub use find::{Candidate, DataFolder, DatasetFolder};
#[cfg(feature = "source")]
pub(crate) use load::load;
#[cfg(feature = "source")]
pub use manifest::{CollectionPolicy, Manifest};
#[cfg(feature = "source")]
pub use mapping::Mapping;
#[cfg(feature = "source")]
pub use read::{Format, from_text, read, wrap};
#[cfg(feature = "source")]
pub use units::{ReadAs, UnitFile, is_unit_file, is_unit_name, unit_files};
#[cfg(feature = "source")]
pub(crate) use units::{glob_of_ending, with_other_endings};
#[cfg(feature = "source")]
pub use yaml::ambiguous;
#[cfg(feature = "source")]
pub(crate) use yaml::is_timestamp;

use crate::diagnostic::{Place, SourceFile};

/// A file's value, and where in the file each part of it is written.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Its root value.
    pub value: Value,
    /// Where it is written.
    pub mark: Mark,
}

/// Where a value is written: a tree of the same shape as the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The value's first byte in the file's text.
    pub start: u32,
    /// The byte after its last. Covers the whole of an object or array.
    pub end: u32,
    /// Where the key is written, if it is a value of an object: first byte, byte after the last.
    pub key: Option<(u32, u32)>,
    /// Whether it is a plain scalar (YAML, CSV) whose text a schema may want as it is written:
    /// `text[start..end]`.
    pub plain: bool,
    /// For an array, of its items; for an object, of its values *sorted by key* in bytes.
    pub children: Box<[Mark]>,
}

impl Mark {
    /// Of the value at a JSON Pointer below `value`, which this is the mark of; or of its nearest
    /// ancestor that exists.
    pub(crate) fn at(&self, mut value: &Value, pointer: &str) -> &Self {
        let mut mark = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let (Some(child), Some(rank)) = (match value {
                Value::Object(map) => {
                    (map.get(&token), Some(map.keys().filter(|key| **key < token).count()))
                }
                Value::Array(items) => {
                    let index = token.parse::<usize>().ok();
                    (index.and_then(|index| items.get(index)), index)
                }
                _ => (None, None),
            }) else {
                break;
            };
            value = child;
            mark = &mark.children[rank];
        }
        mark
    }
}

#[cfg(feature = "source")]
impl Mark {
    /// Of a value that is written here. The files that are read are smaller than 4 GiB.
    fn new(span: Range<usize>, children: Box<[Self]>) -> Self {
        Self { start: span.start as u32, end: span.end as u32, key: None, plain: false, children }
    }

    /// Of a value that holds no others.
    fn leaf(span: Range<usize>) -> Self {
        Self::new(span, Box::default())
    }

    /// With the place of its key.
    fn keyed(mut self, key: Range<usize>) -> Self {
        self.key = Some((key.start as u32, key.end as u32));
        self
    }
}

impl Document {
    /// The mark of the value at a JSON Pointer, or of its nearest ancestor that exists.
    #[must_use]
    pub fn mark_at(&self, pointer: &str) -> &Mark {
        self.mark.at(&self.value, pointer)
    }

    /// The place of a mark's value.
    #[must_use]
    pub fn place(&self, mark: &Mark) -> Place {
        Place { file: Arc::clone(&self.file), span: mark.start as usize..mark.end as usize }
    }

    /// The place of a mark's key; of its value where it has none.
    #[must_use]
    pub fn key_place(&self, mark: &Mark) -> Place {
        let (start, end) = mark.key.unwrap_or((mark.start, mark.end));
        Place { file: Arc::clone(&self.file), span: start as usize..end as usize }
    }
}
