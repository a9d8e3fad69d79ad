//! What every command takes, and how the commands that are printed repeat it.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::parser::ValueSource;

/// What every command takes.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Read this data folder in place of the embedded data
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The database
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "SEEDBANK_DB",
        hide_env_values = true, // there may be a password in it
        default_value = "sqlite://seedbank.db"
    )]
    pub db: String,
    /// Whether `--db` was written: the environment is there for the next command too
    #[arg(skip)]
    pub db_is_written: bool,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
}

impl Options {
    /// Notes which of them are from the command line.
    pub fn written(mut self, matches: &ArgMatches) -> Self {
        self.db_is_written = matches.value_source("db") == Some(ValueSource::CommandLine);
        self
    }

    /// A sentence in which each `seedbank` command works on the same data and the same database as this
    /// one.
    pub fn told(&self, sentence: &str) -> String {
        let repeated = self.repeated();
        let mut told = String::new();
        let mut rest = sentence;
        while let Some(start) = rest.find("`seedbank ").map(|at| at + 1) {
            let Some(length) = rest[start..].find('`') else { break };
            let (command, after) = rest.split_at(start + length);
            told.extend([command, &repeated]);
            // The closing tick is copied here, so that it opens nothing.
            told.push('`');
            rest = &after[1..];
        }
        told + rest
    }

    fn repeated(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        if let Some(folder) = &self.data {
            let _ = write!(text, " --data {}", word(&folder.display().to_string()));
        }
        if self.db_is_written {
            let url = if has_password(&self.db) { "URL".to_owned() } else { word(&self.db) };
            let _ = write!(text, " --db {url}");
        }
        text
    }
}

/// A word as a shell reads it back.
pub fn word(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-:@%+=,".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Whether a URL must not be printed.
fn has_password(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let user = rest.rsplit_once('@').map(|(user, _)| user);
    scheme != "sqlite" && (rest.contains("password") || user.is_some_and(|user| user.contains(':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(data: Option<&str>, db: &str, db_is_written: bool) -> Options {
        Options { data: data.map(PathBuf::from), db: db.to_owned(), db_is_written, json: true }
    }

    #[test]
    fn commands_repeat_what_was_written() {
        let sentence = "it is a `name`: `seedbank a` or `seedbank b c` it";
        for (data, db, is_written, expected) in [
            (None, "sqlite://x.db", false, sentence),
            (
                Some("my data"),
                "sqlite://x.db",
                false,
                "it is a `name`: `seedbank a --data 'my data'` or `seedbank b c --data 'my data'` it",
            ),
            (
                None,
                "postgres://u@h/d?schema=s",
                true,
                "it is a `name`: `seedbank a --db 'postgres://u@h/d?schema=s'` or `seedbank b c --db \
                 'postgres://u@h/d?schema=s'` it",
            ),
        ] {
            assert_eq!(options(data, db, is_written).told(sentence), expected);
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        for url in ["postgres://u:secret@h/d", "postgres://h/d?user=u&password=secret"] {
            assert_eq!(options(None, url, true).told("`seedbank a`"), "`seedbank a --db URL`");
        }
    }
}
