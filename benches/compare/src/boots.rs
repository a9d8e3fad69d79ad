//! Boots that find nothing new, beside one bare `SELECT` of one row through the same client: on a
//! connection in use, and with the opening of one.

use std::time::Duration;

use postgres::{Client, NoTls};
use rusqlite::OptionalExtension as _;
use seedbank::{Bundle, Database};

use crate::clock::{in_turn, micros, ratio, timed};
use crate::data::{self, Release};
use crate::databases::{self, Databases};
use crate::imports::boot;
use crate::{Error, Setup};

const RUNS: usize = 501;
/// After so many runs both connections are made anew: how quick one is to a server depends on which
/// processor its process there is given.
const RENEWED: usize = 10;
const SELECT: &str =
    "SELECT format, hash, undone, head, set_aside FROM seedbank_bundle WHERE id = 1";
const NAME: &str = "boots";

/// Opens a connection and gives what looks at one row with it.
type Open<'o> = &'o dyn Fn() -> Result<Box<dyn FnMut() -> Result<(), Error>>, Error>;

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    println!("| | records | nothing new | bare | ratio | opened for it | bare | ratio |");
    println!("| --- | --: | --: | --: | --: | --: | --: | --: |");
    for &records in sizes {
        let bundle = data::bundle(&setup.root, records, Release::First)?;
        for databases in &setup.databases {
            let url = databases.empty(NAME)?;
            boot(&url, &bundle)?;
            let [warm, bare, opened, bare_opened] = match databases {
                Databases::Sqlite(folder) => measured(&url, &bundle, &|| {
                    let connection = databases::sqlite(folder, NAME)?;
                    Ok(Box::new(move || {
                        let mut statement = connection.prepare_cached(SELECT)?;
                        let row: Option<(i64, Text, Text, Text, Text)> =
                            statement.query_row([], |row| row.try_into()).optional()?;
                        row.map(|_| ()).ok_or_else(|| "there is no row".into())
                    }))
                })?,
                Databases::Postgres(server) => measured(&url, &bundle, &|| {
                    let mut client = Client::connect(server, NoTls)?;
                    let select = SELECT.replace("seedbank_bundle", "compare_boots.seedbank_bundle");
                    Ok(Box::new(move || {
                        let rows = client.query_typed(&select, &[])?;
                        let row = rows.first().ok_or("there is no row")?;
                        let texts = (1..5).map(|column| row.try_get::<_, Text>(column));
                        let _: Vec<Text> = texts.collect::<Result<_, _>>()?;
                        Ok(())
                    }))
                })?,
            };
            println!(
                "| {} | {records} | {:.1} µs | {:.1} µs | {:.2} | {:.0} µs | {:.0} µs | {:.2} |",
                databases.name(),
                micros(warm),
                micros(bare),
                ratio(warm, bare),
                micros(opened),
                micros(bare_opened),
                ratio(opened, bare_opened),
            );
            databases.remove(NAME)?;
        }
    }
    Ok(())
}

type Text = Option<String>;

fn measured(url: &str, bundle: &Bundle, open: Open<'_>) -> Result<[Duration; 4], Error> {
    let mut database = Database::open(url)?;
    let mut select = open()?;
    let [warm, bare] = in_turn(
        RUNS,
        [
            &mut |run| {
                if run % RENEWED == 0 {
                    database = boot(url, bundle)?;
                }
                timed(|| database.boot(bundle).map_err(Error::from))
            },
            &mut |run| {
                if run % RENEWED == 0 {
                    select = open()?;
                    select()?;
                }
                timed(&mut select)
            },
        ],
    )?;
    // Apart: a server that starts and ends processes answers others later.
    let [opened, bare_opened] = in_turn(
        RUNS,
        [&mut |_| timed(|| boot(url, bundle)), &mut |_| {
            timed(|| {
                let mut select = open()?;
                select()?;
                Ok(select)
            })
        }],
    )?;
    Ok([warm, bare, opened, bare_opened])
}
