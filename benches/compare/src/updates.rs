//! Updates beside the first import, and beside a bare loop or statement that changes as many rows.

use std::time::Duration;

use rusqlite::params;
use seedbank::{Bundle, Database};

use crate::clock::{in_turn, millis, ratio, timed};
use crate::data::{self, Release};
use crate::databases::{self, Databases};
use crate::imports::boot;
use crate::{Error, Setup};

const RUNS: usize = 5;
const NAME: &str = "updates";

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    println!(
        "| | records | first | | 1 % changed | bare | plan of it | all changed | schema only |"
    );
    println!("| --- | --: | --: | --- | --: | --: | --: | --: | --: |");
    for &records in sizes {
        let bundle = |release| data::bundle(&setup.root, records, release);
        let first = bundle(Release::First)?;
        let releases = [Release::Renamed(100), Release::Renamed(1), Release::Schema].map(bundle);
        let [some, all, schema] = releases;
        let (some, all, schema) = (some?, all?, schema?);
        for databases in &setup.databases {
            let update = |next: &Bundle| {
                boot(&databases.empty(NAME)?, &first)?;
                timed(|| boot(&databases.url(NAME), next))
            };
            let [import, changed, bare, planned, replaced, restamped] = in_turn(
                RUNS,
                [
                    &mut |_| {
                        let url = databases.empty(NAME)?;
                        timed(|| boot(&url, &first))
                    },
                    &mut |_| update(&some),
                    &mut |_| bare(databases, &first, records),
                    &mut |_| {
                        boot(&databases.empty(NAME)?, &first)?;
                        let database = Database::open(&databases.url(NAME))?;
                        timed(|| database.plan(&some).map_err(Error::from))
                    },
                    &mut |_| update(&all),
                    &mut |_| update(&schema),
                ],
            )?;
            databases.remove(NAME)?;
            let name = databases.name();
            let times = [changed, bare, planned, replaced, restamped];
            let cells = |cell: &dyn Fn(Duration) -> String| times.map(cell).join(" | ");
            println!(
                "| {name} | {records} | {:.1} ms | time | {} |",
                millis(import),
                cells(&|time| format!("{:.1} ms", millis(time)))
            );
            println!(
                "| | | | of the first | {} |",
                cells(&|time| format!("{:.3}", ratio(time, import)))
            );
        }
    }
    Ok(())
}

/// Gives every hundredth record of a fresh import another text in one transaction, without history.
fn bare(databases: &Databases, first: &Bundle, records: usize) -> Result<Duration, Error> {
    const UPDATE: &str =
        "UPDATE seedbank_record SET data = ?2, revision = revision + 1 WHERE id = ?1";
    const UPDATE_ALL: &str = "UPDATE seedbank_record AS r SET data = c.data::jsonb, revision = r.revision + 1 \
                              FROM unnest($1::int8[], $2::text[]) AS c (id, data) WHERE r.id = c.id";
    boot(&databases.empty(NAME)?, first)?;
    let numbers = (0..records).step_by(100);
    let rows: Vec<(i64, String)> = numbers
        .map(|number| Ok((i64::try_from(number + 1)?, data::json(number, Release::Renamed(100)))))
        .collect::<Result<_, Error>>()?;
    match databases {
        Databases::Sqlite(folder) => timed(|| {
            let mut connection = databases::sqlite(folder, NAME)?;
            let transaction = connection.transaction()?;
            let mut update = transaction.prepare(UPDATE)?;
            for (id, data) in &rows {
                update.execute(params![id, data])?;
            }
            drop(update);
            Ok(transaction.commit()?)
        }),
        Databases::Postgres(server) => timed(|| {
            let mut client = databases::postgres(server, NAME)?;
            let (ids, data): (Vec<i64>, Vec<&str>) =
                rows.iter().map(|(id, data)| (*id, data.as_str())).unzip();
            client.execute(UPDATE_ALL, &[&ids, &data])?;
            Ok(())
        }),
    }
}
