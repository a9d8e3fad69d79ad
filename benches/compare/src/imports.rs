//! The first import, beside the quickest way to put the same bytes there: prepared inserts in one
//! transaction into SQLite, `COPY` into PostgreSQL.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use seedbank::{Bundle, Database};

use crate::clock::{in_turn, millis, ratio, timed};
use crate::data::{self, Release};
use crate::databases::{self, Databases};
use crate::{Error, Setup};

const RUNS: usize = 5;

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    for databases in &setup.databases {
        match databases {
            Databases::Sqlite(folder) => sqlite(setup, databases, folder, sizes)?,
            Databases::Postgres(server) => postgres(setup, databases, server, sizes)?,
        }
    }
    Ok(())
}

/// Boots a database that has nothing in it.
pub fn import(databases: &Databases, bundle: &Bundle) -> Result<std::time::Duration, Error> {
    let url = databases.empty("import")?;
    timed(|| boot(&url, bundle))
}

/// Opens and boots.
pub fn boot(url: &str, bundle: &Bundle) -> Result<Database, Error> {
    let database = Database::open(url)?;
    database.boot(bundle)?;
    Ok(database)
}

fn sqlite(
    setup: &Setup,
    databases: &Databases,
    folder: &Path,
    sizes: &[usize],
) -> Result<(), Error> {
    println!("| SQLite | first boot | bare inserts | ratio | with an index on the names |");
    println!("| --: | --: | --: | --: | --: |");
    for &records in sizes {
        let bundle = data::bundle(&setup.root, records, Release::First)?;
        let rows = data::rows(&bundle);
        let bare = |index| {
            databases.remove("bare")?;
            timed(|| insert(folder, &rows, index))
        };
        let [first, bare, indexed] = in_turn(
            RUNS,
            [&mut |_| import(databases, &bundle), &mut |_| bare(false), &mut |_| bare(true)],
        )?;
        println!(
            "| {records} | {:.1} ms | {:.1} ms | {:.2} | {:.1} ms |",
            millis(first),
            millis(bare),
            ratio(first, bare),
            millis(indexed),
        );
    }
    println!();
    Ok(())
}

fn insert(folder: &Path, rows: &[(String, String)], index: bool) -> Result<(), Error> {
    let mut connection = databases::sqlite(folder, "bare")?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(
        "CREATE TABLE record (id INTEGER PRIMARY KEY, dataset TEXT, collection TEXT, unit TEXT, key TEXT, data TEXT)",
    )?;
    if index {
        transaction.execute_batch(
            "CREATE UNIQUE INDEX record_name ON record (dataset, collection, unit, key)",
        )?;
    }
    let mut insert = transaction.prepare(
        "INSERT INTO record (dataset, collection, unit, key, data) VALUES ('items', 'item', 'items', ?1, ?2)",
    )?;
    for row in rows {
        insert.execute((&row.0, &row.1))?;
    }
    drop(insert);
    Ok(transaction.commit()?)
}

fn postgres(
    setup: &Setup,
    databases: &Databases,
    server: &str,
    sizes: &[usize],
) -> Result<(), Error> {
    println!("| PostgreSQL | first boot | `COPY` | ratio | `COPY` with the indexes | ratio |");
    println!("| --: | --: | --: | --: | --: | --: |");
    for &records in sizes {
        let bundle = data::bundle(&setup.root, records, Release::First)?;
        let rows = data::rows(&bundle);
        let bare = |indexes| {
            databases.remove("bare")?;
            timed(|| copy(server, &rows, indexes))
        };
        let [first, bare, indexed] = in_turn(
            RUNS,
            [&mut |_| import(databases, &bundle), &mut |_| bare(false), &mut |_| bare(true)],
        )?;
        println!(
            "| {records} | {:.1} ms | {:.1} ms | {:.2} | {:.1} ms | {:.2} |",
            millis(first),
            millis(bare),
            ratio(first, bare),
            millis(indexed),
            ratio(first, indexed),
        );
    }
    println!();
    Ok(())
}

/// The columns that an import fills.
fn copy(server: &str, rows: &[(String, String)], indexes: bool) -> Result<(), Error> {
    let mut client = databases::postgres(server, "bare")?;
    let mut transaction = client.transaction()?;
    transaction.batch_execute(
        "CREATE TABLE record (id bigint, dataset text, collection text, unit text, key text, data jsonb, \
         source text, state text, revision bigint, import bigint, created_at text, created_by text)",
    )?;
    if indexes {
        transaction.batch_execute(
            "ALTER TABLE record ADD PRIMARY KEY (id); \
             CREATE UNIQUE INDEX ON record (dataset, collection, unit, key)",
        )?;
    }
    let mut copy = transaction.copy_in("COPY record FROM STDIN")?;
    let mut lines = String::new();
    for (rank, (key, data)) in rows.iter().enumerate() {
        // Neither has a tab, a line's end or a backslash in it. A string takes all that is written.
        let _ = writeln!(
            lines,
            "{rank}\titems\titem\titems\t{key}\t{data}\tfactory\tactive\t1\t1\t2026-01-01T00:00:00Z\tseedbank 0.1.0"
        );
        if lines.len() > 64 << 10 {
            copy.write_all(lines.as_bytes())?;
            lines.clear();
        }
    }
    copy.write_all(lines.as_bytes())?;
    copy.finish()?;
    Ok(transaction.commit()?)
}
