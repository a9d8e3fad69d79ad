//! The data that a command works on: the embedded bundle, or a folder in its place.

use std::path::{Path, PathBuf};

use seedbank::Bundle;
use seedbank_codegen::diagnostic::Diagnostic;
use seedbank_codegen::{Compilation, compile};

use super::Options;
use super::failure::Failure;
use super::options::word;
use super::print;
use super::wording::count;

/// Where `check`, `lock` and `new` look unless they are told otherwise.
const DEFAULT_FOLDER: &str = "data";

/// A bundle, wherever it is from.
pub enum Data {
    /// Compiled in.
    #[cfg(feature = "data")]
    Embedded(&'static Bundle),
    /// Compiled just now.
    Folder(Box<Bundle>),
}

impl Data {
    /// Opens the folder that the options name, or else what is embedded. Where something is wrong in a
    /// folder, a line says so, and the records that are right are used.
    pub fn open(options: &Options) -> Result<Self, Failure> {
        Self::told(options, |folder, found| {
            if !found.is_empty() {
                let problems = count(found.len() as u64, "problem");
                let folder = word(&folder.display().to_string());
                print::note(&format!("{problems} in {folder}: `seedbank check {folder}`\n"));
            }
        })
    }

    /// The same, but all that is wrong is printed.
    pub fn open_checked(options: &Options) -> Result<Self, Failure> {
        Self::told(options, |_, found| print::diagnostics(found))
    }

    fn told(options: &Options, tell: impl FnOnce(&Path, &[Diagnostic])) -> Result<Self, Failure> {
        match &options.data {
            Some(folder) => Self::folder(folder, tell),
            #[cfg(feature = "data")]
            None => {
                if let Some(dataset) = passed_over(&seedbank::BUNDLE) {
                    print::note(&format!(
                        "note: {DEFAULT_FOLDER}/{dataset} is not used, but the data that is compiled in; \
                         --data {DEFAULT_FOLDER} uses it\n"
                    ));
                }
                Ok(Self::Embedded(&seedbank::BUNDLE))
            }
            #[cfg(not(feature = "data"))]
            None => Err(Failure::NoData),
        }
    }

    fn folder(folder: &Path, tell: impl FnOnce(&Path, &[Diagnostic])) -> Result<Self, Failure> {
        let compilation = compiled(folder)?;
        let Some(packed) = compilation.packed else {
            print::diagnostics(&compilation.diagnostics);
            return Err(Failure::NothingValid { path: folder.to_owned() });
        };
        tell(folder, &compilation.diagnostics);
        let bundle = Bundle::from_packed(packed).with_set_aside(compilation.set_aside);
        Ok(Self::Folder(Box::new(bundle)))
    }

    /// The bundle.
    pub fn bundle(&self) -> &Bundle {
        match self {
            #[cfg(feature = "data")]
            Self::Embedded(bundle) => bundle,
            Self::Folder(bundle) => bundle,
        }
    }
}

/// A dataset of `./data` that a bundle does not have: its folder may have been meant.
#[cfg(feature = "data")]
fn passed_over(bundle: &Bundle) -> Option<String> {
    let entries = Path::new(DEFAULT_FOLDER).read_dir().into_iter().flatten().flatten();
    let folders = entries.map(|entry| entry.path()).filter(|path| is_dataset(path));
    let names = folders.filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
    let known = &bundle.model().datasets;
    names.filter(|name| known.iter().all(|dataset| dataset.name != *name)).min()
}

/// The folder that a command is about: its argument, else `--data`, else `./data`.
pub fn folder(argument: Option<&PathBuf>, options: &Options) -> PathBuf {
    argument.or(options.data.as_ref()).cloned().unwrap_or_else(|| PathBuf::from(DEFAULT_FOLDER))
}

/// Compiles a folder that must be there.
pub fn compiled(folder: &Path) -> Result<Compilation, Failure> {
    let problem = match folder.metadata() {
        Ok(metadata) if metadata.is_dir() && is_dataset(folder) => {
            "it is the folder of one dataset; name the folder above it"
        }
        Ok(metadata) if metadata.is_dir() => {
            let mut compilation = compile(folder);
            if folder != Path::new(DEFAULT_FOLDER) {
                lock_of(folder, &mut compilation.diagnostics);
            }
            return Ok(compilation);
        }
        Ok(_) => "it is a file; name the folder that holds the datasets",
        Err(_) => "there is none; name one, or start one with `seedbank new`",
    };
    Err(Failure::NoFolder { path: folder.to_owned(), problem })
}

/// Whether a folder is one of those that a data folder holds.
fn is_dataset(folder: &Path) -> bool {
    folder.join("dataset.yaml").is_file()
}

/// Lets what is printed name the folder, where it says to lock it.
fn lock_of(folder: &Path, found: &mut [Diagnostic]) {
    let command = format!("`seedbank lock {}`", word(&folder.display().to_string()));
    for help in found.iter_mut().filter_map(|problem| problem.help.as_mut()) {
        *help = help.replace("`seedbank lock`", &command);
    }
}
