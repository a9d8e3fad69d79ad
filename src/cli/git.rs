//! `seedbank git`: a database and a git repository, kept in step.

mod log;
mod report;
mod status;
mod sync;

use std::path::PathBuf;

use clap::Subcommand;
use seedbank::GitOptions;

use super::author::AuthorArgs;
use super::failure::Failure;
use super::options::word;
use super::{Exit, Options};

use self::sync::Way;

pub const AFTER_HELP: &str = "\
Examples:
  seedbank git pull --repo ~/handbook            what people committed comes into the database
  seedbank git push --repo ~/handbook            what people changed in the database becomes commits
  seedbank git sync --repo ~/handbook --watch    both, again and again
  seedbank git status --repo ~/handbook
  seedbank git log knowledge/skill/yaml-pitfalls/yaml-pitfalls

Which records are kept in git, the manifests' `git` says. Exit codes: those of each command";

const PUSH_HELP: &str = "\
Examples:
  seedbank git push --repo ~/handbook
  seedbank git push --repo /srv/handbook.git --branch main --batch

A published record that changed becomes a commit: by who changed it, with the reason as message. One that was \
deleted, or is not published any more, leaves the branch. One of which a conflict is open waits until that is \
settled (`seedbank conflicts`). A branch with an upstream is pushed there.

Exit codes: 0 done, or there was nothing to do; 1 it failed; 2 wrong usage; 3 done, but some records were \
left out";

const PULL_HELP: &str = "\
Examples:
  seedbank git pull --repo ~/handbook
  SEEDBANK_GIT=~/handbook seedbank git pull

Fetches the branch's upstream, if it has one. What both sides changed is merged field by field, and what \
cannot be waits in `seedbank conflicts`.

Exit codes: 0 done, or there was nothing to do; 1 it failed; 2 wrong usage; 3 done, but some files were \
left out";

const SYNC_HELP: &str = "\
Examples:
  seedbank git sync --repo ~/handbook
  seedbank git sync --repo ~/handbook --watch       every minute, until it is interrupted
  seedbank git sync --repo ~/handbook --watch 10

Pulls, then pushes. Watching, it prints what it did, and goes on after errors.

Exit codes: 0 done, or there was nothing to do; 1 it failed; 2 wrong usage; 3 done, but some records were \
left out";

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Commit what changed in the database
    #[command(after_help = PUSH_HELP)]
    Push(PushArgs),
    /// Take what was committed into the database
    #[command(after_help = PULL_HELP)]
    Pull(PullArgs),
    /// Pull, then push
    #[command(after_help = SYNC_HELP)]
    Sync(SyncArgs),
    /// Print how each record stands between the database and the branch
    #[command(after_help = status::AFTER_HELP)]
    Status(RepositoryArgs),
    /// Print what was done to records and files, and how it ended
    #[command(after_help = log::AFTER_HELP)]
    Log(log::Args),
}

#[derive(Debug, clap::Args)]
struct PushArgs {
    #[command(flatten)]
    repository: RepositoryArgs,
    /// One commit for all records
    #[arg(long)]
    batch: bool,
    #[command(flatten)]
    author: AuthorArgs,
}

#[derive(Debug, clap::Args)]
struct PullArgs {
    #[command(flatten)]
    repository: RepositoryArgs,
    #[command(flatten)]
    author: AuthorArgs,
}

#[derive(Debug, clap::Args)]
struct SyncArgs {
    #[command(flatten)]
    push: PushArgs,
    /// Keep doing it, with so many seconds between
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "60")]
    watch: Option<u64>,
}

/// Which repository, and which branch of it.
#[derive(Debug, clap::Args)]
struct RepositoryArgs {
    /// A clone, or a bare repository
    #[arg(long, value_name = "DIR", env = "SEEDBANK_GIT")]
    repo: PathBuf,
    /// The branch; without it that of the repository's HEAD
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    match &args.command {
        Command::Push(PushArgs { repository, batch, author }) => {
            sync::once(repository, *batch, author, options, Way::Push)
        }
        Command::Pull(PullArgs { repository, author }) => {
            sync::once(repository, false, author, options, Way::Pull)
        }
        Command::Sync(SyncArgs { push: PushArgs { repository, batch, author }, watch }) => {
            match watch {
                Some(seconds) => sync::watch(repository, *batch, author, options, *seconds),
                None => sync::once(repository, *batch, author, options, Way::Both),
            }
        }
        Command::Status(repository) => status::run(repository, options),
        Command::Log(args) => log::run(args, options),
    }
}

impl RepositoryArgs {
    fn options(&self, batch: bool) -> GitOptions {
        let mut options = GitOptions::default();
        if let Some(branch) = &self.branch {
            options = options.branch(branch);
        }
        if batch { options.batch() } else { options }
    }

    /// A command on the same repository, database and data.
    fn command(&self, command: &str, options: &Options) -> String {
        let repo = word(&self.repo.display().to_string());
        let branch = self.branch.as_ref().map(|name| format!(" --branch {}", word(name)));
        let branch = branch.unwrap_or_default();
        options.told(&format!("`seedbank git {command} --repo {repo}{branch}`"))
    }
}
