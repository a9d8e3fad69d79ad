//! `seedbank git push`, `pull` and `sync`.

use std::thread;
use std::time::Duration;

use seedbank::{Author, Database, GitOptions, GitReport};

use super::super::author::AuthorArgs;
use super::super::data::Data;
use super::super::failure::Failure;
use super::super::{Exit, Options, print};
use super::RepositoryArgs;
use super::report::text;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Push,
    Pull,
    Both,
}

pub fn once(
    repository: &RepositoryArgs,
    batch: bool,
    author: &AuthorArgs,
    options: &Options,
    way: Way,
) -> Result<Exit, Failure> {
    let author = author.author()?;
    let data = Data::open(options)?;
    let database = Database::open(&options.db)?;
    let git = repository.options(batch);
    let report = run(&database, &data, repository, &git, &author, way)?;
    if options.json {
        print::json(&report)?;
    } else {
        print::text(&text(&report, way, repository, options))?;
    }
    Ok(if report.is_good() { Exit::Done } else { Exit::SetAside })
}

/// Goes on until the process is interrupted. What is as it was is not printed again.
pub fn watch(
    repository: &RepositoryArgs,
    batch: bool,
    author: &AuthorArgs,
    options: &Options,
    seconds: u64,
) -> Result<Exit, Failure> {
    let author = author.author()?;
    let data = Data::open(options)?;
    let database = Database::open(&options.db)?;
    let mut last = String::new();
    let mut git = repository.options(batch);
    loop {
        match run(&database, &data, repository, &git, &author, Way::Both) {
            Ok(report) => {
                // Whoever switches the clone to another branch does not mean this.
                git = git.branch(&report.branch);
                let told = text(&report, Way::Both, repository, options);
                if told != last {
                    if options.json { print::json(&report)? } else { print::text(&told)? }
                }
                last = told;
            }
            Err(failure) => {
                let told = failure.to_string();
                if told != last {
                    print::error(&failure, options);
                }
                last = told;
            }
        }
        thread::sleep(Duration::from_secs(seconds.max(1)));
    }
}

fn run(
    database: &Database,
    data: &Data,
    repository: &RepositoryArgs,
    options: &GitOptions,
    author: &Author,
    way: Way,
) -> Result<GitReport, Failure> {
    let (bundle, path) = (data.bundle(), &repository.repo);
    Ok(match way {
        Way::Push => database.git_push(bundle, path, options, author),
        Way::Pull => database.git_pull(bundle, path, options, author),
        Way::Both => database.git_sync(bundle, path, options, author),
    }?)
}
