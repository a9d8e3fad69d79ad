//! What a `build.rs` calls.

use std::fmt::{self, Write as _};
use std::path::Path;
use std::{fs, io};

use crate::compile::{Compilation, compile};
use crate::diagnostic::{Code, Diagnostic, Severity, human};
use crate::emit;

/// Why a build stops: everything that is wrong, each at its line.
pub struct BuildError(String);

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The same text: it is what a build script prints that returns the error from `main`.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the data is not valid\n\n{self}")
    }
}

impl std::error::Error for BuildError {}

/// Compiles the data folder `data` into `out_dir`, for `seedbank::include_bundle!()`, and returns the
/// instructions for cargo, which the build script prints.
///
/// With `locked` a stale `seedbank.lock` is an error, as it should be in continuous integration;
/// otherwise it is a warning. Files in `out_dir` are written only where they change.
pub fn build(data: &Path, out_dir: &Path, locked: bool) -> Result<String, BuildError> {
    let compilation = compile(data);
    let denied = |problem: &Diagnostic| locked && problem.code == Code::StaleLock;
    let problems = compilation.diagnostics.iter().cloned();
    let (errors, warnings): (Vec<_>, Vec<_>) = problems
        .map(|problem| if denied(&problem) { problem.deny() } else { problem })
        .partition(|problem| problem.severity() == Severity::Error);
    if !errors.is_empty() {
        return Err(BuildError(human(&errors, false)));
    }
    write(&compilation, out_dir)
        .map_err(|error| BuildError(format!("can't write to {}: {error}", out_dir.display())))?;
    Ok(instructions(&compilation, &warnings))
}

fn instructions(compilation: &Compilation, warnings: &[Diagnostic]) -> String {
    let mut lines =
        String::from("cargo::rerun-if-changed=build.rs\ncargo::rerun-if-env-changed=CI\n");
    // Writing to a string cannot fail.
    for input in &compilation.inputs {
        let _ = writeln!(lines, "cargo::rerun-if-changed={}", input.display());
    }
    for Diagnostic { code, message, place, help, .. } in warnings {
        let (line, column) = place.line_column();
        let path = place.file.path.display();
        let help = help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        let _ = writeln!(lines, "cargo::warning=[{code}] {path}:{line}:{column}: {message}{help}");
    }
    lines
}

fn write(compilation: &Compilation, out_dir: &Path) -> io::Result<()> {
    let packed =
        compilation.packed.as_ref().ok_or_else(|| io::Error::other("there is nothing to pack"))?;
    let rust = emit::emit(packed).map_err(io::Error::other)?;
    write_changed(&out_dir.join(emit::RUST_FILE), rust.as_bytes())?;
    write_changed(&out_dir.join(emit::BIN_FILE), packed.bin())?;
    write_changed(&out_dir.join(emit::STR_FILE), packed.text().as_bytes())
}

fn write_changed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|before| before == bytes) { Ok(()) } else { fs::write(path, bytes) }
}
