//! Reads of single records: past the cache, through it, and from a `HashMap` for scale.

use std::collections::HashMap;
use std::time::Duration;

use rusqlite::params;
use seedbank::Database;

use crate::clock::timed;
use crate::data::{self, Item, Release, UNIT};
use crate::databases::{self, Databases};
use crate::imports::boot;
use crate::{Error, Setup};

const NAME: &str = "reads";
/// So many keys are read past the cache.
const FIRST: usize = 20_000;
/// So often all of them are read through it.
const ROUNDS: usize = 20;

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    println!(
        "| | records | past the cache | bare `SELECT` and parsing | through the cache | a `HashMap` |"
    );
    println!("| --- | --: | --: | --: | --: | --: |");
    for &records in sizes {
        let bundle = data::bundle(&setup.root, records, Release::First)?;
        let shuffled = |i: usize| i.wrapping_mul(2_654_435_761) % records;
        let keys: Vec<String> = (0..FIRST.min(records)).map(|i| data::key(shuffled(i))).collect();
        for databases in &setup.databases {
            let url = databases.empty(NAME)?;
            drop(boot(&url, &bundle)?);
            let database = Database::open(&url)?;
            let items = database.records::<Item>();
            // The first read starts the thread that watches, and what it may have missed empties the cache.
            items.get(UNIT, "no such key")?;
            std::thread::sleep(Duration::from_secs(2));
            let read = || {
                let weigh =
                    |key: &String| Ok(items.get(UNIT, key)?.map_or(0, |item| weight(&item)));
                keys.iter().map(weigh).sum::<Result<u64, Error>>()
            };
            let past = timed(read)?;
            let bare = timed(|| select(databases, &keys))?;
            let through = timed(|| (0..ROUNDS).try_for_each(|_| read().map(|_| ())))?;
            let map: HashMap<String, Item> = data::rows(&bundle)
                .into_iter()
                .map(|(key, json)| Ok((key, serde_json::from_str(&json)?)))
                .collect::<Result<_, Error>>()?;
            let hashed = timed(|| {
                let weigh = |key: &String| map.get(key).map_or(0, weight);
                Ok((0..ROUNDS)
                    .map(|_| std::hint::black_box(&keys).iter().map(weigh).sum::<u64>())
                    .sum::<u64>())
            })?;
            println!(
                "| {} | {records} | {:.0} /s | {:.0} /s | {:.0} /s | {:.0} /s |",
                databases.name(),
                per_second(keys.len(), past),
                per_second(keys.len(), bare),
                per_second(keys.len() * ROUNDS, through),
                per_second(keys.len() * ROUNDS, hashed),
            );
            drop(database);
            databases.remove(NAME)?;
        }
    }
    Ok(())
}

/// Touches the record.
fn weight(item: &Item) -> u64 {
    u64::from(item.rank) + item.name.len() as u64
}

#[expect(clippy::cast_precision_loss, reason = "there are not that many")]
fn per_second(reads: usize, time: Duration) -> f64 {
    reads as f64 / time.as_secs_f64()
}

fn select(databases: &Databases, keys: &[String]) -> Result<u64, Error> {
    const SELECT: &str = "SELECT data FROM seedbank_record \
                          WHERE dataset = 'items' AND collection = 'item' AND unit = 'items' AND key = ";
    let mut sum = 0;
    match databases {
        Databases::Sqlite(folder) => {
            let connection = databases::sqlite(folder, NAME)?;
            let mut select = connection.prepare(&format!("{SELECT}?1"))?;
            for key in keys {
                let json: String = select.query_row(params![key], |row| row.get(0))?;
                sum += weight(&serde_json::from_str(&json)?);
            }
        }
        Databases::Postgres(server) => {
            let mut client = databases::postgres(server, NAME)?;
            let select = client
                .prepare(&format!("{SELECT}$1").replace("SELECT data", "SELECT data::text"))?;
            for key in keys {
                let row = client.query_one(&select, &[key])?;
                sum += weight(&serde_json::from_str(row.try_get(0)?)?);
            }
        }
    }
    Ok(sum)
}
