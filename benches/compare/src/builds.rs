//! Three ways to ship the records, each a project of its own that is built and run.

use std::fmt::{self, Display};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::data::{self, Release};
use crate::measure::{self, Run};
use crate::{Error, Setup};

pub fn print(setup: &Setup, sizes: &[usize]) -> Result<(), Error> {
    let root = &setup.root;
    let empty = empty(root)?;
    println!("A cold first build of what a `build.rs` needs: {:.0} s.\n", cold_build(root)?);
    for &records in sizes {
        println!("### {records} records\n");
        println!(
            "| | build | peak memory | binary | first lookup | (empty program) | resident | a lookup |"
        );
        println!("| --- | --: | --: | --: | --: | --: | --: | --: |");
        for variant in Variant::ALL {
            println!("{}", variant.measure(root, records, &empty)?);
        }
        println!();
    }
    Ok(())
}

/// A way to ship records in a binary.
#[derive(Clone, Copy)]
enum Variant {
    /// This project.
    Seedbank,
    /// Struct literals and a `phf_codegen` map.
    Literals,
    /// `include_str!`, parsed into a `HashMap` at start.
    Parsed,
}

/// A line of the table.
struct Measured {
    variant: Variant,
    build: Run,
    ran: Option<Ran>,
}

struct Ran {
    binary_kib: u64,
    to_first_lookup: Duration,
    empty: Duration,
    resident_mib: f64,
    lookup_nanos: String,
}

const LOOKUPS: &str = include_str!("../variants/lookups.rs");
const RUNS: usize = 21;

impl Variant {
    /// In the order of the table.
    const ALL: [Self; 3] = [Self::Seedbank, Self::Literals, Self::Parsed];

    const fn name(self) -> &'static str {
        match self {
            Self::Seedbank => "seedbank",
            Self::Literals => "literals + phf_codegen",
            Self::Parsed => "parsed at start",
        }
    }

    const fn folder(self) -> &'static str {
        match self {
            Self::Seedbank => "seedbank",
            Self::Literals => "literals",
            Self::Parsed => "parsed",
        }
    }

    /// Builds it with so many records and runs it.
    fn measure(self, root: &Path, records: usize, empty: &Path) -> io::Result<Measured> {
        let project = self.write(root)?;
        // Everything but the data is built before the clock runs.
        data::write(&project.join("data"), 1, Release::First)?;
        measure::run(&mut build(&project, root))?;
        data::write(&project.join("data"), records, Release::First)?;
        let build = measure::run(&mut build(&project, root))?;
        let ran = match build {
            Run::Stopped(_) => None,
            Run::Done { .. } => Some(Self::ran(&binary(root, self.folder()), records, empty)?),
        };
        Ok(Measured { variant: self, build, ran })
    }

    fn ran(binary: &Path, records: usize, empty: &Path) -> io::Result<Ran> {
        let last = (records - 1).to_string();
        let (to_first_lookup, empty) = measure::median_pair(
            Command::new(binary).args(["first", &last]),
            &mut Command::new(empty),
            RUNS,
        )?;
        let first = measure::output(Command::new(binary).args(["first", &last]))?;
        let resident: f64 =
            first.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0.0);
        let lookup_nanos =
            measure::output(Command::new(binary).args(["many", &records.to_string()]))?;
        let size = std::fs::metadata(binary)?.len();
        Ok(Ran {
            binary_kib: size >> 10,
            to_first_lookup,
            empty,
            resident_mib: resident / 1024.0,
            lookup_nanos,
        })
    }

    fn write(self, root: &Path) -> io::Result<PathBuf> {
        let (main, build, dependencies) = match self {
            Self::Seedbank => (
                include_str!("../variants/seedbank/main.rs"),
                Some(include_str!("../variants/seedbank/build.rs")),
                seedbank_dependencies(),
            ),
            Self::Literals => (
                include_str!("../variants/literals/main.rs"),
                Some(include_str!("../variants/literals/build.rs")),
                "[dependencies]\nphf = \"0.14\"\n[build-dependencies]\nphf_codegen = \"0.14\"\nserde_json = \"1\"\n".to_owned(),
            ),
            Self::Parsed => (
                include_str!("../variants/parsed/main.rs"),
                None,
                "[dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n".to_owned(),
            ),
        };
        project(root, self.folder(), main, build, &dependencies)
    }
}

/// Builds the program that does nothing.
fn empty(root: &Path) -> io::Result<PathBuf> {
    let folder = project(root, "empty", include_str!("../variants/empty/main.rs"), None, "")?;
    measure::run(&mut build(&folder, root))?;
    Ok(binary(root, "empty"))
}

/// Seconds that a cold build of seedbank's variant takes more than one of the program that does
/// nothing, with no data to speak of.
fn cold_build(root: &Path) -> io::Result<f64> {
    let project = Variant::Seedbank.write(root)?;
    data::write(&project.join("data"), 1, Release::First)?;
    let target = root.join("cold");
    if target.exists() {
        std::fs::remove_dir_all(&target)?;
    }
    // What is downloaded is not what is measured.
    Command::new("cargo").args(["fetch", "--quiet"]).current_dir(&project).status()?;
    let cold = measure::run(build(&project, root).env("CARGO_TARGET_DIR", &target))?;
    std::fs::remove_dir_all(&target)?;
    match cold {
        Run::Done { wall, .. } => Ok(wall.as_secs_f64()),
        Run::Stopped(why) => Err(io::Error::other(why)),
    }
}

impl Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| {} ", self.variant.name())?;
        let Run::Done { wall, peak_kib } = self.build else {
            let Run::Stopped(why) = self.build else { return Ok(()) };
            return write!(f, "| {why} | | | | | | |");
        };
        write!(f, "| {:.1} s | {} MiB ", wall.as_secs_f64(), peak_kib >> 10)?;
        let Some(ran) = &self.ran else { return write!(f, "|") };
        write!(
            f,
            "| {} KiB | {:.2} ms | {:.2} ms | {:.1} MiB | {} ns |",
            ran.binary_kib,
            ran.to_first_lookup.as_secs_f64() * 1e3,
            ran.empty.as_secs_f64() * 1e3,
            ran.resident_mib,
            ran.lookup_nanos
        )
    }
}

fn seedbank_dependencies() -> String {
    let seedbank = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    format!(
        "[dependencies]\nseedbank = {{ path = {seedbank:?}, default-features = false }}\n\
         [build-dependencies]\nseedbank-codegen = {{ path = \"{seedbank}/codegen\" }}\n"
    )
}

fn project(
    root: &Path,
    name: &str,
    main: &str,
    build: Option<&str>,
    dependencies: &str,
) -> io::Result<PathBuf> {
    let folder = root.join(name);
    std::fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n{dependencies}\
         [profile.release.build-override]\nopt-level = 2\n"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::write(folder.join("src/main.rs"), main)?;
    std::fs::write(folder.join("src/lookups.rs"), LOOKUPS)?;
    if let Some(build) = build {
        std::fs::write(folder.join("build.rs"), build)?;
    }
    Ok(folder)
}

fn build(project: &Path, root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.args(["build", "--release", "--quiet"]).current_dir(project);
    command.env("CARGO_TARGET_DIR", root.join("target"));
    command
}

fn binary(root: &Path, name: &str) -> PathBuf {
    root.join("target/release").join(name)
}
