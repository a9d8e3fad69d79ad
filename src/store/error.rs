use std::time::Duration;

/// Why a database could not be opened, read or brought up to date.
///
/// Whatever the error, the database is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text names no database.
    #[error("cannot open `{url}`: {problem}")]
    Url {
        /// As given.
        url: String,
        /// What is wrong with it, and what to write instead.
        problem: String,
    },
    /// The URL is fine, but this build was made without what it takes.
    #[error(
        "cannot open `{url}`: this build has no support for it; it needs the feature `{feature}`"
    )]
    NoBackend {
        /// As given.
        url: String,
        /// Cargo's name for what is missing.
        feature: &'static str,
    },
    /// The file can't be opened or created.
    #[error("cannot open {database}: {reason}")]
    CannotOpen {
        /// Its URL.
        database: String,
        /// What stands in the way, and what to do.
        reason: String,
    },
    /// The file is of another kind.
    #[error(
        "cannot open {database}: the file is not an SQLite database; it was left as it is, so name \
         another file or move this one away"
    )]
    NotADatabase {
        /// Its URL.
        database: String,
    },
    /// The database is SQLite's, but its pages contradict each other.
    #[error(
        "cannot {doing} {database}: the database is damaged ({reason}); restore it from a backup, or \
         save what `sqlite3 FILE .recover` can read"
    )]
    Damaged {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// There is something to write, and the database takes no writes.
    #[error("cannot {doing} {database}: it is read-only; nothing was changed. {advice}")]
    ReadOnly {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The server's role lacks a permission.
    #[error(
        "cannot {doing} {database}: {reason}; nothing was changed. Grant that to the role, or name a \
         schema that it owns with `?schema=NAME`"
    )]
    Forbidden {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// No room.
    #[error(
        "cannot {doing} {database}: the disk is full; nothing was changed. Free some space and boot again"
    )]
    Full {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
    },
    /// Another process holds the lock.
    #[error(
        "cannot {doing} {database}: another process has held its lock for {} s; nothing was changed. \
         Let it end its transaction, then boot again",
        .waited.as_secs_f32()
    )]
    Locked {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// The longest wait that was allowed.
        waited: Duration,
    },
    /// The server, or the way to it, is gone.
    #[error(
        "cannot {doing} {database}: the connection was lost ({reason}); what was not committed is undone. \
         Check that the server runs, and try again"
    )]
    ConnectionLost {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// The database ended the transaction in favour of another.
    #[error(
        "cannot {doing} {database}: another transaction stood in the way ({reason}); nothing was \
         changed. Try again"
    )]
    Interrupted {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// A later release has changed the tables.
    #[error(
        "cannot read {database}: its tables have format {found} and this build knows up to {known}; \
         nothing was changed. Use the release that last wrote to it, or a later one"
    )]
    LaterFormat {
        /// Its URL.
        database: String,
        /// The database's.
        found: u32,
        /// This build's.
        known: u32,
    },
    /// A view would need a name that is not free.
    #[error(
        "cannot create the view `{view}` in {database}: {taken_by} has that name; nothing was changed. \
         Rename it, or the dataset"
    )]
    NameTaken {
        /// Its URL.
        database: String,
        /// `dataset_collection`
        view: String,
        /// What has the name now.
        taken_by: String,
    },
    /// A view must be made anew, and something of the application's stands on it.
    #[error(
        "cannot replace the view `{view}` in {database}: {used_by}; nothing was changed. Drop what \
         depends on it, boot, and create it again"
    )]
    ViewInUse {
        /// Its URL.
        database: String,
        /// `dataset_collection`
        view: String,
        /// What depends on it, in the database's words.
        used_by: String,
    },
    /// A value in seedbank's tables that this build does not understand.
    #[error(
        "cannot {doing} {database}: {what} holds `{found}`, which this build does not know; correct it, \
         or use the release that wrote it"
    )]
    Unknown {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// Table and column.
        what: &'static str,
        /// The value.
        found: String,
    },
    /// Anything else that the database says.
    #[error("cannot {doing} {database}: {reason}; nothing was changed")]
    Database {
        /// Its URL.
        database: String,
        /// What was attempted.
        doing: &'static str,
        /// In the database's words.
        reason: String,
    },
}

impl Error {
    /// Whether the same transaction, from its start, may do better.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::ConnectionLost { .. } | Self::Interrupted { .. })
    }
}
