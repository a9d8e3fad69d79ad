//! Why a command could not do its work.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// In one line: what was attempted, on what, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No data is compiled in, and no folder is named.
    #[cfg_attr(feature = "data", expect(dead_code, reason = "this build carries data"))]
    #[error(
        "cannot read the embedded data: this build carries none; name a folder with --data DIR"
    )]
    NoData,
    /// A path that is no folder.
    #[error("cannot read the data folder {}: {problem}", .path.display())]
    NoFolder {
        /// As given.
        path: PathBuf,
        /// What it is, and what to do.
        problem: &'static str,
    },
    /// A folder in which nothing can be booted or shown.
    #[error("cannot use the data in {}: it holds no valid dataset; correct what is reported above", .path.display())]
    NothingValid {
        /// As given.
        path: PathBuf,
    },
    /// A lock over invalid data would be worth nothing.
    #[error("cannot lock {}: the data is not valid; correct what is reported above", .path.display())]
    NotLocked {
        /// The data folder.
        path: PathBuf,
    },
    /// The database said no.
    #[error(transparent)]
    Database(#[from] seedbank::Error),
    /// The repository said no.
    #[error(transparent)]
    Git(#[from] seedbank::GitError),
    /// Records did not become files.
    #[error(transparent)]
    Export(#[from] seedbank::ExportError),
    /// A backup could not be taken, read or brought back.
    #[error(transparent)]
    Backup(#[from] seedbank::BackupError),
    /// Something that is not embedded.
    #[error("no {what} `{name}`{near}")]
    Missing {
        /// `dataset`, `collection`, `unit` or `record`.
        what: &'static str,
        /// As asked for.
        name: String,
        /// What there is instead.
        near: Near,
    },
    /// A word that names nothing that has records.
    #[error(
        "cannot compare `{name}`: a side is `factory`, `database`, `git:DIR` or the file of a backup"
    )]
    NoSide {
        /// As given.
        name: String,
    },
    /// A record of which the bundle does not have the collection.
    #[error(
        "cannot read or change `{record}`: this bundle has no collection `{of}`; `--data DIR` names a \
         folder that has it"
    )]
    NotInBundle {
        /// Its name.
        record: String,
        /// The collection.
        of: String,
    },
    /// A record that the bundle has and the database does not.
    #[error("no record `{record}` in {database}: {why}")]
    NotImported {
        /// Its name.
        record: String,
        /// The database.
        database: String,
        /// Why, and what to do.
        why: &'static str,
    },
    /// Nobody is named as the one who changes something.
    #[error(
        "cannot change anything without a name for the history: say --by WHO, or set SEEDBANK_BY"
    )]
    NoAuthor,
    /// A text that names no record.
    #[error(transparent)]
    Name(#[from] seedbank::NameError),
    /// A text that names no field.
    #[error(transparent)]
    Field(#[from] seedbank::FieldPathError),
    /// A value that is not what its field takes.
    #[error("cannot set `{field}` to `{text}`: {wanted}")]
    NotWanted {
        /// The field.
        field: String,
        /// As given.
        text: String,
        /// What it takes.
        wanted: String,
    },
    /// A text where the number of a thing should be.
    #[error("no {what} `{text}`: write the number that {listed_by} shows")]
    NoNumber {
        /// `conflict` or `import`.
        what: &'static str,
        /// As given.
        text: String,
        /// What shows the numbers.
        listed_by: &'static str,
    },
    /// A field that the schema does not have.
    #[error("no field `{field}` in `{of}`{near}")]
    NoField {
        /// As asked for.
        field: String,
        /// The collection.
        of: String,
        /// What there is instead.
        near: Near,
    },
    /// One field is to be two things.
    #[error("cannot change `{field}` twice in one edit; say it once")]
    Twice {
        /// As asked for.
        field: String,
    },
    /// A file that is not what `plan --out` writes.
    #[error("cannot apply {}: it is not a plan; make one with `seedbank plan --out FILE`", .path.display())]
    NotAPlan {
        /// The file.
        path: PathBuf,
    },
    /// Files that may be of several datasets, or of none.
    #[error(
        "cannot tell of which dataset the files in {} are: {problem}; say which with --dataset ({names})",
        .path.display()
    )]
    WhichDataset {
        /// Their folder.
        path: PathBuf,
        /// Why.
        problem: &'static str,
        /// Those that it may be.
        names: String,
    },
    /// A mapping file that says something wrong.
    #[error("cannot use the mapping {}: correct what is reported above", .path.display())]
    Mapping {
        /// The file.
        path: PathBuf,
    },
    /// A mapping is for one schema.
    #[error("cannot use the mapping {} for several datasets: say for which with --dataset", .path.display())]
    MappingOfSeveral {
        /// The file.
        path: PathBuf,
    },
    /// Files of which nothing is left.
    #[error(
        "cannot migrate the files in {} to `{dataset}`: correct what is reported above", .path.display()
    )]
    Unmigrated {
        /// Their folder.
        path: PathBuf,
        /// The dataset.
        dataset: String,
    },
    /// Files that are to come into a dataset that no database has.
    #[error(
        "cannot import into `{dataset}`: it is only embedded (`database: false`), and never in a database"
    )]
    OnlyEmbedded {
        /// The dataset.
        dataset: String,
    },
    /// Files of which nothing is left.
    #[error("cannot import into `{dataset}`: correct what is reported above")]
    NotImportable {
        /// The dataset.
        dataset: String,
    },
    /// A name that no seed file can have.
    #[error(
        "cannot name a unit `{name}`: it is the name of a file without its ending, with `.` for the `/` of folders"
    )]
    UnitName {
        /// As given.
        name: String,
    },
    /// Several files can't be one unit.
    #[error("cannot import several files as one unit: say --unit with one file")]
    UnitOfSeveral,
    /// A file whose ending names no format.
    #[error(
        "cannot read {}: its ending names no format; use one of .json, .yaml, .yml, .jsonl, .ndjson, .csv, .md",
        .path.display()
    )]
    NoFormat {
        /// The file.
        path: PathBuf,
    },
    /// A name that no dataset can have.
    #[error("cannot name a dataset `{name}`: use a-z, 0-9 and _, starting with a letter")]
    DatasetName {
        /// As given.
        name: String,
    },
    /// A draft overwrites nothing.
    #[error("cannot write {}: it exists; move it away, or choose another dataset name", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Two example files would be one unit.
    #[error("cannot copy {} and {} into one folder: they have one name; rename one", .one.display(), .other.display())]
    SameName {
        /// A file.
        one: PathBuf,
        /// Another one.
        other: PathBuf,
    },
    /// Example files that cannot be read.
    #[error("cannot draft `{dataset}`: some files cannot be read; correct what is reported above")]
    Unreadable {
        /// The dataset.
        dataset: String,
    },
    /// A file that could not be written, copied or looked at.
    #[error("cannot {doing} {}: {source}", .path.display())]
    File {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Standard output is closed or full.
    #[error("cannot print: {0}")]
    Print(#[from] io::Error),
    /// A value that the format of the output cannot hold.
    #[error("cannot print as YAML: {0}; use --json")]
    Yaml(#[from] serde_yaml::Error),
}

/// The names near one that is not there.
#[derive(Debug)]
pub enum Near {
    /// The one that was meant, most likely.
    One(String),
    /// Those that there are.
    Some(String),
    /// What lists them.
    Listed(&'static str),
    /// There is none.
    None,
}

impl fmt::Display for Near {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(name) => write!(out, "; did you mean `{name}`?"),
            Self::Some(names) => write!(out, "; there is {names}"),
            Self::Listed(how) => write!(out, "; {how}"),
            Self::None => out.write_str("; there is none"),
        }
    }
}

impl Failure {
    /// The exit code: 2 where the arguments are wrong, as clap has it.
    pub fn code(&self) -> u8 {
        match self {
            Self::NoFolder { .. }
            | Self::DatasetName { .. }
            | Self::NoAuthor
            | Self::Name(_)
            | Self::Field(_)
            | Self::NoNumber { .. }
            | Self::Git(
                seedbank::GitError::NoRepository { .. }
                | seedbank::GitError::NoBranch { .. }
                | seedbank::GitError::WhichBranch { .. },
            )
            | Self::Twice { .. }
            | Self::WhichDataset { .. }
            | Self::UnitOfSeveral
            | Self::UnitName { .. }
            | Self::NoSide { .. }
            | Self::MappingOfSeveral { .. } => 2,
            _ => 1,
        }
    }
}
