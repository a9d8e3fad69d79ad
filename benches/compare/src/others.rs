//! What people use today for the same rows, for scale: twice each, the second time with nothing new.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::clock::{millis, timed};
use crate::data::{self, Release};
use crate::databases::Databases;
use crate::imports::boot;
use crate::{Error, Setup};

/// Puts the rows of `items.json` or `fixture.json` into a database, both in the folder.
type Load = fn(&Path) -> Command;

const TOOLS: [(&str, &str, Load); 2] =
    [("Django `loaddata`", "django", loaddata), ("`sqlite-utils upsert`", "sqlite-utils", upsert)];

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    println!("| SQLite | records | first | again, nothing new |");
    println!("| --- | --: | --: | --: |");
    let folder = setup.root.join("others");
    std::fs::create_dir_all(&folder)?;
    let missing: Vec<_> =
        TOOLS.iter().filter(|(_, package, _)| !installed(&folder, package)).collect();
    for &records in sizes {
        let bundle = data::bundle(&setup.root, records, Release::First)?;
        let sqlite = Databases::Sqlite(folder.clone());
        let url = sqlite.empty("seedbank")?;
        let first = timed(|| boot(&url, &bundle))?;
        let again = timed(|| boot(&url, &bundle))?;
        println!("| seedbank | {records} | {:.1} ms | {:.2} ms |", millis(first), millis(again));
        write(&folder, records)?;
        for (name, package, load) in TOOLS {
            if missing.iter().any(|(_, other, _)| *other == package) {
                continue;
            }
            for file in ["django.db", "sqlite-utils.db"] {
                let _ = std::fs::remove_file(folder.join(file)); // it need not be there
            }
            let first = timed(|| run(&mut load(&folder)))?;
            let again = timed(|| run(&mut load(&folder)))?;
            println!("| {name} | {records} | {:.1} ms | {:.1} ms |", millis(first), millis(again));
        }
    }
    for (name, package, _) in missing {
        println!("\n{name} is not measured: `{package}` could not be installed from PyPI.");
    }
    Ok(())
}

/// Whether a package is in the virtual environment in the folder, by now.
fn installed(folder: &Path, package: &str) -> bool {
    let venv = folder.join("venv");
    let made =
        venv.exists() || { run(Command::new("python3").args(["-m", "venv"]).arg(&venv)).is_ok() };
    let python = venv.join("bin/python");
    made && run(Command::new(python).args(["-m", "pip", "install", "--quiet", package])).is_ok()
}

fn loaddata(folder: &Path) -> Command {
    let mut command = Command::new(folder.join("venv/bin/python"));
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/others/loaddata.py")).arg(folder);
    command
}

fn upsert(folder: &Path) -> Command {
    let mut command = Command::new(folder.join("venv/bin/sqlite-utils"));
    command.current_dir(folder);
    command.args(["upsert", "sqlite-utils.db", "items", "items.json", "--pk", "key"]);
    command
}

fn run(command: &mut Command) -> Result<(), Error> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}").into()) }
}

/// The rows as a list, and as a fixture.
fn write(folder: &Path, records: usize) -> Result<(), Error> {
    let (mut rows, mut fixture) = (String::from("["), String::from("["));
    for number in 0..records {
        let comma = if number > 0 { "," } else { "" };
        let row = data::json(number, Release::First);
        // A string takes all that is written.
        let _ = write!(rows, "{comma}\n{row}");
        let _ = write!(fixture, "{comma}\n{{\"model\":\"items.item\",\"fields\":{row}}}");
    }
    std::fs::write(folder.join("items.json"), rows + "]\n")?;
    std::fs::write(folder.join("fixture.json"), fixture + "]\n")?;
    Ok(())
}
