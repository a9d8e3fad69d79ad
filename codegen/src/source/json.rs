//! JSON, as RFC 8259 has it: one value, no comments, no key twice.

mod syntax;

use std::ops::Range;
use std::sync::Arc;

use jiter::{Jiter, JiterError, Peek};
use serde_json::Value;

use super::Mark;
use super::entries::{Entries, Node};
use super::limits::{self, MAX_DEPTH, MAX_PROBLEMS};
use crate::diagnostic::{Diagnostic, Place, SourceFile};

/// Reads a file that is one value.
pub(super) fn read(file: &Arc<SourceFile>, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    read_part(file, 0..file.text.len(), problems)
}

/// Reads a value that is written in a part of a file, with nothing else but white space.
pub(super) fn read_part(
    file: &Arc<SourceFile>,
    part: Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let bytes = &file.text.as_bytes()[part.clone()];
    let mut reader = Reader { file, bytes, base: part.start, jiter: Jiter::new(bytes), problems };
    reader.document().ok()
}

/// The rest of the text can't be read; why is among the problems.
struct Stop;

struct Reader<'f> {
    file: &'f Arc<SourceFile>,
    bytes: &'f [u8],
    /// Where `bytes` begin in the file.
    base: usize,
    jiter: Jiter<'f>,
    problems: &'f mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Stop> {
        let peek = self.jiter.peek().map_err(|error| self.syntax(&error))?;
        let node = self.value(peek, 0)?;
        self.jiter.finish().map_err(|error| self.syntax(&error))?;
        Ok(node)
    }

    fn value(&mut self, peek: Peek, depth: usize) -> Result<Node, Stop> {
        let start = self.jiter.current_index();
        let (value, children) = match peek {
            Peek::Array => return self.array(start, depth),
            Peek::Object => return self.object(start, depth),
            Peek::String => {
                let text = self.jiter.known_str().map(ToOwned::to_owned);
                (Value::String(text.map_err(|error| self.syntax(&error))?), Box::default())
            }
            Peek::Null => {
                self.jiter.known_null().map_err(|error| self.syntax(&error))?;
                (Value::Null, Box::default())
            }
            Peek::True | Peek::False => {
                let value = self.jiter.known_bool(peek).map_err(|error| self.syntax(&error))?;
                (Value::Bool(value), Box::default())
            }
            _ => (self.number(peek, start)?, Box::default()),
        };
        let span = self.base + start..self.base + self.jiter.current_index();
        Ok((value, Mark::new(span, children)))
    }

    fn array(&mut self, start: usize, depth: usize) -> Result<Node, Stop> {
        self.go_deeper(start, depth)?;
        let (mut items, mut marks) = (Vec::new(), Vec::new());
        let mut next = self.jiter.known_array().map_err(|error| self.syntax(&error))?;
        while let Some(peek) = next {
            let (item, mark) = self.value(peek, depth + 1)?;
            items.push(item);
            marks.push(mark);
            next = self.jiter.array_step().map_err(|error| self.syntax(&error))?;
        }
        let span = self.base + start..self.base + self.jiter.current_index();
        Ok((Value::Array(items), Mark::new(span, marks.into())))
    }

    fn object(&mut self, start: usize, depth: usize) -> Result<Node, Stop> {
        self.go_deeper(start, depth)?;
        let mut entries = Entries::default();
        let mut before = start;
        let mut next = self.jiter.known_object().map(|key| key.map(ToOwned::to_owned));
        while let Some(key) = next.map_err(|error| self.syntax(&error))? {
            let written = self.key_span(before);
            let peek = self.jiter.peek().map_err(|error| self.syntax(&error))?;
            let (value, mark) = self.value(peek, depth + 1)?;
            entries.push(key, (value, mark.keyed(written)));
            before = self.jiter.current_index();
            next = self.jiter.next_key().map(|key| key.map(ToOwned::to_owned));
        }
        let (value, marks) = entries.finish(self.file, self.problems);
        let span = self.base + start..self.base + self.jiter.current_index();
        Ok((value, Mark::new(span, marks)))
    }

    /// Where the key is written that was just read, with its colon: between what was `before` it
    /// and here there are only a bracket or comma, white space, the key and the colon.
    fn key_span(&self, before: usize) -> Range<usize> {
        let here = self.jiter.current_index();
        let quote = |byte: &u8| *byte == b'"';
        let written = &self.bytes[before..here];
        let start = written.iter().position(quote).unwrap_or(0);
        let end = written.iter().rposition(quote).map_or(written.len(), |at| at + 1);
        self.base + before + start..self.base + before + end
    }

    fn number(&mut self, peek: Peek, start: usize) -> Result<Value, Stop> {
        let text = match self.jiter.known_number_bytes(peek) {
            Ok(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Err(error) => return Err(self.syntax(&error)),
        };
        let number = if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            let signed = text.parse::<i64>().map(Value::from);
            signed.or_else(|_| text.parse::<u64>().map(Value::from)).ok()
        } else {
            // Only a finite float is a `Value`.
            text.parse().ok().and_then(serde_json::Number::from_f64).map(Value::Number)
        };
        if let Some(number) = number {
            return Ok(number);
        }
        if self.problems.len() < MAX_PROBLEMS {
            let place = self.place(start..self.jiter.current_index());
            self.problems.push(limits::out_of_range(&text, place));
        }
        Ok(Value::Null)
    }

    fn go_deeper(&mut self, start: usize, depth: usize) -> Result<(), Stop> {
        if depth < MAX_DEPTH {
            return Ok(());
        }
        self.problems.push(limits::too_deep(self.place(start..start + 1)));
        Err(Stop)
    }

    fn syntax(&mut self, error: &JiterError) -> Stop {
        let part = self.base..self.base + self.bytes.len();
        self.problems.push(syntax::problem(self.file, part, error));
        Stop
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place { file: Arc::clone(self.file), span: self.base + span.start..self.base + span.end }
    }
}

#[cfg(test)]
mod tests;
