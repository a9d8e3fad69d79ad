//! Exports, backups, their verification and restore, beside `sqlite3 .dump` and `.read` of the same
//! database.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use seedbank::{Author, Backup, Bundle, Database, ExportFormat, ExportOptions, Level};

use crate::clock::{median, ratio, timed};
use crate::data::{self, Release};
use crate::databases::Databases;
use crate::imports::boot;
use crate::{Error, Setup};

const RUNS: usize = 5;
const NAME: &str = "backups";

/// What is measured.
const WORKS: [&str; 11] = [
    "export anew",
    "export, nothing changed",
    "full backup, into a file",
    "verify L0",
    "verify L1",
    "verify L2",
    "verify L3",
    "verify L4",
    "restore into nothing",
    "restore over the same",
    "backup without the bundle's records",
];

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    println!("| | records | | seconds | of `sqlite3 .dump` | of `.read` |");
    println!("| --- | --: | --- | --: | --: | --: |");
    for &records in sizes {
        let bundle = data::bundle(&setup.root, records, Release::First)?;
        let folder = setup.root.join("backups");
        let plain = sqlite3(setup, &bundle, &folder)?;
        for databases in &setup.databases {
            for (work, time) in WORKS.iter().zip(measured(databases, &bundle, &folder)?) {
                println!(
                    "| {} | {records} | {work} | {:.2} | {} | {} |",
                    databases.name(),
                    time.as_secs_f64(),
                    of(time, plain.map(|(dump, _)| dump)),
                    of(time, plain.map(|(_, read)| read)),
                );
            }
            databases.remove(NAME)?;
        }
        if let Some((dump, read)) = plain {
            println!(
                "| `sqlite3` | {records} | `.dump`, `.read` | {:.2}, {:.2} | | |",
                dump.as_secs_f64(),
                read.as_secs_f64()
            );
        }
    }
    Ok(())
}

/// Each of [`WORKS`].
fn measured(
    databases: &Databases,
    bundle: &Bundle,
    folder: &Path,
) -> Result<[Duration; WORKS.len()], Error> {
    let author = Author::new("ops");
    let options = ExportOptions::new(ExportFormat::Seed);
    let [out, file] = [folder.join("out"), folder.join("all.json")];
    let database = boot(&databases.empty(NAME)?, bundle)?;
    let mut times = [const { Vec::new() }; WORKS.len()];
    for _ in 0..RUNS {
        empty(folder)?;
        let mut work = 0;
        let mut time = |run: &mut dyn FnMut() -> Result<(), Error>| -> Result<(), Error> {
            times[work].push(timed(run)?);
            work += 1;
            Ok(())
        };
        time(&mut || Ok(database.export(bundle, &out, &options).map(drop)?))?;
        time(&mut || Ok(database.export(bundle, &out, &options).map(drop)?))?;
        time(&mut || {
            database.full_backup(bundle, &author)?.write(&file)?;
            Ok(())
        })?;
        let bytes = fs::read(&file)?;
        for level in [Level::L0, Level::L1, Level::L2, Level::L3, Level::L4] {
            time(&mut || match Backup::verify(&bytes, bundle, level).reached {
                Some(reached) if reached >= level => Ok(()),
                reached => Err(format!("the backup reached {reached:?}").into()),
            })?;
        }
        let empty = databases.empty("restored")?;
        time(&mut || {
            let backup = Backup::from_bytes(&bytes)?;
            Database::open(&empty)?.replace_with(bundle, &backup, &author, |_| Ok(()))?;
            Ok(())
        })?;
        databases.remove("restored")?;
        time(&mut || {
            let backup = Backup::from_bytes(&bytes)?;
            database.replace_with(bundle, &backup, &author, |_| Ok(()))?;
            Ok(())
        })?;
        time(&mut || {
            database.backup(bundle, &author)?.write(&folder.join("some.json"))?;
            Ok(())
        })?;
    }
    Ok(times.map(median))
}

/// How long `sqlite3` takes to write a database as SQL, and to read that into another; `None` where there is
/// no such command.
pub fn sqlite3(
    setup: &Setup,
    bundle: &Bundle,
    folder: &Path,
) -> Result<Option<(Duration, Duration)>, Error> {
    if Command::new("sqlite3").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("`sqlite3` is not measured: there is no such command.\n");
        return Ok(None);
    }
    let databases = Databases::Sqlite(setup.root.join("databases"));
    drop(boot(&databases.empty(NAME)?, bundle)?);
    let url = databases.url(NAME);
    let path = url.trim_start_matches("sqlite://");
    let run = |database: &Path, commands: &[&str]| -> Result<(), Error> {
        let status = Command::new("sqlite3").arg(database).args(commands).status()?;
        if status.success() { Ok(()) } else { Err(format!("sqlite3 {commands:?} failed").into()) }
    };
    let (mut dumps, mut reads) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        empty(folder)?;
        let (sql, other) = (folder.join("dump.sql"), folder.join("other.db"));
        let (output, read) =
            (format!(".output '{}'", sql.display()), format!(".read '{}'", sql.display()));
        dumps.push(timed(|| run(Path::new(path), &[&output, ".dump"]))?);
        reads.push(timed(|| run(&other, &[&read]))?);
    }
    databases.remove(NAME)?;
    Ok(Some((median(dumps), median(reads))))
}

/// A ratio, where there is something to compare with.
pub fn of(time: Duration, other: Option<Duration>) -> String {
    other.map_or_else(|| "-".to_owned(), |other| format!("{:.2}", ratio(time, other)))
}

fn empty(folder: &Path) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}
