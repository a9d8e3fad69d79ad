//! Writes to standard output and standard error, with colour where somebody looks.

use std::io::{self, BufWriter, Write};

use seedbank_codegen::diagnostic::{Diagnostic, human};
use serde::Serialize;

use super::failure::Failure;
use super::options::Options;

/// Writes to standard output. That its reader has gone (`| head`) is no failure.
pub fn out(write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    let written = write(&mut out).and_then(|()| Ok(out.flush()?));
    match written {
        Err(Failure::Print(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Writes a text to standard output.
pub fn text(text: &str) -> Result<(), Failure> {
    out(|out| Ok(out.write_all(text.as_bytes())?))
}

/// Writes a value to standard output as JSON.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut json = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
    json.push('\n');
    text(&json)
}

/// Writes diagnostics to standard error, for people.
pub fn diagnostics(found: &[Diagnostic]) {
    if !found.is_empty() {
        note(&human(found, true));
    }
}

/// Writes to standard error.
pub fn note(text: &str) {
    // There is nowhere left to say that it failed.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Says why a command failed.
pub fn error(failure: &Failure, options: &Options) {
    let told = options.told(&failure.to_string());
    note(&format!("error: {told}\n"));
    if options.json {
        // Nobody is left to tell if standard output is closed too.
        let _ = json(&serde_json::json!({ "error": told }));
    }
}
