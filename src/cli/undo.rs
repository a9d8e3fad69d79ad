//! `seedbank undo`: takes a whole update back.

use std::fmt::Write as _;

use seedbank::{Database, Undone};

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::lookup::number;
use super::wording::{thousands, waiting};
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank history                  which imports there were
  seedbank undo 3 --reason \"the new names confuse the coaches\"

What people changed since stays. A boot with the same release leaves it out from then on; `seedbank \
apply`, or a later release, brings it in. Undoing is an import of its own, and can be undone.

Exit codes: 0 done; 1 refused, and nothing was changed; 2 wrong usage";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The import's number
    #[arg(value_name = "IMPORT")]
    import: String,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let import = number("import", &args.import, "`seedbank history`")?;
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let undone = Database::open(&options.db)?.undo(data.bundle(), import, &author)?;
    if options.json {
        print::json(&undone)?;
    } else {
        print::text(&text(&undone, options))?;
    }
    Ok(Exit::Done)
}

fn text(undone: &Undone, options: &Options) -> String {
    let Undone { import, undo, restored, merged, removed, kept, conflicts, bundle, .. } = undone;
    let counts = [
        (*restored, "as before"),
        (*merged, "as before but for what people changed since"),
        (*removed, "gone again"),
        (kept.len() as u64, "kept, because people changed them or refer to them"),
    ];
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> =
        counts.map(|(number, what)| format!("{} {what}", thousands(*number))).collect();
    let counts = if counts.is_empty() { "no record changed".to_owned() } else { counts.join(", ") };
    let mut text = format!("took import {import} back, as import {undo}: {counts}\n");
    // Writing to a string cannot fail.
    for record in kept {
        let _ = writeln!(text, "    kept {record}");
    }
    if *conflicts > 0 {
        text.push_str(&waiting(*conflicts, options));
    }
    if bundle.is_some() {
        text.push_str(&options.told(
            "a boot leaves this update out from now on; `seedbank apply` brings it in again\n",
        ));
    }
    text
}
