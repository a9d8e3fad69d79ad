//! Why a pack can't be opened.

use super::FORMAT;

/// What is wrong with the first bytes of a pack, or with its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// The file doesn't begin as packs do.
    #[error("not a pack: it does not begin with `seedbank`; build it again")]
    NotAPack,
    /// The pack was made by another version.
    #[error("the pack has format {found}, this version reads format {FORMAT}; build it again")]
    Format {
        /// The number in the file.
        found: u32,
    },
    /// A file is cut off, or the two are not of one pack.
    #[error(
        "{file} has {found} bytes, the pack says {expected}; the two files must be of one build"
    )]
    Length {
        /// `seedbank.bin` or `seedbank.str`.
        file: &'static str,
        /// As the header says.
        expected: u32,
        /// As it is.
        found: usize,
    },
}

/// Why bytes are no pack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The header says so.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The string pool isn't text.
    #[error("seedbank.str is not UTF-8: {0}")]
    NotUtf8(#[from] std::string::FromUtf8Error),
    /// Some byte is not what the writer wrote.
    #[error("the pack is damaged: its checksum does not match; copy or build it again")]
    Damaged,
    /// The model inside isn't one.
    #[error("the pack's model does not parse: {0}")]
    Model(#[from] serde_json::Error),
}
