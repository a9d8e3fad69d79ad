//! Processes that boot the same empty database at the same time, beside one alone.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use seedbank::Bundle;
use seedbank_codegen::pack::Packed;

use crate::clock::{in_turn, millis, ratio, timed};
use crate::data::{self, Release};
use crate::databases::Databases;
use crate::imports::boot;
use crate::{Error, Setup};

/// The argument that makes this program one of the instances.
pub const ONE: &str = "instance";
const MANY: usize = 32;
const RUNS: usize = 3;
const NAME: &str = "instances";

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    println!("| | records | one | {MANY} together | ratio | {MANY} that find nothing new |");
    println!("| --- | --: | --: | --: | --: | --: |");
    let folder = setup.root.join("instances");
    std::fs::create_dir_all(&folder)?;
    for &records in sizes {
        let packed = data::packed(&setup.root, records, Release::First)?;
        std::fs::write(folder.join("seedbank.bin"), packed.bin())?;
        std::fs::write(folder.join("seedbank.str"), packed.text())?;
        for databases in &setup.databases {
            let [one, many, again] = in_turn(
                RUNS,
                [
                    &mut |_| together(databases, &folder, 1, true),
                    &mut |_| together(databases, &folder, MANY, true),
                    &mut |_| together(databases, &folder, MANY, false),
                ],
            )?;
            println!(
                "| {} | {records} | {:.0} ms | {:.0} ms | {:.2} | {:.0} ms |",
                databases.name(),
                millis(one),
                millis(many),
                ratio(many, one),
                millis(again),
            );
            databases.remove(NAME)?;
        }
    }
    Ok(())
}

/// What an instance does: reads the pack and boots.
pub fn one(url: &str, folder: &Path) -> Result<(), Error> {
    let file = |name| std::fs::read(folder.join(name));
    let packed = Packed::open(file("seedbank.bin")?, file("seedbank.str")?)?;
    boot(url, &Bundle::from_packed(packed))?;
    Ok(())
}

fn together(
    databases: &Databases,
    folder: &Path,
    instances: usize,
    empty: bool,
) -> Result<Duration, Error> {
    let url = if empty { databases.empty(NAME)? } else { databases.url(NAME) };
    let program = std::env::current_exe()?;
    timed(|| {
        let start = || {
            let mut command = Command::new(&program);
            command.arg(ONE).arg(&url).arg(folder).stdin(Stdio::null()).spawn()
        };
        let mut children = (0..instances).map(|_| start()).collect::<Result<Vec<_>, _>>()?;
        for child in &mut children {
            let status = child.wait()?;
            if !status.success() {
                return Err(format!("an instance ended with {status}").into());
            }
        }
        Ok(())
    })
}
