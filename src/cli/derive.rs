//! `seedbank derive`: makes derived fields that are missing.

use std::env;
use std::fmt::Write as _;

use seedbank::{Author, Bundle, Database, Derive, Derived, Embeddings, NGrams};

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::wording::{count, database as named};
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank derive                                  hashed n-grams: no download, the same everywhere
  seedbank derive --embeddings http://localhost:11434 --model nomic-embed-text
  seedbank derive --anew                           instead of what another model made

Fills the fields with `x-derived` that records lack. A server's key is taken from $SEEDBANK_EMBEDDINGS_KEY. \
What was made stays where the server fails; run again without --anew, it goes on from there. Values of two \
models are never mixed in one field: another one than before needs --anew.

Exit codes: 0 nothing is missing any more; 1 something is still, or it failed; 2 wrong usage";

/// Who makes derived fields.
#[derive(Debug, clap::Args)]
pub struct ProviderArgs {
    /// A server that speaks /v1/embeddings; without it, hashed n-grams are made
    #[arg(long, value_name = "URL", requires = "model")]
    embeddings: Option<String>,
    /// The server's model
    #[arg(long, value_name = "NAME", requires = "embeddings")]
    model: Option<String>,
    /// Make all of them again, so that another model takes over
    #[arg(long)]
    anew: bool,
}

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    provider: ProviderArgs,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let database = Database::open(&options.db)?;
    let derived = args.provider.derive(&database, data.bundle(), &author)?;
    if options.json {
        print::json(&derived)?;
    } else {
        print::text(&text(&derived, database.name(), options))?;
    }
    Ok(if derived.missing == 0 && derived.failed.is_none() { Exit::Done } else { Exit::Invalid })
}

impl ProviderArgs {
    /// Lets the provider make what is missing.
    pub fn derive(
        &self,
        database: &Database,
        bundle: &Bundle,
        author: &Author,
    ) -> Result<Derived, Failure> {
        let mut provider: Box<dyn Derive> = match (&self.embeddings, &self.model) {
            (Some(url), Some(model)) => {
                let embeddings = Embeddings::new(url, model);
                match env::var("SEEDBANK_EMBEDDINGS_KEY") {
                    Ok(key) => Box::new(embeddings.key(key)),
                    Err(_) => Box::new(embeddings),
                }
            }
            _ => Box::new(NGrams),
        };
        Ok(if self.anew {
            database.derive_anew(bundle, provider.as_mut(), author)?
        } else {
            database.derive(bundle, provider.as_mut(), author)?
        })
    }
}

/// What was made, what is missing and why.
pub fn text(derived: &Derived, name: &str, options: &Options) -> String {
    let mut text = format!("made {} of {}\n", count(derived.made, "derived field"), named(name));
    // Writing to a string cannot fail.
    for aside in &derived.left_out {
        let _ = writeln!(text, "left out: {}: {}", aside.record, aside.reason);
    }
    if let Some(why) = &derived.failed {
        let _ = writeln!(text, "{why}");
    }
    text + &still_missing(derived.missing, options)
}

/// That some are missing, and what makes them: a line, or nothing.
pub fn still_missing(missing: u64, options: &Options) -> String {
    if missing == 0 {
        return String::new();
    }
    let verb = if missing == 1 { "is" } else { "are" };
    let missing = count(missing, "derived field");
    options.told(&format!("{missing} {verb} missing: `seedbank derive`\n"))
}
