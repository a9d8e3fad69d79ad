//! Two sides beside each other, record by record.

use std::fmt::Write as _;
use std::path::Path;

use seedbank::{Backup, Bundle, Comparison, Database, Different, GitOptions, Side};

use crate::cli::Options;
use crate::cli::failure::Failure;
use crate::cli::fields::{Mark, difference};
use crate::cli::wording::{count, thousands};

/// Reads what a side has.
pub fn side(name: &str, bundle: &Bundle, options: &Options) -> Result<Side, Failure> {
    match name {
        "factory" => Ok(Side::factory(bundle)),
        "database" => Ok(Database::open(&options.db)?.side(bundle)?),
        _ => match name.strip_prefix("git:") {
            Some(folder) => {
                let git = GitOptions::default();
                Ok(Database::open(&options.db)?.git_side(bundle, folder.as_ref(), &git)?)
            }
            None if Path::new(name).is_file() => {
                Ok(Side::backup(&Backup::read(name.as_ref())?, bundle)?)
            }
            None => Err(Failure::NoSide { name: name.to_owned() }),
        },
    }
}

/// What differs, for people.
pub fn text(comparison: &Comparison, first: &str, second: &str) -> String {
    let Comparison { only_in_first, only_in_second, different, same, .. } = comparison;
    if comparison.is_same() {
        return format!("{first} and {second} have the same {}\n", count(*same, "record"));
    }
    let differing = only_in_first.len() + only_in_second.len() + different.len();
    let verb = if differing == 1 { "differs" } else { "differ" };
    let differing = count(differing as u64, "record");
    let mut text = format!(
        "{differing} {verb} between {first} and {second}; {} the same\n\n",
        thousands(*same)
    );
    // Writing to a string cannot fail.
    for record in only_in_first {
        let _ = writeln!(text, "{} {record}: only in {first}", Mark::Removed.sign());
    }
    for record in only_in_second {
        let _ = writeln!(text, "{} {record}: only in {second}", Mark::Added.sign());
    }
    for Different { record, fields, .. } in different {
        let _ = writeln!(text, "{} {record}", Mark::Changed.sign());
        text.extend(fields.iter().map(|field| difference(field, 4)));
    }
    text
}
