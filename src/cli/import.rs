//! `seedbank import`: brings files in as people's edits.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use seedbank::{BroughtRecord, BroughtVerdict, Bundle, Database, FileImport, ImportOptions};
use seedbank_codegen::UnitText;
use seedbank_codegen::compile_unit_texts;
use seedbank_codegen::model::Dataset;
use seedbank_codegen::source::{Format, is_unit_name};

use super::author::AuthorArgs;
use super::data::Data;
use super::failure::Failure;
use super::fields::{Mark, difference, named};
use super::lookup;
use super::wording::{count, database, waiting};
use super::{Exit, Options, print};

pub const AFTER_HELP: &str = "\
Examples:
  seedbank import gaa.json --as skills --dry-run
  seedbank import gaa.json --as skills --reason \"the county's list\"
  seedbank import ~/club-2026.json --as skills --unit gaa
  seedbank import notes/*.md --as knowledge

A file is read as a seed file of the dataset, with what `seedbank check` says of it. What it has is what \
its records are from then on; records of its unit that it does not have stay, unless --allow-delete is \
said. What is wrong is left out. What takes an import back is the unit as it was: export it first, and import \
that with --allow-delete.

Exit codes: 0 done, or there was nothing to do; 1 it failed, and nothing was written; 2 wrong usage; 3 \
done, but something wrong was left out";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Seed files: YAML, JSON, JSON Lines, CSV or Markdown
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Their dataset
    #[arg(long = "as", value_name = "DATASET")]
    dataset: String,
    /// The unit that FILE is; without it the one of that file name, or a new one
    #[arg(long, value_name = "NAME")]
    unit: Option<String>,
    /// Delete the unit's records that the file does not have
    #[arg(long)]
    allow_delete: bool,
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
    let dataset = lookup::dataset(bundle, &args.dataset)?;
    if !dataset.database {
        return Err(Failure::OnlyEmbedded { dataset: dataset.name.clone() });
    }
    if args.unit.is_some() && args.files.len() > 1 {
        return Err(Failure::UnitOfSeveral);
    }
    let files = args.files(dataset)?;
    let database = Database::open(&options.db)?;
    let mut how = ImportOptions::new();
    if args.allow_delete {
        how = how.allow_delete();
    }
    let import = if args.dry_run {
        database.plan_import(bundle, &files, how)
    } else {
        database.import(bundle, &files, how, &author)
    };
    let import = import?;
    if options.json {
        print::json(&import)?;
    } else {
        print::text(&text(&import, &files, database.name(), args.dry_run, options))?;
    }
    Ok(if import.brought.left_out.is_empty() { Exit::Done } else { Exit::SetAside })
}

impl Args {
    /// What is right in the files; the rest is printed, and left out.
    fn files(&self, dataset: &Dataset) -> Result<Bundle, Failure> {
        let read = |path: &PathBuf| {
            let failed = |source| Failure::File { doing: "read", path: path.clone(), source };
            let relative = self.relative(dataset, path)?;
            // To read a pipe or a device may never end.
            if !fs::metadata(path).map_err(failed)?.is_file() {
                return Err(failed(io::Error::other("it is no regular file")));
            }
            let bytes = fs::read(path).map_err(failed)?.into();
            Ok(UnitText { relative, path: path.clone(), bytes })
        };
        let texts = self.files.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        let compiled = compile_unit_texts(dataset, texts);
        print::diagnostics(&compiled.diagnostics);
        let refused = || Failure::NotImportable { dataset: dataset.name.clone() };
        let packed = compiled.packed.ok_or_else(refused)?;
        Ok(Bundle::from_packed(packed).with_set_aside(compiled.set_aside))
    }

    /// Where the file would lie in the dataset's folder.
    fn relative(&self, dataset: &Dataset, path: &Path) -> Result<String, Failure> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((_, stem)) = Format::of(name) else {
            return Err(Failure::NoFormat { path: path.to_owned() });
        };
        let ending = &name[stem.len()..];
        if let Some(unit) = &self.unit {
            if !is_unit_name(unit) {
                return Err(Failure::UnitName { name: unit.clone() });
            }
            return Ok(format!("{}{ending}", unit.replace('.', "/")));
        }
        let own = |file: &str| Path::new(file).with_extension("");
        let known = dataset.units.iter().map(|unit| own(&unit.file));
        let known = known.filter(|file| path.with_extension("").ends_with(file));
        let longest = known.max_by_key(|file| file.components().count());
        let file = longest.unwrap_or_else(|| PathBuf::from(stem));
        Ok(format!("{}{ending}", file.to_string_lossy().replace('\\', "/")))
    }
}

fn text(
    import: &FileImport,
    files: &Bundle,
    name: &str,
    dry_run: bool,
    options: &Options,
) -> String {
    let records = &import.brought.records;
    let of = |verdicts: &[BroughtVerdict]| {
        records.iter().filter(|record| verdicts.contains(&record.verdict)).count() as u64
    };
    let kinds = [
        (of(&[BroughtVerdict::Created]), "new"),
        (of(&[BroughtVerdict::Edited, BroughtVerdict::Deprecated]), "changed"),
        (of(&[BroughtVerdict::Restored]), "no longer deleted"),
        (of(&[BroughtVerdict::Deleted]), "deleted"),
    ];
    let name = database(name);
    let mut parts = Vec::new();
    for (number, what) in kinds {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    let unchanged = import.brought.unchanged;
    let mut text = match (dry_run, parts.is_empty()) {
        (_, true) => {
            let there = match unchanged {
                0 => String::new(),
                1 => ": its 1 record is there already".to_owned(),
                _ => format!(": {} are there already", count(unchanged, "record")),
            };
            format!("nothing to import into {name}{there}\n")
        }
        (true, false) => format!("would import into {name}: {}\n", parts.join(", ")),
        (false, false) => format!("imported into {name}: {}\n", parts.join(", ")),
    };
    for new in &import.new_units {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "new unit `{}`", new.unit);
        if let Some(alike) = &new.alike {
            let _ = writeln!(
                text,
                "    its keys are in unit `{alike}` too; was `--unit {alike}` meant?"
            );
        }
    }
    for record in records {
        text.push_str(&line(record));
    }
    let only = import.only_in_database.len() as u64;
    if only > 0 {
        let verb = if only == 1 { "is" } else { "are" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{} of the same unit {verb} not in the files, and stayed; --allow-delete deletes them",
            count(only, "record")
        );
    }
    let conflicts: usize = records.iter().map(|record| record.conflicts.len()).sum();
    if conflicts > 0 && !dry_run {
        text.push_str(&waiting(conflicts as u64, options));
    }
    for aside in &import.brought.left_out {
        // What is wrong in a file was printed when it was read.
        let is_printed = files.set_aside().contains(aside);
        let why = if is_printed { "see above" } else { aside.reason.as_str() };
        let _ = writeln!(text, "left out: {}: {why}", aside.record);
    }
    if dry_run && !records.is_empty() {
        text.push_str("nothing was written: without --dry-run it is\n");
    }
    text
}

/// A record, field by field.
fn line(record: &BroughtRecord) -> String {
    let mark = match record.verdict {
        BroughtVerdict::Created | BroughtVerdict::Restored => Mark::Added,
        BroughtVerdict::Deleted => Mark::Removed,
        BroughtVerdict::Waiting => Mark::Conflict,
        _ => Mark::Changed,
    };
    let mut text = format!("{} {}\n", mark.sign(), record.record);
    text.extend(record.fields.iter().map(|field| difference(field, 4)));
    for field in &record.conflicts {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {} waits for you", named(field));
    }
    text
}
