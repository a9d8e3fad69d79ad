//! `cargo run --release -p compare -- [TOPIC…] [RECORDS…]`: seedbank beside other ways to do the same with
//! the same records. Prints the tables of `docs/benchmarks.md`.

mod backups;
mod boots;
mod builds;
mod clock;
mod data;
mod databases;
mod edits;
mod imports;
mod instances;
mod measure;
mod others;
mod pulls;
mod reads;
mod updates;

use std::path::{Path, PathBuf};

use databases::Databases;

type Error = Box<dyn std::error::Error>;

/// What a topic works with.
struct Setup {
    /// A folder for everything that is made on the way.
    root: PathBuf,
    databases: Vec<Databases>,
}

/// A group of tables.
struct Topic {
    name: &'static str,
    title: &'static str,
    /// Of records, unless others are named.
    sizes: &'static [usize],
    print: fn(&Setup, &[usize]) -> Result<(), Error>,
}

const TOPICS: [Topic; 10] = [
    Topic {
        name: "builds",
        title: "Builds and lookups",
        sizes: &[1_000, 10_000, 100_000, 1_000_000],
        print: builds::print,
    },
    Topic {
        name: "imports",
        title: "First imports",
        sizes: &[1_000, 10_000, 100_000, 1_000_000],
        print: imports::print,
    },
    Topic {
        name: "boots",
        title: "Boots with nothing new",
        sizes: &[1_000, 1_000_000],
        print: boots::print,
    },
    Topic { name: "updates", title: "Updates", sizes: &[100_000], print: updates::print },
    Topic { name: "edits", title: "Edits", sizes: &[1_000, 100_000], print: edits::print },
    Topic { name: "reads", title: "Reads", sizes: &[100_000], print: reads::print },
    Topic {
        name: "instances",
        title: "Instances that boot together",
        sizes: &[100_000],
        print: instances::print,
    },
    Topic {
        name: "backups",
        title: "Exports and backups",
        sizes: &[100_000],
        print: backups::print,
    },
    Topic { name: "pulls", title: "A git repository", sizes: &[1_000], print: pulls::print },
    Topic {
        name: "others",
        title: "What people use today",
        sizes: &[100_000],
        print: others::print,
    },
];

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [first, url, folder] = args.as_slice()
        && first == instances::ONE
    {
        return instances::one(url, folder.as_ref());
    }
    let (mut topics, mut sizes) = (Vec::new(), Vec::new());
    for arg in &args {
        match TOPICS.iter().find(|topic| topic.name == arg) {
            Some(topic) => topics.push(topic),
            None => sizes.push(number_of_records(arg)?),
        }
    }
    if topics.is_empty() {
        topics = TOPICS.iter().collect();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/compare");
    std::fs::create_dir_all(&root)?;
    let root = root.canonicalize()?;
    let databases = databases::all(&root);
    let setup = Setup { root, databases };
    for topic in topics {
        println!("## {}\n", topic.title);
        (topic.print)(&setup, if sizes.is_empty() { topic.sizes } else { &sizes })?;
        println!();
    }
    Ok(())
}

fn number_of_records(text: &str) -> Result<usize, Error> {
    text.replace('_', "").parse().map_err(|_| {
        let topics: Vec<_> = TOPICS.iter().map(|topic| topic.name).collect();
        format!("`{text}` is neither a number of records nor one of {}", topics.join(", ")).into()
    })
}
