//! `seedbank migrate-from`: brings in the seed files that an application kept on disk.

mod datasets;

use std::fmt::Write as _;
use std::path::PathBuf;

use seedbank::{Bundle, Database, MigratedUnit, Migration, MigrationCounts, MigrationVerdict};
use seedbank_codegen::compile_mapped_units;
use seedbank_codegen::model::Dataset;
use seedbank_codegen::source::Mapping;

use self::datasets::datasets;
use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::fields::{difference, named};
use super::table::{Value, table};
use super::wording::{count, database, waiting};
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank migrate-from /etc/app/coaches --dataset coach --dry-run
  seedbank migrate-from /etc/app/coaches --dataset coach --reason \"moved to seedbank\"
  seedbank migrate-from /etc/app/seeds                  a folder for each dataset
  seedbank migrate-from old --dataset coach --mapping coach-v1.yaml

What differs from what the factory delivered becomes an edit; a file that the bundle does not have becomes \
a unit of its own. Each file comes in once: run again, this changes nothing. A mapping file says how files \
of an older schema are read (docs/migrating.md).

Exit codes: 0 done, or there was nothing to do; 1 it failed, and nothing was written; 2 wrong usage; 3 \
done, but something wrong was left out";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with the files, or with a folder of them for each dataset
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Their dataset; without it those that the folders in DIR are named like, or the only one whose schema
    /// they follow
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    /// How files of an older schema are read
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    author: AuthorArgs,
}

pub fn run(args: &Args, options: &Options) -> Result<Exit, Failure> {
    let author = args.author.author()?;
    let data = Data::open(options)?;
    let bundle = data.bundle();
    let mapping = args.mapping()?;
    let datasets = datasets(bundle, &args.folder, args.dataset.as_deref(), &mapping)?;
    if let ([_, _, ..], Some(path)) = (datasets.as_slice(), &args.mapping) {
        return Err(Failure::MappingOfSeveral { path: path.clone() });
    }
    let files: Vec<Bundle> = datasets
        .into_iter()
        .map(|dataset| args.files(dataset, &mapping))
        .collect::<Result<_, _>>()?;
    let database = Database::open(&options.db)?;
    let migrations = files.iter().map(|files| {
        if args.dry_run {
            database.plan_migration(bundle, files)
        } else {
            database.migrate_from(bundle, files, &author)
        }
    });
    let migrations = migrations.collect::<Result<Vec<Migration>, _>>()?;
    if options.json {
        print::json(&migrations)?;
    } else {
        print::text(&text(&migrations, database.name(), args.dry_run, options))?;
    }
    let whole = migrations.iter().all(|migration| migration.left_out.is_empty());
    Ok(if whole { Exit::Done } else { Exit::SetAside })
}

impl Args {
    fn mapping(&self) -> Result<Mapping, Failure> {
        let Some(path) = &self.mapping else { return Ok(Mapping::default()) };
        Mapping::read(path).map_err(|found| {
            print::diagnostics(&found);
            Failure::Mapping { path: path.clone() }
        })
    }

    /// The files of a dataset. What is wrong in them is printed, and left out.
    fn files(&self, dataset: &Dataset, mapping: &Mapping) -> Result<Bundle, Failure> {
        let compiled = compile_mapped_units(dataset, &self.folder, mapping);
        print::diagnostics(&compiled.diagnostics);
        let packed = compiled.packed.ok_or_else(|| Failure::Unmigrated {
            path: self.folder.clone(),
            dataset: dataset.name.clone(),
        })?;
        Ok(Bundle::from_packed(packed).with_set_aside(compiled.set_aside))
    }
}

/// How a migration treats records, and how many it treated so.
type Column = (&'static str, fn(&MigrationCounts) -> u64);

const COLUMNS: [Column; 7] = [
    ("edited", |counts| counts.edited),
    ("added", |counts| counts.added),
    ("unchanged", |counts| counts.unchanged),
    ("only factory", |counts| counts.only_factory),
    ("fields only factory", |counts| counts.fields_only_factory),
    ("conflicts", |counts| counts.conflicts),
    ("left out", |counts| counts.left_out),
];

fn text(migrations: &[Migration], name: &str, dry_run: bool, options: &Options) -> String {
    let units = || {
        let units = migrations.iter();
        units.flat_map(|migration| {
            migration.units.iter().map(move |unit| (&migration.dataset, unit))
        })
    };
    let sum = |pick: fn(&MigrationCounts) -> u64| -> u64 {
        units().map(|(_, unit)| pick(&unit.counts)).sum()
    };
    let name = database(name);
    let numbers = format!(
        "{} edited, {} added",
        count(sum(|counts| counts.edited), "record"),
        sum(|counts| counts.added)
    );
    let mut text = match (dry_run, units().any(|(_, unit)| is_new(unit))) {
        (_, false) => format!("nothing to migrate into {name}\n"),
        (true, true) => format!("would migrate into {name}: {numbers}\n"),
        (false, true) => format!("migrated into {name}: {numbers}\n"),
    };
    let columns: Vec<&Column> = COLUMNS.iter().filter(|(_, number)| sum(*number) > 0).collect();
    let mut header = vec!["dataset", "unit"];
    header.extend(columns.iter().map(|(name, _)| *name));
    header.push("result");
    let rows = units().map(|(dataset, unit)| {
        let mut row: Vec<Value> = vec![dataset.as_str().into(), unit.unit.as_str().into()];
        row.extend(columns.iter().map(|(_, number)| match number(&unit.counts) {
            0 => Value::None,
            number => number.into(),
        }));
        row.push(result(unit.verdict).into());
        row
    });
    text.push_str(&table(&header, rows));
    if dry_run {
        units().for_each(|(_, unit)| records(unit, &mut text));
    }
    let conflicts = sum(|counts| counts.conflicts);
    if conflicts > 0 && !dry_run {
        text.push_str(&waiting(conflicts, options));
    }
    // Writing to a string cannot fail.
    for aside in migrations.iter().flat_map(|migration| &migration.left_out) {
        let _ = writeln!(text, "left out: {}: {}", aside.record, aside.reason);
    }
    text
}

fn is_new(unit: &MigratedUnit) -> bool {
    matches!(unit.verdict, MigrationVerdict::Compared | MigrationVerdict::Added)
}

fn result(verdict: MigrationVerdict) -> &'static str {
    match verdict {
        MigrationVerdict::Compared => "compared",
        MigrationVerdict::Added => "a new unit",
        MigrationVerdict::AlreadyMigrated => "came in before",
        MigrationVerdict::ChangedSince => {
            "came in before, and the file has changed since: use `edit`"
        }
        MigrationVerdict::LeftOut => "left out",
        _ => "",
    }
}

/// The records of a unit, field by field.
fn records(unit: &MigratedUnit, text: &mut String) {
    for record in &unit.records {
        let new = if record.new { " (new)" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}{new}", record.record);
        text.extend(record.fields.iter().map(|field| difference(field, 4)));
        for field in &record.conflicts {
            let _ = writeln!(text, "    {} would wait for you", named(field));
        }
    }
}
