//! The command `seedbank`: reads the arguments, runs a command, and prints what it returns.
//!
//! A command is a file. It prints and decides nothing: what is done is done by the library.

mod apply;
mod author;
mod backup;
mod boot;
mod check;
mod conflicts;
mod data;
mod delete;
mod drift;
mod edit;
mod export;
mod failure;
mod fields;
mod get;
mod git;
mod history;
mod import;
mod lock;
mod lookup;
mod migrate;
mod new;
mod options;
mod plan;
mod print;
mod progress;
mod record;
mod report;
mod reset;
mod resolve;
mod restore;
mod review;
mod show;
mod status;
mod table;
mod undo;
mod value;
mod verify;
mod wanted;
mod wording;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches as _, Parser, Subcommand};

use self::options::Options;

/// Reference data ships inside the binary and stays right in the database.
///
/// Without a command it boots: it imports what is new into the database.
#[derive(Debug, Parser)]
#[command(name = "seedbank", version, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import what is new into the database
    #[command(after_help = boot::AFTER_HELP)]
    Boot(boot::Args),
    /// Validate a data folder
    #[command(after_help = check::AFTER_HELP)]
    Check(check::Args),
    /// Bring seedbank.lock up to date, and print what changed
    #[command(after_help = lock::AFTER_HELP)]
    Lock(lock::Args),
    /// Print what is embedded: datasets, collections, units, records
    #[command(after_help = show::AFTER_HELP)]
    Show(show::Args),
    /// Compare the embedded units with the database's
    #[command(after_help = status::AFTER_HELP)]
    Status,
    /// Say what an update would do, before it does it
    #[command(after_help = plan::AFTER_HELP)]
    Plan(plan::Args),
    /// Do what a plan says, or refuse because the state moved
    #[command(after_help = apply::AFTER_HELP)]
    Apply(apply::Args),
    /// Print a record of the database: each field, and where it comes from
    #[command(after_help = get::AFTER_HELP)]
    Get(get::Args),
    /// Change fields of a record
    #[command(after_help = edit::AFTER_HELP)]
    Edit(edit::Args),
    /// Delete a record: it stays deleted through updates
    #[command(after_help = delete::AFTER_HELP)]
    Delete(delete::Args),
    /// Take a deletion back
    #[command(after_help = restore::AFTER_HELP)]
    Restore(restore::Args),
    /// Take a record a step further in its review, or back
    #[command(after_help = review::AFTER_HELP)]
    Review(review::Args),
    /// Write records into files
    #[command(after_help = export::AFTER_HELP)]
    Export(export::Args),
    /// Bring seed files in as edits
    #[command(after_help = import::AFTER_HELP)]
    Import(import::Args),
    /// Print what people changed, field by field
    #[command(after_help = drift::AFTER_HELP)]
    Drift(drift::Args),
    /// Print what a release and a person changed differently
    #[command(after_help = conflicts::AFTER_HELP)]
    Conflicts(conflicts::Args),
    /// Settle a conflict
    #[command(after_help = resolve::AFTER_HELP)]
    Resolve(resolve::Args),
    /// Give records, or a field, the factory's values again
    #[command(after_help = reset::AFTER_HELP)]
    Reset(reset::Args),
    /// Print what was changed, by whom, when and why
    #[command(after_help = history::AFTER_HELP)]
    History(history::Args),
    /// Take a whole update back; what people changed since stays
    #[command(after_help = undo::AFTER_HELP)]
    Undo(undo::Args),
    /// Check that history, records, references and views are still true, or that two sides have the same
    #[command(after_help = verify::AFTER_HELP)]
    Verify(verify::Args),
    /// Take, prove and bring back backups
    #[command(after_help = backup::AFTER_HELP)]
    Backup(backup::Args),
    /// Bring in the seed files that an application kept on disk
    #[command(after_help = migrate::AFTER_HELP)]
    MigrateFrom(migrate::Args),
    /// Keep the database and a git repository in step
    #[command(after_help = git::AFTER_HELP)]
    Git(git::Args),
    /// Draft a dataset from example files
    #[command(after_help = new::AFTER_HELP)]
    New(new::Args),
}

