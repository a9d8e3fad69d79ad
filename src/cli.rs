//! The command `seedbank`: reads the arguments, runs a command, and prints what it returns.
//!
//! A command is a file. It prints and decides nothing: what is done is done by the library.

mod boot;
mod check;
mod data;
mod failure;
mod lock;
mod new;
mod print;
mod show;
mod status;
mod table;
mod wording;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

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

/// What every command takes.
#[derive(Debug, clap::Args)]
struct Options {
    /// Read this data folder in place of the embedded data
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The database
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "SEEDBANK_DB",
        hide_env_values = true, // there may be a password in it
        default_value = "sqlite://seedbank.db"
    )]
    db: String,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import what is new into the database
    #[command(after_help = boot::AFTER_HELP)]
    Boot,
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
  seedbank show skills/skill                  the records of a collection
  seedbank new prices --from prices.csv       start a dataset from a file

Exit codes: 0 done; 1 it failed, or the data is invalid, or there is no such thing; 2 wrong usage; \
3 booted, but some data was set aside";

/// How a command that did its work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// All is well.
    Done,
    /// The data is not, and that was printed.
    Invalid,
    /// The database is up to date but for some records, units or datasets.
    SetAside,
}

/// Runs the command that the arguments of this process ask for.
pub fn run() -> ExitCode {
    let Cli { command, options } = Cli::parse();
    let ended = match command {
        None | Some(Command::Boot) => boot::run(&options),
        Some(Command::Check(args)) => check::run(&args, &options),
        Some(Command::Lock(args)) => lock::run(&args, &options),
        Some(Command::Show(args)) => show::run(&args, &options),
        Some(Command::Status) => status::run(&options),
        Some(Command::New(args)) => new::run(&args, &options),
    };
    let code = match ended {
        Ok(Exit::Done) => 0,
        Ok(Exit::Invalid) => 1,
        Ok(Exit::SetAside) => 3,
        Err(failure) => {
            print::error(&failure, options.json);
            failure.code()
        }
    };
    ExitCode::from(code)
}
