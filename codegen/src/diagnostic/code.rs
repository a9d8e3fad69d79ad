//! The list of all codes. `docs/diagnostics.md` explains each; a test holds the two together.

use super::Severity;

macro_rules! codes {
    ($(#[doc = $doc:literal] $name:ident = $number:literal $severity:ident,)*) => {
        /// What kind of problem a diagnostic is: `SB0001` to `SB9999`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $doc] $name = $number,)* }

        impl Code {
            /// All codes, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Whether it stops a build.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What kind of problem it is, in a sentence.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }.trim()
            }
        }
    };
}

codes! {
    /// A file or folder could not be read.
    Unreadable = 1 Error,
    /// A file's bytes are not UTF-8.
    NotUtf8 = 2 Error,
    /// A file does not follow its format's grammar.
    Syntax = 3 Error,
    /// A file is too big, nests too deep, or its aliases expand to too much.
    TooLarge = 4 Error,
    /// A mapping names one key twice.
    RepeatedKey = 5 Error,
    /// A plain scalar that people and YAML read differently.
    AmbiguousScalar = 6 Warning,
    /// A number that 64 bits do not hold.
    NumberRange = 7 Error,
    /// A file that no pattern of the manifest matches.
    UnmatchedFile = 8 Warning,
    /// A dataset without a record.
    EmptyDataset = 9 Error,
    /// Two files, or a folder, with one name.
    NameTaken = 10 Error,
    /// The manifest is missing or wrong.
    Manifest = 11 Error,
    /// The schema is missing or is no JSON Schema.
    Schema = 12 Error,
    /// An `x-` word that is unknown, misplaced or wrong.
    Annotation = 13 Error,
    /// A value that its schema does not allow.
    Invalid = 20 Error,
    /// A record without a key.
    MissingKey = 21 Error,
    /// Two records of a unit with one key.
    DuplicateKey = 22 Error,
    /// A reference to a record that is not there.
    UnresolvedReference = 23 Error,
    /// References that run in a circle.
    ReferenceCircle = 24 Error,
    /// A rule of `x-validations` that does not hold.
    RuleBroken = 25 Error,
    /// A rule of `x-validations` that could not be evaluated.
    RuleFailed = 26 Error,
    /// A derived field in a seed file.
    DerivedField = 27 Error,
    /// Two values of a unique index are equal.
    DuplicateIndex = 28 Error,
    /// Two names that are one in Rust.
    NameCollision = 29 Error,
    /// A `renamed_from` that names no record, or one that is still there.
    Renamed = 30 Error,
    /// `seedbank.lock` is missing or does not describe the data.
    StaleLock = 31 Warning,
    /// More data than the packed format holds.
    PackLimit = 32 Error,
    /// `seedbank.lock` is not what `seedbank lock` writes.
    BrokenLock = 33 Error,
    /// A mapping file that is wrong, or that does not fit a seed file.
    Mapping = 34 Error,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SB{:04}", *self as u16)
    }
}
