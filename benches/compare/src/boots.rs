//! Boots into SQLite: the first, one with nothing new, one with 1 % changed; beside a bare loop that
//! inserts the same bytes.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use seedbank::{Bundle, Database};

use crate::data;

type Error = Box<dyn std::error::Error>;

/// Prints a line for each number of records.
pub fn print(root: &Path, sizes: &[usize]) -> Result<(), Error> {
    println!(
        "| records | first boot | bare inserts | ratio | nothing new | 1 % changed | of the first |"
    );
    println!("| --: | --: | --: | --: | --: | --: | --: |");
    for &records in sizes {
        let folder = root.join("boots");
        let _ = std::fs::remove_dir_all(&folder); // it need not be there
        std::fs::create_dir_all(&folder)?;
        let before = bundle(&folder.join("before"), records, None)?;
        let after = bundle(&folder.join("after"), records, Some(100))?;
        let rows = rows(&before);
        let url = |run: usize| format!("sqlite://{}", folder.join(format!("{run}.db")).display());

        let (mut first, mut bare) = (Vec::new(), Vec::new());
        for run in 0..3 {
            first.push(timed(|| boot(&url(run), &before))?);
            bare.push(timed(|| insert(&folder.join(format!("bare{run}.db")), &rows))?);
        }
        let (first, bare) = (median(first), median(bare));
        let nothing = (0..21).map(|_| {
            let database = Database::open(&url(0))?;
            timed(|| database.boot(&before).map(|_| ()).map_err(Error::from))
        });
        let nothing = median(nothing.collect::<Result<_, _>>()?);
        let changed = (0..3).map(|run| timed(|| boot(&url(run), &after)));
        let changed = median(changed.collect::<Result<_, _>>()?);
        println!(
            "| {records} | {:.1} ms | {:.1} ms | {:.2} | {:.0} µs | {:.1} ms | {:.3} |",
            millis(first),
            millis(bare),
            first.as_secs_f64() / bare.as_secs_f64(),
            nothing.as_secs_f64() * 1e6,
            millis(changed),
            changed.as_secs_f64() / first.as_secs_f64(),
        );
    }
    Ok(())
}

fn boot(url: &str, bundle: &Bundle) -> Result<(), Error> {
    Database::open(url)?.boot(bundle)?;
    Ok(())
}

fn bundle(folder: &Path, records: usize, changed: Option<usize>) -> Result<Bundle, Error> {
    data::write(folder, records, changed)?;
    let compilation = seedbank_codegen::compile(folder);
    Ok(Bundle::from_packed(compilation.packed.ok_or("the generated data does not compile")?))
}

/// The bytes that an import stores: the names of a record and its JSON.
fn rows(bundle: &Bundle) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for row in bundle.table("items", "item").into_iter().flat_map(|table| table.rows()) {
        let mut json = String::new();
        row.write_canonical(&mut json);
        rows.push((row.key().to_owned(), json));
    }
    rows
}

fn insert(path: &Path, rows: &[(String, String)]) -> Result<(), Error> {
    let mut connection = Connection::open(path)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(
        "CREATE TABLE record (id INTEGER PRIMARY KEY, dataset TEXT, collection TEXT, unit TEXT, key TEXT, data TEXT)",
    )?;
    let mut insert = transaction.prepare(
        "INSERT INTO record (dataset, collection, unit, key, data) VALUES ('items', 'item', 'items', ?1, ?2)",
    )?;
    for row in rows {
        insert.execute((&row.0, &row.1))?;
    }
    drop(insert);
    Ok(transaction.commit()?)
}

fn timed(work: impl FnOnce() -> Result<(), Error>) -> Result<Duration, Error> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
