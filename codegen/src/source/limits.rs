//! How much is read, so that no file makes a build run out of memory, stack or patience.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, SourceFile};

/// How big a file may be; positions are `u32`.
pub(super) const MAX_BYTES: u64 = 1 << 30;

/// How deep arrays and objects may nest, in every format: what `serde_json` allows too, so that a
/// value that was read can be printed and read again.
pub(super) const MAX_DEPTH: usize = 128;

/// After so many problems the rest of a file is not looked at: it is another format, or was cut.
pub(super) const MAX_PROBLEMS: usize = 100;

/// Says that a file is too big.
pub(super) fn too_large(file: &Arc<SourceFile>) -> Diagnostic {
    Diagnostic::new(Code::TooLarge, "a file of more than 1 GiB", Place::whole(file))
        .help("split it into several files, each of which is a unit")
}

/// Says that a value is in too many others.
pub(super) fn too_deep(place: Place) -> Diagnostic {
    let message = format!("values nest more than {MAX_DEPTH} levels deep");
    Diagnostic::new(Code::TooLarge, message, place)
}

/// Says that a number is none that a `Value` holds.
pub(super) fn out_of_range(text: &str, place: Place) -> Diagnostic {
    let start: String = text.chars().take(24).collect();
    let dots = if start.len() < text.len() { "…" } else { "" };
    Diagnostic::new(Code::NumberRange, format!("`{start}{dots}` does not fit in 64 bits"), place)
        .help("write it in quotes if it is a name and not a quantity")
}
