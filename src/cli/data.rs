//! The data that a command works on: the embedded bundle, or a folder in its place.

use std::path::{Path, PathBuf};

use seedbank::Bundle;
use seedbank_codegen::{Compilation, compile};

use super::Options;
use super::failure::Failure;
use super::print;

/// A bundle, wherever it is from.
pub enum Data {
    /// Compiled in.
    #[cfg(feature = "data")]
    Embedded(&'static Bundle),
    /// Compiled just now.
    Folder(Box<Bundle>),
}

impl Data {
    /// Opens the folder that the options name, or else what is embedded. What is wrong in a folder is
    /// printed, and the records that are right are used.
    pub fn open(options: &Options) -> Result<Self, Failure> {
        match &options.data {
            Some(folder) => Self::folder(folder),
            #[cfg(feature = "data")]
            None => Ok(Self::Embedded(&seedbank::BUNDLE)),
            #[cfg(not(feature = "data"))]
            None => Err(Failure::NoData),
        }
    }

    fn folder(folder: &Path) -> Result<Self, Failure> {
        let compilation = compiled(folder)?;
        print::diagnostics(&compilation.diagnostics);
        let packed =
            compilation.packed.ok_or_else(|| Failure::NothingValid { path: folder.to_owned() })?;
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

/// The folder that a command is about: its argument, else `--data`, else `./data`.
pub fn folder(argument: Option<&PathBuf>, options: &Options) -> PathBuf {
    argument.or(options.data.as_ref()).cloned().unwrap_or_else(|| PathBuf::from("data"))
}

/// Compiles a folder that must be there.
pub fn compiled(folder: &Path) -> Result<Compilation, Failure> {
    let problem = match folder.metadata() {
        Ok(metadata) if metadata.is_dir() => return Ok(compile(folder)),
        Ok(_) => "it is a file; name the folder that holds the datasets",
        Err(_) => "there is none; name one, or start one with `seedbank new`",
    };
    Err(Failure::NoFolder { path: folder.to_owned(), problem })
}
