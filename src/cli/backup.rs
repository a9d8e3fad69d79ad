//! `seedbank backup`: takes, proves and brings back backups.

mod create;
mod prune;
mod restore;
mod verify;

use clap::Subcommand;

pub use self::create::program;

use super::failure::Failure;
use super::{Exit, Options};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank backup create                       what is not as the bundle has it
  seedbank backup create --full --to all.json.zst
  seedbank backup verify all.json.zst --level L4
  seedbank backup restore all.json.zst --replace --reason \"wrong import\"
  seedbank backup prune --keep 14 /var/backups/app

Exit codes: those of each command";

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take a backup
    #[command(after_help = create::AFTER_HELP)]
    Create(create::Args),
    /// Prove a backup, level by level
    #[command(after_help = verify::AFTER_HELP)]
    Verify(verify::Args),
    /// Bring a backup back
    #[command(after_help = restore::AFTER_HELP)]
    Restore(restore::Args),
    /// Remove all but the newest backups of a folder
    #[command(after_help = prune::AFTER_HELP)]
    Prune(prune::Args),
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    match &args.command {
        Command::Create(args) => create::run(args, options),
        Command::Verify(args) => verify::run(args, options),
        Command::Restore(args) => restore::run(args, options),
        Command::Prune(args) => prune::run(args, options),
    }
}
