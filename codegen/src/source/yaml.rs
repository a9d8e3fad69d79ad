//! YAML 1.2 with its core schema, anchors and merge keys (`<<`).
//!
//! The grammar is `saphyr-parser`'s; what its events mean is settled here.

mod ambiguous;
mod anchors;
mod build;
mod merge;
mod offsets;
pub(crate) mod place;
mod scalar;
mod syntax;
mod tag;

use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::Event;
use serde_json::Value;

pub use self::ambiguous::ambiguous;
pub(crate) use self::ambiguous::is_timestamp;
use self::build::Builder;
pub(crate) use self::offsets::Offsets;
pub(crate) use self::scalar::resolve;
use super::Mark;
use super::entries::Node;
use crate::diagnostic::{Code, Diagnostic, SourceFile};

/// Reads the one document in a part of a file: all of it, or the front matter of Markdown. A part
/// without a document is `null`.
pub(super) fn read(
    file: &Arc<SourceFile>,
    part: Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let end = part.end;
    let mut builder = Builder::new(file, part, problems);
    match document(&mut builder) {
        Ok(node) => Some(node.unwrap_or_else(|| (Value::Null, Mark::leaf(end..end)))),
        Err(problem) => {
            problems.push(*problem);
            None
        }
    }
}

fn document(builder: &mut Builder) -> Result<Option<Node>, Box<Diagnostic>> {
    let mut root = None;
    loop {
        let (event, span) = builder.next()?;
        match event {
            Event::StreamEnd => return Ok(root),
            Event::DocumentStart(_) if root.is_some() => {
                let message = "a second document in one file";
                let problem = Diagnostic::new(Code::Syntax, message, builder.place(span));
                return Err(Box::new(problem.help("write it to a file of its own")));
            }
            Event::DocumentStart(_) => {
                let (event, span) = builder.next()?;
                root = Some(builder.node(event, span, 0)?.node);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
