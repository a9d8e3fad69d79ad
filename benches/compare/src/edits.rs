//! Edits by a person, each a transaction with its history, beside a bare transaction that changes a row
//! and adds one.

use std::time::Duration;

use postgres::Client;
use rusqlite::{Connection, params};
use seedbank::{Author, Bundle, Edit, RecordName};

use crate::clock::timed;
use crate::data::{self, Release};
use crate::databases::{self, Databases};
use crate::imports::boot;
use crate::{Error, Setup};

const EDITS: usize = 10_000;
/// The two take turns in parts of so many.
const PART: usize = 500;
const NAME: &str = "edits";

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    println!("| | records | units | edits | edits/s | bare transactions/s |");
    println!("| --- | --: | --: | --: | --: | --: |");
    for &records in sizes {
        for units in [1, records.min(1_000)] {
            let packed = data::packed_units(&setup.root, records, units, Release::First)?;
            let bundle = Bundle::from_packed(packed);
            for databases in &setup.databases {
                let (edits, bare) = measured(databases, &bundle)?;
                println!(
                    "| {} | {records} | {units} | {EDITS} | {:.0} | {:.0} |",
                    databases.name(),
                    per_second(edits),
                    per_second(bare),
                );
            }
        }
    }
    Ok(())
}

fn per_second(time: Duration) -> f64 {
    f64::from(u32::try_from(EDITS).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

fn measured(databases: &Databases, bundle: &Bundle) -> Result<(Duration, Duration), Error> {
    databases.remove(NAME)?;
    databases.remove("bare")?;
    let database = boot(&databases.url(NAME), bundle)?;
    let table = bundle.table("items", "item")?;
    let names: Vec<RecordName> = table
        .rows()
        .map(|row| format!("items/item/{}/{}", row.unit(), row.key()).parse())
        .collect::<Result<_, _>>()?;
    let author = Author::new("anna").because("club wording");
    let mut bare = Bare::new(databases)?;
    let (mut edits, mut bares) = (Duration::ZERO, Duration::ZERO);
    for part in 0..EDITS / PART {
        let numbers = part * PART..(part + 1) * PART;
        edits += timed(|| {
            for number in numbers.clone() {
                let edit = Edit::new().set("name", format!("Edit {number}").into())?;
                database.edit(bundle, &names[number * 7919 % names.len()], &edit, &author)?;
            }
            Ok(())
        })?;
        bares += timed(|| numbers.into_iter().try_for_each(|number| bare.change(number)))?;
    }
    drop(database);
    databases.remove(NAME)?;
    databases.remove("bare")?;
    Ok((edits, bares))
}

/// Two small tables, and a transaction that changes both.
enum Bare {
    Sqlite(Connection),
    Postgres(Client),
}

impl Bare {
    fn new(databases: &Databases) -> Result<Self, Error> {
        const TABLES: &str = "CREATE TABLE record (id INTEGER PRIMARY KEY, data TEXT); \
                              CREATE TABLE history (number INTEGER, before TEXT, after TEXT)";
        let rows = (1..=1_000).map(|id| format!("({id}, '')")).collect::<Vec<_>>().join(", ");
        let make = format!("{TABLES}; INSERT INTO record VALUES {rows}");
        Ok(match databases {
            Databases::Sqlite(folder) => {
                let connection = databases::sqlite(folder, "bare")?;
                connection.execute_batch(&make)?;
                Self::Sqlite(connection)
            }
            Databases::Postgres(server) => {
                let mut client = databases::postgres(server, "bare")?;
                client.batch_execute(&make)?;
                Self::Postgres(client)
            }
        })
    }

    fn change(&mut self, number: usize) -> Result<(), Error> {
        let (id, data) = (i32::try_from(number % 1_000 + 1)?, data::json(number, Release::First));
        match self {
            Self::Sqlite(connection) => {
                let transaction = connection.transaction()?;
                transaction
                    .prepare_cached("UPDATE record SET data = ?2 WHERE id = ?1")?
                    .execute(params![id, data])?;
                transaction
                    .prepare_cached("INSERT INTO history VALUES (?1, ?2, ?2)")?
                    .execute(params![id, data])?;
                transaction.commit()?;
            }
            Self::Postgres(client) => {
                use postgres::types::Type;
                let values: [(&(dyn postgres::types::ToSql + Sync), Type); 2] =
                    [(&id, Type::INT4), (&data, Type::TEXT)];
                let mut transaction = client.transaction()?;
                transaction.execute_typed("UPDATE record SET data = $2 WHERE id = $1", &values)?;
                transaction.execute_typed("INSERT INTO history VALUES ($1, $2, $2)", &values)?;
                transaction.commit()?;
            }
        }
        Ok(())
    }
}