const AFTER_HELP: &str = "\
Examples:
  seedbank                                    import what is new into ./seedbank.db
  seedbank --db sqlite:///var/lib/app.db      import into another database
  seedbank --db postgres://app@db/app?schema=seeds
  seedbank boot --data ./data                 import from a folder: edit, run, no rebuild
  seedbank plan                               what that would do
  seedbank edit skills/skill/gaa/soloing name=\"Solo run\" --reason \"club wording\"
  seedbank show skills/skill                  the records of a collection
  seedbank new prices --from prices.csv       start a dataset from a file

Exit codes: 0 done; 1 it failed, or the data is invalid, or there is no such thing; 2 wrong usage, or \
something to do for `plan`; 3 booted, but some data was set aside";

/// How a command that did its work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// All is well.
    Done,
    /// The data is not, and that was printed.
    Invalid,
    /// The database is up to date but for some records, units or datasets.
    SetAside,
    /// There is something to do.
    Changes,
}

/// Runs the command that the arguments of this process ask for.
pub fn run() -> ExitCode {
    let read = Cli::command().try_get_matches();
    let read = read.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (command, options) = match read {
        Ok((cli, matches)) => (cli.command, cli.options.written(&matches)),
        Err(error) => return misused(&error),
    };
    let planning = matches!(command, Some(Command::Plan(_)));
    let ended = match command {
        None => boot::run(&boot::Args::default(), &options),
        Some(Command::Boot(args)) => boot::run(&args, &options),
        Some(Command::Check(args)) => check::run(&args, &options),
        Some(Command::Lock(args)) => lock::run(&args, &options),
        Some(Command::Show(args)) => show::run(&args, &options),
        Some(Command::Status) => status::run(&options),
        Some(Command::Plan(args)) => plan::run(&args, &options),
        Some(Command::Apply(args)) => apply::run(&args, &options),
        Some(Command::Get(args)) => get::run(&args, &options),
        Some(Command::Edit(args)) => edit::run(&args, &options),
        Some(Command::Delete(args)) => delete::run(&args, &options),
        Some(Command::Restore(args)) => restore::run(&args, &options),
        Some(Command::Review(args)) => review::run(&args, &options),
        Some(Command::Export(args)) => export::run(&args, &options),
        Some(Command::Import(args)) => import::run(&args, &options),
        Some(Command::Drift(args)) => drift::run(&args, &options),
        Some(Command::Conflicts(args)) => conflicts::run(&args, &options),
        Some(Command::Resolve(args)) => resolve::run(&args, &options),
        Some(Command::Reset(args)) => reset::run(&args, &options),
        Some(Command::History(args)) => history::run(&args, &options),
        Some(Command::Undo(args)) => undo::run(&args, &options),
        Some(Command::Verify(args)) => verify::run(&args, &options),
        Some(Command::Backup(args)) => backup::run(&args, &options),
        Some(Command::MigrateFrom(args)) => migrate::run(&args, &options),
        Some(Command::Git(args)) => git::run(&args, &options),
        Some(Command::New(args)) => new::run(&args, &options),
    };
    let code = match ended {
        Ok(Exit::Done) => 0,
        Ok(Exit::Invalid) => 1,
        Ok(Exit::Changes) => 2,
        Ok(Exit::SetAside) => 3,
        Err(failure) => {
            print::error(&failure, &options);
            // Of a plan, 2 says that there is something to do.
            if planning { 1 } else { failure.code() }
        }
    };
    ExitCode::from(code)
}

/// Says what is wrong with the arguments, or prints the help that they ask for.
fn misused(error: &clap::Error) -> ExitCode {
    // There is nowhere left to say that it failed.
    let _ = error.print();
    let read = Cli::command().ignore_errors(true).try_get_matches();
    let planning = read.is_ok_and(|matches| matches.subcommand_name() == Some("plan"));
    ExitCode::from(match error.exit_code() {
        0 => 0,
        // Of a plan, 2 says that there is something to do.
        _ if planning => 1,
        _ => 2,
    })
}
